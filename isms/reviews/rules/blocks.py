"""What a package is made of: parts of blocks that hold keys and values, never sentences of one language.

The same value is gathered live before the freeze and read from the frozen JSON after it; page, PDF, DOCX and
XLSX draw the same blocks, each in the language that is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Plain = str | int | float | bool | None
Value = Plain | Mapping[str, Any]
"""What a cell or a placeholder holds: a plain value, or one of the kinds below as `{"kind": …}`."""


def day(value: date | None) -> Value:
    """Return a day as a value; it is printed as dates are in the reader's language."""
    return {"kind": "day", "day": value.isoformat()} if value else None


def term(key: str | None) -> Value:
    """Return a word of a vocabulary by its label key, such as `health_status.wanted`, with its icon and tone."""
    return {"kind": "term", "key": key} if key else None


def said(key: str, **values: Value) -> Value:
    """Return a text of the catalogue with its values; a plural is chosen by `n` where the key has `.one`."""
    return {"kind": "said", "key": key, "values": values}


def number(value: float | None, decimals: int = 0) -> Value:
    """Return a number as a value, with the decimals it is printed with."""
    return {"kind": "number", "number": value, "decimals": decimals} if value is not None else None


def percent(value: float | None) -> Value:
    """Return a share from 0 to 100; None is printed as not measured."""
    return {"kind": "percent", "number": value}


def change(number: int | None) -> Value:
    """Return a difference as a value; it is printed with its sign."""
    return {"kind": "change", "number": number} if number is not None else None


def code(value: str, href: str | None = None) -> Value:
    """Return the code of a record; on a page it links to `href`."""
    return {"kind": "code", "code": value, "href": href}


@dataclass(frozen=True)
class Sentence:
    """A text of the catalogue with its values; `lead` ones open a part."""

    key: str
    values: Mapping[str, Value]
    lead: bool = False


@dataclass(frozen=True)
class Written:
    """What a person has written, in the language they wrote it in, and who and when."""

    text: str
    by: str | None = None
    on: date | None = None
    label: str | None = None


@dataclass(frozen=True)
class Figure:
    """A figure with its trend: `trend` is better, same, worse or None, `change` what is said of it."""

    label: str
    number: Value
    of: Value = None
    trend: str | None = None
    change: Value = None


@dataclass(frozen=True)
class Figures:
    """A row of figures."""

    figures: Sequence[Figure]


@dataclass(frozen=True)
class Column:
    """A column of a table: its label key, and whether its cells are numbers."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a caption key; `change` of a row is new, gone, worse, better, overdue or None."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence["Row"]
    empty: str | None = None
    more: int = 0


@dataclass(frozen=True)
class Row:
    """A row: its cells in the order of the columns; the first is its name."""

    cells: Sequence[Value]
    change: str | None = None
    strong: bool = False


@dataclass(frozen=True)
class Numbered:
    """A numbered list, such as what is proposed: number, text, and what is said under it."""

    items: Sequence[tuple[int, str, Value]]


@dataclass(frozen=True)
class Bars:
    """Stacked bars on one scale: per row its name and counts in the order of the label keys, the best first."""

    caption: str
    labels: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int]]]


Block = Sentence | Written | Figures | Table | Numbered | Bars


@dataclass(frozen=True)
class Part:
    """A part of a package: its key in the vocabulary, the letters of ISO/IEC 27001:2022 9.3.2 it answers, its blocks.

    A part of one service area names it; on paper it begins on a page of its own when `own_page`.
    """

    key: str
    answers: Sequence[str]
    blocks: Sequence[Block]
    area: str | None = None
    own_page: bool = False


@dataclass(frozen=True)
class Package:
    """The whole: what the front page and every head says, and the parts in their order.

    `head` holds municipality, unit, kind, period, meets_on, case_number, marking, frozen_at, position, models and
    code; days and instants are ISO text. It lacks the digest, which is taken of the package itself. `annex` is what
    no page draws, kept so that the next package can be compared with this one.
    """

    head: Mapping[str, Plain]
    parts: Sequence[Part]
    annex: Mapping[str, Any] = field(default_factory=dict)
