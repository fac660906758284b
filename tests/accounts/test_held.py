"""A form that comes after its session has ended: its writer gets it back, nobody else sees it, nothing is saved."""

from typing import Any

from sqlalchemy import func, select

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.organisation import queries as organisation
from tests.accounts.conftest import Browser, make_person, value_of

NEW_UNIT = {"kind": "service_area", "name": "Oppvekst og kultur", "code": "OK", "note": "Skrevet lenge <b>"}


def units(database: Database) -> int:
    with database.reading() as session:
        return int(session.scalar(select(func.count()).select_from(organisation.Unit)) or 0)


def late_form(browser: Browser, clock: FixedClock) -> Any:
    browser.sign_in()
    browser.get("/units/new?from=home")
    clock.advance(minutes=31)
    return browser.post("/units/new?from=home", {**NEW_UNIT, "new_password": "hysj hysj"})


def test_a_form_that_came_too_late_is_shown_again_to_its_writer_and_not_saved(
    browser: Browser, database: Database, clock: FixedClock
) -> None:
    before = units(database)
    asked = late_form(browser, clock)
    assert asked.status_code == 401
    assert "Vi har tatt vare på det du skrev" in asked.text
    assert "Oppvekst" not in asked.text
    page = browser.sign_in(held=value_of(asked, "held"))
    assert page.status_code == 200
    assert "Oppvekst og kultur" in page.text
    assert "Skrevet lenge &lt;b&gt;" in page.text
    assert "<dt>Navn</dt><dd>Oppvekst og kultur</dd>" in page.text
    assert "Kari Myrvoll" in page.text
    assert "hysj" not in page.text
    assert 'action="/units/new?from=home"' in page.text
    form = browser.post("/units/new?from=home", {**NEW_UNIT, "restore": "1"})
    assert form.status_code == 200
    assert value_of(form, "name") == "Oppvekst og kultur"
    assert units(database) == before


def test_a_held_form_outlives_a_wrong_password(browser: Browser, clock: FixedClock) -> None:
    asked = late_form(browser, clock)
    again = browser.sign_in(password="et helt feil passord", held=value_of(asked, "held"))
    assert again.status_code == 422
    assert "Oppvekst og kultur" in browser.sign_in(held=value_of(again, "held")).text


def test_nobody_else_sees_a_held_form(browser: Browser, database: Database, clock: FixedClock) -> None:
    make_person(database, "ola@elvefjord.example", "Ola Li")
    asked = late_form(browser, clock)
    answer = browser.sign_in("ola@elvefjord.example", held=value_of(asked, "held"))
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Oppvekst" not in answer.text


def test_a_held_form_is_gone_after_a_day_and_a_forged_one_never_was(browser: Browser, clock: FixedClock) -> None:
    kept = value_of(late_form(browser, clock), "held")
    browser.get("/sign-in")
    assert browser.sign_in(held=f"x{kept}").status_code == 303
    browser.post("/sign-out")
    clock.advance(hours=25)
    assert browser.sign_in(held=kept).status_code == 303


def test_a_form_sent_after_signing_out_elsewhere_is_held_too(browser: Browser) -> None:
    browser.sign_in()
    browser.get("/units/new")
    open_form = browser.token
    browser.post("/sign-out")
    asked = browser.post("/units/new", {**NEW_UNIT, "csrf_token": open_form})
    assert asked.status_code == 401
    assert "Oppvekst og kultur" in browser.sign_in(held=value_of(asked, "held")).text


def test_a_form_too_large_to_hold_still_asks_for_sign_in(browser: Browser, clock: FixedClock) -> None:
    browser.sign_in()
    browser.get("/units/new")
    clock.advance(minutes=31)
    asked = browser.post("/units/new", {**NEW_UNIT, "note": "x" * 200_001})
    assert asked.status_code == 401
    assert value_of(asked, "held") == ""
    assert "Logg inn for å gå videre" in asked.text
