"""What is kept of a system's health is what its facts say, whatever was written, and time alone changes it at night."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from isms.app import DERIVATIONS
from isms.health.jobs import recompute_due
from isms.health.models import HealthModel, NotRelevant, SystemHealth
from isms.health.queries.bearing import READ
from isms.health.queries.facts import columns_read
from isms.health.rules import SHIPPED, assess, tenths
from isms.health.rules.facts import to_json
from isms.health.vocabulary import HealthStatus, Indicator, IndicatorResult, RedFlag
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import MeasurementKind, MeasurementSource
from isms.organisation import service as organisation
from isms.organisation.models import Person, Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.risk import service as risk
from isms.risk.models import Assessment
from tests.cast import Cast
from tests.health.stage import facts_now, kept_rows, result_of
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_action, an_assessment, get
from tests.risk.test_as_of import HAPPENINGS, Happening, begin


class Changing(Happening):
    """Further random changes that bear on health."""

    def measure(self) -> None:
        system = self.pick(System)
        assert isinstance(system, System)
        self.session.add(a_measurement(system, self.today - timedelta(days=self.number), passed=self.number % 3 > 0))

    def exempt(self) -> None:
        system = self.pick(System)
        assert isinstance(system, System)
        decided: Any = {"indicator": Indicator.DPIA, "reason": "Ikke", "decided_by_id": self.cast.officer}
        self.session.add(NotRelevant(system_id=system.id, tenant_id=system.tenant_id, decided_on=self.today, **decided))

    def leave(self) -> None:
        organisation.deactivate(self.session, get(self.session, Person, self.cast.hem_owner), self.today)

    def rate_system(self) -> None:
        system = self.pick(System)
        assert isinstance(system, System)
        a_rating(self.session, system, self.cast.officer, self.number % 4 + 1, self.today)

    def answer_for(self) -> None:
        system = self.pick(System)
        assert isinstance(system, System)
        portfolio.change(self.session, system, system.unit, owner_id=(None, self.cast.hem_owner)[self.number % 2])

    def withdraw_system(self) -> None:
        system = self.pick(System)
        assert isinstance(system, System)
        system.withdrawn_on = self.today


def a_measurement(system: System, day: date, kind: MeasurementKind = MeasurementKind.RESTORE_TEST, **said: Any) -> Any:
    """Return a measurement of a system, recorded on its day."""
    told: Any = {"source": MeasurementSource.FORM, "measured_on": day, "recorded_on": day, **said}
    return Measurement(system_id=system.id, tenant_id=system.tenant_id, kind=kind, **told)


def a_rating(session: Session, system: System, person_id: int, level: int, day: date) -> None:
    """Rate a system alike in all three qualities."""
    said: Any = {f"{letter}{part}": value for letter in "kit" for part, value in (("", level), ("_reason", "Ja"))}
    portfolio.rate(session, system, rated_on=day, rated_by_id=person_id, valid_until=None, today=day, **said)


ALL = (*HAPPENINGS, *("measure", "exempt", "leave", "rate_system", "answer_for", "withdraw_system"))


def wrong(database: Database, clock: FixedClock) -> list[Any]:
    """Return what is kept otherwise than the facts of all rows say."""
    today = day_of(clock.now())
    kept, found = kept_rows(database), []
    for id_, facts in facts_now(database, clock).items():
        health, row = assess(facts, SHIPPED, today), kept[id_]
        pairs = {
            "rows": (row.rows, to_json(facts)),
            "status": (row.status, health.status),
            "points": (row.points, tenths(health.points)),
            "coverage": (row.coverage, tenths(health.coverage)),
            "flags": (row.flags, tuple(raised.flag for raised in health.flags)),
            "results": (row.results, tuple(outcome.result for outcome in health.outcomes)),
        }
        found += [(id_, name, *pair) for name, pair in pairs.items() if pair[0] != pair[1]]
    return found


@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ALL), st.integers(0, 60)), min_size=10, max_size=14))
def test_what_is_kept_is_what_all_rows_say_whatever_happens(
    new_database_url: Callable[[], str], cast: Cast, happenings: list[tuple[str, int]]
) -> None:
    clock = FixedClock()
    database = Database(new_database_url(), clock=clock, derivations=DERIVATIONS)
    try:
        begin(database, cast)
        for name, number in happenings:
            with suppress(Refused, ZeroDivisionError), database.transaction(ME, f"risk:{name}") as session:
                getattr(Changing(session, clock, cast, number), name)()
            assert wrong(database, clock) == [], name
    finally:
        database.close()


def test_a_new_system_is_worked_out_at_once_and_history_keeps_how_it_stood(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    with database.transaction(ME, "system:register") as session:
        system = a_system(session, cast.nursing, "Journal")
    ownerless = kept_rows(database)[system.id]
    position = session.info["position"]
    with database.transaction(ME, "system:change") as session:
        portfolio.change(session, session.get_one(System, system.id), get(session, Unit, cast.nursing), owner_id=2)

    assert (ownerless.status, ownerless.flags) == (HealthStatus.UNACCEPTABLE, (RedFlag.OWNERLESS,))
    assert kept_rows(database)[system.id].status == HealthStatus.NOT_ASSESSED
    assert not facts_now(database, clock, position)[system.id].has_active_owner
    assert facts_now(database, clock)[system.id].has_active_owner


def test_nothing_is_written_when_nothing_comes_out_otherwise(database: Database, clock: FixedClock, cast: Cast) -> None:
    with database.transaction(ME, "system:register") as session:
        system = a_system(session, cast.nursing, "Journal")
    clock.advance(days=3)
    with database.transaction(ME, "system:change") as session:
        session.get_one(System, system.id).description = "Journal for sykehjemmene"

    row = kept_rows(database)[system.id]
    assert (row.version, row.changed_on) == (1, TODAY)


def test_nothing_is_asked_of_health_when_nothing_it_follows_from_is_written(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    asked: list[str] = []
    system_id = restored(database, cast)
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    counts = []
    for name, value in (("description", "Journal for sykehjemmene"), ("rto_hours", 12)):
        asked.clear()
        with database.transaction(ME, "system:change") as session:
            setattr(session.get_one(System, system_id), name, value)
        counts.append(sum("health" in said for said in asked))

    assert counts == [0, 5]  # the row, the model, and what is kept and its history
    assert wrong(database, clock) == []


def test_what_health_follows_from_is_what_its_selects_read() -> None:
    read = columns_read()

    assert {model.__tablename__ for model in READ} == {*read, HealthModel.__tablename__}
    assert {"passed", "hours", "withdrawn_on"} < set(read[Measurement.__tablename__])
    assert "description" not in read[System.__tablename__]


def test_a_system_that_is_withdrawn_or_ended_is_not_counted(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "system:register") as session:
        gone, ended = (a_system(session, cast.nursing, name) for name in ("Borte", "Slutt"))
    with database.transaction(ME, "system:withdraw") as session:
        session.get_one(System, gone.id).withdrawn_on = TODAY
        said = {"lifecycle": Lifecycle.ENDED, "ended_on": TODAY, "data_went_to": "Arkivet"}
        for name, value in said.items():
            setattr(session.get_one(System, ended.id), name, value)

    assert not any(row.is_counted for row in kept_rows(database).values())


def test_many_new_systems_take_no_more_questions_than_one(database: Database, cast: Cast) -> None:
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    counts = []
    for number in (1, 30):
        asked.clear()
        with database.transaction(ME, "system:import") as session:
            for each in range(number):
                a_system(session, cast.nursing, f"{number} {each}")
        counts.append(sum("health" in said and "INTO system_health (" not in said for said in asked))

    assert counts[0] == counts[1] == 3  # the model, and two of history


def restored(database: Database, cast: Cast) -> int:
    """Register a system of class 4 that was restored from its copies today, and return its id."""
    with database.transaction(ME, "system:register") as session:
        system = a_system(session, cast.nursing, "Journal", owner_id=cast.officer, rto_hours=8)
        a_rating(session, system, cast.officer, 4, TODAY)
        session.add(a_measurement(system, TODAY, passed=True, hours=4))
    return system.id


def test_time_alone_changes_how_a_system_stands(database: Database, clock: FixedClock, cast: Cast) -> None:
    system_id = restored(database, cast)
    found = []
    for day in (date(2027, 11, 22), date(2027, 11, 23), date(2028, 2, 22), date(2028, 2, 23)):
        clock.advance(days=(day - day_of(clock.now())).days)
        recompute_due(database, "one")
        row = kept_rows(database)[system_id]
        found.append((result_of(row, Indicator.RESTORE_TEST), RedFlag.NO_RESTORE_TEST in row.flags))

    assert found == [
        (IndicatorResult.WANTED, False),
        (IndicatorResult.ACCEPTABLE, False),
        (IndicatorResult.ACCEPTABLE, False),
        (IndicatorResult.UNACCEPTABLE, True),
    ]


def test_two_workers_work_all_systems_out_once_a_day(database: Database, clock: FixedClock, cast: Cast) -> None:
    restored(database, cast)
    clock.advance(days=500)

    changed = [recompute_due(database, worker) for worker in ("one", "two", "one")]
    with database.reading() as session:
        versions = session.scalar(select(func.max(SystemHealth.version)))
    clock.advance(days=1)

    assert changed == [1, 0, 0]
    assert versions == 2
    assert recompute_due(database, "two") == 0


def test_a_worker_that_dies_leaves_its_part_to_another(database: Database, clock: FixedClock, cast: Cast) -> None:
    restored(database, cast)
    clock.advance(days=500)
    stopping = recompute_due(database, "one", stopping=lambda: True)

    assert (stopping, recompute_due(database, "two")) == (0, 1)


def test_a_database_from_before_gets_its_rows_at_night(
    database_url: str, database: Database, clock: FixedClock, cast: Cast
) -> None:
    before = Database(database_url, clock=clock)
    with before.transaction(ME, "risk:begin") as session:
        system = a_system(session, cast.nursing, "Journal", owner_id=cast.officer)
        assessment = an_assessment(session, [system], cast.officer)
        an_action(session, a_risk(session, assessment, system), cast.officer, TODAY)
    before.close()

    assert kept_rows(database) == {}
    assert recompute_due(database, "one") == 1
    assert wrong(database, clock) == []


def test_a_risk_waits_from_the_approval_or_from_the_end_of_what_was_accepted(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    with database.transaction(ME, "risk:begin") as session:
        system = a_system(session, cast.nursing, "Journal", owner_id=cast.officer)
        assessment = an_assessment(session, [system], cast.officer)
        scenario = a_risk(session, assessment, system, "2 3", owner_id=cast.officer)
        an_action(session, scenario, cast.officer, TODAY + timedelta(days=9))
    drafted = facts_now(database, clock)[system.id]
    with database.transaction(ME, "risk:approve") as session:
        risk.approve(session, session.get_one(Assessment, assessment.id), cast.hem_owner, TODAY)
    approved = facts_now(database, clock)[system.id]

    assert (drafted.risks, drafted.is_booked, len(drafted.measures)) == ((), True, 1)
    (waiting,) = approved.risks
    assert (waiting.since, waiting.accepted_until, waiting.has_plan) == (TODAY, None, True)
    assert (approved.assessed_on, approved.is_booked) == (TODAY, False)
