"""A year lived day by day with two workers that race, and are away now and then: each thing happens once."""

import hashlib
import os
import random
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from isms.app import DERIVATIONS
from isms.attestations.models import Attestation, Campaign
from isms.kernel import blobs
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.outbox import Mail
from isms.kernel.register.columns import Source
from isms.kernel.runs import Run, RunStatus
from isms.kernel.seal.models import Sealing
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE
from isms.notices.models import Notice
from isms.reviews.models import Meeting, Review
from isms.reviews.papers.making import KEPT, PAPER_LANGUAGES, frozen_of, make
from isms.reviews.queries.gathering import gather
from isms.reviews.queries.meetings import package_of, papers_of
from isms.reviews.rules.packages import canonical, digest, read
from isms.reviews.vocabulary import MeetingKind, MeetingState, PaperKind
from isms.scorecard.models import ScoreIndicator, ScoreResult
from isms.worker import Tick, ticks
from tests.cast import Cast
from tests.client import client_of
from tests.worker import lived
from tests.worker.lived import BEGUN, MAIN, NEXT_MAIN, SHORT, SYSTEMS, Life

ENDED, A_YEAR_LATER = date(2027, 12, 31), date(2028, 3, 20)
BOTH_AWAY, ONE_AWAY = 0.05, 0.2
"""How likely it is that nobody works on a day, and that one of the two does not."""

OPENS_ON, DUE_ON = date(2027, 10, 1), date(2027, 10, 31)
STEPS = (30, 14, 7, 0, -7, -14)
"""How many days before the due day a review's owner is told, and after it."""

LED_BY = {"employee": "opp_owner", "hem_owner": "chief_executive", "operator": "chief_executive"}
"""Who leads whom in the autumn."""

Told = tuple[str, int, date, str]
"""Of which system, how many days before the due day, which day that is, and who is told."""


@dataclass
class Race:
    """Two workers that look after their ticks at the same time, each over a database of its own."""

    workers: list[list[Tick]]
    dice: random.Random
    pool: ThreadPoolExecutor
    here_on: list[date] = field(default_factory=list)

    def look(self, day: date, *, somebody: bool) -> None:
        """Let those who are here look after everything, from the same moment on and the last one in any order."""
        here, drawn = [list(worker) for worker in self.workers], self.dice.random()
        if drawn < BOTH_AWAY and not somebody:
            return
        if drawn < BOTH_AWAY + ONE_AWAY:
            here.pop(self.dice.randrange(len(here)))
        self.dice.shuffle(here[-1])
        together = threading.Barrier(len(here))
        self.here_on.append(day)
        for done in [self.pool.submit(self._do, order, together) for order in here]:
            done.result()

    def _do(self, order: list[Tick], together: threading.Barrier) -> None:
        together.wait()
        for tick in order:
            tick.do()

    def first_since(self, day: date) -> date:
        """Return the first day from a day on that somebody worked."""
        return next(one for one in self.here_on if one >= day)


@contextmanager
def race(life: Life, settings: Settings, seed: int) -> Iterator[Race]:
    """Hire two workers."""
    with ExitStack() as hired:
        pool = hired.enter_context(ThreadPoolExecutor(2))
        workers = []
        for _ in range(2):
            own = Database(settings.database_url, clock=life.clock, derivations=DERIVATIONS)
            hired.callback(own.close)
            workers.append(ticks(own, settings, threading.Event(), seconds=1))
        yield Race(workers, random.Random(seed), pool)  # noqa: S311 - dice, not secrets


@pytest.fixture
def life(database: Database, cast: Cast, clock: FixedClock) -> Life:
    """The municipality, with every derivation."""
    database.derivations = DERIVATIONS
    return Life(database, clock, cast)


def test_a_year_with_two_workers_does_each_thing_once_and_its_papers_stand(
    life: Life, app: Flask, tmp_path: Path, database_url: str
) -> None:
    seed = int(os.environ.get("ISMS_TEST_SEED") or random.SystemRandom().randrange(10**6))
    sys.stdout.write(f"\nISMS_TEST_SEED={seed}\n")
    kept = tmp_path / "checkpoints"
    kept.mkdir()
    settings = Settings(database_url, "a key", signing_key=tmp_path / "key", checkpoint_directory=kept)
    with race(life, settings, seed) as workers:
        live(life, workers)
    with life.database.reading() as session:
        opened_on = workers.first_since(OPENS_ON)
        assert campaigns_opened(session, life) == {(opened_on, "municipality"): 1, (opened_on, "neighbour"): 1}
        assert systems_asked(session, life) == dict.fromkeys(SYSTEMS, 1)
        assert reminders(session, life) == Counter(expected_reminders(life))
        assert reviews_prepared(session) == {
            (unit_id, period): 1
            for unit_id in (life.cast.municipality, life.cast.hem, life.cast.opp)
            for period in ("2026-T3", "2027-T1", "2027-T2")
        }
        every_mail_is_one_of_its_kind(session)
        meetings_moved(session, life, workers)
        every_day_is_settled_once(session, workers)
        assert len(list(kept.iterdir())) == len(workers.here_on)
        the_year_is_recorded_once(session)
        assert verify(session, Base.metadata).faults == ()
    life.set_day(A_YEAR_LATER)
    the_package_stands(life, app)


def live(life: Life, workers: Race) -> None:
    """Let the days pass: in the morning the workers look after everything, then people do what they do."""
    life.set_day(BEGUN)
    life.do(lived.begin, BEGUN)
    acts = lived.acts()
    for n in range((ENDED - BEGUN).days + 1):
        day = BEGUN + timedelta(days=n)
        life.set_day(day)
        workers.look(day, somebody=day in acts)
        for act in acts.get(day, []):
            life.do(act, day)


def campaigns_opened(session: Session, life: Life) -> Counter[tuple[date, str]]:
    names = {life.cast.municipality: "municipality", life.cast.neighbour: "neighbour"}
    rows = session.execute(select(Campaign.opened_on, Campaign.unit_id, Campaign.opens_on, Campaign.due_on)).all()
    assert {(row.opens_on, row.due_on) for row in rows} == {(OPENS_ON, DUE_ON)}
    return Counter((row.opened_on, names[row.unit_id]) for row in rows)


def systems_asked(session: Session, life: Life) -> Counter[str]:
    names = {id_: name for name, id_ in life.systems.items()}
    rows = session.execute(select(Attestation.system_id, Attestation.attested_on)).all()
    assert {names[row.system_id]: row.attested_on for row in rows} == {
        name: day for name, (_, _, day) in SYSTEMS.items()
    }
    return Counter(names[row.system_id] for row in rows)


def expected_reminders(life: Life) -> Iterator[Told]:
    """Yield what people are to be told of their reviews: never again once it is attested."""
    for name, (_, owner, attested_on) in SYSTEMS.items():
        asked = owner or lived.ANSWERS_FOR[name]
        for before in STEPS:
            day = DUE_ON - timedelta(days=before)
            if attested_on and attested_on < day:
                continue
            above = {-7: LED_BY.get(asked, "chief_executive"), -14: "chief_executive"}.get(before)
            yield from ((name, before, day, who) for who in (asked, above) if who)


def reminders(session: Session, life: Life) -> Counter[Told]:
    """Return what people were told of their reviews by mail, and how often."""
    systems = {id_: name for name, id_ in life.systems.items()}
    people = {id_: key for key, id_ in vars(life.cast).items() if key in PEOPLE}
    of = {f"attestation:{row.id}": systems[row.system_id] for row in session.scalars(select(Attestation))}
    told = session.scalars(select(Notice).where(Notice.rule == "attestation")).all()
    assert all(one.mail_id and not one.withheld for one in told)
    return Counter((of[one.about], int(one.kind.split(":")[1]), one.on_day, people[one.person_id]) for one in told)


PEOPLE = ("employee", "hem_owner", "opp_owner", "operator", "chief_executive", "officer")


def reviews_prepared(session: Session) -> Counter[tuple[int, str]]:
    return Counter((row.unit_id, row.period) for row in session.scalars(select(Review)))


def every_mail_is_one_of_its_kind(session: Session) -> None:
    """Nobody is written to twice of the same; a digest is one a day."""
    rows = session.execute(select(Mail.kind, Mail.about, Mail.recipient, Mail.due_on)).all()
    same = Counter((row.kind, row.about, row.recipient, row.due_on if row.kind == "notices" else None) for row in rows)
    assert {key: n for key, n in same.items() if n > 1} == {}
    kinds = Counter(row.kind for row in rows if row.kind != "notices")
    assert kinds == {"review:prepared": 9, "meeting:collect": 4, "meeting:send": 10, "meeting:minute": 4}


def meetings_moved(session: Session, life: Life, workers: Race) -> None:
    """Each meeting has taken each step once, on its day or as soon as somebody worked, and opened the next one once."""
    rows = session.scalars(select(Meeting).order_by(Meeting.meets_on)).all()
    assert [(row.meets_on, row.kind, row.state) for row in rows] == [
        (MAIN, MeetingKind.MAIN, MeetingState.APPROVED),
        (SHORT, MeetingKind.SHORT, MeetingState.APPROVED),
        (NEXT_MAIN, MeetingKind.MAIN, MeetingState.PLANNED),
    ]
    for row in rows[:2]:
        taken = [at.date() for at in (row.collecting_at, row.frozen_at, row.sent_at) if at]
        assert taken == [workers.first_since(day) for day in (row.collects_on, row.freezes_on, row.sends_on)]
    worked = select(Sealing.action, func.count()).where(Sealing.action.startswith("meeting:")).group_by(Sealing.action)
    steps = dict.fromkeys(("meeting:collect", "meeting:freeze", "meeting:send", "meeting:papers"), 2)
    assert dict(session.execute(worked).all()) == steps  # type: ignore[arg-type]


def every_day_is_settled_once(session: Session, workers: Race) -> None:
    """Every slot is done at the first attempt, and the systems are worked out once a day."""
    runs = session.execute(select(Run.job, Run.slot, Run.status, Run.attempt)).all()
    assert {(row.status, row.attempt) for row in runs} == {(RunStatus.DONE, 1)}
    worked_out = Counter(row.slot.split(":")[0] for row in runs if row.job == "health:recompute" and ":" in row.slot)
    assert worked_out == dict.fromkeys((day.isoformat() for day in workers.here_on), 1)


def the_year_is_recorded_once(session: Session) -> None:
    """The scorecard has one result of each indicator that is fed, of the year that ended."""
    fed = session.scalars(select(ScoreIndicator.id).where(ScoreIndicator.feed.is_not(None))).all()
    recorded = session.execute(select(ScoreResult.indicator_id, ScoreResult.year)).all()
    assert fed
    assert Counter((row.indicator_id, row.year) for row in recorded) == dict.fromkeys([(id_, 2026) for id_ in fed], 1)


def the_package_stands(life: Life, app: Flask) -> None:
    """What was approved is the same file, and made anew from what was frozen it is the same again."""
    assert life.kept
    with life.database.reading() as session:
        meeting = session.scalars(select(Meeting).where(Meeting.meets_on == MAIN)).one()
        package = package_of(session, meeting.id)
        assert package
        assert lived.kept_of(session) == life.kept
        assert digest(package.content) == package.digest
        assert canonical(read(package.content)) == package.content
        assert canonical(gather(session, Source(A_YEAR_LATER), meeting)) != package.content
        frozen = frozen_of(session, meeting)
        assert frozen
        papers = {
            (one.kind, one.language): blobs.content_of(session, one.sha256) for one in papers_of(session, meeting.id)
        }
        assert papers.keys() == {(kind, language) for kind in KEPT for language in PAPER_LANGUAGES}
        anew = {key: make(key[0], frozen, CATALOGUE.words(key[1])) for key in papers}
    assert [key for key in papers if anew[key] != papers[key]] == []
    handed_over = client_of(app, life.cast.officer).get(f"/meetings/{meeting.id}/package.pdf").data
    assert hashlib.sha256(handed_over).hexdigest() == life.kept[PaperKind.PACKAGE_PDF, "nb"]
