"""How a health model is drawn: indicators with weights and intervals, limits in groups, and what differs."""

from collections.abc import Mapping
from typing import Any

from isms.health.rules import CLASSES, INTERVALS, KEY_INDICATORS, SHIPPED, Model
from isms.health.rules.criteria import differences, field_of
from isms.health.vocabulary import Indicator, Limit
from isms.kernel.words import Words

GROUPS: Mapping[str, tuple[Limit, ...]] = {
    "health_model.group_status": (
        Limit.WANTED_POINTS,
        Limit.WANTED_COVERAGE,
        Limit.ACCEPTABLE_POINTS,
        Limit.LEAST_COVERAGE,
        Limit.TREND_POINTS,
    ),
    "health_model.group_time": (Limit.TOLERANCE_PERCENT, Limit.PERIOD_MONTHS),
    "health_model.group_risk": (
        Limit.CHANGE_DAYS,
        Limit.ACCEPTANCE_DAYS,
        Limit.OVERDUE_PERCENT,
        Limit.OVERDUE_DAYS,
        Limit.DEVIATIONS_OVERDUE,
        Limit.DEVIATION_DAYS,
        Limit.SERIOUS_DAYS,
    ),
    "health_model.group_supplier": (
        Limit.SUPPORT_WANTED_MONTHS,
        Limit.SUPPORT_ACCEPTABLE_MONTHS,
        Limit.AGREEMENT_WANTED_MONTHS,
        Limit.AGREEMENT_ACCEPTABLE_MONTHS,
        Limit.RENEWAL_MONTHS,
        Limit.SUPPLIER_MEETING_MONTHS,
    ),
    "health_model.group_resilience": (
        Limit.RTO_PERCENT,
        Limit.PATCHING_WANTED_DAYS,
        Limit.PATCHING_ACCEPTABLE_DAYS,
    ),
    "health_model.group_area": (
        Limit.AREA_UNACCEPTABLE_PERCENT,
        Limit.AREA_WANTED_PERCENT,
        Limit.AREA_NOT_ASSESSED_PERCENT,
        Limit.AREA_LEAST_SYSTEMS,
        Limit.CLASS_1_WEIGHT,
        Limit.CLASS_2_WEIGHT,
        Limit.CLASS_3_WEIGHT,
        Limit.CLASS_4_WEIGHT,
    ),
}
"""The limits by what they are about, as they are shown."""


def picture(model: Model) -> dict[str, Any]:
    """Return what draws a model: a row per indicator, and the limits with their numbers by group."""
    return {
        "classes": CLASSES,
        "sum": sum(model.weights.values()),
        "rows": [
            {
                "number": f"H{number}",
                "indicator": indicator,
                "is_key": indicator in KEY_INDICATORS,
                "weight": model.weights[indicator],
                "months": [model.months[indicator][each] for each in CLASSES] if indicator in INTERVALS else None,
            }
            for number, indicator in enumerate(Indicator, start=1)
        ],
        "limits": [(key, [(limit, model.limits[limit]) for limit in limits]) for key, limits in GROUPS.items()],
    }


def differing(model: Model, words: Words) -> list[tuple[str, int, int]]:
    """Return what differs from the shipped model: what it is, the number there, and the model's own."""
    return [(called(name, words), shipped, own) for name, (own, shipped) in differences(model, SHIPPED).items()]


def called(name: str, words: Words) -> str:
    """Return what a number of a model is called where it stands alone."""
    kind, subject, *rest = name.split(".")
    if kind == "limit":
        return words(Limit(subject).label)
    about = words(Indicator(subject).label)
    return (
        words("health_model.interval_of", about=about, n=rest[0])
        if rest
        else words("health_model.weight_of", about=about)
    )


def filled(model: Model) -> dict[str, int]:
    """Return the numbers of a model by the fields they are typed in."""
    return {field_of(name): number for name, number in model.values().items()}
