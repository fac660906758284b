"""Seals a transaction, last thing before its commit: position, time, audit rows and history, in bulk."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Insert, Integer, Table, Update, bindparam, func, insert, null, select, update
from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.kernel.seal.chain import (
    GENESIS,
    entry_link,
    field_digest,
    new_salt,
    packed,
    sealing_link,
)
from isms.kernel.seal.collector import ANYTHING_GOES, Change, Collector
from isms.kernel.seal.models import AuditEntry, AuditValue, Sealing
from isms.kernel.tables import history_of

SEAL_LOCK = 0x15_05_EA1
"""The key of PostgreSQL's advisory lock under which positions are given in commit order."""

IDS_PER_STATEMENT = 5_000

_NEWEST = select(Sealing.position, Sealing.sealed_at, Sealing.digest).order_by(Sealing.position.desc()).limit(1)

SEALED_AT = "sealed_at"
"""Where a session keeps the instant its transaction is being sealed at."""


def become_the_writer(session: Session) -> None:
    """Wait until no other transaction changes audited records; SQLite has done so at BEGIN IMMEDIATE.

    The lock is taken before any row is read for change: nothing can deadlock with it, and
    derivations read what has been committed.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(SEAL_LOCK)))


def sealing_day(session: Session) -> date:
    """Return the day on which a transaction is being sealed, for a derivation that notes when something came to be."""
    return day_of(session.info[SEALED_AT])


@dataclass(frozen=True)
class Derivation:
    """An upper fact that follows from lower rows: `recompute(session, ids by table)` runs before the seal.

    columns: of some tables the names of what it reads; rows of which nothing else was changed are no cause for it.
    """

    reads: Sequence[type[Any]]
    recompute: Callable[[Session, dict[Table, set[int]]], None]
    columns: Mapping[str, Collection[str]] = field(default_factory=dict)


def seal(session: Session, collector: Collector, now: datetime, derivations: Sequence[Derivation]) -> int | None:
    """Seal what the session has changed and return its position, or None when nothing changed.

    The caller holds the lock of `become_the_writer`, so that positions follow the order of commits.
    """
    session.flush()
    if not collector.touched:
        return None
    session.info[SEALED_AT] = now
    _derive(session, collector, derivations)
    last = session.execute(_NEWEST).first()
    position = last.position + 1 if last else 1
    sealed_at = max(now, last.sealed_at) if last else now
    _write_log(session, collector, position, sealed_at, last.digest if last else GENESIS)
    for table, ids in collector.touched.items():
        _write_history(session, table, sorted(ids), position)
    return position


def _derive(session: Session, collector: Collector, derivations: Sequence[Derivation]) -> None:
    for derivation in derivations:
        tables = [model.__table__ for model in derivation.reads]
        found = ((table, collector.ids(table, derivation.columns.get(table.name))) for table in tables)
        touched = {table: ids for table, ids in found if ids}
        if touched:
            derivation.recompute(session, touched)
            session.flush()


def _write_log(session: Session, collector: Collector, position: int, sealed_at: datetime, head: str) -> None:
    values: list[dict[str, object]] = []
    why_digest = None
    if collector.why is not None:
        why_digest = _keep(values, position, 0, "why", (None, collector.why))
    header = [collector.actor.kind, collector.actor.id, collector.action, why_digest]
    head = sealing_link(head, position, sealed_at, header)
    entries: list[dict[str, object]] = []
    changes = [change for change in collector.changes.values() if change.created or change.net()]
    for ordinal, change in enumerate(changes, start=1):
        fields = {name: _keep(values, position, ordinal, name, pair) for name, pair in change.net().items()}
        kind, digests = _kind(change), packed(fields)
        head = entry_link(head, ordinal, change.tenant_id, change.entity, change.id, kind, digests)
        entries.append(
            {
                "position": position,
                "ordinal": ordinal,
                "tenant_id": change.tenant_id,
                "entity": change.entity,
                "entity_id": change.id,
                "change": kind,
                "fields": digests,
                "digest": head,
            }
        )
    sealing = {
        "position": position,
        "sealed_at": sealed_at,
        "actor_kind": collector.actor.kind,
        "actor_id": collector.actor.id,
        "action": collector.action,
        "why_digest": why_digest,
        "digest": head,
    }
    _insert(session, Sealing, [sealing])
    _insert(session, AuditEntry, entries)
    _insert(session, AuditValue, values)


def _kind(change: Change) -> str:
    if change.created:
        return "created"
    withdrawn = change.net().get("withdrawn_on")
    return "withdrawn" if withdrawn and withdrawn[1] else "changed"


def _keep(
    values: list[dict[str, object]],
    position: int,
    ordinal: int,
    name: str,
    pair: tuple[str | None, str | None],
) -> str:
    salt = new_salt()
    old, new = pair
    values.append({"position": position, "ordinal": ordinal, "field": name, "salt": salt, "old": old, "new": new})
    return field_digest(salt, old, new)


def _insert(session: Session, model: type[Any], rows: list[dict[str, object]]) -> None:
    if rows:
        session.execute(_into(model.__table__), rows, execution_options={ANYTHING_GOES: True})


@cache
def _into(table: Table) -> Insert:
    return insert(table)


def _write_history(session: Session, table: Table, ids: Sequence[int], position: int) -> None:
    """Close the versions that were current and copy the rows as they now stand, within the database."""
    for start in range(0, len(ids), IDS_PER_STATEMENT):
        told = {"some": ids[start : start + IDS_PER_STATEMENT], "at": position}
        for statement in _turning(table):
            session.execute(statement, told, execution_options={ANYTHING_GOES: True})


@cache
def _turning(table: Table) -> tuple[Update, Insert]:
    """Return what closes the current versions of some rows at a position, and what opens the next; made once."""
    history = history_of(table)
    names = [column.name for column in table.columns]
    some: BindParameter[Any] = bindparam("some", expanding=True)
    at = bindparam("at", type_=Integer)
    standing = select(*(table.c[name] for name in names), at, null()).where(table.c.id.in_(some))
    return (
        update(history).where(history.c.id.in_(some), history.c.to_position.is_(None)).values(to_position=at),
        insert(history).from_select([*names, "from_position", "to_position"], standing),
    )
