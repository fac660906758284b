"""The pages of risk: assess, identify, rate, approve, treat, and who may knock."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from isms.kernel.db import Database
from isms.risk.models import Assessment, Scenario
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, a_risk, a_system, an_action, an_assessment, get

ClientAs = Callable[[int | None], Client]


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """A system of the employee's, another one, and an assessment of the first with a risk and an action."""
    with database.transaction(ME, "risk:stage") as session:
        journal = a_system(session, cast.nursing, "Journal", owner_id=cast.employee)
        a_system(session, cast.school, "Skoleplattform")
        assessment = an_assessment(session, [journal], cast.officer, title="Journalen")
        risk = a_risk(session, assessment, journal, "2 4", properties=("confidentiality",))
        an_action(session, risk, cast.hem_owner, date(2026, 11, 1))
    return cast


def test_from_assessment_to_approval(database: Database, told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    answer = client.submit(
        "/assessments/new?system=2",
        title="Skoleplattformen",
        valid_until="22.11.2027",
        responsible_id=told.opp_owner,
    )
    assert answer.status_code == 303, answer.text
    assert client.page(answer.location).heading == "Skoleplattformen"
    answer = client.submit(
        "/assessments/2/risks/new",
        title="Elever ser andres vurderinger",
        likelihood_before="3",
        consequence_before="3",
        properties=["confidentiality", "integrity"],
        owner_id=told.opp_owner,
    )
    assert answer.status_code == 303, answer.text
    assert "Elever ser andres vurderinger" in client.get("/assessments/2").text
    answer = client.submit("/risks/2/change", likelihood_after="1", consequence_after="3", treatment="reduce")
    assert answer.status_code == 303, answer.text
    assert "Restrisikoen er middels" in client.get("/risks/2").text
    answer = client.submit("/risks/2/treat", title="Stramme inn tilganger", owner_id=told.opp_owner, due_on="1.12.26")
    assert answer.status_code == 303, answer.text
    assert "Stramme inn tilganger" in client.get("/risks/2").text
    assert "Elever ser andres vurderinger" in client.get("/actions/2").text
    assert client.submit("/assessments/2/approve").status_code == 303
    assert "Godkjent" in client.get("/assessments/2").text
    with database.reading() as session:
        assert get(session, Assessment, 2).approved_by_id == told.officer


def test_half_an_estimate_is_told_beside_its_field_and_nothing_is_lost(told: Cast, client_as: ClientAs) -> None:
    answer = client_as(told.officer).submit("/risks/1/change", likelihood_after="1", cause="Strømbrudd")
    assert answer.status_code == 422
    assert "Velg både sannsynlighet og konsekvens etter tiltak" in answer.text
    assert "Strømbrudd" in answer.text


def test_an_identity_number_is_refused_in_a_risk(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    assert client.submit("/risks/1/change", description="Gjelder 01010750160").status_code == 422


def test_a_form_sent_twice_makes_one_risk(database: Database, told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    fields = {
        "system_id": "1",
        "title": "Treg",
        "likelihood_before": "1",
        "consequence_before": "1",
        "submit_key": "k" * 32,
    }
    locations = {client.submit("/assessments/1/risks/new", **fields).location for _ in range(2)}
    assert len(locations) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count(Scenario.id))) == 2


def test_a_stale_form_overwrites_nothing(database: Database, told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    assert client.submit("/risks/1/change", title="Ny tittel").status_code == 303
    answer = client.submit("/risks/1/change", title="Gammel tittel", version="1")
    assert answer.status_code == 409
    assert "Ny tittel" in answer.text
    assert "Gammel tittel" in answer.text
    with database.reading() as session:
        assert get(session, Scenario, 1).title == "Ny tittel"


def test_a_change_keeps_the_systems_one_may_not_assess_oneself(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    officer, area_owner = client_as(told.officer), client_as(told.hem_owner)
    assert officer.submit("/assessments/1/change", systems=["1", "2"]).status_code == 303
    assert area_owner.submit("/assessments/1/change", summary="Kort").status_code == 303
    assert "Skoleplattform" in officer.get("/assessments/1").text


def test_the_registers_and_the_map_are_shown(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    assert client.page("/risks").heading == "Risikoregister"
    assert client.page("/assessments").heading == "Risikovurderinger"
    page = client.page("/risks/map?area=HEM")
    assert page.heading == "Risikoregister"
    assert "/risks?area=HEM&amp;cell=2+%C3%97+4" in client.get("/risks/map?area=HEM").text
    assert client.get("/risks?cell=2+%C3%97+4").text.count("Systemet er nede") == 1
    assert client.get("/risks/map?nothing=1").status_code == 200
    assert client.get("/risks/map?sort=nothing").status_code == 400
    assert client.get("/risks/map?as_of=x").status_code == 400
    for ending in ("csv", "json", "xlsx"):
        assert client.get(f"/risks.{ending}").status_code == 200
        assert client.get(f"/assessments.{ending}").status_code == 200


def test_what_is_elsewhere_does_not_exist(told: Cast, client_as: ClientAs) -> None:
    for stranger in (told.outsider, told.opp_owner, told.operator):
        client = client_as(stranger)
        for path in (
            "/risks/1",
            "/risks/1/change",
            "/risks/1/treat",
            "/risks/1/withdraw",
            "/assessments/1",
            "/assessments/1/change",
            "/assessments/1/approve",
            "/assessments/1/risks/new",
        ):
            assert client.get(path).status_code == 404, (stranger, path)


def test_a_reader_reads_and_the_systems_owner_assesses(told: Cast, client_as: ClientAs) -> None:
    auditor, owner = client_as(told.auditor), client_as(told.employee)
    assert auditor.get("/risks/1").status_code == 200
    assert auditor.get("/risks/1/change").status_code == 404
    for path in ("/risks", "/risks/1", "/risks/1/change", "/assessments/1", "/assessments/1/approve"):
        assert owner.get(path).status_code == 200, path
    assert client_as(None).get("/risks").status_code in {302, 303, 401}


def test_withdrawing_leads_back_and_says_why(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    assert client.submit("/risks/1/withdraw", because=" ").status_code == 422
    assert client.submit("/risks/1/withdraw", because="Gjelder ikke").status_code == 303
    assert "Gjelder ikke" in client.get("/risks/1").text
    assert client.get("/risks/1/change").status_code == 404
    assert client.submit("/assessments/1/withdraw", because="Erstattet").status_code == 303
    assert "Erstattet" in client.get("/assessments/1").text
