"""What a system's health is: its points, how much is known, its red flags and its status, and what to do next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from isms.health.rules.facts import Facts
from isms.health.rules.flags import Raised, red_flags
from isms.health.rules.indicators import outcome
from isms.health.rules.model import KEY_INDICATORS, Model
from isms.health.rules.outcome import Outcome
from isms.health.vocabulary import HealthStatus, Indicator, IndicatorResult, Limit

POINTS = {
    IndicatorResult.WANTED: Fraction(1),
    IndicatorResult.ACCEPTABLE: Fraction(1, 2),
    IndicatorResult.UNACCEPTABLE: Fraction(0),
    IndicatorResult.NOT_MEASURED: Fraction(0),
}
"""The share of its weight each result gives; what is not relevant is left out of both sides."""


@dataclass(frozen=True)
class Gain:
    """How many points of a hundred a system would gain if an indicator became as wanted."""

    indicator: Indicator
    points: Fraction


@dataclass(frozen=True)
class Health:
    """How a system stands on a day; points and coverage are exact, of a hundred, the largest gain first."""

    status: HealthStatus
    points: Fraction
    coverage: Fraction
    flags: tuple[Raised, ...]
    outcomes: tuple[Outcome, ...]
    gains: tuple[Gain, ...]


def assess(facts: Facts, model: Model, today: date) -> Health:
    """Return how a system stands on a day."""
    outcomes = tuple(outcome(indicator, facts, model, today) for indicator in Indicator)
    flags = tuple(red_flags(facts, model, today))
    points, coverage = points_of(outcomes, model), coverage_of(outcomes, model)
    return Health(
        status=status_of(points, coverage, flags, outcomes, model),
        points=points,
        coverage=coverage,
        flags=flags,
        outcomes=outcomes,
        gains=tuple(sorted(_gains(outcomes, model), key=lambda gain: -gain.points)),
    )


def points_of(outcomes: Sequence[Outcome], model: Model) -> Fraction:
    """Return the points of some outcomes, of a hundred; 0 where nothing relevant weighs anything."""
    total = _weight(outcomes, model)
    got = sum((model.weights[each.indicator] * POINTS[each.result] for each in relevant(outcomes)), Fraction(0))
    return 100 * got / total if total else Fraction(0)


def coverage_of(outcomes: Sequence[Outcome], model: Model) -> Fraction:
    """Return how much of the weight of some outcomes is measured, of a hundred."""
    total = _weight(outcomes, model)
    measured = [each for each in relevant(outcomes) if each.result != IndicatorResult.NOT_MEASURED]
    return Fraction(100 * _weight(measured, model), total) if total else Fraction(0)


def status_of(
    points: Fraction, coverage: Fraction, flags: Sequence[Raised], outcomes: Sequence[Outcome], model: Model
) -> HealthStatus:
    """Return the status: a red flag goes before all, and knowing too little before having too few points."""
    limits = model.limits
    if flags:
        return HealthStatus.UNACCEPTABLE
    if coverage < limits[Limit.LEAST_COVERAGE]:
        return HealthStatus.NOT_ASSESSED
    if points < limits[Limit.ACCEPTABLE_POINTS]:
        return HealthStatus.UNACCEPTABLE
    failing = (IndicatorResult.UNACCEPTABLE, IndicatorResult.NOT_MEASURED)
    has_key_failing = any(each.indicator in KEY_INDICATORS and each.result in failing for each in outcomes)
    is_enough = points >= limits[Limit.WANTED_POINTS] and coverage >= limits[Limit.WANTED_COVERAGE]
    return HealthStatus.WANTED if is_enough and not has_key_failing else HealthStatus.ACCEPTABLE


def relevant(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes that bear on the system."""
    return [each for each in outcomes if each.result != IndicatorResult.NOT_RELEVANT]


def tenths(number: Fraction) -> int:
    """Return a number as tenths, half a tenth rounded up: 70.25 is 703."""
    return floor(number * 10 + Fraction(1, 2))


def _weight(outcomes: Sequence[Outcome], model: Model) -> int:
    return sum(model.weights[each.indicator] for each in relevant(outcomes))


def _gains(outcomes: Sequence[Outcome], model: Model) -> Iterator[Gain]:
    total = _weight(outcomes, model)
    for each in relevant(outcomes):
        missing = model.weights[each.indicator] * (1 - POINTS[each.result])
        if missing:
            yield Gain(each.indicator, 100 * missing / total)
