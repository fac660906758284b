"""The timed door of reviews: prepares each one that is due, once, however many workers run, freeze or die."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from isms.kernel.access import CONSOLE
from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.moments import SETTLING
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.kernel.remembering import remembered
from isms.kernel.runs import LEASE, Claim, Superseded, claim, done_slots, finish
from isms.kernel.seal.collector import Actor
from isms.organisation.models import Unit
from isms.organisation.rules.periods import Period
from isms.reviews import queries, service
from isms.reviews.rules import due_periods, preparation_refusals


@dataclass(frozen=True)
class Prepared:
    """A review that now exists: its code, the unit's name, and whether it was made just now."""

    code: str
    unit: str
    is_new: bool


JOB = "review:prepare"
WORKER = Actor("worker", "reviews")


def prepare_due(
    database: Database,
    owner: str,
    lease: timedelta = LEASE,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Prepare every review that is due and return how many this worker has prepared.

    A unit's periods are taken in order: a later one waits until the one before it is settled, since it
    tells what has changed. A worker that is stopping finishes the review in hand and leaves the rest.
    """
    made = 0
    for unit_id, periods in _due(database):
        for period in periods:
            if stopping():
                return made
            claimed = claim(database, JOB, f"{unit_id}:{period}", owner, lease)
            if claimed is None:
                break
            made += _prepare(database, unit_id, period, claimed)
    return made


def _due(database: Database) -> list[tuple[int, list[Period]]]:
    """Return the units that have something due, each with its periods in order."""
    today = day_of(database.clock.now() - SETTLING)
    with database.reading() as session:
        # From when units are reviewed is read through all of history, and is asked every half minute.
        first = remembered(session, None, CONSOLE, [JOB], lambda _: [queries.first_periods(session)])[0]
        prepared = queries.prepared(session)
        settled = done_slots(session, JOB)
        units = [unit.id for unit in queries.reviewed_units(session) if unit.id in first]
    due = [(unit_id, due_periods(first[unit_id], prepared.get(unit_id, set()), today)) for unit_id in units]
    return [(unit_id, [p for p in periods if f"{unit_id}:{p}" not in settled]) for unit_id, periods in due]


def _prepare(database: Database, unit_id: int, period: Period, claimed: Claim) -> bool:
    """Read the figures, then keep them and settle the slot in one transaction, so that neither stands alone."""
    now = database.clock.now()
    with database.reading() as session:
        drafted = service.draft(session, session.get_one(Unit, unit_id), period, day_of(now - SETTLING))
    try:
        with database.transaction(WORKER, "review:prepare") as session:
            finish(session, claimed, now)
            if drafted is not None:
                service.keep(session, drafted, now)
    except (Superseded, Refused):
        return False
    return drafted is not None


def prepare_by_hand(database: Database, period: Period, code: str | None, actor: Actor) -> Iterator[Prepared]:
    """Prepare a period's reviews now, of one unit or of all that are reviewed; yields each as it stands.

    Raises Refused before the period has ended, and for a code that no reviewed unit has.
    """
    now = database.clock.now()
    refuse(preparation_refusals(period, day_of(now - SETTLING)))
    with database.reading() as session:
        first = queries.first_periods(session)
        units = [unit for unit in queries.reviewed_units(session) if code in (None, unit.code)]
    if code is not None and not units:
        raise Refused(Refusal("review.no_such_unit", values={"code": code}))
    for unit in units:
        if code is None and (unit.id not in first or period < first[unit.id]):
            continue
        with database.transaction(actor, "review:prepare") as session:
            existing = queries.review_of(session, unit.id, period)
            drafted = None if existing else service.draft(session, unit, period, day_of(now - SETTLING))
            review = service.keep(session, drafted, now) if drafted else existing
        if review is not None:
            yield Prepared(review.code, unit.name, existing is None)
        elif code is not None:
            raise Refused(Refusal("review.not_in_force", values={"unit": unit.name, "day": period.ends_on}))
