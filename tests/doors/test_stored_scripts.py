"""Decides that what is typed in any field of deviations, actions, clocks and calendar comes out as text everywhere."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
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
from tests.client import Client, filled_in
from tests.deviations.test_report_pages import sent
from tests.kernel.test_file_kinds import PNG
from tests.markup import Page
from tests.risk.stage import ME, a_system
from tests.web.routes import KEY

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

ClientAs = Callable[[int | None], Client]

FORMULA = "=cmd|' /C calc'!A0"
HARM = f"""{FORMULA} <script>alert(1)</script> "><img src=x onerror=alert(1)> '%7B {{{{1337*1337}}}}"""
LINK = """https://arkiv.example.test/?q='"><img/src=x/onerror=alert(1)>&in="""
REACHED = {
    f"{subject}_{part}": text
    for subject in ("whistleblowing", "classified")
    for part, text in (
        ("phone", "+47 51 00 00 00"),
        ("email", f"""{subject}"'<img/src=x/onerror=alert(1)>@example.test"""),
    )
}
OUTCOME = "1787569"
"""What a template makes of the calculation in the payload, if it makes anything of it."""

ROOMS = ("isms.deviations.", "isms.actions.", "isms.notices.", "isms.calendar.", "isms.clocks.")
REGISTERS = ("deviations", "breaches", "actions")
ONE, FINDING, INCIDENT = "/deviations/1", "/deviations/3", "digital_security_incident"
BEGIN = (
    *("/", "/audit", "/breaches", "/deviations", "/deviations/figures", "/systems/1"),
    *("/deviations/1", "/deviations/2", "/deviations/3", "/deviations/1/breach", "/actions", "/actions/overdue"),
    *("/actions/1", "/actions/2", "/actions/3", "/calendar", "/calendar/due", "/webhooks", "/webhooks/1"),
    *("/webhooks/2", "/notices", "/clock-rules", "/risks/1", "/handovers", "/account/notices"),
)
LED_TO = re.compile(r'href="((?:/deviations|/actions|/calendar|/webhooks|/clock-rules|/notices)/[^"?#]*)')


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
        if f"{form.__module__}.".startswith(ROOMS) or form is HandOverForm:
            found |= {(owner, name) for owner, name, _ in texts_of(form)}
    return found


class Typist:
    """Fills every text field of each form it meets, and keeps which it has filled."""

    def __init__(self) -> None:
        self.filled: dict[tuple[str, str], str] = {}

    def type(self, client: Client, path: str, form: type[Form], **chosen: Any) -> str:
        """Send the form of a page with a payload in each text field; it must be taken. Return what comes back.

        chosen: what is said otherwise, and of texts those that a rule gives a shape.
        """
        texts = {}
        for owner, name, kind in texts_of(form):
            payload = f"{LINK}{name}" if issubclass(kind, LinkField | LinksField) else f"{HARM} {name}"
            texts[name] = self.filled[owner, name] = chosen.get(name, payload)
        answer = client.submit(path, **{**texts, **chosen})
        assert answer.status_code in (200, 303), (path, Page(answer.text).text)
        assert OUTCOME not in answer.text
        return answer.text


def told() -> dict[str, Any]:
    """Return what a report says beside its texts: a file with a payload for a name, and that it concerns persons."""
    return {"files": sent((PNG, f"{HARM.replace('/', '')}.png")), "personal_data": "yes"}


def report(typist: Typist, cast: Cast, client_as: ClientAs) -> None:
    """Report a deviation with an account and one without, judge the first, and reject the other."""
    officer = client_as(cast.officer)
    typist.type(client_as(cast.employee), "/deviations/new", of_deviations.ReportForm, system_id="1", **told())
    typist.type(officer, "/deviations/open-form", of_deviations.OpenFormForm, is_open="y", **REACHED)
    typist.type(client_as(None), f"/report/{address_of(KEY, 1, 1)}", of_deviations.OpenReportForm, **told())
    typist.type(officer, f"{ONE}/change", of_deviations.DeviationForm)
    judged = {"kind": "deviation", "category": "privacy", "consequence": "2", "severity": "serious"}
    typist.type(officer, f"{ONE}/triage", of_deviations.TriageForm, **judged, responsible_id=str(cast.employee))
    typist.type(officer, "/deviations/2/reject", of_deviations.ReasonForm)


def document(typist: Typist, cast: Cast, client_as: ClientAs) -> None:
    """Document the first deviation as a breach, and as an incident that another law asks of."""
    ombud = client_as(cast.privacy_officer)
    ombud.submit(f"{ONE}/breach/open")
    typist.type(ombud, f"{ONE}/breach/facts", of_breaches.FactsForm)
    typist.type(ombud, f"{ONE}/breach/awareness", of_breaches.AwarenessForm)
    typist.type(ombud, f"{ONE}/breach/decide", of_breaches.DecideBreachForm, notifiability="notifiable")
    typist.type(ombud, f"{ONE}/breach/report", of_breaches.FirstReportForm)
    typist.type(ombud, f"{ONE}/breach/report", of_breaches.ReportBreachForm, phase="last")
    for word, informed_at in (("not_needed", ""), ("informed", "22.11.2026 kl. 9.00")):
        informed = {"persons_informed": word, "informed_at": informed_at}
        typist.type(ombud, f"{ONE}/breach/inform", of_breaches.InformForm, **informed)
    typist.type(ombud, f"{ONE}/clocks/start", of_breaches.IncidentForm, trigger=INCIDENT)
    typist.type(ombud, f"{ONE}/clocks/digital_security_24h/stop", of_breaches.StopClockForm)


def handle(typist: Typist, cast: Cast, client_as: ClientAs) -> None:
    """Bring the first deviation from start to end, and open it again."""
    officer, director = client_as(cast.officer), client_as(cast.hem_owner)
    found = {"cause_kind": "access", "exists_elsewhere": "yes"}
    typist.type(officer, f"{ONE}/start", of_deviations.StartForm)
    typist.type(officer, f"{ONE}/explain", of_deviations.ExplainForm, **found)
    typist.type(officer, f"{ONE}/correct", of_deviations.CorrectForm, **found)
    typist.type(director, f"{ONE}/check-effect", of_deviations.CheckEffectForm, effect="good")
    typist.type(officer, f"{ONE}/close", of_deviations.CloseForm, cause_kind="access")
    typist.type(officer, f"{ONE}/reopen", of_deviations.ReasonForm)


def find(typist: Typist, cast: Cast, client_as: ClientAs) -> None:
    """Register what an audit has found, answer it, and let it raise a risk."""
    officer = client_as(cast.officer)
    kind = {"kind": "audit_finding", "category": "privacy", "severity": "serious"}
    place = {"unit_id": str(cast.nursing), "systems": ["1"], "responsible_id": str(cast.employee)}
    came = {"discovered_at": "21.11.2026 kl. 8.00"}
    typist.type(officer, "/deviations/new-finding", of_deviations.FindingForm, **kind, **place, **came)
    typist.type(officer, f"{FINDING}/change", of_deviations.FindingFactsForm)
    typist.type(officer, f"{FINDING}/answer", of_deviations.AnswerForm, answered_on="22.11.2026")
    rated = {"system_id": "1", "likelihood_before": "2", "consequence_before": "2"}
    typist.type(officer, f"{FINDING}/raise-risk", of_deviations.RaiseForm, **rated)
    typist.type(officer, f"{FINDING}/clocks/start", of_breaches.IncidentForm, trigger=INCIDENT)
    typist.type(officer, f"{FINDING}/clocks/digital_security_24h/call-off", of_breaches.CallOffForm)


def act(typist: Typist, cast: Cast, client_as: ClientAs) -> None:
    """Plan three actions: one goes its whole way, one is withdrawn, one changes hands."""
    officer, director = client_as(cast.officer), client_as(cast.hem_owner)
    for _ in range(3):
        owned = {"owner_id": str(cast.hem_owner), "due_on": "01.12.2026"}
        typist.type(officer, "/deviations/1/mend", of_actions.NewActionForm, **owned)
    typist.type(officer, "/actions/1/change", of_actions.ChangeForm)
    typist.type(officer, "/actions/1/move-deadline", of_actions.MoveDeadlineForm, due_on="02.12.2026")
    typist.type(director, "/actions/1/complete", of_actions.CompleteForm)
    typist.type(officer, "/actions/1/judge-effect", of_actions.EffectForm, effect="good")
    typist.type(officer, "/actions/2/withdraw", of_actions.WithdrawForm)
    first_look = typist.type(officer, "/actions/reassign", of_actions.ReassignForm, owner_id=str(cast.employee))
    (rows,) = [form for form in Page(first_look).root.all("form") if "row" in filled_in(form)]
    assert officer.post("/actions/reassign", data=filled_in(rows) | {"apply": "y"}).status_code == 303
    typist.type(officer, f"/people/{cast.employee}/handover", HandOverForm, heir_id=str(cast.hem_owner))


def arrange(typist: Typist, cast: Cast, client_as: ClientAs) -> None:
    """Decide on a rule, fill the wheel, subscribe to it, and tell a program."""
    officer = client_as(cast.officer)
    typist.type(officer, "/clock-rules/breach_72h/change", of_clocks.rule_form(SHIPPED["breach_72h"].rule))
    for _ in range(2):
        typist.type(officer, "/calendar/add", of_calendar.ActivityForm, month="3")
    typist.type(officer, "/calendar/activities/1/change", of_calendar.ActivityForm, month="4")
    typist.type(officer, "/calendar/activities/2/withdraw", of_calendar.WithdrawForm)
    for unit_id in (str(cast.municipality), ""):
        typist.type(officer, "/calendar/feeds/subscribe", of_calendar.SubscribeForm, unit_id=unit_id)
    typist.type(officer, "/calendar/feeds/2/revoke", of_calendar.RevokeForm)
    client_as(cast.hem_owner).submit("/calendar/feeds/subscribe", unit_id="")
    typist.type(officer, "/calendar/feeds/3/withdraw", of_calendar.WithdrawFeedForm)
    for _ in range(2):
        typist.type(officer, "/webhooks/new", of_notices.WebhookForm, events=["deviation.closed"])
    typist.type(officer, "/webhooks/2/withdraw", of_notices.WithdrawForm)


def read_everywhere(client: Client, begin: list[str]) -> dict[str, str]:
    """Read pages, and one of each kind that they lead to, and return them by address; the client reads each of them."""
    seen: dict[str, str] = {}
    kinds: set[str] = set()
    waiting = [*begin]
    for path in waiting:
        kind = re.sub(r"[0-9]+|(?<=/clock-rules/)[a-z0-9_]+", "0", path)
        if path in seen or (path not in begin and kind in kinds):
            continue
        kinds.add(kind)
        answer = client.get(path)
        if answer.mimetype != "text/html":
            continue
        assert answer.status_code == 200, path
        assert OUTCOME not in answer.text, path
        seen[path] = answer.text
        waiting += LED_TO.findall(answer.text)
    return seen


def inert_cells(client: Client, path: str) -> list[str]:
    """Read a file of separated values, and return its cells, of which a sheet runs none."""
    rows = csv.reader(io.StringIO(client.get(path).data.decode("utf-8-sig")), delimiter=";")
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(tuple(ACTING_SIGNS))] == []
    return cells


def sheets_of(client: Client, register: str) -> str:
    """Read a register as every kind of file, see that no cell of any is run by what opens it, and return the cells."""
    cells = inert_cells(client, f"/{register}.csv")
    workbook = client.get(f"/{register}.xlsx").data
    with ZipFile(io.BytesIO(workbook)) as parts:
        markup = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert "<f>" not in markup
    assert "<f " not in markup
    assert "<script" not in markup
    kept = "\n".join(cell for row in read_sheet(workbook, "ark.xlsx").rows for cell in row.cells)
    told = client.get(f"/{register}.json")
    assert told.mimetype == "application/json"
    said = "\n".join(str(value) for row in json.loads(told.data)["rows"] for value in row.values())
    for text in ("\n".join(cells), kept, said):
        assert HARM in text
    return kept


def test_what_is_typed_in_any_field_comes_out_as_text_everywhere(
    database: Database, cast: Cast, app: Flask, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WEBHOOK_HOSTS", frozenset({"arkiv.example.test"}))
    with database.transaction(ME, "system:register") as session:
        a_system(session, cast.nursing, HARM, owner_id=cast.employee)
    typist = Typist()
    for part in (report, document, handle, find, act, arrange):
        part(typist, cast, client_as)
    assert every_text() - typist.filled.keys() == set()
    officer = client_as(cast.officer)
    pages = read_everywhere(officer, [*BEGIN, f"/people/{cast.hem_owner}/handover"])
    cells = "\n".join(sheets_of(officer, register) for register in REGISTERS)
    shown = unescape("\n".join(pages.values())) + cells
    assert [where for where, text in typist.filled.items() if text not in shown] == []
    feed = officer.get(f"/calendar/feed/{token_of(KEY, 1, 1)}.ics").data
    titles = [str(event["summary"]) for event in Calendar.from_ical(feed).walk("VEVENT")]
    assert any(HARM in title for title in titles)
    assert inert_cells(officer, "/deviations/figures.csv")
    assert officer.get("/deviations.pdf").data.startswith(b"%PDF")
