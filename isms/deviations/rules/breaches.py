"""What is decided about breaches of personal data: who is told, in which order, and what has to be documented."""

from collections.abc import Collection, Iterator
from datetime import datetime

from isms.deviations.vocabulary import BreachPhase, Notifiability, PersonsInformed
from isms.kernel.refusal import Refusal


def opening_refusals(*, is_open: bool, exists: bool) -> Iterator[Refusal]:
    """Yield why a deviation cannot be recorded as a breach."""
    if exists:
        yield Refusal("breach.exists_already")
    elif not is_open:
        yield Refusal("deviation.already_closed")


def number_refusals(people_count: int | None, record_count: int | None) -> Iterator[Refusal]:
    """Yield which numbers cannot be."""
    for field, number in (("people_count", people_count), ("record_count", record_count)):
        if number is not None and number < 0:
            yield Refusal("breach.negative_number", field)


def decision_refusals(
    notifiability: Notifiability, reason: str | None, phases: Collection[BreachPhase]
) -> Iterator[Refusal]:
    """Yield why it cannot be decided so whether the supervisor is told: without a reason, or after it has been told.

    A breach that is unlikely to result in a risk to people need not be notified (GDPR article 33(1)).
    """
    if not (reason or "").strip():
        yield Refusal("breach.decided_without_a_reason", "decision_reason")
    if notifiability == Notifiability.NOT_NOTIFIABLE and phases:
        yield Refusal("breach.is_reported_already", "notifiability")


def report_refusals(
    phase: BreachPhase,
    phases: Collection[BreachPhase],
    notifiability: Notifiability | None,
    sent_at: datetime,
    last_sent_at: datetime | None,
    now: datetime,
) -> Iterator[Refusal]:
    """Yield why a message cannot be recorded: messages come in phases, the first before all others (article 33(4))."""
    if notifiability != Notifiability.NOTIFIABLE:
        yield Refusal("breach.is_not_decided_notifiable")
    if BreachPhase.LAST in phases:
        yield Refusal("breach.last_is_sent", "phase")
    elif phase == BreachPhase.FIRST and phases:
        yield Refusal("breach.first_is_sent", "phase")
    elif phase != BreachPhase.FIRST and not phases:
        yield Refusal("breach.first_is_not_sent", "phase")
    if sent_at > now:
        yield Refusal("breach.sent_in_the_future", "sent_at")
    elif last_sent_at and sent_at < last_sent_at:
        yield Refusal("breach.sent_before_the_last", "sent_at")


def phases_left(phases: Collection[BreachPhase]) -> tuple[BreachPhase, ...]:
    """Return the phases that a next message may be of."""
    if not phases:
        return (BreachPhase.FIRST,)
    return () if BreachPhase.LAST in phases else (BreachPhase.SUPPLEMENT, BreachPhase.LAST)


def informing_refusals(
    informed: PersonsInformed,
    informed_at: datetime | None,
    how: str | None,
    because: str | None,
    aware_at: datetime,
    now: datetime,
) -> Iterator[Refusal]:
    """Yield why it cannot be so with informing the persons: when and how, or else why not (GDPR article 34)."""
    if informed == PersonsInformed.INFORMED:
        if informed_at is None:
            yield Refusal("breach.informed_without_a_time", "informed_at")
        elif informed_at > now:
            yield Refusal("breach.informed_in_the_future", "informed_at")
        elif informed_at < aware_at:
            yield Refusal("breach.informed_before_it_was_known", "informed_at")
        if not (how or "").strip():
            yield Refusal("breach.informed_without_how", "informed_how")
    elif not (because or "").strip():
        yield Refusal("breach.not_informed_without_a_reason", "not_informed_because")
