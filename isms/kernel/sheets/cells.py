"""How the cells and headings of a sheet are read: in either language, cleaned, within limits."""

from collections.abc import Callable
from datetime import date
from typing import Any

from isms.kernel.formats import read_date, read_integer
from isms.kernel.text import normalise, normalise_lines
from isms.kernel.vocabulary import Term
from isms.kernel.words import CATALOGUE, LANGUAGES

SHORT = 200
LONG = 8_000

Reader = Callable[[str], Any]


class Unreadable(ValueError):
    """A cell that does not say what its column holds; a catalogue key with its values."""

    def __init__(self, because: str, **values: object) -> None:
        super().__init__(because)
        self.because = because
        self.values = values


def headings(label: str, key: str = "") -> set[str]:
    """Return what a heading may say: the label in every language, and the key."""
    return {text.casefold() for text in (key, *(CATALOGUE.entries[label][language] for language in LANGUAGES)) if text}


def read_text(text: str) -> str | None:
    """Read one line of text."""
    return _fitting(normalise(text), SHORT) or None


def read_lines(text: str) -> str | None:
    """Read text of several lines."""
    return _fitting(normalise_lines(text), LONG) or None


def read_email(text: str) -> str:
    """Read an e-mail address; they are kept in small letters."""
    address = _fitting(normalise(text), SHORT).lower()
    name, at, host = address.partition("@")
    if not (name and at and host) or " " in address or "@" in host:
        raise Unreadable("import.email_unreadable")
    return address


def read_day(text: str) -> date:
    """Read a day in any form the program writes."""
    try:
        return read_date(text)
    except ValueError as error:
        raise Unreadable("form.date_unreadable") from error


def read_number(text: str) -> int:
    """Read a whole number."""
    try:
        return read_integer(text)
    except ValueError as error:
        raise Unreadable("form.number_unreadable") from error


def term_reader(vocabulary: type[Term]) -> Reader:
    """Return a reader of one word of a vocabulary, by its label in any language or its value."""
    words = {text: term for term in vocabulary for text in headings(term.label, term.value)}

    def read(text: str) -> Term:
        try:
            return words[normalise(text).casefold()]
        except KeyError as error:
            raise Unreadable("import.word_unknown") from error

    return read


def _fitting(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Unreadable("form.too_long", longest=longest, length=len(text))
    return text
