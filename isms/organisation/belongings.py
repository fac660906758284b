"""What of the organisation belongs to people: the units they lead."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from isms.kernel.handover import Belonging
from isms.organisation import service
from isms.organisation.models import Unit
from isms.organisation.vocabulary import Permission


def _stands(today: date) -> ColumnElement[bool]:
    return and_(Unit.withdrawn_on.is_(None), or_(Unit.valid_until.is_(None), Unit.valid_until >= today))


def _hand_over(session: Session, unit_id: int, person_id: int) -> None:
    service.appoint_leader(session, session.get_one(Unit, unit_id), person_id)


BELONGINGS = (
    Belonging(
        person=Unit.leader_id,
        label="handover.unit_leader",
        page="/units/",
        permission=Permission.UNIT_READ,
        source=Unit.__table__,
        code=Unit.code,
        called=Unit.name,
        place=Unit.path,
        kept=_stands,
        hand_over=_hand_over,
    ),
)
