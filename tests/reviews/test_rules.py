"""Periods, what is due, and what counts as worse; with the database unplugged."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from isms.organisation.rules.periods import Period, period_of
from isms.organisation.vocabulary import UnitKind
from isms.reviews.rules import Standing, due_periods, movements, plan_refusals, preparation_refusals

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def test_periods_are_due_in_order_once_they_have_ended() -> None:
    due = due_periods(Period(2025, 3), {"2026-T1"}, date(2026, 9, 1))
    assert list(due) == [Period(2025, 3), Period(2026, 2)]
    assert list(due_periods(Period(2026, 2), set(), date(2026, 8, 31))) == []


@given(DAYS, st.sets(st.integers(0, 20)), st.integers(0, 2500))
def test_whatever_is_due_has_ended_is_unprepared_and_not_before_the_first(day: date, done: set[int], late: int) -> None:
    first, today = period_of(day), day + timedelta(days=late)
    every = [first]
    while every[-1].next().ends_on < today:
        every.append(every[-1].next())
    every = [period for period in every if period.ends_on < today]
    prepared = {str(every[number]) for number in done if number < len(every)}
    assert list(due_periods(first, prepared, today)) == [period for period in every if str(period) not in prepared]


def test_a_period_that_has_not_ended_is_refused_on_its_last_day_and_not_the_day_after() -> None:
    assert [r.because for r in preparation_refusals(Period(2026, 2), date(2026, 8, 31))] == ["review.not_over"]
    assert list(preparation_refusals(Period(2026, 2), date(2026, 9, 1))) == []


def test_only_municipalities_and_service_areas_are_reviewed() -> None:
    refused = {kind for kind in UnitKind if list(plan_refusals(kind))}
    assert refused == {UnitKind.GROUP, UnitKind.UNIT}


def standing(code: str, risk: int = 0, *faults: str) -> Standing:
    return Standing(int(code), code, f"System {code}", 3, risk, faults)


def test_systems_are_new_gone_worse_better_or_none_of_these() -> None:
    before = [
        standing("1"),
        standing("2", 2, "ownerless"),
        standing("3", 1),
        standing("4", 1, "ownerless"),
        standing("5", 3),
    ]
    now = [standing("2", 3), standing("3", 1, "ownerless"), standing("4", 1), standing("5", 3), standing("6")]
    moved = movements({s.code: s for s in before}, {s.code: s for s in now})
    assert (moved.new, moved.gone, moved.worse, moved.better) == (["6"], ["1"], ["2", "3"], ["4"])
