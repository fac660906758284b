"""Measures speed on synthetic records and prints each figure beside a floor measured in the same run.

Usage: python -m tools.bench [--systems N] [--risks N] [--database URL]
Absolute times say little on a shared machine: read the ratios. The floor is the same rows fetched or written
with the driver alone, with no sign-in, access scope, history or audit.
"""

import argparse
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select, text

from config import Settings
from isms.accounts import service as accounts
from isms.app import create_app, open_database, registers
from isms.kernel.access import CONSOLE
from isms.kernel.clock import FixedClock, SystemClock
from isms.kernel.db import Database
from isms.kernel.migrate import upgrade
from isms.kernel.moments import present
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish
from isms.kernel.seal.collector import Actor
from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Person
from isms.portfolio.models import System
from isms.risk.models import Scenario
from isms.sample import fill
from tools.bench_audit import audit_figures

PASSWORD = "mange-ord-som-ingen-gjetter"  # noqa: S105
OFFICER = "officer@sample.example"
REPEATS = 15


def timed(work: Callable[[], Any], repeats: int = REPEATS) -> float:
    """Return the median milliseconds of some work, after one turn that is not counted."""
    work()
    taken = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


class Counter:
    """Counts the statements of a database."""

    def __init__(self, database: Database) -> None:
        self.number = 0
        event.listen(database.engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.number += 1


def client_of(settings: Settings, database: Database) -> Any:
    """Return a test client that has signed in as the officer through the real door."""
    with redirect_stdout(StringIO()):  # the request log goes where standard output was when the program was made
        app = create_app(settings, database)
    app.config["WTF_CSRF_ENABLED"] = False
    with database.transaction(Actor("operator", "bench"), "bench:password") as session:
        officer = session.scalar(select(Person).where(Person.email == OFFICER))
        assert officer is not None
        accounts.change_password(session, officer, PASSWORD, None, database.clock.now())
    client = app.test_client()
    answer = client.post("/sign-in", data={"email": OFFICER, "password": PASSWORD})
    assert answer.status_code in (302, 303), answer.status_code
    return client


def page(client: Any, path: str) -> Callable[[], None]:
    """Return the work of fetching one page."""

    def fetch() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        answer.get_data()

    return fetch


def floor_page(database: Database, model: type[Any]) -> Callable[[], None]:
    """Return the floor of a register page: fifty rows and a count with the driver alone."""
    table = Base.metadata.tables[model.__tablename__]

    def fetch() -> None:
        with database.engine.connect() as connection:
            connection.execute(select(table).limit(50)).all()
            connection.execute(select(func.count()).select_from(table)).scalar()

    return fetch


def exported(database: Database, name: str, ending: str, target: Path) -> Callable[[], None]:
    """Return the work of exporting a whole register."""
    register = registers()[name]

    def write() -> None:
        with database.reading() as session, target.open("wb") as file:
            made = export(
                session, register, present(session, database.clock.now()), CONSOLE, Wish(), CATALOGUE.words("nb")
            )
            if ending == "xlsx":
                made.xlsx(file)
            else:
                file.writelines(made.csv() if ending == "csv" else made.json())

    return write


def floor_rows(database: Database, model: type[Any]) -> Callable[[], None]:
    """Return the floor of an export: every row fetched by the driver and thrown away."""

    def fetch() -> None:
        with database.engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT * FROM {model.__tablename__}").fetchall()  # noqa: S608

    return fetch


def saved(database: Database, model: type[Any], change: Callable[[Any, int], None]) -> Callable[[], None]:
    """Return the work of saving one record with history and a sealed log."""
    number = iter(range(1, 1_000_000))

    def save() -> None:
        with database.transaction(Actor("operator", "bench"), "bench:save") as session:
            record = session.scalars(select(model).order_by(model.id).limit(1)).one()
            change(record, next(number))

    return save


def floor_save(database: Database) -> Callable[[], None]:
    """Return the floor of a save: one row inserted and committed by the driver."""
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS bench_floor (n integer)"))

    def save() -> None:
        with database.engine.begin() as connection:
            connection.execute(text("INSERT INTO bench_floor VALUES (1)"))

    return save


def row(name: str, ours: float, floor: float, note: str = "") -> None:
    """Print one figure beside its floor."""
    print(f"{name:<46} {ours:>10.1f} ms {floor:>10.1f} ms {ours / floor if floor else 0:>8.1f}×  {note}")


def measure(settings: Settings, database: Database, directory: Path) -> None:
    """Print every row."""
    counter = Counter(database)
    client = client_of(settings, database)
    with database.reading() as session:
        system_id = session.scalar(select(func.min(System.id)))
        risk_id = session.scalar(select(func.min(Scenario.id)))
    print(f"{'':<46} {'ours':>13} {'floor':>13} {'ratio':>9}")
    for name, path, model in (
        ("risk register page", "/risks", Scenario),
        ("risk register page, high only", "/risks?residual_level=high", Scenario),
        ("risk register page, search", "/risks?q=vakt", Scenario),
        ("system register page", "/systems", System),
        ("system register, search", "/systems?q=vakt", System),
        ("system page", f"/systems/{system_id}", System),
        ("risk page", f"/risks/{risk_id}", Scenario),
        ("home", "/", System),
    ):
        before = counter.number
        client.get(path)
        statements = counter.number - before
        row(name, timed(page(client, path)), timed(floor_page(database, model)), f"{statements} SQL")
    for name, model in (("risks", Scenario), ("systems", System)):
        for ending in ("csv", "json", "xlsx"):
            target = directory / f"{name}.{ending}"
            work = exported(database, name, ending, target)
            note = f"{target.stat().st_size / 1e6:.1f} MB" if target.exists() else ""
            row(f"all {name} as {ending}", timed(work, 3), timed(floor_rows(database, model), 3), note)
    tracemalloc.start()
    exported(database, "risks", "csv", directory / "traced.csv")()
    print(f"{'memory of the CSV export above the program':<46} {tracemalloc.get_traced_memory()[1] / 1e6:>10.1f} MB")
    tracemalloc.stop()
    floor = timed(floor_save(database))
    row("save one system", timed(saved(database, System, _more_users)), floor)
    row("save one risk", timed(saved(database, Scenario, _other_cause)), floor)
    audit_figures(database, directory)


def _more_users(system: Any, number: int) -> None:
    system.users = number


def _other_cause(scenario: Any, number: int) -> None:
    scenario.cause = f"Årsak {number}"


def main() -> None:
    """Make the sample and measure it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--systems", type=int, default=1_000)
    arguments.add_argument("--risks", type=int, default=4_000)
    arguments.add_argument("--units", type=int, default=120)
    arguments.add_argument("--database", default="")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        url = asked.database or f"sqlite:///{directory / 'bench.db'}"
        settings = Settings(database_url=url, secret_key="x" * 40)
        clock = FixedClock()
        with closing(open_database(settings, clock)) as database:
            begun = time.perf_counter()
            upgrade(database)
            print(f"{'create the schema':<46} {(time.perf_counter() - begun) * 1000:>10.1f} ms")
            begun = time.perf_counter()
            fill(database, systems=asked.systems, risks=asked.risks, units=asked.units, seed=1, say=lambda _: None)
            print(f"{'sample of ' + str(asked.risks) + ' risks':<46} {time.perf_counter() - begun:>10.1f} s")
            if database.dialect == "postgresql":
                with database.engine.connect() as connection:
                    connection.exec_driver_sql("ANALYZE")
            clock.set(SystemClock().now())
            measure(settings, database, directory)


if __name__ == "__main__":
    main()
