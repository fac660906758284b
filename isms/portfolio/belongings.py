"""What of the portfolio belongs to people: the systems they own, administer or stand in for, until they end."""

from datetime import date

from sqlalchemy import ColumnElement, and_, join
from sqlalchemy.orm import InstrumentedAttribute, Session

from isms.kernel.handover import Belonging
from isms.organisation.models import Unit
from isms.portfolio import service
from isms.portfolio.models import System
from isms.portfolio.service.fields import SystemFields
from isms.portfolio.vocabulary import Lifecycle, Permission


def _stands(_today: date) -> ColumnElement[bool]:
    return and_(System.withdrawn_on.is_(None), System.lifecycle != Lifecycle.ENDED)


PLACED = join(System.__table__, Unit.__table__, Unit.id == System.unit_id)


def _belonging(person: InstrumentedAttribute[int | None], label: str) -> Belonging:
    def hand_over(session: Session, system_id: int, person_id: int) -> None:
        fields: SystemFields = {person.key: person_id}  # type: ignore[misc]
        service.change(session, session.get_one(System, system_id), **fields)

    return Belonging(
        person=person,
        label=label,
        page="/systems/",
        permission=Permission.SYSTEM_READ,
        source=PLACED,
        code=System.code,
        called=System.name,
        place=Unit.path,
        kept=_stands,
        hand_over=hand_over,
    )


BELONGINGS = (
    _belonging(System.owner_id, "handover.system_owner"),
    _belonging(System.administrator_id, "handover.system_administrator"),
    _belonging(System.deputy_owner_id, "handover.system_deputy_owner"),
    _belonging(System.deputy_administrator_id, "handover.system_deputy_administrator"),
)
