"""Decides when the clocks of deviations start, move and stop.

A breach sets off the clock of breaches, and an incident that falls under a law the clocks of that law. They count
from when the municipality became aware; that moment is the deviation's own.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from isms.actions.rules import reason_refusals
from isms.clocks.library import SHIPPED
from isms.clocks.rules import Rule, due_after
from isms.clocks.service import rules_of
from isms.clocks.vocabulary import ClockTrigger
from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.queries.clocks import clocks_of
from isms.deviations.rules.clocks import awareness_refusals, start_refusals, stop_refusals
from isms.deviations.vocabulary import DeviationStatus, StopCause
from isms.kernel.refusal import Refusal, refuse


def start(session: Session, deviation: Deviation, keys: Iterable[str]) -> list[DeviationClock]:
    """Start the clocks of some rules on a deviation and return them; one that was called off counts again.

    Raises Refused.
    """
    there = {clock.rule: clock for clock in clocks_of(session, deviation.id)}
    rules = rules_of(session, deviation.tenant_id)
    started = []
    for key in keys:
        clock = there.get(key)
        called_off = clock is not None and clock.stop_cause == StopCause.NO_LONGER_APPLIES
        refuse(start_refusals(active=rules[key].active, runs_already=clock is not None and not called_off))
        clock = clock or DeviationClock(tenant_id=deviation.tenant_id, deviation_id=deviation.id, rule=key)
        restart(clock)
        clock.basis = rules[key].basis
        _count(clock, rules[key], deviation.aware_at)
        started.append(clock)
    session.add_all(started)
    session.flush()
    return started


def start_incident(session: Session, deviation: Deviation, trigger: ClockTrigger) -> list[DeviationClock]:
    """Start every clock that an incident of a kind sets off by the rules in force; raises Refused."""
    refuse([] if deviation.status == DeviationStatus.OPEN else [Refusal("deviation.already_closed")])
    rules = rules_of(session, deviation.tenant_id)
    keys = [key for key, shipped in SHIPPED.items() if shipped.trigger == trigger and rules[key].active]
    refuse([] if keys else [Refusal("clock.rule_is_not_in_force", "trigger")])
    return start(session, deviation, keys)


def stop(clock: DeviationClock, at: datetime, cause: StopCause) -> None:
    """Stop a clock that runs; one that stands stays as it is."""
    if clock.stopped_at is None:
        clock.stopped_at, clock.stop_cause = at, cause


def restart(clock: DeviationClock) -> None:
    """Let a clock count again, from the same awareness as before; one stopped by a message stays as it is."""
    if clock.stop_cause in (StopCause.NOT_NOTIFIABLE, StopCause.NO_LONGER_APPLIES):
        clock.stopped_at, clock.stop_cause = None, None


def stop_by_message(
    session: Session,
    clock: DeviationClock,
    *,
    stopped_at: datetime,
    delay_reason: str | None,
    now: datetime,
    field: str = "stopped_at",
) -> None:
    """Stop a clock because the authority has been told; raises Refused, for one that is late without a reason too."""
    refuse([Refusal("clock.has_stopped")] if clock.stopped_at else [])
    refuse(stop_refusals(clock.starts_at, clock.due_at, stopped_at, delay_reason, now, field))
    stop(clock, stopped_at, StopCause.REPORTED)
    clock.delay_reason = delay_reason
    session.flush()


def call_off(session: Session, clock: DeviationClock, *, because: str | None, now: datetime) -> None:
    """Stop a clock that applies no longer, with a reason, which the log keeps; raises Refused."""
    refuse([Refusal("clock.has_stopped")] if clock.stopped_at else [])
    refuse(reason_refusals(because or ""))
    stop(clock, now, StopCause.NO_LONGER_APPLIES)
    session.flush()


def settle(session: Session, deviation: Deviation, now: datetime, delay_reason: str | None = None) -> None:
    """Let the clocks of a deviation follow what has been changed of it; raises Refused.

    They count from when the municipality became aware, also when that is corrected; a message that is late after
    the correction needs a reason. They apply no longer once the deviation is rejected, merged or withdrawn, and do
    not count again by themselves when that is undone.
    """
    ended = any((deviation.rejected_on, deviation.merged_on, deviation.withdrawn_on))
    clocks = clocks_of(session, deviation.id)
    rules = rules_of(session, deviation.tenant_id) if clocks else {}
    for clock in clocks:
        if clock.starts_at != deviation.aware_at:
            _count(clock, rules[clock.rule], deviation.aware_at)
        if ended:
            stop(clock, now, StopCause.NO_LONGER_APPLIES)
        if clock.stop_cause == StopCause.REPORTED and clock.stopped_at:
            clock.delay_reason = delay_reason or clock.delay_reason
            said = clock.delay_reason
            refuse(stop_refusals(clock.starts_at, clock.due_at, clock.stopped_at, said, now, "aware_at"))
    session.flush()


def correct_awareness(
    session: Session, deviation: Deviation, *, aware_at: datetime, delay_reason: str | None, now: datetime
) -> None:
    """Correct when the municipality became aware; the clocks move with it. Raises Refused."""
    refuse(awareness_refusals(deviation.discovered_at, aware_at, now))
    with session.no_autoflush:
        deviation.aware_at = aware_at
        settle(session, deviation, now, delay_reason)


def _count(clock: DeviationClock, rule: Rule, starts_at: datetime) -> None:
    """Let a clock count from an instant, as long as its rule says today."""
    assert rule.length
    clock.starts_at = starts_at
    clock.due_at = due_after(starts_at, rule.unit, rule.length)
