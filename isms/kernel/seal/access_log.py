"""Decides how looks and exports are written down: a chain of their own, committed before the answer is given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from isms.kernel.db import Database
from isms.kernel.inserting import insert_new
from isms.kernel.refusal import Unavailable
from isms.kernel.seal.chain import GENESIS, Head, access_link, canonical, content_digest, new_salt
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import AccessEntry, AccessKind

TRIES = 100
"""How often a line is begun anew when another was faster."""

ROWS_AT_A_TIME = 5_000

TOLD = ("read_at", "tenant_id", "actor_kind", "actor_id", "kind", "path")
TOLD_PERHAPS = ("register", "asked", "as_of", "format", "sha256")
"""What a line tells, in the order its digest covers it."""


@dataclass(frozen=True)
class Look:
    """What somebody looked at, or took away; the fields are those of a line of the access log."""

    actor: Actor
    kind: AccessKind
    path: str
    tenant_id: int | None = None
    register: str | None = None
    asked: str | None = None
    as_of: str | None = None
    format: str | None = None
    sha256: str | None = None


def write_down(database: Database, look: Look) -> None:
    """Write a look down in a small transaction of its own, of two statements; it takes no position.

    Raises Unavailable when the database is too busy: what cannot be written down must not be shown.
    """
    with database.bookkeeping() as session:
        for _ in range(TRIES):
            # Two may read the same last line; the number is taken by one, and the other reads again.
            line = _next_line(session, look, database)
            taken = session.execute(insert_new(session, AccessEntry).values(line).returning(AccessEntry.id))
            if taken.scalar() is not None:
                return
    raise Unavailable


def _next_line(session: Session, look: Look, database: Database) -> dict[str, Any]:
    last = session.execute(
        select(AccessEntry.id, AccessEntry.read_at, AccessEntry.digest).order_by(AccessEntry.id.desc()).limit(1)
    ).first()
    now, salt = database.clock.now(), new_salt()
    number = last.id + 1 if last else 1
    told = {
        "read_at": max(now, last.read_at) if last else now,
        "tenant_id": look.tenant_id,
        "actor_kind": look.actor.kind,
        "actor_id": look.actor.id,
        "kind": look.kind,
        "path": look.path,
        **{name: getattr(look, name) for name in TOLD_PERHAPS},
    }
    content = content_digest(salt, told_cells(told))
    link = access_link(last.digest if last else GENESIS, number, content)
    return {"id": number, **told, "salt": salt, "content_digest": content, "digest": link}


def told_cells(told: Mapping[str, Any]) -> list[str | None]:
    """Return what a line tells as canonical texts, in the order its digest covers them."""
    return [canonical(told[name]) for name in (*TOLD, *TOLD_PERHAPS)]


def lines(session: Session, before: datetime | None = None) -> Iterator[Row[Any]]:
    """Yield every line of the access log in order, or those written before an instant, in constant memory."""
    table = AccessEntry.__table__
    statement = select(table).order_by(table.c.id).execution_options(yield_per=ROWS_AT_A_TIME)
    return iter(session.execute(statement.where(table.c.read_at < before) if before else statement))


def access_head(session: Session) -> Head:
    """Return the end of the access log's chain."""
    last = session.execute(select(AccessEntry.id, AccessEntry.digest).order_by(AccessEntry.id.desc()).limit(1)).first()
    return Head(last.id, last.digest) if last else Head(0, GENESIS)


def access_faults(session: Session, checkpoint: Head | None = None) -> Iterator[str]:
    """Walk the access log and yield each fault; the checkpoint is an end kept from an earlier check."""
    head = Head(0, GENESIS)
    for line in lines(session):
        if line.id != head.position + 1:
            yield f"line {head.position + 1} of the access log is missing before {line.id}"
        if line.salt is None or content_digest(line.salt, told_cells(line._asdict())) != line.content_digest:
            yield f"what line {line.id} of the access log tells was changed"
        if access_link(head.digest, line.id, line.content_digest) != line.digest:
            yield f"line {line.id} of the access log or the order of its lines was changed"
        if checkpoint and checkpoint.position == line.id and checkpoint.digest != line.digest:
            yield f"line {line.id} of the access log is not the one the checkpoint was taken of"
        head = Head(line.id, line.digest)
    if checkpoint and checkpoint.position > head.position:
        yield f"the access log ends at line {head.position}, before the checkpoint {checkpoint.position}"
