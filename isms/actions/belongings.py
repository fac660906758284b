"""What actions belong to people: those they own, until they are done."""

from datetime import date

from sqlalchemy import ColumnElement, and_, join
from sqlalchemy.orm import Session

from isms.actions import service
from isms.actions.models import Action
from isms.actions.vocabulary import ActionStatus, Permission
from isms.kernel.handover import Belonging
from isms.organisation.models import Unit


def _is_open(_today: date) -> ColumnElement[bool]:
    return and_(Action.withdrawn_on.is_(None), Action.status == ActionStatus.OPEN)


def _hand_over(session: Session, action_id: int, person_id: int) -> None:
    service.reassign(session, session.get_one(Action, action_id), person_id)


BELONGINGS = (
    Belonging(
        person=Action.owner_id,
        label="handover.action_owner",
        page="/actions/",
        permission=Permission.ACTION_READ,
        source=join(Action.__table__, Unit.__table__, Unit.id == Action.unit_id),
        code=Action.code,
        called=Action.title,
        place=Unit.path,
        kept=_is_open,
        hand_over=_hand_over,
    ),
)
