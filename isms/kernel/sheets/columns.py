"""What a column of a sheet holds, and how rows are handed to the writers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

ROWS_AT_A_TIME = 500
LIST_SEPARATOR = "; "


class Kind(StrEnum):
    """The Python values a column holds; None is allowed in every kind."""

    TEXT = "text"  # str
    TEXTS = "texts"  # tuple[str, ...]
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # Decimal
    MONEY = "money"  # int, in øre
    DATE = "date"  # date
    INSTANT = "instant"  # datetime with a zone
    BOOLEAN = "boolean"  # bool
    FORMULA = "formula"  # Formula; in workbooks alone


@dataclass(frozen=True)
class Formula:
    """What a spreadsheet works out itself, without the equals sign, and what it comes to."""

    text: str
    value: float | str


@dataclass(frozen=True)
class SheetColumn:
    """A column: its key in JSON, its heading in CSV and XLSX, its kind, its width in characters.

    said: what the column says for a value of its rows, when that is not the value itself; equal values say
    the same, and None says nothing.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    width: float | None = None
    said: Callable[[Any], Any] | None = None


Row = Sequence[Any]
Cells = Sequence[Any]


def batches(rows: Iterable[Row], columns: Sequence[SheetColumn]) -> Iterator[Sequence[Cells]]:
    """Yield some rows at a time, turned so that each list item is one column's cells.

    Working a column at a time is what makes the writers fast; raises ValueError for a row of another length.
    """
    waiting = iter(rows)
    while batch := list(islice(waiting, ROWS_AT_A_TIME)):
        turned = list(zip(*batch, strict=True))
        if len(turned) != len(columns):
            raise ValueError(f"rows of {len(turned)} cells for {len(columns)} columns")
        yield [_said(column, cells) for column, cells in zip(columns, turned, strict=True)]


def _said(column: SheetColumn, cells: Cells) -> Cells:
    if column.said is None:
        return cells
    # Most of them say one of a few things, and saying it is slow.
    said = {cell: column.said(cell) for cell in {*cells} if cell is not None}
    return [said.get(cell) for cell in cells]


def joined(cells: Cells) -> Cells:
    """Return lists of texts as one text each; an importer parts them again at the semicolon."""
    return [None if cell is None else LIST_SEPARATOR.join(cell) for cell in cells]
