"""The periods a municipality reports by; with the database unplugged."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isms.organisation.rules.periods import Period, last_end, period_of, read_period

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_every_day_belongs_to_exactly_one_period(day: date) -> None:
    year = [Period(day.year, number) for number in (1, 2, 3)]
    assert [period for period in year if period.begins_on <= day <= period.ends_on] == [period_of(day)]


@given(DAYS)
def test_periods_follow_each_other_without_a_gap(day: date) -> None:
    period = period_of(day)
    assert period.next().begins_on == period.ends_on + timedelta(days=1)
    assert period.next().previous() == period
    assert period < period.next()
    assert read_period(str(period)) == period


def test_periods_end_with_april_august_and_december() -> None:
    ends = [Period(2028, number).ends_on for number in (1, 2, 3)]
    assert ends == [date(2028, 4, 30), date(2028, 8, 31), date(2028, 12, 31)]
    assert Period(2028, 1).begins_on == date(2028, 1, 1)


@pytest.mark.parametrize("text", ["2026-t2", " 2026-T2 "])
def test_a_period_may_be_typed_carelessly(text: str) -> None:
    assert read_period(text) == Period(2026, 2)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-T4", "2026-T0", "26-T1", "0000-T1", "9999-T3", "٢٠٢٦-T1", "2026-T2x"]
)
def test_what_is_no_period_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        read_period(text)


@pytest.mark.parametrize(
    ("at", "before"),
    [
        (date(2026, 4, 30), date(2025, 12, 31)),
        (date(2026, 5, 1), date(2026, 4, 30)),
        (date(2026, 8, 31), date(2026, 4, 30)),
        (date(2026, 12, 31), date(2026, 8, 31)),
        (date(2027, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_is_compared_with_the_end_of_a_tertial_that_was_over_before_it(at: date, before: date) -> None:
    assert last_end(at) == before
