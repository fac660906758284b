"""What the organisation has decided about actions: their deadlines, and when they may be ended."""

from collections.abc import Iterator
from datetime import date

from isms.actions.vocabulary import OverdueAge
from isms.kernel.deadlines import days_overdue
from isms.kernel.refusal import Refusal

OFTEN = 2
"""A deadline moved more times than this has been moved often."""

AGES = ((0, OverdueAge.NOT_OVERDUE), (30, OverdueAge.UP_TO_30), (90, OverdueAge.UP_TO_90))
"""The most days overdue of each age; what is older is of the last."""


def overdue_age(due_on: date, today: date) -> OverdueAge:
    """Return for how long the deadline of an open action has been passed; due today is in time."""
    days = days_overdue(due_on, today)
    return next((age for most, age in AGES if days <= most), OverdueAge.OVER_90)


def deadline_refusals(due_on: date, created_on: date) -> Iterator[Refusal]:
    """Yield why an action made on a day cannot be due on another; due the same day is allowed."""
    if due_on < created_on:
        yield Refusal("action.due_before_it_was_made", "due_on")


def completion_refusals(done_on: date, created_on: date, today: date, *, already_done: bool) -> Iterator[Refusal]:
    """Yield why an action cannot be completed on a day: done already, not yet made, or in the future."""
    if already_done:
        yield Refusal("action.already_done")
    if done_on < created_on:
        yield Refusal("action.done_before_it_was_made", "done_on")
    if done_on > today:
        yield Refusal("action.done_in_the_future", "done_on")


def move_refusals(due_on: date, new_due_on: date, today: date, *, is_done: bool) -> Iterator[Refusal]:
    """Yield why a deadline cannot be moved: done already, to the same day, or to one that has passed."""
    if is_done:
        yield Refusal("action.already_done")
    if new_due_on == due_on:
        yield Refusal("action.same_deadline", "due_on")
    if new_due_on < today:
        yield Refusal("action.deadline_has_passed", "due_on")


def change_refusals(*, is_done: bool) -> Iterator[Refusal]:
    """Yield why what is said of an action cannot be changed: it is done."""
    if is_done:
        yield Refusal("action.already_done")


def reassignment_refusals(owner_id: int, new_owner_id: int, *, is_done: bool) -> Iterator[Refusal]:
    """Yield why an action cannot get another owner: it is done, or theirs already."""
    yield from change_refusals(is_done=is_done)
    if owner_id == new_owner_id:
        yield Refusal("action.owned_already", "owner_id")


def plan_refusals(cost: int | None, progress: int | None) -> Iterator[Refusal]:
    """Yield why a cost in øre or a progress in percent is refused."""
    if cost is not None and cost < 0:
        yield Refusal("action.cost_negative", "cost")
    if progress is not None and not 0 <= progress <= 100:
        yield Refusal("action.progress_out_of_range", "progress")


def effect_refusals(owner_id: int, judge_id: int, *, is_done: bool) -> Iterator[Refusal]:
    """Yield why somebody cannot judge the effect of an action: it is not done, or they have done it themselves."""
    if not is_done:
        yield Refusal("action.effect_before_it_is_done", "effect")
    if owner_id == judge_id:
        yield Refusal("action.effect_judged_by_its_owner", "effect")


def reason_refusals(because: str | None, field: str = "because") -> Iterator[Refusal]:
    """Yield why a decision that needs a reason is refused without one."""
    if not (because or "").strip():
        yield Refusal("reason.missing", field)
