"""Reporting without an account: the switch, the address, the limits, and what the receipt tells."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from isms.deviations import service
from isms.deviations.models import Deviation, OpenForm, OpenReport, Receipt
from isms.deviations.rules.open_form import MOST_OF_A_MUNICIPALITY, MOST_OF_AN_ADDRESS, address_of
from isms.deviations.vocabulary import Severity, Stage
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.models import Sealing
from isms.kernel.seal.verify import verify
from isms.kernel.submissions import Submission
from isms.kernel.tables import Base
from isms.kernel.web.logging import log_requests
from isms.notices.models import Webhook, WebhookDelivery
from isms.organisation.models import Unit
from tests.cast import Cast
from tests.client import Client, client_of
from tests.deviations.stage import bring
from tests.deviations.test_report_pages import sent
from tests.kernel.test_file_kinds import PNG
from tests.risk.stage import ME, get
from tests.web.conftest import rows_of
from tests.web.routes import KEY

ClientAs = Callable[[int | None], Client]

ADDRESS = f"/report/{address_of(KEY, 1, 1)}"
REPORT = {"description": "Døra til arkivet sto åpen. Ingen var der.", "personal_data": "unsure"}


@pytest.fixture
def opened(database: Database, cast: Cast) -> Cast:
    """Eksempelfjord takes reports without an account."""
    assert cast.municipality == 1
    with database.transaction(ME, "open_form:switch") as session:
        service.switch(session, get(session, Unit, cast.municipality), is_open=True)
    return cast


def test_nobody_gets_in_until_the_officer_has_opened(cast: Cast, client_as: ClientAs) -> None:
    stranger, officer = client_as(None), client_as(cast.officer)
    assert stranger.get(ADDRESS).status_code == 404
    page = officer.get("/deviations/open-form").text
    assert "/report/" not in page
    assert officer.submit("/deviations/open-form", is_open="y").status_code == 303
    page = officer.get("/deviations/open-form").text
    assert f"http://localhost{ADDRESS}" in page
    assert "det åpne meldeskjemaet" in page
    assert stranger.get(ADDRESS).status_code == 200
    assert officer.submit("/deviations/open-form", is_open=None).status_code == 303
    assert stranger.get(ADDRESS).status_code == 404


def test_an_old_address_is_as_dead_as_a_wrong_one(opened: Cast, client_as: ClientAs) -> None:
    stranger, officer = client_as(None), client_as(opened.officer)
    form = stranger.filled(ADDRESS, **REPORT)[1]
    assert officer.submit("/deviations/open-form/renew").status_code == 303
    wrong = stranger.get("/report/" + "a" * 32)
    for answer in (stranger.get(ADDRESS), stranger.post(ADDRESS, data=form), stranger.get(f"{ADDRESS}/received")):
        assert answer.status_code == wrong.status_code == 404
    assert stranger.get(f"/report/{address_of(KEY, 1, 2)}").status_code == 200


def test_only_the_officer_opens_and_only_at_home(opened: Cast, client_as: ClientAs) -> None:
    for other in (opened.hem_owner, opened.employee, opened.auditor, opened.operator):
        assert client_as(other).get("/deviations/open-form").status_code == 403
    assert "/report/" not in client_as(opened.outsider).get("/deviations/open-form").text


def test_the_municipality_says_in_its_own_words_where_else_to_go(
    database: Database, opened: Cast, client_as: ClientAs
) -> None:
    officer, employee, stranger = client_as(opened.officer), client_as(opened.employee), client_as(None)
    own = {"whistleblowing_text": "Ring varslingsutvalget <b>hele døgnet</b>.", "whistleblowing_phone": "51 50 70 90"}
    own |= {"whistleblowing_email": "varsling@kommune.example", "whistleblowing_link": "https://kommune.example/varsle"}
    assert officer.submit("/deviations/open-form", **own | {"whistleblowing_phone": "ring meg"}).status_code == 422
    assert officer.submit("/deviations/open-form", **own | {"whistleblowing_email": "ingen"}).status_code == 422
    assert officer.submit("/deviations/open-form", **own | {"whistleblowing_link": "javascript:x"}).status_code == 422
    assert officer.submit("/deviations/open-form", **own).status_code == 303
    before = rows_of(database)
    for client, path in ((stranger, ADDRESS), (employee, "/deviations/new")):
        turned_away = client.submit(path, **REPORT, about="whistleblowing")
        assert turned_away.status_code == 422
        for page in (client.get(path).text, turned_away.text):
            assert "Ring varslingsutvalget &lt;b&gt;hele døgnet" in page
            assert all(said in page for said in ("tel:51507090", "mailto:varsling@", "https://kommune.example/varsle"))
            assert "Bruk kommunens varslingskanal" not in page
        assert "Si fra muntlig til sikkerhetsleder" in client.get(path).text
    assert rows_of(database) == before
    assert officer.submit("/deviations/open-form", is_open=None).status_code == 303
    assert "Bruk kommunens varslingskanal" in employee.get("/deviations/new").text


def test_a_stranger_reports_and_follows_with_the_receipt_alone(
    database: Database, opened: Cast, client_as: ClientAs, clock: FixedClock
) -> None:
    stranger = client_as(None)
    page = stranger.get(ADDRESS)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Eksempelfjord kommune" in page.text
    assert 'name="system_id"' not in page.text
    answer = stranger.submit(
        ADDRESS, **REPORT, place="Kjelleren", unit_id=str(opened.hem), files=sent((PNG, "dør.png"))
    )
    assert (answer.status_code, answer.location) == (303, f"{ADDRESS}/received")
    receipt = stranger.get(answer.location)
    assert "AV-001" in receipt.text
    follow = receipt.text.partition('href="http://localhost/report/followed/')[2].partition('"')[0]
    seen = client_as(None).get(f"/report/followed/{follow}")
    assert "AV-001" in seen.text
    assert "22.11.2026" in seen.text
    assert "Ingen har begynt på den ennå" in seen.text
    for told in ("Døra", "Kjelleren", "dør.png", "Moderat"):
        assert told not in seen.text
    with database.reading() as session:
        made = get(session, Deviation, 1)
        assert (made.reported_by_id, made.unit_id, made.place) == (None, opened.hem, "Kjelleren")
        assert (made.severity, made.tenant_id) == (Severity.MODERATE, opened.municipality)
        kept = [*session.scalars(select(Receipt.token_digest)), *session.scalars(select(Submission.location))]
        assert not any(follow in text for text in kept)
        sealing = session.scalars(select(Sealing).order_by(Sealing.position.desc())).first()
        assert sealing
        assert (sealing.actor_kind, sealing.actor_id) == ("reporter", "open-form")


def test_handlers_see_that_it_came_without_a_name(opened: Cast, client_as: ClientAs) -> None:
    client_as(None).submit(ADDRESS, **REPORT, unit_id=str(opened.hem), files=sent((PNG, "dør.png")))
    owner = client_as(opened.hem_owner)
    page = owner.get("/deviations/1").text
    assert "Noen uten konto" in page
    assert "dør.png" in page
    assert "Døra til arkivet sto åpen" in owner.get("/deviations").text
    assert "Døra til arkivet sto åpen" in owner.get("/deviations.csv").text
    assert client_as(opened.employee).get("/deviations/1").status_code == 404


def test_how_far_it_has_come_is_told_in_plain_words(database: Database, opened: Cast, client_as: ClientAs) -> None:
    stranger = client_as(None)
    stranger.submit(ADDRESS, **REPORT)
    follow = stranger.get(f"{ADDRESS}/received").text.partition("/report/followed/")[2].partition('"')[0]
    with database.transaction(ME, "deviation:reject") as session:
        made = get(session, Deviation, 1)
        bring(session, made, opened, Stage.REJECTED)
    assert "ferdig behandlet" in stranger.get(f"/report/followed/{follow}").text
    assert stranger.get("/report/followed/another").status_code == 404


def test_a_report_sent_twice_is_one(database: Database, opened: Cast, client_as: ClientAs) -> None:
    stranger = client_as(None)
    target, form = stranger.filled(ADDRESS, **REPORT)
    assert {stranger.post(target, data=form).location for _ in range(2)} == {f"{ADDRESS}/received"}
    with database.reading() as session:
        assert session.scalar(select(func.count(Deviation.id))) == 1
    assert "AV-001" in stranger.get(f"{ADDRESS}/received").text
    stranger.get(ADDRESS)
    assert "AV-001" not in stranger.get(f"{ADDRESS}/received").text


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"about": "whistleblowing"}, 422, "varslingskanal"),
        ({"description": "KONFIDENSIELT notat"}, 422, "Gradert informasjon"),
        ({"description": "Gjelder 01010750160"}, 422, "fødselsnummer"),
        ({"description": ""}, 422, "Fyll ut"),
        ({"discovered_at": "23.11.2026 kl. 08.30"}, 422, "senere enn nå"),
        ({"unit_id": "11"}, 422, "Velg et av svarene"),
        ({"files": (b"MZ\x00", "a.png")}, 422, "av et slag"),
        ({"csrf_token": "forged"}, 400, ""),
    ],
    ids=["whistle", "graded", "number", "empty", "future", "unit elsewhere", "program", "forged"],
)
def test_what_cannot_be_taken_leaves_nothing(
    database: Database, opened: Cast, client_as: ClientAs, fields: dict[str, Any], status: int, said: str
) -> None:
    before = rows_of(database)
    files = {"files": sent(fields["files"])} if "files" in fields else {}
    answer = client_as(None).submit(ADDRESS, **{**REPORT, **fields, **files})
    assert answer.status_code == status
    assert said in answer.text
    assert rows_of(database) == before


def test_the_sixth_from_one_place_in_an_hour_is_asked_to_wait(
    database: Database, opened: Cast, client_as: ClientAs, clock: FixedClock
) -> None:
    stranger = client_as(None)
    for _ in range(MOST_OF_AN_ADDRESS):
        assert stranger.submit(ADDRESS, **REPORT).status_code == 303
    answer = stranger.submit(ADDRESS, **REPORT)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "Vent 60 minutter" in answer.text
    assert REPORT["description"] in answer.text
    elsewhere, form = stranger.filled(ADDRESS, **REPORT)
    assert stranger.post(elsewhere, data=form, environ_base={"REMOTE_ADDR": "192.0.2.9"}).status_code == 303
    with database.reading() as session:
        assert session.scalar(select(func.count(Deviation.id))) == MOST_OF_AN_ADDRESS + 1
        assert not any("127.0" in text for text in session.scalars(select(OpenReport.counted_as)))
    clock.advance(hours=1)
    assert stranger.submit(ADDRESS, **REPORT).status_code == 303
    clock.advance(days=1)
    assert stranger.submit(ADDRESS, **REPORT).status_code == 303
    with database.reading() as session:
        assert session.scalar(select(func.count(OpenReport.id))) == 1


def test_a_municipality_takes_so_many_in_an_hour_wherever_they_come_from(
    database: Database, opened: Cast, client_as: ClientAs, clock: FixedClock
) -> None:
    now: datetime = clock.now()
    with database.bookkeeping() as session:
        for number in range(MOST_OF_A_MUNICIPALITY):
            at = now - timedelta(minutes=59 - number % 50)
            session.add(OpenReport(unit_id=opened.municipality, counted_as=str(number), reported_at=at))
    answer = client_as(None).submit(ADDRESS, **REPORT)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    clock.advance(minutes=1)
    assert client_as(None).submit(ADDRESS, **REPORT).status_code == 303


def test_the_log_of_requests_tells_neither_who_nor_from_where(own_app: Flask, opened: Cast) -> None:
    log_requests(own_app, log := io.StringIO())
    employee = client_of(own_app, opened.employee)
    assert employee.submit(ADDRESS, **REPORT).status_code == 303
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = {(line["route"], line["person_id"], line["ip"]) for line in lines}
    assert told == {("/report/<form_address>", None, None)}
    assert ADDRESS not in log.getvalue()


def test_a_report_is_announced_to_the_webhooks_that_want_to_know(
    database: Database, opened: Cast, client_as: ClientAs, clock: FixedClock
) -> None:
    wanted = {"label": "Kundesenter", "url": "https://desk.example.test/hook", "events": ("deviation.reported",)}
    with database.transaction(ME, "webhook:add") as session:
        session.add(Webhook(tenant_id=opened.municipality, salt="0" * 64, secret_since=clock.now(), **wanted))
    client_as(None).submit(ADDRESS, **REPORT)
    with database.reading() as session:
        sent_out = session.scalars(select(WebhookDelivery)).one()
        assert (sent_out.event, sent_out.about, sent_out.code) == ("deviation.reported", "deviation:1", "AV-001")


def test_the_log_holds_with_reports_and_files_in_it(database: Database, opened: Cast, client_as: ClientAs) -> None:
    client_as(None).submit(ADDRESS, **REPORT, files=sent((PNG, "dør.png")))
    with database.reading() as session:
        assert session.scalars(select(OpenForm.is_open)).one()
        assert verify(session, Base.metadata).faults == ()
