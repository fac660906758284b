"""What counts as a fact of a system: changes that are to be assessed anew, replacements, tests, deadlines of law."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from isms.deviations.models import DeviationClock
from isms.deviations.vocabulary import StopCause
from isms.health.rules.facts import Facts
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.projects import service as projects
from isms.projects.vocabulary import ProjectPart
from isms.risk import service as risk
from isms.risk.models import Assessment, SignificantChange
from isms.risk.vocabulary import ChangeAnswer, ChangeKind
from tests.cast import Cast
from tests.deviations.stage import reported
from tests.health.stage import facts_now
from tests.health.test_recomputing import a_measurement
from tests.projects.stage import a_project, brought
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)


def only(database: Database, clock: FixedClock) -> Facts:
    """Return the facts of the one system there is."""
    (facts,) = facts_now(database, clock).values()
    return facts


@pytest.mark.parametrize(
    ("answer", "stands"), [(None, True), (ChangeAnswer.REASSESS, True), (ChangeAnswer.STILL_HOLDS, False)]
)
def test_a_change_stands_until_it_is_said_that_the_assessment_holds(
    database: Database, clock: FixedClock, cast: Cast, answer: ChangeAnswer | None, stands: bool
) -> None:
    with database.transaction(ME, "risk:begin") as session:
        system = a_system(session, cast.nursing, "Journal", owner_id=cast.officer)
        assessment = an_assessment(session, [system], cast.officer)
        a_risk(session, assessment, system, "1 1", owner_id=cast.officer)
        risk.approve(session, session.get_one(Assessment, assessment.id), cast.hem_owner, TODAY)
        change = SignificantChange(
            assessment_id=assessment.id,
            system_id=system.id,
            kind=ChangeKind.SERIOUS_DEVIATION,
            source="AV-001",
            noted_on=TODAY,
        )
        session.add(change)
        session.flush()
        if answer:
            said: Any = {"answer": answer, "answer_reason": "Ny versjon", "answered_by_id": cast.officer}
            risk.answer(session, change, **said, today=TODAY)

    assert only(database, clock).change_on == (TODAY if stands else None)


def test_a_project_replaces_a_system_from_planning_until_its_benefits_are_told(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    runs = []
    with database.transaction(ME, "project:begin") as session:
        system = a_system(session, cast.nursing, "Journal")
        project = a_project(session, cast.nursing)
        projects.attach(session, project, system, part=ProjectPart.REPLACES)
        project_id = project.id
    for month in range(3, 9):
        runs.append(only(database, clock).replacement_runs)
        with database.transaction(ME, "project:decide") as session:
            brought(session, cast, session.get_one(type(project), project_id), [date(2026, month, 3)])
    runs.append(only(database, clock).replacement_runs)

    assert runs == [False, False, True, True, True, True, False]


def test_what_a_supplier_vouches_for_does_not_hide_what_was_tested_by_oneself(
    database: Database, clock: FixedClock, cast: Cast
) -> None:
    with database.transaction(ME, "system:register") as session:
        system = a_system(session, cast.nursing, "Journal")
        session.add_all(
            a_measurement(system, TODAY - timedelta(days=days), passed=True, hours=days, by_supplier=vouched or None)
            for days, vouched in ((9, False), (7, False), (5, True), (3, True))
        )
    tested = only(database, clock).restore_test

    assert tested and tested.own
    assert (tested.hours, tested.by_supplier, tested.own.hours, tested.own.by_supplier) == (3, True, 7, False)


def test_the_newest_of_the_missed_deadlines_of_law_is_told(database: Database, clock: FixedClock, cast: Cast) -> None:
    starts_at = datetime(2025, 10, 1, 8, 0, tzinfo=UTC)
    with database.transaction(ME, "deviation:report") as session:
        system = a_system(session, cast.nursing, "Journal")
        deviation = reported(session, cast, [system])
        session.flush()
        for rule, days in (("breach_72h", 3), ("nis2_1m", 31), ("nis2_24h", 1)):
            due_at = starts_at + timedelta(days=days)
            late = {
                "stopped_at": due_at + timedelta(hours=1),
                "stop_cause": StopCause.REPORTED,
                "delay_reason": "Glemt",
            }
            said: dict[str, Any] = {"starts_at": starts_at, "due_at": due_at, "basis": "GDPR 33", **late}
            session.add(DeviationClock(deviation_id=deviation.id, tenant_id=deviation.tenant_id, rule=rule, **said))

    (found,) = only(database, clock).deviations
    assert found.missed_on == date(2025, 11, 1)
