"""A slot of a job is done once: claimed by one worker, taken over from the silent, fenced against the late."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.runs import Claim, Run, RunStatus, Superseded, claim, done_slots, finish
from isms.kernel.seal.collector import Actor
from isms.organisation import service
from isms.organisation.models import Unit
from isms.organisation.vocabulary import UnitKind

LEASE = timedelta(minutes=5)
WORKER = Actor("worker", "test")


def take(database: Database, owner: str) -> Claim | None:
    return claim(database, "test:do", "2026-T2", owner, LEASE)


def work(database: Database, claimed: Claim) -> None:
    """Do what the slot is for and settle it, in one transaction."""
    with database.transaction(WORKER, "test:do") as session:
        service.establish(session, code=claimed.owner, name=claimed.owner, kind=UnitKind.MUNICIPALITY, parent=None)
        finish(session, claimed, database.clock.now())


def effects(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Unit.code).order_by(Unit.code)))


def test_only_one_worker_gets_a_slot(database: Database) -> None:
    assert take(database, "first") == Claim("test:do", "2026-T2", "first", 1)
    assert take(database, "second") is None


def test_a_slot_that_is_done_is_never_given_again(database: Database, clock: FixedClock) -> None:
    claimed = take(database, "first")
    assert claimed
    work(database, claimed)
    clock.advance(days=400)
    assert take(database, "second") is None
    with database.reading() as session:
        assert done_slots(session, "test:do") == {"2026-T2"}
        assert done_slots(session, "test:other") == set()


def test_a_silent_worker_keeps_its_slot_until_the_lease_is_over(database: Database, clock: FixedClock) -> None:
    take(database, "first")
    clock.advance(minutes=5)
    assert take(database, "second") is None
    clock.advance(seconds=1)
    assert take(database, "second") == Claim("test:do", "2026-T2", "second", 2)


def test_a_worker_that_wakes_too_late_must_drop_its_work(database: Database, clock: FixedClock) -> None:
    late = take(database, "late")
    clock.advance(minutes=6)
    quick = take(database, "quick")
    assert late and quick
    with pytest.raises(Superseded):
        work(database, late)
    work(database, quick)
    with pytest.raises(Superseded):
        work(database, late)
    assert effects(database) == ["quick"]


def test_a_worker_of_the_same_name_is_told_apart_by_its_attempt(database: Database, clock: FixedClock) -> None:
    before = take(database, "same")
    clock.advance(minutes=6)
    after = take(database, "same")
    assert before and after
    with pytest.raises(Superseded):
        work(database, before)
    work(database, after)


def test_work_that_fails_leaves_its_slot_to_be_taken_over(database: Database, clock: FixedClock) -> None:
    claimed = take(database, "first")
    assert claimed
    with pytest.raises(RuntimeError), database.transaction(WORKER, "test:do") as session:
        finish(session, claimed, clock.now())
        raise RuntimeError
    with database.reading() as session:
        assert session.scalars(select(Run.status)).all() == [RunStatus.RUNNING]
    clock.advance(minutes=6)
    again = take(database, "second")
    assert again
    work(database, again)
    assert effects(database) == ["second"]
