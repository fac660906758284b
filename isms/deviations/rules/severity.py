"""How serious a deviation is, from what it hits and what came or could have come of it."""

from collections.abc import Iterator, Mapping

from isms.deviations.vocabulary import Severity
from isms.kernel.refusal import Refusal
from isms.risk.vocabulary import Consequence

MINOR, MODERATE, SERIOUS = Severity
PROPOSED: Mapping[Consequence, tuple[Severity, Severity, Severity, Severity]] = {
    Consequence.INSIGNIFICANT: (MINOR, MINOR, MODERATE, MODERATE),
    Consequence.MODERATE: (MINOR, MODERATE, MODERATE, SERIOUS),
    Consequence.SERIOUS: (MODERATE, SERIOUS, SERIOUS, SERIOUS),
    Consequence.VERY_SERIOUS: (SERIOUS, SERIOUS, SERIOUS, SERIOUS),
    Consequence.DISASTROUS: (SERIOUS, SERIOUS, SERIOUS, SERIOUS),
}
"""By consequence, and by how many of confidentiality, integrity and availability are hit. A proposal of ours."""


def proposed_severity(consequence: Consequence, *, k: bool, i: bool, t: bool) -> Severity:
    """Return the severity that follows from what is hit; a further hit or a higher consequence never lowers it."""
    return PROPOSED[consequence][k + i + t]


def override_refusals(proposed: Severity, chosen: Severity, reason: str | None) -> Iterator[Refusal]:
    """Yield why a severity cannot be chosen: it is another than follows from the hits, and nobody says why."""
    if chosen != proposed and not (reason or "").strip():
        yield Refusal("deviation.override_needs_a_reason", "severity_reason")
