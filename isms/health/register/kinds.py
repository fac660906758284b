"""How the values of health are shown: tenths as numbers, and one of the sixteen results of a system."""

from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from isms.health.vocabulary import Indicator, IndicatorResult
from isms.kernel.formats import print_tenths
from isms.kernel.register.kinds import Kind, term_html
from isms.kernel.words import Words

TENTHS = Kind(
    "tenths",
    "decimal",
    numeric=True,
    html=lambda value, words: escape(print_tenths(value, words.language)),
    plain=lambda words: lambda value: Decimal(value) / 10,
    data=lambda value: Decimal(value) / 10,
)
"""A number that is kept as tenths."""


def result_of(results: str, indicator: Indicator) -> IndicatorResult:
    """Return how an indicator came out, from the sixteen results as they are kept."""
    return IndicatorResult(results.split(",")[list(Indicator).index(indicator)])


def one_result(indicator: Indicator) -> Kind:
    """Return the kind of a value that is all sixteen results, of which one is shown."""

    def html(value: Any, words: Words) -> Markup:
        return term_html(result_of(value, indicator), words.language)

    return Kind(
        "several",
        html=html,
        plain=lambda words: lambda value: words(result_of(value, indicator).label),
        data=lambda value: str(result_of(value, indicator)),
        terms=IndicatorResult,
    )
