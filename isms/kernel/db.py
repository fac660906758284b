"""The one door to the database: who opens a transaction, and the only code that commits or rolls back."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Connection,
    Constraint,
    Engine,
    Index,
    MetaData,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from isms.kernel.clock import Clock, SystemClock
from isms.kernel.refusal import Refusal, Refused, Stale, Unavailable
from isms.kernel.remembering import MEMORY, Memory
from isms.kernel.seal.collector import COLLECTOR, Actor, Collector, listen, watch_old_values
from isms.kernel.seal.sealing import Derivation, become_the_writer, seal
from isms.kernel.tables import Audited, Base

WRITES = "isms_writes"
"""Execution option of a connection that will write: on SQLite it takes the write lock at BEGIN."""

LOCK_SECONDS = 10


class OurSession(Session):
    """A session whose changes are collected by the seal."""


listen(OurSession)


class Database:
    """A database at a URL, with the clock and the derivations its transactions are sealed with."""

    def __init__(self, url: str, *, clock: Clock | None = None, derivations: Sequence[Derivation] = ()) -> None:
        self.url = make_url(url)
        self.clock = clock or SystemClock()
        self.derivations = tuple(derivations)
        self.memory = Memory()
        self.engine = make_engine(self.url.render_as_string(hide_password=False))
        self._writing = sessionmaker(
            self.engine.execution_options(**{WRITES: True}), class_=OurSession, expire_on_commit=False
        )
        self._reading = sessionmaker(_snapshots(self.engine), class_=OurSession, expire_on_commit=False)
        for mapper in Base.registry.mappers:
            if issubclass(mapper.class_, Audited):
                watch_old_values(mapper.class_)

    @property
    def dialect(self) -> str:
        """The name of the database: "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @contextmanager
    def transaction(self, actor: Actor, action: str, why: str | None = None) -> Iterator[Session]:
        """Open the one transaction of a door; it is sealed and committed, or leaves nothing behind.

        Raises Refused for a broken constraint with known words, Stale when a row was saved by
        somebody else meanwhile, and Unavailable when the database cannot be reached or is too busy.
        """
        with self._session(self._writing) as session:
            collector = Collector(actor, action, why)
            session.info[COLLECTOR] = collector
            become_the_writer(session)
            yield session
            session.info["position"] = seal(session, collector, self.clock.now(), self.derivations)
            session.commit()

    @contextmanager
    def bookkeeping(self) -> Iterator[Session]:
        """Open a transaction for the kernel's own rows (sessions, runs, counters); it takes no position."""
        with self._session(self._writing) as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one moment of the database and cannot change it.

        What was read can still be looked at when it is closed.
        """
        with self._session(self._reading) as session:
            session.info[MEMORY] = self.memory
            yield session
            session.expunge_all()
            session.rollback()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _session(self, maker: sessionmaker[OurSession]) -> Iterator[Session]:
        session = maker()
        try:
            yield session
        except IntegrityError as error:
            raise _in_words(error) from error
        except StaleDataError as error:
            raise Stale from error
        except (OperationalError, InterfaceError) as error:
            raise Unavailable from error
        finally:
            session.close()


def expect_version(record: Audited, version: int | None) -> None:
    """Raise Stale unless the record is still in the version a form has shown."""
    if version is not None and record.version != version:
        raise Stale


def make_engine(url: str) -> Engine:
    """Return an engine that behaves as ours must: on SQLite every transaction begun in full, on PostgreSQL bounded."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": LOCK_SECONDS})
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    settings = (
        f"-c lock_timeout={LOCK_SECONDS}s -c statement_timeout=60s "
        "-c idle_in_transaction_session_timeout=60s -c timezone=UTC -c jit=off"
    )
    return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 3, "options": settings})


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _snapshots(engine: Engine) -> Engine:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def _in_words(error: IntegrityError) -> Exception:
    """Return the refusal that belongs to the broken constraint, or the error itself when it has none."""
    refusal = _refusals(Base.metadata).get(_constraint_name(error) or "")
    return Refused(refusal) if refusal else error


def _constraint_name(error: DBAPIError) -> str | None:
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        name = diagnosis.constraint_name
        return str(name) if name else None
    said = str(error.orig)
    if found := re.search(r"CHECK constraint failed: (\w+)", said):
        return found[1]
    if found := re.search(r"UNIQUE constraint failed: (.+)", said):
        return _unique_name(Base.metadata, found[1].split(", "))
    return None


def _unique_name(metadata: MetaData, columns: Sequence[str]) -> str | None:
    """Return the name of the unique constraint or index over columns that SQLite names as table.column."""
    table = metadata.tables[columns[0].split(".")[0]]
    names = {column.split(".")[1] for column in columns}
    uniques: list[UniqueConstraint | Index] = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    uniques += [index for index in table.indexes if index.unique]
    for unique in uniques:
        if {column.name for column in unique.columns} == names:
            return str(unique.name)
    return None


def _refusals(metadata: MetaData) -> dict[str, Refusal]:
    found: dict[str, Refusal] = {}
    for table in metadata.tables.values():
        rules: list[Constraint | Index] = [*table.constraints, *table.indexes]
        found |= {str(rule.name): rule.info["refusal"] for rule in rules if "refusal" in rule.info}
    return found
