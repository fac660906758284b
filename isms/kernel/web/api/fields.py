"""The fields of the API: each is declared once, and by that it is read, told and described."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from isms.kernel.identity_numbers import find_identity_number
from isms.kernel.sheets.cells import LONG, SHORT, Unreadable
from isms.kernel.text import normalise, normalise_lines
from isms.kernel.vocabulary import Term, terms

LARGEST = 2_000_000_000
LONGEST_DAY = 10


@dataclass(frozen=True)
class Kind:
    """What a field holds: its JSON schema, and how a value is read; reading raises Unreadable."""

    schema: Mapping[str, Any]
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class ApiField:
    """A field of a body or an answer; label: the catalogue key that says what it is."""

    name: str
    label: str
    kind: Kind
    required: bool = False

    def told(self, value: Any) -> Any:
        """Return a value as JSON has it."""
        return value.isoformat() if isinstance(value, date) else value


def _day(value: Any) -> date:
    try:
        if not isinstance(value, str) or len(value) != LONGEST_DAY:
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError as error:
        raise Unreadable("api.not_a_day") from error


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unreadable("api.neither_true_nor_false")
    return value


DAY = Kind({"type": "string", "format": "date"}, _day)
YES_NO = Kind({"type": "boolean"}, _yes_no)


def whole(maximum: int = LARGEST) -> Kind:
    """Return the kind of a whole number from zero up."""

    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unreadable("api.not_whole")
        if not 0 <= value <= maximum:
            raise Unreadable("form.number_out_of_range", minimum=0, maximum=maximum)
        return value

    return Kind({"type": "integer", "minimum": 0, "maximum": maximum}, read)


def text(*, lines: bool = False) -> Kind:
    """Return the kind of cleaned text, of one line or several; empty text says nothing.

    Identity numbers are refused.
    """
    longest, clean = (LONG, normalise_lines) if lines else (SHORT, normalise)

    def read(value: Any) -> str | None:
        if not isinstance(value, str):
            raise Unreadable("api.not_text")
        if len(value) > longest:
            raise Unreadable("form.too_long", longest=longest, length=len(value))
        found = clean(value)
        if find_identity_number(found):
            raise Unreadable("form.identity_number")
        return found or None

    return Kind({"type": "string", "maxLength": longest}, read)


def word(vocabulary: type[Term]) -> Kind:
    """Return the kind of one word of a vocabulary, by its value."""
    values = terms(vocabulary)

    def read(value: Any) -> Term:
        if not isinstance(value, str) or value not in values:
            raise Unreadable("api.not_a_word", words=", ".join(values))
        return vocabulary(value)

    return Kind({"type": "string", "enum": values}, read)
