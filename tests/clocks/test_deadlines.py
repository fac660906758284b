"""Decides that every room tells of what runs with it, and no longer of what has ended."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.app import DEADLINES, DERIVATIONS
from isms.clocks.library import SHIPPED
from isms.clocks.rules import Deadline
from isms.controls.models import Control
from isms.deviations.models import Deviation, DeviationClock
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.projects import service as projects
from isms.projects.models import Project, ProjectBenefit
from isms.projects.vocabulary import Outcome
from isms.risk.models import Assessment, Scenario
from isms.risk.vocabulary import AssessmentStatus
from tests.filled import Filled
from tests.furnishing import ME

STARTED = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)


@pytest.fixture
def database(database_url: str, clock: FixedClock) -> Iterator[Database]:
    database = Database(database_url, clock=clock, derivations=DERIVATIONS)
    yield database
    database.close()


def running(session: Session) -> list[Deadline]:
    return [deadline for read in DEADLINES for deadline in read(session)]


def one(session: Session, rule: str, about: str) -> Deadline | None:
    found = [deadline for deadline in running(session) if (deadline.rule, deadline.about) == (rule, about)]
    assert len(found) <= 1
    return found[0] if found else None


def breach_clock(session: Session, filled: Filled) -> DeviationClock:
    own = DeviationClock.deviation_id == filled.own.deviation_id, DeviationClock.rule == "breach_72h"
    return session.scalars(select(DeviationClock).where(*own)).one()


def laid_out(session: Session, filled: Filled) -> dict[str, str]:
    """Let one of everything run at HEM, and return what each deadline is about by its rule."""
    own = filled.own
    system = session.get_one(System, own.system_id)
    system.agreement_until, system.end_of_support_on = date(2027, 6, 30), date(2028, 1, 1)
    deviation = session.get_one(Deviation, own.deviation_id)
    deviation.effect_due_on, deviation.answer_due_on = date(2027, 2, 1), date(2026, 12, 1)
    clock = breach_clock(session, filled)
    clock.starts_at, clock.due_at = STARTED, STARTED + timedelta(hours=72)
    session.get_one(Control, own.control_id).next_review_on = date(2027, 5, 1)
    session.flush()
    scenario = session.get_one(Scenario, own.scenario_id)
    return {
        "action": f"action:{own.action_id}",
        "agreement": f"system:{own.system_id}",
        "support": f"system:{own.system_id}",
        "deviation": f"deviation:{own.deviation_id}",
        "deviation_effect": f"deviation:{own.deviation_id}",
        "finding_answer": f"deviation:{own.deviation_id}",
        "breach_72h": f"deviation_clock:{clock.id}",
        "control_review": f"control:{own.control_id}",
        "assessment": f"assessment:{own.assessment_id}",
        "acceptance": f"acceptance:{scenario.acceptance_id}",
        "project_end": f"project:{own.project_id}",
        "benefit": f"project_benefit:{own.benefit_id}",
    }


def test_every_room_tells_of_what_runs(database: Database, filled: Filled) -> None:
    with database.transaction(ME, "test:run") as session:
        about = laid_out(session, filled)
    with database.reading() as session:
        found = {rule: one(session, rule, record) for rule, record in about.items()}
        assert [rule for rule, deadline in found.items() if deadline is None] == []
        for deadline in found.values():
            assert deadline is not None
            assert deadline.rule in SHIPPED
            assert deadline.code
            assert deadline.tenant_id == filled.cast.municipality
            assert deadline.place.startswith(f"/{filled.cast.municipality}/")
        clock = found["breach_72h"]
        assert clock is not None
        assert (clock.due_at, clock.due_on) == (STARTED + timedelta(hours=72), date(2026, 11, 25))
        assert clock.path == f"/deviations/{filled.own.deviation_id}/breach"
        action = found["action"]
        assert action is not None
        assert action.owner_ids == (session.get_one(Action, filled.own.action_id).owner_id,)


def test_a_benefit_that_nobody_owns_is_answered_for_by_the_owner_of_its_project(
    database: Database, filled: Filled
) -> None:
    about = f"project_benefit:{filled.own.benefit_id}"
    with database.transaction(ME, "test:run") as session:
        benefit = session.get_one(ProjectBenefit, filled.own.benefit_id)
        project = session.get_one(Project, filled.own.project_id)
        benefit.owner_id, project.owner_id = filled.cast.employee, filled.cast.officer
        session.flush()
        owned = one(session, "benefit", about)
        assert owned is not None
        assert (owned.owner_ids, owned.path) == ((filled.cast.employee,), f"/projects/benefits/{benefit.id}")
        benefit.owner_id = None
        session.flush()
        unowned = one(session, "benefit", about)
        assert unowned is not None
        assert unowned.owner_ids == (filled.cast.officer,)


def end_action(session: Session, filled: Filled) -> None:
    action = session.get_one(Action, filled.own.action_id)
    actions.withdraw(session, action, "Dekket av et annet", date(2026, 11, 22))


def stop_clock(session: Session, filled: Filled) -> None:
    clock = breach_clock(session, filled)
    clock.stopped_at, clock.stop_cause = STARTED, "not_notifiable"


def close_deviation(session: Session, filled: Filled) -> None:
    deviation = session.get_one(Deviation, filled.own.deviation_id)
    deviation.closed_on, deviation.cause = date(2026, 11, 22), "Rutinen manglet"


def withdraw_deviation(session: Session, filled: Filled) -> None:
    session.get_one(Deviation, filled.own.deviation_id).withdrawn_on = date(2026, 11, 22)


def answer_finding(session: Session, filled: Filled) -> None:
    session.get_one(Deviation, filled.own.deviation_id).answered_on = date(2026, 11, 22)


def end_system(session: Session, filled: Filled) -> None:
    system = session.get_one(System, filled.own.system_id)
    system.lifecycle, system.ended_on, system.data_went_to = Lifecycle.ENDED, date(2026, 11, 22), "Arkivet"


def replace_assessment(session: Session, filled: Filled) -> None:
    session.get_one(Assessment, filled.own.assessment_id).status = AssessmentStatus.REPLACED


def stop_project(session: Session, filled: Filled) -> None:
    project, today = session.get_one(Project, filled.own.project_id), date(2026, 11, 22)
    said: Any = {"decided_on": today, "decided_by_id": project.owner_id, "waived_because": None, "today": today}
    projects.decide(session, project, outcome=Outcome.STOPPED, reason="For dyrt", **said)


def end_project(session: Session, filled: Filled) -> None:
    session.get_one(Project, filled.own.project_id).ended_on = date(2026, 11, 22)


def plan_anew(session: Session, filled: Filled) -> None:
    session.get_one(Project, filled.own.project_id).planned_end_on = None


def measure_benefit(session: Session, filled: Filled) -> None:
    benefit, today = session.get_one(ProjectBenefit, filled.own.benefit_id), date(2026, 11, 22)
    projects.realise_benefit(session, benefit, realised="Ti minutter spart", realised_on=today, today=today)


def withdraw_benefit(session: Session, filled: Filled) -> None:
    session.get_one(ProjectBenefit, filled.own.benefit_id).withdrawn_on = date(2026, 11, 22)


ENDS: list[tuple[Callable[[Session, Filled], None], set[str]]] = [
    (end_action, {"action"}),
    (stop_clock, {"breach_72h"}),
    (close_deviation, {"deviation", "deviation_effect", "finding_answer"}),
    (withdraw_deviation, {"deviation", "deviation_effect", "finding_answer", "breach_72h"}),
    (answer_finding, {"finding_answer"}),
    (end_system, {"agreement", "support"}),
    (replace_assessment, {"assessment", "acceptance"}),
    (stop_project, {"project_end", "benefit"}),
    (end_project, {"project_end"}),
    (plan_anew, {"project_end"}),
    (measure_benefit, {"benefit"}),
    (withdraw_benefit, {"benefit"}),
]


class Undone(Exception):
    """Ends a transaction without a trace."""


def test_what_has_ended_is_told_of_no_longer(database: Database, filled: Filled) -> None:
    with database.transaction(ME, "test:run") as session:
        about = laid_out(session, filled)
    for end, ended in ENDS:
        with pytest.raises(Undone), database.transaction(ME, "test:end") as session:
            end(session, filled)
            session.flush()
            assert {rule for rule, record in about.items() if one(session, rule, record) is None} == ended, end
            raise Undone


def test_every_room_is_read_in_two_statements_at_most(database: Database, filled: Filled) -> None:
    sent: list[Any] = []
    with database.reading() as session:
        session.get_one(Unit, filled.cast.municipality)
        event.listen(session.get_bind(), "before_cursor_execute", lambda *said: sent.append(said[2]))
        for read in DEADLINES:
            sent.clear()
            list(read(session))
            assert len(sent) <= 2, read
