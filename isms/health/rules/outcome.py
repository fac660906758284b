"""What comes out of an indicator: its result, what it was worked out from, until when it holds, and what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from isms.health.rules.facts import Ref
from isms.health.vocabulary import Indicator, IndicatorResult
from isms.kernel.vocabulary import Term

Value = date | Term | str | int | bool | None
"""What may stand in a sentence or beside a label; None is that nobody has said."""


@dataclass(frozen=True)
class Said:
    """A sentence as a catalogue key with its values, written by `wording.text`."""

    key: str
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Raw:
    """Something that an indicator was worked out from: the catalogue key of its name, and its value."""

    key: str
    value: Value


@dataclass(frozen=True)
class Outcome:
    """How an indicator came out for a system on a day.

    `day` is the day of what it rests on and `months` how often that is due. While nothing else changes it is wanted
    through `wanted_until` and acceptable through `acceptable_until`; None where no day decides. `advice` is all it
    takes to become wanted, none where it is or does not matter.
    """

    indicator: Indicator
    result: IndicatorResult
    raw: tuple[Raw, ...] = ()
    day: date | None = None
    months: int | None = None
    wanted_until: date | None = None
    acceptable_until: date | None = None
    ref: Ref | None = None
    advice: tuple[Said, ...] = ()


ORDER = (IndicatorResult.WANTED, IndicatorResult.ACCEPTABLE, IndicatorResult.UNACCEPTABLE)
"""What is measured, best first."""


def worst(*results: IndicatorResult) -> IndicatorResult:
    """Return the worst of some measured results; raises ValueError for one that is not measured."""
    return max(results, key=ORDER.index)


def advised(*needs: tuple[bool, Said]) -> tuple[Said, ...]:
    """Return the advice that is called for, in order."""
    return tuple(said for is_needed, said in needs if is_needed)
