"""Projects are decided on point by point, and systems end part by part; what is refused changes nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.app import DERIVATIONS
from isms.kernel.clock import FixedClock, end_of
from isms.kernel.db import Database
from isms.kernel.moments import position_at
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import MeasurementKind, MeasurementSource
from isms.organisation.models import Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.vocabulary import ArchiveDuty, Dpia, Lifecycle, ProcessorAgreement
from isms.projects import queries, service
from isms.projects.models import DecisionTaken, Project, ProjectGate, SystemEnding
from isms.projects.rules.phases import Standing, leaving
from isms.projects.vocabulary import BenefitDimension, EndingPart, GateState, Outcome, Phase, ProjectPart, SecurityGate
from isms.risk import service as risk
from tests.cast import Cast
from tests.projects.stage import BEGUN, a_project, brought, decided, keys
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

DAY = timedelta(days=1)
EVIDENCE: dict[str, Any] = {"done_on": TODAY, "evidence": "Sak 12", "not_needed_because": None, "today": TODAY}


def refused(decide: Callable[..., object], *args: Any, **said: Any) -> list[str]:
    with pytest.raises(Refused) as no:
        decide(*args, **said)
    return keys(no.value)


def open_gates(session: Session, project: Project) -> list[str]:
    standing = queries.gates_at(session, project, leaving(project.phase), TODAY)
    return [gate.gate.value for gate in standing if gate.state == GateState.OPEN]


def restored(session: Session, system: System) -> None:
    """Record that a system was restored from its backup today."""
    said: Any = {"kind": MeasurementKind.RESTORE_TEST, "source": MeasurementSource.FORM, "recorded_on": TODAY}
    session.add(Measurement(tenant_id=system.tenant_id, system_id=system.id, measured_on=TODAY, passed=True, **said))
    session.flush()


def test_a_project_follows_its_decisions(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "project:decide") as session:
        project = a_project(session, cast.nursing)
        assert (project.code, project.phase, project.moved_on) == ("P-001", Phase.IDEA, BEGUN)
        decided(session, cast, project, decided_on=BEGUN + DAY)
        assert (project.phase, project.moved_on) == (Phase.CONCEPT, BEGUN + DAY)
        assert refused(decided, session, cast, project, decided_on=BEGUN) == ["project.decided_too_early"]
        decided(session, cast, project, outcome=Outcome.SENT_BACK, reason="Uklart behov")
        assert (project.phase, project.moved_on) == (Phase.CONCEPT, BEGUN + DAY)
        decided(session, cast, project, outcome=Outcome.STOPPED, reason="Behovet er borte")
        assert (project.stopped_on, project.ended_on) == (TODAY, None)
        assert refused(decided, session, cast, project) == ["project.goes_on_no_longer"]
        assert len(session.scalars(select(DecisionTaken)).all()) == 3
        whole = brought(session, cast, a_project(session, cast.nursing, "Hel"), [TODAY] * 6)
        assert (whole.phase, whole.ended_on, whole.stopped_on) == (Phase.REALISATION, TODAY, None)


def test_the_beginning_moves_with_an_idea_and_never_past_a_decision(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "project:change") as session:
        project, unit = a_project(session, cast.nursing), get(session, Unit, cast.nursing)
        said: Any = {"name": "Ny journal", "description": None, "owner_id": None, "manager_id": None}
        said |= {"planned_end_on": None, "reference": None, "today": TODAY}
        service.change(session, project, unit, begun_on=BEGUN + DAY, **said)
        assert project.moved_on == BEGUN + DAY
        decided(session, cast, project, decided_on=BEGUN + 2 * DAY)
        service.change(session, project, unit, begun_on=BEGUN + 2 * DAY, **said)
        assert (project.phase, project.moved_on) == (Phase.CONCEPT, BEGUN + 2 * DAY)
        late = refused(service.change, session, project, unit, begun_on=BEGUN + 3 * DAY, **said)
        assert late == ["project.decided_before_it_began"]
        neighbour = get(session, Unit, cast.neighbour_unit)
        assert refused(service.change, session, project, neighbour, begun_on=BEGUN, **said) == [
            "project.other_municipality"
        ]


def test_gates_are_read_from_the_register_and_written_down_with_the_approval(database: Database, cast: Cast) -> None:
    database.derivations = tuple(DERIVATIONS)
    with database.transaction(ME, "project:decide") as session:
        project = a_project(session, cast.nursing)
        system = a_system(session, cast.nursing, "Journal", owner_id=cast.employee)
        service.attach(session, project, system, ProjectPart.INTRODUCES)
        decided(session, cast, project, decided_on=BEGUN, waived_because=None)
        no = refused(decided, session, cast, project, waived_because=None)
        assert no == ["gate.open.preliminary_rating", "gate.open.dpia_need", "gate.waive_or_wait"]
        reasons: Any = {"k_reason": "x", "i_reason": "x", "t_reason": "x", "k": 2, "i": 2, "t": 2}
        portfolio.rate(session, system, rated_by_id=cast.officer, today=TODAY, **reasons)
        portfolio.change(session, system, dpia=Dpia.NOT_NEEDED, processor_agreement=ProcessorAgreement.SIGNED)
    with database.transaction(ME, "project:decide") as session:
        project, system = get(session, Project, 1), get(session, System, 1)
        decided(session, cast, project, decided_on=TODAY, waived_because=None)
        rows = session.scalars(select(ProjectGate).order_by(ProjectGate.id)).all()
        assert [(row.met_on, row.evidence, row.settled_by_id) for row in rows] == [(TODAY, "S-001", cast.hem_owner)] * 2
        assert open_gates(session, project) == ["first_assessment", "requirements"]
        assessment = an_assessment(session, [system], cast.officer)
        a_risk(session, assessment, system, "1 2", owner_id=cast.officer)
        risk.approve(session, assessment, cast.hem_owner, TODAY)
        tick: Any = {"met_on": TODAY, "evidence": "Konkurransegrunnlag 4.2", "settled_by_id": cast.officer}
        service.tick_gate(session, project, SecurityGate.REQUIREMENTS, **tick, today=TODAY)
        assert open_gates(session, project) == []
        tick |= {"met_on": None}
        service.tick_gate(session, project, SecurityGate.REQUIREMENTS, **tick, today=TODAY)
        assert open_gates(session, project) == ["requirements"]
        waive: Any = {"waived_because": "Ingen anskaffelse", "settled_by_id": cast.hem_owner, "today": TODAY}
        service.waive_gate(session, project, SecurityGate.REQUIREMENTS, **waive)
        decided(session, cast, project, waived_because=None)
        restored(session, system)
        assert open_gates(session, project) == ["second_assessment", "access_model"]
        assert refused(service.waive_gate, session, project, SecurityGate.REQUIREMENTS, **waive) == ["gate.not_now"]
        passed = queries.passed_gates(project, queries.said_of(session, project.id))
        assert [gate.settlement is not None for gate in passed] == [True] * 4


def test_waiving_at_the_decision_waives_each_open_gate(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "project:decide") as session:
        project = brought(session, cast, a_project(session, cast.nursing), [TODAY] * 2)
        rows = session.scalars(select(ProjectGate)).all()
        assert {(row.gate, row.waived_on) for row in rows} == {
            (SecurityGate.PRELIMINARY_RATING, TODAY),
            (SecurityGate.DPIA_NEED, TODAY),
        }
        assert queries.standing_of(project) == Standing(Phase.PLANNING, TODAY)


def test_systems_and_benefits_come_and_go_with_a_reason(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "project:attach") as session:
        project, system = a_project(session, cast.nursing), a_system(session, cast.nursing, "Journal")
        link = service.attach(session, project, system, ProjectPart.CHANGES)
        assert refused(service.detach, session, link, because=" ", today=TODAY) == ["reason.missing"]
        service.detach(session, link, because="Feil system", today=TODAY)
        service.attach(session, project, system, ProjectPart.REPLACES)
        other = a_system(session, cast.neighbour_unit, "Lege")
        assert refused(service.attach, session, project, other, ProjectPart.CHANGES) == ["project.other_municipality"]
        planned: Any = {"dimension": BenefitDimension.TIME, "text": "Raskere vaktskifte", "due_on": None}
        benefit = service.add_benefit(session, project, owner_id=cast.employee, **planned)
        late: Any = {"realised": "Ti minutter spart", "realised_on": TODAY + DAY, "today": TODAY}
        assert refused(service.realise_benefit, session, benefit, **late) == ["benefit.realised_in_the_future"]
        service.realise_benefit(session, benefit, **{**late, "realised_on": TODAY})
        assert benefit.realised_on == TODAY
    with pytest.raises(Refused) as no, database.transaction(ME, "project:attach") as session:
        project, system = get(session, Project, 1), get(session, System, 1)
        service.attach(session, project, system, ProjectPart.CHANGES)
    assert keys(no.value) == ["project.system_attached_already"]


def test_the_picture_is_of_a_place_and_of_any_day(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "project:decide") as session:
        brought(session, cast, a_project(session, cast.nursing, "Journal"), [date(2026, 3, 10), date(2026, 6, 1)])
        brought(session, cast, a_project(session, cast.school, "Skole"), [date(2026, 9, 1)])
        tops = {name: get(session, Unit, id_).path for name, id_ in (("all", cast.municipality), ("hem", cast.hem))}
        at, since = date(2026, 8, 31), date(2026, 4, 30)
        whole = queries.phases(session, Source(at), tops["all"], at, since)
        assert [(one.name, one.phase) for one in whole.projects] == [("Skole", Phase.IDEA), ("Journal", Phase.PLANNING)]
        assert [(move.name, move.before) for move in whole.moved] == [("Journal", Phase.CONCEPT)]
        assert [one.name for one in queries.phases(session, Source(at), tops["hem"], at, since).projects] == ["Journal"]
        later = queries.phases(session, Source(TODAY), tops["all"], TODAY, at)
        assert [move.name for move in later.moved] == ["Skole"]


def test_a_withdrawn_decision_counts_no_longer_and_what_was_known_before_is_still_told(
    database: Database, cast: Cast, clock: FixedClock
) -> None:
    with database.transaction(ME, "project:decide") as session:
        project = a_project(session, cast.nursing)
        first = decided(session, cast, project, decided_on=BEGUN)
        second = decided(session, cast, project, decided_on=BEGUN + DAY)
        assert refused(service.withdraw_decision, session, second, because=" ", today=TODAY) == ["reason.missing"]
        early = refused(service.withdraw_decision, session, first, because="Feil", today=TODAY)
        assert early == ["project.decision_is_built_on"]
    clock.advance(days=1)
    with database.transaction(ME, "project:withdraw_decision") as session:
        project, wrong = get(session, Project, 1), get(session, DecisionTaken, 2)
        service.withdraw_decision(session, wrong, because="Feil prosjekt", today=TODAY + DAY)
        assert queries.standing_of(project) == Standing(Phase.CONCEPT, BEGUN)
        top = get(session, Unit, cast.municipality).path

    def pictured(known_on: date, at: date) -> list[Phase]:
        with database.reading() as session:
            known = Source(known_on, position_at(session, end_of(known_on)))
            found = queries.phases(session, known, top, at, BEGUN - DAY)
            return [placed.phase for placed in found.projects]

    assert pictured(TODAY, TODAY) == [Phase.PLANNING]
    assert pictured(TODAY + DAY, TODAY) == [Phase.CONCEPT]
    assert pictured(TODAY + DAY, BEGUN - DAY) == []
    with database.transaction(ME, "project:decide") as session:
        project, first = get(session, Project, 1), get(session, DecisionTaken, 1)
        decided(session, cast, project, decided_on=BEGUN + 2 * DAY)
        assert queries.standing_of(project) == Standing(Phase.PLANNING, BEGUN + 2 * DAY)
        service.withdraw_decision(session, get(session, DecisionTaken, 3), because="Feil dag", today=TODAY + DAY)
        service.withdraw_decision(session, first, because="Feil dag", today=TODAY + DAY)
        assert queries.standing_of(project) == Standing(Phase.IDEA, BEGUN)


def test_what_replaces_a_system_is_the_running_project_that_is_furthest(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "project:attach") as session:
        old, other = a_system(session, cast.nursing, "Gammel"), a_system(session, cast.nursing, "Annen")
        far = brought(session, cast, a_project(session, cast.nursing, "Langt"), [TODAY] * 3)
        for project in (a_project(session, cast.nursing, "Kort"), far):
            service.attach(session, project, old, ProjectPart.REPLACES)
        service.attach(session, far, other, ProjectPart.CHANGES)
        assert queries.replacement_phase(session, [old.id, other.id]) == {old.id: Phase.EXECUTION}
        decided(session, cast, far, outcome=Outcome.STOPPED, reason="For dyrt")
        assert queries.replacement_phase(session, [old.id]) == {old.id: Phase.IDEA}


def test_a_system_ends_when_nothing_is_left_of_it(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "ending:begin") as session:
        system = a_system(session, cast.nursing, "Gammel", archive_duty=ArchiveDuty.YES)
        ending = service.begin_ending(session, system, begun_on=BEGUN, responsible_id=cast.employee, today=TODAY)
        assert (system.lifecycle, system.phase_out_from) == (Lifecycle.PHASING_OUT, BEGUN)
        finish: Any = {"ended_on": TODAY, "data_went_to": "eDepot", "today": TODAY}
        parts = list(EndingPart)
        assert refused(service.finish_ending, session, ending, **finish) == [f"ending.left.{part}" for part in parts]
        for part in parts[:2]:
            service.settle_part(session, ending, part, **EVIDENCE)
        said: Any = {"done_on": None, "evidence": None, "not_needed_because": "Ingen hadde tilgang", "today": TODAY}
        assert refused(service.settle_part, session, ending, parts[0], **said) == ["ending.archive_is_a_duty"]
        service.settle_part(session, ending, parts[2], **said)
        service.finish_ending(session, ending, **finish)
        assert (system.lifecycle, system.ended_on, system.data_went_to) == (Lifecycle.ENDED, TODAY, "eDepot")
        assert refused(service.settle_part, session, ending, parts[0], **EVIDENCE) == ["ending.has_ended"]
    with pytest.raises(Refused) as no, database.transaction(ME, "ending:begin") as session:
        planned = a_system(session, cast.nursing, "To ganger")
        for _ in range(2):
            service.begin_ending(session, planned, begun_on=TODAY, responsible_id=None, today=TODAY)
    assert keys(no.value) == ["ending.begun_already"]
    with database.reading() as session:
        assert len(session.scalars(select(SystemEnding)).all()) == 1
