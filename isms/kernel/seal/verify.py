"""Checks that nobody has changed the log or the history: every link, every value, every version, every trigger."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from isms.kernel.seal.access_log import access_faults
from isms.kernel.seal.chain import GENESIS, Head, entry_link, field_digest, sealing_link
from isms.kernel.seal.models import AuditEntry, AuditValue, Sealing
from isms.kernel.seal.replay import replay_faults
from isms.kernel.seal.streaming import streamed
from isms.kernel.seal.triggers import trigger_faults


@dataclass(frozen=True)
class Verification:
    """What a check found: each fault is a plain sentence for the operator; none means all is well."""

    head: Head
    entries: int
    values: int
    faults: tuple[str, ...]


def verify(
    session: Session, metadata: MetaData, checkpoint: Head | None = None, access_checkpoint: Head | None = None
) -> Verification:
    """Walk both logs in order, one transaction in memory at a time, and hold history and present rows against them.

    checkpoint, access_checkpoint: heads kept from an earlier check; the logs must still contain them.
    """
    walk = Walk(session, checkpoint)
    faults = [
        *trigger_faults(session.connection(), metadata),
        *_until_unreadable("the log", walk.run()),
        *_until_unreadable("the access log", access_faults(session, access_checkpoint)),
        *_until_unreadable("history", replay_faults(session, metadata)),
    ]
    return Verification(walk.head, walk.entries, walk.values, tuple(faults))


def _until_unreadable(what: str, faults: Iterator[str]) -> Iterator[str]:
    """Pass faults on; SQLite lets a column hold what its type cannot read, and then the walk ends there."""
    try:
        yield from faults
    except (TypeError, ValueError) as error:
        yield f"{what} holds a value that cannot be read: {error}"


class Groups:
    """Rows in order of position, their first cell, handed out one position after the other."""

    def __init__(self, kind: str, rows: Iterator[Any]) -> None:
        self.kind = kind
        self._rows = rows
        self._next = next(rows, None)
        self.strays: list[str] = []

    def at(self, position: float) -> list[Any]:
        """Return the rows at a position; those before it that nobody has asked for become `strays`."""
        here: list[Any] = []
        row, rows = self._next, self._rows
        while row is not None and row[0] <= position:
            if row[0] == position:
                here.append(row)
            elif (stray := f"{self.kind} at position {row[0]} belong to no transaction") not in self.strays:
                self.strays.append(stray)
            row = next(rows, None)
        self._next = row
        return here


class Walk:
    """One pass along the chain; `head`, `entries` and `values` tell what it has passed."""

    def __init__(self, session: Session, checkpoint: Head | None = None) -> None:
        self.session = session
        self.checkpoint = checkpoint
        self.head = Head(0, GENESIS)
        self.entries = 0
        self.values = 0

    def run(self) -> Iterator[str]:
        """Yield faults.

        Each link is reckoned from the stored one before it, so that a change is told where it was made.
        """
        entries = Groups("entries", self._stream(AuditEntry))
        values = Groups("values", self._stream(AuditValue))
        for sealing in self._stream(Sealing):
            position = sealing.position
            if position != self.head.position + 1:
                yield f"position {self.head.position + 1} is missing before {position}"
            told = {(value[1], value[2]): value for value in values.at(position)}
            yield from self._transaction(sealing, entries.at(position), told)
        for groups in (entries, values):
            groups.at(float("inf"))
            yield from groups.strays
        if self.checkpoint and self.checkpoint.position > self.head.position:
            yield f"the log ends at position {self.head.position}, before the checkpoint {self.checkpoint.position}"

    def _stream(self, model: type[Any]) -> Iterator[Any]:
        table = model.__table__
        return streamed(self.session, select(table).order_by(*table.primary_key.columns))

    def _transaction(
        self, sealing: Any, entries: Sequence[Sequence[Any]], values: dict[tuple[int, str], Any]
    ) -> Iterator[str]:
        position = sealing.position
        yield from _reason_faults(sealing, values.pop((0, "why"), None))
        header = [sealing.actor_kind, sealing.actor_id, sealing.action, sealing.why_digest]
        link = sealing_link(self.head.digest, position, sealing.sealed_at, header)
        for expected, entry in enumerate(entries, start=1):
            _, ordinal, tenant_id, entity, entity_id, change, packed, digest = entry
            if ordinal != expected:
                yield f"entry {expected} at position {position} is missing"
            if entry_link(link, ordinal, tenant_id, entity, entity_id, change, packed) != digest:
                yield _broken_link(position, expected)
            link = digest
            fields = _digests(packed)
            for name, wanted in fields.items():
                value = values.pop((ordinal, name), None)
                # Nearly every value is as it was: what is wrong with the others is asked apart.
                if value is None or value[3] is None or field_digest(*value[3:]) != wanted:
                    yield _value_fault(position, ordinal, name, value)
            self.entries += 1
            self.values += len(fields)
        for ordinal, name in values:
            yield f"a value of {name} was added to entry {ordinal} at position {position}"
        if link != sealing.digest:
            yield f"the transaction at position {position} was changed, or its last entries were added or removed"
        if self.checkpoint and self.checkpoint.position == position and self.checkpoint.digest != sealing.digest:
            yield f"position {position} is not the one the checkpoint was taken of"
        self.head = Head(position, sealing.digest)


def _broken_link(position: int, ordinal: int) -> str:
    if ordinal == 1:
        return f"the transaction at position {position}, its first entry or the order of positions was changed"
    return f"entry {ordinal} at position {position} was changed"


def _digests(packed: str) -> Mapping[str, str]:
    """Return the digests of an entry's fields; none when the text is no longer ours, which breaks its link."""
    try:
        fields = json.loads(packed)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _reason_faults(sealing: Any, reason: Any | None) -> Iterator[str]:
    if (reason is not None) != (sealing.why_digest is not None):
        yield f"the reason given at position {sealing.position} was added or removed"
    elif reason is not None and (reason.salt is None or field_digest(*reason[3:]) != sealing.why_digest):
        yield _value_fault(sealing.position, 0, "why", reason)


def _value_fault(position: int, ordinal: int, field: str, value: Any | None) -> str:
    if value is None:
        fault = "is missing"
    elif value.salt is None:
        fault = "was blanked without an erasure on record"
    else:
        fault = "was changed"
    return f"the value of {field} in entry {ordinal} at position {position} {fault}"
