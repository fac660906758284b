"""The timed door of scorecards: records what the program can tell of each year that has ended, once."""

from collections.abc import Callable
from datetime import date, timedelta

from isms.kernel.clock import day_of, end_of
from isms.kernel.db import Database
from isms.kernel.moments import SETTLING, position_at
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.kernel.runs import LEASE, Claim, Superseded, claim, done_slots, finish
from isms.kernel.seal.collector import Actor
from isms.scorecard import queries, service
from isms.scorecard.figures import shares

JOB = "scorecard:record"
WORKER = Actor("worker", "scorecard")
YEARS_BACK = queries.YEARS_SHOWN
"""How many finished years are looked after: those that a card shows."""


def record_due(
    database: Database,
    owner: str,
    lease: timedelta = LEASE,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Record every finished year that is due and return how many results this worker has recorded.

    An indicator gets a result of the years at whose end it stood and still stands, as things were that evening.
    """
    made = 0
    for tenant_id, year in _due(database):
        if stopping():
            break
        claimed = claim(database, JOB, _slot(tenant_id, year), owner, lease)
        if claimed is not None:
            made += _record(database, tenant_id, year, claimed)
    return made


def _due(database: Database) -> list[tuple[int, int]]:
    """Return the municipalities and years to record, the earliest year first."""
    this_year = day_of(database.clock.now() - SETTLING).year
    with database.reading() as session:
        settled = done_slots(session, JOB)
        tenants = queries.fed_municipalities(session)
    years = range(this_year - YEARS_BACK, this_year)
    return [(tenant, year) for year in years for tenant in tenants if _slot(tenant, year) not in settled]


def _record(database: Database, tenant_id: int, year: int, claimed: Claim) -> int:
    """Read the figures, then keep them and settle the slot in one transaction, so that neither stands alone."""
    now = database.clock.now()
    values = _values(database, tenant_id, year)
    try:
        with database.transaction(WORKER, JOB) as session:
            finish(session, claimed, now)
            return len(service.record_fed(session, tenant_id, year, values, day_of(now)))
    except (Superseded, Refused):
        return 0


def _values(database: Database, tenant_id: int, year: int) -> dict[int, str | None]:
    """Return what each fed indicator came to at the end of a year, if it stood then and stands now."""
    last_day = date(year, 12, 31)
    with database.reading() as session:
        source = Source(last_day, position_at(session, end_of(last_day)))
        stood = queries.fed_indicators(session, source, tenant_id)
        stands = queries.fed_indicators(session, Source(last_day), tenant_id)
        both = {indicator_id: feed for indicator_id, feed in stands.items() if indicator_id in stood}
        told = shares(session, source, tenant_id) if both else {}
    return {indicator_id: told[feed].percent for indicator_id, feed in both.items()}


def _slot(tenant_id: int, year: int) -> str:
    return f"{tenant_id}:{year}"
