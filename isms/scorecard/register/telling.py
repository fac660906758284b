"""Says requirements and results in words: «minst 80 %», «Innført», «12,5»."""

from decimal import Decimal

from isms.kernel.formats import print_decimal
from isms.kernel.words import Words
from isms.scorecard.rules import Requirement, read_words
from isms.scorecard.vocabulary import MeasuredIn


def printed(words: Words, measured_in: MeasuredIn, value: str) -> str:
    """Return a value as people read it."""
    if measured_in == MeasuredIn.STATE:
        return value
    number = print_decimal(Decimal(value), words.language)
    return words("scorecard.percent", n=number) if measured_in == MeasuredIn.PERCENT else number


def typed(words: Words, measured_in: MeasuredIn, value: str) -> str:
    """Return a value as a form shows it: what is typed there reads back to the same."""
    return value if measured_in == MeasuredIn.STATE else print_decimal(Decimal(value), words.language)


def required(words: Words, requirement: Requirement) -> str:
    """Return what is wanted, as people read it."""
    return _threshold(words, requirement, requirement.wanted)


def accepted(words: Words, requirement: Requirement) -> str | None:
    """Return what is acceptable, as people read it, or None when only what is wanted is good enough."""
    return _threshold(words, requirement, requirement.acceptable) if requirement.acceptable else None


def _threshold(words: Words, requirement: Requirement, threshold: str) -> str:
    if requirement.direction is None:
        return words("scorecard.or").join(read_words(threshold))
    return words(f"scorecard.threshold.{requirement.direction}", n=printed(words, requirement.measured_in, threshold))
