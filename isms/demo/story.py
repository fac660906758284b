"""Reads the invented municipality's files and puts what happened in order."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from isms.kernel.clock import day_of
from isms.kernel.formats import read_date
from isms.organisation.rules.periods import period_of
from isms.reviews.rules.meetings import DEFAULT_PLAN, days_of

DATA = Path(__file__).parent / "data"
BEGINNING = date(2025, 9, 1)
OFFICER = "officer@demo.example"

Row = dict[str, str]

FRAMEWORKS = (("iso27001-2022", date(2025, 12, 1)), ("nsm-2.1", date(2026, 1, 12)))
"""The frameworks the municipality follows, and since when."""

LEFT = ((date(2026, 9, 30), "roar.dalen@demo.example"), (date(2026, 11, 13), "siri.haug@demo.example"))
"""Who has left, and when: the first has been followed by others, the second still owns what she did."""

ASKED_ON = (date(2025, 10, 1), date(2026, 10, 1))
"""When the annual review has opened."""

KINDS = (
    "ask",
    "register",
    "withdraw",
    "change",
    "rate",
    "depend",
    "override",
    "launch",
    "measure",
    "train",
    "score",
    "assess",
    "adopt",
    "begin_wheel",
    "decide",
    "review_control",
    "prove",
    "refer",
    "open_form",
    "report",
    "report_openly",
    "open_breach",
    "decide_breach",
    "report_breach",
    "plan",
    "estimate",
    "reassess",
    "answer_change",
    "accept",
    "postpone",
    "complete",
    "find",
    "answer",
    "handle",
    "raise",
    "close",
    "decide_project",
    "realise",
    "end",
    "attest",
    "leave",
    "review",
    "convene",
    "prepare",
    "write",
    "meet",
    "sign",
)
"""What can happen, in the order it happens on one day."""


@dataclass(frozen=True, order=True)
class Happening:
    """One thing that happened: sorted by day, then by kind, then by its place in the file."""

    day: date
    kind: int
    number: int
    row_items: tuple[tuple[str, str], ...]

    @property
    def row(self) -> Row:
        """The row of the file."""
        return dict(self.row_items)

    @property
    def called(self) -> str:
        """What kind of thing it is."""
        return KINDS[self.kind]


@cache
def rows(name: str) -> list[Row]:
    """Return the rows of a file of the demo."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def together(name: str, row: Row) -> list[Row]:
    """Return the rows of a file that hold all that a row holds: what was done together with it."""
    return [told for told in rows(name) if row.items() <= told.items()]


def _grouped(name: str, day: str, *columns: str) -> Iterator[tuple[date, Row]]:
    """Yield each day of a file once with each of the other columns' values: what was done together, by one person."""
    found = dict.fromkeys(tuple(row[column] for column in (day, *columns)) for row in rows(name))
    for values in found:
        yield read_date(values[0]), dict(zip((day, *columns), values, strict=True))


def several(cell: str) -> list[str]:
    """Return the values of a cell that holds a list."""
    return [value.strip() for value in cell.split(",") if value.strip()]


def late_systems() -> set[str]:
    """Return the names of systems that are not there from the beginning."""
    return {row["system"] for row in rows("changes") if row["field"] == "register"}


def happenings(until: date) -> list[Happening]:
    """Return everything that happened up to a day, in order."""
    found = [
        Happening(day, KINDS.index(kind), number, tuple(row.items()))
        for number, (day, kind, row) in enumerate(_all(until))
        if day <= until
    ]
    return sorted(found)


def _all(until: date) -> Iterator[tuple[date, str, Row]]:
    yield from _changes()
    for day, row in _grouped("ratings", "rated_on", "rated_by_email"):
        yield day, "rate", row
    yield from _dependencies()
    for row in rows("overrides"):
        yield read_date(row["decided_on"]), "override", row
    yield from _measured()
    yield from _projects()
    yield from _asked()
    yield from _assessed()
    yield from _deviations()
    yield date(2026, 9, 1), "open_form", {}
    for row in rows("open_reports"):
        yield read_date(row["reported_on"]), "report_openly", row
    yield from _breaches()
    yield from _controls()
    for day, row in _grouped("actions", "created_on"):
        yield day, "plan", row
    for row in rows("actions"):
        if row["done_on"]:
            yield read_date(row["done_on"]), "complete", row
    yield date(2026, 1, 15), "begin_wheel", {}
    for row in rows("deadlines"):
        yield read_date(row["date"]), "postpone", row
    for day, email in LEFT:
        yield day, "leave", {"email": email}
    yield from _reviews(until)
    yield from _meetings()


def _measured() -> Iterator[tuple[date, str, Row]]:
    for day, row in _grouped("measurements", "recorded_on", "by_email"):
        yield day, "measure", row
    for row in rows("training"):
        yield read_date(row["date"]), "train", row
    for day, row in _grouped("scorecard", "date"):
        yield day, "score", row


def _asked() -> Iterator[tuple[date, str, Row]]:
    """Yield when the owners were asked about their systems, and when they answered."""
    for day in ASKED_ON:
        yield day, "ask", {}
    for day, row in _grouped("attestations", "date", "by_email"):
        yield day, "attest", row


def _projects() -> Iterator[tuple[date, str, Row]]:
    """Yield when projects were registered and decided on, what they gave, and how systems ended."""
    for day, row in _grouped("projects", "registered_on", "by_email"):
        yield day, "launch", row
    decisions = {(decided_on(row), row["project"], row["by_email"]) for row in rows("project_decisions")}
    for decided, project, email in sorted(decisions):
        yield decided, "decide_project", {"project": project, "by_email": email}
    for row in rows("benefits"):
        if row["realised_on"]:
            yield max(read_date(row["realised_on"]), _registered(row["project"])), "realise", row
    for day, row in _grouped("endings", "date", "by_email", "system"):
        yield day, "end", row


def decided_on(row: Row) -> date:
    """Return the day a decision on a project is told of: when it was taken, or when the project was registered."""
    return max(read_date(row["decided_on"]), _registered(row["project"]))


def _registered(project: str) -> date:
    return next(read_date(row["registered_on"]) for row in rows("projects") if row["hint"] == project)


def _breaches() -> Iterator[tuple[date, str, Row]]:
    """Yield when deviations were recorded as breaches, when it was decided what to do, and when it was told."""
    for row in rows("breaches"):
        for moment, kind in (
            ("opened_at", "open_breach"),
            ("decided_at", "decide_breach"),
            ("sent_at", "report_breach"),
        ):
            if row[moment]:
                yield day_of(datetime.fromisoformat(row[moment])), kind, row


def _assessed() -> Iterator[tuple[date, str, Row]]:
    """Yield when systems were assessed, when risks were estimated anew, and what is still being assessed again."""
    for row in rows("assessments"):
        yield read_date(row["assessed_on"]), "assess", row
    seen: set[tuple[str, str]] = set()
    for row in rows("scenario_changes"):
        if (row["date"], row["assessment"]) not in seen:
            seen.add((row["date"], row["assessment"]))
            yield read_date(row["date"]), "estimate", row
    for row in rows("reassessments"):
        yield read_date(row["date"]), "reassess", row


HANDLING = (
    ("triage", "triaged_on"),
    ("start", "started_on"),
    ("explain", "explained_on"),
    ("correct", "corrected_on"),
    ("check_effect", "checked_on"),
    ("reject", "rejected_on"),
    ("merge", "merged_on"),
)
"""The steps of handling a deviation, and the day each was taken on."""


def _deviations() -> Iterator[tuple[date, str, Row]]:
    for row in rows("deviations"):
        yield read_date(row["reported_on"]), "report", row
        if row["closed_on"]:
            yield read_date(row["closed_on"]), "close", row
    yield from _handling()
    for row in rows("findings"):
        yield read_date(row["registered_on"]), "find", row
        if row["answered_on"]:
            yield read_date(row["answered_on"]), "answer", row
    for row in rows("raised"):
        yield read_date(row["date"]), "raise", row


def _handling() -> Iterator[tuple[date, str, Row]]:
    for row in rows("handling"):
        for step, day in HANDLING:
            if row[day]:
                yield read_date(row[day]), "handle", {"step": step, **row}


def _changes() -> Iterator[tuple[date, str, Row]]:
    """Yield what happened to systems; the same facts of several systems were changed together."""
    for row in rows("changes"):
        if row["field"] in ("register", "withdraw"):
            yield read_date(row["date"]), row["field"], row
    facts: dict[tuple[str, str, str], list[str]] = {}
    for row in rows("changes"):
        if row["field"] not in ("register", "withdraw"):
            facts.setdefault((row["date"], row["system"], row["why"]), []).append(row["field"])
    for day, why, fields in dict.fromkeys((day, why, ", ".join(some)) for (day, _, why), some in facts.items()):
        yield read_date(day), "change", {"date": day, "why": why, "fields": fields}


def changed(row: Row) -> list[Row]:
    """Return what was changed together, by system: the new values by field, of those where just these fields were."""
    found: dict[str, Row] = {}
    for told in together("changes", {"date": row["date"], "why": row["why"]}):
        found.setdefault(told["system"], {"system": told["system"]})[told["field"]] = told["value"]
    return [told for told in found.values() if ", ".join(list(told)[1:]) == row["fields"]]


def _controls() -> Iterator[tuple[date, str, Row]]:
    for framework, day in FRAMEWORKS:
        yield day, "adopt", {"framework": framework}
    for day, row in _grouped("controls", "decided_on"):
        yield day, "decide", row
    for row in rows("controls"):
        if row["reviewed_on"]:
            yield read_date(row["reviewed_on"]), "review_control", row
    for row in rows("evidence"):
        yield read_date(row["added_on"]), "prove", row
    for day, row in _grouped("acceptances", "date", "kind", "person_email"):
        yield day, "accept", row
    for row in rows("answers"):
        yield read_date(row["date"]), "answer_change", row
    for row in rows("references"):
        yield read_date(row["date"]), "refer", row


def _dependencies() -> Iterator[tuple[date, str, Row]]:
    for day in dict.fromkeys(map(depended_on, rows("dependencies"))):
        yield day, "depend", {"date": day.isoformat()}


def depended_on(row: Row) -> date:
    """Return the day a dependency is told of: when both systems are there."""
    registered = {row["system"]: read_date(row["date"]) for row in rows("changes") if row["field"] == "register"}
    return max(registered.get(row[end], BEGINNING) for end in ("system", "depends_on"))


def _reviews(until: date) -> Iterator[tuple[date, str, Row]]:
    period = period_of(BEGINNING)
    while (day := period.ends_on + timedelta(days=1)) <= until:
        yield day, "review", {"period": str(period)}
        period = period.next()


def _meetings() -> Iterator[tuple[date, str, Row]]:
    """Yield when management reviews were planned, prepared, held and signed."""
    for row in rows("meetings"):
        days = days_of(read_date(row["meets_on"]), DEFAULT_PLAN)
        yield read_date(row["planned_on"]), "convene", row
        yield read_date(row["written_on"]), "write", row
        for day in (days.collects_on, days.freezes_on, days.sends_on):
            yield day, "prepare", {"hint": row["hint"]}
        yield days.meets_on, "meet", row
        if row["signed_on"]:
            yield read_date(row["signed_on"]), "sign", row
