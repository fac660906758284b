"""Decides how a deviation ends: closed, rejected, merged into another or withdrawn, and how it is opened again."""

from datetime import date, datetime
from typing import Unpack

from sqlalchemy.orm import Session

from isms.actions.rules import reason_refusals
from isms.deviations import queries
from isms.deviations.models import Deviation
from isms.deviations.rules import handling
from isms.deviations.service.announcing import announced
from isms.deviations.service.fields import Explanation
from isms.deviations.service.handling import clear_effect, expect, tell_why
from isms.deviations.service.links import carry_over
from isms.deviations.vocabulary import HandlingStep, Stage
from isms.kernel.clock import day_of
from isms.kernel.refusal import refuse
from isms.notices.vocabulary import WebhookEvent


def close(
    session: Session,
    deviation: Deviation,
    *,
    learning: str | None,
    closed_by_id: int,
    now: datetime,
    **said: Unpack[Explanation],
) -> None:
    """Close a deviation whose cause is known and whose correction works, with what was learnt; raises Refused.

    A minor one that has been judged may be corrected and closed at once, by whoever closes it.
    """
    expect(session, deviation, HandlingStep.CLOSE)
    with session.no_autoflush:
        tell_why(deviation, said)
        refuse(
            [
                *handling.unanswered_refusals(deviation.kind, deviation.answered_on),
                *handling.correction_refusals(deviation.cause, deviation.corrective_action),
                *handling.lesson_refusals(learning),
            ]
        )
        if handling.stage_of(deviation) in handling.UNCORRECTED:
            clear_effect(deviation)
            deviation.corrected_on, deviation.corrected_by_id = day_of(now), closed_by_id
        deviation.learning = learning
        deviation.closed_on, deviation.closed_by_id = day_of(now), closed_by_id
    session.flush()
    announced(session, deviation, WebhookEvent.DEVIATION_CLOSED, now)


def reject(session: Session, deviation: Deviation, because: str, *, rejected_by_id: int, today: date) -> None:
    """Reject a deviation that is none, with a reason its reporter can read; raises Refused."""
    expect(session, deviation, HandlingStep.REJECT)
    refuse(reason_refusals(because))
    deviation.rejected_because = because
    deviation.rejected_on, deviation.rejected_by_id = today, rejected_by_id
    session.flush()


def merge(session: Session, deviation: Deviation, into: Deviation, *, merged_by_id: int, today: date) -> None:
    """Merge a deviation into another of the same matter, which takes over its links and actions; raises Refused.

    What was merged into it before, is merged into the other from now on.
    """
    expect(session, deviation, HandlingStep.MERGE)
    stage = Stage.CLOSED if into.withdrawn_on else handling.stage_of(into)
    same = deviation.tenant_id == into.tenant_id
    refuse(handling.merging_refusals(deviation.id, into.id, stage, same_municipality=same))
    carry_over(session, deviation, into, today)
    for earlier in (deviation, *queries.merged_with(session, deviation.id)):
        earlier.merged_into_id = into.id
    deviation.merged_on, deviation.merged_by_id = today, merged_by_id
    session.flush()


def reopen(session: Session, deviation: Deviation, because: str, *, reopened_by_id: int, today: date) -> None:
    """Open a closed or rejected deviation again with a reason, which the log keeps; raises Refused.

    What was corrected is to be corrected again; what was rejected stands where it stood.
    """
    expect(session, deviation, HandlingStep.REOPEN)
    refuse(reason_refusals(because))
    if deviation.closed_on:
        clear_effect(deviation)
        deviation.corrected_on = deviation.corrected_by_id = deviation.effect_due_on = None
        if deviation.triaged_on and deviation.started_on is None:
            deviation.started_on, deviation.started_by_id = today, reopened_by_id
    deviation.closed_on = deviation.closed_by_id = None
    deviation.rejected_on = deviation.rejected_by_id = deviation.rejected_because = None
    session.flush()


def withdraw(session: Session, deviation: Deviation, because: str, today: date) -> None:
    """Withdraw a deviation with a reason; it leaves lists and counts. Raises Refused."""
    expect(session, deviation, HandlingStep.WITHDRAW)
    refuse(reason_refusals(because))
    deviation.withdrawn_on = today
    deviation.withdrawn_because = because
    session.flush()
