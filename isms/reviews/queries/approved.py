"""Reads what the papers of a meeting say of people and actions: as these stood when it was approved, if it is."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.kernel.register.columns import Source
from isms.kernel.tables import Base, history_of
from isms.organisation.models import Person
from isms.reviews.models import Meeting


class FollowUp(NamedTuple):
    """Who was to follow a decision up, by name, and by when."""

    owner: str
    due_on: date


def as_approved(session: Session, meeting: Meeting) -> Source:
    """Return where the papers of a meeting are read from: from the approval on, the tables as they stood by it."""
    if meeting.approved_at is None:
        return Source(meeting.meets_on)
    version = history_of(Base.metadata.tables[Meeting.__tablename__])
    approved = version.c.id == meeting.id, version.c.approved_at.is_not(None)
    return Source(meeting.meets_on, session.scalar(select(func.min(version.c.from_position)).where(*approved)))


def names(session: Session, source: Source, people: Collection[Person]) -> Mapping[int, str]:
    """Return what people were called, by id."""
    if source.position is None or not people:
        return {one.id: one.name for one in people}
    person = source(Person)
    rows = session.execute(select(person.c.id, person.c.name).where(person.c.id.in_({one.id for one in people})))
    return {row.id: row.name for row in rows}


def follow_ups(session: Session, source: Source, actions: Collection[Action]) -> Mapping[int, FollowUp]:
    """Return who was to carry actions out and by when, by the id of the action."""
    if source.position is None or not actions:
        return {one.id: FollowUp(one.owner.name, one.due_on) for one in actions}
    action, person = source(Action), source(Person)
    rows = session.execute(
        select(action.c.id, person.c.name, action.c.due_on)
        .join(person, person.c.id == action.c.owner_id)
        .where(action.c.id.in_([one.id for one in actions]))
    )
    return {row.id: FollowUp(row.name, row.due_on) for row in rows}
