"""How dates, moments, numbers and money are typed and printed.

Whatever is printed for a date, number or amount here reads back to the same value, in both languages.
Thousands are therefore parted by a no-break space in English too: "1,234" would read as one and a bit.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Literal

from babel.dates import get_day_names, get_month_names

from isms.kernel.clock import OSLO

_NO_BREAK_SPACE = "\u00a0"
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SPACES = re.compile("[ \u00a0\u2009\u202f]")
_NUMBER = re.compile(r"(-?)([0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?")
_CLAIMS = {
    **dict.fromkeys(("ja", "yes", "true", "sann", "1", "x"), True),
    **dict.fromkeys(("nei", "no", "false", "usann", "0"), False),
}
_LAST_YEAR_OF_THIS_CENTURY = 69
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2199


def read_date(text: str) -> date:
    """Read 01.03.2026, 1.3.26 or 2026-03-01; a year of two digits lies between 1970 and 2069.

    Raises ValueError for anything else, and for years before 1900 or after 2199.
    """
    typed = text.strip()
    if match := _DAY_FIRST.fullmatch(typed):
        day, month, year = (int(part) for part in match.groups())
        if len(match[3]) == 2:
            year += 2000 if year <= _LAST_YEAR_OF_THIS_CENTURY else 1900
    elif match := _YEAR_FIRST.fullmatch(typed):
        year, month, day = (int(part) for part in match.groups())
    else:
        raise ValueError("not a date")
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        raise ValueError("year out of range")
    return date(year, month, day)


def read_decimal(text: str) -> Decimal:
    """Read a number with decimal comma or point, thousands parted by spaces; raises ValueError otherwise."""
    sign, whole, fraction = _number_parts(text)
    return Decimal(f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}")


def read_integer(text: str) -> int:
    """Read a whole number, thousands parted by spaces or not at all; raises ValueError otherwise."""
    sign, whole, fraction = _number_parts(text)
    if fraction:
        raise ValueError("not a whole number")
    return int(sign + whole)


def read_money(text: str) -> int:
    """Read kroner with at most two decimals and return øre; raises ValueError otherwise."""
    sign, whole, fraction = _number_parts(text)
    if len(fraction) > 2:
        raise ValueError("more than two decimals")
    return int(sign + whole + fraction.ljust(2, "0"))


def read_boolean(text: str) -> bool:
    """Read yes or no in either language, as spreadsheets write them too; raises ValueError otherwise."""
    try:
        return _CLAIMS[text.strip().casefold()]
    except KeyError:
        raise ValueError("neither yes nor no") from None


def print_date(day: date, lang: str) -> str:
    """Print a day: "30.11.2026" in Norwegian, "2026-11-30" in English."""
    year_first = f"{day.year:04}-{day.month:02}-{day.day:02}"
    return year_first if lang == "en" else f"{day.day:02}.{day.month:02}.{day.year:04}"


def long_date(day: date, lang: str) -> str:
    """Print a day as running text has it: "30. november 2026", "30 November 2026"."""
    point = "" if lang == "en" else "."
    return f"{day.day}{point} {_month_names(lang)[day.month]} {day.year}"


def short_month(day: date, lang: str) -> str:
    """Print the month of a day shortly: "nov.", "Nov"."""
    return _month_names(lang, "abbreviated")[day.month]


def month_name(day: date, lang: str) -> str:
    """Print the month of a day as a heading has it: "November"."""
    return _month_names(lang)[day.month].capitalize()


def month_and_year(day: date, lang: str) -> str:
    """Print the month of a day and its year as running text has them: "november 2026", "November 2026"."""
    return f"{_month_names(lang)[day.month]} {day.year}"


def print_instant(moment: datetime, lang: str) -> str:
    """Print a moment as Oslo saw it, "30.11.2026 13.20"; raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    local = moment.astimezone(OSLO)
    colon = ":" if lang == "en" else "."
    return f"{print_date(local, lang)} {local.hour:02}{colon}{local.minute:02}"


def print_deadline(moment: datetime, lang: str) -> str:
    """Print a moment with its day of the week: "tirsdag 24.11.2026 kl. 14.05", "Tuesday 2026-11-24 at 14:05"."""
    local = moment.astimezone(OSLO)
    day = _day_names(lang)[local.weekday()]
    date_, time = print_instant(moment, lang).split(" ")
    return f"{day} {date_} {'at' if lang == 'en' else 'kl.'} {time}"


def print_integer(number: int, lang: str) -> str:
    """Print a whole number with thousands parted by a no-break space."""
    return f"{number:,}".replace(",", _NO_BREAK_SPACE)


def print_decimal(number: Decimal, lang: str) -> str:
    """Print a number with every decimal it has: "1 234,50" in Norwegian, "1 234.50" in English."""
    grouped = f"{number:,f}".replace(",", _NO_BREAK_SPACE)
    return grouped if lang == "en" else grouped.replace(".", ",")


def print_tenths(number: int, lang: str) -> str:
    """Print tenths as a number with at most one decimal: 705 is "70,5" in Norwegian, 700 is "70"."""
    whole, rest = divmod(number, 10)
    return print_decimal(Decimal(number) / 10, lang) if rest else print_integer(whole, lang)


def print_money(amount: int, lang: str) -> str:
    """Print øre as kroner with two decimals and no sign of currency."""
    kroner, hundredths = divmod(abs(amount), 100)
    sign, mark = "-" if amount < 0 else "", "." if lang == "en" else ","
    return f"{sign}{print_integer(kroner, lang)}{mark}{hundredths:02}"


def _number_parts(text: str) -> tuple[str, str, str]:
    typed = _SPACES.sub(" ", text.strip()).replace("\u2212", "-")
    match = _NUMBER.fullmatch(typed)
    if match is None:
        raise ValueError("not a number")
    return match[1], match[2].replace(" ", ""), match[3] or ""


@cache
def _month_names(lang: str, width: Literal["wide", "abbreviated"] = "wide") -> dict[int, str]:
    return dict(get_month_names(width, locale=lang))


@cache
def _day_names(lang: str) -> dict[int, str]:
    return dict(get_day_names("wide", locale=lang))
