"""The timed door of health: once a day every system is worked out anew, since time alone changes how it stands."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from isms.health.queries.systems import ids_between, last_id
from isms.health.service.recomputing import recompute
from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.runs import LEASE, Claim, Superseded, claim, finish, is_done
from isms.kernel.seal.collector import Actor

JOB = "health:recompute"
WORKER = Actor("worker", "health")

IDS_IN_A_PART = 500
"""How many ids a part spans: others who write wait for as long as one takes."""


def recompute_due(
    database: Database,
    owner: str,
    lease: timedelta = LEASE,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Work out every system unless that has been done today, and return how many this worker found to be otherwise.

    Systems are taken in parts, each a transaction and a slot of its own, so that workers share them and memory does
    not grow. The day is settled once no part is left; a worker that is stopping leaves the rest.
    """
    today = day_of(database.clock.now())
    with database.reading() as session:
        if is_done(session, JOB, today.isoformat()):
            return 0
        last = last_id(session)
    changed = 0
    for first in range(0, last + 1, IDS_IN_A_PART):
        if stopping():
            return changed
        if claimed := claim(database, JOB, _slot(today, first), owner, lease):
            changed += _part(database, claimed, first, today)
    _settle(database, owner, today, last, lease)
    return changed


def _slot(today: date, first: int) -> str:
    return f"{today.isoformat()}:{first}"


def _part(database: Database, claimed: Claim, first: int, today: date) -> int:
    """Work out the systems of a part and settle its slot in one transaction."""
    try:
        with database.transaction(WORKER, "health:recompute") as session:
            finish(session, claimed, database.clock.now())
            return recompute(session, ids_between(session, first, first + IDS_IN_A_PART), today)
    except Superseded:
        return 0


def _settle(database: Database, owner: str, today: date, last: int, lease: timedelta) -> None:
    """Mark the day as done when all its parts are."""
    with database.reading() as session:
        if not all(is_done(session, JOB, slot) for slot in _slots(today, last)):
            return
    if claimed := claim(database, JOB, today.isoformat(), owner, lease):
        with database.bookkeeping() as session:
            finish(session, claimed, database.clock.now())


def _slots(today: date, last: int) -> Iterator[str]:
    return (_slot(today, first) for first in range(0, last + 1, IDS_IN_A_PART))
