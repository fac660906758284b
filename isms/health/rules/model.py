"""The health model: what each indicator weighs, how often it is due by class, and where the limits go."""

from collections.abc import Mapping
from dataclasses import dataclass

from isms.health.vocabulary import Indicator, Limit

CLASSES = (4, 3, 2, 1)
"""The classes of systems, the most critical first, as the tables show them."""

UNRATED_AS = 3
"""The class a system is measured as until somebody has rated it: important, and neither critical nor simple."""

KEY_INDICATORS = (
    Indicator.OWNERSHIP,
    Indicator.ASSESSMENT,
    Indicator.RESIDUAL_RISK,
    Indicator.DEVIATIONS,
    Indicator.SUPPORT,
    Indicator.PROCESSOR_AGREEMENT,
    Indicator.RESTORE_TEST,
)
"""Those of which none may be unacceptable or unmeasured in a system that is as wanted."""

BY_CLASS = (Indicator.STRONG_SIGN_IN, Indicator.PATCHING, Indicator.LOGGING, Indicator.FALLBACK)
"""Those that a model may leave out for a class, by an interval of 0 months."""


@dataclass(frozen=True)
class Model:
    """A version of what health is measured by.

    `months` are how often something is due, by indicator and class 1 to 4; 0 says that the indicator is not asked
    of the class. Limits are whole numbers of what their name says: points, percent, days, months or systems.
    """

    code: str
    weights: Mapping[Indicator, int]
    months: Mapping[Indicator, Mapping[int, int]]
    limits: Mapping[Limit, int]

    def interval(self, indicator: Indicator, system_class: int | None) -> int:
        """Return how many months may pass between two of a kind; 0 is never asked, raises KeyError without any."""
        return self.months[indicator][system_class or UNRATED_AS]

    def class_weight(self, system_class: int | None) -> int:
        """Return what a system counts in the weighted mean of an area."""
        return self.limits[Limit(f"class_{system_class or UNRATED_AS}_weight")]

    def values(self) -> dict[str, int]:
        """Return every number of the model by its name, in a fixed order."""
        numbers = {f"weight.{indicator}": self.weights[indicator] for indicator in Indicator}
        for indicator in INTERVALS:
            numbers |= {f"months.{indicator}.{number}": self.months[indicator][number] for number in CLASSES}
        return numbers | {f"limit.{limit}": self.limits[limit] for limit in Limit}


def from_values(code: str, numbers: Mapping[str, int]) -> Model:
    """Return the model that named numbers make; one that is not named is as in the shipped model."""
    whole = {**SHIPPED.values(), **numbers}
    return Model(
        code=code,
        weights={indicator: whole[f"weight.{indicator}"] for indicator in Indicator},
        months={
            indicator: {number: whole[f"months.{indicator}.{number}"] for number in CLASSES} for indicator in INTERVALS
        },
        limits={limit: whole[f"limit.{limit}"] for limit in Limit},
    )


def _by_class(*months: int) -> dict[int, int]:
    """Return intervals by class, the most critical first."""
    return dict(zip(CLASSES, months, strict=True))


SHIPPED = Model(
    code="standard-1",
    weights={
        Indicator.OWNERSHIP: 8,
        Indicator.RATING: 5,
        Indicator.ASSESSMENT: 12,
        Indicator.RESIDUAL_RISK: 14,
        Indicator.OVERDUE_ACTIONS: 8,
        Indicator.DEVIATIONS: 8,
        Indicator.SUPPORT: 7,
        Indicator.AGREEMENT: 5,
        Indicator.PROCESSOR_AGREEMENT: 4,
        Indicator.DPIA: 4,
        Indicator.RESTORE_TEST: 7,
        Indicator.ACCESS_REVIEW: 5,
        Indicator.STRONG_SIGN_IN: 5,
        Indicator.PATCHING: 4,
        Indicator.LOGGING: 2,
        Indicator.FALLBACK: 2,
    },
    months={
        Indicator.OWNERSHIP: _by_class(12, 12, 12, 12),
        Indicator.RATING: _by_class(12, 12, 24, 24),
        Indicator.ASSESSMENT: _by_class(12, 24, 36, 36),
        Indicator.PROCESSOR_AGREEMENT: _by_class(12, 24, 24, 36),
        Indicator.RESTORE_TEST: _by_class(12, 12, 24, 36),
        Indicator.ACCESS_REVIEW: _by_class(6, 12, 12, 24),
        Indicator.STRONG_SIGN_IN: _by_class(12, 12, 12, 12),
        Indicator.PATCHING: _by_class(12, 12, 12, 12),
        Indicator.LOGGING: _by_class(12, 12, 12, 12),
        Indicator.FALLBACK: _by_class(12, 24, 0, 0),
    },
    limits={
        Limit.WANTED_POINTS: 80,
        Limit.WANTED_COVERAGE: 90,
        Limit.ACCEPTABLE_POINTS: 60,
        Limit.LEAST_COVERAGE: 50,
        Limit.TOLERANCE_PERCENT: 25,
        Limit.PERIOD_MONTHS: 12,
        Limit.CHANGE_DAYS: 60,
        Limit.ACCEPTANCE_DAYS: 60,
        Limit.OVERDUE_PERCENT: 20,
        Limit.OVERDUE_DAYS: 30,
        Limit.DEVIATIONS_OVERDUE: 2,
        Limit.DEVIATION_DAYS: 30,
        Limit.SERIOUS_DAYS: 30,
        Limit.SUPPORT_WANTED_MONTHS: 18,
        Limit.SUPPORT_ACCEPTABLE_MONTHS: 6,
        Limit.AGREEMENT_WANTED_MONTHS: 12,
        Limit.AGREEMENT_ACCEPTABLE_MONTHS: 6,
        Limit.RENEWAL_MONTHS: 12,
        Limit.SUPPLIER_MEETING_MONTHS: 12,
        Limit.RTO_PERCENT: 50,
        Limit.PATCHING_WANTED_DAYS: 14,
        Limit.PATCHING_ACCEPTABLE_DAYS: 30,
        Limit.AREA_UNACCEPTABLE_PERCENT: 20,
        Limit.AREA_WANTED_PERCENT: 80,
        Limit.AREA_NOT_ASSESSED_PERCENT: 20,
        Limit.AREA_LEAST_SYSTEMS: 5,
        Limit.CLASS_1_WEIGHT: 1,
        Limit.CLASS_2_WEIGHT: 2,
        Limit.CLASS_3_WEIGHT: 4,
        Limit.CLASS_4_WEIGHT: 8,
        Limit.TREND_POINTS: 5,
    },
)
"""The model the program ships; it holds until a municipality has decided its own."""

INTERVALS = tuple(SHIPPED.months)
"""The indicators that something must be done for, over and over, in the order they are shown."""
