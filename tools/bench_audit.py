"""Measures the log: how fast it grows, how fast it is checked, and what a pack costs and its verifier.

Usage: python -m tools.bench_audit URL, of a database that holds a sample.
"""

import hashlib
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sqlalchemy import select

from config import Settings
from isms.app import open_database, registers
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.moments import present
from isms.kernel.pack.making import Order, make_pack
from isms.kernel.pack.scope import EVERYTHING
from isms.kernel.seal.access_log import Look, write_down
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import LOG_TABLES, AccessKind
from isms.kernel.seal.replay import replay_faults
from isms.kernel.seal.verify import Walk
from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE
from isms.portfolio.models import System

ME = Actor("operator", "bench")
TOGETHER = 100
TURNS = 60


def seconds(work: Callable[[], Any]) -> float:
    """Return how long some work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def rate(name: str, ours: float, floor: float, unit: str) -> None:
    """Print how many a second, beside a floor."""
    print(f"{name:<46} {ours:>10,.0f} {unit:<10} {floor:>10,.0f} {unit:<10} {floor / ours:>6.1f}×")


def audit_figures(database: Database, directory: Path) -> None:
    """Print every figure of the log."""
    _append(database)
    _check(database)
    _pack(database, directory)


def _append(database: Database) -> None:
    number = iter(range(1, 1_000_000))

    def change(limit: int) -> None:
        with database.transaction(ME, "bench:append") as session:
            for system in session.scalars(select(System).order_by(System.id).limit(limit)):
                system.users = next(number)

    def insert() -> None:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO bench_append VALUES (1)")

    change(1)
    change(TOGETHER)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS bench_append (n integer)")
    floor = TURNS / seconds(lambda: [insert() for _ in range(TURNS)])
    rate("append, one change a transaction", TURNS / seconds(lambda: [change(1) for _ in range(TURNS)]), floor, "/s")
    many = seconds(lambda: [change(TOGETHER) for _ in range(5)])
    rate(f"append, {TOGETHER} changes a transaction", 5 * TOGETHER / many, floor, "/s")
    look = Look(ME, AccessKind.PAGE, "/systems")
    written = seconds(lambda: [write_down(database, look) for _ in range(TURNS)])
    rate("lines of the access log", TURNS / written, floor, "/s")


def _check(database: Database) -> None:
    with database.reading() as session:
        walk = Walk(session)
        walked = seconds(lambda: list(walk.run()))
        rows = walk.entries + walk.values
        replayed = seconds(lambda: list(replay_faults(session, Base.metadata)))
        connection = session.connection()

        def floor() -> None:
            for table in LOG_TABLES:
                for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}").fetchall():  # noqa: S608
                    hashlib.sha256(str(row).encode()).hexdigest()

        least = rows / seconds(floor)
    rate("audit verify, the chain", rows / walked, least, "rows/s")
    rate("audit verify, history held against it", rows / replayed, least, "rows/s")
    rate("audit verify, both", rows / (walked + replayed), least, "rows/s")


def _pack(database: Database, directory: Path) -> None:
    path = directory / "pack.zip"

    def make() -> None:
        with database.reading() as session, path.open("wb") as file:
            now = database.clock.now()
            moment = present(session, now)
            order = Order(moment, CONSOLE, EVERYTHING, ME, now, CATALOGUE.words("nb"))
            make_pack(session, Base.metadata, registers().values(), order, file)

    print(f"{'auditor pack':<46} {seconds(make):>10.1f} s          {path.stat().st_size / 1e6:.1f} MB")
    tracemalloc.start()
    make()
    print(f"{'memory of the pack above the program':<46} {tracemalloc.get_traced_memory()[1] / 1e6:>10.1f} MB")
    tracemalloc.stop()
    with ZipFile(path) as pack:
        pack.extract("verify.py", directory)
    command = [sys.executable, "-I", "-S", str(directory / "verify.py"), str(path)]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    taken = time.perf_counter() - begun
    told = [int(part.split()[0]) for part in done.stdout.splitlines()[0].split(", ")[2:4]]
    print(f"{'its verifier, in Python alone':<46} {sum(told) / taken:>10,.0f} rows/s")


def main() -> None:
    """Print the figures of the log of one database."""
    settings = Settings(database_url=sys.argv[1], secret_key="x" * 40)
    with closing(open_database(settings)) as database, tempfile.TemporaryDirectory() as name:
        audit_figures(database, Path(name))


if __name__ == "__main__":
    main()
