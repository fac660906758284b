"""Checks that nobody has changed the log or the history: every link, every value, every trigger."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import MetaData, Row, Table, func, select
from sqlalchemy.orm import Session

from isms.kernel.seal.chain import GENESIS, entry_link, field_digest, sealing_link
from isms.kernel.seal.models import AuditEntry, AuditValue, Sealing
from isms.kernel.seal.triggers import missing_triggers
from isms.kernel.tables import audited_tables, history_of

ROWS_AT_A_TIME = 5_000


@dataclass(frozen=True)
class Head:
    """The end of the chain: keep it elsewhere, and a later check finds a log cut short."""

    position: int
    digest: str


@dataclass(frozen=True)
class Verification:
    """What a check found: each fault is a plain sentence for the operator; none means all is well."""

    head: Head
    entries: int
    values: int
    faults: tuple[str, ...]


def verify(session: Session, metadata: MetaData, checkpoint: Head | None = None) -> Verification:
    """Walk the whole log in order, in constant memory, and compare history and present rows.

    checkpoint: a head kept from an earlier check; the log must still contain it.
    """
    walk = _Walk(session, checkpoint)
    faults = [f"trigger {name} is missing or changed" for name in missing_triggers(session.connection(), metadata)]
    faults += walk.run()
    for table in audited_tables(metadata):
        faults += _history_faults(session, table)
    return Verification(walk.head, walk.entries, walk.values, tuple(faults))


class _Walk:
    """One pass along the chain."""

    def __init__(self, session: Session, checkpoint: Head | None) -> None:
        self.session = session
        self.checkpoint = checkpoint
        self.head = Head(0, GENESIS)
        self.entries = 0
        self.values = 0

    def run(self) -> Iterator[str]:
        """Yield faults; `head`, `entries` and `values` are set when it is done."""
        entries = _grouped(self._stream(AuditEntry))
        values = _grouped(self._stream(AuditValue))
        waiting_entries, waiting_values = next(entries, None), next(values, None)
        for sealing in self._stream(Sealing):
            position = sealing.position
            if position != self.head.position + 1:
                yield f"position {self.head.position + 1} is missing before {position}"
            here: list[Row[Any]] = []
            told: dict[tuple[int, str], Row[Any]] = {}
            if waiting_entries and waiting_entries[0] == position:
                here, waiting_entries = waiting_entries[1], next(entries, None)
            if waiting_values and waiting_values[0] == position:
                told = {(v.ordinal, v.field): v for v in waiting_values[1]}
                waiting_values = next(values, None)
            yield from self._transaction(sealing, here, told)
        for kind, left in (("entries", waiting_entries), ("values", waiting_values)):
            if left:
                yield f"{kind} at position {left[0]} belong to no transaction"
        if self.checkpoint and self.checkpoint.position > self.head.position:
            yield f"the log ends at position {self.head.position}, before the checkpoint {self.checkpoint.position}"

    def _stream(self, model: type[Any]) -> Iterator[Row[Any]]:
        table = model.__table__
        statement = select(table).order_by(*table.primary_key.columns)
        return iter(self.session.execute(statement.execution_options(yield_per=ROWS_AT_A_TIME)))

    def _transaction(
        self, sealing: Row[Any], entries: list[Row[Any]], values: dict[tuple[int, str], Row[Any]]
    ) -> Iterator[str]:
        position = sealing.position
        yield from _reason_faults(sealing, values.pop((0, "why"), None))
        header = [sealing.actor_kind, sealing.actor_id, sealing.action, sealing.why_digest]
        link = sealing_link(self.head.digest, position, sealing.sealed_at, header)
        for expected, entry in enumerate(entries, start=1):
            if entry.ordinal != expected:
                yield f"entry {expected} at position {position} is missing"
            fields: dict[str, str] = json.loads(entry.fields)
            record = [entry.ordinal, entry.tenant_id, entry.entity, entry.entity_id, entry.change]
            link = entry_link(link, record, fields)
            if link != entry.digest:
                yield f"entry {entry.ordinal} at position {position} was changed"
            self.values += len(fields)
            for name, digest in fields.items():
                value = values.pop((entry.ordinal, name), None)
                if value is None:
                    yield f"the value of {name} in entry {entry.ordinal} at position {position} is missing"
                else:
                    yield from _value_faults(position, value, digest)
            self.entries += 1
        for ordinal, name in values:
            yield f"a value of {name} was added to entry {ordinal} at position {position}"
        if link != sealing.digest:
            yield f"the transaction at position {position} was changed, or one of its entries was"
        if self.checkpoint and self.checkpoint.position == position and self.checkpoint.digest != sealing.digest:
            yield f"position {position} is not the one the checkpoint was taken of"
        self.head = Head(position, sealing.digest)


def _grouped(rows: Iterator[Row[Any]]) -> Iterator[tuple[int, list[Row[Any]]]]:
    for position, group in groupby(rows, key=lambda row: row.position):
        yield position, list(group)


def _reason_faults(sealing: Row[Any], reason: Row[Any] | None) -> Iterator[str]:
    if (reason is not None) != (sealing.why_digest is not None):
        yield f"the reason given at position {sealing.position} was added or removed"
    elif reason is not None:
        yield from _value_faults(sealing.position, reason, sealing.why_digest)


def _value_faults(position: int, value: Row[Any], digest: str) -> Iterator[str]:
    where = f"the value of {value.field} in entry {value.ordinal} at position {position}"
    if value.salt is None:
        yield f"{where} was blanked without an erasure on record"
    elif field_digest(value.salt, value.old, value.new) != digest:
        yield f"{where} was changed"


def _history_faults(session: Session, table: Table) -> Iterator[str]:
    """Yield where history has holes or overlaps, and where the present rows differ from its newest versions."""
    history = history_of(table)
    names = [column.name for column in table.columns]
    present = select(*(table.c[name] for name in names))
    newest = select(*(history.c[name] for name in names)).where(history.c.to_position.is_(None))
    for one, other in ((present, newest), (newest, present)):
        differing = session.execute(select(func.count()).select_from(one.except_(other).subquery())).scalar_one()
        if differing:
            yield f"{differing} rows of {table.name} and its history differ"
            break
    later = history.alias()
    gaps = (
        select(func.count())
        .select_from(history)
        .where(
            history.c.to_position.is_not(None),
            ~select(later.c.id)
            .where(later.c.id == history.c.id, later.c.from_position == history.c.to_position)
            .exists(),
        )
    )
    if count := session.execute(gaps).scalar_one():
        yield f"{count} versions in {history.name} end where none begins"
