"""What a form takes and says: every kind of field, both languages, twice sent, and saved by somebody else meanwhile."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from isms.app import matrix, registers
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.refusal import Refusal, Refused, Stale
from isms.kernel.web import forms
from isms.kernel.web.app import new_app
from isms.kernel.web.doors import Assembly, Me
from isms.kernel.web.pages import form_page
from isms.kernel.web.security import protect
from isms.organisation import service
from isms.organisation.vocabulary import Role, UnitKind
from tests.client import filled_in
from tests.markup import Page

IDENTITY_NUMBER = "01010000110"


class Everything(forms.Form):
    text = forms.TextField("unit.name", required=True)
    lines = forms.TextField("unit.note", lines=True)
    day = forms.DateField("unit.valid_from")
    at = forms.InstantField("unit.valid_until")
    number = forms.IntegerField("unit.code", minimum=1, maximum=10)
    word = forms.ChoiceField("unit.kind", UnitKind)
    row = forms.RowField("unit.parent_id")
    words = forms.SeveralField("role_holding.role", Role)
    rows = forms.RowsField("role_holding.unit_id")
    check = forms.CheckField("unit.withdrawn_on")
    links = forms.LinksField("person.email")


def blank() -> dict[str, Any]:
    kept: dict[str, Any] = dict.fromkeys(("lines", "day", "at", "number", "word", "row", "links"))
    return {**kept, "text": "Før", "words": (), "rows": (), "check": False, "version": 1}


class Desk:
    """A record with every kind of field, and how often it was saved."""

    def __init__(self, database: Database) -> None:
        self.record = SimpleNamespace(**blank())
        self.saves = 0
        self.language = "nb"
        self.app = new_app(Assembly(database, matrix(), registers()))
        self.app.config["SECRET_KEY"] = "a key"
        protect(self.app, public=False, trusted_hosts=("localhost",), proxies=0)
        self.app.add_url_rule("/form", "form", self.view, methods=["GET", "POST"])
        self.app.before_request(self.enter)

    def enter(self) -> None:
        g.me = Me(1, "Kari", "K", self.language, CONSOLE, None)

    def view(self) -> Any:
        form = Everything(obj=self.record)
        form.row.offer([(1, "En"), (2, "To")])
        form.rows.offer([(1, "En"), (2, "To"), (3, "Tre")])
        return form_page(
            form,
            title="unit.establish",
            action="unit:change",
            save=lambda session: self.save(session, form),
            saved=lambda _: self.record,
            done=lambda number: f"/saved/{number}",
            cancel="/",
            submit="form.save",
        )

    def save(self, session: Session, form: Everything) -> int:
        if form.text.data == "Nei":
            raise Refused(Refusal("unit.code_taken", "number"), Refusal("unit.wrong_parent"))
        if form.version.data != self.record.version:
            raise Stale
        self.saves += 1
        self.record = SimpleNamespace(**form.values(), version=self.record.version + 1)
        service.establish(session, code=f"U{self.saves}", name="x", kind=UnitKind.GROUP, parent=None)
        return self.saves


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def browser(desk: Desk) -> Iterator[FlaskClient]:
    with desk.app.test_client() as client:
        yield client


def opened(browser: FlaskClient, **typed: Any) -> "MultiDict[str, Any]":
    """Open the form and return what would be sent once something is typed."""
    return typed_into(Page(browser.get("/form").text), **typed)


def typed_into(page: Page, **typed: Any) -> "MultiDict[str, Any]":
    sent = filled_in(next(form for form in page.root.all("form") if form.above("main")))
    for name, value in typed.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return sent


def test_every_kind_of_field_is_read_and_shown_again_as_typed(desk: Desk, browser: FlaskClient) -> None:
    sent = opened(
        browser,
        text="  Øst  og vest ",
        lines="en\r\n to ",
        day="1.2.26",
        at="22.11.2026 kl. 13.20",
        number="7",
        word="group",
        row="2",
        words=["auditor", "operator"],
        rows=["1", "3"],
        check="y",
        links="https://example.no/a",
    )

    answer = browser.post("/form", data=sent)

    assert (answer.status_code, answer.location) == (303, "/saved/1")
    got = desk.record
    assert (got.text, got.lines, got.number, got.word, got.row) == ("Øst og vest", "en\n to", 7, UnitKind.GROUP, 2)
    assert (got.words, got.rows, got.check, got.links) == (
        ("auditor", "operator"),
        (1, 3),
        True,
        "https://example.no/a",
    )
    assert (got.day.isoformat(), got.at.isoformat()) == ("2026-02-01", "2026-11-22T12:20:00+00:00")
    again = opened(browser, lines="en\n to")
    assert (again["day"], again["row"], again.getlist("words")) == ("01.02.2026", "2", ["auditor", "operator"])
    assert browser.post("/form", data=again).status_code == 303
    assert desk.record == SimpleNamespace(**{**vars(got), "version": 3})


WRONG = {
    "text": (["", " ", "\u200b"], "Fyll ut «Navn».", "Fill in “Name”."),
    "day": (["31.2.2026", "i går"], "Skriv datoen som dd.mm.åååå.", "Write the date as dd.mm.yyyy or yyyy-mm-dd."),
    "at": (
        ["22.11.2026", "22.11.2026 25.00", "nå"],
        "Skriv dato og klokkeslett som dd.mm.åååå kl. tt.mm.",
        "Write the date and time as dd.mm.yyyy hh:mm.",
    ),
    "number": (["0", "11"], "Tallet må være mellom 1 og 10.", "The number must be between 1 and 10."),
    "word": (["ship"], "Velg et av svarene i listen.", "Choose one of the answers in the list."),
    "row": (["9", "x"], "Velg et av svarene i listen.", "Choose one of the answers in the list."),
    "words": (["ship"], "Velg et av svarene i listen.", "Choose one of the answers in the list."),
    "rows": (["9", "x"], "Velg et av svarene i listen.", "Choose one of the answers in the list."),
    "links": (
        ["ftp://a.no", "javascript:alert(1)", "https://"],
        "er ikke en nettadresse. Den må begynne med http:// eller https://.",
        "is not a web address. It must begin with http:// or https://.",
    ),
}


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_read_is_refused_in_words_and_kept(
    desk: Desk, browser: FlaskClient, name: str, language: str
) -> None:
    desk.language = language
    values, nb, en = WRONG[name]
    for value in values:
        answer = browser.post("/form", data=opened(browser, lines="Behold meg", **{name: value}))

        page = Page(answer.text)
        assert answer.status_code == 422, value
        assert (nb if language == "nb" else en) in page.text, value
        assert typed_into(page)["lines"] == "Behold meg"
        if name in {"day", "at", "number", "links"}:
            assert typed_into(page)[name] == value
    assert desk.saves == 0


@pytest.mark.parametrize("name", ["text", "lines", "links"])
def test_an_identity_number_is_refused_in_every_text(desk: Desk, browser: FlaskClient, name: str) -> None:
    typed = {name: f"https://a.no/ {IDENTITY_NUMBER}"}

    answer = browser.post("/form", data=opened(browser, **typed))

    assert "Teksten inneholder et fødselsnummer" in answer.text
    assert desk.saves == 0


def test_a_refusal_stands_beside_its_field_or_above_the_form(desk: Desk, browser: FlaskClient) -> None:
    answer = browser.post("/form", data=opened(browser, text="Nei"))

    errors = Page(answer.text).root.all("p")
    assert answer.status_code == 422
    assert [p.text for p in errors if p["class"] == "field-error"] == ["Koden er i bruk. Velg en annen."]
    assert "En slik enhet kan ikke ligge der." in answer.text


def test_a_form_sent_twice_saves_once_and_leads_to_the_same_place(desk: Desk, browser: FlaskClient) -> None:
    sent = opened(browser, text="En gang")

    places = [browser.post("/form", data=sent).location for _ in range(3)]

    assert places == ["/saved/1"] * 3
    assert desk.saves == 1


def test_who_saves_last_chooses_between_both_values_and_nothing_is_overwritten(
    desk: Desk, browser: FlaskClient
) -> None:
    mine = opened(browser, text="Mitt", words=["auditor"], check="y", number="3", day="1.2.2026", row="2")
    theirs = {"text": "Deres", "words": ("operator", "employee"), "rows": (2,), "row": 1, "version": 2}
    desk.record = SimpleNamespace(**{**blank(), **theirs})

    answer = browser.post("/form", data=mine)

    page = Page(answer.text)
    assert answer.status_code == 409
    assert (desk.record.text, desk.saves) == ("Deres", 0)
    for text in ("Mitt", "Deres", "Revisor", "Driftsansvarlig, Ansatt", "1.2.2026"):
        assert text in page.text
    chosen = typed_into(page)
    radios = {radio["name"]: [] for radio in page.root.all("input") if radio["type"] == "radio"}
    for radio in page.root.all("input"):
        if radio["type"] == "radio":
            radios[radio["name"]].append(radio["value"])
    assert sorted(radios) == ["check", "day", "number", "row", "rows", "text", "words"]
    for name, (yours, saved) in radios.items():
        chosen[name] = yours if name in {"text", "check"} else saved
    assert browser.post("/form", data=chosen).location == "/saved/1"
    got = desk.record
    assert (got.text, got.check, got.words, got.rows, got.row, got.number, got.day) == (
        ("Mitt", True, ("operator", "employee"), (2,), 1, None, None)
    )


def test_a_restored_form_shows_what_was_typed_and_saves_nothing(desk: Desk, browser: FlaskClient) -> None:
    sent = opened(browser, text="Skrevet før", day="tull")
    sent["restore"] = "1"

    answer = browser.post("/form", data=sent)

    assert answer.status_code == 200
    assert (typed_into(Page(answer.text))["text"], desk.saves) == ("Skrevet før", 0)


def test_a_form_without_its_token_is_not_saved(desk: Desk, browser: FlaskClient) -> None:
    sent = opened(browser, text="Fra et annet sted")
    del sent["csrf_token"]

    assert browser.post("/form", data=sent).status_code == 400
    assert desk.saves == 0


def test_too_long_a_text_is_refused_with_its_length(browser: FlaskClient) -> None:
    answer = browser.post("/form", data=opened(browser, text="x" * 201))

    assert "Teksten er 201 tegn. Kort den ned til 200." in answer.text
