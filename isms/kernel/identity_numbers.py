"""Whether a text holds a Norwegian national identity number, which may never be stored or logged.

Eleven digits: day, month and year of birth in two each, three individual digits, two control digits. A
D-number adds 40 to the day, a help number (H-number) 40 to the month; the numbers of invented people in
public test populations add 65 or 80 to the month and count as found too. Both control digits are sums
modulo 11. Individual digits are not held against the century: a number that only an odd birth year tells
from a real one is better refused than stored.

Not looked for: the shared help numbers of the health sector, which begin with 8 or 9 and carry no date,
because one in eleven account numbers would be taken for them; and the looser first control digit announced
for numbers given from 2032, which is to be added from the register's published rule and not from memory.
"""

import re
import unicodedata
from collections.abc import Iterator

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_D_NUMBER_DAY = 40
_MONTH_ADDITIONS = (0, 40, 65, 80)

# Day, month and year are parted by one and the same mark or not at all: an account number printed
# 1234.56.78903 is then no candidate. Before and inside the last five digits people put spaces, dashes and
# stops.
_LAST_FIVE = r"[\s.,:;/-]{0,3}([0-9]{3})[ .-]?([0-9]{2})(?![0-9])"
_WRITTEN_FORMS = (
    re.compile(r"(?<![0-9])([0-9]{2})([\s./-]?)([0-9]{2})\2([0-9]{2})" + _LAST_FIVE),
    re.compile(r"(?<![0-9])([0-9]{2})([\s./-])([0-9]{2})\2(?:18|19|20)([0-9]{2})" + _LAST_FIVE),
)


def is_identity_number(digits: str) -> bool:
    """Say whether eleven ASCII digits have a possible date and both control digits right."""
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()):
        return False
    numbers = [int(digit) for digit in digits]
    return (
        _has_possible_date(int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
        and _remainder(_FIRST_WEIGHTS, numbers, control=numbers[9]) == 0
        and _remainder(_SECOND_WEIGHTS, numbers, control=numbers[10]) == 0
    )


def find_identity_number(text: str) -> tuple[int, int] | None:
    """Return where the first national identity number in running text begins and ends, or None.

    Digits of any script and width count, invisible characters between them do not; a number inside a longer
    run of digits is not one.
    """
    if text.isascii():
        return next(_spans(text), None)
    plain, positions = _plain(text)
    for start, end in _spans(plain):
        return positions[start], positions[end - 1] + 1
    return None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    found = [span for form in _WRITTEN_FORMS for span in _spans_written_as(form, text)]
    return iter(sorted(found))


def _spans_written_as(form: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    match = form.search(text)
    while match:
        day, _, month, year, individual, control = match.groups()
        if is_identity_number(day + month + year + individual + control):
            yield match.span()
        # Candidates may overlap: digits written before a number can look like its beginning.
        match = form.search(text, match.start() + 1)


def _has_possible_date(day: int, month: int, year: int) -> bool:
    if day > _D_NUMBER_DAY:
        day -= _D_NUMBER_DAY
    months = [month - addition for addition in _MONTH_ADDITIONS if 1 <= month - addition <= 12]
    if not months or not 1 <= day <= _DAYS_OF_MONTH[months[0] - 1]:
        return False
    return months[0] != 2 or day < 29 or year % 4 == 0


def _remainder(weights: tuple[int, ...], numbers: list[int], control: int) -> int:
    return (sum(weight * number for weight, number in zip(weights, numbers, strict=False)) + control) % 11


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text in plain digits, dashes and spaces, and where each character stood."""
    characters, positions = [], []
    for position, character in enumerate(text):
        plain = _plain_character(character)
        if plain:
            characters.append(plain)
            positions.append(position)
    return "".join(characters), positions


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if category == "Pd" or character == "\u2212":
        return "-"
    if character.isspace():
        return " "
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 else character
