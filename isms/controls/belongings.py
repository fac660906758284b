"""What controls belong to people: those they own, unless it has been decided that they do not apply."""

from datetime import date

from sqlalchemy import ColumnElement, join
from sqlalchemy.orm import Session

from isms.controls import service
from isms.controls.frameworks import LIBRARY
from isms.controls.models import Control
from isms.controls.vocabulary import Applicability, Permission
from isms.kernel.handover import Belonging
from isms.organisation.models import Unit


def _may_apply(_today: date) -> ColumnElement[bool]:
    return Control.applicability != Applicability.EXCLUDED


def _hand_over(session: Session, control_id: int, person_id: int) -> None:
    service.hand_over(session, session.get_one(Control, control_id), person_id)


BELONGINGS = (
    Belonging(
        person=Control.owner_id,
        label="handover.control_owner",
        page="/controls/",
        permission=Permission.CONTROL_READ,
        source=join(Control.__table__, Unit.__table__, Unit.id == Control.tenant_id),
        code=Control.code,
        place=Unit.path,
        kept=_may_apply,
        hand_over=_hand_over,
        title=LIBRARY.title,
    ),
)
