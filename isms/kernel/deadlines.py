"""Decides when a deadline is near or passed: days are whole days in Oslo, and the day itself is in time."""

from datetime import date

from isms.kernel.vocabulary import Term, Tone

SOON_DAYS = 14


class DeadlineState(Term):
    NONE = "none"
    LATER = "later", Tone.NEUTRAL, "clock"
    SOON = "soon", Tone.WARNING, "clock"
    OVERDUE = "overdue", Tone.DANGER, "clock"


def days_overdue(due_on: date | None, today: date) -> int:
    """Return how many days a deadline has been passed; 0 when it has not, or there is none."""
    return max(0, (today - due_on).days) if due_on else 0


def deadline_state(due_on: date | None, today: date) -> DeadlineState:
    """Return where a deadline stands on a day; due today is in time."""
    if due_on is None:
        return DeadlineState.NONE
    if due_on < today:
        return DeadlineState.OVERDUE
    return DeadlineState.SOON if (due_on - today).days <= SOON_DAYS else DeadlineState.LATER
