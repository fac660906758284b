"""The pages of a breach: open it, count down, document, decide, report, inform; and who may."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from isms.deviations.models import Deviation
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from tests.cast import Cast
from tests.client import Client
from tests.deviations.breach import DUE, opened
from tests.deviations.test_handle import NOW, reported
from tests.risk.stage import ME

ClientAs = Callable[[int | None], Client]
KEY = "k" * 32
PAGE = "/deviations/1/breach"


@pytest.fixture
def breach_id(database: Database, cast: Cast) -> int:
    return opened(database, cast)


def submit(client: Client, step: str, status: int = 303, **fields: str) -> str:
    answer = client.submit(f"{PAGE}/{step}", **fields)
    assert answer.status_code == status, answer.text
    return answer.text


def test_a_breach_goes_its_way_from_deviation_to_last_message(
    database: Database, cast: Cast, client_as: ClientAs, clock: FixedClock
) -> None:
    with database.transaction(ME, "deviation:report") as session:
        reported(session, cast)
    ombud = client_as(cast.privacy_officer)
    assert "Ingen lovbestemt frist løper" in ombud.get("/deviations/1").text
    assert ombud.get(PAGE).status_code == 404
    submit(ombud, "open", aware_at="22.11.2026 kl. 08.05")
    page = ombud.get(PAGE).text
    assert "71 timer igjen" in page
    assert "onsdag 25.11.2026 kl. 08.05" in page
    assert 'datetime="2026-11-25T07:05:00+00:00"' in page
    assert "71 timer igjen" in ombud.get("/deviations/1").text
    submit(ombud, "facts", nature="Feilsendt kjøreliste", people_count="38")
    submit(ombud, "decide", notifiability="notifiable", decision_reason="Helseopplysninger på avveie")
    submit(ombud, "report", sent_at="22.11.2026 kl. 08.59", reference="26/01234", told="Det vi vet")
    submit(ombud, "inform", persons_informed="informed", informed_at="22.11.2026 kl. 08.30", informed_how="Brev")
    page = ombud.get(PAGE).text
    for said in ("Holdt", "26/01234", "Feilsendt kjøreliste", "Helseopplysninger på avveie", "Marit Engeseth", "Brev"):
        assert said in page
    clock.advance(hours=2)
    submit(ombud, "report", phase="last", sent_at="22.11.2026 kl. 10.30")
    assert "Siste melding" in ombud.get(PAGE).text
    row = ombud.get("/breaches.csv").text
    assert "26/01234" in row
    assert "Feilsendt kjøreliste" in row


def test_a_passed_deadline_is_said_in_words_and_the_reason_is_demanded(
    cast: Cast, client_as: ClientAs, clock: FixedClock, breach_id: int
) -> None:
    ombud = client_as(cast.privacy_officer)
    clock.set(DUE)
    assert "0 minutter igjen" in ombud.get(PAGE).text
    clock.set(DUE + timedelta(hours=3))
    page = ombud.get(PAGE).text
    assert "3 timer over fristen" in page
    assert "Fristen er brutt" in page
    submit(ombud, "decide", notifiability="notifiable", decision_reason="Helseopplysninger")
    assert "Fristen er brutt. Skriv årsaken til forsinkelsen." in submit(ombud, "report", 422)
    submit(ombud, "report", delay_reason="Loggene kom sent")
    assert "Meldt for sent" in ombud.get(PAGE).text
    assert "Loggene kom sent" in ombud.get(PAGE).text


def test_not_notifiable_is_documented_all_the_same(cast: Cast, client_as: ClientAs, breach_id: int) -> None:
    ombud = client_as(cast.privacy_officer)
    assert submit(ombud, "decide", 422, notifiability="not_notifiable")
    submit(ombud, "decide", notifiability="not_notifiable", decision_reason="Kryptert")
    assert "Det er likevel dokumentert her" in ombud.get(PAGE).text
    assert "Kryptert" in ombud.get("/breaches.json").text


def test_the_correction_of_the_awareness_moves_the_clock_and_is_in_the_history(
    cast: Cast, client_as: ClientAs, breach_id: int
) -> None:
    officer = client_as(cast.officer)
    assert submit(officer, "awareness", 422, aware_at="22.11.2026 kl. 08.00")
    submit(officer, "awareness", aware_at="22.11.2026 kl. 08.00", because="Vaktsentralen fikk vite det da")
    page = officer.get(PAGE).text
    assert "onsdag 25.11.2026 kl. 08.00" in page
    assert "Vaktsentralen fikk vite det da" in page


def test_who_only_reported_it_sees_that_a_clock_runs_and_nothing_of_the_breach(
    cast: Cast, client_as: ClientAs, breach_id: int
) -> None:
    employee = client_as(cast.employee)
    page = employee.get(f"/deviations/{breach_id}").text
    assert "Fristen er" in page
    assert PAGE not in page
    assert employee.get(PAGE).status_code == 404
    assert "AV-001" not in employee.get("/breaches").text
    assert "AV-001" in client_as(cast.hem_owner).get("/breaches").text


def test_who_handles_the_deviation_fills_in_facts_and_decides_nothing(
    database: Database, cast: Cast, client_as: ClientAs, breach_id: int
) -> None:
    with database.transaction(ME, "deviation:change") as session:
        session.get_one(Deviation, breach_id).responsible_id = cast.employee
    employee = client_as(cast.employee)
    submit(employee, "facts", measures="Mottakeren har slettet e-posten")
    assert "Mottakeren har slettet e-posten" in employee.get(PAGE).text
    for step in ("decide", "report", "inform", "awareness", "open"):
        assert employee.get(f"{PAGE}/{step}").status_code == 404
    assert "Beslutt" not in employee.page(PAGE).heading
    assert client_as(cast.opp_owner).get(PAGE).status_code == 404


def test_an_incident_under_the_law_counts_on_the_page_of_the_deviation(
    database: Database, cast: Cast, client_as: ClientAs
) -> None:
    with database.transaction(ME, "deviation:report") as session:
        reported(session, cast, discovered_at=NOW - timedelta(hours=1))
    officer = client_as(cast.officer)
    form = officer.get("/deviations/1/clocks/start").text
    assert "digitalsikkerhetsloven" in form
    assert "NIS2" not in form
    answer = officer.submit("/deviations/1/clocks/start", trigger="digital_security_incident")
    assert answer.status_code == 303
    assert "23 timer igjen" in officer.get("/deviations/1").text
    path = "/deviations/1/clocks/digital_security_24h"
    assert officer.submit(f"{path}/call-off").status_code == 422
    assert officer.submit(f"{path}/stop").status_code == 303
    assert "Holdt" in officer.get("/deviations/1").text
    assert officer.submit(f"{path}/call-off", because="Ingen hendelse").status_code == 422
    assert officer.get("/deviations/1/clocks/breach_72h/stop").status_code == 404
