"""Two workers are killed at random while the mail server is away: every digest arrives, none is lost or doubled."""

import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from isms.actions import service as actions
from isms.actions.vocabulary import SourceKind
from isms.app import DERIVATIONS
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.outbox import Mail
from isms.kernel.seal.collector import Actor
from isms.notices.models import Notice
from isms.organisation import service as organisation
from isms.organisation.vocabulary import Role, UnitKind
from tests.kernel.test_outbox import PostOffice
from tests.worker.hurried import READY, HurriedClock

ROOT = Path(__file__).parents[2]
ACTOR = Actor("operator", "test")
KILLS, PEOPLE, ACTIONS_EACH = 5, 12, 3
DAYS_A_SECOND = 2
BEGINS_AT = datetime(2026, 8, 31, 22, 0, tzinfo=UTC)
FIRST_DUE = date(2026, 9, 11)
LAST_DAY = date(2026, 9, 20)
"""After every step that is counted, and before the first that is told again."""

LEASE_SECONDS = 1.0
PATIENCE = 25
"""For how many seconds the last mails are waited for."""


def build(url: str) -> dict[tuple[str, date], set[str]]:
    """Build a municipality whose people have actions due, and return which digest names what by the shipped rule.

    Each action is told 7 days before it is due and the day after; people have nobody to lead them.
    """
    database = Database(url, clock=FixedClock(BEGINS_AT - timedelta(days=30)), derivations=DERIVATIONS)
    expected: dict[tuple[str, date], set[str]] = {}
    with database.transaction(ACTOR, "test:build") as session:
        town = organisation.establish(session, code="EKF", name="Fjord", kind=UnitKind.MUNICIPALITY, parent=None)
        officer = organisation.register_person(session, email="officer@example.test", name="Ingrid", unit=town)
        organisation.grant_role(session, officer, Role.SECURITY_OFFICER, town, date(2026, 1, 1), None)
        for number in range(PEOPLE):
            email = f"person{number}@example.test"
            person = organisation.register_person(session, email=email, name=f"Person {number}", unit=town)
            for several in range(ACTIONS_EACH):
                due_on = FIRST_DUE + timedelta(days=(number + several) % 4)
                action = actions.plan(
                    session,
                    unit=town,
                    title="Øve",
                    description=None,
                    owner_id=person.id,
                    due_on=due_on,
                    source_kind=SourceKind.OWN,
                    source_code=None,
                    today=day_of(database.clock.now()),
                )
                for day in (due_on - timedelta(days=7), due_on + timedelta(days=1)):
                    expected.setdefault((email, day), set()).add(action.code)
    database.close()
    return expected


class Workers:
    """Two worker processes that are killed and started anew; what they write is kept."""

    def __init__(self, url: str, smtp_url: str, clock: HurriedClock, errors: Path) -> None:
        self.environment = {
            **os.environ,
            "ISMS_DATABASE_URL": url,
            "ISMS_SMTP_URL": smtp_url,
            "ISMS_MAIL_FROM": "isms@example.test",
            "PYTHONPATH": str(ROOT),
        }
        self.clock = clock
        self.said = errors
        self.errors = errors.open("ab")
        self.processes = [self._start(), self._start()]

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.worker.hurried", *self.clock.arguments(), str(LEASE_SECONDS)]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self.errors, stderr=self.errors, start_new_session=True
        )

    def kill_one(self, dice: random.Random, office: PostOffice) -> None:
        """Kill a worker that has begun to work: at any time, or as soon as a mail has come from one of them."""
        at = dice.randrange(2)
        self._wait_for(self.processes[at])
        time.sleep(dice.uniform(0.1, 0.8))
        received = len(office.raw)
        if dice.random() < 0.6:
            self._wait(lambda: len(office.raw) > received, seconds=1)
        assert self.processes[at].poll() is None, "a worker has died by itself"
        self.processes[at].kill()
        self.processes[at].wait()
        self.processes[at] = self._start()

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        self._wait(lambda: f"{READY}{process.pid}\n" in self.said.read_text(), seconds=30)

    @staticmethod
    def _wait(done: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not done():
            time.sleep(0.005)

    def stop(self) -> list[int]:
        for process in self.processes:
            self._wait_for(process)
            process.terminate()
        return [process.wait(15) for process in self.processes]


@contextmanager
def workers(url: str, smtp_url: str, clock: HurriedClock, errors: Path) -> Iterator[Workers]:
    kept = Workers(url, smtp_url, clock, errors)
    try:
        yield kept
    finally:
        for process in kept.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        kept.errors.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unsent(database: Database, clock: HurriedClock) -> int:
    """Return how many notices are under way, counting from when the last step has been reached."""
    if day_of(clock.now()) <= LAST_DAY:
        return 1
    with database.reading() as session:
        under_way = select(func.count(Notice.id)).outerjoin(Mail, Mail.id == Notice.mail_id)
        return session.scalar(under_way.where(Notice.on_day <= LAST_DAY, Mail.sent_at.is_(None))) or 0


@pytest.mark.slow
@pytest.mark.parametrize("new_database_url", ["postgresql"], indirect=True)
def test_every_digest_arrives_once_however_workers_die_and_the_mail_server_rests(
    database_url: str, tmp_path: Path
) -> None:
    seed = int(os.environ.get("ISMS_TEST_SEED") or random.SystemRandom().randrange(10**6))
    sys.stdout.write(f"\nISMS_TEST_SEED={seed}\n")
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    expected = build(database_url)
    clock = HurriedClock(BEGINS_AT, DAYS_A_SECOND, time.time())
    database = Database(database_url, clock=clock)
    office, port = PostOffice(), free_port()
    with workers(database_url, f"smtp://127.0.0.1:{port}", clock, tmp_path / "errors.txt") as kept:
        controller: Controller | None = None
        for blow in range(KILLS):
            if blow in {1, 4}:
                controller = Controller(office, hostname="127.0.0.1", port=port)
                controller.start()
            elif blow == 3 and controller:
                controller.stop()
            kept.kill_one(dice, office)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and unsent(database, clock):
            time.sleep(0.2)
        assert kept.stop() == [0, 0]
        assert controller
        controller.stop()
    check(database, office, expected, (tmp_path / "errors.txt").read_text())


def check(database: Database, office: PostOffice, expected: dict[tuple[str, date], set[str]], said: str) -> None:
    """Compare what has arrived, each Message-ID once, with what should have."""
    with database.reading() as session:
        notices = session.scalars(select(Notice).where(Notice.on_day <= LAST_DAY)).all()
        told_by = {notice.mail_id for notice in notices}
        everything = session.scalars(select(Mail)).all()
        mails = [mail for mail in everything if mail.id in told_by]
    database.close()
    copies = Counter(str(message["Message-ID"]) for message in office.received)
    people = {f"person{number}@example.test" for number in range(PEOPLE)}
    digests = {mail.id: (mail.recipient, mail.due_on) for mail in mails if mail.recipient in people}
    named: dict[str, Counter[str]] = {}
    for notice in notices:
        if notice.mail_id in digests:
            named.setdefault(digests[notice.mail_id][0], Counter())[notice.code] += 1
    wanted: dict[str, Counter[str]] = {}
    for (email, _), codes in expected.items():
        wanted.setdefault(email, Counter()).update(codes)
    sys.stdout.write(
        f"{len(mails)} mails of {len(notices)} notices, {KILLS} kills, "
        f"{sum(copies.values()) - len(copies)} second copies of {len(copies)} received\n"
    )
    assert all(mail.sent_at for mail in mails), "a mail is lost"
    assert {f"<mail-{mail.id}@example.test>" for mail in mails} <= set(copies), "a mail is lost"
    days = [(mail.recipient, mail.due_on) for mail in everything]
    assert len(days) == len(set(days)), "somebody has had two digests on one day"
    assert named == wanted, "a step was told twice or not at all"
    assert sum(copies.values()) - len(copies) <= KILLS, "more second copies than deaths"
    assert "tick failed" not in said
