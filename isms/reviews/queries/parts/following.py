"""Gathers what became of earlier decisions, and what has changed around the unit since (9.3.2 a, b and c)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from isms.actions.models import Action
from isms.actions.vocabulary import ActionStatus
from isms.kernel.deadlines import DeadlineState
from isms.kernel.register.columns import Source
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.reviews.models import Decision, Meeting, Review
from isms.reviews.queries.asked import Asked, part
from isms.reviews.rules.blocks import (
    Block,
    Column,
    Figure,
    Figures,
    Part,
    Row,
    Sentence,
    Table,
    Value,
    code,
    day,
    number,
    said,
    term,
)
from isms.reviews.rules.changes import by_term, compared, table_before
from isms.reviews.vocabulary import PackagePart

STANDING = (ActionStatus.DONE.label, "package.taken_note_of", ActionStatus.OPEN.label, DeadlineState.OVERDUE.label)
"""How a decision stands, the lightest first."""


def follow_up(asked: Asked) -> Iterator[Part]:
    """Yield every decision that is open, and those that were done or taken note of since the package before."""
    rows = tuple(_decided(row, asked.today) for row in _decisions(asked))
    counted = {key: sum(_standing(row) == key for row in rows) for key in STANDING}
    figures = (
        Figure("package.decisions_done", number(counted[ActionStatus.DONE.label])),
        Figure("package.decisions_open", number(counted[ActionStatus.OPEN.label])),
        Figure("package.decisions_overdue", number(counted[DeadlineState.OVERDUE.label])),
    )
    columns = tuple(
        map(Column, ("package.decision", "decision.text", "decision.owner_id", "decision.due_on", "package.status"))
    )
    table = Table("package.earlier_decisions", columns, rows, "package.no_earlier_decisions")
    told = compared(table, table_before(asked.before, PackagePart.FOLLOW_UP, table.caption), by_term(4, STANDING))
    yield part(PackagePart.FOLLOW_UP, [Figures(figures), told] if rows else [told])


def _decisions(asked: Asked) -> list[Any]:
    decision, action, person = asked.source(Decision), asked.source(Action), asked.source(Person)
    meeting, review = asked.source(Meeting), asked.source(Review)
    return list(
        asked.session.execute(
            select(
                func.coalesce(meeting.c.code, review.c.code).label("code"),
                meeting.c.id.label("meeting_id"),
                decision.c.review_id,
                decision.c.number,
                decision.c.text,
                person.c.name,
                action.c.due_on,
                action.c.done_on,
            )
            .select_from(decision)
            .outerjoin(meeting, meeting.c.id == decision.c.meeting_id)
            .outerjoin(review, review.c.id == decision.c.review_id)
            .outerjoin(action, action.c.id == decision.c.action_id)
            .outerjoin(person, person.c.id == action.c.owner_id)
            .where(
                func.coalesce(meeting.c.unit_id, review.c.unit_id) == asked.place.id,
                or_(decision.c.meeting_id.is_(None), decision.c.meeting_id != asked.meeting.id),
                or_(
                    (action.c.id.is_not(None)) & (action.c.done_on.is_(None)) & action.c.withdrawn_on.is_(None),
                    action.c.done_on >= asked.since,
                    (action.c.id.is_(None)) & (decision.c.decided_on >= asked.since),
                ),
            )
            .order_by(decision.c.decided_on, decision.c.id)
        )
    )


def _decided(row: Any, today: date) -> Row:
    href = f"/meetings/{row.meeting_id}" if row.meeting_id else f"/reviews/{row.review_id}"
    called = f"{row.code}/{row.number}" if row.number else row.code
    overdue = row.due_on is not None and row.done_on is None and row.due_on < today
    if row.due_on is None:
        status = "package.taken_note_of"
    elif row.done_on is not None:
        status = ActionStatus.DONE.label
    else:
        status = DeadlineState.OVERDUE.label if overdue else ActionStatus.OPEN.label
    cells = (code(called, href), row.text, row.name, day(row.due_on), term(status))
    return Row(cells, "overdue" if overdue else None)


def _standing(row: Row) -> str:
    value = row.cells[4]
    return str(value["key"]) if isinstance(value, Mapping) else ""


def changes(asked: Asked) -> Iterator[Part]:
    """Yield which systems have come, gone or changed hands, and what is written of the world around."""
    columns = tuple(map(Column, ("review.column.system", "package.name", "package.what")))
    rows = tuple(_moved(asked))
    blocks: list[Block] = [Table("package.changes", columns, rows, "package.no_changes")]
    if asked.meeting.climate_considered is not None:
        considered = asked.meeting.climate_considered
        blocks.append(Sentence("package.climate_considered" if considered else "package.climate_left_out", {}))
    yield part(PackagePart.CHANGES, [*asked.written(PackagePart.CHANGES, owed=True), *blocks])


def _moved(asked: Asked) -> Iterator[Row]:
    """Yield a row for each system that differs from what it was then: one that is not compared with is none."""
    if asked.then is None:
        return
    now, then = _standing_systems(asked, asked.source), _standing_systems(asked, asked.then.source)
    for number_, row in now.items():
        was = then.get(number_)
        what = said("package.system_new") if was is None else _difference(was, row)
        if what is not None:
            yield Row((code(row.code, f"/systems/{number_}"), row.name, what), "new" if was is None else None)
    for number_, row in then.items():
        if number_ not in now:
            yield Row((code(row.code, f"/systems/{number_}"), row.name, said("package.system_gone")), "gone")


def _difference(was: Any, row: Any) -> Value:
    if was.owner_id != row.owner_id:
        return said("package.owner_changed", owner=row.owner) if row.owner else said("package.owner_gone")
    if was.system_class is None and row.system_class is not None:
        return said("package.class_given", now=row.system_class)
    if was.system_class != row.system_class:
        return said("package.class_changed", was=was.system_class, now=row.system_class)
    return None


def _standing_systems(asked: Asked, source: Source) -> dict[int, Any]:
    system, unit, person = source(System), source(Unit), source(Person)
    rows = asked.session.execute(
        select(
            system.c.id,
            system.c.code,
            system.c.name,
            system.c.owner_id,
            system.c.system_class,
            person.c.name.label("owner"),
        )
        .select_from(
            system.join(unit, unit.c.id == system.c.unit_id).outerjoin(person, person.c.id == system.c.owner_id)
        )
        .where(asked.lies_in(unit), system.c.withdrawn_on.is_(None), system.c.lifecycle != Lifecycle.ENDED)
        .order_by(system.c.name_key, system.c.id)
    )
    return {row.id: row for row in rows}


def expectations(asked: Asked) -> Iterator[Part]:
    """Yield what has changed in what others need and expect; only people know."""
    yield part(PackagePart.EXPECTATIONS, asked.written(PackagePart.EXPECTATIONS, owed=True))
