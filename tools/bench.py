"""Measures speed on synthetic records and prints each figure beside its goal and a floor of the same run.

Usage: python -m tools.bench [--risks N …] [--systems N …] [--kinds KIND …] [--database URL]
On SQLite, and on PostgreSQL where its programs are found; with few risks and with many, each kind of figure in a
process of its own. Absolute times say little on a shared machine: read the ratios. The floor is the same rows
fetched or written with the driver alone, with no sign-in, page, access scope, history or audit.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from config import Settings
from isms.app import open_database
from isms.kernel.clock import FixedClock
from isms.kernel.migrate import upgrade
from isms.sample import fill
from tests import postgres
from tools.measures import KINDS

GOALS = {
    "risk register page": (12, 8, None),
    "heat map": (5, 8, None),
    "system register page": (10, 8, None),
    "system page": (7, 12, None),
    "home": (25, None, None),
    "health": (25, 8, None),
    "scorecard": (25, 8, None),
    "annual review of one system": (25, 14, None),
    "save one risk": (6, None, None),
    "save one system, its health too": (5, None, None),
    "register one system": (5, None, None),
    "one assessment as CSV": (10, None, None),
    "one assessment as XLSX": (20, None, None),
    "one assessment as PDF": (120, None, None),
    "all risks as CSV": (400, 3, 120),
    "all risks as XLSX": (1_000, 3, 200),
}
"""Milliseconds, statements and MiB, on a machine of two cores that does nothing else."""


def fill_database(url: str, systems: int, risks: int, units: int) -> None:
    """Make a sample in an empty database, and print how long it and the schema took."""
    with closing(open_database(Settings(database_url=url, secret_key="x" * 40), FixedClock())) as database:
        begun = time.perf_counter()
        upgrade(database)
        made = time.perf_counter()
        fill(database, systems=systems, risks=risks, units=units, seed=1, say=lambda _: None)
        if database.dialect == "postgresql":
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
        filled = time.perf_counter() - made
    size = f"{systems:,} systems and {risks:,} risks"
    print(f"schema made in {made - begun:.1f} s, sample of {size} in {filled:.0f} s", flush=True)


def figures(kind: str, url: str) -> list[dict[str, Any]]:
    """Return the figures of a kind, taken in a fresh process."""
    taken = subprocess.run(
        [sys.executable, "-m", "tools.measures", kind, url], check=True, stdout=subprocess.PIPE, text=True
    )
    found = json.loads(taken.stdout.splitlines()[-1])
    assert isinstance(found, list)
    return found


def told(figure: dict[str, Any], before: float | None) -> str:
    """Return one figure as a line; before: the milliseconds it took with fewer risks."""
    milliseconds, statements, memory = GOALS.get(figure["name"], (None, None, None))
    grown = f"{figure['ours'] / before:.1f}×" if before else ""
    return (
        f"{figure['name']:<34}{_of(figure['ours'], milliseconds):>17}{figure['worked']:>9.1f}{figure['floor']:>9.1f}"
        f"{figure['ours'] / figure['floor']:>8.1f}×{_of(figure['statements'], statements):>11}"
        f"{_of(figure['memory'], memory):>12}{grown:>8}"
    )


def _of(number: float | None, goal: int | None) -> str:
    if number is None:
        return ""
    shown = f"{number:,.0f}" if isinstance(number, int) else f"{number:,.1f}"
    return f"{shown} ≤ {goal}" if goal and number <= goal else f"{shown} > {goal}" if goal else shown


HEAD = f"{'':<34}{'ms, goal':>17}{'ours CPU':>9}{'floor':>9}{'ratio':>9}{'SQL, goal':>11}{'MiB, goal':>12}{'growth':>8}"


def measure(url: str, risks: int, kinds: list[str], before: dict[str, float]) -> None:
    """Print every figure of a filled database, and keep the milliseconds in `before` for a larger one."""
    print(f"\n{url.partition(':')[0]}, {risks:,} risks\n{HEAD}", flush=True)
    for kind in kinds:
        for figure in figures(kind, url):
            print(told(figure, before.get(figure["name"])), flush=True)
            before[figure["name"]] = figure["ours"]


def measure_log(url: str) -> None:
    """Print the figures of the log, taken in a fresh process; it comes last, since it makes the log grow."""
    subprocess.run([sys.executable, "-m", "tools.bench_audit", url], check=True)


@contextmanager
def databases(directory: Path, number: int) -> Iterator[list[list[str]]]:
    """Give as many empty databases of each kind there is, and throw them away after."""
    urls = [[f"sqlite:///{directory / f'bench-{n}.db'}" for n in range(number)]]
    try:
        server = postgres.start()
    except postgres.Missing as why:
        print(why)
        yield urls
        return
    try:
        yield [*urls, [server.cluster.copy("template0", f"bench_{n}") for n in range(number)]]
    finally:
        server.stop()


def main() -> None:
    """Make the samples and measure them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--risks", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--systems", type=int, nargs="+", default=[400, 2_000], help="one for each number of risks")
    parser.add_argument("--units", type=int, default=120)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--database", help="a database that holds a sample already; nothing is made")
    asked = parser.parse_args()
    if asked.database:
        measure(asked.database, asked.risks[-1], asked.kinds, {})
        measure_log(asked.database)
        return
    with tempfile.TemporaryDirectory() as name, databases(Path(name), len(asked.risks)) as places:
        for urls in places:
            before: dict[str, float] = {}
            for url, risks, systems in zip(urls, sorted(asked.risks), cycle(sorted(asked.systems)), strict=False):
                fill_database(url, systems, risks, asked.units)
                measure(url, risks, asked.kinds, before)
                measure_log(url)


if __name__ == "__main__":
    main()
