"""Collects what the flushes of one transaction change in audited records."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Table, event, inspect
from sqlalchemy.orm import InstanceState, Mapper, ORMExecuteState, Session, UOWTransaction
from sqlalchemy.orm.attributes import History
from sqlalchemy.sql.expression import TextClause

from isms.kernel.seal.chain import canonical
from isms.kernel.tables import Audited, Immutable, is_audited

ANYTHING_GOES = "sealed"
"""Execution option of the seal's own statements."""


class Unsealed(RuntimeError):
    """A change went round the seal; this is a mistake in the program, never of a person."""


@dataclass(frozen=True)
class Actor:
    """Who changes something: an opaque kind ("person", "operator", "worker") and an identity within it."""

    kind: str
    id: str


@dataclass
class Change:
    """The net change of one record: per field the canonical text before and after."""

    entity: str
    id: int
    tenant_id: int | None
    created: bool
    fields: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def note(self, name: str, old: str | None, new: str | None) -> None:
        """Note a field's change; the first old value and the last new one are kept."""
        first = self.fields[name][0] if name in self.fields else old
        self.fields[name] = (first, new)

    def net(self) -> dict[str, tuple[str | None, str | None]]:
        """Return the fields that differ in the end."""
        return {name: pair for name, pair in self.fields.items() if pair[0] != pair[1]}


@dataclass
class Collector:
    """What one transaction is, and what it has changed so far.

    `touched` are the records that were written, by table and id, each with the names of the columns that were given
    another value, derived ones included; of a new record all of them.
    """

    actor: Actor
    action: str
    why: str | None = None
    changes: dict[tuple[Table, int], Change] = field(default_factory=dict)
    touched: dict[Table, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(dict))

    def ids(self, table: Table, columns: Collection[str] | None = None) -> set[int]:
        """Return the ids of the records of a table that were written, in some columns or in any."""
        written = self.touched.get(table, {})
        return {id_ for id_, names in written.items() if columns is None or not names.isdisjoint(columns)}

    def columns(self, table: Table) -> set[str]:
        """Return the names of the columns of a table that were written in any record."""
        return set().union(*self.touched.get(table, {}).values())

    def created(self, table: Table) -> set[int]:
        """Return the ids of the records of a table that did not exist before."""
        return {id_ for (of, id_), change in self.changes.items() if of is table and change.created}


COLLECTOR = "collector"


def collector_of(session: Session) -> Collector | None:
    """Return the collector of a session that may write, or None."""
    found = session.info.get(COLLECTOR)
    return found if isinstance(found, Collector) else None


def listen(session_class: type[Session]) -> None:
    """Make every session of a class collect its changes and refuse what cannot be collected."""
    event.listen(session_class, "before_flush", _prepare)
    event.listen(session_class, "after_flush", _collect)
    event.listen(session_class, "do_orm_execute", _refuse_bulk)


def _audited(objects: Any) -> Iterator[Audited]:
    return (obj for obj in objects if isinstance(obj, Audited))


def _prepare(session: Session, _context: UOWTransaction, _instances: object) -> None:
    changed = [obj for obj in _audited(session.dirty) if session.is_modified(obj)]
    written = [*_audited(session.new), *changed]
    if any(_audited(session.deleted)):
        raise Unsealed("audited records are withdrawn, never deleted")
    if any(isinstance(obj, Immutable) for obj in changed):
        raise Unsealed("records that are written once are never changed")
    if written and collector_of(session) is None:
        raise Unsealed("a change without an actor")
    for obj in written:
        for name, compute in type(obj).derived.items():
            if getattr(obj, name) != (value := compute(obj)):
                setattr(obj, name, value)


def _collect(session: Session, _context: UOWTransaction) -> None:
    collector = collector_of(session)
    if collector is None:
        return
    for obj in _audited(session.new):
        _note(collector, obj, created=True)
    for obj in _audited(session.dirty):
        if session.is_modified(obj):
            _note(collector, obj, created=False)


def _note(collector: Collector, obj: Audited, *, created: bool) -> None:
    state = inspect(obj)
    table = state.mapper.local_table
    assert isinstance(table, Table)
    changed = dict.fromkeys(table.columns.keys()) if created else _changed(state)
    collector.touched[table].setdefault(obj.id, set()).update(changed)
    own = _own_columns(state.mapper)
    if not own:
        return
    change = collector.changes.setdefault((table, obj.id), Change(table.name, obj.id, obj.tenant_id, created))
    change.tenant_id = obj.tenant_id
    for key, name in own.items():
        if created:
            # A column's default is no change of the attribute, and yet what the record began with.
            change.note(name, None, canonical(state.dict.get(key)))
        elif past := changed.get(name):
            old = past.deleted[0] if past.deleted else None
            change.note(name, canonical(old), canonical(past.added[0] if past.added else None))


def _changed(state: InstanceState[Any]) -> dict[str, History | None]:
    """Return the names of the columns that were given another value, each with the old and the new one."""
    given = ((name, state.attrs[key].history) for key, name in _columns(state.mapper) if key in state.committed_state)
    return {name: past for name, past in given if past.has_changes()}


@cache
def _columns(mapper: Mapper[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((attribute.key, attribute.columns[0].name) for attribute in mapper.column_attrs)


@cache
def _own_columns(mapper: Mapper[Any]) -> dict[str, str]:
    """Return what a record tells of its own, column names by attribute; one that follows from others has no log."""
    return {
        key: name
        for key, name in _columns(mapper)
        if not (column := mapper.local_table.c[name]).primary_key and not column.info.get("derived")
    }


def _refuse_bulk(context: ORMExecuteState) -> None:
    if context.execution_options.get(ANYTHING_GOES):
        return
    statement = context.statement
    if isinstance(statement, TextClause):
        raise Unsealed("raw SQL is not collected by the seal")
    if context.is_insert or context.is_update or context.is_delete:
        table = getattr(statement, "table", None)
        if isinstance(table, Table) and is_audited(table):
            raise Unsealed(f"a bulk change of {table.name} is not collected by the seal")


def watch_old_values(mapper_class: type[Any]) -> None:
    """Have old values loaded before they are overwritten, also on expired attributes."""
    for attribute in inspect(mapper_class).column_attrs:
        getattr(mapper_class, attribute.key).impl.active_history = True
