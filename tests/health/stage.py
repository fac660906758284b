"""A municipality whose systems' health is kept, and ways to ask how they stand."""

from datetime import date

from sqlalchemy import select

from isms.health.models import SystemHealth
from isms.health.queries.facts import gather
from isms.health.rules import SHIPPED, Health, assess
from isms.health.rules.facts import Facts, from_json
from isms.health.vocabulary import Indicator, IndicatorResult
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.register.columns import Source
from isms.portfolio.models import System


def facts_now(database: Database, clock: FixedClock, position: int | None = None) -> dict[int, Facts]:
    """Return the facts of every system from scratch, as they stand or stood."""
    with database.reading() as session:
        return gather(session, Source(day_of(clock.now()), position), session.scalars(select(System.id)).all())


def kept_rows(database: Database) -> dict[int, SystemHealth]:
    """Return what is kept of every system."""
    with database.reading() as session:
        return {row.system_id: row for row in session.scalars(select(SystemHealth))}


def health_now(row: SystemHealth, today: date) -> Health:
    """Return how a system stands by its kept facts on a day, by the model of the program."""
    return assess(from_json(row.rows), SHIPPED, today)


def result_of(row: SystemHealth, indicator: Indicator) -> IndicatorResult:
    """Return how an indicator came out when it was kept."""
    return IndicatorResult(row.results[list(Indicator).index(indicator)])
