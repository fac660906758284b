"""The pages of controls: adopt, decide, review, prove, and print the statement of applicability."""

import io
from collections.abc import Callable
from datetime import date

import pypdf
import pytest
from sqlalchemy import select

from isms.controls.models import Control, Evidence
from isms.controls.vocabulary import Applicability, ControlStatus
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from tests.cast import Cast
from tests.client import Client
from tests.controls.stage import ANNEX, adopted, applying, in_place, shown_by, the_control
from tests.risk.stage import ME, a_system

ClientAs = Callable[[int | None], Client]


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """NSM's principles, adopted, and a system of the school's."""
    with database.transaction(ME, "control:adopt") as session:
        adopted(session, cast)
        a_system(session, cast.school, "Skoleplattform")
    return cast


def the_id(database: Database, code: str = "NSM 2.9") -> int:
    with database.reading() as session:
        return the_control(session, code).id


def test_an_officer_adopts_a_framework_once(database: Database, cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    assert "følger ingen rammeverk" in officer.get("/controls").text
    assert "følger ingen rammeverk" not in officer.get("/controls/adopt").text
    answer = officer.submit("/controls/adopt", framework=ANNEX)
    assert answer.status_code == 303
    assert "93 sikkerhetstiltak" in officer.get(answer.location).text
    again = officer.submit("/controls/adopt", framework=ANNEX)
    assert again.status_code == 422
    assert "allerede tatt i bruk" in again.text
    assert officer.submit("/controls/adopt", framework="none-1").status_code == 422


def test_a_control_is_decided_reviewed_and_proven(database: Database, told: Cast, client_as: ClientAs) -> None:
    officer, page = client_as(told.officer), f"/controls/{the_id(database)}"
    assert officer.page(page).heading == "NSM 2.9 Etabler evne til gjenoppretting av data"
    assert "betyr ikke at kravene i sikkerhetsloven er oppfylt" in officer.get(page).text
    assert "Oppdater status" not in officer.get(page).text
    refused = officer.submit(f"{page}/decide", applicability="excluded")
    assert refused.status_code == 422
    assert "hvorfor dette ikke gjelder" in refused.text
    said = {"applicability": "applies", "reason": "Løsepengevirus", "owner_id": str(told.employee)}
    assert officer.submit(f"{page}/decide", **said).status_code == 303
    owner = client_as(told.employee)
    assert owner.get(f"{page}/decide").status_code == 403
    review = {"status": "in_place", "implementation": "Vi gjenoppretter hver måned.", "next_review_on": "1.6.2027"}
    assert owner.submit(f"{page}/review", **review).status_code == 303
    late = {**review, "next_review_on": "22.11.2026"}
    assert owner.submit(f"{page}/review", **late).status_code == 422
    evidence = {"title": "Gjenopprettingstest", "dated_on": "1.10.2026", "link": "https://arkiv.example.test/44"}
    assert owner.submit(f"{page}/evidence", **{**evidence, "link": "javascript:alert(1)"}).status_code == 422
    assert owner.submit(f"{page}/evidence", **evidence).status_code == 303
    text = owner.get(page).text
    assert "På plass" in text
    assert 'href="https://arkiv.example.test/44"' in text
    assert owner.submit("/controls/evidence/1/withdraw", because="Feil rapport").status_code == 303
    assert "Ingen bevis ennå" in owner.get(page).text
    with database.reading() as session:
        control = the_control(session)
        assert (control.status, control.owner_id) == (ControlStatus.IN_PLACE, told.employee)
        assert session.scalars(select(Evidence.withdrawn_because)).all() == ["Feil rapport"]


def test_nothing_is_done_about_what_does_not_apply(database: Database, told: Cast, client_as: ClientAs) -> None:
    officer, page = client_as(told.officer), f"/controls/{the_id(database)}"
    review = {"status": "not_started", "next_review_on": "1.6.2027"}
    answer = officer.submit(f"{page}/review", **review)
    assert answer.status_code == 422
    assert "Avgjør først" in answer.text


def test_an_action_and_a_system_stand_on_both_pages(database: Database, told: Cast, client_as: ClientAs) -> None:
    with database.transaction(ME, "control:decide") as session:
        applying(session)
    officer, page = client_as(told.officer), f"/controls/{the_id(database)}"
    said = {"title": "Øve på gjenoppretting", "owner_id": str(told.employee), "due_on": "1.3.2027"}
    assert officer.submit(f"{page}/plan", **said).status_code == 303
    assert officer.submit(f"{page}/systems", systems=["1"]).status_code == 303
    text = officer.get(page).text
    assert "Øve på gjenoppretting" in text
    assert "Skoleplattform" in text
    assert "NSM 2.9" in officer.get("/systems/1").text
    assert "NSM 2.9" in officer.get("/actions/1").text
    assert officer.submit(f"{page}/systems", systems=None).status_code == 303
    officer.get(page)
    assert "NSM 2.9" not in officer.get("/systems/1").text


def test_several_of_a_theme_are_decided_at_once(database: Database, told: Cast, client_as: ClientAs) -> None:
    officer = client_as(told.officer)
    answer = officer.submit("/controls/decide-several?theme=NSM 3", applicability="applies", reason="Angrep")
    assert answer.status_code == 303
    with database.reading() as session:
        decided = session.scalars(select(Control.code).where(Control.applicability == Applicability.APPLIES)).all()
    assert sorted(decided) == ["NSM 3.1", "NSM 3.2", "NSM 3.3", "NSM 3.4"]
    none = officer.submit("/controls/decide-several?theme=NSM 3", controls=None, applicability="applies")
    assert none.status_code == 422
    other = officer.submit("/controls/decide-several?theme=NSM 3", controls=["1"], applicability="applies")
    assert other.status_code == 422
    assert officer.get("/controls/decide-several?theme=A.99").status_code == 200


def test_the_register_finds_what_lacks_something(database: Database, told: Cast, client_as: ClientAs) -> None:
    with database.transaction(ME, "control:decide") as session:
        in_place(session, applying(session))
        proven = applying(session, "NSM 1.1", owner_id=told.officer)
        in_place(session, proven)
        shown_by(session, proven)
        outdated = applying(session, "NSM 1.2", owner_id=told.officer)
        shown_by(session, outdated, valid_until=date(2026, 11, 21))
        in_time = applying(session, "NSM 1.3", owner_id=told.officer)
        shown_by(session, in_time, valid_until=date(2026, 11, 22))
        in_time.reason = None
    officer = client_as(told.officer)

    def found(query: str) -> list[str]:
        lines = officer.get(f"/controls.csv?{query}").text.splitlines()
        return [line.split(";")[1] for line in lines[1:]]

    assert found("applicability=applies") == ["NSM 1.1", "NSM 1.2", "NSM 1.3", "NSM 2.9"]
    assert found("evidence=expired") == ["NSM 1.2"]
    assert found("applicability=applies&reason=none") == ["NSM 1.3"]
    assert found("applicability=applies&owner=none") == ["NSM 2.9"]
    assert found("status=open") == ["NSM 1.2", "NSM 1.3"]
    assert found("status=in_place&evidence=none") == ["NSM 2.9"]
    assert found("theme=NSM 4") == ["NSM 4.1", "NSM 4.2", "NSM 4.3", "NSM 4.4"]
    assert found("q=gjenoppretting") == ["NSM 2.9"]
    assert found("q=restore data") == ["NSM 2.9"]
    assert found("sort=-title")[0] == "NSM 4.4"


def test_codes_are_ordered_by_number(told: Cast, client_as: ClientAs) -> None:
    lines = client_as(told.auditor).get("/controls.csv?theme=NSM 2").text.splitlines()[1:]
    assert [line.split(";")[1] for line in lines] == [f"NSM 2.{number}" for number in range(1, 11)]


def test_titles_follow_the_readers_language_and_json_has_them_all(told: Cast, client_as: ClientAs) -> None:
    auditor = client_as(told.auditor)
    row = auditor.get("/controls.json?q=NSM 2.9").json["rows"][0]  # type: ignore[index]
    assert row["title"] == {
        "nb": "Etabler evne til gjenoppretting av data",
        "nn": "Etabler evne til å gjenopprette data",
        "en": "Establish the ability to restore data",
    }
    assert row["code"] == "NSM 2.9"


def test_the_statement_tells_each_control_and_the_past(
    database: Database, told: Cast, client_as: ClientAs, clock: FixedClock
) -> None:
    with database.transaction(ME, "control:decide") as session:
        in_place(session, applying(session, owner_id=told.officer))
    clock.advance(days=2)
    with database.transaction(ME, "control:decide") as session:
        applying(session, "NSM 4.4")
    auditor = client_as(told.auditor)
    text = auditor.page("/controls/statement").text
    assert "gjelder for kommunen2 av 21" in text
    assert "Risiko R-1" in text
    past = auditor.page("/controls/statement?as_of=2026-11-22").text
    assert "gjelder for kommunen1 av 21" in past
    assert "Slik det var" in past
    before = auditor.page("/controls/statement?as_of=2026-11-21").text
    assert "fulgte ingen rammeverk" in before
    assert auditor.get("/controls/statement?as_of=2026-12-24").status_code == 400
    assert client_as(told.employee).get("/controls/statement").status_code == 403


def test_the_statement_is_printed_by_theme_in_three_languages(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    with database.transaction(ME, "control:decide") as session:
        in_place(session, applying(session, owner_id=told.officer))
    auditor = client_as(told.auditor)
    for language, title in (("nb", "gjenoppretting av data"), ("nn", "gjenopprette data"), ("en", "restore data")):
        answer = auditor.get(f"/controls/statement.pdf?lang={language}")
        assert answer.mimetype == "application/pdf"
        pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
        text = " ".join(" ".join(page.extract_text().split()) for page in pages)
        assert title in text
        assert "NSM 2.9" in text
    assert "Risiko R-1" in text
    assert "sikkerhetsloven" in " ".join(
        " ".join(page.extract_text().split())
        for page in pypdf.PdfReader(io.BytesIO(auditor.get("/controls/statement.pdf").data)).pages
    )
    assert auditor.get("/controls/statement.pdf?as_of=2026-11-21").status_code == 200
    assert client_as(told.employee).get("/controls/statement.pdf").status_code == 403


def test_a_control_that_left_its_framework_is_shown_by_its_code(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    with database.transaction(ME, "control:decide") as session:
        the_control(session, "NSM 4.4").code = "NSM 4.9"
    officer = client_as(told.officer)
    assert "Rammeverket har ikke lenger dette punktet" in officer.get(f"/controls/{the_id(database, 'NSM 4.9')}").text
    assert "NSM 4.9" in officer.get("/controls").text
    assert "NSM 4.9" in officer.get("/controls/statement").text


def test_two_officers_do_not_overwrite_each_other(database: Database, told: Cast, client_as: ClientAs) -> None:
    officer, page = client_as(told.officer), f"/controls/{the_id(database)}"
    target, first = officer.filled(f"{page}/decide", applicability="applies")
    assert officer.submit(f"{page}/decide", applicability="excluded", reason="Satt bort").status_code == 303
    assert officer.post(target, data=first).status_code == 409
