"""Decides what a sheet would change: every problem, or every difference, before anything is done."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.formats import print_date, print_integer
from isms.kernel.identity_numbers import find_identity_number
from isms.kernel.refusal import Refusal
from isms.kernel.sheets.cells import Reader, Unreadable, headings
from isms.kernel.sheets.table import Row, Sheet
from isms.kernel.vocabulary import Term
from isms.kernel.words import Words

MISSING = "import.heading_missing"

Settler = Callable[[Any, Any], Any]


def as_read(value: Any, standing: Any) -> Any:
    """Return what was read, whatever the record holds."""
    return value


@dataclass(frozen=True)
class ImportColumn:
    """A column of a sheet: key, label key, how its cells are read, and whether every row must say it.

    Its heading is the label in any language, or the key. An empty cell is None and is not read.
    settle(value, standing) returns what a cell means beside what the record holds, None for a new record.
    """

    key: str
    label: str
    read: Reader
    required: bool = False
    settle: Settler = as_read


@dataclass(frozen=True)
class Problem:
    """What is wrong, as a catalogue key with its values: in which row, and under which label key, if any."""

    row: int | None
    column: str | None
    because: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """What a person should know before they confirm, as a catalogue key with its values.

    consent: the word that they must say yes to apart, if any; `import.consent_<word>` is its question.
    """

    because: str
    values: Mapping[str, object] = field(default_factory=dict)
    consent: str | None = None


@dataclass(frozen=True)
class Difference:
    """A field that would change; `label` is its catalogue key."""

    label: str
    old: Any
    new: Any


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PlannedRow:
    """One row of the sheet: its number, the record's key, the values it gives, and what differs."""

    number: int
    key: tuple[Any, ...]
    values: Mapping[str, Any]
    fate: Fate
    differences: Sequence[Difference] = ()

    def without(self, column: ImportColumn) -> "PlannedRow":
        """Return the row as if it said nothing in a column."""
        values = {key: value for key, value in self.values.items() if key != column.key}
        differences = tuple(d for d in self.differences if d.label != column.label)
        fate = Fate.UNCHANGED if self.fate is Fate.CHANGED and not differences else self.fate
        return replace(self, values=values, differences=differences, fate=fate)

    def saying(self, key: str, value: Any, standing: Any, columns: Sequence[ImportColumn]) -> "PlannedRow":
        """Return the row as if it said something else in a column, beside what the record holds."""
        column = next(column for column in columns if column.key == key)
        row = self.without(column)
        values = {**self.values, key: value}
        if self.fate is Fate.NEW or value == standing:
            return replace(row, values=values)
        differences = (*row.differences, Difference(column.label, standing, value))
        return replace(row, values=values, differences=differences, fate=Fate.CHANGED)


@dataclass(frozen=True)
class Plan:
    """What an import would do; nothing may be done while there are problems."""

    rows: Sequence[PlannedRow]
    problems: Sequence[Problem] = ()
    notices: Sequence[Notice] = ()

    def having(self, problems: Iterable[Problem] = (), notices: Iterable[Notice] = ()) -> "Plan":
        """Return the plan with what a room has found, problems in the order of the rows."""
        together = sorted([*self.problems, *problems], key=lambda problem: problem.row or 0)
        return replace(self, problems=tuple(together), notices=(*self.notices, *notices))

    def of(self, fate: Fate) -> list[PlannedRow]:
        """Return the rows of one fate."""
        return [row for row in self.rows if row.fate is fate]

    def unconfirmed(self, consents: Collection[str]) -> list[Notice]:
        """Return the notices that must be said yes to and have not been."""
        return [notice for notice in self.notices if notice.consent and notice.consent not in consents]

    @property
    def fingerprint(self) -> str:
        """The digest of everything the plan says: the same file on the same state gives the same."""
        said = [
            [
                row.number,
                row.key,
                row.fate,
                sorted(row.values.items()),
                [(d.label, d.old, d.new) for d in row.differences],
            ]
            for row in self.rows
        ]
        notices = [(notice.because, sorted(notice.values.items())) for notice in self.notices]
        return hashlib.sha256(json.dumps([said, notices], default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Context:
    """For whom and when an import is made; `tenant_id` is the municipality whose records it meets.

    register: label keys of the register's columns; those that cannot be imported are passed over by name.
    consents: what the person has said yes to. progress(done, total) is told of long work.
    """

    access: Access
    tenant_id: int | None
    today: date
    register: Collection[str] = ()
    consents: Collection[str] = ()
    progress: Callable[[int, int], None] = lambda done, total: None


@dataclass(frozen=True)
class Import:
    """How a register is imported: what its sheet holds, what it would do, and how that is done.

    plan(session, sheet, context) reads only; apply(session, plan, context) calls the services.
    """

    name: str
    action: str
    columns: Sequence[ImportColumn]
    plan: Callable[[Session, Sheet, Context], Plan]
    apply: Callable[[Session, Plan, Context], None]

    def carry_out(self, session: Session, sheet: Sheet, context: Context, shown: str | None = None) -> Plan:
        """Plan, and do what the plan says unless it has problems.

        Raises Outdated when it is not the plan shown, Unconfirmed when a yes is missing, and Stopped when
        a row is refused that the plan let through.
        """
        plan = self.plan(session, sheet, context)
        if shown is not None and plan.fingerprint != shown:
            raise Outdated
        if plan.problems:
            return plan
        if missing := plan.unconfirmed(context.consents):
            raise Unconfirmed(plan, missing)
        self.apply(session, plan, context)
        return plan


class Outdated(Exception):
    """What an import would do is no longer what was shown."""


class Unconfirmed(Exception):
    """Something must be said yes to before the import is done."""

    def __init__(self, plan: Plan, notices: Sequence[Notice]) -> None:
        super().__init__(", ".join(notice.because for notice in notices))
        self.plan = plan
        self.notices = notices


class Stopped(Exception):
    """A row was refused while the import was being done; nothing of it is kept."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.because for problem in problems))
        self.problems = problems


def plan(
    sheet: Sheet,
    columns: Sequence[ImportColumn],
    *,
    key: Sequence[str],
    existing: Mapping[tuple[Any, ...], Mapping[str, Any]],
    ignored: Iterable[str] = (),
    new_key: Sequence[str] = (),
) -> Plan:
    """Return what a sheet would do.

    key: the columns that tell which record a row is about. existing: the values of every record by its
    key. ignored: label keys of headings that may stand there and say nothing here; the plan names them.
    new_key: the columns that name a row without the key, which is then about a new record.
    """
    headed, problems = _place_columns(sheet, columns, ignored)
    notices = [Notice("import.headings_ignored", {"headings": "; ".join(headed.ignored)})] if headed.ignored else []
    if any(problem.because == MISSING for problem in problems):
        return Plan((), tuple(problems), notices)
    rows: list[PlannedRow] = []
    seen: dict[tuple[Any, ...], int] = {}
    for row in sheet.rows:
        values, wrong = _read_row(row, headed.placed, sheet)
        problems += wrong
        has_key = all(values.get(part) is not None for part in key)
        named_by = key if has_key else new_key
        if wrong or not named_by or any(values.get(part) is None for part in named_by):
            continue
        found = tuple(values[part] for part in named_by)
        if (has_key, *found) in seen:
            column = next(column for column in columns if column.key == named_by[0])
            problems.append(Problem(row.number, column.label, "import.twice", {"row": seen[has_key, *found]}))
            continue
        seen[has_key, *found] = row.number
        rows.append(_planned(row.number, found, values, existing.get(found) if has_key else None, columns))
    return Plan(tuple(rows), tuple(problems), notices)


def _planned(
    number: int,
    key: tuple[Any, ...],
    values: Mapping[str, Any],
    standing: Mapping[str, Any] | None,
    columns: Sequence[ImportColumn],
) -> PlannedRow:
    held = standing or {}
    values = {
        column.key: column.settle(values[column.key], held.get(column.key))
        for column in columns
        if column.key in values
    }
    if standing is None:
        return PlannedRow(number, key, values, Fate.NEW)
    differences = tuple(
        Difference(column.label, standing[column.key], values[column.key])
        for column in columns
        if column.key in values and values[column.key] != standing[column.key]
    )
    return PlannedRow(number, key, values, Fate.CHANGED if differences else Fate.UNCHANGED, differences)


@dataclass(frozen=True)
class _Headings:
    """Which column stands at each place, and the headings that are passed over."""

    placed: Mapping[int, ImportColumn]
    ignored: Sequence[str]


def _place_columns(
    sheet: Sheet, columns: Sequence[ImportColumn], ignored: Iterable[str]
) -> tuple[_Headings, list[Problem]]:
    """Return what the headings say, and what is wrong with them."""
    by_key = {column.key: column for column in columns}
    passed_over = {text for label in ignored for text in headings(label)}
    placed: dict[int, ImportColumn] = {}
    left_out: list[str] = []
    problems: list[Problem] = []
    for place, heading in enumerate(sheet.headers):
        folded = heading.casefold()
        column = by_key.get(folded) or next((c for c in columns if folded in headings(c.label)), None)
        if column and column not in placed.values():
            placed[place] = column
        elif folded in passed_over:
            left_out.append(heading)
        else:
            said = "" if find_identity_number(heading) else heading[:60]
            problems.append(
                Problem(None, None, "import.heading_twice" if column else "import.heading_unknown", {"heading": said})
            )
    missing = [column for column in columns if column.required and column not in placed.values()]
    problems += [Problem(None, column.label, MISSING) for column in missing]
    return _Headings(placed, left_out), problems


def _read_row(row: Row, placed: Mapping[int, ImportColumn], sheet: Sheet) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for place, cell in enumerate(row.cells):
        column = placed.get(place)
        label = column.label if column else None
        if find_identity_number(cell):
            heading = {} if label else {"heading": sheet.headers[place]}
            problems.append(Problem(row.number, label, "form.identity_number", heading))
        elif column:
            try:
                values[column.key] = column.read(cell) if cell.strip() else None
            except Unreadable as error:
                problems.append(Problem(row.number, label, error.because, error.values))
            if column.required and not cell.strip():
                problems.append(Problem(row.number, label, "import.cell_missing"))
    return values, problems


def problems_of(row: PlannedRow, refusals: Iterable[Refusal], columns: Sequence[ImportColumn]) -> list[Problem]:
    """Return what a rule refuses about a row; a refusal's field that is a column names it."""
    labels = {column.key: column.label for column in columns}
    return [Problem(row.number, labels.get(no.field or ""), no.because, no.values) for no in refusals]


def shown_value(value: Any, words: Words) -> str:
    """Return a value as a person reads it."""
    match value:
        case None:
            return ""
        case tuple():
            return ", ".join(shown_value(part, words) for part in value)
        case Term():
            return words(value.label)
        case bool():
            return words("yes_no.yes" if value else "yes_no.no")
        case date():
            return print_date(value, words.language)
        case int():
            return print_integer(value, words.language)
    return str(value)
