"""Decides what the cells of a sheet of systems say."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from isms.kernel.formats import read_boolean
from isms.kernel.imports import ImportColumn, Settler, as_read
from isms.kernel.sheets.cells import (
    Reader,
    Unreadable,
    read_day,
    read_email,
    read_lines,
    read_number,
    read_text,
    term_reader,
)
from isms.kernel.text import normalise
from isms.kernel.vocabulary import Term
from isms.portfolio.service.fields import DEFAULTS, FIELDS, FieldKind, SystemField

LARGEST_NUMBER = 2_000_000_000


def read_code(text: str) -> str | None:
    """Read a code; they are written in capitals."""
    code = read_text(text)
    return code.upper() if code else None


def read_count(text: str) -> int:
    """Read a whole number that the register can hold."""
    number = read_number(text)
    if not 0 <= number <= LARGEST_NUMBER:
        raise Unreadable("form.number_out_of_range", minimum=0, maximum=LARGEST_NUMBER)
    return number


def read_yes_no(text: str) -> bool:
    """Read yes or no."""
    try:
        return read_boolean(text)
    except ValueError as error:
        raise Unreadable("import.neither_yes_nor_no") from error


def words_reader(vocabulary: type[Term]) -> Reader:
    """Return a reader of several words of a vocabulary, into the order of the vocabulary."""
    read_word = term_reader(vocabulary)

    def read(text: str) -> tuple[Term, ...]:
        found = {read_word(part) for part in re.split("[,;\n]", text) if part.strip()}
        return tuple(term for term in vocabulary if term in found)

    return read


def settle_lines(text: str | None, standing: str | None) -> str | None:
    """Return what is parted by commas one a line; text that the record holds word for word stays as it is."""
    if text is None or text == standing or "\n" in text:
        return text
    return "\n".join(part for part in map(normalise, re.split("[,;]", text)) if part) or None


def settle_words(words: tuple[Term, ...] | None, standing: tuple[Term, ...] | None) -> tuple[Term, ...]:
    """Return the words, in the order they stand in the record when they are the same."""
    given = words or ()
    return standing if standing is not None and set(standing) == set(given) else given


def _settler(field: SystemField) -> Settler:
    if field.kind == FieldKind.LINES:
        return settle_lines
    if field.kind == FieldKind.WORDS:
        return settle_words
    if field.attribute in DEFAULTS:
        default = DEFAULTS[field.attribute]
        return lambda value, standing: default if value is None else value
    return as_read


def _reader(field: SystemField) -> Reader:
    if field.vocabulary:
        reader: Callable[[type[Term]], Reader] = words_reader if field.kind == FieldKind.WORDS else term_reader
        return reader(field.vocabulary)
    return READERS[field.kind]


READERS: Mapping[FieldKind, Reader] = {
    FieldKind.CODE: read_code,
    FieldKind.LINE: read_text,
    FieldKind.TEXT: read_lines,
    FieldKind.LINES: read_lines,
    FieldKind.DATE: read_day,
    FieldKind.INTEGER: read_count,
    FieldKind.YES_NO: read_yes_no,
    FieldKind.COUNTRY: read_code,
    FieldKind.UNIT: read_text,
    FieldKind.PERSON: read_email,
    FieldKind.SUPPLIER: read_text,
    FieldKind.SYSTEM: read_text,
}

COLUMNS = tuple(
    ImportColumn(field.key, field.label, _reader(field), field.required, _settler(field)) for field in FIELDS
)


def value_of(system: Any, field: SystemField) -> Any:
    """Return a plain fact of a system as a sheet's cell is read: words of a vocabulary as terms."""
    value = getattr(system, field.attribute)
    if field.vocabulary and field.kind == FieldKind.WORDS:
        return tuple(field.vocabulary(word) for word in value)
    return value
