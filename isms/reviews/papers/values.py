"""Says a value of a package in a language, for page, PDF, DOCX, HTML and sheets alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from isms.kernel.formats import print_date, print_decimal, print_instant, print_integer
from isms.kernel.vocabulary import Term, term_of
from isms.kernel.words import Words
from isms.organisation.rules.periods import read_period
from isms.reviews.rules.blocks import Part, Value

NOTHING = "–"


@dataclass(frozen=True)
class Drawn:
    """A value as it is said, with the word of a vocabulary it is, or where on a page it leads."""

    text: str
    term: Term | None = None
    href: str | None = None


def drawn(value: Value, words: Words) -> Drawn:
    """Return a value as it is drawn; raises KeyError for a text that nobody knows."""
    if isinstance(value, Mapping):
        match value["kind"]:
            case "term":
                return Drawn(words(value["key"]), word_of(value["key"]))
            case "code":
                return Drawn(value["code"], href=value["href"])
    return Drawn(text_of(value, words))


def word_of(label: str) -> Term | None:
    """Return the word of a vocabulary whose label key this is, or None for another text of the catalogue."""
    try:
        return term_of(label)
    except KeyError:
        return None


def text_of(value: Value, words: Words) -> str:
    """Return a value as text; what is missing is a dash, a share that was never measured says so."""
    match value:
        case None:
            return NOTHING
        case bool():
            return words("yes_no.yes" if value else "yes_no.no")
        case int():
            return print_integer(value, words.language)
        case float():
            return print_decimal(rounded(value, 1), words.language)
        case str():
            return value
        case _:
            return _of_kind(value, words)


def _of_kind(value: Mapping[str, Any], words: Words) -> str:
    match value["kind"]:
        case "day":
            return print_date(date.fromisoformat(value["day"]), words.language)
        case "term":
            return words(value["key"])
        case "said":
            return sentence(value["key"], value["values"], words)
        case "number":
            return print_decimal(rounded(value["number"], value["decimals"]), words.language)
        case "percent":
            return percent_of(value["number"], words)
        case "code":
            return str(value["code"])
        case "change":
            return f"{'+' if value['number'] > 0 else ''}{print_integer(value['number'], words.language)}"
    raise ValueError(f"not a kind of value: {value['kind']}")


def percent_of(number: float | None, words: Words) -> str:
    """Return a share from 0 to 100 with its sign, whole; None was not measured."""
    if number is None:
        return words("package_paper.not_measured")
    return words("package_paper.percent", number=print_decimal(rounded(number, 0), words.language))


def sentence(key: str, values: Mapping[str, Value], words: Words) -> str:
    """Return a text of the catalogue with its values said; `n` chooses its number where the key has one."""
    told = {name: text_of(value, words) for name, value in values.items()}
    number = values.get("n")
    if f"{key}.other" in words and isinstance(number, int):
        key = f"{key}.{'one' if number == 1 else 'other'}"
    return words(key, **told)


def heading_of(part: Part, words: Words) -> str:
    """Return what a part is called: its area, or the word of its key; a dotted key is a label itself."""
    return part.area or words(part.key if "." in part.key else f"package_part.{part.key}")


def period_of(text: str, words: Words) -> str:
    """Return a period as people say it, or the text itself when it names none."""
    try:
        period = read_period(text)
    except ValueError:
        return text
    return words("review.term", number=period.number, year=period.year)


def instant_of(text: str, words: Words) -> str:
    """Return an instant of a head as it is printed."""
    return print_instant(datetime.fromisoformat(text), words.language)


def rounded(number: float, decimals: int) -> Decimal:
    """Return a number with so many decimals, rounded half up, as people do and floats do not."""
    return Decimal(str(number)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
