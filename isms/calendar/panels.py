"""What the calendar shows on a person's page: the feeds they have, which who manages people may withdraw."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.calendar import queries
from isms.kernel.web.doors import Me
from isms.kernel.web.panels import Panel
from isms.organisation.models import Person
from isms.organisation.vocabulary import Permission


def _feeds(session: Session, me: Me, person: Person, _today: date) -> Mapping[str, Any] | None:
    """Return the standing feeds of a person, without their addresses, or None when there are none."""
    feeds = queries.feeds_to_withdraw(session, me.access, person.id)
    return {"feeds": feeds, "mark": len(feeds)} if feeds else None


PANELS: Mapping[str, Sequence[Panel]] = {
    "person": [Panel("feeds", "calendar_feed.panel", Permission.PERSON_MANAGE, "calendar/panels/feeds.html", _feeds)],
}
