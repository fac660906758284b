"""Reads what the figures of deviations count: those somebody may read, and their clocks, at a moment."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.queries.stages import stage
from isms.deviations.rules.figures import Clock, Told
from isms.deviations.vocabulary import Cause, DeviationCategory, DeviationKind, Severity, Stage
from isms.kernel.access import Access
from isms.kernel.formats import read_date
from isms.kernel.register.columns import Column, Register, Source
from isms.kernel.register.kinds import CODE, DATE, TEXT, choice
from isms.kernel.register.query import Wish, rows
from isms.organisation.models import Unit


def _ended_on(s: Source) -> ColumnElement[Any]:
    row = s(Deviation).c
    return func.coalesce(row.closed_on, row.rejected_on, row.merged_on)


COLUMNS = (
    Column("reported_on", "deviation.reported_on", lambda s: s(Deviation).c.reported_on, DATE),
    Column("closed_on", "deviation.closed_on", lambda s: s(Deviation).c.closed_on, DATE),
    Column("ended_on", "deviation.closed_on", _ended_on, DATE),
    Column("severity", "deviation.severity", lambda s: s(Deviation).c.severity, choice(Severity)),
    Column("category", "deviation.category", lambda s: s(Deviation).c.category, choice(DeviationCategory)),
    Column("kind", "deviation.kind", lambda s: s(Deviation).c.kind, choice(DeviationKind)),
    Column("cause_kind", "deviation.cause_kind", lambda s: s(Deviation).c.cause_kind, choice(Cause)),
    Column("stage", "deviation.stage", lambda s: stage(s(Deviation)), choice(Stage)),
    Column("area_code", "unit.code", lambda s: s(Unit, "area").c.code, CODE, needs=("area",)),
    Column("area_name", "unit.name", lambda s: s(Unit, "area").c.name, TEXT, needs=("area",)),
)


def _from_day(s: Source, text: str) -> ColumnElement[bool]:
    day = _day(text)
    return false() if day is None else s(Deviation).c.reported_on >= day


def _until_day(s: Source, text: str) -> ColumnElement[bool]:
    day = _day(text)
    return false() if day is None else s(Deviation).c.reported_on <= day


REPORTED_WHEN = tuple(
    Column(key, label, lambda s: s(Deviation).c.reported_on, DATE, filter=True, matches=matches)
    for key, label, matches in (
        ("reported_from", "deviation.reported_from", _from_day),
        ("reported_until", "deviation.reported_until", _until_day),
    )
)
"""What narrows the register of deviations to those reported in some days; no column that is ever shown."""


def deviations_told(
    session: Session, register: Register, source: Source, access: Access, wish: Wish, since: date
) -> list[Told]:
    """Return the deviations that a wish finds and that were still open on a day or came after it; one statement."""
    ended = _ended_on(source)
    found = rows(register, source, access, wish, COLUMNS, linked=False).order_by(None)
    return [_told(row) for row in session.execute(found.where(or_(ended.is_(None), ended >= since)))]


def clocks_told(
    session: Session, register: Register, source: Source, access: Access, wish: Wish, since: datetime, until: datetime
) -> Sequence[Clock]:
    """Return the clocks, begun at an instant or later and before another, of what a wish finds; one statement."""
    theirs = rows(register, source, access, wish, ()).order_by(None).subquery()
    clock = source(DeviationClock)
    found = session.execute(
        select(clock.c.starts_at, clock.c.due_at, clock.c.stopped_at, clock.c.stop_cause)
        .join(theirs, theirs.c.record_id == clock.c.deviation_id)
        .where(clock.c.starts_at >= since, clock.c.starts_at < until)
    )
    return [Clock(row.starts_at, row.due_at, row.stopped_at, row.stop_cause) for row in found]


def _told(row: Any) -> Told:
    return Told(
        reported_on=row.reported_on,
        closed_on=row.closed_on,
        ended_on=row.ended_on,
        severity=Severity(row.severity),
        category=DeviationCategory(row.category) if row.category else None,
        kind=DeviationKind(row.kind) if row.kind else None,
        cause_kind=Cause(row.cause_kind) if row.cause_kind else None,
        stage=Stage(row.stage),
        area=(row.area_code or "", row.area_name or ""),
    )


def _day(text: str) -> date | None:
    try:
        return read_date(text)
    except ValueError:
        return None
