"""A program with one officer who has a password, and browsers that keep cookies and forms."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from isms.accounts import queries, secrets, service
from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.organisation import queries as organisation
from isms.organisation.vocabulary import Role

PASSWORD = "grevling under parkett"
OFFICER = "kari@elvefjord.example"


@dataclass
class Browser:
    """A browser: it keeps cookies, and sends the forgery token of the page it has seen last."""

    client: FlaskClient
    token: str = ""

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self._seen(self.client.get(path, **kwargs))

    def post(self, path: str, fields: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        data = {"csrf_token": self.token, **(fields or {})}
        return self._seen(self.client.post(path, data=data, **kwargs))

    def sign_in(
        self, email: str = OFFICER, password: str = PASSWORD, ip: str = "192.0.2.1", **fields: str
    ) -> TestResponse:
        if not self.token:
            self.get("/sign-in")
        answer = self.post(
            "/sign-in",
            {"email": email, "password": password, **fields},
            environ_overrides={"REMOTE_ADDR": ip},
            headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"},
        )
        if answer.status_code == 303:
            self.get("/account")
        return answer

    def cookie(self, name: str = "session") -> str | None:
        kept = self.client.get_cookie(name)
        return kept.value if kept else None

    def _seen(self, answer: TestResponse) -> TestResponse:
        found = re.search(r'name="csrf_token" value="([^"]+)"', answer.get_data(as_text=True))
        self.token = found[1] if found else self.token
        return answer


def value_of(page: TestResponse, name: str) -> str:
    """Return the value of a field on a page."""
    tag = re.search(rf'<(?:input|textarea)[^>]*\bname="{name}"[^>]*>', page.get_data(as_text=True))
    assert tag, f"no field {name}"
    value = re.search(r'value="([^"]*)"', tag[0])
    return unescape(value[1]) if value else ""


def make_person(database: Database, email: str, name: str, role: Role = Role.SECURITY_OFFICER) -> int:
    """Make a person with a password, and return their id."""
    with database.transaction(Actor("operator", "root"), "account:create_first") as session:
        token = service.create_first_account(
            session,
            email=email,
            name=name,
            role=role,
            municipality_code="ELV",
            municipality_name="Elvefjord kommune",
            now=database.clock.now(),
            today=date(2026, 1, 1),
        )
        link = queries.link_by_token(session, secrets.digest(token))
        assert link
        service.set_password(session, link, PASSWORD, database.clock.now())
        person = organisation.person_by_email(session, email)
        assert person
        return person.id


@pytest.fixture
def person_id(database: Database) -> int:
    return make_person(database, OFFICER, "Kari Myrvoll")


@pytest.fixture
def app(app: Flask, person_id: int) -> Flask:
    """The application as it answers outside tests, with somebody who has a password."""
    assert person_id
    app.testing = False
    return app


@pytest.fixture
def new_browser(app: Flask) -> Callable[[], Browser]:
    return lambda: Browser(app.test_client())


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()
