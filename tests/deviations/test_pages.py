"""The pages of deviations: report in two minutes, handle step by step, end, and who may knock."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from isms.deviations.models import Deviation
from isms.deviations.rules.handling import stage_of
from isms.deviations.vocabulary import Stage
from isms.kernel.db import Database
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, a_system, get

ClientAs = Callable[[int | None], Client]

REPORT = {
    "description": "Liste sendt til feil adresse",
    "personal_data": "unsure",
    "discovered_at": "22.11.2026 kl. 08.30",
    "submit_key": "k" * 32,
}


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """A system of the school's."""
    with database.transaction(ME, "system:register") as session:
        a_system(session, cast.school, "Skoleplattform")
    return cast


def test_an_employee_reports_and_follows_their_own(database: Database, told: Cast, client_as: ClientAs) -> None:
    employee = client_as(told.employee)
    page = employee.page("/deviations/new")
    assert page.heading == "Meld avvik"
    text = employee.get("/deviations/new").text
    assert "Dette er ikke varsling" in text
    assert "Det tar om lag to minutter" in text
    answer = employee.submit("/deviations/new", system_id="1", **REPORT)
    assert answer.status_code == 303, answer.text
    assert employee.page(answer.location).heading == "Liste sendt til feil adresse"
    assert "Liste sendt til feil adresse" in employee.get("/deviations").text
    assert employee.get("/deviations/1/change").status_code == 404
    assert employee.get("/deviations/1/correct").status_code == 404
    assert employee.get("/deviations/1/close").status_code == 403
    assert employee.get("/deviations/1/triage").status_code == 403
    assert "Historikk" not in employee.get("/deviations/1").text
    with database.reading() as session:
        made = get(session, Deviation, 1)
        assert (made.unit_id, made.reported_by_id) == (told.school, told.employee)
        assert made.discovered_at.isoformat() == "2026-11-22T07:30:00+00:00"


def test_a_colleague_does_not_see_it(told: Cast, client_as: ClientAs) -> None:
    assert client_as(told.opp_owner).submit("/deviations/new", system_id="1", **REPORT).status_code == 303
    employee = client_as(told.employee)
    assert employee.get("/deviations/1").status_code == 404
    assert "Liste sendt" not in employee.get("/deviations").text
    assert "Liste sendt" not in employee.get("/deviations.csv").text
    for stranger in (told.hem_owner, told.outsider, told.operator):
        assert client_as(stranger).get("/deviations/1").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("description", "", "Hva skjedde?"),
        ("description", "Gjelder 01010750160", "nummer"),
        ("discovered_at", "i går", "22.11"),
        ("discovered_at", "23.11.2026 kl. 08.30", "Avviket kan ikke være oppdaget senere enn nå."),
        ("personal_data", "terrible", ""),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_lost(
    database: Database, told: Cast, client_as: ClientAs, field: str, typed: str, said: str
) -> None:
    fields = {**REPORT, "immediate_action": "Ba om sletting", field: typed}
    answer = client_as(told.employee).submit("/deviations/new", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "Ba om sletting" in answer.text
    with database.reading() as session:
        assert session.scalar(select(func.count(Deviation.id))) == 0


def test_a_report_sent_twice_is_one(database: Database, told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.employee)
    locations = {client.submit("/deviations/new", **REPORT).location for _ in range(2)}
    assert len(locations) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count(Deviation.id))) == 1


TRIAGE = {
    "kind": "incident",
    "category": "privacy",
    "personal_data": "yes",
    "hits_confidentiality": "y",
    "consequence": "3",
    "due_on": "1.12.2026",
}
WHY = {"cause_kind": "routine_missing", "cause": "Gammel liste", "corrective_action": "Listen hentes fra register"}


def step(client: Client, verb: str, **fields: Any) -> None:
    """Take a step with the first deviation that must succeed."""
    answer = client.submit(f"/deviations/1/{verb}", **fields)
    assert answer.status_code == 303, answer.text


def stage(database: Database) -> Stage:
    """Return where the first deviation stands."""
    with database.reading() as session:
        return stage_of(get(session, Deviation, 1))


def test_from_report_to_closing(database: Database, told: Cast, client_as: ClientAs) -> None:
    client, owner = client_as(told.officer), client_as(told.hem_owner)
    client_as(told.employee).submit("/deviations/new", **REPORT)
    page = client.get("/deviations/1").text
    assert "Meldt, og venter på vurdering" in page
    assert "Nora Aasen meldte avviket" in page
    step(client, "triage", responsible_id=told.hem_owner, **TRIAGE)
    page = owner.get("/deviations/1").text
    assert "Astrid Fossheim begynner arbeidet." in page
    assert "Alvorlig" in page
    step(owner, "start", immediate_action="Ba om sletting")
    step(owner, "explain", cause="Kanskje en gammel liste")
    step(owner, "links", systems=["1"])
    assert "Skoleplattform" in client.get("/deviations/1").text
    step(owner, "mend", title="Lage maler", owner_id=told.employee, due_on="1.12.26")
    assert "Lage maler" in client.get("/deviations/1").text
    assert "Liste sendt" in client.get("/actions/1").text
    assert client.submit("/deviations/1/close", **WHY, learning="Sjekk").status_code == 422
    assert owner.submit("/deviations/1/correct", cause=" ").status_code == 422
    step(owner, "correct", exists_elsewhere="no", effect_due_on="22.12.2026", **WHY)
    assert "Sjekken er planlagt 22.12.2026" in client.get("/deviations/1/check-effect").text
    answer = owner.submit("/deviations/1/check-effect", effect="good", effect_reason="Virker")
    assert answer.status_code == 422
    assert "kan ikke selv sjekke effekten" in answer.text
    step(client, "check-effect", effect="none", effect_reason="Skjedde igjen")
    assert stage(database) == Stage.IN_PROGRESS
    step(owner, "correct", exists_elsewhere="no", effect_due_on="22.12.2026", **WHY)
    step(client, "check-effect", effect="good", effect_reason="Virker")
    assert client.submit("/deviations/1/close", learning="").status_code == 422
    step(client, "close", learning="Hent alltid fra register")
    assert stage(database) == Stage.CLOSED
    assert "Ingrid Solvang lukket avviket" in client.get("/deviations/1").text
    assert client.submit("/deviations/1/close", learning="Igjen").status_code == 422
    step(client, "reopen", because="Det skjedde igjen")
    assert stage(database) == Stage.IN_PROGRESS
    step(client, "withdraw", because="Dobbelt")
    assert "Dobbelt" in client.get("/deviations/1").text


def test_what_may_not_be_done_says_why(told: Cast, client_as: ClientAs) -> None:
    client_as(told.employee).submit("/deviations/new", **REPORT)
    page = client_as(told.privacy_officer).get("/deviations/1").text
    assert "Lukk avviket: Effekten må være bekreftet før avviket lukkes." in page
    assert 'href="/deviations/1/triage"' in page
    assert 'href="/deviations/1/close"' not in page
    page = client_as(told.employee).get("/deviations/1").text
    assert "Andre steg" not in page
    assert "Lukk avviket" not in page


def test_a_rejected_report_tells_its_reporter_why(database: Database, told: Cast, client_as: ClientAs) -> None:
    employee = client_as(told.employee)
    employee.submit("/deviations/new", **REPORT)
    assert client_as(told.officer).submit("/deviations/1/reject", because=" ").status_code == 422
    step(client_as(told.officer), "reject", because="Det var en øvelse")
    assert stage(database) == Stage.REJECTED
    page = employee.get("/deviations/1").text
    assert "Det var en øvelse" in page
    assert "Ingrid Solvang avviste meldingen" in page


def test_a_merged_report_tells_its_reporter_where_it_went(told: Cast, client_as: ClientAs) -> None:
    employee, officer = client_as(told.employee), client_as(told.officer)
    employee.submit("/deviations/new", **REPORT)
    client_as(told.opp_owner).submit(
        "/deviations/new", **{**REPORT, "description": "Samme liste", "submit_key": "l" * 32}
    )
    step(officer, "merge", merged_into_id="2")
    page = employee.get("/deviations/1").text
    assert "Saken følges opp i AV-002" in " ".join(page.split())
    assert 'href="/deviations/2"' not in page
    assert "Samme liste" not in page
    assert "AV-002 Samme liste" in officer.get("/deviations/1").text
    assert "AV-001 Liste sendt til feil adresse" in officer.get("/deviations/2").text


def test_a_stale_form_overwrites_nothing(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    client.submit("/deviations/new", **REPORT)
    assert client.submit("/deviations/1/change", title="Ny tittel").status_code == 303
    answer = client.submit("/deviations/1/change", title="Gammel tittel", version="1")
    assert answer.status_code == 409
    assert "Ny tittel" in answer.text
