"""The program records each year that has ended, once, as things stood when it ended, whoever looks and dies."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.runs import LEASE, claim
from isms.organisation.models import Person
from isms.scorecard import service
from isms.scorecard.jobs import JOB, record_due
from isms.scorecard.models import Objective, ScoreIndicator, ScoreResult
from tests.cast import Cast
from tests.risk.stage import ME, TODAY, get
from tests.scorecard.stage import a_result, started

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

LAST_MINUTE = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 23, 2, tzinfo=UTC)


def start(database: Database, cast: Cast) -> dict[str, int]:
    """Start the scorecard and train one of ten; return the indicators."""
    with database.transaction(ME, "scorecard:start") as session:
        get(session, Person, cast.officer).trained_on = TODAY
        return {feed: indicator.id for feed, indicator in started(session, cast).items()}


def recorded(database: Database) -> dict[int, tuple[int, str | None, int | None]]:
    with database.reading() as session:
        return {r.indicator_id: (r.year, r.value, r.recorded_by_id) for r in session.scalars(select(ScoreResult))}


def test_a_year_is_recorded_when_it_has_ended_in_oslo_and_only_once(
    database: Database, cast: Cast, clock: FixedClock
) -> None:
    ids = start(database, cast)
    clock.set(LAST_MINUTE)
    assert record_due(database, "one") == 0
    clock.set(NEW_YEAR)
    assert (record_due(database, "one"), record_due(database, "two")) == (5, 0)
    told = recorded(database)
    assert told[ids["training_done"]] == (2026, "11.1", None)
    assert told[ids["valid_assessments"]] == (2026, None, None)
    clock.set(datetime(2028, 1, 2, 8, tzinfo=UTC))
    assert record_due(database, "one") == 5


def test_what_happens_after_new_year_does_not_count_however_late_the_worker_comes(
    database: Database, cast: Cast, clock: FixedClock
) -> None:
    ids = start(database, cast)
    clock.set(datetime(2027, 3, 1, 8, tzinfo=UTC))
    with database.transaction(ME, "person:train") as session:
        get(session, Person, cast.hem_owner).trained_on = date(2026, 12, 1)
    assert record_due(database, "late") == 5
    assert recorded(database)[ids["training_done"]] == (2026, "11.1", None)


def test_a_worker_that_froze_is_followed_by_another_and_keeps_nothing(
    database: Database, cast: Cast, clock: FixedClock
) -> None:
    start(database, cast)
    clock.set(NEW_YEAR)
    assert claim(database, JOB, f"{cast.municipality}:2026", "frozen") is not None
    assert record_due(database, "second") == 0
    clock.set(NEW_YEAR + 2 * LEASE)
    assert record_due(database, "second") == 5


def test_what_somebody_has_recorded_stands_and_what_was_taken_out_or_came_later_is_left(
    database: Database, cast: Cast, clock: FixedClock
) -> None:
    ids = start(database, cast)
    clock.set(datetime(2027, 1, 1, 8, tzinfo=UTC))
    with database.transaction(ME, "scorecard:record") as session:
        indicator = get(session, ScoreIndicator, ids["training_done"])
        a_result(session, indicator, 2026, "33", recorded_by_id=cast.officer, today=date(2027, 1, 1))
        gone = get(session, ScoreIndicator, ids["clocks_kept"])
        service.withdraw_indicator(session, gone, "Måles ikke lenger", date(2027, 1, 1))
        objective = get(session, Objective, get(session, ScoreIndicator, ids["actions_in_time"]).objective_id)
        service.withdraw_objective(session, objective, "Målet er nådd", date(2027, 1, 1))
    assert record_due(database, "one") == 2
    assert recorded(database)[ids["training_done"]] == (2026, "33", cast.officer)


def test_a_worker_that_is_stopping_leaves_the_rest(database: Database, cast: Cast, clock: FixedClock) -> None:
    start(database, cast)
    clock.set(NEW_YEAR)
    assert record_due(database, "one", stopping=lambda: True) == 0
    assert recorded(database) == {}
