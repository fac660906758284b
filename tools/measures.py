"""Takes one kind of figure of a database that holds a sample, in the process it is started in.

Usage: python -m tools.measures KIND URL, with one JSON list of figures as the answer. Each kind gets a process of
its own, so that the most memory it ever held is what this work needed and no other.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from http.client import HTTPConnection

from sqlalchemy import event

from config import Settings
from isms.app import open_database, registers
from isms.kernel.access import CONSOLE
from isms.kernel.clock import day_of
from isms.kernel.moments import moment_of
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.risk.models import Assessment, Scenario
from tools.measures_of_rooms import nightly, package, rooms
from tools.measuring import (
    NOT_COUNTED,
    SECRET,
    Bench,
    Figure,
    floor_page,
    floor_rows,
    floor_save,
    most_held,
    taken,
)

CLIENTS = 8
WARM_SECONDS, SERVED_SECONDS = 2, 6


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
    """Yield the figures of forms sent, with history, derivations and a sealed log, and what health took of each."""
    bench = Bench(url)
    floor = floor_save(bench.database)
    named = {
        "name": f"Nytt system {time.time_ns() % 1_000_000} {{}}",
        "purpose": "Måler",
        "lifecycle": "planned",
        "unit_id": str(bench.first(Unit)),
    }
    forms = {
        "save one risk": (f"/risks/{bench.first(Scenario)}/change", {"cause": "Årsak {}"}),
        "save one system, its health too": (f"/systems/{bench.first(System)}/change", {"rto_hours": "{}"}),
        "register one system": ("/systems/new", named),
    }
    for name, (path, fields) in forms.items():
        yield bench.posted(name, path, fields, floor)
        yield bench.health(floor)
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
    statements = sum(not statement.startswith(NOT_COUNTED) for statement in asked)
    name = f"all risks as {ending.upper()}{', as of yesterday' if past else ''}"
    yield Figure(name, *ours, floor_rows(database, Scenario), statements, most_held())
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
    "rooms": rooms,
    "saves": saves,
    "assessment": assessment,
    "csv": lambda url: whole(url, "csv"),
    "csv-past": lambda url: whole(url, "csv", past=True),
    "xlsx": lambda url: whole(url, "xlsx"),
    "clients": clients,
    "package": package,
    "nightly": nightly,
}

if __name__ == "__main__":
    kind, where = sys.argv[1:]
    print(json.dumps([asdict(figure) for figure in KINDS[kind](where)]))
