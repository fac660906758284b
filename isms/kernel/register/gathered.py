"""Several fields, or several rows, in one cell: the database puts them together, and they are parted and told here.

No database need order or format them: SQLite before 3.44 cannot order what it aggregates, and dates and words are
told by language. Rows are ordered by their first field, then by the others, as text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from operator import add
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, String, cast, extract, func, literal

from isms.kernel.register.kinds import Kind
from isms.kernel.words import Words

FIELD, _ROW = "\x1f", "\x1e"
"""What parts fields and rows; no text holds it: control characters are taken out when it is written."""

Values = Mapping[str, Any]
Tell = Callable[[Values, Words], str]


def together(*fields: ColumnElement[Any]) -> ColumnElement[str]:
    """Return fields as one text; what is missing is an empty field."""
    texts: list[ColumnElement[Any]] = [func.coalesce(cast(field, String), "") for field in fields]
    parted: list[ColumnElement[Any]] = [texts[0]]
    for text in texts[1:]:
        parted += [literal(FIELD), text]
    return reduce(add, parted)


def gathered(*fields: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the aggregate of the rows of a group, each with its fields, in no order."""
    return func.aggregate_strings(together(*fields), _ROW)


def seconds(instant: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return an instant as seconds since 1970, a field that `instant_field` reads; databases print them otherwise."""
    return extract("epoch", instant)


def day_field(text: str) -> date:
    """Read a field that is a day."""
    return date.fromisoformat(text)


def instant_field(text: str) -> datetime:
    """Read a field that `seconds` wrote, to the second."""
    return datetime.fromtimestamp(int(text.partition(".")[0]), UTC)


Readers = Mapping[str, Callable[[str], Any]]
"""The fields of a cell in their order: name, and what reads its text."""


@dataclass(frozen=True)
class Cells:
    """How the text of a cell becomes fields."""

    readers: Readers

    def one(self, text: str) -> dict[str, Any]:
        """Return the fields of one row; an empty one is None."""
        fields = zip(self.readers.items(), text.split(FIELD), strict=True)
        return {name: read(field) if field else None for (name, read), field in fields}

    def several(self, text: str) -> list[dict[str, Any]]:
        """Return the fields of every row, in order."""
        return [self.one(row) for row in sorted(text.split(_ROW))]


def compound(tell: Tell, **readers: Callable[[str], Any]) -> Kind:
    """Return the kind of a cell that tells several fields as one text; JSON gets them as an object."""
    cells = Cells(readers)
    return Kind(
        "compound",
        html=lambda value, words: escape(tell(cells.one(value), words)),
        plain=lambda words: lambda value: tell(cells.one(value), words) or None,
        data=lambda value: _plain(cells.one(value)),
    )


def listed(tell: Tell, **readers: Callable[[str], Any]) -> Kind:
    """Return the kind of a cell that tells several rows, one after another; JSON gets them as objects.

    A row that has nothing to tell is told as "–", so that lists beside each other stay in step.
    """
    cells = Cells(readers)

    def told(value: str, words: Words) -> Sequence[str]:
        return tuple(tell(row, words) or "–" for row in cells.several(value))

    return Kind(
        "listed",
        "texts",
        html=lambda value, words: Markup("<br>").join(told(value, words)),
        plain=lambda words: lambda value: told(value, words),
        data=lambda value: [_plain(row) for row in cells.several(value)],
    )


def _plain(values: Values) -> dict[str, Any]:
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
