"""What is decided about actions: their deadlines, and when they may be ended."""

from datetime import date, timedelta

import pytest

from isms.actions import rules
from isms.actions.vocabulary import OverdueAge

DAY = date(2026, 11, 22)
ONE = timedelta(days=1)


def test_an_action_may_be_due_the_day_it_is_made_and_not_before() -> None:
    assert list(rules.deadline_refusals(DAY, DAY)) == []
    assert [r.field for r in rules.deadline_refusals(DAY - ONE, DAY)] == ["due_on"]


@pytest.mark.parametrize(
    ("done_on", "already_done", "reasons"),
    [
        (DAY, False, []),
        (DAY - ONE, False, []),
        (DAY + ONE, False, ["action.done_in_the_future"]),
        (DAY - 3 * ONE, False, ["action.done_before_it_was_made"]),
        (DAY, True, ["action.already_done"]),
    ],
)
def test_an_action_is_done_once_between_its_making_and_today(
    done_on: date, already_done: bool, reasons: list[str]
) -> None:
    found = rules.completion_refusals(done_on, DAY - 2 * ONE, DAY, already_done=already_done)
    assert [r.because for r in found] == reasons


@pytest.mark.parametrize(
    ("new", "is_done", "reasons"),
    [
        (DAY, False, []),
        (DAY - ONE, False, ["action.deadline_has_passed"]),
        (DAY + 5 * ONE, False, ["action.same_deadline"]),
        (DAY + ONE, True, ["action.already_done"]),
    ],
)
def test_a_deadline_moves_to_another_day_not_yet_past(new: date, is_done: bool, reasons: list[str]) -> None:
    found = rules.move_refusals(DAY + 5 * ONE, new, DAY, is_done=is_done)
    assert [r.because for r in found] == reasons


def test_what_is_done_is_not_changed() -> None:
    assert list(rules.change_refusals(is_done=False)) == []
    assert [r.because for r in rules.change_refusals(is_done=True)] == ["action.already_done"]


@pytest.mark.parametrize("because", [None, "", " \n"])
def test_a_reason_is_more_than_blanks(because: str | None) -> None:
    assert [r.field for r in rules.reason_refusals(because)] == ["because"]
    assert list(rules.reason_refusals("Leverandøren er forsinket")) == []


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (-1, OverdueAge.NOT_OVERDUE),
        (0, OverdueAge.NOT_OVERDUE),
        (1, OverdueAge.UP_TO_30),
        (30, OverdueAge.UP_TO_30),
        (31, OverdueAge.UP_TO_90),
        (90, OverdueAge.UP_TO_90),
        (91, OverdueAge.OVER_90),
    ],
)
def test_a_deadline_has_been_passed_for_a_while(days: int, age: OverdueAge) -> None:
    assert rules.overdue_age(DAY - days * ONE, DAY) == age


@pytest.mark.parametrize(
    ("new", "is_done", "reasons"),
    [(2, False, []), (1, False, ["action.owned_already"]), (2, True, ["action.already_done"])],
)
def test_an_open_action_goes_to_somebody_else(new: int, is_done: bool, reasons: list[str]) -> None:
    assert [r.because for r in rules.reassignment_refusals(1, new, is_done=is_done)] == reasons
