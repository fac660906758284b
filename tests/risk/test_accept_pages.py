"""The pages of acceptance: what a risk says, who gets a button, the decision, and the record that stays."""

from collections.abc import Callable
from datetime import date

import pytest

from isms.kernel.db import Database
from isms.risk import service
from isms.risk.vocabulary import Treatment
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_action, an_assessment

Clients = Callable[[int | None], Client]


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """Risk 1 is low, 2 medium, 3 high with a plan; 4 breaks the law; the employee owns the system and the risks."""
    with database.transaction(ME, "risk:stage") as session:
        system = a_system(session, cast.nursing, "Journal", owner_id=cast.employee)
        assessment = an_assessment(session, [system], cast.officer)
        owned = {"owner_id": cast.employee, "treatment": Treatment.REDUCE}
        for cell in ("1 1", "2 3", "3 4"):
            risk = a_risk(session, assessment, system, cell, **owned)
        an_action(session, risk, cast.employee, date(2027, 3, 1))
        a_risk(session, assessment, system, "1 1", breaks_law=True, **owned)
        service.approve(session, assessment, cast.hem_owner, TODAY)
    return cast


def test_a_system_owner_accepts_a_low_risk_in_one_step(client_as: Clients, told: Cast) -> None:
    client = client_as(told.employee)
    page = client.page("/risks/1")
    assert "Ingen har tatt stilling til restrisikoen." in page.text
    assert "Systemeieren avgjør: Nora Aasen." in page.text
    answer = client.submit("/risks/1/accept")
    assert (answer.status_code, answer.location) == (303, "/risks/1#acceptance")
    assert "Nora Aasen har akseptert restrisikoen til 22. november 2027." in client.page("/risks/1").text
    record = client.page("/acceptances/1")
    assert "Aksept AKS-001" in record.text
    assert "Systemeier" in record.text


def test_whoever_may_not_is_told_who_may(client_as: Clients, told: Cast) -> None:
    page = client_as(told.employee).page("/risks/2")
    assert "Tjenesteområdeeieren avgjør: Astrid Fossheim." in page.text
    assert "Bare tjenesteområdeeieren, eller kommunedirektøren, kan akseptere" in page.text
    assert "/risks/2/accept" not in client_as(told.employee).get("/risks/2").text
    assert "/risks/2/accept" in client_as(told.hem_owner).get("/risks/2").text
    officer = client_as(told.officer)
    assert "De aksepterer aldri risiko for linjen." in officer.page("/risks/2").text
    assert officer.get("/risks/2/accept").status_code == 404
    blocked = client_as(told.hem_owner).page("/risks/3/accept")
    assert "Bare kommunedirektøren kan akseptere" in blocked.text


def test_a_high_risk_asks_for_what_it_takes(client_as: Clients, told: Cast) -> None:
    client = client_as(told.chief_executive)
    answer = client.submit("/risks/3/accept")
    assert answer.status_code == 422
    assert "Kompenserende tiltak" in answer.text
    answer = client.submit("/risks/3/accept", reason="Nytt anlegg", compensation="Vakt", valid_until="23.05.2027")
    assert answer.status_code == 422
    assert "Aksepten kan ikke gjelde så lenge." in answer.text
    answer = client.submit("/risks/3/accept", reason="Nytt anlegg", compensation="Vakt", valid_until="22.05.2027")
    assert answer.status_code == 303
    revoked = client.submit("/risks/3/revoke", reason="Leverandøren trakk seg")
    assert revoked.status_code == 303
    assert "trakk aksepten tilbake 22. november 2026" in client.page("/risks/3").text
    assert "Det er ingen aksept å trekke tilbake." in client.page("/risks/3/revoke").text


def test_what_breaks_the_law_leads_to_a_deviation(client_as: Clients, told: Cast) -> None:
    page = client_as(told.employee).page("/risks/4")
    assert "Risikoen bryter et lovkrav." in page.text
    assert "Meld avvik" in page.text
    assert "Et lovbrudd kan ikke aksepteres" in client_as(told.employee).page("/risks/4/accept").text


def test_a_decision_on_a_risk_that_has_changed_is_not_taken(client_as: Clients, database: Database, told: Cast) -> None:
    client = client_as(told.employee)
    path, form = client.filled("/risks/1/accept")
    assert client_as(told.employee).submit("/risks/1/accept").status_code == 303
    answer = client.post(path, data=form)
    assert answer.status_code == 422
    assert "Risikoen er endret etter at du åpnet siden." in answer.text


def test_the_owner_approves_the_plan(client_as: Clients, told: Cast) -> None:
    assert "Bare risikoeieren godkjenner" in client_as(told.hem_owner).page("/risks/2/approve-plan").text
    client = client_as(told.employee)
    assert client.submit("/risks/2/approve-plan").status_code == 303
    assert "Nora Aasen godkjente tiltaksplanen 22. november 2026." in client.page("/risks/2").text


def test_home_says_what_waits_for_a_decision_and_leads_there(client_as: Clients, told: Cast) -> None:
    for person_id, text in (
        (told.employee, "1 risiko venter på at du tar stilling til den"),
        (told.hem_owner, "1 risiko venter på at du tar stilling til den"),
        (told.chief_executive, "1 risiko venter på at du tar stilling til den"),
    ):
        assert text in client_as(person_id).page("/").text
    assert "tar stilling til" not in client_as(told.officer).page("/").text
    assert "1 risiko" in client_as(told.employee).page("/risks?awaits=me").text


def test_the_register_of_acceptances_shows_each_record(client_as: Clients, told: Cast) -> None:
    owner = client_as(told.employee)
    owner.submit("/risks/1/accept")
    owner.submit("/risks/1/revoke", reason="Nytt funn")
    page = client_as(told.officer).page("/acceptances")
    assert "2 aksepter" in page.text
    assert "Avløst" in page.text
    assert "Aksepten er trukket tilbake" in page.text
    assert "1 aksept" in owner.page("/acceptances?awaits=me").text
    assert client_as(told.opp_owner).page("/acceptances").text.count("AKS-") == 0
    assert client_as(told.opp_owner).get("/acceptances/1").status_code == 404
