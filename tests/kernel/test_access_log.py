"""What is written down of looks and exports cannot be changed, cut short or begun anew without being found."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.access_log import Look, access_head, write_down
from isms.kernel.seal.chain import Head
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import AccessEntry, AccessKind, Sealing
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from tests.kernel.dba import change_behind_the_seal

LOOK = Look(Actor("person", "1"), AccessKind.PAGE, "/units", tenant_id=1, register="units", asked="q=Åse")


def faults(database: Database, checkpoint: Head | None = None) -> tuple[str, ...]:
    with database.reading() as session:
        return verify(session, Base.metadata, access_checkpoint=checkpoint).faults


@pytest.fixture
def looked(database: Database) -> Database:
    """A database at which has been looked four times."""
    for _ in range(4):
        write_down(database, LOOK)
    return database


def test_a_look_takes_no_position_and_stands_in_the_chain(looked: Database) -> None:
    with looked.reading() as session:
        assert session.scalars(select(Sealing.position)).all() == []
        assert [line.id for line in session.scalars(select(AccessEntry).order_by(AccessEntry.id))] == [1, 2, 3, 4]
    assert faults(looked) == ()


def test_its_time_is_never_before_that_of_the_line_before(database: Database, clock: FixedClock) -> None:
    for hours in (0, -5, 1):
        clock.advance(hours=hours)
        write_down(database, LOOK)
    with database.reading() as session:
        times = session.scalars(select(AccessEntry.read_at).order_by(AccessEntry.id)).all()
    assert times == sorted(times)


CHANGED, MOVED = "what line 2 of the access log tells was changed", "line {} of the access log or the order"
TAMPERINGS = {
    "path edited": ("UPDATE access_entry SET path = '/people' WHERE id = 2", CHANGED),
    "who edited": ("UPDATE access_entry SET actor_id = '2' WHERE id = 2", CHANGED),
    "when edited": ("UPDATE access_entry SET read_at = '2020-01-01 00:00:00.000000' WHERE id = 2", CHANGED),
    "filter removed": ("UPDATE access_entry SET asked = NULL WHERE id = 2", CHANGED),
    "a sum added": ("UPDATE access_entry SET sha256 = 'ab' WHERE id = 2", CHANGED),
    "told things blanked": ("UPDATE access_entry SET salt = NULL, asked = NULL WHERE id = 2", CHANGED),
    "digest of what is told edited": (
        "UPDATE access_entry SET content_digest = 'ab' WHERE id = 2",
        MOVED.format(2),
    ),
    "deleted": ("DELETE FROM access_entry WHERE id = 2", "line 2 of the access log is missing before 3"),
    "inserted": (
        (
            "INSERT INTO access_entry SELECT 5, read_at, tenant_id, actor_kind, actor_id, kind, path, register, asked, "
            "as_of, format, sha256, salt, content_digest, 'ab' FROM access_entry WHERE id = 4"
        ),
        MOVED.format(5),
    ),
    "reordered": (
        (
            "UPDATE access_entry SET id = id + 100 WHERE id IN (2, 3); "
            "UPDATE access_entry SET id = CASE id WHEN 102 THEN 3 ELSE 2 END WHERE id > 100"
        ),
        MOVED.format(2),
    ),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_tampering_is_found_where_it_was_done(looked: Database, how: str) -> None:
    statements, fault = TAMPERINGS[how]
    change_behind_the_seal(looked, *statements.split("; "))
    assert fault in "\n".join(faults(looked))


def test_an_access_log_cut_short_is_found_by_a_checkpoint_also_when_it_was_written_on(looked: Database) -> None:
    with looked.reading() as session:
        kept = access_head(session)
    assert faults(looked, kept) == ()
    change_behind_the_seal(looked, "DELETE FROM access_entry WHERE id = 4")
    assert faults(looked) == ()
    assert faults(looked, kept) == ("the access log ends at line 3, before the checkpoint 4",)
    write_down(looked, LOOK)
    assert faults(looked, kept) == ("line 4 of the access log is not the one the checkpoint was taken of",)


@pytest.mark.parametrize("statement", ["UPDATE access_entry SET path = 'x'", "DELETE FROM access_entry"])
def test_the_database_itself_refuses_changes(looked: Database, statement: str) -> None:
    with (
        looked.engine.connect() as connection,
        connection.begin(),
        pytest.raises(Exception, match="append-only"),
    ):
        connection.exec_driver_sql(statement)


def test_many_who_look_at_once_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda _: write_down(database, LOOK), range(40)))
    assert faults(database) == ()
    with database.reading() as session:
        assert access_head(session).position == 40
