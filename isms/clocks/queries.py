"""Reads of what municipalities have decided about rules."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from isms.clocks.models import ClockRule
from isms.organisation.models import Person


def decisions_of(session: Session, tenant_id: int | None) -> Mapping[str, ClockRule]:
    """Return what a municipality has decided about rules, by key, with who decided."""
    rows = session.scalars(
        select(ClockRule)
        .where(ClockRule.tenant_id == tenant_id)
        .options(joinedload(ClockRule.decided_by).load_only(Person.name))
        .order_by(ClockRule.id)
    )
    return {row.key: row for row in rows}
