"""Reads of what municipalities have decided about rules."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from isms.clocks.models import ClockRule
from isms.clocks.vocabulary import Permission
from isms.kernel.access import Access
from isms.organisation.models import Person, Unit


def decisions_of(session: Session, tenant_id: int | None) -> Mapping[str, ClockRule]:
    """Return what a municipality has decided about rules, by key, with who decided."""
    rows = session.scalars(
        select(ClockRule)
        .where(ClockRule.tenant_id == tenant_id)
        .options(joinedload(ClockRule.decided_by).load_only(Person.name))
        .order_by(ClockRule.id)
    )
    return {row.key: row for row in rows}


def municipality_for(session: Session, access: Access, tenant_id: int | None) -> Unit | None:
    """Return the municipality whose rules a person may decide about, or None."""
    held = access.within(Permission.CLOCK_RULE_DECIDE, Unit.path)
    return session.scalar(select(Unit).where(Unit.id == tenant_id, held))
