"""Assessing systems, rating risks, approving, treating."""

from datetime import date

import pytest
from sqlalchemy import select

from isms.actions.models import Action
from isms.actions.vocabulary import SourceKind
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.organisation.models import Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.risk import queries, service
from isms.risk.derivations import DERIVATIONS
from isms.risk.models import Scenario
from isms.risk.vocabulary import AssessmentStatus, Consequence, Likelihood, RiskLevel
from tests.cast import Cast
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_action, an_assessment, get


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.because for refusal in refused.value.refusals]


def test_an_assessment_lies_at_the_first_systems_unit_and_keeps_its_model(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:assess") as session:
        systems = [a_system(session, cast.nursing, "Journal"), a_system(session, cast.school, "Skole")]
        made = an_assessment(session, systems, cast.officer)
        assert (made.code, made.unit_id, made.tenant_id) == ("ROS-001", cast.nursing, cast.municipality)
        assert (made.model_version, made.status) == ("4x4-1", AssessmentStatus.DRAFT)
        assert [s.name for s in queries.systems_of(session, made.id)] == ["Journal", "Skole"]


def test_levels_follow_the_estimates_before_and_after(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:identify") as session:
        system = a_system(session, cast.nursing, "Journal")
        assessment = an_assessment(session, [system], cast.officer)
        risk = a_risk(session, assessment, system, "2 4")
        assert (risk.code, risk.level_before, risk.level_after) == ("R-001", RiskLevel.HIGH, None)
        assert (risk.residual_level, risk.rank) == (RiskLevel.HIGH, 308)
        service.change_scenario(session, risk, likelihood_after=Likelihood("1"), consequence_after=Consequence("4"))
        assert (risk.level_before, risk.level_after) == (RiskLevel.HIGH, RiskLevel.MEDIUM)
        assert (risk.residual_level, risk.rank) == (RiskLevel.MEDIUM, 204)
        service.change_scenario(session, risk, likelihood_after=None, consequence_after=None)
        assert (risk.level_after, risk.residual_level) == (None, RiskLevel.HIGH)


def test_half_an_estimate_leaves_nothing_behind(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused) as no, database.transaction(ME, "risk:identify") as session:
        system = a_system(session, cast.nursing, "Journal")
        assessment = an_assessment(session, [system], cast.officer)
        a_risk(session, assessment, system, likelihood_after=Likelihood("1"))
    assert [r.field for r in no.value.refusals] == ["consequence_after"]
    with database.reading() as session:
        assert session.scalars(select(Scenario)).all() == []


def test_the_database_refuses_half_an_estimate_too(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:identify") as session:
        system = a_system(session, cast.nursing, "Journal")
        risk_id = a_risk(session, an_assessment(session, [system], cast.officer), system).id
    with pytest.raises(Refused) as no, database.transaction(ME, "risk:change") as session:
        get(session, Scenario, risk_id).likelihood_after = Likelihood("1")
    assert reasons(no) == ["scenario.after_is_half"]


def test_a_risk_of_a_system_not_covered_is_refused(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused) as no, database.transaction(ME, "risk:identify") as session:
        system, other = a_system(session, cast.nursing, "Journal"), a_system(session, cast.school, "Skole")
        a_risk(session, an_assessment(session, [system], cast.officer), other)
    assert reasons(no) == ["scenario.system_not_covered"]


def test_systems_of_two_municipalities_are_not_assessed_together(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused) as no, database.transaction(ME, "risk:assess") as session:
        system = a_system(session, cast.nursing, "Journal")
        other = a_system(session, cast.neighbour_unit, "Legejournal")
        an_assessment(session, [system, other], cast.officer)
    assert reasons(no) == ["assessment.covers_several_municipalities"]


def test_a_system_leaves_an_assessment_without_its_risks_only_and_may_return(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:assess") as session:
        one, two = a_system(session, cast.nursing, "Journal"), a_system(session, cast.school, "Skole")
        made = an_assessment(session, [one, two], cast.officer)
        a_risk(session, made, one)
        with pytest.raises(Refused) as no:
            service.change_assessment(session, made, [two], today=TODAY)
        assert reasons(no) == ["assessment.system_has_risks"]
        service.change_assessment(session, made, [one], today=TODAY)
        assert [s.id for s in queries.systems_of(session, made.id)] == [one.id]
        service.change_assessment(session, made, [one, two], today=TODAY)
        assert len(queries.systems_of(session, made.id)) == 2
        assert len(queries.links_of(session, made.id)) == 2


def test_an_assessment_is_approved_once_and_not_without_risks(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "assessment:approve") as session:
        system = a_system(session, cast.nursing, "Journal")
        made = an_assessment(session, [system], cast.officer)
        with pytest.raises(Refused) as no:
            service.approve(session, made, cast.hem_owner, TODAY)
        assert reasons(no) == ["assessment.has_no_risks"]
        a_risk(session, made, system, owner_id=cast.employee)
        service.approve(session, made, cast.hem_owner, TODAY)
        assert (made.status, made.approved_by_id, made.approved_on) == (
            AssessmentStatus.APPROVED,
            cast.hem_owner,
            TODAY,
        )
        with pytest.raises(Refused) as no:
            service.approve(session, made, cast.hem_owner, TODAY)
        assert reasons(no) == ["assessment.already_approved"]


def test_an_action_takes_unit_and_number_from_the_risk_and_follows_its_system(database: Database, cast: Cast) -> None:
    database.derivations = DERIVATIONS
    with database.transaction(ME, "risk:treat") as session:
        system = a_system(session, cast.nursing, "Journal")
        risk = a_risk(session, an_assessment(session, [system], cast.officer), system)
        action = an_action(session, risk, cast.employee, date(2026, 12, 1))
        assert (action.code, action.unit_id) == ("T-001", cast.nursing)
        assert (action.source_kind, action.source_code) == (SourceKind.RISK, "R-001")
        assert [a.id for a in queries.actions_of(session, risk.id)] == [action.id]
        system_id, action_id = system.id, action.id
    with database.transaction(ME, "system:change") as session:
        moved = get(session, System, system_id)
        portfolio.change(session, moved, get(session, Unit, cast.school))
    with database.reading() as session:
        assert get(session, Action, action_id).unit_id == cast.school


def test_withdrawing_takes_a_reason(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk:withdraw") as session:
        system = a_system(session, cast.nursing, "Journal")
        made = an_assessment(session, [system], cast.officer)
        risk = a_risk(session, made, system)
        for withdraw in (service.withdraw_scenario, service.withdraw_assessment):
            with pytest.raises(Refused) as no:
                withdraw(session, risk if withdraw is service.withdraw_scenario else made, " ", TODAY)
            assert reasons(no) == ["reason.missing"]
        service.withdraw_scenario(session, risk, "Gjelder ikke lenger", TODAY)
        assert queries.scenarios_of(session, made.id) == []
