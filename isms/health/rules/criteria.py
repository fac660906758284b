"""What is decided about a health model before it may hold: it is whole, and worse never counts as less."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from isms.health.rules.model import BY_CLASS, CLASSES, Model
from isms.health.vocabulary import HealthModelState, Limit
from isms.kernel.refusal import Refusal

WHOLE = 100
"""What the weights are together."""

MOST_MONTHS = 60

KEPT_MONTHS = 24
"""How far back what is over is still a fact; no model may look further."""

_PERCENT, _POINTS, _DAYS, _MONTHS, _COUNT = (0, 100), (1, 100), (0, 365), (1, MOST_MONTHS), (0, 100)
_NOT_POINTS = {
    **dict.fromkeys((each for each in Limit if each.endswith("_percent")), _PERCENT),
    **dict.fromkeys((each for each in Limit if each.endswith("_days")), _DAYS),
    **dict.fromkeys((each for each in Limit if each.endswith("_months")), _MONTHS),
    Limit.DEVIATIONS_OVERDUE: _COUNT,
    Limit.PERIOD_MONTHS: (1, KEPT_MONTHS),
}
RANGES: Mapping[Limit, tuple[int, int]] = MappingProxyType({each: _NOT_POINTS.get(each, _POINTS) for each in Limit})
"""The least and the most that each limit may be."""

_RISING = (
    (Limit.ACCEPTABLE_POINTS, Limit.WANTED_POINTS),
    (Limit.LEAST_COVERAGE, Limit.WANTED_COVERAGE),
    (Limit.SUPPORT_ACCEPTABLE_MONTHS, Limit.SUPPORT_WANTED_MONTHS),
    (Limit.AGREEMENT_ACCEPTABLE_MONTHS, Limit.AGREEMENT_WANTED_MONTHS),
    (Limit.PATCHING_WANTED_DAYS, Limit.PATCHING_ACCEPTABLE_DAYS),
    (Limit.CLASS_1_WEIGHT, Limit.CLASS_2_WEIGHT),
    (Limit.CLASS_2_WEIGHT, Limit.CLASS_3_WEIGHT),
    (Limit.CLASS_3_WEIGHT, Limit.CLASS_4_WEIGHT),
)
"""Pairs of limits of which the first may not be more than the second."""


def field_of(name: str) -> str:
    """Return the name of the field that a number of a model is typed in."""
    return name.replace(".", "_")


def months_range(name: str) -> tuple[int, int]:
    """Return the least and the most months an interval may be, by its name; 0 is that the class is not asked."""
    return (0 if name.split(".")[1] in BY_CLASS else 1), MOST_MONTHS


def range_of(name: str) -> tuple[int, int]:
    """Return the least and the most that a number of a model may be, by its name; raises ValueError for no name."""
    kind, _, rest = name.partition(".")
    if kind == "months":
        return months_range(name)
    return (0, WHOLE) if kind == "weight" else RANGES[Limit(rest)]


def model_refusals(model: Model) -> Iterator[Refusal]:
    """Yield why a model cannot hold."""
    for name, number in model.values().items():
        least, most = range_of(name)
        if not least <= number <= most:
            values = {"minimum": least, "maximum": most}
            yield Refusal("health_model.number_out_of_range", field_of(name), values)
    if (together := sum(model.weights.values())) != WHOLE:
        yield Refusal("health_model.weights_do_not_sum", "weight_ownership", {"sum": together})
    yield from _interval_refusals(model)
    for low, high in _RISING:
        if model.limits[low] > model.limits[high]:
            yield Refusal("health_model.limits_cross", field_of(f"limit.{low}"))


def change_of_model_refusals(state: HealthModelState) -> Iterator[Refusal]:
    """Yield why a model cannot be changed or withdrawn: what has been measured may rest on a decided one."""
    if state == HealthModelState.DECIDED:
        yield Refusal("health_model.is_locked")


def decision_refusals(state: HealthModelState, valid_from: date, basis: str | None, today: date) -> Iterator[Refusal]:
    """Yield why a model cannot be decided: it is already, would hold before that, or nobody has said on what basis."""
    if state == HealthModelState.DECIDED:
        yield Refusal("health_model.already_decided")
    if valid_from < today:
        yield Refusal("health_model.valid_in_the_past", "valid_from")
    if not (basis or "").strip():
        yield Refusal("health_model.needs_a_basis", "basis")


def differences(model: Model, other: Model) -> dict[str, tuple[int, int]]:
    """Return the numbers in which two models differ, by name: that of the first, and that of the other."""
    there = other.values()
    return {name: (number, there[name]) for name, number in model.values().items() if number != there[name]}


def _interval_refusals(model: Model) -> Iterator[Refusal]:
    """Yield each interval that is shorter than that of a more critical class; never is longest of all."""
    for indicator, months in model.months.items():
        for critical, simple in pairwise(CLASSES):
            if months[simple] and (not months[critical] or months[simple] < months[critical]):
                name = f"months.{indicator}.{simple}"
                yield Refusal("health_model.interval_falls", field_of(name))
