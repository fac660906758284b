"""Prints a register on paper: the columns of its page, with who read it, when, and what it was narrowed to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.formats import print_date, print_decimal, print_instant, print_integer
from isms.kernel.moments import Moment
from isms.kernel.paper.parts import Cell, Facts, Paper, PaperColumn, Table
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.register.columns import Column, Register, Source
from isms.kernel.register.page import shown_columns
from isms.kernel.register.query import Wish, rows
from isms.kernel.sheets.columns import LIST_SEPARATOR
from isms.kernel.vocabulary import Tone
from isms.kernel.words import Words

MOST_ROWS = 1_000
"""A thousand rows of nine columns take some three seconds and 250 MiB to draw; more belongs in a sheet."""
MOST_COLUMNS = 14
PORTRAIT_COLUMNS = 5

_NARROWEST, _WIDEST = 6, 42
_PRINTED: dict[str, Callable[[Any, str], str]] = {
    "integer": print_integer,
    "decimal": print_decimal,
    "date": print_date,
    "instant": print_instant,
}


@dataclass(frozen=True)
class Reader:
    """Who takes something out, when, and whose it is: said on paper and in read-me sheets, in no CSV or JSON body."""

    name: str
    at: datetime
    owner: str


def register_paper(
    session: Session,
    register: Register,
    moment: Moment,
    access: Access,
    wish: Wish,
    words: Words,
    reader: Reader,
    chosen: Sequence[str] = (),
) -> Paper:
    """Return a register as a document, with the chosen columns or those its page shows.

    Raises Refused for more rows or columns than paper has room for, UnknownFilter as the page does.
    """
    columns = shown_columns(register, chosen)
    if len(columns) > MOST_COLUMNS:
        raise Refused(Refusal("paper.too_many_columns", "columns", {"most": MOST_COLUMNS, "n": len(columns)}))
    source = Source(moment.day, moment.position if moment.past else None)
    found = session.execute(rows(register, source, access, wish, columns).limit(MOST_ROWS + 1)).all()
    if len(found) > MOST_ROWS:
        raise Refused(Refusal("paper.too_many_rows", None, {"most": print_integer(MOST_ROWS, words.language)}))
    number = print_integer(len(found), words.language)
    return Paper(
        language=words.language,
        owner=reader.owner,
        title=words(f"register.{register.name}.title"),
        lead=words(f"register.{register.name}.count.{'one' if len(found) == 1 else 'other'}", n=number),
        parts=[
            Facts([*reading_facts(moment, reader, words), *_extent(session, register, columns, access, wish, words)]),
            *([table_of(columns, found, words)] if found else []),
        ],
        page_words=words("paper.page"),
        made_at=reader.at,
        marking=words(register.marking) if register.marking else "",
        landscape=len(columns) > PORTRAIT_COLUMNS,
    )


def reading_facts(moment: Moment, reader: Reader, words: Words) -> list[tuple[str, str]]:
    """Return which moment something was read at, by whom and when."""
    day = print_date(moment.day, words.language)
    at = print_instant(reader.at, words.language)
    return [
        (words("paper.applies"), words("paper.applies_value", day=day, position=moment.position)),
        (words("paper.read"), words("paper.read_value", at=at, name=reader.name)),
    ]


def table_of(columns: Sequence[Column], found: Sequence[Any], words: Words) -> Table:
    """Return rows of a register's select as a table, each column as wide as what it holds asks for."""
    writers = [_writer(column, words) for column in columns]
    written = [
        ["" if value is None else write(value) for write, value in zip(writers, row, strict=False)] for row in found
    ]
    headings = [words.heading(column.label) for column in columns]
    widths = [width_of(heading, [row[place] for row in written]) for place, heading in enumerate(headings)]
    shaped = zip(columns, headings, widths, strict=True)
    return Table(
        [PaperColumn(heading, width, column.kind.numeric) for column, heading, width in shaped],
        [[_named(row[0]), *row[1:]] for row in written],
    )


def selection(session: Session, register: Register, access: Access, wish: Wish, words: Words) -> str:
    """Return what a wish narrows a register to, in words."""
    said = [words("paper.searched", q=wish.q)] if wish.q else []
    for key, value in wish.filters.items():
        if value:
            column = register.column(key)
            said.append(f"{words(column.label)}: {_filter_text(session, column, access, value, words)}")
    return "; ".join(said) or words("paper.selection_all")


def _extent(
    session: Session, register: Register, columns: Sequence[Column], access: Access, wish: Wish, words: Words
) -> list[tuple[str, str]]:
    shown = words("paper.columns_value", shown=len(columns), all=len(register.columns))
    return [
        (words("paper.selection"), selection(session, register, access, wish, words)),
        (words("paper.columns"), shown),
    ]


def _filter_text(session: Session, column: Column, access: Access, value: str, words: Words) -> str:
    if column.options:
        return dict(column.options.read(session, access, words)).get(value, value)
    if column.terms:
        return {term.value: words(term.label) for term in column.terms}.get(value, value)
    return value


def printed(column: Column, value: Any, words: Words) -> str:
    """Return a value as it is printed, or nothing for what is missing."""
    if value is None:
        return ""
    cell = _writer(column, words)(value)
    return cell.text if isinstance(cell, Cell) else cell


def _writer(column: Column, words: Words) -> Callable[[Any], str | Cell]:
    kind = column.kind
    if kind.tones:
        tones, plain = kind.tones, kind.plain(words) if kind.plain else str
        return lambda value: Cell(plain(value) or str(value), _loud(tones.get(value)))
    if kind.plain:
        said = kind.plain(words)
        if kind.sheet == "texts":
            return lambda value: LIST_SEPARATOR.join(said(value))
        return lambda value: str(said(value) or "")
    if kind.sheet == "boolean":
        return lambda value: words("yes_no.yes" if value else "yes_no.no")
    print_ = _PRINTED.get(kind.sheet)
    return (lambda value: print_(value, words.language)) if print_ else str


def _loud(tone: Tone | None) -> Tone | None:
    return None if tone == Tone.NEUTRAL else tone


def _named(cell: str | Cell) -> Cell:
    return Cell(cell, strong=True) if isinstance(cell, str) else cell


def width_of(heading: str, cells: Sequence[str | Cell]) -> float:
    """Return the share of a column: room for its longest word, and more the more its cells say."""
    texts = [cell.text if isinstance(cell, Cell) else cell for cell in cells]
    words = {word for text in (heading, *texts) for word in text.split()}
    longest = min(max(map(len, words), default=0), 22)
    usual = sorted(map(len, texts))[len(texts) * 3 // 4] if texts else 0
    return min(max(longest + 2, usual * 0.8, _NARROWEST), _WIDEST)
