"""Decides how a deviation is handled, and how it ends."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Unpack

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.rules import reason_refusals
from isms.actions.vocabulary import SourceKind
from isms.deviations import rules
from isms.deviations.models import Deviation, DeviationAction
from isms.deviations.service.fields import DeviationFields, refusals_of
from isms.deviations.service.links import question, touch
from isms.kernel.clock import day_of
from isms.kernel.refusal import refuse
from isms.kernel.text import normalise
from isms.portfolio.models import System


def change(
    session: Session,
    deviation: Deviation,
    systems: Sequence[System],
    *,
    now: datetime,
    **fields: Unpack[DeviationFields],
) -> None:
    """Change what is said of an open deviation and which systems it touches; raises Refused."""
    refuse(rules.handling_refusals(deviation.status))
    was_serious = rules.is_serious(deviation.severity)
    with session.no_autoflush:
        for name, value in fields.items():
            setattr(deviation, name, value)
        deviation.aware_at = deviation.aware_at or deviation.discovered_at
        deviation.title = normalise(deviation.title)
        refuse(refusals_of(deviation, systems, now))
    new = touch(session, deviation, systems, day_of(now))
    question(session, deviation, new if was_serious else {system.id for system in systems}, day_of(now))
    session.flush()


def close(
    session: Session,
    deviation: Deviation,
    *,
    cause: str | None,
    learning: str | None,
    closed_by_id: int,
    today: date,
) -> None:
    """Close a deviation whose cause is known; raises Refused."""
    refuse(rules.closing_refusals(deviation.status, cause))
    deviation.cause = cause
    deviation.learning = learning
    deviation.closed_by_id = closed_by_id
    deviation.closed_on = today
    session.flush()


def reopen(session: Session, deviation: Deviation, because: str) -> None:
    """Open a closed deviation again with a reason, which the log keeps; raises Refused."""
    refuse([*rules.reopening_refusals(deviation.status), *reason_refusals(because)])
    deviation.closed_on = None
    deviation.closed_by_id = None
    session.flush()


def withdraw(session: Session, deviation: Deviation, because: str, today: date) -> None:
    """Withdraw a deviation with a reason; it leaves lists and counts. Raises Refused."""
    refuse(reason_refusals(because))
    deviation.withdrawn_on = today
    deviation.withdrawn_because = because
    session.flush()


def mend(
    session: Session,
    deviation: Deviation,
    **said: Unpack[actions.Planned],
) -> Action:
    """Plan an action after a deviation, at its unit, and return it; raises Refused."""
    refuse(rules.handling_refusals(deviation.status))
    action = actions.plan(
        session,
        unit=deviation.unit,
        source_kind=SourceKind.DEVIATION,
        source_code=deviation.code,
        **said,
    )
    session.add(DeviationAction(tenant_id=deviation.tenant_id, deviation_id=deviation.id, action_id=action.id))
    session.flush()
    return action
