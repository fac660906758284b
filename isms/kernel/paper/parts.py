"""What a document on paper consists of: said once, drawn alike everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from isms.kernel.vocabulary import Tone


@dataclass(frozen=True)
class Cell:
    """A cell that is more than its text: `tone` tints it, `strong` is for names. The text alone must say it all."""

    text: str
    tone: Tone | None = None
    strong: bool = False


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


@dataclass(frozen=True)
class Text:
    """Running text; an empty line parts paragraphs."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class Facts:
    """Pairs of what and how it is."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table; its headings come again on every page it reaches."""

    columns: Sequence[PaperColumn]
    rows: Sequence[Sequence[str | Cell]]


Part = Section | Text | Facts | Table


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


def as_data(part: Part) -> Mapping[str, object]:
    """Return a part as the drawing reads it."""
    match part:
        case Section(title, level, new_page):
            return {"kind": "section", "title": title, "level": level, "new_page": new_page}
        case Text(text, small):
            return {"kind": "text", "paragraphs": [one for one in text.split("\n\n") if one.strip()], "small": small}
        case Facts(rows):
            return {"kind": "facts", "rows": [list(row) for row in rows]}
        case Table(columns, rows):
            return {
                "kind": "table",
                "headings": [column.heading for column in columns],
                "widths": [column.width for column in columns],
                "numeric": [column.numeric for column in columns],
                "whole": not any(len(_text(cell)) > LONG_CELL for row in rows for cell in row),
                "cells": [_cell(cell) for row in rows for cell in row],
            }


LONG_CELL = 700
"""Rows are kept on one page, unless a cell of the table is longer than this: it might not fit any page."""


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def _cell(cell: str | Cell) -> object:
    if isinstance(cell, str):
        return cell
    if cell.tone is None and not cell.strong:
        return cell.text
    return {"text": cell.text, "tone": cell.tone, "strong": cell.strong}
