"""Writers that come at the same time: positions follow the order of commits, and twins make one row."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from sqlalchemy import func, select

from isms.app import registers
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.moments import moment_of
from isms.kernel.refusal import AlreadySubmitted
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import Sealing
from isms.kernel.seal.verify import verify
from isms.kernel.submissions import check_unspent, spend
from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE
from isms.organisation import service
from isms.organisation.models import Unit
from isms.organisation.vocabulary import UnitKind

ME = Actor("person", "1")
UNITS = registers()["units"]


def establish(database: Database, code: str) -> None:
    with database.transaction(ME, "unit:establish") as session:
        service.establish(session, code=code, name=code, kind=UnitKind.MUNICIPALITY, parent=None)


def exported(database: Database, as_of: str = "") -> tuple[str, bytes]:
    with database.reading() as session:
        moment = moment_of(session, as_of, database.clock.now())
        made = export(session, UNITS, moment, CONSOLE, Wish(), CATALOGUE.words("nb"))
        return str(moment), b"".join(made.csv())


def together(workers: int, work: Callable[[int], object]) -> list[object]:
    """Do some work in many threads that begin at the same moment, and return what each came to."""
    ready = Barrier(workers)

    def begin(number: int) -> object:
        ready.wait()
        return work(number)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(begin, range(workers)))


def test_many_writers_leave_no_gap_and_no_export_between_them_changes(database: Database) -> None:
    def work(number: int) -> list[tuple[str, bytes]]:
        seen = []
        for turn in range(5):
            establish(database, f"{number}-{turn}")
            seen.append(exported(database))
        return seen

    kept = [pair for some in together(4, work) for pair in some]  # type: ignore[attr-defined]

    with database.reading() as session:
        positions = session.scalars(select(Sealing.position).order_by(Sealing.position)).all()
        assert positions == list(range(1, 21))
        assert verify(session, Base.metadata).faults == ()
    for moment, body in kept:
        assert exported(database, moment)[1] == body


def test_who_begins_first_and_commits_last_does_not_change_the_export_between(database: Database) -> None:
    begun, may_end = Event(), Event()

    def slow() -> None:
        with database.transaction(ME, "unit:establish") as session:
            service.establish(session, code="A", name="A", kind=UnitKind.MUNICIPALITY, parent=None)
            begun.set()
            assert may_end.wait(5)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        assert begun.wait(5)
        second = pool.submit(establish, database, "B")
        moment, body = exported(database)
        may_end.set()
        first.result()
        second.result()

    assert moment.startswith("0@")
    assert exported(database, moment)[1] == body
    with database.reading() as session:
        history = session.execute(select(Unit.code).order_by(Unit.id)).scalars().all()
    assert history == ["A", "B"]


def test_twenty_equal_submits_make_one_row(database: Database) -> None:
    def submit(number: int) -> str:
        try:
            with database.transaction(ME, "unit:establish") as session:
                check_unspent(session, "key", 1)
                service.establish(session, code=f"U{number}", name="U", kind=UnitKind.MUNICIPALITY, parent=None)
                spend(session, "key", 1, f"/units/{number}", database.clock.now())
            return f"/units/{number}"
        except AlreadySubmitted as twice:
            return twice.location

    led_to = together(20, submit)

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 1
    assert len(set(led_to)) == 1
