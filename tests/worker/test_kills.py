"""Two workers are killed and frozen at random while periods end: no review twice, none missing."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from isms.app import DERIVATIONS
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.outbox import Mail
from isms.kernel.refusal import Unavailable
from isms.kernel.runs import Run, RunStatus
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from isms.organisation import service as organisation
from isms.organisation.rules.periods import Period
from isms.organisation.vocabulary import Role, UnitKind
from isms.portfolio import service as portfolio
from isms.portfolio.vocabulary import Lifecycle
from isms.reviews.jobs import JOB
from isms.reviews.models import Review
from isms.reviews.rules import due_periods
from tests.worker.hurried import READY, HurriedClock

ROOT = Path(__file__).parents[2]
KILLS, FREEZES, AREAS = 6, 3, 8
LEASE_SECONDS = 1.0
FROZEN_SECONDS = 1.6
DAYS_A_SECOND = 60
BEGINS_AT = datetime(2019, 9, 1, 8, tzinfo=UTC)
FIRST, LAST = Period(2019, 2), Period(2023, 1)


def build(url: str) -> list[int]:
    """Build a municipality with a system in each area, and return the ids of the units under review."""
    database = Database(url, clock=FixedClock(datetime(2019, 6, 1, 8, tzinfo=UTC)), derivations=DERIVATIONS)
    with database.transaction(Actor("operator", "test"), "test:build") as session:
        town = organisation.establish(
            session, code="EKF", name="Eksempelfjord", kind=UnitKind.MUNICIPALITY, parent=None
        )
        officer = organisation.register_person(session, email="officer@example.test", name="Ingrid Solvang", unit=town)
        organisation.grant_role(session, officer, Role.SECURITY_OFFICER, town, date(2019, 1, 1), None)
        ids = [town.id]
        for number in range(AREAS):
            area = organisation.establish(
                session, code=f"A{number}", name=f"Område {number}", kind=UnitKind.SERVICE_AREA, parent=town
            )
            portfolio.register(session, area, name=f"Fagsystem {number}", lifecycle=Lifecycle.IN_USE)
            ids.append(area.id)
    database.close()
    return ids


class Stable:
    """Two worker processes, and the means to hurt them."""

    def __init__(self, url: str, clock: HurriedClock, errors: Path) -> None:
        self.url = url
        self.clock = clock
        self.said = errors
        self.errors = errors.open("ab")
        self.processes = [self._start(), self._start()]

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.worker.hurried", *self.clock.arguments(), str(LEASE_SECONDS)]
        environment = {**os.environ, "ISMS_DATABASE_URL": self.url, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=self.errors, stderr=self.errors, start_new_session=True
        )

    def kill(self, victim: subprocess.Popen[bytes]) -> None:
        """Kill a worker where it stands, and start another in its place."""
        assert victim.poll() is None, "a worker has died by itself"
        victim.kill()
        victim.wait()
        self.processes[self.processes.index(victim)] = self._start()

    def freeze(self, victim: subprocess.Popen[bytes]) -> None:
        """Freeze a worker for longer than its lease, then let it go on."""
        assert victim.poll() is None, "a worker has died by itself"
        victim.send_signal(signal.SIGSTOP)
        time.sleep(FROZEN_SECONDS)
        victim.send_signal(signal.SIGCONT)

    def stop(self) -> list[int]:
        """Ask both to stop, once they are up and can hear it, and return their exit statuses."""
        deadline = time.monotonic() + 60
        while not all(f"{READY}{process.pid}\n" in self.said.read_text() for process in self.processes):
            assert time.monotonic() < deadline, "a worker did not come up"
            time.sleep(0.1)
        for process in self.processes:
            process.terminate()
        return [process.wait(15) for process in self.processes]


@contextmanager
def stable(url: str, clock: HurriedClock, errors: Path) -> Iterator[Stable]:
    """Keep two workers, and leave none behind."""
    kept = Stable(url, clock, errors)
    try:
        yield kept
    finally:
        for process in kept.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        kept.errors.close()


def caught_at_work(database: Database, kept: Stable, dice: random.Random) -> subprocess.Popen[bytes]:
    """Return a worker that was stopped while it held a slot, or any when none could be caught."""
    deadline = time.monotonic() + 4
    while time.monotonic() < deadline:
        process = dice.choice(kept.processes)
        process.send_signal(signal.SIGSTOP)
        if process.pid in at_work(database, process.pid):
            return process
        process.send_signal(signal.SIGCONT)
        time.sleep(dice.uniform(0.01, 0.05))
    return dice.choice(kept.processes)


def at_work(database: Database, stopped: int) -> set[int]:
    """Return the processes that hold a slot; the stopped one also when it holds the whole file."""
    try:
        with database.reading() as session:
            owners = session.scalars(select(Run.owner).where(Run.status == RunStatus.RUNNING)).all()
    except Unavailable:
        return {stopped}
    return {int(owner.split(":")[1]) for owner in owners}


def hurt(database: Database, kept: Stable, dice: random.Random) -> None:
    """Kill and freeze in random order: more often than not whoever is at work, else anybody at any time."""
    blows = ["kill"] * KILLS + ["freeze"] * FREEZES
    dice.shuffle(blows)
    for blow in blows:
        time.sleep(dice.uniform(0.2, 1.5))
        victim = caught_at_work(database, kept, dice) if dice.random() < 0.6 else dice.choice(kept.processes)
        (kept.kill if blow == "kill" else kept.freeze)(victim)


def wait_for(database: Database, number: int, seconds: float) -> None:
    """Wait until so many reviews up to the last period are there; what is missing the assertions find."""
    deadline = time.monotonic() + seconds
    counted = select(func.count(Review.id)).where(Review.ends_on <= LAST.ends_on)
    while time.monotonic() < deadline:
        with database.reading() as session:
            if (session.scalar(counted) or 0) >= number:
                return
        time.sleep(0.2)


@pytest.mark.slow
def test_no_review_is_made_twice_or_missing_however_workers_die_and_freeze(database_url: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("ISMS_TEST_SEED") or random.SystemRandom().randrange(10**6))
    sys.stdout.write(f"\nISMS_TEST_SEED={seed}\n")
    units = build(database_url)
    periods = [str(period) for period in due_periods(FIRST, set(), LAST.next().ends_on)]
    expected = {(unit, period) for unit in units for period in periods}
    clock = HurriedClock(BEGINS_AT, DAYS_A_SECOND, time.time())
    database = Database(database_url, clock=clock)
    with stable(database_url, clock, tmp_path / "errors.txt") as kept:
        hurt(database, kept, random.Random(seed))  # noqa: S311 - dice, not secrets
        wait_for(database, len(expected), seconds=90)
        assert kept.stop() == [0, 0]
    with database.reading() as session:
        made = session.scalars(select(Review).order_by(Review.id)).all()
        runs = session.scalars(select(Run)).all()
        letters = session.scalars(select(Mail.about).where(Mail.kind == "review:prepared")).all()
        faults = verify(session, Base.metadata).faults
    database.close()
    taken_over = sum(run.attempt > 1 for run in runs)
    sys.stdout.write(f"{len(made)} reviews, {taken_over} slots taken over\n")
    in_time = [(review.unit_id, review.period) for review in made if review.ends_on <= LAST.ends_on]
    assert sorted(in_time) == sorted(expected)
    settled = [run.slot for run in runs if run.status == RunStatus.DONE and run.job == JOB]
    assert sorted(settled) == sorted(f"{review.unit_id}:{review.period}" for review in made)
    assert sorted(letters) == sorted(f"review:{review.id}" for review in made)
    assert [review.code for review in made] == [f"G-{n:03d}" for n in range(1, len(made) + 1)]
    assert taken_over > 0, "nobody was hit at work: the test proved nothing"
    assert not faults
    assert "tick failed" not in (tmp_path / "errors.txt").read_text()
