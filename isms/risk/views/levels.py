"""How numbers of risks per level are drawn: the parts of a stacked bar, best first."""

from collections.abc import Mapping, Sequence
from typing import Any

from isms.kernel.web.doors import words
from isms.risk.vocabulary import RiskLevel


def level_parts(levels: Mapping[RiskLevel, int]) -> Sequence[Mapping[str, Any]]:
    """Return the parts of the bar of some risks by level."""
    say = words()
    return [
        {"count": levels.get(level, 0), "word": say(level.label).lower(), "tone": str(level.tone)}
        for level in RiskLevel
    ]
