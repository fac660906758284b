"""Reads of the calendar: the wheel of a municipality, the feeds of a person, and the deadlines somebody may read."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from isms.calendar.models import CalendarFeed, WheelActivity
from isms.calendar.vocabulary import Permission
from isms.clocks.rules import Deadline
from isms.kernel.access import CONSOLE, Access
from isms.kernel.remembering import remembered
from isms.kernel.seal.models import Sealing
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Permission as OrganisationPermission

Reader = Callable[[Session], Iterable[Deadline]]


def deadlines_of(session: Session, readers: Sequence[Reader]) -> list[Deadline]:
    """Return everything that runs now in every room; remembered until somebody writes."""

    def read(places: list[int]) -> Sequence[tuple[Deadline, ...]]:
        return [tuple(readers[place](session)) for place in places]

    found: list[tuple[Deadline, ...]] = remembered(session, None, CONSOLE, list(readers), read)
    return [deadline for some in found for deadline in some]


def readable(deadlines: Iterable[Deadline], access: Access) -> list[Deadline]:
    """Return the deadlines somebody may read: those where they read units, and those they answer for themselves."""
    reach = access.paths(Permission.CALENDAR_READ)
    return [one for one in deadlines if access.person_id in one.owner_ids or one.place.startswith(reach)]


def owned(deadlines: Iterable[Deadline], person_id: int) -> list[Deadline]:
    """Return the deadlines a person answers for."""
    return [one for one in deadlines if person_id in one.owner_ids]


def at_place(deadlines: Iterable[Deadline], access: Access, path: str) -> list[Deadline]:
    """Return the deadlines at a place and below it that lie where a person reads units."""
    reach = access.paths(Permission.CALENDAR_READ)
    return [one for one in deadlines if one.place.startswith(path) and one.place.startswith(reach)]


def municipality_for(session: Session, access: Access, tenant_id: int | None) -> Unit | None:
    """Return the municipality whose wheel a person may edit, or None."""
    held = access.within(Permission.CALENDAR_EDIT, Unit.path)
    return session.scalar(select(Unit).where(Unit.id == tenant_id, held))


def wheel_of(session: Session, tenant_id: int | None) -> Sequence[WheelActivity]:
    """Return the activities of a municipality, withdrawn ones too, in the order of the year, then by title."""
    statement = select(WheelActivity).where(WheelActivity.tenant_id == tenant_id)
    return session.scalars(statement.order_by(WheelActivity.month, WheelActivity.title_key, WheelActivity.id)).all()


def standing(activities: Iterable[WheelActivity]) -> list[WheelActivity]:
    """Return the activities that have not been taken out of a wheel."""
    return [one for one in activities if one.withdrawn_on is None]


def activity_for(session: Session, access: Access, activity_id: int) -> WheelActivity | None:
    """Return a standing activity of a wheel that a person may edit, or None."""
    return session.scalar(
        select(WheelActivity)
        .join(Unit, Unit.id == WheelActivity.tenant_id)
        .where(
            WheelActivity.id == activity_id,
            WheelActivity.withdrawn_on.is_(None),
            access.within(Permission.CALENDAR_EDIT, Unit.path),
        )
    )


def feeds_of(session: Session, person_id: int) -> Sequence[CalendarFeed]:
    """Return the standing feeds of a person with their units, the person's own deadlines first."""
    statement = select(CalendarFeed).where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_on.is_(None))
    order = (CalendarFeed.unit_id.is_not(None), CalendarFeed.id)
    return session.scalars(statement.options(joinedload(CalendarFeed.unit)).order_by(*order)).all()


def feed_of(session: Session, person_id: int, feed_id: int) -> CalendarFeed | None:
    """Return a standing feed of a person, or None."""
    return session.scalar(
        select(CalendarFeed)
        .where(CalendarFeed.id == feed_id, CalendarFeed.person_id == person_id, CalendarFeed.revoked_on.is_(None))
        .options(joinedload(CalendarFeed.unit))
    )


def feeds_to_withdraw(
    session: Session, access: Access, person_id: int | None = None, feed_id: int | None = None
) -> Sequence[CalendarFeed]:
    """Return the standing feeds, of one person or one by its id, of people whom somebody manages; oldest first."""
    statement = (
        select(CalendarFeed)
        .join(Person, Person.id == CalendarFeed.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            CalendarFeed.revoked_on.is_(None),
            access.within(OrganisationPermission.PERSON_MANAGE, Unit.path),
            CalendarFeed.person_id == person_id if person_id is not None else CalendarFeed.id == feed_id,
        )
    )
    named = joinedload(CalendarFeed.unit).load_only(Unit.name), joinedload(CalendarFeed.person).load_only(Person.name)
    return session.scalars(statement.options(*named).order_by(CalendarFeed.id)).all()


def feed_to_read(session: Session, feed_id: int, today: date) -> CalendarFeed | None:
    """Return a standing feed of somebody who is active on a day, with person and unit, or None."""
    active = or_(Person.deactivated_on.is_(None), Person.deactivated_on > today)
    return session.scalar(
        select(CalendarFeed)
        .join(Person, Person.id == CalendarFeed.person_id)
        .where(CalendarFeed.id == feed_id, CalendarFeed.revoked_on.is_(None), active)
        .options(joinedload(CalendarFeed.person), joinedload(CalendarFeed.unit))
    )


def changed_at(session: Session) -> datetime | None:
    """Return when anything was last changed, or None in an empty database."""
    return session.scalar(select(Sealing.sealed_at).order_by(Sealing.position.desc()).limit(1))
