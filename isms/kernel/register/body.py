"""Turns the rows of a register into cells, and the cells into the body of a table.

A page has four hundred cells and more: what is the same down a column is decided once, and the body is written
here because a template's loop over every cell took a third of the time of a page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import Row

from isms.kernel.register.columns import Column, Register
from isms.kernel.words import Words

EMPTY = Markup("")
SHORT = 12
"""A row's name of fewer signs than this is kept on one line."""

Cell = Callable[[Row[Any]], Markup]


@dataclass(frozen=True)
class PageRow:
    """A row as it is shown: where it leads, if anywhere, and its cells; the first one is its name."""

    href: str | None
    cells: Sequence[Markup]


def page_rows(register: Register, columns: Sequence[Column], found: Sequence[Row[Any]], words: Words) -> list[PageRow]:
    """Return the rows of a register as they are shown, from what its select gives."""
    makers = _makers(columns, words)
    leads = _leads(register, columns)
    return [PageRow(leads(row), [make(row) for make in makers]) for row in found]


def table_body(columns: Sequence[Column], rows: Sequence[PageRow], words: Words) -> Markup:
    """Return the rows as the body of a table; each cell says its column's label where the table turns into blocks."""
    opened = [f'<td data-label="{escape(words(c.label))}"{_numeric(c)}>' for c in columns[1:]]
    return Markup("\n").join(Markup(_line(row, opened)) for row in rows)  # noqa: S704


def _line(row: PageRow, opened: Sequence[str]) -> str:
    first, *others = row.cells
    cells = "".join(f"{opening}{cell}</td>" for opening, cell in zip(opened, others, strict=True))
    nowrap = ' class="nowrap"' if len(first) < SHORT else ""
    name = f'<a href="{escape(row.href)}">{first}</a>' if row.href else first
    return f'<tr><th scope="row"{nowrap}>{name}</th>{cells}</tr>'


def _numeric(column: Column) -> str:
    return ' class="numeric"' if column.kind.numeric else ""


def _leads(register: Register, columns: Sequence[Column]) -> Callable[[Row[Any]], str | None]:
    """Return what says where a row leads: to the record that the first column names, to its own page, or nowhere."""
    first, place = columns[0], len(columns)
    if first.href:
        return lambda row: f"{first.href_prefix}{row[place]}"
    return lambda row: f"/{register.name}/{row[-1]}" if register.has_pages else None


def _makers(columns: Sequence[Column], words: Words) -> list[Cell]:
    """Return for each column what makes its cell of a row; the targets of links stand after the values."""
    linked = [column for column in columns if column.href]
    makers = []
    for place, column in enumerate(columns):
        plain = _plain(place, column, words)
        leads = place and column.href
        makers.append(_link(plain, len(columns) + linked.index(column), column.href_prefix) if leads else plain)
    return makers


def _plain(place: int, column: Column, words: Words) -> Cell:
    html = column.kind.html
    return lambda row: EMPTY if row[place] is None else html(row[place], words)


def _link(plain: Cell, target: int, prefix: str) -> Cell:
    def link(row: Row[Any]) -> Markup:
        if row[target] is None:
            return plain(row)
        return Markup(f'<a href="{prefix}{escape(row[target])}">{plain(row)}</a>')  # noqa: S704

    return link
