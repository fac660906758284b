"""Signing in and out, and what a session, a link and a form that came too late still open."""

import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask, render_template
from sqlalchemy import event, func, select

from isms.accounts import service
from isms.accounts.login import recognise_people
from isms.accounts.models import SignInSession
from isms.accounts.panels import PANELS
from isms.app import matrix
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import Sealing
from isms.kernel.web.doors import Me
from isms.organisation import queries as organisation
from isms.organisation import service as organisation_service
from isms.organisation.models import Person
from isms.organisation.vocabulary import Role
from tests.accounts.conftest import OFFICER, PASSWORD, Browser, make_person, value_of

NewBrowser = Callable[[], Browser]
OPERATOR = Actor("operator", "root")
TODAY = date(2026, 11, 22)
OTHER = "moped i en vifteovn"


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def test_a_stranger_is_asked_to_sign_in_and_comes_to_where_they_wanted(browser: Browser) -> None:
    asked = browser.get("/units?q=skole")
    assert asked.status_code == 303
    assert asked.location == "/sign-in?next=/units?q%3Dskole"
    page = browser.get(asked.location)
    answer = browser.sign_in(next=value_of(page, "next"))
    assert (answer.status_code, answer.location) == (303, "/units?q=skole")


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"])
def test_sign_in_never_leads_elsewhere(browser: Browser, target: str) -> None:
    assert browser.sign_in(next=target).location == "/"


def test_a_copied_cookie_is_worth_nothing_after_signing_out(browser: Browser, new_browser: NewBrowser) -> None:
    browser.sign_in()
    assert is_in(browser)
    copied = browser.cookie() or ""
    browser.post("/sign-out")
    assert not is_in(browser)
    thief = new_browser()
    thief.client.set_cookie("session", copied)
    assert not is_in(thief)


def test_sign_in_makes_a_new_token_and_keeps_nothing_from_before(browser: Browser) -> None:
    browser.get("/sign-in")
    before = browser.token
    with browser.client.session_transaction() as kept:
        kept["planted"] = "x"
    browser.sign_in()
    with browser.client.session_transaction() as kept:
        assert "planted" not in kept
        assert len(kept["_user_id"]) >= 43
    assert browser.post("/account/sessions/end-others", {"csrf_token": before}).status_code == 400


def test_an_unused_session_lapses_to_the_second(browser: Browser, clock: FixedClock) -> None:
    browser.sign_in()
    clock.advance(minutes=29, seconds=59)
    assert is_in(browser)
    clock.advance(minutes=29, seconds=59)
    assert is_in(browser)
    clock.advance(minutes=30)
    assert not is_in(browser)


def test_a_session_in_use_ends_after_eight_hours(browser: Browser, clock: FixedClock) -> None:
    browser.sign_in()
    for _ in range(24):
        clock.advance(minutes=19, seconds=59)
        assert is_in(browser)
    clock.advance(seconds=24)
    assert not is_in(browser)


def test_a_changed_password_ends_every_other_session_and_renews_the_cookie(
    browser: Browser, new_browser: NewBrowser
) -> None:
    elsewhere, thief = new_browser(), new_browser()
    elsewhere.sign_in()
    browser.sign_in()
    thief.client.set_cookie("session", browser.cookie() or "")
    browser.get("/account/password")
    answer = browser.post("/account/password", {"current": PASSWORD, "password": OTHER, "repeated": OTHER})
    assert answer.location == "/account"
    assert is_in(browser)
    assert not is_in(elsewhere)
    assert not is_in(thief)
    assert new_browser().sign_in().status_code == 422
    assert new_browser().sign_in(password=OTHER).status_code == 303


@pytest.mark.parametrize(
    ("current", "password", "repeated", "said"),
    [
        ("feil passord helt", OTHER, OTHER, "ikke passordet du har nå"),
        (PASSWORD, OTHER, "noe helt annet her", "ikke like"),
        (PASSWORD, "kort-ord", "kort-ord", "minst 15 tegn"),
        (PASSWORD, "Kari Myrvoll 1984", "Kari Myrvoll 1984", "navnet ditt"),
        ("", OTHER, OTHER, "Fyll ut"),
    ],
)
def test_a_password_that_will_not_do_is_refused_beside_its_field(
    browser: Browser, current: str, password: str, repeated: str, said: str
) -> None:
    browser.sign_in()
    browser.get("/account/password")
    answer = browser.post("/account/password", {"current": current, "password": password, "repeated": repeated})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in text
    assert password not in text or password in said


def test_guesses_at_the_password_one_has_are_counted(browser: Browser) -> None:
    browser.sign_in()
    wrong = {"current": "feil passord helt", "password": OTHER, "repeated": OTHER}
    for _ in range(5):
        browser.get("/account/password")
        browser.post("/account/password", wrong)
    browser.get("/account/password")
    answer = browser.post("/account/password", {**wrong, "current": PASSWORD})
    assert "for mange forsøk" in answer.get_data(as_text=True)
    assert is_in(browser)


def test_a_deactivated_person_is_out_at_their_next_request(
    browser: Browser, new_browser: NewBrowser, database: Database, person_id: int
) -> None:
    browser.sign_in()
    with database.transaction(OPERATOR, "person:deactivate") as session:
        organisation_service.deactivate(session, session.get_one(Person, person_id), date(2026, 11, 22))
    assert not is_in(browser)
    assert new_browser().sign_in().status_code == 422


def test_a_role_that_is_withdrawn_opens_nothing_at_the_next_request(
    browser: Browser, database: Database, person_id: int
) -> None:
    browser.sign_in()
    assert browser.get("/units").status_code == 200
    with database.transaction(OPERATOR, "role:withdraw") as session:
        holding = organisation.holdings_of(session, person_id)[0]
        organisation_service.withdraw_role(session, holding, "sluttet", date(2026, 11, 22))
    assert browser.get("/units").status_code == 403


def test_ones_sessions_are_seen_and_ended(browser: Browser, new_browser: NewBrowser, database: Database) -> None:
    first, second = new_browser(), new_browser()
    for one in (first, second, browser):
        one.sign_in()
    page = browser.get("/account").get_data(as_text=True)
    assert page.count("Firefox, Linux") >= 3
    assert "Denne enheten" in page
    with database.reading() as session:
        oldest = session.scalars(select(SignInSession.id).order_by(SignInSession.id)).first()
    browser.post(f"/account/sessions/{oldest}/end")
    assert (is_in(first), is_in(second), is_in(browser)) == (False, True, True)
    browser.post("/account/sessions/end-others")
    assert (is_in(second), is_in(browser)) == (False, True)


def test_another_persons_session_does_not_exist(browser: Browser, new_browser: NewBrowser, database: Database) -> None:
    make_person(database, "ola@elvefjord.example", "Ola Li")
    other = new_browser()
    other.sign_in("ola@elvefjord.example")
    with database.reading() as session:
        theirs = session.scalars(select(SignInSession.id)).first()
    browser.sign_in()
    assert browser.post(f"/account/sessions/{theirs}/end").status_code == 404
    assert is_in(other)


def without_changing_parts(page: bytes, browser: Browser, email: str) -> str:
    text = page.decode()
    for part in (browser.token, email):
        text = text.replace(part, "…")
    return text.replace(value_of_text(text, "submit_key"), "…")


def value_of_text(text: str, name: str) -> str:
    return text.split(f'name="{name}" type="hidden" value="')[1].split('"', maxsplit=1)[0]


def test_a_known_and_an_unknown_address_are_answered_alike(new_browser: NewBrowser, database: Database) -> None:
    with database.transaction(OPERATOR, "person:register") as session:
        unit = organisation.municipalities(session)[0]
        organisation_service.register_person(session, email="aldri@elvefjord.example", name="Ny", unit=unit)
    answers = []
    for email in (OFFICER, "aldri@elvefjord.example", "ingen@elvefjord.example"):
        browser = new_browser()
        answer = browser.sign_in(email, "et helt feil passord")
        answers.append((answer.status_code, without_changing_parts(answer.data, browser, email)))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422


@pytest.mark.slow
def test_a_known_and_an_unknown_address_take_the_same_time(new_browser: NewBrowser) -> None:
    times: dict[str, list[float]] = {OFFICER: [], "ingen@elvefjord.example": []}
    browser = new_browser()
    for n in range(15):
        for email, taken in times.items():
            began = time.process_time()
            browser.sign_in(email, "et helt feil passord", ip=f"198.51.100.{n}")
            taken.append(time.process_time() - began)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) < 0.01


def test_too_many_failures_ask_for_patience_with_the_same_words_for_everybody(
    new_browser: NewBrowser, clock: FixedClock
) -> None:
    said = []
    for email in (OFFICER, "ingen@elvefjord.example"):
        browser = new_browser()
        for _ in range(5):
            browser.sign_in(email, "et helt feil passord")
        answer = browser.sign_in(email, PASSWORD)
        said.append((answer.status_code, answer.headers["Retry-After"], "Vent 0 min 32 s" in answer.text))
    assert said == [(429, "32", True)] * 2
    clock.advance(seconds=32)
    assert new_browser().sign_in().status_code == 303


def test_a_stranger_in_the_same_office_cannot_keep_the_owner_out(browser: Browser, new_browser: NewBrowser) -> None:
    browser.sign_in()
    browser.post("/sign-out")
    stranger = new_browser()
    for _ in range(6):
        stranger.sign_in(password="et helt feil passord")
    assert stranger.sign_in().status_code == 429
    assert browser.sign_in().status_code == 303


def test_a_device_mark_counts_for_its_own_person_only(new_browser: NewBrowser, database: Database) -> None:
    make_person(database, "ola@elvefjord.example", "Ola Li")
    ola = new_browser()
    ola.sign_in("ola@elvefjord.example")
    ola.post("/sign-out")
    for _ in range(5):
        new_browser().sign_in(password="et helt feil passord")
    assert ola.sign_in().status_code == 429


def invite(browser: Browser, person_id: int) -> Any:
    return browser.post(f"/people/{person_id}/invite")


def test_an_invited_person_sets_a_password_once_and_signs_in(
    browser: Browser, new_browser: NewBrowser, database: Database
) -> None:
    with database.transaction(OPERATOR, "person:register") as session:
        unit = organisation.municipalities(session)[0]
        invited = organisation_service.register_person(session, email="ny@elvefjord.example", name="Ny Her", unit=unit)
    browser.sign_in()
    path = value_of_link(invite(browser, invited.id))
    guest = new_browser()
    page = guest.get(path)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "ny@elvefjord.example" in page.text
    assert guest.post(path, {"password": "kort", "repeated": "kort"}).status_code == 422
    assert guest.post(path, {"password": OTHER, "repeated": OTHER}).location == "/sign-in"
    assert "Passordet er lagret" in guest.get("/sign-in").text
    assert guest.get(path).status_code == 404
    assert guest.post(path, {"password": PASSWORD, "repeated": PASSWORD}).status_code == 404
    assert guest.sign_in("ny@elvefjord.example", OTHER).status_code == 303


def value_of_link(page: Any) -> str:
    assert page.status_code == 200, page.text
    return "/set-password/" + page.text.split("/set-password/")[1].split('"')[0]


def test_a_persons_page_offers_a_link_to_those_who_manage_people(
    app: Flask, database: Database, person_id: int
) -> None:
    panel = PANELS["person"][0]
    with app.test_request_context(), database.reading() as session:
        officer = Me(person_id, "", "", "nb", organisation.access_of(session, person_id, matrix(), TODAY), None)
        nobody = Me(person_id, "", "", "nb", organisation.access_of(session, person_id, {}, TODAY), None)
        person = session.get_one(Person, person_id)
        assert panel.read(session, nobody, person, TODAY) is None
        context = panel.read(session, officer, person, TODAY)
        assert context
        text = render_template(panel.template, panel=context)
    assert f'action="/people/{person_id}/invite"' in text
    assert "Har passord siden 22.11.2026" in text


def test_a_link_has_gone_after_three_days(
    browser: Browser, new_browser: NewBrowser, person_id: int, clock: FixedClock
) -> None:
    browser.sign_in()
    path = value_of_link(invite(browser, person_id))
    clock.advance(hours=71, minutes=59, seconds=59)
    assert new_browser().get(path).status_code == 200
    clock.advance(seconds=1)
    answer = new_browser().get(path)
    assert answer.status_code == 404
    assert "Lenken har gått ut" in answer.text


def test_only_those_who_manage_people_make_links(browser: Browser, database: Database, person_id: int) -> None:
    with database.transaction(OPERATOR, "role:grant") as session:
        unit = organisation.municipalities(session)[0]
        person = organisation_service.register_person(session, email="leser@elvefjord.example", name="L", unit=unit)
        organisation_service.grant_role(session, person, Role.CHIEF_EXECUTIVE, unit, date(2026, 1, 1))
        token_of_them = person
    with database.transaction(OPERATOR, "account:password") as session:
        service.change_password(session, session.get_one(Person, token_of_them.id), OTHER, None, database.clock.now())
    browser.sign_in("leser@elvefjord.example", OTHER)
    assert invite(browser, person_id).status_code == 403
    assert browser.get(f"/people/{person_id}/invite").status_code == 405


def test_a_stranger_chooses_a_language_for_the_browser_and_a_person_for_themselves(
    browser: Browser, new_browser: NewBrowser, database: Database, person_id: int
) -> None:
    browser.get("/sign-in")
    answer = browser.post("/language", {"language": "en"}, headers={"Referer": "http://localhost/sign-in?next=/units"})
    assert answer.location == "/sign-in?next=/units"
    assert "Sign in" in browser.get("/sign-in").text
    browser.sign_in()
    assert "Min konto" in browser.get("/account").text
    answer = browser.post("/language", {"language": "en"}, headers={"Referer": "http://evil.example/x"})
    assert answer.location == "/"
    assert "My account" in browser.get("/account").text
    browser.post("/language", {"language": "xx"})
    with database.reading() as session:
        assert session.get_one(Person, person_id).language == "en"
    other = new_browser()
    other.sign_in()
    assert "My account" in other.get("/account").text


def test_signing_in_costs_two_statements_a_request(browser: Browser, database: Database) -> None:
    browser.sign_in()
    browser.get("/account/password")
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    browser.get("/account/password")
    event.remove(database.engine, "before_cursor_execute", note)
    assert len(statements) == 2


def test_looking_at_a_page_changes_nothing_but_when_it_was_looked_at(
    browser: Browser, database: Database, clock: FixedClock
) -> None:
    browser.sign_in()
    with database.reading() as session:
        before = session.scalar(select(func.max(Sealing.position)))
    clock.advance(minutes=2)
    for path in ("/account", "/account/password", "/sign-in"):
        browser.get(path)
    with database.reading() as session:
        assert session.scalar(select(func.max(Sealing.position))) == before


def test_a_program_told_to_let_everybody_in_does_not_start(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "LOGIN_DISABLED", True)
    with pytest.raises(RuntimeError, match="LOGIN_DISABLED"):
        recognise_people(app, app.extensions["accounts"].lifetimes, public=False)
