"""Reporting with an account: what is asked, what is turned away, and the files that come along."""

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from isms.deviations.models import Attachment, Deviation
from isms.deviations.vocabulary import DeviationCategory, Severity, Surely
from isms.kernel.blobs import Blob
from isms.kernel.db import Database
from isms.kernel.file_kinds import MOST_BYTES
from isms.kernel.seal.models import AccessEntry, AccessKind
from isms.kernel.sheets.reading import read_sheet
from isms.kernel.web.logging import log_requests
from tests.cast import Cast
from tests.client import Client, client_of
from tests.kernel.test_file_kinds import NOT_TAKEN, PDF, PNG
from tests.risk.stage import ME, a_system, get
from tests.web.conftest import rows_of

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

ClientAs = Callable[[int | None], Client]

NEW = "/deviations/new"
REPORT = {"description": "Liste sendt til feil adresse. Mottakeren sa fra.", "personal_data": "yes"}
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{1337*1337}} ${1337*1337} #{1337*1337}",
    "=cmd|' /C calc'!A0",
    "javascript:alert(1)",
)


def sent(*files: tuple[bytes, str]) -> list[FileStorage]:
    """Return files as a browser sends them, whatever it says of their kind."""
    return [FileStorage(io.BytesIO(content), name, "files", "application/octet-stream") for content, name in files]


def report(client: Client, *files: tuple[bytes, str], **fields: Any) -> TestResponse:
    return send(client, *written(client, *files, **fields))


def written(client: Client, *files: tuple[bytes, str], **fields: Any) -> tuple[str, bytes]:
    """Return a report as a browser would send it: what stands between its parts, and the body."""
    return encode_multipart(client.filled(NEW, **{**REPORT, "files": sent(*files), **fields})[1])


def send(client: Client, boundary: str, body: bytes) -> TestResponse:
    """Send a report; the client itself would lay a large body in a file and leave it open."""
    return client.post(NEW, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def count(database: Database, *models: Any) -> list[int]:
    with database.reading() as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_what_is_told_is_kept_and_nobody_is_asked_how_grave_it_is(
    database: Database, cast: Cast, client_as: ClientAs
) -> None:
    employee = client_as(cast.employee)
    assert 'name="severity"' not in employee.get(NEW).text
    answer = report(employee, place="Vaktrommet", category="privacy", immediate_action="Ba om sletting")
    assert answer.status_code == 303
    assert answer.location == "/deviations/1"
    page = employee.get(answer.location).text
    assert "nummer AV-001" in page
    with database.reading() as session:
        made = get(session, Deviation, 1)
        assert (made.title, made.description) == ("Liste sendt til feil adresse", REPORT["description"])
        assert (made.place, made.category) == ("Vaktrommet", DeviationCategory.PRIVACY)
        assert (made.personal_data, made.severity) == (Surely.YES, Severity.MODERATE)
        assert (made.unit_id, made.reported_by_id) == (cast.home_care_north, cast.employee)


@pytest.mark.parametrize("field", ["description", "personal_data", "discovered_at"])
def test_what_must_be_answered_is_asked_for(database: Database, cast: Cast, client_as: ClientAs, field: str) -> None:
    answer = report(client_as(cast.employee), (PNG, "bilde.png"), place="Vaktrommet", **{field: None})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Vaktrommet" in answer.text
    assert "Velg filene på nytt" in answer.text
    assert count(database, Deviation, Attachment, Blob) == [0, 0, 0]


TURNED_AWAY = [
    ({"about": "whistleblowing", "description": "Sjefen trakasserer oss"}, "varslingskanal", "trakasserer"),
    ({"about": "classified", "description": "Planen lå åpent"}, "sikkerhetsleder", "Planen"),
    ({"description": "Arket var merket BEGRENSET og lå åpent"}, "små bokstaver", "Arket"),
    ({"place": "Rom 3, STRENGT HEMMELIG"}, "NSM", "Rom 3"),
    ({"files": (PNG, "HEMMELIG plan.png")}, "NSM", "HEMMELIG plan"),
]


@pytest.mark.parametrize(
    ("fields", "directions", "typed"), TURNED_AWAY, ids=["whistle", "classed", "text", "place", "file"]
)
def test_what_has_a_channel_of_its_own_is_turned_away_and_leaves_nothing(
    own_app: Flask,
    database: Database,
    cast: Cast,
    fields: dict[str, Any],
    directions: str,
    typed: str,
) -> None:
    log_requests(own_app, log := io.StringIO())
    before = rows_of(database)
    files = {"files": sent(fields["files"])} if "files" in fields else {}
    answer = client_of(own_app, cast.employee).submit(NEW, **{**REPORT, **fields, **files})
    assert answer.status_code == 422
    assert directions in answer.text
    assert "Vi har ikke lagret noe" in answer.text
    assert typed not in answer.text
    assert '"status": 422' in log.getvalue()
    assert typed not in log.getvalue()
    assert rows_of(database) == before


@pytest.mark.parametrize(("about", "is_held"), [("deviation", True), ("whistleblowing", False)])
def test_what_is_turned_away_is_not_held_either_when_the_session_has_ended(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, about: str, is_held: bool
) -> None:
    monkeypatch.setattr("isms.accounts.login.last_person_id", lambda: cast.employee)
    client = app.test_client()
    assert isinstance(client, Client)
    form = client.filled("/sign-in")[1]
    answer = client.post(NEW, data={**REPORT, "about": about, "csrf_token": form["csrf_token"]})
    assert answer.status_code == 401
    assert ('name="held" type="hidden" value=""' not in answer.text) is is_held


def test_files_come_along_and_are_fetched_as_they_were(database: Database, cast: Cast, client_as: ClientAs) -> None:
    employee = client_as(cast.employee)
    report(employee, (PNG, "bilde.PNG"), (PDF, "../../Møte «nr. 1».pdf"), ("blåbær".encode(), "side.html"))
    page = employee.get("/deviations/1").text
    assert "Vedlegg" in page
    assert "Møte «nr. 1».pdf" in page
    assert "../" not in page
    png, pdf, text = (employee.get(f"/deviations/1/attachments/{number}") for number in (1, 2, 3))
    assert (png.data, pdf.data, text.data.decode()) == (PNG, PDF, "blåbær")
    assert [answer.content_type for answer in (png, pdf, text)] == [
        "image/png",
        "application/pdf",
        "text/plain; charset=utf-8",
    ]
    assert png.headers["Content-Disposition"] == "attachment; filename=\"bilde.PNG\"; filename*=UTF-8''bilde.PNG"
    assert "filename*=UTF-8''M%C3%B8te%20%C2%ABnr.%201%C2%BB.pdf" in pdf.headers["Content-Disposition"]
    assert 'filename="side.html.txt"' in text.headers["Content-Disposition"]
    for answer in (png, pdf, text):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
    assert count(database, Attachment, Blob) == [3, 3]
    with database.reading() as session:
        fetched = session.execute(select(AccessEntry.kind, AccessEntry.path, AccessEntry.actor_id)).all()
    assert [tuple(row) for row in fetched] == [
        (AccessKind.EXPORT, f"/deviations/1/attachments/{number}", str(cast.employee)) for number in (1, 2, 3)
    ]


def test_the_same_bytes_are_kept_once(database: Database, cast: Cast, client_as: ClientAs) -> None:
    employee = client_as(cast.employee)
    report(employee, (PNG, "en.png"), (PNG, "to.png"), (PNG, "to.png"))
    assert count(database, Attachment, Blob) == [2, 1]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([(NOT_TAKEN["a program for Windows"], "bilde.png")], "bilde.png er av et slag"),
        ([(NOT_TAKEN["a page"], "notat.txt")], "notat.txt er av et slag"),
        ([(NOT_TAKEN["a picture with a page behind it"], "smil.gif")], "smil.gif er av et slag"),
        ([(b"", "tom.pdf")], "tom.pdf er tom"),
        ([(b"a" * (MOST_BYTES + 1), "stor.txt")], "for store"),
        ([(PNG, f"{number}.png") for number in range(6)], "høyst 5"),
        ([(PNG, "01010750160.png")], "fødselsnummer"),
        ([(PNG, "god.png"), (b"MZ\x00", "ond.exe")], "ond.exe"),
    ],
    ids=["program", "page", "polyglot", "empty", "large", "many", "number", "one of two"],
)
def test_a_file_that_cannot_be_taken_is_told_of_beside_its_field(
    database: Database, cast: Cast, client_as: ClientAs, files: list[tuple[bytes, str]], said: str
) -> None:
    answer = report(client_as(cast.employee), *files, place="Vaktrommet")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="files-error"' in answer.text
    assert "Vaktrommet" in answer.text
    assert count(database, Deviation, Attachment, Blob) == [0, 0, 0]


def test_files_of_as_many_bytes_as_may_be_are_taken(database: Database, cast: Cast, client_as: ClientAs) -> None:
    assert report(client_as(cast.employee), (b"a" * MOST_BYTES, "stor.txt")).status_code == 303
    assert count(database, Attachment, Blob) == [1, 1]


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("a%0D%0ASet-Cookie%3A%20b%3Dc.png", "a Set-Cookie_ b=c.png"),
        ("..%2F..%2F..%5C..%5Cetc%2Fcron%00tab.png", "crontab.png"),
        ("b%E2%80%AEgnp.html", "bgnp.html.png"),
        ("a.png%22%3B%20filename%3D%22b.html", "a.png_; filename=_b.html.png"),
    ],
    ids=["header", "path", "reversed", "quote"],
)
def test_a_name_that_a_browser_never_sends_does_no_harm_either(
    database: Database, cast: Cast, client_as: ClientAs, told: str, name: str
) -> None:
    employee = client_as(cast.employee)
    boundary, body = written(employee, (PNG, "en.png"))
    named = body.replace(b'filename="en.png"', b"filename*=UTF-8''" + told.encode())
    assert send(employee, boundary, named).status_code == 303
    answer = employee.get("/deviations/1/attachments/1")
    assert answer.headers.getlist("Content-Disposition") == [
        f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name, safe='')}"
    ]
    assert "Set-Cookie" not in answer.headers
    assert answer.content_type == "image/png"
    with database.reading() as session:
        assert not {"/", "\\", "\0", "\n", "\r"} & set(get(session, Attachment, 1).name)


def test_what_is_larger_than_any_form_is_refused_at_the_door(cast: Cast, client_as: ClientAs) -> None:
    answer = report(client_as(cast.employee), (b"a" * 7_000_000, "stor.txt"))
    assert answer.status_code == 413
    assert "Det du sendte er for stort" in answer.text
    assert 'href="/"' in answer.text


def test_who_may_not_read_the_deviation_does_not_get_its_files(cast: Cast, client_as: ClientAs) -> None:
    report(client_as(cast.opp_owner), (PNG, "bilde.png"))
    path = "/deviations/1/attachments/1"
    assert client_as(cast.officer).get(path).status_code == 200
    for other in (cast.employee, cast.hem_owner, cast.operator, cast.outsider):
        assert client_as(other).get(path).status_code == 404
    report(client_as(cast.employee))
    assert client_as(cast.employee).get("/deviations/2/attachments/1").status_code == 404
    assert client_as(cast.officer).get("/deviations/2/attachments/1").status_code == 404


def test_the_officer_lays_files_with_it_and_takes_them_away_with_a_reason(
    database: Database, cast: Cast, client_as: ClientAs
) -> None:
    employee, officer = client_as(cast.employee), client_as(cast.officer)
    report(employee)
    assert employee.get("/deviations/1/attach").status_code == 404
    assert officer.submit("/deviations/1/attach").status_code == 422
    assert officer.submit("/deviations/1/attach", files=sent((PNG, "HEMMELIG.png"))).status_code == 422
    assert officer.submit("/deviations/1/attach", files=sent((PNG, "bilde.png"))).status_code == 303
    assert "bilde.png" in employee.get("/deviations/1").text
    take_away = "/deviations/1/attachments/1/withdraw"
    assert employee.get(take_away).status_code == 404
    assert officer.submit(take_away, because=" ").status_code == 422
    assert officer.submit(take_away, because="Viser et ansikt").status_code == 303
    assert officer.get("/deviations/1/attachments/1").status_code == 404
    assert ">bilde.png" not in employee.get("/deviations/1").text
    assert officer.submit("/deviations/1/attach", files=sent((PNG, "bilde.png"))).status_code == 303
    assert officer.get("/deviations/1/attachments/1").status_code == 200
    assert count(database, Attachment, Blob) == [1, 1]
    log = officer.get("/audit").text
    assert "vedlegget bilde.png" in log


def test_a_deviation_that_has_ended_takes_no_more_files(cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    report(officer)
    form = officer.filled("/deviations/1/attach", files=sent((PNG, "bilde.png")))[1]
    assert officer.submit("/deviations/1/reject", because="Gammel liste").status_code == 303
    assert officer.post("/deviations/1/attach", data=form).status_code == 422


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_is_shown_as_text_wherever_it_comes_out(
    database: Database, cast: Cast, client_as: ClientAs, payload: str
) -> None:
    with database.transaction(ME, "system:register") as session:
        a_system(session, cast.school, payload)
    officer = client_as(cast.officer)
    typed = {"description": f"{payload}\n{payload}", "place": payload, "immediate_action": payload, "system_id": "1"}
    refused = report(officer, **typed, discovered_at=payload)
    taken = report(officer, (PNG, payload.replace('"', "") + ".png"), **typed)
    assert (refused.status_code, taken.status_code) == (422, 303)
    answers = [refused, *(officer.get(path) for path in ("/deviations/1", "/deviations", "/deviations/1/change"))]
    for answer in answers:
        for harm in ("<script>alert", "<img src=x", "1787569"):
            assert harm not in answer.text.replace("&#34;", "")
    fetched = officer.get("/deviations/1/attachments/1")
    assert fetched.headers["Content-Type"] == "image/png"
    assert "<" not in fetched.headers["Content-Disposition"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_formula_stays_text_in_a_file(cast: Cast, client_as: ClientAs, ending: str) -> None:
    officer = client_as(cast.officer)
    report(officer, description="=1+1")
    answer = officer.get(f"/deviations.{ending}?columns=title")
    assert any("=1+1" in cell for row in read_sheet(answer.data, f"avvik.{ending}").rows for cell in row.cells)
    assert ending != "csv" or "'=1+1" in answer.data.decode("utf-8-sig")
