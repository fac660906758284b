"""A deviation raises a risk and questions the assessment in force; findings are registered, answered and linked."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from isms.controls import service as controls
from isms.controls.models import Control
from isms.deviations import queries, service
from isms.deviations.models import Deviation, DeviationRisk
from isms.deviations.rules.handling import stage_of
from isms.deviations.vocabulary import DeviationCategory, DeviationKind, Severity, Stage
from isms.kernel.db import Database
from isms.organisation.models import Unit
from isms.portfolio import service as portfolio
from isms.risk import service as risk
from isms.risk.models import Assessment, Scenario, SignificantChange
from isms.risk.vocabulary import AssessmentStatus, Consequence, Likelihood
from tests.cast import Cast
from tests.client import Client
from tests.deviations.stage import NOW, reported
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get

ClientAs = Callable[[int | None], Client]
SAID: Any = {
    "title": "Gamle lister",
    "description": None,
    "likelihood_before": Likelihood("3"),
    "consequence_before": Consequence("2"),
}


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """A moderate deviation of a system whose assessment is approved, a control and a supplier."""
    with database.transaction(ME, "deviation:report") as session:
        journal = a_system(session, cast.nursing, "Journal")
        assessment = an_assessment(session, [journal], cast.officer)
        a_risk(session, assessment, journal, owner_id=cast.officer)
        risk.approve(session, assessment, cast.hem_owner, TODAY)
        reported(session, cast, [journal], severity=Severity.MODERATE)
        controls.adopt(session, get(session, Unit, cast.municipality), "nsm-2.1")
        portfolio.register_supplier(session, cast.municipality, name="Journal Levering AS")
    return cast


def test_a_raised_risk_lies_in_a_draft_and_questions_the_assessment_in_force_once(
    database: Database, told: Cast
) -> None:
    with database.transaction(ME, "deviation:raise_risk") as session:
        made = get(session, Deviation, 1)
        system = queries.systems_of(session, 1)[0]
        who: Any = {"new_title": "Journal etter AV-001", "raised_by_id": told.hem_owner, "today": TODAY}
        first = service.raise_risk(session, made, system, None, **who, **SAID)
        draft = get(session, Assessment, first.assessment_id)
        assert (draft.status, draft.title, draft.responsible_id) == (
            AssessmentStatus.DRAFT,
            "Journal etter AV-001",
            told.hem_owner,
        )
        second = service.raise_risk(session, made, system, draft, **who, **SAID)
        assert second.assessment_id == draft.id
        assert [link.raised for link in queries.standing_links(session, made.id, DeviationRisk)] == [True, True]
        noted = session.scalars(select(SignificantChange)).all()
        assert [(change.assessment_id, change.source) for change in noted] == [(1, "AV-001")]


def test_the_owner_of_the_area_raises_a_risk_from_the_page(database: Database, told: Cast, client_as: ClientAs) -> None:
    owner = client_as(told.hem_owner)
    assert "Meld inn en risiko" in owner.get("/deviations/1").text
    answer = owner.submit("/deviations/1/raise-risk", likelihood_before="3", consequence_before="4")
    assert answer.status_code == 303, answer.text
    assert owner.get(answer.location).status_code == 200
    with database.reading() as session:
        assert session.scalars(select(Scenario).where(Scenario.title == "Liste sendt til feil adresse")).one()
    page = " ".join(owner.get("/deviations/1").text.split())
    assert "Risikoen ble meldt inn fra avviket" in page
    assert client_as(told.employee).get("/deviations/1/raise-risk").status_code == 404


def test_links_are_chosen_on_one_page_and_shown_on_the_others(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    officer = client_as(told.officer)
    with database.transaction(ME, "control:decide") as session:
        control = session.scalars(select(Control)).first()
        assert control
        said: Any = {"applicability": "applies", "reason": None, "owner_id": None}
        controls.decide(session, control, **said)
        number = control.id
    answer = officer.submit("/deviations/1/links", systems=["1"], risks=["1"], controls=[str(number)], suppliers=["1"])
    assert answer.status_code == 303, answer.text
    assert "Liste sendt" in officer.get(f"/controls/{number}").text
    assert "Liste sendt" in officer.get("/suppliers/1").text
    assert "AV-001 Liste sendt" in officer.get("/risks/1").text
    page = officer.get("/deviations/1").text
    assert "Journal Levering AS" in page
    assert "Systemet er nede" in page
    reporter = client_as(told.employee).get("/deviations/1").text
    assert "Systemet er nede" not in reporter
    assert "Journal Levering AS" not in reporter
    assert officer.submit("/deviations/1/links", systems=[], risks=[], controls=[], suppliers=[]).status_code == 303
    assert "Liste sendt" not in officer.get("/suppliers/1").text
    assert "AV-001" not in officer.get("/risks/1").text


def test_an_assessment_names_the_deviation_that_questions_it_to_who_may_read_that(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    with database.transaction(ME, "risk:assign") as session:
        get(session, Scenario, 1).owner_id = told.opp_owner
    officer, owner = client_as(told.officer), client_as(told.opp_owner)
    assert "AV-001" not in officer.get("/assessments/1").text
    assert (
        client_as(told.hem_owner)
        .submit("/deviations/1/raise-risk", likelihood_before="3", consequence_before="4")
        .status_code
        == 303
    )
    shown = officer.get("/assessments/1").text
    assert 'href="/deviations/1">AV-001 Liste sendt' in shown
    assert "Meldt" in shown
    assert owner.get("/deviations/1").status_code == 404
    assert owner.get("/risks/1").status_code == 200
    for page in ("/risks/1", "/assessments/1"):
        assert "Liste sendt" not in owner.get(page).text


FINDING = {
    "kind": "audit_finding",
    "title": "Tilganger gås ikke gjennom",
    "found_by": "Kommunerevisjonen",
    "source_document": "Revisjon av tilganger 2026",
    "source_link": "https://revisjon.example/2026",
    "discovered_at": "20.11.2026 kl. 09.00",
    "recommendation": "Gå gjennom hvert år",
    "answer_due_on": "1.12.2026",
    "category": "information_security",
    "severity": "moderate",
}


def test_a_finding_is_registered_and_answered(database: Database, told: Cast, client_as: ClientAs) -> None:
    officer = client_as(told.officer)
    more = {"unit_id": str(told.hem), "responsible_id": str(told.hem_owner)}
    assert officer.submit("/deviations/new-finding", **{**FINDING, "source_document": ""}, **more).status_code == 422
    answer = officer.submit("/deviations/new-finding", **FINDING, **more)
    assert answer.status_code == 303, answer.text
    with database.reading() as session:
        made = get(session, Deviation, 2)
        assert (made.kind, made.category, stage_of(made)) == (
            DeviationKind.AUDIT_FINDING,
            DeviationCategory.INFORMATION_SECURITY,
            Stage.TRIAGED,
        )
    owner = client_as(told.hem_owner)
    assert "Ikke besvart ennå" in owner.get("/deviations/2").text
    assert owner.submit("/deviations/2/answer", answer="Vi er enige").status_code == 422
    answer = owner.submit("/deviations/2/answer", answer="Vi er enige", answered_on="22.11.2026")
    assert answer.status_code == 303, answer.text
    assert "Vi er enige" in owner.get("/deviations/2").text
    assert "Revisjon av tilganger 2026" in officer.get("/deviations?finding=any&columns=finding").text
    assert "Tilganger gås" not in officer.get("/deviations?finding=unanswered").text
    assert officer.submit("/deviations/2/change", found_by="Revisjonen").status_code == 303
    assert client_as(told.employee).get("/deviations/new-finding").status_code == 403


def test_whoever_registers_a_finding_has_judged_it(database: Database, told: Cast) -> None:
    with database.transaction(ME, "deviation:register_finding") as session:
        unit = get(session, Unit, told.hem)
        fields: Any = {"title": "Funn", "severity": Severity.MINOR, "discovered_at": NOW}
        made = service.register_finding(
            session,
            unit,
            registered_by_id=told.officer,
            now=NOW,
            kind=DeviationKind.AUDIT_FINDING,
            source_document="Tilsyn",
            responsible_id=told.hem_owner,
            **fields,
        )
        assert (made.triaged_on, made.triaged_by_id, made.unit_id) == (TODAY, told.officer, told.hem)
