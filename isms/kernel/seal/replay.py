"""Holds every version in history, and every present row, against what the log says was changed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Column, MetaData, Row, String, Table, func, select, type_coerce
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Session

from isms.kernel.seal.chain import canonical
from isms.kernel.seal.models import AuditEntry, AuditValue
from isms.kernel.tables import audited_tables, history_of

ROWS_AT_A_TIME = 5_000
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
    for one, other in ((present, newest), (newest, present)):
        differing = session.execute(select(func.count()).select_from(one.except_(other).subquery())).scalar_one()
        if differing:
            yield f"{differing} rows of {table.name} and its history differ"
            return


def _version_faults(session: Session, table: Table) -> Iterator[str]:
    """Walk the versions and the log of a table side by side, record after record."""
    columns = [c for c in table.columns if not c.primary_key and not c.info.get("derived")]
    records = groupby(_versions(session, table, columns), key=attrgetter("id"))
    log = groupby(_log(session, table.name), key=itemgetter(0))
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
            told = {position: fields for _, position, fields in logged[1]}
            logged = next(log, None)
        for fault in _record_faults(columns, versions, told):
            yield f"{table.name} {number}: {fault}"
        record = next(records, None)


def _versions(session: Session, table: Table, columns: Sequence[Column[Any]]) -> Iterator[Row[Any]]:
    history = history_of(table).c
    # A word outside its vocabulary is a fault to tell of, not one to stumble over.
    cells = [type_coerce(c, String) if isinstance(c.type, EnumType) else c for c in (history[c.name] for c in columns)]
    wanted = [history.id, history.from_position, history.to_position, *cells]
    statement = select(*wanted).order_by(history.id, history.from_position)
    return iter(session.execute(statement.execution_options(yield_per=ROWS_AT_A_TIME)))


def _log(session: Session, entity: str) -> Iterator[tuple[int, int, Told]]:
    """Yield record, position and what the log says, for every entry about a table's records."""
    entry, value = AuditEntry.__table__.c, AuditValue.__table__.c
    statement = (
        select(entry.entity_id, entry.position, value.field, value.salt, value.old, value.new)
        .select_from(AuditEntry.__table__.outerjoin(AuditValue.__table__, _same_entry()))
        .where(entry.entity == entity)
        .order_by(entry.entity_id, entry.position)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    for (number, position), rows in groupby(session.execute(statement), key=itemgetter(0, 1)):
        fields: Told = {}
        for _, _, field, salt, old, new in rows:
            if field is not None:
                fields[field] = BLANKED if salt is None else (old, new)
        yield number, position, fields


def _same_entry() -> Any:
    entry, value = AuditEntry.__table__.c, AuditValue.__table__.c
    return (entry.position == value.position) & (entry.ordinal == value.ordinal)


def _record_faults(
    columns: Sequence[Column[Any]], versions: Iterator[Row[Any]], told: dict[int, Told]
) -> Iterator[str]:
    """Yield where the versions of one record do not follow each other, or differ from what the log says."""
    names = [column.name for column in columns]
    before: tuple[Any, ...] = (None,) * len(names)
    ends: int | None = 0
    for version in versions:
        begins, cells = version.from_position, tuple(version)[3:]
        if ends and ends != begins:
            yield f"the version that ends at position {ends} is not followed by the one from {begins}"
        elif ends is None:
            yield f"the version before position {begins} has no end"
        changed = _changes(names, before, cells)
        yield from _differences(begins, changed, _about(names, told.pop(begins, {})))
        before, ends = cells, version.to_position
    if ends is not None:
        yield f"the newest version is missing; the last one ends at position {ends}"
    for position in told:
        yield f"the log tells of a change at position {position}, which history lacks"


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
