"""The check of the log finds whatever somebody with the database's own keys has done to it."""

import pytest
from sqlalchemy import select

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.chain import Head
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import Sealing
from isms.kernel.seal.verify import Verification, verify
from isms.kernel.tables import Base
from isms.organisation import service
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import UnitKind
from tests.kernel.dba import change_behind_the_seal

ME = Actor("person", "1")


def check(database: Database, checkpoint: Head | None = None) -> Verification:
    with database.reading() as session:
        return verify(session, Base.metadata, checkpoint)


def faults(database: Database, checkpoint: Head | None = None) -> str:
    """Return every fault, one a line."""
    return "\n".join(check(database, checkpoint).faults)


@pytest.fixture
def past(database: Database, clock: FixedClock) -> Database:
    """Five transactions: a municipality (1), an area and a unit (2), a person (3), and two changes (4, 5)."""
    with database.transaction(ME, "unit:establish") as session:
        top = service.establish(session, code="EKF", name="Fjord", kind=UnitKind.MUNICIPALITY, parent=None)
    with database.transaction(ME, "unit:establish", why="Vedtak 12/26") as session:
        top = session.merge(top)
        area = service.establish(session, code="HM", name="Helse", kind=UnitKind.SERVICE_AREA, parent=top)
        service.establish(session, code="S", name="Sykehjem", kind=UnitKind.UNIT, parent=area)
    with database.transaction(ME, "person:register") as session:
        unit = session.scalars(select(Unit).where(Unit.code == "S")).one()
        service.register_person(session, email="kari@example.no", name="Kari", unit=unit)
    for name in ("Sjukeheim", "Sjukeheimen"):
        clock.advance(hours=1)
        with database.transaction(ME, "unit:change") as session:
            session.scalars(select(Unit).where(Unit.code == "S")).one().name = name
    return database


def test_an_untouched_log_has_no_fault(past: Database) -> None:
    found = check(past)

    assert found.faults == ()
    assert (found.head.position, found.entries) == (5, 6)
    assert check(past, found.head).faults == ()


def test_an_empty_database_has_no_fault(database: Database) -> None:
    assert check(database).faults == ()


def test_a_record_that_began_with_a_default_has_no_fault(past: Database) -> None:
    with past.transaction(ME, "person:register") as session:
        session.add(Person(email="ola@example.no", name="Ola"))

    assert faults(past) == ""


TAMPERINGS = {
    "a value edited": (
        "UPDATE audit_value SET new = 'Fjell' WHERE position = 4 AND field = 'name'",
        "the value of name in entry 1 at position 4 was changed",
    ),
    "an old value edited": (
        "UPDATE audit_value SET old = NULL WHERE position = 4 AND field = 'name'",
        "the value of name in entry 1 at position 4 was changed",
    ),
    "a reason edited": (
        "UPDATE audit_value SET new = 'Vedtak 13/26' WHERE position = 2 AND ordinal = 0",
        "the value of why in entry 0 at position 2 was changed",
    ),
    "a reason removed": (
        "DELETE FROM audit_value WHERE position = 2 AND ordinal = 0",
        "the reason given at position 2 was added or removed",
    ),
    "a value blanked": (
        "UPDATE audit_value SET salt = NULL, old = NULL, new = NULL WHERE position = 4 AND field = 'name'",
        "the value of name in entry 1 at position 4 was blanked without an erasure on record",
    ),
    "a value deleted": (
        "DELETE FROM audit_value WHERE position = 2 AND ordinal = 1 AND field = 'code'",
        "the value of code in entry 1 at position 2 is missing",
    ),
    "a value inserted": (
        "INSERT INTO audit_value VALUES (4, 1, 'note', 'ab', NULL, 'x')",
        "a value of note was added to entry 1 at position 4",
    ),
    "a value inserted nowhere": (
        "INSERT INTO audit_value VALUES (9, 1, 'note', 'ab', NULL, 'x')",
        "values at position 9 belong to no transaction",
    ),
    "an entry's record edited": (
        "UPDATE audit_entry SET entity_id = 1 WHERE position = 2 AND ordinal = 2",
        "entry 2 at position 2 was changed",
    ),
    "an entry's kind edited": (
        "UPDATE audit_entry SET change = 'withdrawn' WHERE position = 5",
        "the transaction at position 5, its first entry or the order of positions was changed",
    ),
    "an entry's tenant edited": (
        "UPDATE audit_entry SET tenant_id = 7 WHERE position = 2 AND ordinal = 2",
        "entry 2 at position 2 was changed",
    ),
    "an entry's digests made unreadable": (
        "UPDATE audit_entry SET fields = 'x' WHERE position = 5",
        "the transaction at position 5, its first entry or the order of positions was changed",
    ),
    "blanks put into an entry's digests": (
        "UPDATE audit_entry SET fields = fields || ' ' WHERE position = 5",
        "the transaction at position 5, its first entry or the order of positions was changed",
    ),
    "the first entry of two deleted": (
        "DELETE FROM audit_entry WHERE position = 2 AND ordinal = 1",
        "entry 1 at position 2 is missing",
    ),
    "the last entry deleted": (
        "DELETE FROM audit_entry WHERE position = 2 AND ordinal = 2",
        "the transaction at position 2 was changed, or its last entries were added or removed",
    ),
    "an entry inserted": (
        "INSERT INTO audit_entry VALUES (4, 2, 1, 'unit', 1, 'changed', '{}', 'ab')",
        "entry 2 at position 4 was changed",
    ),
    "an entry of an unknown kind of record": (
        "INSERT INTO audit_entry VALUES (4, 2, 1, 'ship', 1, 'changed', '{}', 'ab')",
        "the log speaks of ship, which has no history",
    ),
    "who edited": (
        "UPDATE sealing SET actor_id = '2' WHERE position = 3",
        "the transaction at position 3, its first entry or the order of positions was changed",
    ),
    "when edited": (
        "UPDATE sealing SET sealed_at = (SELECT sealed_at FROM sealing WHERE position = 5) WHERE position = 3",
        "the transaction at position 3, its first entry or the order of positions was changed",
    ),
    "what edited": (
        "UPDATE sealing SET action = 'unit:withdraw' WHERE position = 3",
        "the transaction at position 3, its first entry or the order of positions was changed",
    ),
    "a sealing's digest edited": (
        "UPDATE sealing SET digest = 'ab' WHERE position = 3",
        "the transaction at position 3 was changed, or its last entries were added or removed",
    ),
    "a sealing deleted": (
        "DELETE FROM sealing WHERE position = 3",
        "position 3 is missing before 4\n",
    ),
    "a sealing inserted": (
        (
            "INSERT INTO sealing SELECT 6, sealed_at, actor_kind, actor_id, action, NULL, 'ab' FROM sealing "
            "WHERE position = 5"
        ),
        "the transaction at position 6 was changed, or its last entries were added or removed",
    ),
    "a version edited": (
        "UPDATE unit_history SET name = 'Gård' WHERE from_position = 2 AND code = 'S'",
        "unit 3: name differs from the log at position 2",
    ),
    "a version given an unknown word": (
        "UPDATE unit_history SET kind = 'ship' WHERE from_position = 2 AND code = 'S'",
        "unit 3: kind differs from the log at position 2",
    ),
    "a version's end moved": (
        "UPDATE unit_history SET to_position = 3 WHERE from_position = 2 AND code = 'S'",
        "unit 3: the version that ends at position 3 is not followed by the one from 4",
    ),
    "a version reopened": (
        (
            "UPDATE unit_history SET to_position = 9 WHERE from_position = 5; "
            "UPDATE unit_history SET to_position = NULL WHERE from_position = 4"
        ),
        "unit 3: the version before position 5 has no end",
    ),
    "a version in the middle deleted": (
        "DELETE FROM unit_history WHERE from_position = 4",
        "unit 3: the log tells of a change at position 4, which history lacks",
    ),
    "the newest version deleted": (
        "DELETE FROM unit_history WHERE from_position = 5",
        "unit 3: the newest version is missing; the last one ends at position 5",
    ),
    "a record's whole history deleted": (
        "DELETE FROM person_history",
        "the log speaks of person 1, which has no history",
    ),
    "a version inserted": (
        (
            "INSERT INTO person_history (id, tenant_id, version, email, name, title, unit_id, language, "
            "deactivated_on, name_key, search_text, from_position, to_position) "
            "SELECT 8, tenant_id, version, email, name, title, unit_id, language, "
            "deactivated_on, name_key, search_text, 3, 5 FROM person_history"
        ),
        "person 8: email differs from the log at position 3",
    ),
    "a present row edited": (
        "UPDATE unit SET name = 'Gård' WHERE code = 'S'",
        "1 rows of unit and its history differ",
    ),
    "a present row deleted": (
        "DELETE FROM person",
        "1 rows of person and its history differ",
    ),
    "a present row and its newest version edited": (
        "UPDATE unit SET name = 'Gård' WHERE code = 'S'; UPDATE unit_history SET name = 'Gård' WHERE from_position = 5",
        "unit 3: name differs from the log at position 5",
    ),
    "a present row inserted with its version": (
        (
            "INSERT INTO person (id, version, email, name, language, name_key, search_text) "
            "VALUES (9, 1, 'a', 'b', 'nb', 'b', 'b'); INSERT INTO person_history (id, version, email, name, language, "
            "name_key, search_text, from_position) VALUES (9, 1, 'a', 'b', 'nb', 'b', 'b', 5)"
        ),
        "person 9: name differs from the log at position 5",
    ),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_tampering_is_found_where_it_was_done(past: Database, how: str) -> None:
    statements, fault = TAMPERINGS[how]

    change_behind_the_seal(past, *statements.split("; "))

    assert fault in faults(past) + "\n"


def test_only_what_was_changed_is_told_of(past: Database) -> None:
    change_behind_the_seal(past, "UPDATE audit_entry SET entity_id = 1 WHERE position = 2 AND ordinal = 1")

    broken = [fault for fault in check(past).faults if "changed" in fault]

    assert broken == ["the transaction at position 2, its first entry or the order of positions was changed"]


def test_a_deleted_transaction_does_not_drag_the_later_ones_along(past: Database) -> None:
    change_behind_the_seal(past, "DELETE FROM sealing WHERE position = 3")

    assert check(past).faults == (
        "position 3 is missing before 4",
        "the transaction at position 4, its first entry or the order of positions was changed",
        "entries at position 3 belong to no transaction",
        "values at position 3 belong to no transaction",
    )


def test_reordered_transactions_are_found(past: Database) -> None:
    swap = "UPDATE {} SET position = CASE position WHEN 4 THEN 105 WHEN 5 THEN 104 ELSE position END"
    land = "UPDATE {} SET position = position - 100 WHERE position > 100"
    tables = ("sealing", "audit_entry", "audit_value")

    change_behind_the_seal(past, *(step.format(table) for table in tables for step in (swap, land)))

    assert "position 4, its first entry or the order of positions was changed" in faults(past)


CUT_OFF_POSITION_5 = (
    "DELETE FROM audit_value WHERE position = 5",
    "DELETE FROM audit_entry WHERE position = 5",
    "DELETE FROM sealing WHERE position = 5",
    "DELETE FROM unit_history WHERE from_position = 5",
    "UPDATE unit_history SET to_position = NULL WHERE to_position = 5",
    (
        "UPDATE unit SET (version, name, name_key, search_text) = (SELECT version, name, name_key, search_text "
        "FROM unit_history WHERE unit_history.id = unit.id AND to_position IS NULL)"
    ),
)
"""The newest transaction taken out of log, history and present rows as if it had never been."""


def test_a_log_cut_short_is_found_by_a_checkpoint_and_by_nothing_else(past: Database) -> None:
    checkpoint = check(past).head

    change_behind_the_seal(past, *CUT_OFF_POSITION_5)

    assert faults(past) == ""
    assert faults(past, checkpoint) == "the log ends at position 4, before the checkpoint 5"


def test_a_log_cut_short_and_written_anew_is_found_by_a_checkpoint(past: Database) -> None:
    checkpoint = check(past).head
    change_behind_the_seal(past, *CUT_OFF_POSITION_5)

    with past.transaction(ME, "unit:change") as session:
        session.scalars(select(Unit).where(Unit.code == "S")).one().name = "Noe annet"

    assert faults(past) == ""
    assert faults(past, checkpoint) == "position 5 is not the one the checkpoint was taken of"


def test_a_checkpoint_in_the_past_still_holds(past: Database) -> None:
    with past.reading() as session:
        digest = session.scalars(select(Sealing.digest).where(Sealing.position == 3)).one()

    assert faults(past, Head(3, digest)) == ""


GUARD = "sealing_refuse_change"
QUIET = "FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
WEAKER_ON_SQLITE = (
    "CREATE TRIGGER sealing_refuse_delete BEFORE DELETE ON sealing WHEN OLD.position > 9 "
    "BEGIN SELECT RAISE(ABORT, 'sealing is append-only'); END"
)
WEAKER_ON_POSTGRESQL = (
    f"CREATE TRIGGER {GUARD} BEFORE DELETE OR UPDATE ON sealing FOR EACH ROW WHEN (OLD.position > 9) "
    "EXECUTE FUNCTION refuse_change()"
)
DISARMED = {
    ("sqlite", "missing"): (
        ["DROP TRIGGER sealing_refuse_update"],
        "trigger sealing_refuse_update is missing or switched off",
    ),
    ("sqlite", "weakened"): (
        ["DROP TRIGGER sealing_refuse_delete", WEAKER_ON_SQLITE],
        "trigger sealing_refuse_delete was changed",
    ),
    ("sqlite", "joined by one that swallows"): (
        ["CREATE TRIGGER quiet BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(IGNORE); END"],
        "trigger quiet on audit_entry is not ours",
    ),
    ("postgresql", "missing"): ([f"DROP TRIGGER {GUARD} ON sealing"], f"trigger {GUARD} is missing or switched off"),
    ("postgresql", "switched off"): (
        [f"ALTER TABLE sealing DISABLE TRIGGER {GUARD}"],
        f"trigger {GUARD} is missing or switched off",
    ),
    ("postgresql", "on for replicas alone"): (
        [f"ALTER TABLE sealing ENABLE REPLICA TRIGGER {GUARD}"],
        f"trigger {GUARD} is missing or switched off",
    ),
    ("postgresql", "weakened"): (
        [f"DROP TRIGGER {GUARD} ON sealing", WEAKER_ON_POSTGRESQL],
        f"trigger {GUARD} was changed",
    ),
    ("postgresql", "emptied"): (
        [f"CREATE OR REPLACE {QUIET.format('refuse_change')}"],
        "function refuse_change is missing or changed",
    ),
    ("postgresql", "joined by one that swallows"): (
        [
            f"CREATE {QUIET.format('quiet')}",
            "CREATE TRIGGER quiet BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION quiet()",
        ],
        "trigger quiet on audit_entry is not ours",
    ),
}


@pytest.mark.parametrize("how", sorted({how for _, how in DISARMED}))
def test_a_trigger_that_no_longer_guards_is_found(past: Database, how: str) -> None:
    if (past.dialect, how) not in DISARMED:
        pytest.skip("this database has no such thing")
    statements, fault = DISARMED[past.dialect, how]
    with past.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)

    assert check(past).faults == (fault,)


def test_what_cannot_be_read_is_a_fault_and_no_crash(past: Database) -> None:
    if past.dialect == "postgresql":
        pytest.skip("PostgreSQL holds a column to its type")
    change_behind_the_seal(past, "UPDATE unit_history SET valid_from = 'x'", "UPDATE sealing SET sealed_at = 'x'")

    assert "the log holds a value that cannot be read" in faults(past)
    assert "history holds a value that cannot be read" in faults(past)
