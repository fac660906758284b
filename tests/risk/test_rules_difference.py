"""What counts as a difference between two moments, and where periods end."""

from dataclasses import replace
from datetime import date

import pytest

from isms.risk.rules import Stood, differences, ends_before
from isms.risk.vocabulary import AcceptanceState, Difference, Pace, RiskLevel

LOW, MEDIUM, HIGH = RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH
STOOD = Stood(MEDIUM, 206, 4, 1, AcceptanceState.ACCEPTED)


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (None, STOOD, [Difference.NEW]),
        (STOOD, None, [Difference.CLOSED]),
        (None, None, []),
        (STOOD, STOOD, []),
        (STOOD, replace(STOOD, rank=207), [Difference.WORSE]),
        (STOOD, replace(STOOD, rank=205), [Difference.BETTER]),
        (STOOD, replace(STOOD, level=HIGH, rank=306), [Difference.WORSE]),
        (STOOD, replace(STOOD, rank=210, size=5), []),
        (STOOD, replace(STOOD, level=LOW, rank=104, size=5), [Difference.BETTER]),
        (STOOD, replace(STOOD, owner_id=None), [Difference.OWNED_OTHERWISE]),
        (STOOD, replace(STOOD, acceptance=AcceptanceState.LAPSED), [Difference.ACCEPTED_OTHERWISE]),
        (STOOD, replace(STOOD, rank=208, owner_id=2), [Difference.WORSE, Difference.OWNED_OTHERWISE]),
    ],
)
def test_a_risk_differs_by_what_became_of_it(
    before: Stood | None, after: Stood | None, kinds: list[Difference]
) -> None:
    assert list(differences(before, after)) == kinds


@pytest.mark.parametrize(
    ("day", "pace", "ends"),
    [
        (date(2026, 5, 1), Pace.TERTIAL, [date(2025, 12, 31), date(2026, 4, 30)]),
        (date(2026, 4, 30), Pace.TERTIAL, [date(2025, 8, 31), date(2025, 12, 31)]),
        (date(2026, 1, 1), Pace.QUARTER, [date(2025, 9, 30), date(2025, 12, 31)]),
        (date(2024, 3, 31), Pace.MONTH, [date(2024, 1, 31), date(2024, 2, 29)]),
        (date(2026, 1, 15), Pace.MONTH, [date(2025, 11, 30), date(2025, 12, 31)]),
    ],
)
def test_periods_that_were_over_before_a_day_end_on(day: date, pace: Pace, ends: list[date]) -> None:
    assert ends_before(day, pace, 2) == ends
