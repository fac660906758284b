"""How tables are written as an XLSX workbook: real dates and numbers, text that is only ever text.

Sheets are streamed as XML a column of some hundred rows at a time; why this and not a library, with
figures, stands in docs/decisions/xlsx-writer.md. The same rows give the same bytes.
"""

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Protocol
from xml.sax.saxutils import escape

from isms.kernel.clock import OSLO
from isms.kernel.sheets.columns import Cells, Formula, Kind, Row, SheetColumn, batches, joined
from isms.kernel.sheets.xlsx_package import (
    MAIN,
    STYLE_DATE,
    STYLE_HEADING,
    STYLE_INSTANT,
    STYLE_MONEY,
    STYLE_TEXT,
    fixed_parts,
)

# Limits of the format itself: "Excel specifications and limits".
MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_MOST_EXACT_INTEGER = 10**15

_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_CERTAIN_DAY = date(1900, 3, 1)
_SECONDS_A_DAY = 86_400
_FILE_DATE = (1980, 1, 1, 0, 0, 0)
_QUICK = 1
_DEFAULT_WIDTHS = {Kind.TEXT: 28, Kind.TEXTS: 28, Kind.INSTANT: 19, Kind.DATE: 12}
_NARROWEST = 10

_NOT_IN_XML = bytes(code for code in range(32) if code not in (0, 9, 10, 13))
_OUTER_SPACES = ("\0 ", " \0", "\0\n", "\n\0", "\0\t", "\t\0")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

_Converter = Callable[[Cells, Sequence[str]], list[str]]


class _Sink(Protocol):
    def write(self, data: bytes, /) -> Any:
        """Take some bytes."""


@dataclass(frozen=True)
class SheetSpec:
    """One sheet: the name on its tab, its columns and its rows."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Row]


@dataclass(frozen=True)
class Written:
    """A sheet that has been written: the name on its tab, how many rows it holds, the digest of its part."""

    name: str
    part: str
    rows: int
    sha256: str


class _Digesting:
    """A part that is digested while it is written."""

    def __init__(self, part: IO[bytes]) -> None:
        self.part = part
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self.part.write(data)


def write_workbook(
    target: IO[bytes] | Path, sheets: Sequence[SheetSpec], name: str, about: Callable[[Sequence[Written]], SheetSpec]
) -> list[Written]:
    """Write a workbook whose first sheet tells of the others: `about` makes it once they are written.

    Returns the others. Raises ValueError as `write_xlsx` does.
    """
    names = _tab_names([name, *(sheet.name for sheet in sheets)])
    written, areas = [], []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICK) as package:
        for number, sheet in enumerate(sheets, 2):
            path = f"xl/worksheets/sheet{number}.xml"
            with package.open(_member(path), "w") as part:
                digesting = _Digesting(part)
                area = _write_sheet(digesting, sheet, selected=False)
            areas.append(area)
            rows = int(area.rpartition("$")[2]) - 1
            written.append(Written(names[number - 1], path, rows, digesting.digest.hexdigest()))
        with package.open(_member("xl/worksheets/sheet1.xml"), "w") as part:
            areas.insert(0, _write_sheet(part, about(written), selected=True))
        for path, text in fixed_parts(names, areas).items():
            package.writestr(_member(path), text.encode("utf-8"), compresslevel=_QUICK)
    return written


def write_xlsx(target: IO[bytes] | Path, sheets: Sequence[SheetSpec]) -> None:
    """Write a workbook with a frozen, filtered heading row on every sheet.

    Moments are written as Oslo time. A text longer than 32,767 characters is cut there. Raises ValueError
    for more rows than a sheet holds and for rows of the wrong length.
    """
    names = _tab_names([sheet.name for sheet in sheets])
    areas = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICK) as package:
        for number, sheet in enumerate(sheets, 1):
            with package.open(_member(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                areas.append(_write_sheet(part, sheet, selected=number == 1))
        for path, text in fixed_parts(names, areas).items():
            package.writestr(_member(path), text.encode("utf-8"), compresslevel=_QUICK)


def _member(path: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(path, _FILE_DATE)
    member.compress_type = zipfile.ZIP_DEFLATED
    member._compresslevel = _QUICK  # type: ignore[attr-defined]
    return member


def _write_sheet(part: _Sink, sheet: SheetSpec, selected: bool) -> str:
    """Write one sheet and return the absolute range of its filter."""
    letters = [_letters(index) for index in range(len(sheet.columns))]
    converters = [_CONVERTERS[column.kind] for column in sheet.columns]
    part.write(_opening(sheet.columns, selected).encode("utf-8"))
    titles = [[column.title] for column in sheet.columns]
    headings = [_texts(title, [f"{letter}1"], STYLE_HEADING) for letter, title in zip(letters, titles, strict=True)]
    part.write(_rows(["1"], headings))
    last = 1
    for turned in batches(sheet.rows, sheet.columns):
        numbers = [str(number) for number in range(last + 1, last + 1 + len(turned[0]))]
        last += len(numbers)
        if last > MOST_ROWS:
            raise ValueError("more rows than a sheet holds")
        written = [
            convert(cells, [letter + number for number in numbers])
            for convert, cells, letter in zip(converters, turned, letters, strict=True)
        ]
        part.write(_rows(numbers, written))
    part.write(f'</sheetData><autoFilter ref="A1:{letters[-1]}{last}"/></worksheet>'.encode())
    return f"$A$1:${letters[-1]}${last}"


def _opening(columns: Sequence[SheetColumn], selected: bool) -> str:
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{_width(column)}" customWidth="1"/>'
        for number, column in enumerate(columns, 1)
    )
    mark = ' tabSelected="1"' if selected else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        f'<sheetViews><sheetView{mark} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
    )


def _width(column: SheetColumn) -> float:
    # Room for the filter's button beside the heading.
    return column.width or max(_DEFAULT_WIDTHS.get(column.kind, _NARROWEST), min(len(column.title) + 4, 40))


def _rows(numbers: Sequence[str], written: Sequence[Sequence[str]]) -> bytes:
    rows = zip(numbers, zip(*written, strict=True), strict=True)
    return "".join([f'<row r="{number}">{"".join(cells)}</row>' for number, cells in rows]).encode("utf-8")


def _texts(cells: Cells, places: Sequence[str], style: int = STYLE_TEXT) -> list[str]:
    whole = _as_xml(cells)
    # Spaces at either end are lost without xml:space, which is left out where it can be because it is long.
    tag = '<t xml:space="preserve">' if any(mark in whole for mark in _OUTER_SPACES) else "<t>"
    opening = f'" s="{style}" t="inlineStr"><is>{tag}'
    return [
        f'<c r="{place}{opening}{text}</t></is></c>' if text else ""
        for place, text in zip(places, whole[1:-1].split("\0"), strict=True)
    ]


def _as_xml(cells: Cells) -> str:
    """Return texts as XML, all in one go, each between two NULs, which are no characters of XML."""
    whole = "\0".join(["", *[cell or "" for cell in cells], ""])
    if whole.count("\0") > len(cells) + 1 or max(map(len, filter(None, cells)), default=0) > LONGEST_TEXT:
        return _as_xml([cell and cell.replace("\0", "")[:LONGEST_TEXT] for cell in cells])
    raw = whole.encode("utf-8", "ignore").translate(None, _NOT_IN_XML)
    for mark, written in _WRITTEN_AS:
        raw = raw.replace(mark, written)
    text = raw.decode("utf-8")
    # Readers turn _x0041_ into "A": what only looks like that is escaped itself (ST_Xstring).
    return _LOOKS_ESCAPED.sub("_x005F_", text) if "_x" in text else text


def _numbers(cells: Cells, places: Sequence[str]) -> list[str]:
    return [
        "" if cell is None
        else f'<c r="{place}"><v>{cell}</v></c>' if -_MOST_EXACT_INTEGER < cell < _MOST_EXACT_INTEGER
        else f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for place, cell in zip(places, cells, strict=True)
    ]  # fmt: skip


def _money(cells: Cells, places: Sequence[str]) -> list[str]:
    return [
        "" if cell is None else f'<c r="{place}" s="{STYLE_MONEY}"><v>{cell / 100}</v></c>'
        for place, cell in zip(places, cells, strict=True)
    ]


def _booleans(cells: Cells, places: Sequence[str]) -> list[str]:
    return [
        "" if cell is None else f'<c r="{place}" t="b"><v>{cell:d}</v></c>'
        for place, cell in zip(places, cells, strict=True)
    ]


def _dates(cells: Cells, places: Sequence[str]) -> list[str]:
    return ["" if cell is None else _date(cell, place) for place, cell in zip(places, cells, strict=True)]


def _date(day: date, place: str) -> str:
    # Excel counts a 29 February 1900 that never was; before it, a day is written as text.
    if day < _FIRST_CERTAIN_DAY:
        return f'<c r="{place}" t="inlineStr"><is><t>{day.isoformat()}</t></is></c>'
    return f'<c r="{place}" s="{STYLE_DATE}"><v>{day.toordinal() - _DAY_ZERO}</v></c>'


def _instants(cells: Cells, places: Sequence[str]) -> list[str]:
    return ["" if cell is None else _instant(cell, place) for place, cell in zip(places, cells, strict=True)]


def _instant(moment: datetime, place: str) -> str:
    local = moment.astimezone(OSLO)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    days = local.toordinal() - _DAY_ZERO + seconds / _SECONDS_A_DAY
    return f'<c r="{place}" s="{STYLE_INSTANT}"><v>{days:.9f}</v></c>'


def _formulas(cells: Cells, places: Sequence[str]) -> list[str]:
    return ["" if cell is None else _formula(cell, place) for place, cell in zip(places, cells, strict=True)]


def _formula(formula: Formula, place: str) -> str:
    kind = ' t="str"' if isinstance(formula.value, str) else ""
    return f'<c r="{place}"{kind}><f>{escape(formula.text)}</f><v>{escape(str(formula.value))}</v></c>'


_WRITTEN_AS = (
    (b"\r\n", b"\n"), (b"\r", b"\n"), (b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"),
    ("\ufffe".encode(), b""), ("\uffff".encode(), b""),
)  # fmt: skip
_CONVERTERS: dict[Kind, _Converter] = {
    Kind.TEXT: _texts,
    Kind.TEXTS: lambda cells, places: _texts(joined(cells), places),
    Kind.INTEGER: _numbers,
    Kind.DECIMAL: _numbers,
    Kind.MONEY: _money,
    Kind.DATE: _dates,
    Kind.INSTANT: _instants,
    Kind.BOOLEAN: _booleans,
    Kind.FORMULA: _formulas,
}


def _letters(index: int) -> str:
    """Return the letters of a column: A for 0, AA for 26."""
    letters = ""
    while index >= 0:
        index, letter = divmod(index, 26)
        letters = chr(ord("A") + letter) + letters
        index -= 1
    return letters


def _tab_names(wanted: Sequence[str]) -> list[str]:
    """Return names tabs may have: 31 characters, no []:*?/\\ or outer apostrophe, each once in any case."""
    names: list[str] = []
    for number, name in enumerate(wanted, 1):
        allowed = _NOT_IN_NAMES.sub(" ", name).strip(" '")[:_LONGEST_NAME].strip(" '") or str(number)
        if allowed.casefold() in {taken.casefold() for taken in names}:
            ending = f" {number}"
            allowed = allowed[: _LONGEST_NAME - len(ending)] + ending
        names.append(allowed)
    return names
