"""The kinds of value a register shows: how each is written on a page, in a sheet and in JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from isms.kernel.formats import print_date, print_decimal, print_instant, print_integer, print_money
from isms.kernel.vocabulary import Term, Tone
from isms.kernel.words import CATALOGUE, Words

ICON = Markup('<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#{}"></use></svg>')


@dataclass(frozen=True)
class Kind:
    """A kind of value: `sheet` names how a sheet stores it, the functions turn it into text.

    html(value, words) → Markup; plain(value, words) → the value a CSV or XLSX cell gets;
    data(value) → the value JSON gets; tones → the tint of a value on paper; terms → the words it is one
    of. None never reaches them: a missing value is an empty cell.
    """

    name: str
    sheet: str = "text"
    numeric: bool = False
    html: Callable[[Any, Words], Markup] = lambda value, words: escape(value)
    plain: Callable[[Words], Callable[[Any], Any]] | None = None
    data: Callable[[Any], Any] | None = None
    tones: Mapping[str, Tone] | None = None
    terms: type[Term] | None = None


def _of_language(print_: Callable[[Any, str], str]) -> Callable[[Any, Words], Markup]:
    return lambda value, words: escape(print_(value, words.language))


def remembered(html: Callable[[Any, Words], Markup]) -> Callable[[Any, Words], Markup]:
    """Remember how each value looks in each language: for kinds with few values, and pages with many cells."""
    seen: dict[tuple[Any, str], Markup] = {}

    def look(value: Any, words: Words) -> Markup:
        key = (value, words.language)
        if key not in seen:
            seen[key] = html(value, words)
        return seen[key]

    return look


def _on_one_line(value: Any, words: Words) -> Markup:
    return Markup(f'<span class="nowrap">{escape(value)}</span>')  # noqa: S704


TEXT = Kind("text")
CODE = Kind("code", html=_on_one_line)
INTEGER = Kind("integer", "integer", numeric=True, html=_of_language(print_integer))
DECIMAL = Kind("decimal", "decimal", numeric=True, html=_of_language(print_decimal))
MONEY = Kind("money", "money", numeric=True, html=_of_language(print_money))
DATE = Kind("date", "date", html=_of_language(print_date))
INSTANT = Kind("instant", "instant", html=_of_language(print_instant))
LINES = Kind(
    "lines",
    html=lambda value, words: Markup("<br>").join(str(value).splitlines()),
)


def _yes_no(value: Any, words: Words) -> str:
    return words("yes_no.yes" if value else "yes_no.no")


EXEMPT = Kind(
    "exempt",
    html=lambda value, words: escape(words("paper.exempt")),
    plain=lambda words: lambda value: words("paper.exempt"),
    data=lambda value: None,
)

YES_NO = Kind(
    "yes_no",
    "boolean",
    html=lambda value, words: escape(_yes_no(value, words)),
)


@lru_cache(maxsize=2_000, typed=True)
def term_html(term: Term, language: str) -> Markup:
    """Return a term as a tag: icon, word and tone."""
    icon = ICON.format(term.icon) if term.icon else ""
    word = CATALOGUE.words(language)(term.label)
    return Markup('<span class="ds-tag tag" data-variant="outline" data-color="{}" data-mark="{}">{}{}</span>').format(
        term.tone, term.icon or "", icon, word
    )


def choice(vocabulary: type[Term], *, tagged: bool = False) -> Kind:
    """Return the kind of a value that is one word of a vocabulary; `tagged` shows it as a tag."""

    def html(value: Any, words: Words) -> Markup:
        term = vocabulary(value)
        return term_html(term, words.language) if tagged else escape(words(term.label))

    def plain(words: Words) -> Callable[[Any], Any]:
        return {term.value: words(term.label) for term in vocabulary}.get

    tones = {term.value: term.tone for term in vocabulary} if tagged else None
    return Kind("choice", html=remembered(html), plain=plain, tones=tones, terms=vocabulary)


def quiet(vocabulary: type[Term]) -> Kind:
    """Return the kind of a word that is a tag only when its tone calls for attention."""

    def html(value: Any, words: Words) -> Markup:
        term = vocabulary(value)
        return escape(words(term.label)) if term.tone == Tone.NEUTRAL else term_html(term, words.language)

    return replace(choice(vocabulary), html=html)


def several(vocabulary: type[Term]) -> Kind:
    """Return the kind of a value that is a list of words of a vocabulary, stored with commas between."""

    def printed(value: Any, words: Words) -> str:
        return ", ".join(words(vocabulary(word).label) for word in str(value).split(",") if word)

    return Kind(
        "several",
        html=lambda value, words: escape(printed(value, words)),
        plain=lambda words: lambda value: printed(value, words),
        data=lambda value: [word for word in str(value).split(",") if word],
        terms=vocabulary,
    )
