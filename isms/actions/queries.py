"""Reads of actions, and what follows from a deadline on the day it is read."""

from calendar import timegm
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, extract, or_, select, true
from sqlalchemy.orm import Session, joinedload

from isms.actions.models import Action
from isms.actions.rules import AGES
from isms.actions.vocabulary import ActionStatus, OverdueAge, Permission
from isms.clocks.rules import Deadline
from isms.kernel.access import Access
from isms.kernel.clock import day_of
from isms.kernel.deadlines import SOON_DAYS, DeadlineState
from isms.kernel.deadlines import deadline_state as state_on
from isms.kernel.register.columns import Source
from isms.kernel.seal.models import Sealing
from isms.kernel.tables import Base, history_of
from isms.kernel.words import Words
from isms.organisation.models import Person, Unit

SECONDS_OF_A_DAY = 86_400


def action_for(
    session: Session, access: Access, action_id: int, permission: Permission = Permission.ACTION_READ
) -> Action | None:
    """Return an action the person may read or change, as its owner too; None when it is not theirs."""
    statement = _theirs(access, permission).where(Action.id == action_id)
    return session.scalar(statement.options(joinedload(Action.unit), joinedload(Action.owner)))


def may_change(access: Access, action: Action) -> bool:
    """Say whether a person may change an action: by role at its unit, or as its owner. Its unit must be loaded."""
    owns = access.person_id is not None and action.owner_id == access.person_id
    return owns or access.allows_at(Permission.ACTION_CHANGE, action.unit.path)


def several(session: Session, ids: Sequence[int]) -> list[Action]:
    """Return some actions with their owners and units, in the order of the ids, withdrawn ones left out."""
    statement = select(Action).where(Action.id.in_(ids), Action.withdrawn_on.is_(None))
    found = session.scalars(statement.options(joinedload(Action.unit), joinedload(Action.owner)))
    return sorted(found, key=lambda action: ids.index(action.id))


@dataclass(frozen=True)
class Move:
    """That a deadline was moved: from which day to which, why, and when that was decided."""

    old: date
    new: date
    because: str | None
    moved_on: date


def moves_of(session: Session, action: Action) -> list[Move]:
    """Return each move of an action's deadline, oldest first, from its history; nothing is asked if there is none."""
    if not action.times_moved:
        return []
    past = history_of(Base.metadata.tables[Action.__tablename__]).c
    rows = session.execute(
        select(past.due_on, past.moved_because, past.times_moved, Sealing.sealed_at)
        .join(Sealing, Sealing.position == past.from_position)
        .where(past.id == action.id)
        .order_by(past.from_position)
    ).all()
    return [
        Move(before.due_on, after.due_on, after.moved_because, day_of(after.sealed_at))
        for before, after in pairwise(rows)
        if after.times_moved != before.times_moved
    ]


def waiting_for(session: Session, access: Access) -> list[Action]:
    """Return the open actions a person owns, first due first."""
    statement = select(Action).where(
        Action.owner_id == access.person_id,
        Action.status == ActionStatus.OPEN,
        Action.withdrawn_on.is_(None),
    )
    return list(session.scalars(statement.order_by(Action.due_on, Action.code_key, Action.id)))


def owners_of_actions(session: Session, access: Access, _words: Words) -> Sequence[tuple[str, str]]:
    """Return who owns actions within reach, as pairs of id and name, by name."""
    owned = _theirs(access, Permission.ACTION_READ).with_only_columns(Action.owner_id)
    people = select(Person.id, Person.name).where(Person.id.in_(owned)).order_by(Person.name_key, Person.id)
    return [(str(row.id), row.name) for row in session.execute(people)]


def days_overdue(due_on: ColumnElement[date], today: date) -> ColumnElement[int]:
    """Return the whole days by which a deadline is passed, as SQL that both databases reckon alike."""
    seconds = timegm(today.timetuple()) - extract("epoch", due_on)
    return cast(seconds / SECONDS_OF_A_DAY, Integer)


def deadline_state(
    due_on: ColumnElement[Any], today: date, is_open: ColumnElement[bool] | None = None
) -> ColumnElement[str]:
    """Return where a deadline stands on a day, as SQL; what is closed has none. See `kernel.deadlines`."""
    running = true() if is_open is None else is_open
    return case(
        (and_(running, due_on < today), DeadlineState.OVERDUE.value),
        (and_(running, due_on <= today + timedelta(days=SOON_DAYS)), DeadlineState.SOON.value),
        (and_(running, due_on.is_not(None)), DeadlineState.LATER.value),
        else_=DeadlineState.NONE.value,
    )


def overdue_age(due_on: ColumnElement[Any], today: date, is_open: ColumnElement[bool]) -> ColumnElement[str | None]:
    """Return for how long a deadline has been passed on a day, as SQL; what is closed has none. See `rules`."""
    whens = [(due_on >= today - timedelta(days=most), age.value) for most, age in AGES]
    return case((~is_open, None), *whens, else_=OverdueAge.OVER_90.value)


def states_of(actions: Sequence[Action], today: date) -> dict[int, DeadlineState]:
    """Return where the deadline of each open action stands on a day, by the action's id."""
    return {action.id: state_on(action.due_on, today) for action in actions if action.status == ActionStatus.OPEN}


def is_open(source: Source) -> ColumnElement[bool]:
    """Return the predicate that an action still is to be done."""
    action = source(Action)
    return and_(action.c.withdrawn_on.is_(None), action.c.status == ActionStatus.OPEN.value)


def _theirs(access: Access, permission: Permission) -> Select[Action]:
    return (
        select(Action)
        .join(Unit, Unit.id == Action.unit_id)
        .where(or_(access.within(permission, Unit.path), Action.owner_id == access.person_id))
    )


def deadlines(session: Session) -> Iterator[Deadline]:
    """Yield the deadline of every action that is still to be done."""
    rows = session.execute(
        select(Action.id, Action.code, Action.tenant_id, Action.owner_id, Action.due_on, Unit.path)
        .join(Unit, Unit.id == Action.unit_id)
        .where(Action.status == ActionStatus.OPEN, Action.withdrawn_on.is_(None))
        .order_by(Action.id)
    )
    for row in rows:
        yield Deadline(
            rule="action",
            about=f"action:{row.id}",
            code=row.code,
            path=f"/actions/{row.id}",
            tenant_id=row.tenant_id,
            place=row.path,
            owner_ids=(row.owner_id,),
            due_on=row.due_on,
        )
