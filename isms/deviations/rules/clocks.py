"""What is decided about the clocks of deviations: where each stands, and what stopping one takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from isms.clocks.rules import is_late
from isms.deviations.vocabulary import ClockState, StopCause
from isms.kernel.refusal import Refusal

OF_BREACHES = ("breach_72h", "processor_72h")
"""The rules of breaches of personal data: a breach has one clock, of the one or the other."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONGEST_IN_HOURS = timedelta(hours=96)
"""What is further off is told in days."""


def clock_state(
    due_at: datetime, stopped_at: datetime | None, stop_cause: StopCause | None, now: datetime
) -> ClockState:
    """Return where a clock stands at an instant; the instant of the deadline is in time."""
    match stop_cause:
        case None:
            return ClockState.PASSED if is_late(due_at, now) else ClockState.RUNNING
        case StopCause.NOT_NOTIFIABLE:
            return ClockState.NOT_NOTIFIABLE
        case StopCause.NO_LONGER_APPLIES:
            return ClockState.NO_LONGER_APPLIES
        case _:
            return ClockState.LATE if stopped_at and is_late(due_at, stopped_at) else ClockState.KEPT


class Counted(Protocol):
    """What is known of a clock."""

    due_at: Any
    stopped_at: Any
    stop_cause: Any
    rule: Any


@dataclass(frozen=True)
class Countdown:
    """Where a clock stands at an instant, and how much is left or how late it is: so many of what a key names."""

    clock: Counted
    state: ClockState
    key: str
    n: int

    @property
    def is_running(self) -> bool:
        """Whether the clock counts."""
        return self.clock.stopped_at is None


def countdown(clock: Counted, now: datetime) -> Countdown:
    """Return where a clock stands at an instant.

    Whole hours, minutes within the last one and days beyond LONGEST_IN_HOURS; what is not whole is not counted.
    """
    state = clock_state(clock.due_at, clock.stopped_at, clock.stop_cause, now)
    left = clock.due_at - now
    late, size = left < timedelta(0), abs(left)
    if size < HOUR:
        return Countdown(clock, state, "clock.minutes_late" if late else "clock.minutes_left", size // MINUTE)
    if size > LONGEST_IN_HOURS:
        return Countdown(clock, state, "clock.days_late" if late else "clock.days_left", size // DAY)
    return Countdown(clock, state, "clock.hours_late" if late else "clock.hours_left", size // HOUR)


def start_refusals(*, active: bool, runs_already: bool) -> Iterator[Refusal]:
    """Yield why a clock cannot start."""
    if not active:
        yield Refusal("clock.rule_is_not_in_force")
    if runs_already:
        yield Refusal("clock.runs_already")


def stop_refusals(
    starts_at: datetime, due_at: datetime, stopped_at: datetime, delay_reason: str | None, now: datetime, field: str
) -> Iterator[Refusal]:
    """Yield why a clock cannot be stopped by a message sent at an instant; one that is late has a reason.

    field: the form's field that tells when.
    """
    if stopped_at > now:
        yield Refusal("clock.stopped_in_the_future", field)
    elif stopped_at < starts_at:
        yield Refusal("clock.stopped_before_it_started", field)
    elif is_late(due_at, stopped_at) and not (delay_reason or "").strip():
        yield Refusal("clock.late_without_a_reason", "delay_reason")


def awareness_refusals(discovered_at: datetime, aware_at: datetime, now: datetime) -> Iterator[Refusal]:
    """Yield why the municipality cannot have become aware of something at an instant."""
    if aware_at > now:
        yield Refusal("deviation.aware_in_the_future", "aware_at")
    elif aware_at < discovered_at:
        yield Refusal("deviation.aware_before_discovery", "aware_at")
