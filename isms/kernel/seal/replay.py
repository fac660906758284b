"""Holds every version in history, and every present row, against what the log says was changed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Column, CompoundSelect, MetaData, Select, String, Table, func, select, type_coerce
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Session

from isms.kernel.seal.chain import canonical
from isms.kernel.seal.models import AuditEntry, AuditValue
from isms.kernel.seal.streaming import streamed
from isms.kernel.tables import audited_tables, history_of

BLANKED = object()
"""Stands for a value that the log no longer holds; nothing can be held against it."""

Pair = tuple[str | None, str | None]
Told = dict[str, Pair | object]
"""What the log says of one version: field → text before and after, or BLANKED."""


def replay_faults(session: Session, metadata: MetaData) -> Iterator[str]:
    """Yield where versions, present rows and log differ, table by table, in constant memory."""
    tables = audited_tables(metadata)
    names = {table.name for table in tables}
    for entity in session.scalars(select(AuditEntry.entity).distinct().order_by(AuditEntry.entity)):
        if entity not in names:
            yield f"the log speaks of {entity}, which has no history"
    for table in tables:
        yield from _present_faults(session, table)
        yield from _version_faults(session, table)


def _present_faults(session: Session, table: Table) -> Iterator[str]:
    """Yield how many present rows differ from their newest version, derived columns included."""
    history = history_of(table)
    names = [column.name for column in table.columns]
    present = select(*(table.c[name] for name in names))
    newest = select(*(history.c[name] for name in names)).where(history.c.to_position.is_(None))
    # Of two sets of the same size, neither with a number twice, one cannot hold all of the other and something more.
    differing = _number_of(session, present.except_(newest))
    if not differing and _number_of(session, present) != _number_of(session, newest):
        differing = _number_of(session, newest.except_(present))
    if differing:
        yield f"{differing} rows of {table.name} and its history differ"


def _number_of(session: Session, rows: Select[Any] | CompoundSelect[Any]) -> int:
    return session.execute(select(func.count()).select_from(rows.subquery())).scalar_one()


def _version_faults(session: Session, table: Table) -> Iterator[str]:
    """Walk the versions and the log of a table side by side, record after record."""
    columns = [c for c in table.columns if not c.primary_key and not c.info.get("derived")]
    records = groupby(_versions(session, table, columns), key=attrgetter("id"))
    log = _log(session, table.name)
    record, logged = next(records, None), next(log, None)
    while record or logged:
        if record is None or (logged and logged[0] < record[0]):
            assert logged
            yield f"the log speaks of {table.name} {logged[0]}, which has no history"
            logged = next(log, None)
            continue
        number, versions = record
        told: dict[int, Told] = {}
        if logged and logged[0] == number:
            told = logged[1]
            logged = next(log, None)
        for fault in _record_faults(columns, versions, told):
            yield f"{table.name} {number}: {fault}"
        record = next(records, None)


def _versions(session: Session, table: Table, columns: Sequence[Column[Any]]) -> Iterator[Any]:
    history = history_of(table).c
    # A word outside its vocabulary is a fault to tell of, not one to stumble over.
    cells = [type_coerce(c, String) if isinstance(c.type, EnumType) else c for c in (history[c.name] for c in columns)]
    wanted = [history.id, history.from_position, history.to_position, *cells]
    return streamed(session, select(*wanted).order_by(history.id, history.from_position))


def _log(session: Session, entity: str) -> Iterator[tuple[int, dict[int, Told]]]:
    """Yield each record of a table that the log speaks of, with what it says by position."""
    entry, value = AuditEntry.__table__.c, AuditValue.__table__.c
    statement = (
        select(entry.entity_id, entry.position, value.field, value.salt, value.old, value.new)
        .select_from(AuditEntry.__table__.outerjoin(AuditValue.__table__, _same_entry()))
        .where(entry.entity == entity)
        .order_by(entry.entity_id, entry.position)
    )
    for record, rows in groupby(streamed(session, statement), key=itemgetter(0)):
        told: dict[int, Told] = {}
        for _, position, field, salt, old, new in rows:
            fields = told.setdefault(position, {})
            if field is not None:
                fields[field] = BLANKED if salt is None else (old, new)
        yield record, told


def _same_entry() -> Any:
    entry, value = AuditEntry.__table__.c, AuditValue.__table__.c
    return (entry.position == value.position) & (entry.ordinal == value.ordinal)


def _record_faults(columns: Sequence[Column[Any]], versions: Iterator[Any], told: dict[int, Told]) -> Iterator[str]:
    """Yield where the versions of one record do not follow each other, or differ from what the log says."""
    names = [column.name for column in columns]
    before: Sequence[Any] = [None] * len(names)
    ends: int | None = 0
    for version in versions:
        _, begins, ended, *cells = version
        if ends and ends != begins:
            yield f"the version that ends at position {ends} is not followed by the one from {begins}"
        elif ends is None:
            yield f"the version before position {begins} has no end"
        said = told.pop(begins, {})
        if not _agrees(names, before, cells, said):
            yield from _differences(begins, _changes(names, before, cells), _about(names, said))
        before, ends = cells, ended
    if ends is not None:
        yield f"the newest version is missing; the last one ends at position {ends}"
    for position in told:
        yield f"the log tells of a change at position {position}, which history lacks"


def _agrees(names: Sequence[str], before: Sequence[Any], after: Sequence[Any], told: Told) -> bool:
    """Say whether what changed is just what was told; nearly every version does, so this is all that is asked of it."""
    changed = 0
    for name, old, new in zip(names, before, after, strict=True):
        if old != new:
            pair = canonical(old), canonical(new)
            if pair[0] != pair[1]:
                if told.get(name) != pair:
                    return False
                changed += 1
    return changed == len(told)


def _changes(names: Sequence[str], before: Sequence[Any], after: Sequence[Any]) -> dict[str, Pair]:
    pairs = {
        name: (canonical(old), canonical(new))
        for name, old, new in zip(names, before, after, strict=True)
        if old != new
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _about(names: Sequence[str], told: Told) -> Told:
    """Return what is told of columns there still are."""
    return {name: said for name, said in told.items() if name in names}


def _differences(position: int, changed: Mapping[str, Pair], told: Told) -> Iterator[str]:
    for name in sorted(changed.keys() | told.keys()):
        said = told.get(name)
        if said is not BLANKED and said != changed.get(name):
            yield f"{name} differs from the log at position {position}"
