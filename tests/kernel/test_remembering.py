"""What is remembered of a register: right for one head of the log, one day and one access, and never too much."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from isms.app import registers
from isms.kernel import remembering
from isms.kernel.access import CONSOLE, Access, Holding
from isms.kernel.db import Database
from isms.kernel.moments import moment_of
from isms.kernel.register.columns import SavedView, Source
from isms.kernel.register.page import filters_of, read_address
from isms.kernel.register.query import Wish, counts, rows
from isms.kernel.remembering import KEY, MOST, Memory, head_of, remembered
from isms.kernel.seal.access_log import Look, write_down
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import AccessKind
from isms.kernel.tables import Base, history_of, is_audited
from isms.kernel.words import CATALOGUE
from isms.organisation import service
from isms.organisation.models import Unit
from isms.organisation.vocabulary import Permission, UnitKind

ME = Actor("person", "1")
UNITS = registers()["units"]
DAY = date(2026, 3, 2)
ALL = SavedView("all", "register.all")


@pytest.fixture
def top(database: Database) -> str:
    """The path of a municipality with one area."""
    with database.transaction(ME, "unit:establish") as session:
        made = service.establish(session, code="T", name="Toppen", kind=UnitKind.MUNICIPALITY, parent=None)
        service.establish(session, code="M", name="Midten", kind=UnitKind.SERVICE_AREA, parent=made)
        session.flush()
        return made.path


def establish(session: Session, code: str, parent: str = "T") -> None:
    above = session.query(Unit).filter_by(code=parent).one()
    service.establish(session, code=code, name=f"Enhet {code}", kind=UnitKind.SERVICE_AREA, parent=above)


def counted(database: Database, access: Access = CONSOLE, as_of: str = "", **filters: str) -> int:
    with database.reading() as session:
        moment = moment_of(session, as_of, database.clock.now())
        source = Source(moment.day, moment.position if moment.past else None)
        return counts(session, UNITS, source, access, [Wish(filters=filters)])[0]


def offered(database: Database, language: str = "nb") -> str:
    """Return what the filters of the register of units offer."""
    with database.reading() as session:
        address = read_address(UNITS, "/units", {}, ())
        return str(filters_of(session, UNITS, CONSOLE, address, CATALOGUE.words(language)))


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect what the database is asked."""
    said: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "ROLLBACK")):
            said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


def test_what_was_counted_is_not_counted_again_before_somebody_writes(database: Database, top: str) -> None:
    first = counted(database)
    with statements(database) as said:
        assert counted(database) == first == 2
    assert len(said) == 1
    with database.transaction(ME, "unit:establish") as session:
        establish(session, "N")
    assert counted(database) == 3


def test_a_change_by_another_process_is_seen_at_once(database: Database, top: str) -> None:
    assert counted(database) == 2
    assert "Enhet N" not in offered(database)
    with closing(Database(database.url.render_as_string(hide_password=False), clock=database.clock)) as other:
        with other.transaction(ME, "unit:establish") as session:
            establish(session, "N")
        assert counted(other) == 3
    assert counted(database) == 3
    assert "Enhet N" in offered(database)


def test_a_change_that_is_given_up_is_not_counted(database: Database, top: str) -> None:
    def fail() -> None:
        with database.transaction(ME, "unit:establish") as session:
            establish(session, "N")
            session.flush()
            raise KeyError

    assert counted(database) == 2
    with pytest.raises(KeyError):
        fail()
    assert counted(database) == 2


def test_a_session_sees_its_own_moment_though_somebody_writes_meanwhile(database: Database, top: str) -> None:
    with database.reading() as session:
        head = head_of(session)
        with database.transaction(ME, "unit:establish") as writing:
            establish(writing, "N")
        assert counted(database) == 3
        assert counts(session, UNITS, Source(DAY), CONSOLE, [Wish()]) == [2]
        assert head_of(session) == head
    assert counted(database) == 3


def test_the_access_of_one_person_never_answers_another(database: Database, top: str) -> None:
    reads = {Permission.UNIT_READ: frozenset({"auditor"})}
    everything = Access(1, (Holding("auditor", top),), reads)
    assert counted(database, everything) == 2
    assert counted(database, Access(2, (Holding("auditor", "/0/"),), reads)) == 0
    assert counted(database, Access(1, (Holding("auditor", top),), {})) == 0
    assert counted(database, everything.at("/0/")) == 0
    assert counted(database, everything) == 2


def test_a_writing_session_counts_what_it_has_not_sealed(database: Database, top: str) -> None:
    assert counted(database) == 2
    with database.transaction(ME, "unit:establish") as session:
        establish(session, "N")
        session.flush()
        assert counts(session, UNITS, Source(DAY), CONSOLE, [Wish()]) == [3]


def test_the_past_and_the_present_are_kept_apart(database: Database, top: str) -> None:
    with database.reading() as session:
        before = head_of(session)[0]
    with database.transaction(ME, "unit:establish") as session:
        establish(session, "N")
    past = f"{before}@{database.clock.now().date()}"
    assert [counted(database), counted(database, as_of=past), counted(database)] == [3, 2, 3]


def test_each_language_and_each_day_has_answers_of_its_own(database: Database, top: str) -> None:
    said = [offered(database, language) for language in ("nb", "en", "nb")]
    assert said[0] == said[2] != said[1]
    asked: list[date] = []
    with database.reading() as session:
        for day in (DAY, DAY.replace(day=3), DAY):
            remembered(session, day, CONSOLE, ["?"], lambda _, day=day: [asked.append(day)])
    assert asked == [DAY, DAY.replace(day=3)]


def test_a_database_put_back_from_a_copy_is_another_head() -> None:
    memory = Memory()
    memory.keep((7, "a"), {"?": 1})
    assert memory.find((7, "b"), ["?"]) == {}
    assert memory.find((7, "a"), ["?"]) == {"?": 1}


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST", 10 * KEY)
    memory = Memory()
    for number in range(1_000):
        memory.keep((1, "a"), {number % 40: [number] * (number % 7)})
        assert memory.weight <= 10 * KEY
    assert memory.find((1, "a"), [999 % 40])
    memory.keep((1, "a"), {"large": range(MOST)})
    assert memory.weight == 0
    memory.keep((1, "a"), {"one": 1})
    memory.keep((2, "b"), {"two": 2})
    assert memory.find((2, "b"), ["one", "two"]) == {"two": 2}


def test_lines_of_the_access_log_are_counted_each_time(database: Database, top: str) -> None:
    lines = registers()["access_log"]

    def written() -> int:
        with database.reading() as session:
            return counts(session, lines, Source(DAY), CONSOLE, [Wish()])[0]

    before = written()
    write_down(database, Look(ME, AccessKind.PAGE, "/units"))
    assert written() == before + 1


@pytest.mark.parametrize("name", registers())
def test_what_a_register_remembers_is_read_of_audited_rows_alone(database: Database, top: str, name: str) -> None:
    register = registers()[name]
    audited = [table for table in Base.metadata.tables.values() if is_audited(table)]
    sealed = {"sealing", *(table.name for table in audited), *(history_of(table).name for table in audited)}
    address = read_address(register, f"/{name}", {}, ())
    with database.reading() as session, statements(database) as said:
        if register.model.__table__ in audited:
            said.append(str(rows(register, Source(DAY), CONSOLE, Wish(), (*register.columns, *register.silent))))
            wishes = [Wish(filters=view.filters) for view in (ALL, *register.views)]
            counts(session, register, Source(DAY), CONSOLE, wishes)
        filters_of(session, register, CONSOLE, address, CATALOGUE.words("nb"))
    assert {table for statement in said for table in _tables(statement)} <= sealed


def _tables(statement: str) -> set[str]:
    """Return every table of ours that a statement names."""
    return set(re.findall(r"\w+", statement)) & set(Base.metadata.tables)
