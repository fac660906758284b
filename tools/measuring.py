"""What figures are taken with: a signed-in browser, a count of statements, medians, and the floors of the same run."""

import resource
import statistics
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

from sqlalchemy import Table, event, func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from config import Settings
from isms.accounts import service as accounts
from isms.app import DERIVATIONS, create_app, open_database
from isms.health.derivations import DERIVATIONS as HEALTH
from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.sealing import Derivation
from isms.organisation.models import Person
from tests.client import filled_in
from tests.markup import Page

PASSWORD = "mange-ord-som-ingen-gjetter"  # noqa: S105
OFFICER = "officer@sample.example"
SECRET = "x" * 40
Taken = tuple[float, float]
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SET")
REPEATS = 21


@dataclass(frozen=True)
class Figure:
    """One figure: milliseconds, those this process worked, those of its floor, statements, MiB ever held."""

    name: str
    ours: float
    worked: float
    floor: float
    statements: int | None = None
    memory: float | None = None


class Bench:
    """A database with a sample, the statements it is asked, and a browser that has signed in as its officer.

    `shares` are what health took of each transaction: milliseconds by the clock and by this process, and statements.
    """

    def __init__(self, url: str) -> None:
        settings = Settings(database_url=url, secret_key=SECRET)
        self.database = open_database(settings)
        self.database.derivations = tuple(self._timed(one) if one in HEALTH else one for one in DERIVATIONS)
        self.statements = 0
        self.shares: list[tuple[float, float, int]] = []
        event.listen(self.database.engine, "before_cursor_execute", self._count)
        self.client = signed_in(settings, self.database)

    def _count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements += not statement.startswith(NOT_COUNTED)

    def _timed(self, derivation: Derivation) -> Derivation:
        def recompute(session: Session, touched: dict[Table, set[int]]) -> None:
            before, begun, worked = self.statements, time.perf_counter(), time.process_time()
            derivation.recompute(session, touched)
            clock, process = time.perf_counter() - begun, time.process_time() - worked
            self.shares.append((clock * 1000, process * 1000, self.statements - before))

        return replace(derivation, recompute=recompute)

    def first(self, model: type[Any]) -> int:
        """Return the first id of a table."""
        with self.database.reading() as session:
            return session.scalar(select(func.min(model.id))) or 0

    def get(self, path: str) -> None:
        """Fetch one page or file."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        answer.get_data()
        answer.close()

    def page(self, name: str, path: str, floor: float, *, cold: bool = False) -> Figure:
        """Return the figure of a page; cold: as it is for the first one who asks after somebody has written."""
        forget = self.database.memory.forget if cold else None
        ours = taken(lambda: self.get(path), forget)
        before = self.statements
        self.get(path)
        return Figure(name, *ours, floor, self.statements - before)

    def posted(self, name: str, path: str, fields: dict[str, str], floor: float) -> Figure:
        """Return the figure of a form sent: the answer after the commit, the form fetched beforehand."""
        forms: list[MultiDict[str, Any]] = []

        def fetch() -> None:
            number = len(forms)
            forms.append(form_of(self.client, path, {key: value.format(number) for key, value in fields.items()}))

        def send() -> None:
            answer = self.client.post(path, data=forms[-1])
            assert answer.status_code == 303, (path, answer.status_code)

        self.shares.clear()
        ours = taken(send, fetch)
        fetch()
        before = self.statements
        send()
        return Figure(name, *ours, floor, self.statements - before)

    def health(self, floor: float) -> Figure:
        """Return the figure of what health took of the forms sent last; its history and its seal are not told."""
        clock, process, statements = zip(*self.shares, strict=True)
        ours = statistics.median(clock), statistics.median(process)
        return Figure("  of which health", *ours, floor, statements[-1])


def taken(
    work: Callable[[], Any], prepare: Callable[[], Any] | None = None, repeats: int = REPEATS, unseen: int = 2
) -> Taken:
    """Return the median milliseconds of some work by the clock and by this process, after some turns not counted."""
    clock, process = [], []
    for _ in range(unseen + repeats):
        if prepare:
            prepare()
        begun, worked = time.perf_counter(), time.process_time()
        work()
        clock.append((time.perf_counter() - begun) * 1000)
        process.append((time.process_time() - worked) * 1000)
    return statistics.median(clock[unseen:]), statistics.median(process[unseen:])


def floor_of(work: Callable[[], Any], repeats: int = REPEATS) -> float:
    """Return the median milliseconds of a floor by the clock."""
    return taken(work, repeats=repeats)[0]


def most_held() -> float:
    """Return the MiB this process has held at the most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def form_of(client: Any, path: str, fields: dict[str, str]) -> MultiDict[str, Any]:
    """Return what a browser would send of a page's form with some fields filled in."""
    forms = Page(client.get(path).text).root.all("form")
    sent = filled_in(next(form for form in forms if form["method"].lower() == "post" and form.above("main")))
    for name, value in fields.items():
        sent[name] = value
    return sent


def signed_in(settings: Settings, database: Database) -> Any:
    """Return a test client that has signed in as the officer through the real door."""
    with redirect_stdout(StringIO()):  # the request log goes where standard output was when the program was made
        app = create_app(settings, database)
    with database.transaction(Actor("operator", "bench"), "bench:password") as session:
        officer = session.scalar(select(Person).where(Person.email == OFFICER))
        assert officer is not None
        accounts.change_password(session, officer, PASSWORD, None, database.clock.now())
    client = app.test_client()
    answer = client.post("/sign-in", data=form_of(client, "/sign-in", {"email": OFFICER, "password": PASSWORD}))
    assert answer.status_code in (302, 303), answer.status_code
    return client


def floor_page(database: Database, model: type[Any]) -> float:
    """Return the floor of a register page: fifty rows and a count with the driver alone."""
    rows, count = (
        f"SELECT {what} FROM {model.__tablename__}{limit}"  # noqa: S608
        for what, limit in (("*", " LIMIT 50"), ("count(*)", ""))
    )

    def fetch() -> None:
        with database.engine.connect() as connection:
            connection.exec_driver_sql(rows).fetchall()
            connection.exec_driver_sql(count).scalar()

    return floor_of(fetch)


def floor_rows(database: Database, model: type[Any]) -> float:
    """Return the floor of an export: every row fetched by the driver and thrown away."""

    def fetch() -> None:
        with database.engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT * FROM {model.__tablename__}").fetchall()  # noqa: S608

    return floor_of(fetch, repeats=3)


def floor_save(database: Database) -> float:
    """Return the floor of a save: one row inserted and committed by the driver."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS bench_floor (n integer)")

    def save() -> None:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO bench_floor VALUES (1)")

    return floor_of(save)
