"""A municipality of 2023, long past on any machine's clock, and the commands that are run on it."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from isms.app import DERIVATIONS
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.organisation import service as organisation
from isms.organisation.vocabulary import UnitKind
from isms.portfolio import service as portfolio
from isms.portfolio.vocabulary import Lifecycle

ROOT = Path(__file__).parents[2]

Done = tuple[int, str, str]
"""The exit status of a command, and what it said on stdout and stderr."""


@pytest.fixture
def past(database_url: str) -> str:
    """The URL of a database with a municipality EKF and an area HEM, whose first system came in July 2023."""
    clock = FixedClock(datetime(2023, 7, 1, 8, tzinfo=UTC))
    database = Database(database_url, clock=clock, derivations=DERIVATIONS)
    with database.transaction(Actor("operator", "test"), "test:build") as session:
        town = organisation.establish(
            session, code="EKF", name="Eksempelfjord", kind=UnitKind.MUNICIPALITY, parent=None
        )
        area = organisation.establish(
            session, code="HEM", name="Helse og mestring", kind=UnitKind.SERVICE_AREA, parent=town
        )
        portfolio.register(session, area, name="Pasientjournal", lifecycle=Lifecycle.IN_USE)
    database.close()
    return database_url


@pytest.fixture
def isms(past: str) -> Callable[..., Done]:
    """The command, run as a process of its own on that database, in English."""

    def run(*arguments: str) -> Done:
        environment = {**os.environ, "ISMS_DATABASE_URL": past, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [sys.executable, "-m", "isms.cli", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return run
