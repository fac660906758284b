"""What runs on systems: until their agreements end, and until nobody supports them any longer."""

from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from isms.clocks.rules import Deadline, people
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle


def deadlines(session: Session) -> Iterator[Deadline]:
    """Yield the ends of agreement and of support of every system that has not ended."""
    rows = session.execute(
        select(
            System.id,
            System.code,
            System.tenant_id,
            System.owner_id,
            System.administrator_id,
            System.agreement_until,
            System.end_of_support_on,
            Unit.path,
        )
        .join(Unit, Unit.id == System.unit_id)
        .where(
            System.withdrawn_on.is_(None),
            System.lifecycle != Lifecycle.ENDED,
            or_(System.agreement_until.is_not(None), System.end_of_support_on.is_not(None)),
        )
        .order_by(System.id)
    )
    for row in rows:
        for rule, due_on in (("agreement", row.agreement_until), ("support", row.end_of_support_on)):
            if due_on is not None:
                yield Deadline(
                    rule=rule,
                    about=f"system:{row.id}",
                    code=row.code,
                    path=f"/systems/{row.id}",
                    tenant_id=row.tenant_id,
                    place=row.path,
                    owner_ids=people(row.owner_id, row.administrator_id),
                    due_on=due_on,
                )
