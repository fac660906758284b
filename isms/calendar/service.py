"""The decisions of the calendar: what stands in the annual wheel, and which feeds may be read."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session

from isms.calendar import queries, rules
from isms.calendar.library import BY_KEY
from isms.calendar.models import CalendarFeed, WheelActivity
from isms.kernel.refusal import Refusal, refuse
from isms.kernel.text import normalise
from isms.organisation.models import Person, Unit


def take_in(session: Session, municipality: Unit, keys: Collection[str], language: str) -> Sequence[WheelActivity]:
    """Take activities of the shipped wheel into a municipality's own, as they read in a language; return them.

    One that was withdrawn stands again, with its own text. Raises Refused when nothing is chosen.
    """
    standing = {one.shipped_key: one for one in queries.wheel_of(session, municipality.id) if one.shipped_key}
    chosen = [BY_KEY[key] for key in keys if key not in standing or standing[key].withdrawn_on is not None]
    refuse([] if chosen else [Refusal("wheel.choose_some", "activities")])
    found = []
    for shipped in chosen:
        activity = standing.get(shipped.key)
        if activity is None:
            activity = WheelActivity(
                tenant_id=municipality.id,
                month=shipped.month,
                title=shipped.title(language),
                description=shipped.text(language) or None,
                shipped_key=shipped.key,
            )
            session.add(activity)
        activity.withdrawn_on = activity.withdrawn_because = None
        found.append(activity)
    session.flush()
    return found


def add(
    session: Session, municipality: Unit, *, month: int, title: str, description: str | None, link: str | None
) -> WheelActivity:
    """Add an activity of the municipality's own to its wheel and return it; raises Refused."""
    refuse(rules.activity_refusals(month, title))
    activity = WheelActivity(
        tenant_id=municipality.id, month=month, title=normalise(title), description=description, link=link
    )
    session.add(activity)
    session.flush()
    return activity


def change(
    session: Session, activity: WheelActivity, *, month: int, title: str, description: str | None, link: str | None
) -> None:
    """Change what is done, in which month, and where more is to be read; raises Refused."""
    refuse(rules.activity_refusals(month, title))
    activity.month = month
    activity.title = normalise(title)
    activity.description = description
    activity.link = link
    session.flush()


def restore(session: Session, activity: WheelActivity, language: str) -> None:
    """Give an activity the text it was shipped with, in a language; raises Refused for one of their own making."""
    shipped = BY_KEY.get(activity.shipped_key or "")
    if shipped is None:
        refuse([Refusal("wheel_activity.not_shipped")])
    else:
        activity.title = shipped.title(language)
        activity.description = shipped.text(language) or None
    session.flush()


def withdraw(session: Session, activity: WheelActivity, because: str, today: date) -> None:
    """Take an activity out of the wheel with a reason; raises Refused."""
    refuse(rules.withdrawal_refusals(because))
    activity.withdrawn_on = today
    activity.withdrawn_because = because
    session.flush()


def subscribe(session: Session, person: Person, unit: Unit | None, today: date) -> CalendarFeed:
    """Make a feed of a person's own deadlines, or of those at a unit, and return it; raises Refused for a second."""
    wanted = unit.id if unit else None
    there = any(feed.unit_id == wanted for feed in queries.feeds_of(session, person.id))
    refuse([Refusal("calendar_feed.there_already", "unit_id")] if there else [])
    feed = CalendarFeed(tenant_id=person.tenant_id, person_id=person.id, unit_id=wanted, made_on=today, generation=1)
    session.add(feed)
    session.flush()
    return feed


def renew(session: Session, feed: CalendarFeed) -> None:
    """Give a feed a new address; the old one is dead from now on."""
    feed.generation += 1
    session.flush()


def revoke(session: Session, feed: CalendarFeed, because: str | None, today: date) -> None:
    """Revoke a feed for good; its address is dead from now on."""
    feed.revoked_on = today
    feed.revoked_because = because
    session.flush()
