"""The pages an assessment goes through: sent, given back, approved, locked, copied, and asked whether it holds."""

from collections.abc import Callable
from datetime import date

import pytest

from isms.app import DERIVATIONS
from isms.kernel.db import Database
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.risk import service
from isms.risk.models import Assessment, Scenario
from isms.risk.vocabulary import AssessmentStatus
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get

ClientAs = Callable[[int | None], Client]


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """A draft of the employee's of their own system, with two risks; every derivation."""
    database.derivations = DERIVATIONS
    with database.transaction(ME, "risk:stage") as session:
        journal = a_system(session, cast.nursing, "Journal", owner_id=cast.employee)
        made = an_assessment(session, [journal], cast.employee, title="Journalen")
        a_risk(session, made, journal, "2 4", owner_id=cast.employee, title="Journalen er nede")
        a_risk(session, made, journal, "1 1", owner_id=cast.employee, title="Treg utskrift")
    return cast


def approve(database: Database, cast: Cast, number: int = 1) -> None:
    with database.transaction(ME, "assessment:approve") as session:
        service.approve(session, get(session, Assessment, number), cast.hem_owner, TODAY)


def test_a_draft_is_sent_given_back_and_approved_by_somebody_else(told: Cast, client_as: ClientAs) -> None:
    maker, owner = client_as(told.employee), client_as(told.hem_owner)
    assert maker.submit("/assessments/1/send").status_code == 303
    page = maker.get("/assessments/1").text
    assert "kan ikke endres" in page
    assert "/assessments/1/change" not in page
    assert "1 risikovurdering venter på godkjenning" in owner.get("/").text
    assert owner.submit("/assessments/1/return", because="Mangler en risiko").status_code == 303
    assert "/assessments/1/change" in maker.get("/assessments/1").text
    assert maker.submit("/assessments/1/send").status_code == 303
    answer = maker.submit("/assessments/1/approve")
    assert answer.status_code == 422
    assert "En annen må godkjenne den" in answer.text
    assert owner.submit("/assessments/1/approve").status_code == 303
    assert "godkjent og låst" in maker.get("/assessments/1").text


def test_a_locked_risk_says_why_and_takes_another_owner(database: Database, told: Cast, client_as: ClientAs) -> None:
    approve(database, told)
    client = client_as(told.officer)
    page = client.get("/risks/1").text
    assert "godkjent og låst" in page
    assert "/risks/1/change" not in page
    assert "/risks/1/treat" in page
    answer = client.submit("/risks/1/change", title="Noe annet")
    assert answer.status_code == 422
    assert "godkjent og låst" in answer.text
    assert client.submit("/risks/1/assign", owner_id=told.hem_owner).status_code == 303
    with database.reading() as session:
        assert get(session, Scenario, 1).owner_id == told.hem_owner


def test_one_click_copies_and_the_copy_tells_what_differs(database: Database, told: Cast, client_as: ClientAs) -> None:
    approve(database, told)
    client = client_as(told.officer)
    path, form = copy_form(client)
    answer = client.post(path, data=form)
    assert answer.status_code == 303
    assert answer.location == "/assessments/2"
    assert client.post(path, data=form).location == "/assessments/2"
    assert "2 uendret" in client.get("/assessments/2").text
    assert client.submit("/risks/3/change", likelihood_before="1", cause="Gammel server").status_code == 303
    assert client.submit("/risks/4/withdraw", because="Ny skriver").status_code == 303
    assert (
        client.submit(
            "/assessments/2/risks/new", title="Feil pasient", likelihood_before="2", consequence_before="3"
        ).status_code
        == 303
    )
    page = client.get("/assessments/2").text
    assert "1 endret, 1 ny, 1 utgått" in page
    assert "<del>" in page
    assert "Gammel server" in page
    assert "R-002 Treg utskrift" in page
    assert "Fortsett på den nye vurderingen ROS-002" in client.get("/assessments/1").text
    answer = client.submit("/assessments/2/approve")
    assert answer.status_code == 422
    assert "Velg en risikoeier for R-003 først" in answer.text
    assert client.submit("/risks/5/assign", owner_id=told.employee).status_code == 303
    assert client_as(told.hem_owner).submit("/assessments/2/approve").status_code == 303
    assert "erstattet av en nyere" in client.get("/assessments/1").text
    assert client.get("/risks").text.count("Journalen er nede") == 1


def copy_form(client: Client) -> tuple[str, dict[str, str]]:
    """Return where the button on the page leads, and what it sends."""
    path, form = client.filled("/assessments/1", submit_key="k" * 32)
    assert path == "/assessments/1/copy"
    return path, form.to_dict()


def test_a_change_is_answered_and_to_assess_again_leads_to_the_copy(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    with database.transaction(ME, "system:rate") as session:
        supplier_id = portfolio.register_supplier(session, told.municipality, name="Ny AS").id
        portfolio.rate(
            session,
            get(session, System, 1),
            rated_by_id=told.employee,
            today=TODAY,
            k=3,
            k_reason="Helse",
            i=3,
            i_reason="Helse",
            t=3,
            t_reason="Helse",
        )
    approve(database, told)
    with database.transaction(ME, "system:change") as session:
        portfolio.change(session, get(session, System, 1), supplier_id=supplier_id)
    client = client_as(told.employee)
    assert "1 vesentlig endring er ikke besvart" in client.get("/assessments/1").text
    assert "1 vesentlig endring er ikke besvart" in client_as(told.officer).get("/systems/1").text
    assert "1 risikovurdering må sees på igjen" in client.get("/").text
    assert "Journalen" in client.get("/assessments?change=open").text
    assert client.submit("/changes/1/answer", answer="reassess", answer_reason=" ").status_code == 422
    answer = client.submit("/changes/1/answer", answer="reassess", answer_reason="Ny drift")
    assert (answer.status_code, answer.location) == (303, "/assessments/1/copy")
    assert client.submit(answer.location).location == "/assessments/2"
    page = client.get("/assessments/1").text
    assert "Ny drift" in page
    assert "er ikke besvart" not in page
    assert client.submit("/changes/1/answer", answer="still_holds", answer_reason="Nei").status_code == 422
    assert client_as(told.opp_owner).get("/changes/1/answer").status_code == 404
    assert client_as(told.outsider).get("/changes/1/answer").status_code == 404


def test_a_process_is_assessed_from_the_form_on(database: Database, told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    answer = client.submit(
        "/assessments/new",
        title="Postmottak",
        subject="Postmottak og skanning",
        unit_id=told.nursing,
        responsible_id=told.officer,
        valid_until="",
    )
    assert answer.status_code == 303, answer.text
    assert (
        client.submit(
            "/assessments/2/risks/new",
            title="Brev åpnes av feil person",
            likelihood_before="2",
            consequence_before="3",
            owner_id=told.employee,
        ).status_code
        == 303
    )
    assert "Postmottak og skanning" in client.get("/assessments/2").text
    assert "Postmottak og skanning" in client.get("/risks/3").text
    assert "Brev åpnes av feil person" in client.get("/risks?area=HEM").text
    assert client_as(told.hem_owner).get("/assessments/2").status_code == 200
    assert client_as(told.hem_owner).get("/risks/3").status_code == 200
    for stranger in (told.opp_owner, told.outsider):
        assert client_as(stranger).get("/assessments/2").status_code == 404
        assert client_as(stranger).get("/risks/3").status_code == 404
        assert "Brev åpnes" not in client_as(stranger).get("/risks").text
    with database.reading() as session:
        made = get(session, Assessment, 2)
        assert (made.status, made.valid_until) == (AssessmentStatus.DRAFT, date(2027, 11, 22))
