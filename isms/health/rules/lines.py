"""How the sixteen indicators are set out: in five parts, each row with its weight and what it gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from isms.health.rules.model import Model
from isms.health.rules.outcome import Outcome
from isms.health.rules.score import POINTS, Health
from isms.health.vocabulary import HealthPart, Indicator, IndicatorResult

PARTS: Mapping[HealthPart, Sequence[Indicator]] = MappingProxyType(
    {
        HealthPart.GOVERNANCE: tuple(Indicator)[:3],
        HealthPart.RISK: tuple(Indicator)[3:6],
        HealthPart.LIFE: tuple(Indicator)[6:8],
        HealthPart.PRIVACY: tuple(Indicator)[8:10],
        HealthPart.RESILIENCE: tuple(Indicator)[10:],
    }
)


@dataclass(frozen=True)
class Line:
    """An indicator of a system: how it came out, what it weighs (nothing when it is not relevant) and what it gives."""

    outcome: Outcome
    weight: int
    points: Fraction

    @property
    def is_known(self) -> bool:
        """Whether anybody has measured it."""
        return self.outcome.result != IndicatorResult.NOT_MEASURED


@dataclass(frozen=True)
class Part:
    """Some rows that belong together, and their sums."""

    part: HealthPart
    lines: tuple[Line, ...]

    @property
    def weight(self) -> int:
        """What the rows weigh together."""
        return sum(line.weight for line in self.lines)

    @property
    def points(self) -> Fraction:
        """What the rows give together."""
        return sum((line.points for line in self.lines), Fraction(0))


def parts_of(health: Health, model: Model) -> tuple[Part, ...]:
    """Return the rows of a system in their parts."""
    by_indicator = {outcome.indicator: _line(outcome, model) for outcome in health.outcomes}
    return tuple(Part(part, tuple(by_indicator[each] for each in some)) for part, some in PARTS.items())


def _line(outcome: Outcome, model: Model) -> Line:
    share = POINTS.get(outcome.result)
    weight = 0 if share is None else model.weights[outcome.indicator]
    return Line(outcome, weight, weight * (share or Fraction(0)))
