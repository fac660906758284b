"""What reviews show on a unit's page: its period reviews and meetings, and when there are more."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.web.doors import Me
from isms.kernel.web.panels import Panel
from isms.organisation.models import Unit
from isms.reviews.models import Review
from isms.reviews.queries.meetings import meetings_of
from isms.reviews.rules import REVIEWED_KINDS
from isms.reviews.vocabulary import Permission


def _of_unit(session: Session, who: Me, unit: Unit, today: date) -> dict[str, Any] | None:
    if unit.kind not in REVIEWED_KINDS:
        return None
    statement = select(Review).where(Review.unit_id == unit.id).order_by(Review.ends_on.desc()).limit(6)
    found = session.scalars(statement).all()
    may_plan = who.access.allows_at(Permission.REVIEW_PLAN, unit.path)
    meetings = meetings_of(session, who.access, unit.id)
    return {
        "reviews": found,
        "meetings": meetings,
        "unit": unit,
        "may_plan": may_plan,
        "mark": len(found) + len(meetings) or None,
    }


PANELS = {"unit": [Panel("reviews", "register.reviews.title", Permission.REVIEW_READ, "reviews/panel.html", _of_unit)]}
