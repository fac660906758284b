"""Deciding that an indicator does not bear on a system, and taking that back."""

from datetime import date

from sqlalchemy.orm import Session

from isms.health.models import NotRelevant
from isms.health.rules import exemption_refusals
from isms.health.vocabulary import Indicator
from isms.kernel.refusal import refuse
from isms.portfolio.models import System


def exempt(
    session: Session, system: System, indicator: Indicator, reason: str | None, *, decided_by_id: int, today: date
) -> NotRelevant:
    """Decide that an indicator does not bear on a system, and return the decision; raises Refused."""
    refuse(exemption_refusals(indicator, reason))
    decided = NotRelevant(
        system_id=system.id,
        tenant_id=system.tenant_id,
        indicator=indicator,
        reason=reason,
        decided_by_id=decided_by_id,
        decided_on=today,
    )
    session.add(decided)
    session.flush()
    return decided


def count_again(session: Session, decided: NotRelevant, because: str, today: date) -> None:
    """Let an indicator bear on its system again, with a reason."""
    decided.withdrawn_on = today
    decided.withdrawn_because = because
    session.flush()
