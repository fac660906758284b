"""Decides that what is typed in any field of deviations, actions, clocks and calendar comes out as text everywhere."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from flask import Flask
from icalendar import Calendar
from wtforms.fields.core import UnboundField

from isms.actions import forms as of_actions
from isms.calendar import forms as of_calendar
from isms.calendar.secrets import token_of
from isms.clocks import forms as of_clocks
from isms.clocks.library import SHIPPED
from isms.deviations import forms as of_deviations
from isms.deviations.forms import breaches as of_breaches
from isms.deviations.rules.open_form import address_of
from isms.kernel.db import Database
from isms.kernel.sheets.escaping import ACTING_SIGNS
from isms.kernel.sheets.reading import read_sheet
from isms.kernel.web.fields import LinkField, LinksField, TextField
from isms.kernel.web.forms import Form
from isms.notices import forms as of_notices
from isms.organisation.forms import HandOverForm
from tests.cast import Cast
from tests.client import Client
from tests.deviations.test_report_pages import sent
from tests.kernel.test_file_kinds import PNG
from tests.markup import Page
from tests.risk.stage import ME, a_system
from tests.web.routes import KEY

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

ClientAs = Callable[[int | None], Client]

FORMULA = "=cmd|' /C calc'!A0"
HARM = f"""{FORMULA} <script>alert(1)</script> "><img src=x onerror=alert(1)> '%7B {{{{1337*1337}}}}"""
LINK = """https://arkiv.example.test/?q='%22><img/src=x/onerror=alert(1)>"""
OUTCOME = "1787569"
"""What a template makes of the calculation in the payload, if it makes anything of it."""

ROOMS = ("isms.deviations.", "isms.actions.", "isms.notices.", "isms.calendar.", "isms.clocks.")
REGISTERS = ("deviations", "breaches", "actions")
OF_A_KIND = 2
"""How many pages of a kind are read when links are followed."""


def texts_of(form: type[Form]) -> Iterator[tuple[str, str, type[TextField]]]:
    """Yield the name of the class that declares each text field of a form, the field's name, and its kind."""
    for name in dir(form):
        declared = getattr(form, name)
        if isinstance(declared, UnboundField) and issubclass(declared.field_class, TextField):
            owner = next(each for each in form.__mro__ if name in vars(each))
            yield f"{owner.__module__}.{owner.__name__}", name, declared.field_class


def every_text() -> set[tuple[str, str]]:
    """Return each text field of these rooms' forms, and of the form of a handover, by the class that declares it."""
    found, classes = set(), [Form, of_clocks.rule_form(SHIPPED["breach_72h"].rule)]
    for form in classes:
        classes += form.__subclasses__()
        if f"{form.__module__}." .startswith(ROOMS) or form is HandOverForm:
            found |= {(owner, name) for owner, name, _ in texts_of(form)}
    return found


class Typist:
    """Fills every text field of each form it meets, and keeps which it has filled."""

    def __init__(self) -> None:
        self.filled: set[tuple[str, str]] = set()
        self.pages: list[str] = []

    def type(self, client: Client, path: str, form: type[Form], **chosen: Any) -> None:
        """Send the form of a page with a payload in each text field; it must be taken."""
        texts = {}
        for owner, name, kind in texts_of(form):
            self.filled.add((owner, name))
            texts[name] = LINK if issubclass(kind, LinkField | LinksField) else HARM
        answer = client.submit(path, **{**texts, **chosen})
        assert answer.status_code in (200, 303), (path, Page(answer.text).text)
        assert OUTCOME not in answer.text
        self.pages.append(path)


def told() -> dict[str, Any]:
    """Return what a report says beside its texts: a file with a payload for a name, and that it concerns persons."""
    return {"files": sent((PNG, f"{HARM.replace('/', '')}.png")), "personal_data": "yes"}


def handle(typist: Typist, cast: Cast, client_as: ClientAs) -> None:
    """Report two deviations and a finding, and bring the first through all that may be said of it."""
    officer, director, ombud = (client_as(who) for who in (cast.officer, cast.hem_owner, cast.privacy_officer))
    one, finding = "/deviations/1", "/deviations/3"
    typist.type(client_as(cast.employee), "/deviations/new", of_deviations.ReportForm, system_id="1", **told())
    officer.submit("/deviations/open-form", is_open="y")
    typist.type(client_as(None), f"/report/{address_of(KEY, 1, 1)}", of_deviations.OpenReportForm, **told())
    typist.type(officer, one + "/change", of_deviations.DeviationForm)
    judged = {"kind": "deviation", "category": "privacy", "consequence": "2", "severity": "serious"}
    typist.type(officer, one + "/triage", of_deviations.TriageForm, **judged, responsible_id=str(cast.employee))
    officer.submit(one + "/breach/open")
    typist.type(ombud, one + "/breach/facts", of_breaches.FactsForm)
    typist.type(ombud, one + "/breach/awareness", of_breaches.AwarenessForm)
    typist.type(ombud, one + "/breach/decide", of_breaches.DecideBreachForm, notifiability="notifiable")
    typist.type(ombud, one + "/breach/report", of_breaches.FirstReportForm)
    typist.type(ombud, one + "/breach/report", of_breaches.ReportBreachForm, phase="last")
    typist.type(ombud, one + "/breach/inform", of_breaches.InformForm, persons_informed="not_needed")
    typist.type(officer, one + "/clocks/start", of_breaches.IncidentForm, trigger="digital_security_incident")
    typist.type(officer, one + "/clocks/digital_security_24h/stop", of_breaches.StopClockForm)
    typist.type(officer, one + "/start", of_deviations.StartForm)
    found = {"cause_kind": "access", "exists_elsewhere": "yes"}
    typist.type(officer, one + "/explain", of_deviations.ExplainForm, **found)
    typist.type(officer, one + "/correct", of_deviations.CorrectForm, **found)
    typist.type(director, one + "/check-effect", of_deviations.CheckEffectForm, effect="good")
    typist.type(officer, one + "/close", of_deviations.CloseForm, cause_kind="access")
    typist.type(officer, one + "/reopen", of_deviations.ReasonForm)
    typist.type(officer, "/deviations/2/reject", of_deviations.ReasonForm)
    place = {"unit_id": str(cast.nursing), "systems": ["1"], "responsible_id": str(cast.employee)}
    kind = {"kind": "audit_finding", "category": "privacy", "severity": "serious", "discovered_at": "21.11.2026 kl. 8.00"}
    typist.type(officer, "/deviations/new-finding", of_deviations.FindingForm, **kind, **place)
    typist.type(officer, finding + "/change", of_deviations.FindingFactsForm)
    typist.type(officer, finding + "/answer", of_deviations.AnswerForm, answered_on="22.11.2026")
    rated = {"system_id": "1", "likelihood_before": "2", "consequence_before": "2"}
    typist.type(officer, finding + "/raise-risk", of_deviations.RaiseForm, **rated)
    typist.type(officer, finding + "/clocks/start", of_breaches.IncidentForm, trigger="digital_security_incident")
    typist.type(officer, finding + "/clocks/digital_security_24h/call-off", of_breaches.CallOffForm)


def act(typist: Typist, cast: Cast, client_as: ClientAs) -> None:
    """Plan three actions: one goes its whole way, one is withdrawn, one changes hands."""
    officer, director = client_as(cast.officer), client_as(cast.hem_owner)
    for _ in range(3):
        owned = {"owner_id": str(cast.hem_owner), "due_on": "01.11.2026"}
        typist.type(officer, "/deviations/1/mend", of_actions.NewActionForm, **{**owned, "due_on": "01.12.2026"})
    typist.type(officer, "/actions/1/change", of_actions.ChangeForm)
    typist.type(officer, "/actions/1/move-deadline", of_actions.MoveDeadlineForm, due_on="02.12.2026")
    typist.type(director, "/actions/1/complete", of_actions.CompleteForm)
    typist.type(officer, "/actions/1/judge-effect", of_actions.EffectForm, effect="good")
    typist.type(officer, "/actions/2/withdraw", of_actions.WithdrawForm)
    typist.type(officer, "/actions/reassign", of_actions.ReassignForm, owner_id=str(cast.employee))
    typist.type(officer, f"/people/{cast.employee}/handover", HandOverForm, heir_id=str(cast.hem_owner))


def arrange(typist: Typist, cast: Cast, client_as: ClientAs) -> None:
    """Decide on a rule, fill the wheel, subscribe to it, and tell a program."""
    officer = client_as(cast.officer)
    typist.type(officer, "/clock-rules/breach_72h/change", of_clocks.rule_form(SHIPPED["breach_72h"].rule))
    for _ in range(2):
        typist.type(officer, "/calendar/add", of_calendar.ActivityForm, month="3")
    typist.type(officer, "/calendar/activities/1/change", of_calendar.ActivityForm, month="4")
    typist.type(officer, "/calendar/activities/2/withdraw", of_calendar.WithdrawForm)
    for _ in range(2):
        typist.type(officer, "/calendar/feeds/subscribe", of_calendar.SubscribeForm, unit_id=str(cast.municipality))
    typist.type(officer, "/calendar/feeds/2/revoke", of_calendar.RevokeForm)
    program = {"url": "https://desk.example.test/in", "events": ["deviation.closed"]}
    for _ in range(2):
        typist.type(officer, "/webhooks/new", of_notices.WebhookForm, **program)
    typist.type(officer, "/webhooks/2/withdraw", of_notices.WithdrawForm)


def read_everywhere(client: Client, begin: list[str]) -> dict[str, Page]:
    """Read pages, and those they lead to, so many of each kind; return them by address."""
    seen: dict[str, Page] = {}
    kinds: dict[str, int] = {}
    waiting = [*begin]
    for path in waiting:
        kind = re.sub(r"\d+", "0", path)
        if path in seen or (path not in begin and kinds.get(kind, 0) >= OF_A_KIND):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = client.get(path)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        assert OUTCOME not in answer.text, path
        seen[path] = Page(answer.text)
        links = (urlsplit(link["href"]) for link in seen[path].root.all("a"))
        waiting += [link.path for link in links if not link.netloc and link.path.startswith("/")]
    return seen


def test_what_is_typed_in_any_field_comes_out_as_text_everywhere(
    database: Database, cast: Cast, app: Flask, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WEBHOOK_HOSTS", frozenset({"desk.example.test"}))
    with database.transaction(ME, "system:register") as session:
        a_system(session, cast.nursing, HARM, owner_id=cast.employee)
    typist = Typist()
    handle(typist, cast, client_as)
    act(typist, cast, client_as)
    arrange(typist, cast, client_as)
    assert every_text() - typist.filled == set()
    officer = client_as(cast.officer)
    pages = read_everywhere(officer, ["/", "/audit", "/deviations/figures", *typist.pages])
    print(len(pages), sorted(pages))
