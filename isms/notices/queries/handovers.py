"""Reads of who has left while something still is theirs, as deadlines: nothing stays ownerless in silence."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.clocks.rules import Deadline
from isms.kernel.handover import Belonging, owns_something
from isms.organisation.models import Person, Unit

DAYS_TO_HAND_OVER = timedelta(days=14)
"""A proposal of ours, bound by no law."""


def handovers(belongings: Sequence[Belonging]) -> Callable[[Session], Iterator[Deadline]]:
    """Return a reader of what is to be handed over: one deadline for each person who has left, one statement.

    It is called by the unit's code and never by the person's name, which stands in one place only. A unit whose end
    is set needs no new leader.
    """

    # Written once: the statement asks of every table in which something belongs to somebody.
    left = (
        select(Person.id, Person.tenant_id, Person.deactivated_on, Unit.code, Unit.path)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Person.deactivated_on.is_not(None),
            Person.tenant_id.is_not(None),
            owns_something(belongings, Person.id, date.max),
        )
        .order_by(Person.id)
    )

    def read(session: Session) -> Iterator[Deadline]:
        rows = session.execute(left)
        for row in rows:
            assert row.deactivated_on
            assert row.tenant_id
            yield Deadline(
                rule="handover",
                about=f"person:{row.id}",
                code=row.code,
                path=f"/people/{row.id}/handover",
                tenant_id=row.tenant_id,
                place=row.path,
                owner_ids=(row.id,),
                due_on=row.deactivated_on + DAYS_TO_HAND_OVER,
            )

    return read
