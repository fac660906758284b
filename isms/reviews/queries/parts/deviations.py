"""Gathers what went wrong and what others found (9.3.2 d 1 and d 3)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.rules.figures import Clock, clocks_kept, median
from isms.deviations.vocabulary import Cause, DeviationCategory, DeviationKind, DeviationStatus, Severity
from isms.kernel.clock import end_of
from isms.organisation.models import Unit
from isms.reviews.queries.asked import Asked, part
from isms.reviews.queries.parts.opening import difference
from isms.reviews.queries.parts.risks import figures_before
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
from isms.reviews.rules.changes import by_term, compared, table_before, trend_of, weighed
from isms.reviews.vocabulary import PackagePart

FOUND_BY_OTHERS = (DeviationKind.AUDIT_FINDING, DeviationKind.SUPERVISION_FINDING)
SUPERVISORS_CLOCK = "breach_72h"
MOST_CAUSES = 3
COUNTS = ("package.reported", "package.closed", "package.open")
OPEN = 3
"""The cell of a table of counts that tells how many are open."""
STATUSES = (DeviationStatus.CLOSED.label, DeviationStatus.OPEN.label)


def deviations(asked: Asked) -> Iterator[Part]:
    """Yield how many were reported, closed and are open, by category and area, and how fast they are handled."""
    rows = [row for row in _deviations(asked) if row.kind not in FOUND_BY_OTHERS]
    blocks: list[Block] = [Figures(tuple(_figures(asked, rows)))]
    blocks.append(_by(asked, rows, "package.by_category", "category"))
    blocks.append(_by(asked, rows, "package.by_area", "area"))
    causes = Counter(row.cause_kind for row in rows if row.cause_kind and row.closed_on).most_common(MOST_CAUSES)
    told = tuple(Row((term(Cause(cause).label), n)) for cause, n in causes)
    columns = (Column("deviation.cause_kind"), Column("review.column.number", numeric=True))
    blocks.append(Table("package.top_causes", columns, told, "package.no_causes"))
    kept = clocks_kept(_clocks(asked), end_of(asked.today))
    blocks.append(
        Sentence("package.supervisor_told", {"n": kept.known, "kept": kept.kept})
        if kept.known
        else Sentence("package.supervisor_not_told", {})
    )
    yield part(PackagePart.DEVIATIONS, [*asked.written(PackagePart.DEVIATIONS), *blocks])


def _figures(asked: Asked, rows: Sequence[Any]) -> Iterator[Figure]:
    before = figures_before(asked, PackagePart.DEVIATIONS)
    days = median((row.closed_on - row.reported_on).days for row in rows if row.closed_on)
    counted = (
        ("review.deviations.reported", sum(row.reported_on >= asked.since for row in rows), None),
        ("review.deviations.open", sum(row.closed_on is None for row in rows), False),
        (
            "review.deviations.serious",
            sum(row.closed_on is None and row.severity == Severity.SERIOUS for row in rows),
            False,
        ),
        ("package.median_days", float(days) if days is not None else None, False),
    )
    for label, now, better in counted:
        was = before.get(label)
        known = now is not None and was is not None
        trend = trend_of(now or 0, was, more_is_better=better) if known else None
        yield Figure(label, number(now), None, trend, difference(now or 0, was or 0) if known else None)


def _by(asked: Asked, rows: Sequence[Any], caption: str, what: str) -> Table:
    names = sorted({getattr(row, what) or "" for row in rows})
    if what == "category":
        names = [str(word) for word in DeviationCategory if word in names] + ([""] if "" in names else [])
    told = []
    for name in names:
        some = [row for row in rows if (getattr(row, what) or "") == name]
        called: Value = name or said("package.not_sorted")
        if what == "category" and name:
            called = term(DeviationCategory(name).label)
        counts = (
            sum(row.reported_on >= asked.since for row in some),
            sum(row.closed_on is not None for row in some),
            sum(row.closed_on is None for row in some),
        )
        told.append(Row((called, *counts)))
    columns = (Column(f"package.{what}"), *(Column(count, numeric=True) for count in COUNTS))
    table = Table(caption, columns, tuple(told), "package.no_deviations")
    return weighed(table, table_before(asked.before, PackagePart.DEVIATIONS, caption), [OPEN])


def _deviations(asked: Asked) -> list[Any]:
    """Return what is open, and what was closed since the package before."""
    s = asked.source
    deviation, unit, area = s(Deviation), s(Unit), s(Unit, "area")
    return list(
        asked.session.execute(
            select(
                deviation.c.id,
                deviation.c.code,
                deviation.c.title,
                deviation.c.kind,
                deviation.c.category,
                deviation.c.severity,
                deviation.c.cause_kind,
                deviation.c.reported_on,
                deviation.c.closed_on,
                deviation.c.found_by,
                deviation.c.answer_due_on,
                deviation.c.answered_on,
                area.c.name.label("area"),
            )
            .select_from(
                deviation.join(unit, unit.c.id == deviation.c.unit_id).outerjoin(area, area.c.id == unit.c.area_id)
            )
            .where(
                asked.lies_in(unit),
                deviation.c.withdrawn_on.is_(None),
                deviation.c.rejected_on.is_(None),
                deviation.c.merged_on.is_(None),
                or_(deviation.c.closed_on.is_(None), deviation.c.closed_on >= asked.since),
            )
            .order_by(deviation.c.code_key, deviation.c.id)
        )
    )


def _clocks(asked: Asked) -> list[Clock]:
    s = asked.source
    clock, deviation, unit = s(DeviationClock), s(Deviation), s(Unit)
    rows = asked.session.execute(
        select(clock.c.starts_at, clock.c.due_at, clock.c.stopped_at, clock.c.stop_cause)
        .join(deviation, deviation.c.id == clock.c.deviation_id)
        .join(unit, unit.c.id == deviation.c.unit_id)
        .where(
            asked.lies_in(unit),
            deviation.c.withdrawn_on.is_(None),
            deviation.c.rejected_on.is_(None),
            deviation.c.merged_on.is_(None),
            clock.c.rule == SUPERVISORS_CLOCK,
            clock.c.starts_at >= end_of(asked.since - timedelta(days=1)),
        )
    )
    return [Clock(row.starts_at, row.due_at, row.stopped_at, row.stop_cause) for row in rows]


def audits(asked: Asked) -> Iterator[Part]:
    """Yield what audits and supervisors have found, and what is written of exercises and tests."""
    rows = tuple(_found(row, asked.today) for row in _deviations(asked) if row.kind in FOUND_BY_OTHERS)
    columns = tuple(
        map(
            Column,
            ("package.finding", "deviation.title", "deviation.found_by", "deviation.answer_due_on", "package.status"),
        )
    )
    table = Table("package.findings", columns, rows, "package.no_findings")
    told = compared(table, table_before(asked.before, PackagePart.AUDITS, table.caption), by_term(4, STATUSES))
    yield part(PackagePart.AUDITS, [*asked.written(PackagePart.AUDITS, owed=not rows), told])


def _found(row: Any, today: date) -> Row:
    status = DeviationStatus.CLOSED if row.closed_on else DeviationStatus.OPEN
    overdue = row.closed_on is None and row.answered_on is None and row.answer_due_on and row.answer_due_on < today
    cells = (
        code(row.code, f"/deviations/{row.id}"),
        row.title,
        row.found_by,
        day(row.answer_due_on),
        term(status.label),
    )
    return Row(cells, "overdue" if overdue else None)
