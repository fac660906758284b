"""Decides which way health goes since a frozen snapshot, also when the model has changed in between."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from isms.health.rules.facts import Facts
from isms.health.rules.model import Model
from isms.health.rules.score import assess, tenths
from isms.health.vocabulary import HealthStatus, HealthTrend, Limit


@dataclass(frozen=True)
class Frozen:
    """How a system stood in a snapshot of a day under a model; points are tenths. Facts where they were kept."""

    day: date
    model: str
    status: HealthStatus
    points: int
    facts: Facts | None = None


@dataclass(frozen=True)
class Change:
    """Which way a system goes: `before` and `was` are its tenths and status then, under the model of now.

    `is_recomputed` says that they are worked out anew from the facts of then, and are not what was printed.
    """

    trend: HealthTrend
    before: int | None = None
    was: HealthStatus | None = None
    is_recomputed: bool = False


def change(frozen: Frozen | None, points: int, model: Model) -> Change:
    """Return which way a system goes that now has some tenths under a model; without a before nothing compares."""
    if frozen is None:
        return Change(HealthTrend.NOT_COMPARABLE)
    if frozen.model == model.code:
        return Change(trend_of(frozen.points, points, model), frozen.points, frozen.status)
    if frozen.facts is None:
        return Change(HealthTrend.NOT_COMPARABLE)
    then = assess(frozen.facts, model, frozen.day)
    before = tenths(then.points)
    return Change(trend_of(before, points, model), before, then.status, is_recomputed=True)


def trend_of(before: Fraction | int, now: Fraction | int, model: Model) -> HealthTrend:
    """Return which way a number of tenths goes; smaller steps than the model's are none."""
    least = 10 * model.limits[Limit.TREND_POINTS]
    if now - before >= least:
        return HealthTrend.BETTER
    return HealthTrend.WORSE if before - now >= least else HealthTrend.SAME


@dataclass(frozen=True)
class Movement:
    """How many systems went from one status to another; None before is new, None after is gone."""

    before: HealthStatus | None
    after: HealthStatus | None
    number: int


def movements(before: Mapping[Hashable, HealthStatus], after: Mapping[Hashable, HealthStatus]) -> tuple[Movement, ...]:
    """Return how systems, by what identifies them, moved between statuses; those that stayed are left out.

    In the order of the statuses they came from, new ones last, and within it of those they went to, gone ones last.
    """
    order: list[HealthStatus | None] = [*HealthStatus, None]
    pairs = Counter((before.get(key), after.get(key)) for key in {**before, **after})
    moved = [Movement(was, is_, number) for (was, is_), number in pairs.items() if was != is_]
    return tuple(sorted(moved, key=lambda each: (order.index(each.before), order.index(each.after))))
