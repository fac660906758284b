"""How the cells of any sheet become headings and numbered rows of text, within limits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from isms.kernel.sheets.refused import SheetRefused
from isms.kernel.text import normalise

MOST_ROWS = 20_000
MOST_COLUMNS = 100


@dataclass(frozen=True)
class Row:
    """One row: its number as the spreadsheet shows it, and one text per heading, often empty."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Headings, cleaned, and the rows below them that are not empty."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def table_from(lines: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    """Build the sheet from (row number, cells); the first row that is not empty holds the headings.

    Raises SheetRefused for too many rows or columns, no or doubled headings, and cells beside the headings.
    """
    filled = _filled(lines)
    first, top = next(filled, (0, []))
    headers = tuple(normalise(title) for title in top)
    if not headers:
        raise SheetRefused("sheet.empty")
    _check_headings(headers, first)
    rows = tuple(Row(number, _under(headers, number, cells)) for number, cells in filled)
    named = [place for place, title in enumerate(headers) if title]
    if len(named) == len(headers):
        return Sheet(headers, rows)
    kept = tuple(Row(row.number, tuple(row.cells[place] for place in named)) for row in rows)
    return Sheet(tuple(headers[place] for place in named), kept)


def cell_name(place: int, row: int) -> str:
    """Return the name a spreadsheet gives a cell: C4 for the third column (place 2) of row 4."""
    letters = ""
    while place >= 0:
        place, letter = divmod(place, 26)
        letters = chr(ord("A") + letter) + letters
        place -= 1
    return f"{letters}{row}"


def _filled(lines: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that say something, without the empty cells behind the last that does."""
    seen = 0
    for number, cells in lines:
        # One more than the limit, for the headings. Empty rows count: they cost as much to read.
        if (seen := seen + 1) > MOST_ROWS + 1:
            raise SheetRefused("sheet.too_many_rows", limit=MOST_ROWS)
        kept = list(cells)
        while kept and not kept[-1]:
            kept.pop()
        if len(kept) > MOST_COLUMNS:
            raise SheetRefused("sheet.too_many_columns", limit=MOST_COLUMNS)
        if any(cell.strip() for cell in kept):
            yield number, kept


def _check_headings(headers: Sequence[str], row: int) -> None:
    seen: dict[str, int] = {}
    for place, title in enumerate(headers):
        earlier = seen.setdefault(title.casefold(), place)
        if title and earlier != place:
            raise SheetRefused(
                "sheet.heading_twice",
                title=title,
                first=cell_name(earlier, row),
                second=cell_name(place, row),
            )


def _under(headers: Sequence[str], number: int, cells: list[str]) -> tuple[str, ...]:
    for place, cell in enumerate(cells):
        if cell.strip() and (place >= len(headers) or not headers[place]):
            raise SheetRefused("sheet.cell_without_heading", cell=cell_name(place, number))
    return (*cells[: len(headers)], *[""] * (len(headers) - len(cells)))
