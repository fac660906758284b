"""Tokens of the API on their pages: made with the password, shown once, kept as a digest, and withdrawn."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from isms.accounts import queries, secrets, service
from isms.accounts.models import ApiToken
from isms.accounts.vocabulary import TokenScope
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.seal.models import AuditValue
from isms.organisation.models import Person
from isms.organisation.vocabulary import Role
from tests.accounts.conftest import PASSWORD, Browser, make_person
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, TODAY

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

MAKE = {"name": "Skanner", "scope": "measurements:write", "last_on": "31.12.2026", "password": PASSWORD}
OWN, EVERYBODYS = "/account/tokens", "/tokens"


def make(browser: Browser, **said: str) -> str:
    """Make a token, and return the page that came."""
    browser.get(f"{OWN}/make")
    return browser.post(f"{OWN}/make", {**MAKE, **said}).get_data(as_text=True)


def token_on(page: str) -> str:
    found = re.search(r"shk_[\w-]{43}", page)
    assert found
    return found[0]


def test_a_token_is_shown_once_and_kept_as_a_digest_alone(browser: Browser, database: Database) -> None:
    browser.sign_in()
    secret = token_on(make(browser))
    with database.reading() as session:
        token = session.scalars(select(ApiToken)).one()
        assert (token.name, token.made_on, token.last_on) == ("Skanner", TODAY, date(2026, 12, 31))
        assert token.token_digest == secrets.digest(secret)
        said = {value for value in session.scalars(select(AuditValue.new)) if value}
        assert not said & {secret, token.token_digest}
    page = browser.get(OWN).get_data(as_text=True)
    assert "Skanner" in page
    assert "Aldri" in page
    assert secret not in page
    browser.get(f"{OWN}/1/withdraw")
    assert browser.post(f"{OWN}/1/withdraw", {"because": "Byttet server"}).location == OWN
    assert "Byttet server" in browser.get(OWN).get_data(as_text=True)
    with database.reading() as session:
        assert queries.bearer(session, secrets.digest(secret), TODAY) is None
    assert browser.get(f"{OWN}/1/withdraw").status_code == 404


def test_who_is_signed_in_is_a_stranger_to_the_api(browser: Browser) -> None:
    browser.sign_in()
    assert browser.get(OWN).status_code == 200
    for answer in (browser.get("/api/v1/openapi.json"), browser.client.post("/api/v1/measurements", json={})):
        assert answer.status_code == 401
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"password": "feil passord helt"}, "ikke passordet du har nå"),
        ({"last_on": "21.11.2026"}, "i dag eller senere"),
        ({"last_on": "23.11.2027"}, "kan ikke være etter 22.11.2027"),
        ({"name": ""}, "Fyll ut"),
        ({"scope": "everything"}, "Velg"),
    ],
)
def test_a_token_is_refused_in_words(browser: Browser, database: Database, said: dict[str, str], told: str) -> None:
    browser.sign_in()
    page = make(browser, **said)
    assert told in page
    assert "shk_" not in page
    with database.reading() as session:
        assert session.scalars(select(ApiToken)).all() == []


def test_who_may_record_nothing_makes_no_token(new_browser: Callable[[], Browser], database: Database) -> None:
    make_person(database, "drift@elvefjord.example", "Odd Drift", Role.OPERATOR)
    browser = new_browser()
    browser.sign_in("drift@elvefjord.example")
    assert "Bare de som kan registrere" in browser.get(OWN).get_data(as_text=True)
    assert browser.get(f"{OWN}/make").status_code == 404


def test_the_officer_withdraws_anybodys_token_with_a_reason_and_the_auditor_reads_them(
    app: Flask, cast: Cast, database: Database, client_as: Callable[[int | None], Client]
) -> None:
    assert app
    with database.transaction(ME, "api_token:make") as session:
        person = session.get_one(Person, cast.hem_owner)
        scope, day = TokenScope.MEASUREMENTS_WRITE, date(2026, 12, 31)
        service.make_token(session, person, name="Skanner", scope=scope, last_on=day, today=TODAY)
    officer, auditor = client_as(cast.officer), client_as(cast.auditor)
    text = auditor.get(EVERYBODYS).text
    assert "Astrid Fossheim" in text
    assert "/tokens/1/withdraw" not in text
    assert client_as(cast.hem_owner).get(EVERYBODYS).status_code == 403
    assert "Astrid Fossheim" not in client_as(cast.outsider).get(EVERYBODYS).text
    assert client_as(cast.outsider).get(f"{EVERYBODYS}/1/withdraw").status_code == 404
    assert officer.submit(f"{EVERYBODYS}/1/withdraw", because="").status_code == 422
    assert officer.submit(f"{EVERYBODYS}/1/withdraw", because="På avveie").status_code == 303
    assert "På avveie" in officer.get(EVERYBODYS).text


def test_the_database_takes_no_token_that_is_over_before_it_is_made(database: Database, person_id: int) -> None:
    said = {"name": "Skanner", "scope": TokenScope.MEASUREMENTS_WRITE, "made_on": TODAY, "token_digest": "0" * 64}
    with pytest.raises(Refused) as no, database.transaction(ME, "api_token:make") as session:
        session.add(ApiToken(person_id=person_id, last_on=date(2026, 11, 21), **said))
    assert [refusal.because for refusal in no.value.refusals] == ["api_token.over_already"]
