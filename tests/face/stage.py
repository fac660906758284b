"""Decides what the pages are drawn from when no application runs: Jinja, the catalogue, invented data."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from markupsafe import Markup
from wtforms import (
    BooleanField,
    FileField,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STATIC = ROOT / "isms" / "static"
SHELL = tomllib.loads((ROOT / "isms/kernel/web/catalogue.toml").read_text(encoding="utf-8"))

WORDS = {
    "health.good": "Ønsket",
    "health.fair": "Akseptabelt",
    "health.poor": "Uakseptabelt",
    "health.unknown": "Ikke vurdert",
    "risk.low": "Lav",
    "risk.medium": "Middels",
    "risk.high": "Høy",
    "severity.serious": "Alvorlig",
    "state.handled": "Under behandling",
    "f.what": "Hva skjedde?",
    "f.what_hint": "Skriv kort, uten navn eller fødselsnummer på dem det gjelder.",
    "f.when": "Når skjedde det?",
    "f.system": "Hvilket system gjelder det?",
    "f.personal": "Kan personopplysninger være på avveie?",
    "f.personal_hint": "For eksempel sett av feil person, endret eller mistet.",
    "f.done": "Har du gjort noe med det?",
    "f.kinds": "Hva slags opplysninger?",
    "f.due": "Når skal det være løst?",
    "f.file": "Bilde eller fil",
    "f.told": "Lederen min vet om det",
    "f.name": "Tittel",
}


def term(label: str, tone: str, icon: str | None) -> SimpleNamespace:
    """Return a stand-in for a vocabulary term."""
    return SimpleNamespace(label=label, tone=tone, icon=icon)


GOOD = term("health.good", "success", "check-disc")
FAIR = term("health.fair", "warning", "half-disc")
POOR = term("health.poor", "danger", "octagon-x")
UNKNOWN = term("health.unknown", "neutral", "ring-question")
LOW = term("risk.low", "success", "risk-1")
MEDIUM = term("risk.medium", "warning", "risk-2")
HIGH = term("risk.high", "danger", "risk-3")
SERIOUS = term("severity.serious", "danger", "triangle")
HANDLED = term("state.handled", "neutral", None)


def text_of(key: str, lang: str = "nb", **values: Any) -> str:
    """Return the words of a catalogue key, or of a key this stage invented."""
    words = SHELL[key][lang] if key in SHELL else WORDS[key]
    return words.format(**values)


def counted(key: str, n: int, **values: Any) -> str:
    """Return the words of a plural key for a number."""
    return text_of(f"{key}.{'one' if n == 1 else 'other'}", n=n, **values)


def link(label: str, href: str = "#", current: bool = False) -> SimpleNamespace:
    """Return one entry of the navigation."""
    return SimpleNamespace(label=label, href=href, current=current)


def environment() -> Environment:
    """Return a Jinja environment with the application's globals, and the sample pages under stage/."""
    loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), PrefixLoader({"stage": FileSystemLoader(HERE / "pages")})]
    )
    made = Environment(loader=loader, autoescape=True, trim_blocks=False)
    made.globals.update(
        t=text_of,
        tn=counted,
        lang="nb",
        asset=lambda path: f"/static/{path}?v=1",
        csrf_token=lambda: "token",
        fmt=SimpleNamespace(
            date=lambda day: day.strftime("%d.%m.%Y"),
            number=lambda number: f"{number:,}".replace(",", "\u00a0"),
        ),
        me=SimpleNamespace(name="Ingrid Solvang", initials="IS", language="nb"),
        nav=[link("Hjem"), link("Systemer"), link("Risiko", current=True), link("Avvik"), link("Tiltak")]
        + [link("Gjennomganger")],
        nav_more=[link("Kontroller"), link("Leverandører"), link("Enheter"), link("Revisjonslogg")],
        municipality="Eksempelfjord kommune",
        request_id="7f3a-22",
        search_href="/search",
        messages=[],
        footer_links=[link("Hjelp"), link("Tilgjengelighetserklæring"), link("Personvern")],
        terms={"good": GOOD, "fair": FAIR, "poor": POOR, "unknown": UNKNOWN, "low": LOW}
        | {"medium": MEDIUM, "high": HIGH, "serious": SERIOUS, "handled": HANDLED},
        today=date(2026, 11, 16),
        soon=date(2026, 11, 30),
    )
    return made


def options(*words: str) -> list[SelectChoice]:
    """Return choices whose value is the word itself."""
    return [SelectChoice(word, word) for word in words]


class DeviationForm(Form):
    """A form with every kind of field the pages draw."""

    version = HiddenField(default="3")
    submit_key = HiddenField(default="k")
    what = TextAreaField("f.what", [InputRequired()], description="f.what_hint")
    name = StringField("f.name", [Optional()])
    when = RadioField("f.when", [InputRequired()], choices=options("I dag", "I går", "Tidligere"))
    system = SelectField("f.system", [Optional()], choices=options("", *(f"System {n}" for n in range(9))))
    personal = SelectField(
        "f.personal",
        [InputRequired()],
        choices=options("", "Ja", "Nei", "Vet ikke"),
        description="f.personal_hint",
    )
    kinds = SelectMultipleField("f.kinds", [Optional()], choices=options("Helse", "Barn", "Ansatte"))
    due = StringField("f.due", [Optional()])
    done = TextAreaField("f.done", [Optional()])
    file = FileField("f.file", [Optional()])
    told = BooleanField("f.told")


class DayField(StringField):
    """A day typed as text, as the application's own field will be."""


class DatedForm(DeviationForm):
    """The form with its deadline typed as a day."""

    due = DayField("f.due", [Optional()])


def form_context(failed: bool) -> dict[str, Any]:
    """Return what form.html needs, with two fields refused if failed."""
    form = DatedForm(data={"personal": "Vet ikke", "when": None if failed else "I dag"})
    errors = []
    if failed:
        form.what.errors = ["Skriv hva som skjedde. To–tre setninger er nok."]
        form.due.errors = ["Skriv datoen som dd.mm.åååå"]
        errors = [("what", "Skriv hva som skjedde"), ("due", "Skriv datoen som dd.mm.åååå")]
    return {
        "title": "Meld avvik",
        "intro": "Det tar om lag to minutter. Skriv det du vet nå.",
        "form": form,
        "groups": [
            (None, ["what", "name", "when", "system", "personal"]),
            ("Mer om avviket", ["kinds", "due", "done", "file", "told"]),
        ],
        "submit_label": "Send melding",
        "cancel_href": "/",
        "errors": errors,
        "aside": ["Sikkerhetsleder leser meldingen med en gang.", "Du får vite hvem som følger opp."],
        "confirm_warnings": ["Fristen er etter at systemet fases ut."] if failed else [],
    }


NAMES = (
    "Alarmer når ikke fram ved strømbrudd",
    "Skjult adresse vises i felles oversikt",
    "Feil i grunndata sprer seg",
)


AREAS = [("", "Alle", True), ("1", "Helse og mestring", False)]
FILTERS = [
    SimpleNamespace(name="area", label="Tjenesteområde", kind="choice", options=AREAS, value=""),
    SimpleNamespace(name="level", label="Restrisiko", kind="choice", options=AREAS, value=""),
    SimpleNamespace(name="owner", label="Risikoeier", kind="text", options=[], value=""),
]
VIEWS = [
    SimpleNamespace(label="Alle", href="?", count=87, current=True),
    SimpleNamespace(label="Høye", href="?level=high", count=3, current=False),
    SimpleNamespace(label="Aksept utløper innen 90 dager", href="?x=1", count=9, current=False),
]
PAGER = SimpleNamespace(
    first=1,
    last=25,
    total_text="87",
    pages=[("1", "?page=1", True), ("2", "?page=2", False), ("…", None, False), ("4", "?page=4", False)],
    next="?page=2",
    previous=None,
)


def _columns() -> list[SimpleNamespace]:
    """Return the columns of the invented register."""

    def column(key: str, label: str, sort: str | None = None, numeric: bool = False) -> SimpleNamespace:
        return SimpleNamespace(key=key, label=label, sort_href=f"?sort={key}", aria_sort=sort, numeric=numeric)

    columns = [column("code", "Nr."), column("name", "Hva kan skje"), column("system", "System")]
    columns += [column("area", "Tjenesteområde"), column("level", "Restrisiko", "descending")]
    columns += [column("sk", "S × K", numeric=True), column("trend", "Siden sist"), column("end", "Aksept")]
    columns += [column("owner", "Risikoeier")]
    return columns


def register_context(env: Environment, as_of: bool = False, rows: int = 25) -> dict[str, Any]:
    """Return what register.html needs: a risk register of invented rows."""
    tags: Any = env.get_template("components/tags.html").module
    tag, trend, deadline = (getattr(tags, name) for name in ("term", "trend", "deadline"))

    def row(number: int) -> SimpleNamespace:
        level = HIGH if number < 3 else MEDIUM
        end = deadline(date(2026, 10, 31), "overdue") if number == 0 else Markup("Til 31.01.2027")
        cells = [
            Markup(f"R-{number:03}"),
            NAMES[number % 3],
            "Responssenter",
            "Helse og mestring",
            tag(level),
        ]
        cells += [Markup('<abbr title="Sannsynlighet 2, konsekvens 4">2 × 4</abbr>'), trend("same"), end, ""]
        return SimpleNamespace(href=f"/risks/{number}", cells=cells)

    columns = _columns()
    register = SimpleNamespace(
        title="Risikoregister",
        sentence=Markup("87 risikoer i 62 systemer. <strong>3 er høye</strong>, og én mangler gyldig aksept."),
        columns=columns,
        rows=[row(number) for number in range(rows)],
        filters=FILTERS,
        q="",
        as_of="31.08.2026" if as_of else "",
        as_of_banner="Du ser registeret slik det var 31. august 2026." if as_of else None,
        pager=PAGER,
        exports=[("Regneark (XLSX)", "?format=xlsx"), ("CSV", "?format=csv"), ("JSON", "?format=json")],
        create=("Ny risiko", "/risks/new"),
        extra_actions=[("Importer", "/import")],
        count_text="87 risikoer",
        column_choice=[(item.key, item.label, True) for item in columns] + [("treatment", "Håndtering", False)],
        empty=("Ingen risikoer ennå.", "Ny risiko", "/risks/new"),
        views=VIEWS,
    )
    return {"register": register}
