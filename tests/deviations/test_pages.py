"""The pages of deviations: report in two minutes, handle, close, and who may knock."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from isms.deviations.models import Deviation
from isms.deviations.vocabulary import DeviationStatus
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
    assert employee.get("/deviations/1/close").status_code == 404
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


def test_from_report_to_closing(database: Database, told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    client.submit("/deviations/new", **REPORT)
    answer = client.submit("/deviations/1/change", responsible_id=told.hem_owner, systems=["1"], due_on="1.12.2026")
    assert answer.status_code == 303, answer.text
    assert "Skoleplattform" in client.get("/deviations/1").text
    answer = client.submit("/deviations/1/mend", title="Lage maler", owner_id=told.employee, due_on="1.12.26")
    assert answer.status_code == 303, answer.text
    assert "Lage maler" in client.get("/deviations/1").text
    assert "Liste sendt" in client_as(told.officer).get("/actions/1").text
    assert client.submit("/deviations/1/close", cause=" ").status_code == 422
    assert client.submit("/deviations/1/close", cause="Gammel liste").status_code == 303
    with database.reading() as session:
        assert get(session, Deviation, 1).status == DeviationStatus.CLOSED
    assert client.submit("/deviations/1/close", cause="Gammel liste").status_code == 422
    assert client.submit("/deviations/1/reopen", because="Det skjedde igjen").status_code == 303
    assert client.submit("/deviations/1/withdraw", because="Dobbelt").status_code == 303
    assert "Dobbelt" in client.get("/deviations/1").text


def test_a_stale_form_overwrites_nothing(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    client.submit("/deviations/new", **REPORT)
    assert client.submit("/deviations/1/change", title="Ny tittel").status_code == 303
    answer = client.submit("/deviations/1/change", title="Gammel tittel", version="1")
    assert answer.status_code == 409
    assert "Ny tittel" in answer.text
