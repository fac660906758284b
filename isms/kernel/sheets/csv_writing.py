"""How a table is written as CSV that Excel opens rightly and that imports back unchanged.

Semicolons, UTF-8 with byte order mark, CRLF. Days and the decimal mark are as the language
writes them; moments are Oslo time with its offset, so that the hour that comes twice in autumn is told apart;
nothing parts thousands.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from isms.kernel.clock import OSLO
from isms.kernel.sheets.columns import Cells, Kind, Row, SheetColumn, batches, joined
from isms.kernel.sheets.escaping import escape
from isms.kernel.sheets.words import NO, YES

_BYTE_ORDER_MARK = "\ufeff"
_NEEDS_QUOTES = ';"\r\n'
_Converter = Callable[[Cells], Sequence[str]]


def write_csv(columns: Sequence[SheetColumn], rows: Iterable[Row], lang: str) -> Iterator[bytes]:
    """Yield the table as bytes, some hundred rows at a time; raises ValueError for rows of another length."""
    # Every heading is quoted, so that a reader can tell the separator from a comma in a heading.
    titles = escape(column.title for column in columns)
    headings = ";".join(map(_quoted, titles))
    yield f"{_BYTE_ORDER_MARK}{headings}\r\n".encode("utf-8", "replace")
    converters = [_converter(column.kind, lang) for column in columns]
    empty_line = "" if len(columns) > 1 else '""'
    for turned in batches(rows, columns):
        printed = [convert(cells) for convert, cells in zip(converters, turned, strict=True)]
        lines = [";".join(row) or empty_line for row in zip(*printed, strict=True)]
        yield ("\r\n".join(lines) + "\r\n").encode("utf-8", "replace")


def _converter(kind: Kind, lang: str) -> _Converter:
    mark = "." if lang == "en" else ","
    days = "%Y-%m-%d" if lang == "en" else "%d.%m.%Y"
    yes, no = YES[lang], NO[lang]
    converters: dict[Kind, _Converter] = {
        Kind.TEXT: _texts,
        Kind.TEXTS: lambda cells: _texts(joined(cells)),
        Kind.INTEGER: lambda cells: ["" if c is None else str(c) for c in cells],
        Kind.DECIMAL: lambda cells: ["" if c is None else f"{c:f}".replace(".", mark) for c in cells],
        Kind.MONEY: lambda cells: ["" if c is None else _kroner(c, mark) for c in cells],
        Kind.DATE: lambda cells: _days(cells, days),
        Kind.INSTANT: lambda cells: ["" if c is None else c.astimezone(OSLO).isoformat(" ", "seconds") for c in cells],
        Kind.BOOLEAN: lambda cells: ["" if c is None else yes if c else no for c in cells],
    }
    return converters[kind]


def _days(cells: Cells, shape: str) -> list[str]:
    # The same few days come again and again, and writing a day is slow.
    written = {day: day.strftime(shape) for day in {*cells} if day is not None}
    return [written.get(cell, "") for cell in cells]


def _texts(cells: Cells) -> list[str]:
    texts = escape(cells)
    # One look at all of them is cheaper than a look at each, and mostly finds nothing.
    together = "".join(texts)
    if not any(mark in together for mark in _NEEDS_QUOTES):
        return texts
    return [_quoted(text) if any(mark in text for mark in _NEEDS_QUOTES) else text for text in texts]


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _kroner(amount: int, mark: str) -> str:
    whole, hundredths = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole}{mark}{hundredths:02}"
