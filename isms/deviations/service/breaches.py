"""Decides how a breach of personal data is documented, whether the supervisor is told, and when (GDPR 33 and 34)."""

from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from isms.deviations.models import Breach, BreachReport, Deviation
from isms.deviations.queries.breaches import Documented, breach_of
from isms.deviations.rules import breaches as rules
from isms.deviations.rules.clocks import awareness_refusals
from isms.deviations.service import clocks
from isms.deviations.service.announcing import announced
from isms.deviations.vocabulary import BreachPhase, DeviationStatus, Notifiability, PersonsInformed, StopCause
from isms.kernel.refusal import refuse
from isms.notices.vocabulary import WebhookEvent


class BreachFacts(TypedDict, total=False):
    """What a message about a breach must tell (GDPR article 33(3)); what is not given stays."""

    nature: str | None
    people_categories: str | None
    people_count: int | None
    record_categories: str | None
    record_count: int | None
    likely_consequences: str | None
    measures: str | None
    contact: str | None


def open_breach(
    session: Session, deviation: Deviation, *, aware_at: datetime, from_processor: bool, now: datetime
) -> Breach:
    """Record a deviation as a breach of personal data and return that; its clock of 72 hours starts. Raises Refused.

    aware_at: when the municipality became aware; what a processor tells, it is aware of when it is received.
    """
    exists = breach_of(session, deviation.id) is not None
    refuse(rules.opening_refusals(is_open=deviation.status == DeviationStatus.OPEN, exists=exists))
    refuse(awareness_refusals(deviation.discovered_at, aware_at, now))
    deviation.aware_at = aware_at
    clocks.settle(session, deviation, now)
    clocks.start(session, deviation, ["processor_72h" if from_processor else "breach_72h"])
    breach = Breach(tenant_id=deviation.tenant_id, deviation_id=deviation.id)
    session.add(breach)
    session.flush()
    announced(session, deviation, WebhookEvent.DEVIATION_BREACH, now)
    return breach


def fill_in(session: Session, breach: Breach, **facts: Unpack[BreachFacts]) -> None:
    """Say what is known of a breach so far; raises Refused."""
    refuse(rules.number_refusals(facts.get("people_count"), facts.get("record_count")))
    for name, value in facts.items():
        setattr(breach, name, value)
    session.flush()


def decide(
    session: Session,
    known: Documented,
    *,
    notifiability: Notifiability,
    decision_reason: str | None,
    decided_by_id: int,
    now: datetime,
) -> None:
    """Decide whether the supervisor is to be told of a breach; raises Refused.

    That it need not be stops the clock. Whoever decides otherwise later lets it count again from the same awareness.
    """
    refuse(rules.decision_refusals(notifiability, decision_reason, known.phases))
    breach = known.breach
    breach.notifiability, breach.decision_reason = notifiability, decision_reason
    breach.decided_at, breach.decided_by_id = now, decided_by_id
    if known.clock and notifiability == Notifiability.NOT_NOTIFIABLE:
        clocks.stop(known.clock, now, StopCause.NOT_NOTIFIABLE)
    elif known.clock:
        clocks.restart(known.clock)
    session.flush()


def report(
    session: Session,
    known: Documented,
    *,
    phase: BreachPhase,
    sent_at: datetime,
    reference: str | None,
    told: str | None,
    delay_reason: str | None,
    sent_by_id: int,
    now: datetime,
) -> BreachReport:
    """Record a message to the supervisor and return it; the first stops the clock. Raises Refused."""
    breach = known.breach
    last_sent_at = known.reports[-1].sent_at if known.reports else None
    refuse(rules.report_refusals(phase, known.phases, breach.notifiability, sent_at, last_sent_at, now))
    if known.clock and phase == BreachPhase.FIRST:
        clocks.stop_by_message(
            session, known.clock, stopped_at=sent_at, delay_reason=delay_reason, now=now, field="sent_at"
        )
    message = BreachReport(
        tenant_id=breach.tenant_id,
        breach_id=breach.id,
        phase=phase,
        sent_at=sent_at,
        reference=reference,
        told=told,
        sent_by_id=sent_by_id,
    )
    session.add(message)
    session.flush()
    return message


def inform(
    session: Session,
    breach: Breach,
    *,
    persons_informed: PersonsInformed,
    informed_at: datetime | None,
    informed_how: str | None,
    not_informed_because: str | None,
    aware_at: datetime,
    now: datetime,
) -> None:
    """Say whether the persons a breach concerns have been informed, when and how, or why not; raises Refused."""
    refuse(rules.informing_refusals(persons_informed, informed_at, informed_how, not_informed_because, aware_at, now))
    informed = persons_informed == PersonsInformed.INFORMED
    breach.persons_informed = persons_informed
    breach.informed_at = informed_at if informed else None
    breach.informed_how = informed_how if informed else None
    breach.not_informed_because = None if informed else not_informed_because
    session.flush()
