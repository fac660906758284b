"""Writes what a pack holds of the logs and of the records, as lines of JSON, one row in memory at a time."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Enum as EnumType
from sqlalchemy import Row, String, Table, or_, select, type_coerce
from sqlalchemy.orm import Session

from isms.kernel.pack.scope import Held, Scope
from isms.kernel.seal.access_log import TOLD, TOLD_PERHAPS, lines, told_cells
from isms.kernel.seal.chain import GENESIS, Head, canonical
from isms.kernel.seal.models import AuditEntry, AuditValue, Sealing
from isms.kernel.seal.verify import Groups
from isms.kernel.tables import history_of

ROWS_AT_A_TIME = 2_000

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def log_lines(session: Session, position: int, held: Held) -> Iterator[bytes]:
    """Yield the log up to a position: each transaction, then its entries; values only of changes that are held."""
    entries = Groups("entries", _until(session, AuditEntry, position))
    values = Groups("values", _until(session, AuditValue, position))
    for sealing in _until(session, Sealing, position):
        told: dict[int, dict[str, list[str | None]]] = {}
        for value in values.at(sealing.position):
            told.setdefault(value.ordinal, {})[value.field] = [value.salt, value.old, value.new]
        here = entries.at(sealing.position)
        known = [held.change(entry.entity, entry.entity_id, entry.tenant_id) for entry in here]
        why = told.get(0, {}).get("why") if all(known) else None
        yield _line({**_cells(sealing), "why": why})
        for entry, is_known in zip(here, known, strict=True):
            cells = {name: value for name, value in entry._mapping.items() if name != "position"}
            yield _line({**cells, "values": told.get(entry.ordinal, {})} if is_known else cells)


def _until(session: Session, model: type[Any], position: int) -> Iterator[Row[Any]]:
    table = model.__table__
    statement = select(table).where(table.c.position <= position).order_by(*table.primary_key.columns)
    return iter(session.execute(statement.execution_options(yield_per=ROWS_AT_A_TIME)))


def _cells(row: Row[Any]) -> dict[str, object]:
    return {name: value if isinstance(value, int) else canonical(value) for name, value in row._mapping.items()}


def _line(told: Mapping[str, object]) -> bytes:
    return f"{_encode(told)}\n".encode()


class AccessLines:
    """The access log up to an instant; `head` is its end once it is written."""

    def __init__(self, session: Session, before: datetime | None, scope: Scope) -> None:
        self.session = session
        self.before = before
        self.scope = scope
        self.head = Head(0, GENESIS)

    def __iter__(self) -> Iterator[bytes]:
        """Yield each line; of what others' people did only the digest."""
        for line in lines(self.session, self.before):
            told: dict[str, object] = {}
            if self.scope.tells_access_of(line.tenant_id):
                cells = told_cells(line._asdict())
                told = {"salt": line.salt, "told": cells}
            self.head = Head(line.id, line.digest)
            yield _line({"id": line.id, **told, "content_digest": line.content_digest, "digest": line.digest})


ACCESS_FIELDS = (*TOLD, *TOLD_PERHAPS)
"""What the cells of a line of the access log are called."""


def record_columns(table: Table) -> list[str]:
    """Return the columns of a record that are raw state: neither its number nor what follows from others."""
    return [c.name for c in table.columns if not c.primary_key and not c.info.get("derived")]


def record_lines(session: Session, table: Table, position: int, held: Held) -> Iterator[bytes]:
    """Yield the versions of a table's records that stood at a position, as the log would tell them, by number."""
    history, names = history_of(table), record_columns(table)
    cells = [
        type_coerce(history.c[n], String) if isinstance(history.c[n].type, EnumType) else history.c[n] for n in names
    ]
    standing = or_(history.c.to_position.is_(None), history.c.to_position > position)
    statement = select(history.c.id, *cells).where(history.c.from_position <= position, standing).order_by(history.c.id)
    yield f'{{"table":{_encode(table.name)},"columns":{_encode(names)},"records":[\n'.encode()
    between = ""
    for number, *values in session.execute(statement.execution_options(yield_per=ROWS_AT_A_TIME)):
        if held.record(table.name, number):
            row = [number, *map(canonical, values)]
            yield f"{between}{_encode(row)}".encode()
            between = ",\n"
    yield b"\n]}\n"
