"""Decides that clocks count as the law does over every boundary of the calendar, and when their steps come."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isms.clocks.library import SHIPPED
from isms.clocks.rules import (
    Deadline,
    Rule,
    Step,
    decision_refusals,
    due_after,
    is_late,
    people,
    reached,
    step_of,
    token,
)
from isms.clocks.vocabulary import LengthUnit, Told
from isms.kernel.clock import OSLO, day_of, months_after

HOURS, DAYS, MONTHS = LengthUnit.HOURS, LengthUnit.DAYS, LengthUnit.MONTHS
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
SECOND = timedelta(seconds=1)


def oslo(year: int, month: int, day: int, hour: int = 0, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, fold=fold, tzinfo=OSLO)


def last_minute(day: date) -> tuple[date, int, int]:
    return day, 23, 59


def told(instant: datetime) -> tuple[date, int, int]:
    local = instant.astimezone(OSLO)
    return local.date(), local.hour, local.minute


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (oslo(2026, 11, 21, 14, 5), oslo(2026, 11, 24, 14, 5)),  # over a weekend
        (oslo(2026, 4, 1, 12), oslo(2026, 4, 4, 12)),  # over Maundy Thursday and Good Friday
        (oslo(2026, 12, 23, 16), oslo(2026, 12, 26, 16)),  # over Christmas
        (oslo(2028, 2, 27, 9), oslo(2028, 3, 1, 9)),  # over a leap day
        (oslo(2026, 12, 30, 23, 30), oslo(2027, 1, 2, 23, 30)),  # over New Year
        (oslo(2026, 3, 27, 14), oslo(2026, 3, 30, 15)),  # an hour is lost on 29 March
        (oslo(2026, 10, 23, 14), oslo(2026, 10, 26, 13)),  # an hour is won on 25 October
        (oslo(2026, 3, 26, 2, 30), oslo(2026, 3, 29, 3, 30)),  # ends in the hour that is not there
        (oslo(2026, 10, 25, 2, 30), oslo(2026, 10, 28, 1, 30)),  # starts in the first of the two hours
        (oslo(2026, 10, 25, 2, 30, fold=1), oslo(2026, 10, 28, 2, 30)),  # and in the second
    ],
)
def test_72_hours_are_72_clock_hours_whatever_lies_between(starts_at: datetime, ends_at: datetime) -> None:
    due = due_after(starts_at.astimezone(UTC), HOURS, 72)
    assert due - starts_at.astimezone(UTC) == timedelta(hours=72)
    assert due == ends_at.astimezone(UTC)


@pytest.mark.parametrize(
    ("starts_at", "unit", "length", "last"),
    [
        (oslo(2026, 3, 28, 10), DAYS, 1, date(2026, 3, 29)),  # a day of 23 hours is a day
        (oslo(2026, 10, 24, 10), DAYS, 1, date(2026, 10, 25)),  # and so is one of 25
        (oslo(2026, 3, 28, 23, 59), DAYS, 2, date(2026, 3, 30)),
        (oslo(2026, 11, 20, 10), DAYS, 2, date(2026, 11, 22)),  # a Sunday stays
        (oslo(2026, 12, 1, 10), DAYS, 24, date(2026, 12, 25)),  # and a holiday
        (oslo(2028, 2, 28, 10), DAYS, 1, date(2028, 2, 29)),
        (oslo(2026, 2, 28, 10), DAYS, 1, date(2026, 3, 1)),
        (oslo(2026, 1, 31, 10), MONTHS, 1, date(2026, 2, 28)),
        (oslo(2028, 1, 31, 10), MONTHS, 1, date(2028, 2, 29)),
        (oslo(2028, 2, 29, 10), MONTHS, 12, date(2029, 2, 28)),
        (oslo(2026, 8, 31, 10), MONTHS, 1, date(2026, 9, 30)),
        (oslo(2026, 2, 28, 10), MONTHS, 1, date(2026, 3, 28)),
        (oslo(2026, 3, 25, 10), MONTHS, 7, date(2026, 10, 25)),
        (oslo(2026, 12, 15, 10), MONTHS, 1, date(2027, 1, 15)),
        (oslo(2026, 11, 21, 0), DAYS, 1, date(2026, 11, 22)),  # midnight belongs to the day it begins
    ],
)
def test_days_and_months_end_when_their_last_day_ends_in_oslo(
    starts_at: datetime, unit: LengthUnit, length: int, last: date
) -> None:
    due = due_after(starts_at.astimezone(UTC), unit, length)
    assert told(due) == last_minute(last)
    assert day_of(due) == last
    assert day_of(due + datetime.resolution) == last + timedelta(days=1)


def test_the_instant_of_the_deadline_is_in_time_and_a_second_later_is_late() -> None:
    due = due_after(oslo(2026, 11, 21, 14, 5), HOURS, 72)
    assert not is_late(due, due - SECOND)
    assert not is_late(due, due)
    assert is_late(due, due + SECOND)


@given(INSTANTS, st.integers(1, 500), st.integers(1, 500))
def test_hours_add_up(starts_at: datetime, first: int, then: int) -> None:
    assert due_after(due_after(starts_at, HOURS, first), HOURS, then) == due_after(starts_at, HOURS, first + then)


@given(INSTANTS, INSTANTS, st.sampled_from(LengthUnit), st.integers(1, 60))
def test_who_starts_later_never_ends_earlier(one: datetime, other: datetime, unit: LengthUnit, length: int) -> None:
    earlier, later = sorted((one, other))
    assert due_after(earlier, unit, length) <= due_after(later, unit, length)


@given(INSTANTS, st.sampled_from(LengthUnit), st.integers(1, 60))
def test_what_is_longer_ends_later_and_nothing_ends_before_it_starts(
    starts_at: datetime, unit: LengthUnit, length: int
) -> None:
    assert starts_at < due_after(starts_at, unit, length) < due_after(starts_at, unit, length + 1)


def rule(unit: LengthUnit, *steps: Step, active: bool = True) -> Rule:
    return Rule("test", unit, None, steps, "", active=active, verified=True)


def deadline(due_on: date, due_at: datetime | None = None) -> Deadline:
    return Deadline("test", "test:1", "T-1", "/", 1, "/1/", (), due_on, due_at)


OWNER = (Told.OWNER,)


@pytest.mark.parametrize("before", [48, 6, 0, -5])
def test_a_step_of_hours_is_reached_at_its_instant_and_not_a_second_before(before: int) -> None:
    due = datetime(2026, 3, 29, 12, tzinfo=UTC)
    step = Step(before, OWNER)
    at = due - timedelta(hours=before)
    running = deadline(day_of(due), due)
    assert list(reached(rule(HOURS, step), running, at - SECOND)) == []
    assert list(reached(rule(HOURS, step), running, at)) == [(step, day_of(at))]
    assert list(reached(rule(HOURS, step), running, at + timedelta(days=400))) == [(step, day_of(at))]


@pytest.mark.parametrize("before", [30, 0, -7])
@pytest.mark.parametrize("due_on", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 25)])
def test_a_step_of_days_is_reached_when_its_day_begins_in_oslo(before: int, due_on: date) -> None:
    step = Step(before, OWNER)
    day = due_on - timedelta(days=before)
    midnight = datetime(day.year, day.month, day.day, tzinfo=OSLO).astimezone(UTC)
    assert list(reached(rule(DAYS, step), deadline(due_on), midnight - SECOND)) == []
    assert list(reached(rule(DAYS, step), deadline(due_on), midnight)) == [(step, day)]


def test_the_steps_of_a_month_are_days() -> None:
    step = Step(7, OWNER)
    assert [day for _, day in reached(rule(MONTHS, step), deadline(date(2026, 3, 5)), oslo(2026, 3, 5))] == [
        date(2026, 2, 26)
    ]


def test_what_is_told_again_is_told_each_so_many_days_and_each_time_is_its_own() -> None:
    step = Step(-1, OWNER, every=7)
    days = [day for _, day in reached(rule(DAYS, step), deadline(date(2026, 10, 20)), oslo(2026, 11, 4, 8))]
    assert days == [date(2026, 10, 21), date(2026, 10, 28), date(2026, 11, 4)]


def test_what_is_told_every_24_hours_is_told_once_a_day_over_the_change_of_the_clocks() -> None:
    due = datetime(2026, 10, 24, 22, 15, tzinfo=UTC)
    days = [
        day for _, day in reached(rule(HOURS, Step(0, OWNER, 24)), deadline(day_of(due), due), oslo(2026, 10, 28, 12))
    ]
    assert days == [date(2026, 10, 25), date(2026, 10, 26), date(2026, 10, 27)]


def test_an_inactive_rule_reaches_nothing() -> None:
    step = Step(0, OWNER)
    assert list(reached(rule(DAYS, step, active=False), deadline(date(2026, 1, 1)), oslo(2026, 11, 1))) == []


def test_a_rule_of_hours_takes_the_end_of_a_day_that_names_no_instant() -> None:
    running = deadline(date(2026, 11, 24))
    step = Step(0, OWNER)
    assert list(reached(rule(HOURS, step), running, oslo(2026, 11, 24, 23, 59))) == []
    assert list(reached(rule(HOURS, step), running, oslo(2026, 11, 25))) == [(step, date(2026, 11, 24))]


@given(
    st.integers(-600, 600),
    st.sets(st.sampled_from(Told), min_size=1).map(tuple),
    st.none() | st.integers(1, 90),
)
def test_a_step_is_read_as_it_is_written(before: int, told: tuple[Told, ...], every: int | None) -> None:
    step = Step(before, told, every)
    assert step_of(token(step)) == step


@pytest.mark.parametrize("text", ["", "7", "7:nobody", "x:owner", "7:owner:1:2", "7:owner:x"])
def test_any_other_word_is_no_step(text: str) -> None:
    with pytest.raises(ValueError, match=".*"):
        step_of(text)


def test_people_are_named_once_and_nobody_is_nobody() -> None:
    assert people(3, None, 3, 1) == (3, 1)
    assert people(None) == ()


def refused(key: str, **said: object) -> list[tuple[str, str | None]]:
    shipped = SHIPPED[key]
    standing: dict[str, object] = {
        "active": shipped.rule.active,
        "length": shipped.rule.length,
        "steps": shipped.rule.steps,
        "note": "Ledergruppen har vedtatt det.",
    }
    return [(no.because, no.field) for no in decision_refusals(shipped, **(standing | said))]  # type: ignore[arg-type]


@pytest.mark.parametrize("key", SHIPPED)
def test_what_is_shipped_may_be_decided_as_it_is(key: str) -> None:
    assert refused(key) == []


@pytest.mark.parametrize(
    ("key", "said", "because"),
    [
        ("action", {"note": "  "}, "needs_a_reason"),
        ("breach_72h", {"active": False}, "binds_always"),
        ("processor_72h", {"active": False}, "binds_always"),
        ("breach_72h", {"length": None}, "length_missing"),
        ("action", {"length": 5}, "names_its_day"),
        ("digital_security_1m", {"length": 0}, "length_too_short"),
        ("breach_72h", {"length": 73}, "longer_than_the_law"),
        ("digital_security_24h", {"length": 25}, "longer_than_the_law"),
        ("nis2_1m", {"length": 2}, "longer_than_the_law"),
        ("action", {"steps": ()}, "tells_nobody"),
        ("action", {"steps": (Step(1, ()),)}, "step_tells_nobody"),
        ("action", {"steps": (Step(1, OWNER), Step(1, OWNER))}, "step_twice"),
        ("action", {"steps": (Step(1, OWNER, 7),)}, "step_repeats_before"),
        ("action", {"steps": (Step(0, OWNER, 0),)}, "step_repeats_before"),
        ("breach_72h", {"steps": (Step(73, OWNER),)}, "step_before_the_start"),
        ("breach_72h", {"length": 24}, "step_before_the_start"),
        ("digital_security_1m", {"steps": (Step(29, OWNER),)}, "step_before_the_start"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(key: str, said: dict[str, object], because: str) -> None:
    assert f"clock_rule.{because}" in [no for no, _ in refused(key, **said)]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("digital_security_24h", {"active": False}),
        ("breach_72h", {"length": 48}),
        ("breach_72h", {"steps": (Step(72, OWNER),)}),
        ("nis2_24h", {"active": True}),
        ("digital_security_1m", {"steps": (Step(28, OWNER),)}),
        ("action", {"steps": (), "active": False}),
    ],
)
def test_a_decision_at_the_edge_is_taken(key: str, said: dict[str, object]) -> None:
    assert refused(key, **said) == []


def test_rules_that_are_shipped_hold_what_was_decided_of_them() -> None:
    assert SHIPPED["breach_72h"].rule.length == SHIPPED["processor_72h"].rule.length == 72
    assert [key for key, shipped in SHIPPED.items() if not shipped.rule.active] == [
        "digital_security_72h",
        "digital_security_1m",
        "nis2_24h",
        "nis2_72h",
        "nis2_1m",
    ]
    assert all(shipped.rule.verified == shipped.rule.active for shipped in SHIPPED.values())


def test_a_month_after_the_last_of_a_month_is_the_last_of_the_next() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert replace(SHIPPED["nis2_1m"].rule, length=1).unit == MONTHS
