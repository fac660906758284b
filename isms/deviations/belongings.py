"""What deviations belong to people: those they answer for, until they are closed."""

from datetime import date

from sqlalchemy import ColumnElement, and_, join
from sqlalchemy.orm import Session

from isms.deviations.models import Deviation
from isms.deviations.service.responsibility import entrust
from isms.deviations.vocabulary import DeviationStatus, Permission
from isms.kernel.handover import Belonging
from isms.organisation.models import Unit


def _is_open(_today: date) -> ColumnElement[bool]:
    return and_(Deviation.withdrawn_on.is_(None), Deviation.status == DeviationStatus.OPEN)


def _entrust(session: Session, deviation_id: int, person_id: int) -> None:
    entrust(session, session.get_one(Deviation, deviation_id), person_id)


BELONGINGS = (
    Belonging(
        person=Deviation.responsible_id,
        label="handover.deviation_responsible",
        page="/deviations/",
        permission=Permission.DEVIATION_READ,
        source=join(Deviation.__table__, Unit.__table__, Unit.id == Deviation.unit_id),
        code=Deviation.code,
        called=Deviation.title,
        place=Unit.path,
        kept=_is_open,
        hand_over=_entrust,
    ),
)
