"""Controls of Eksempelfjord, made by the services."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.controls import service
from isms.controls.models import Control, Evidence
from isms.controls.vocabulary import Applicability, ControlStatus
from isms.organisation.models import Unit
from tests.cast import Cast
from tests.risk.stage import TODAY

ANNEX, NSM = "iso27001-2022", "nsm-2.1"
NEXT = date(2027, 11, 22)


def adopted(session: Session, cast: Cast, framework: str = NSM) -> Sequence[Control]:
    """Let Eksempelfjord follow a framework."""
    return service.adopt(session, session.get_one(Unit, cast.municipality), framework)


def the_control(session: Session, code: str = "NSM 2.9") -> Control:
    """Return a control by its code."""
    return session.scalars(select(Control).where(Control.code == code)).one()


def applying(session: Session, code: str = "NSM 2.9", owner_id: int | None = None) -> Control:
    """Return a control that has been decided to apply."""
    control = the_control(session, code)
    service.decide(session, control, applicability=Applicability.APPLIES, reason="Risiko R-1", owner_id=owner_id)
    return control


def in_place(session: Session, control: Control, today: date = TODAY, next_review_on: date = NEXT) -> None:
    """Say that a control is in place."""
    service.review(
        session,
        control,
        status=ControlStatus.IN_PLACE,
        implementation="Vi gjenoppretter hver måned.",
        next_review_on=next_review_on,
        today=today,
    )


def shown_by(session: Session, control: Control, **fields: Any) -> Evidence:
    """Add evidence to a control."""
    said: dict[str, Any] = {
        "title": "Gjenopprettingstest",
        "dated_on": date(2026, 10, 1),
        "valid_until": date(2027, 10, 1),
        "link": "https://arkiv.example.test/2026/44",
        "description": None,
        **fields,
    }
    return service.add_evidence(session, control, today=TODAY, **said)
