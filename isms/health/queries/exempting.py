"""Reads of what has been decided not to bear on systems."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.health.models import NotRelevant
from isms.health.vocabulary import Indicator, Permission
from isms.kernel.access import Access
from isms.organisation.models import Unit
from isms.portfolio.models import System


def exemptable(session: Session, access: Access, system_id: int) -> System | None:
    """Return a system that stands and on which a person may decide what does not bear, or None."""
    return session.scalar(
        select(System)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            System.id == system_id,
            System.withdrawn_on.is_(None),
            access.within(Permission.HEALTH_EXEMPT, Unit.path),
        )
    )


def exemptions_of(session: Session, system_id: int) -> Sequence[NotRelevant]:
    """Return what is decided not to bear on a system, in the order it was decided."""
    return session.scalars(
        select(NotRelevant)
        .where(NotRelevant.system_id == system_id, NotRelevant.withdrawn_on.is_(None))
        .order_by(NotRelevant.id)
    ).all()


def exemption_of(session: Session, system_id: int, indicator: Indicator) -> NotRelevant | None:
    """Return the decision that an indicator does not bear on a system, or None."""
    return next((each for each in exemptions_of(session, system_id) if each.indicator == indicator), None)
