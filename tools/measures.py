"""Takes one kind of figure of a database that holds a sample, in the process it is started in.

Usage: python -m tools.measures KIND URL, with one JSON list of figures as the answer. Each kind gets a process of
its own, so that the most memory it ever held is what this work needed and no other.
"""

import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, redirect_stdout, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from http.client import HTTPConnection
from io import StringIO
from typing import Any

from sqlalchemy import event, func, select
from werkzeug.datastructures import MultiDict

from config import Settings
from isms.accounts import service as accounts
from isms.app import create_app, open_database, registers
from isms.kernel.access import CONSOLE
from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.moments import moment_of
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish
from isms.kernel.seal.collector import Actor
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.risk.models import Assessment, Scenario
from tests.client import filled_in
from tests.markup import Page

PASSWORD = "mange-ord-som-ingen-gjetter"  # noqa: S105
OFFICER = "officer@sample.example"
SECRET = "x" * 40
Taken = tuple[float, float]
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SET")
REPEATS = 21
CLIENTS = 8
WARM_SECONDS, SERVED_SECONDS = 2, 6


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
    """A database with a sample, the statements it is asked, and a browser that has signed in as its officer."""

    def __init__(self, url: str) -> None:
        settings = Settings(database_url=url, secret_key=SECRET)
        self.database = open_database(settings)
        self.statements = 0
        event.listen(self.database.engine, "before_cursor_execute", self._count)
        self.client = signed_in(settings, self.database)

    def _count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements += not statement.startswith(NOT_COUNTED)

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

        ours = taken(send, fetch)
        fetch()
        before = self.statements
        send()
        return Figure(name, *ours, floor, self.statements - before)


def taken(work: Callable[[], Any], prepare: Callable[[], Any] | None = None, repeats: int = REPEATS) -> Taken:
    """Return the median milliseconds of some work by the clock and by this process, after two turns not counted."""
    clock, process = [], []
    for _ in range(repeats + 2):
        if prepare:
            prepare()
        begun, worked = time.perf_counter(), time.process_time()
        work()
        clock.append((time.perf_counter() - begun) * 1000)
        process.append((time.process_time() - worked) * 1000)
    return statistics.median(clock[2:]), statistics.median(process[2:])


def floor_of(work: Callable[[], Any], repeats: int = REPEATS) -> float:
    """Return the median milliseconds of a floor by the clock."""
    return taken(work, repeats=repeats)[0]


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


def pages(url: str) -> Iterator[Figure]:
    """Yield the figures of pages, each as it is between two changes, and the registers right after one too."""
    bench = Bench(url)
    risks, systems = (floor_page(bench.database, model) for model in (Scenario, System))
    past = f"as_of={day_of(bench.database.clock.now()) - timedelta(days=1)}"
    yield bench.page("risk register page", "/risks", risks)
    yield bench.page("risk register, after a change", "/risks", risks, cold=True)
    yield bench.page("risk register, high only", "/risks?residual_level=high", risks)
    yield bench.page("risk register, search", "/risks?q=vakt", risks)
    yield bench.page("risk register, as of yesterday", f"/risks?{past}", risks)
    yield bench.page("  the same, after a change", f"/risks?{past}", risks, cold=True)
    yield bench.page("heat map", "/risks/map", risks)
    yield bench.page("heat map, after a change", "/risks/map", risks, cold=True)
    yield bench.page("system register page", "/systems", systems)
    yield bench.page("system register, search", "/systems?q=vakt", systems)
    yield bench.page("system page", f"/systems/{bench.first(System)}", systems)
    yield bench.page("risk page", f"/risks/{bench.first(Scenario)}", risks)
    yield bench.page("home", "/", systems)
    bench.database.close()


def saves(url: str) -> Iterator[Figure]:
    """Yield the figures of forms sent, with history, derivations and a sealed log."""
    bench = Bench(url)
    floor = floor_save(bench.database)
    yield bench.posted("save one risk", f"/risks/{bench.first(Scenario)}/change", {"cause": "Årsak {}"}, floor)
    named = {
        "name": f"Nytt system {time.time_ns() % 1_000_000} {{}}",
        "purpose": "Måler",
        "lifecycle": "planned",
        "unit_id": str(bench.first(Unit)),
    }
    yield bench.posted("register one system", "/systems/new", named, floor)
    bench.database.close()


def assessment(url: str) -> Iterator[Figure]:
    """Yield the figures of one assessment as files, where the program has them."""
    bench = Bench(url)
    floor = floor_page(bench.database, Scenario)
    for ending in ("csv", "xlsx", "pdf"):
        path = f"/assessments/{bench.first(Assessment)}.{ending}"
        if bench.client.get(path).status_code == 200:
            yield bench.page(f"one assessment as {ending.upper()}", path, floor)
    bench.database.close()


def whole(url: str, ending: str, *, past: bool = False) -> Iterator[Figure]:
    """Yield the figure of the whole register of risks as a file."""
    database = open_database(Settings(database_url=url, secret_key=SECRET))
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))
    as_of = str(day_of(database.clock.now()) - timedelta(days=1)) if past else ""

    def write() -> None:
        asked.clear()
        with tempfile.TemporaryFile() as file, database.reading() as session:
            moment = moment_of(session, as_of, database.clock.now())
            made = export(session, registers()["risks"], moment, CONSOLE, Wish(), CATALOGUE.words("nb"))
            if ending == "xlsx":
                made.xlsx(file)
            else:
                file.writelines(made.csv())

    ours = taken(write, repeats=3)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    statements = sum(not statement.startswith(NOT_COUNTED) for statement in asked)
    name = f"all risks as {ending.upper()}{', as of yesterday' if past else ''}"
    yield Figure(name, *ours, floor_rows(database, Scenario), statements, memory)
    database.close()


def clients(url: str) -> Iterator[Figure]:
    """Yield the figure of eight clients who ask a served program for the register of risks, per answer."""
    bench = Bench(url)
    cookie = bench.client.get_cookie("session")
    floor = floor_page(bench.database, Scenario)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"ISMS_DATABASE_URL": url, "ISMS_SECRET_KEY": SECRET}
    command = [sys.executable, "-m", "isms.cli", "serve", "--port", str(port), "--processes", "2"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            asker = partial(_answers, port, f"session={cookie.value}")
            while not asker(time.perf_counter() + WARM_SECONDS):
                assert server.poll() is None, "the server did not start"
            until = time.perf_counter() + SERVED_SECONDS
            with ThreadPoolExecutor(CLIENTS) as together:
                answers = sum(together.map(asker, [until] * CLIENTS))
        finally:
            server.terminate()
    name = f"{CLIENTS} clients, {answers / SERVED_SECONDS:,.0f} answers/s"
    milliseconds = SERVED_SECONDS * 1000 / max(1, answers)
    yield Figure(name, milliseconds, milliseconds, floor)
    bench.database.close()


def _answers(port: int, cookie: str, until: float) -> int:
    """Ask for the register again and again, and return how often it was answered."""
    answers = 0
    while time.perf_counter() < until:
        connection = HTTPConnection("127.0.0.1", port)
        with suppress(OSError), closing(connection):
            connection.request("GET", "/risks", headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            answers += 1
    return answers


KINDS: dict[str, Callable[[str], Iterator[Figure]]] = {
    "pages": pages,
    "saves": saves,
    "assessment": assessment,
    "csv": lambda url: whole(url, "csv"),
    "csv-past": lambda url: whole(url, "csv", past=True),
    "xlsx": lambda url: whole(url, "xlsx"),
    "clients": clients,
}

if __name__ == "__main__":
    kind, where = sys.argv[1:]
    print(json.dumps([asdict(figure) for figure in KINDS[kind](where)]))
