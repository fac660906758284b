"""What a document on paper consists of: said once, drawn alike everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from isms.kernel.vocabulary import Tone


@dataclass(frozen=True)
class Cell:
    """A cell that is more than its text: `tone` tints it, `icon` stands before it, `strong` is for names.

    The text alone must say it all.
    """

    text: str
    tone: Tone | None = None
    strong: bool = False
    icon: str | None = None


@dataclass(frozen=True)
class PaperColumn:
    """A column of a table; `width` is its share beside the others' shares."""

    heading: str
    width: float = 1
    numeric: bool = False


@dataclass(frozen=True)
class Section:
    """A heading, level 1 to 3, that what follows stands under; levels are never skipped (PDF/UA-1, 7.4.2)."""

    title: str
    level: int = 1
    new_page: bool = False
    number: str = ""


@dataclass(frozen=True)
class Text:
    """Running text; an empty line parts paragraphs. `lead` opens a section in larger type."""

    text: str
    small: bool = False
    lead: bool = False


@dataclass(frozen=True)
class Quote:
    """What somebody has written, under a label, with who and when below it."""

    text: str
    by: str = ""
    label: str = ""


@dataclass(frozen=True)
class Facts:
    """Pairs of what and how it is."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table; its headings come again on every page it reaches."""

    columns: Sequence[PaperColumn]
    rows: Sequence[Sequence[str | Cell]]


@dataclass(frozen=True)
class BigNumber:
    """A figure in large type, what it is of, what it counts, and its change with the icon of its trend."""

    number: str
    of: str
    label: str
    change: str = ""
    icon: str | None = None


@dataclass(frozen=True)
class BigNumbers:
    """A row of figures."""

    numbers: Sequence[BigNumber]


@dataclass(frozen=True)
class Numbered:
    """A numbered list: number, text, and what is said under it."""

    items: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Segment:
    """One of the things bars count: its word, its total, its tone and icon."""

    word: str
    total: str
    tone: Tone
    icon: str | None = None


@dataclass(frozen=True)
class Bars:
    """Stacked bars on one scale: each row's name, its counts in the order of the segments, and all of it in words."""

    segments: Sequence[Segment]
    rows: Sequence[tuple[str, Sequence[int], str]]


Part = Section | Text | Quote | Facts | Table | BigNumbers | Numbered | Bars


@dataclass(frozen=True)
class Front:
    """A page of its own before all others: what the document is for, what it is about, its marking and who signs.

    It shows the document's owner, title and lead in large type; no picture is needed. signed: as what, by whom and
    when, the last two empty where somebody is to sign by hand.
    """

    purpose: str
    facts: Sequence[tuple[str, str]]
    marking: str
    heading: str
    signed: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Edges:
    """What stands on every page of a document of record: whose and what, its case, its marking, and its figures' time.

    They take the place of title, owner and marking; the number of the page ends the foot.
    """

    above: str
    case: str
    marking: str
    below: str


@dataclass(frozen=True)
class Paper:
    """A document: whose it is, what it is called and says, and its parts in order.

    page_words: "Side {page} av {pages}". marking: what the foot of every page says, as a basis for exemption.
    made_at is the date the file carries: the same parts and the same instant give the same bytes.
    """

    language: str
    owner: str
    title: str
    lead: str
    parts: Sequence[Part]
    page_words: str
    made_at: datetime
    marking: str = ""
    landscape: bool = False
    edges: Edges | None = None
    front: Front | None = None


def as_front(front: Front) -> Mapping[str, object]:
    """Return a front page as the drawing reads it."""
    return {
        **asdict(front),
        "facts": [list(fact) for fact in front.facts],
        "signed": [list(one) for one in front.signed],
    }


def as_data(part: Part) -> Mapping[str, object]:
    """Return a part as the drawing reads it."""
    match part:
        case Section(title, level, new_page, number):
            return {"kind": "section", "title": title, "level": level, "new_page": new_page, "number": number}
        case Text(text, small, lead):
            return {"kind": "text", "paragraphs": _paragraphs(text), "small": small, "lead": lead}
        case Quote(text, by, label):
            return {"kind": "quote", "paragraphs": _paragraphs(text), "by": by, "label": label}
        case Facts(rows):
            return {"kind": "facts", "rows": [list(row) for row in rows]}
        case BigNumbers(numbers):
            return {"kind": "numbers", "numbers": [asdict(number) for number in numbers]}
        case Numbered(items):
            return {"kind": "numbered", "items": [list(item) for item in items]}
        case Bars(segments, rows):
            return {
                "kind": "bars",
                "segments": [asdict(segment) for segment in segments],
                "rows": [[name, list(counts), said] for name, counts, said in rows],
            }
        case Table():
            return _table(part)


def _table(part: Table) -> Mapping[str, object]:
    return {
        "kind": "table",
        "headings": [column.heading for column in part.columns],
        "widths": [column.width for column in part.columns],
        "numeric": [column.numeric for column in part.columns],
        "whole": not any(len(_text(cell)) > LONG_CELL for row in part.rows for cell in row),
        "cells": [_cell(cell) for row in part.rows for cell in row],
    }


def _paragraphs(text: str) -> list[str]:
    return [one for one in text.split("\n\n") if one.strip()]


LONG_CELL = 700
"""Rows are kept on one page, unless a cell of the table is longer than this: it might not fit any page."""


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _cell(cell: str | Cell) -> object:
    if isinstance(cell, str):
        return cell
    if cell.tone is None and not cell.strong and not cell.icon:
        return cell.text
    return {"text": cell.text, "tone": cell.tone, "strong": cell.strong, "icon": cell.icon}
