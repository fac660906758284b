"""What a transaction leaves behind: its position, its audit rows and its history."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor, Unsealed
from isms.kernel.seal.models import AuditEntry, AuditValue, Sealing
from isms.kernel.tables import history_of
from isms.organisation import service
from isms.organisation.models import Unit
from isms.organisation.vocabulary import UnitKind

ME = Actor("person", "1")


def municipality(session: Session, code: str = "EKF") -> Unit:
    return service.establish(session, code=code, name="Eksempelfjord kommune", kind=UnitKind.MUNICIPALITY, parent=None)


def test_a_change_without_an_actor_raises(database: Database) -> None:
    with pytest.raises(Unsealed), database.bookkeeping() as session:
        municipality(session)


def test_a_reading_session_cannot_change_anything(database: Database) -> None:
    with pytest.raises(Unsealed), database.reading() as session:
        municipality(session)


def test_each_changing_transaction_gets_the_next_position(database: Database) -> None:
    for code in ("A", "B"):
        with database.transaction(ME, "unit:establish") as session:
            municipality(session, code)
    with database.transaction(ME, "unit:nothing"):
        pass
    with database.reading() as session:
        assert list(session.scalars(select(Sealing.position).order_by(Sealing.position))) == [1, 2]


def test_several_flushes_make_one_version_and_one_entry(database: Database) -> None:
    with database.transaction(ME, "unit:establish") as session:
        unit = municipality(session)
        unit.name = "Nordre Eksempelfjord"
        session.flush()
        unit.name = "Søndre Eksempelfjord"
    history = history_of(Unit.__table__)
    with database.reading() as session:
        assert [row.name for row in session.execute(select(history))] == ["Søndre Eksempelfjord"]
        assert session.scalars(select(AuditEntry.change)).all() == ["created"]
        names = session.execute(select(AuditValue.old, AuditValue.new).where(AuditValue.field == "name"))
        assert names.all() == [(None, "Søndre Eksempelfjord")]


def test_a_change_closes_the_version_before(database: Database) -> None:
    with database.transaction(ME, "unit:establish") as session:
        unit_id = municipality(session).id
    with database.transaction(ME, "unit:change", why="Skrivefeil") as session:
        unit = session.get(Unit, unit_id)
        assert unit is not None
        unit.name = "Eksempelfjord"
    history = history_of(Unit.__table__)
    with database.reading() as session:
        rows = session.execute(
            select(history.c.name, history.c.from_position, history.c.to_position).order_by("from_position")
        )
        assert rows.all() == [("Eksempelfjord kommune", 1, 2), ("Eksempelfjord", 2, None)]
        values = session.execute(
            select(AuditValue.field, AuditValue.old, AuditValue.new).where(AuditValue.position == 2)
        )
        assert sorted(values.all()) == [
            ("name", "Eksempelfjord kommune", "Eksempelfjord"),
            ("why", None, "Skrivefeil"),
        ]


def test_a_refused_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction(ME, "unit:establish") as session:
        municipality(session)
        raise RuntimeError
    with database.reading() as session:
        assert session.scalars(select(Unit)).all() == []
        assert session.scalars(select(Sealing)).all() == []


def test_a_position_is_never_earlier_than_the_one_before(database: Database, clock: FixedClock) -> None:
    with database.transaction(ME, "unit:establish") as session:
        municipality(session, "A")
    clock.set(datetime(2020, 1, 1, tzinfo=UTC))
    with database.transaction(ME, "unit:establish") as session:
        municipality(session, "B")
    with database.reading() as session:
        first, second = session.scalars(select(Sealing.sealed_at).order_by(Sealing.position))
        assert second == first


def test_bulk_changes_and_raw_sql_of_audited_rows_are_refused(database: Database) -> None:
    for statement in (
        update(Unit).values(name="x"),
        update(Unit.__table__).values(name="x"),
        text("SELECT 1"),
    ):
        with pytest.raises(Unsealed), database.transaction(ME, "unit:change") as session:
            session.execute(statement)


def test_an_audited_row_cannot_be_deleted(database: Database) -> None:
    with pytest.raises(Unsealed), database.transaction(ME, "unit:establish") as session:
        session.delete(municipality(session))


TAMPERING = {
    "update of a sealing": "UPDATE sealing SET action = 'x'",
    "update of an entry": "UPDATE audit_entry SET change = 'x'",
    "update of a value": "UPDATE audit_value SET new = 'x'",
    "deletion from the log": "DELETE FROM audit_entry",
    "upsert in the log": (
        "INSERT INTO sealing (position, sealed_at, actor_kind, actor_id, action, digest) "
        "VALUES (1, '2026-01-01', 'x', 'x', 'x', 'x') ON CONFLICT (position) DO UPDATE SET action = 'x'"
    ),
    "update of history": "UPDATE unit_history SET name = 'x'",
    "reopening of history": "UPDATE unit_history SET to_position = NULL WHERE to_position IS NOT NULL",
    "moving a closed version": "UPDATE unit_history SET to_position = 7 WHERE to_position IS NOT NULL",
    "deletion from history": "DELETE FROM unit_history",
}
ONLY_SQLITE = {
    "replacement in the log": (
        "REPLACE INTO sealing (position, sealed_at, actor_kind, actor_id, action, digest) "
        "VALUES (1, '2026-01-01', 'x', 'x', 'x', 'x')"
    ),
    "replacing update": "UPDATE OR REPLACE sealing SET position = 2 WHERE position = 1",
    "replacement of history": "REPLACE INTO unit_history SELECT * FROM unit_history",
}
ONLY_POSTGRESQL = {
    "truncation of the log": "TRUNCATE audit_value",
    "truncation with all that hangs on it": "TRUNCATE sealing CASCADE",
    "truncation of history": "TRUNCATE unit_history",
}


@pytest.mark.parametrize("how", [*TAMPERING, *ONLY_SQLITE, *ONLY_POSTGRESQL])
def test_the_database_itself_refuses_tampering(database: Database, how: str) -> None:
    own = ONLY_SQLITE if database.dialect == "sqlite" else ONLY_POSTGRESQL
    statement = TAMPERING.get(how) or own.get(how)
    if statement is None:
        pytest.skip("this database has no such statement")
    for name in ("A", "B"):
        with database.transaction(ME, "unit:change") as session:
            unit = session.scalar(select(Unit)) or municipality(session)
            unit.name = name
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
