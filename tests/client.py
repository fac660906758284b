"""A test client that is signed in, reads every page it gets, and fills in forms as a browser does."""

from typing import Any

import pytest
from flask import Flask, g, request
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from isms.app import matrix
from isms.kernel.clock import day_of
from isms.kernel.web.doors import Me, database, is_api
from isms.organisation import queries
from isms.organisation.models import Person, Unit
from isms.organisation.rules import initials
from tests.markup import Element, Page

WHO = "X-Test-Person"


def let_tests_in(app: Flask) -> None:
    """Sign in whoever a test names in a header, before any other door is asked; the API knows tokens alone."""
    app.test_client_class = Client

    def enter() -> None:
        number = request.headers.get(WHO)
        if number and not is_api():
            g.me = _me(int(number))

    app.before_request_funcs.setdefault(None, []).insert(0, enter)


def client_of(app: Flask, person_id: int | None) -> "Client":
    """Return a client that is signed in as a person, or a stranger's."""
    client = app.test_client()
    assert isinstance(client, Client)
    client.person_id = person_id
    return client


def _me(person_id: int) -> Me:
    with database().reading() as session:
        named = select(Person, Unit.name).outerjoin(Unit, Unit.id == Person.tenant_id).where(Person.id == person_id)
        person, tenant_name = session.execute(named).one()
        access = queries.access_of(session, person_id, matrix(), day_of(database().clock.now()))
        return Me(
            person.id,
            person.name,
            initials(person.name),
            person.language,
            access,
            person.tenant_id,
            tenant_name,
        )


class Client(FlaskClient):
    """Fails on a page that is not well made; `person_id` is who is signed in, if anybody."""

    person_id: int | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request as the person, and read the page that comes back."""
        headers = dict(kwargs.pop("headers", None) or {})
        if self.person_id is not None:
            headers.setdefault(WHO, str(self.person_id))
        answer = super().open(*args, headers=headers, **kwargs)
        if answer.mimetype == "text/html" and (answer.status_code < 300 or b"<main" in answer.data):
            faults = Page(answer.text).faults
            if faults:
                pytest.fail("\n".join([f"{answer.request.path}:", *faults]), pytrace=False)
        return answer

    def page(self, path: str, status: int = 200) -> Page:
        """Get a page and return it parsed."""
        answer = self.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return Page(answer.text)

    def filled(self, path: str, *, button: str | None = None, **fields: Any) -> "tuple[str, MultiDict[str, Any]]":
        """Get a page, fill in its form, and return where it goes and what it says; nothing is sent.

        The form is the one in the page's main part that has the named fields, or the named button. What is
        not named keeps what the page says; None takes a field out, a list gives it several values.
        """
        form = _form(self.page(path), {*fields, *([button] if button else [])})
        sent = filled_in(form)
        for name, value in fields.items():
            values = value if isinstance(value, list) else [value]
            sent.setlist(name, [item for item in values if item is not None])
        if button:
            sent[button] = next(b["value"] for b in form.all("button") if b["name"] == button)
        return form["action"] or path, sent

    def submit(self, path: str, *, button: str | None = None, **fields: Any) -> TestResponse:
        """Get a page, fill in its form as `filled` does, and send it."""
        target, sent = self.filled(path, button=button, **fields)
        return self.post(target, data=sent)


def _form(page: Page, names: set[str]) -> Element:
    forms = [form for form in page.root.all("form") if form["method"].lower() == "post" and form.above("main")]
    for form in forms:
        if names <= {control["name"] for control in form.all("input", "select", "textarea", "button")}:
            return form
    raise AssertionError(f"no form has {sorted(names)}")


def filled_in(form: Element) -> "MultiDict[str, Any]":
    """Return what a browser would send of a form that nobody has touched."""
    sent: MultiDict[str, Any] = MultiDict()
    for control in form.all("input", "select", "textarea"):
        name, kind = control["name"], control["type"]
        if control.tag == "select":
            options = control.all("option")
            chosen = [option for option in options if "selected" in option.attributes] or options[:1]
            sent.setlist(name, [option["value"] for option in chosen])
        elif control.tag == "textarea":
            sent.add(name, control.as_written)
        elif kind not in {"file", "radio", "checkbox"} or "checked" in control.attributes:
            sent.add(name, control["value"])
    return sent
