"""How deviations are counted: medians, clocks, months, and what belongs to a period."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from isms.deviations.rules import figures
from isms.deviations.rules.figures import Clock, Month, Period, Told
from isms.deviations.vocabulary import DeviationCategory, Severity, Stage, StopCause

DUE = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def told(reported_on: date, closed_on: date | None = None, **fields: Any) -> Told:
    said: dict[str, Any] = {
        "ended_on": closed_on,
        "severity": Severity.MODERATE,
        "category": None,
        "kind": None,
        "cause_kind": None,
        "stage": Stage.CLOSED if closed_on else Stage.REPORTED,
        "area": ("HEM", "Helse og mestring"),
        **fields,
    }
    return Told(reported_on=reported_on, closed_on=closed_on, **said)


def clock(stopped_at: datetime | None = None, cause: StopCause | None = None) -> Clock:
    return Clock(DUE - timedelta(hours=72), DUE, stopped_at, cause)


@pytest.mark.parametrize(
    ("numbers", "middle"),
    [
        ([], None),
        ([7], Decimal(7)),
        ([9, 1, 4], Decimal(4)),
        ([1, 2], Decimal("1.5")),
        ([10, 1, 3, 5], Decimal(4)),
        ([3, 3, 3, 90], Decimal(3)),
        ([0, 0], Decimal(0)),
    ],
)
def test_the_median_is_the_middle_or_the_mean_of_the_two_in_the_middle(
    numbers: list[int], middle: Decimal | None
) -> None:
    assert figures.median(numbers) == middle


def test_days_to_closure_count_what_was_closed_in_the_period_whenever_it_was_reported() -> None:
    period = Period(date(2026, 1, 1), date(2026, 1, 31))
    some = [
        told(date(2025, 12, 1), date(2026, 1, 1)),
        told(date(2026, 1, 31), date(2026, 1, 31)),
        told(date(2026, 1, 5), date(2026, 2, 1)),
        told(date(2025, 12, 1), date(2025, 12, 31)),
        told(date(2026, 1, 5), ended_on=date(2026, 1, 9), stage=Stage.REJECTED),
    ]
    assert figures.closing_time(some, period) == figures.Duration(2, Decimal("15.5"))
    assert figures.closing_time([], period) == figures.Duration(0, None)


def test_the_usual_period_is_a_year_that_ends_today() -> None:
    assert figures.default_period(date(2026, 11, 22)) == Period(date(2025, 11, 23), date(2026, 11, 22))
    assert figures.default_period(date(2028, 2, 29)) == Period(date(2027, 3, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("one", "now", "kept"),
    [
        (clock(DUE, StopCause.REPORTED), DUE, (1, 1)),
        (clock(DUE + timedelta(seconds=1), StopCause.REPORTED), DUE, (0, 1)),
        (clock(), DUE, (0, 0)),
        (clock(), DUE + timedelta(seconds=1), (0, 1)),
        (clock(DUE, StopCause.NOT_NOTIFIABLE), DUE + timedelta(days=1), (0, 0)),
        (clock(DUE + timedelta(days=1), StopCause.NO_LONGER_APPLIES), DUE + timedelta(days=2), (0, 0)),
    ],
)
def test_a_clock_is_kept_when_the_report_came_by_its_end(one: Clock, now: datetime, kept: tuple[int, int]) -> None:
    assert figures.clocks_kept([one], now) == figures.Kept(*kept)


def test_of_no_clocks_none_are_known() -> None:
    assert figures.clocks_kept([], DUE) == figures.Kept(0, 0)


def test_a_month_tells_what_came_what_ended_and_what_was_open_at_its_end() -> None:
    some = [
        told(date(2026, 9, 30)),
        told(date(2026, 10, 1), date(2026, 10, 31)),
        told(date(2026, 10, 15), date(2026, 11, 1)),
        told(date(2026, 11, 22), ended_on=date(2026, 11, 22), stage=Stage.MERGED),
        told(date(2026, 11, 23)),
    ]
    assert figures.trend(some, date(2026, 11, 22), 3) == [
        Month(date(2026, 9, 1), 1, 0, 1),
        Month(date(2026, 10, 1), 2, 1, 2),
        Month(date(2026, 11, 1), 1, 2, 1),
    ]


def test_open_at_the_end_follows_from_what_came_and_what_ended() -> None:
    some = [
        told(date(2026, 1, 1) + timedelta(days=n), date(2026, 1, 1) + timedelta(days=n * 2) if n % 3 else None)
        for n in range(300)
    ]
    months = figures.trend(some, date(2026, 12, 31), 12)
    for before, after in zip(months, months[1:], strict=False):
        assert after.open == before.open + after.reported - after.ended


def test_months_go_back_over_new_year() -> None:
    assert figures.months_to(date(2026, 2, 10), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_what_has_no_word_comes_last_and_only_when_there_is_any() -> None:
    some = [told(date(2026, 1, 1), category=each) for each in (None, DeviationCategory.PRIVACY, None)]
    counted = figures.counted(some, lambda one: one.category, DeviationCategory)
    assert counted[-2:] == [(DeviationCategory.PRIVACY, 1), (None, 2)]
    assert len(counted) == len(DeviationCategory) + 1
    assert len(figures.counted([], lambda one: one.category, DeviationCategory)) == len(DeviationCategory)


def test_both_ends_of_a_period_belong_to_it() -> None:
    period = Period(date(2026, 1, 1), date(2026, 1, 31))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    assert [period.holds(day) for day in days] == [False, True, True, False]
    assert len(figures.reported_in([told(day) for day in days], period)) == 2
