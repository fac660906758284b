"""Reads the invented municipality's files and puts what happened in order."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from isms.kernel.clock import day_of
from isms.kernel.formats import read_date
from isms.reviews.rules import period_of

DATA = Path(__file__).parent / "data"
BEGINNING = date(2025, 9, 1)
OFFICER = "officer@demo.example"

Row = dict[str, str]

FRAMEWORKS = (("iso27001-2022", date(2025, 12, 1)), ("nsm-2.1", date(2026, 1, 12)))
"""The frameworks the municipality follows, and since when."""

LEFT = ((date(2026, 9, 30), "roar.dalen@demo.example"), (date(2026, 11, 13), "siri.haug@demo.example"))
"""Who has left, and when: the first has been followed by others, the second still owns what she did."""

TO_THE_MEETING = timedelta(days=14)
"""From when a period's figures are prepared to when the management meets about them."""

SET = "set "
"""What the keys of a change's new values begin with."""

KINDS = (
    "register",
    "withdraw",
    "change",
    "rate",
    "depend",
    "override",
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
    "accept",
    "postpone",
    "complete",
    "find",
    "answer",
    "handle",
    "raise",
    "close",
    "leave",
    "review",
    "meet",
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


def rows(name: str) -> list[Row]:
    """Return the rows of a file of the demo."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


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
    for row in rows("ratings"):
        yield read_date(row["rated_on"]), "rate", row
    yield from _dependencies()
    for row in rows("overrides"):
        yield read_date(row["decided_on"]), "override", row
    for row in rows("assessments"):
        yield read_date(row["assessed_on"]), "assess", row
    yield from _estimates()
    yield from _deviations()
    yield date(2026, 9, 1), "open_form", {}
    for row in rows("open_reports"):
        yield read_date(row["reported_on"]), "report_openly", row
    yield from _breaches()
    yield from _controls()
    for row in rows("actions"):
        yield read_date(row["created_on"]), "plan", row
        if row["done_on"]:
            yield read_date(row["done_on"]), "complete", row
    yield date(2026, 1, 15), "begin_wheel", {}
    for row in rows("deadlines"):
        yield read_date(row["date"]), "postpone", row
    for day, email in LEFT:
        yield day, "leave", {"email": email}
    yield from _reviews(until)


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


def _estimates() -> Iterator[tuple[date, str, Row]]:
    """Yield when risks were estimated anew, once per assessment and day, and what is still being assessed again."""
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
    """Yield what happened to systems; what was changed in one system on one day was changed together."""
    together: dict[tuple[str, str], Row] = {}
    for row in rows("changes"):
        if row["field"] in ("register", "withdraw"):
            yield read_date(row["date"]), row["field"], row
            continue
        change = together.setdefault((row["date"], row["system"]), {"system": row["system"], "why": row["why"]})
        change[f"{SET}{row['field']}"] = row["value"]
    for (day, _), change in together.items():
        yield read_date(day), "change", change


def _controls() -> Iterator[tuple[date, str, Row]]:
    for framework, day in FRAMEWORKS:
        yield day, "adopt", {"framework": framework}
    for row in rows("controls"):
        yield read_date(row["decided_on"]), "decide", row
        if row["reviewed_on"]:
            yield read_date(row["reviewed_on"]), "review_control", row
    for row in rows("evidence"):
        yield read_date(row["added_on"]), "prove", row
    for row in rows("acceptances"):
        yield read_date(row["date"]), "accept", row
    for row in rows("references"):
        yield read_date(row["date"]), "refer", row


def _dependencies() -> Iterator[tuple[date, str, Row]]:
    registered = {row["system"]: read_date(row["date"]) for row in rows("changes") if row["field"] == "register"}
    for row in rows("dependencies"):
        ends = (registered.get(row[end], BEGINNING) for end in ("system", "depends_on"))
        yield max(ends), "depend", row


def _reviews(until: date) -> Iterator[tuple[date, str, Row]]:
    period = period_of(BEGINNING)
    while (day := period.ends_on + timedelta(days=1)) <= until:
        yield day, "review", {"period": str(period)}
        if day + TO_THE_MEETING <= until:
            yield day + TO_THE_MEETING, "meet", {"period": str(period)}
        period = period.next()
