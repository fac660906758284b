"""How a CSV file is read: its encoding and separator found out, what export escaped put back."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from isms.kernel.sheets.escaping import unescape
from isms.kernel.sheets.refused import SheetRefused
from isms.kernel.sheets.table import MOST_COLUMNS, Sheet, table_from

_SEPARATORS = ";\t,"
_QUOTED = re.compile(r'"[^"]*"')
_LONGEST_HEADING_LINE = 20_000
# A long text may hold many, and some programs end rows with empty cells by the thousand.
_MOST_SEPARATORS = 50_000


def read_csv(data: bytes) -> Sheet:
    """Read UTF-8 (with or without byte order mark) or Windows-1252, parted by semicolon, tab or comma.

    Line ends inside cells come out as line feeds. Raises SheetRefused.
    """
    text = _decoded(data)
    # The csv module wants line ends as they are, and cells then keep a carriage return of their own.
    separator = _separator(text)
    lines = _within_width(io.StringIO(text, newline=""), separator)
    return table_from(_lines(csv.reader(lines, delimiter=separator, strict=True)))


def _decoded(data: bytes) -> str:
    if b"\0" in data or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SheetRefused("sheet.not_text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetRefused("sheet.unknown_letters", line=line) from error


def _separator(text: str) -> str:
    """Return the separator there is most of in the first line that says something, outside quotes."""
    first = text.lstrip("\r\n")[:_LONGEST_HEADING_LINE]
    heading = re.split("[\r\n]", _QUOTED.sub("", first), maxsplit=1)[0]
    return max(_SEPARATORS, key=heading.count)


def _within_width(lines: Iterable[str], separator: str) -> Iterator[str]:
    for line in lines:
        if line.count(separator) > _MOST_SEPARATORS:
            raise SheetRefused("sheet.too_many_columns", limit=MOST_COLUMNS)
        yield line


def _lines(reader: Iterator[Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetRefused("sheet.broken_row", row=number) from error
        yield number, [unescape(cell).replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
