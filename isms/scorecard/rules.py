"""Decides what a result is worth: how it is read, which band it falls in, and whether it is better than before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import IntEnum

from isms.kernel.formats import read_decimal
from isms.kernel.refusal import Refusal
from isms.kernel.text import folded, normalise
from isms.scorecard.vocabulary import Band, Feed, MeasuredIn, ScoreTrend, WantedDirection

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_NUMBER = 15
"""How many digits a number may have; what has more was not meant."""

WHOLE = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Requirement:
    """What is asked of a result: numbers as `read_value` gives them, states one per line."""

    measured_in: MeasuredIn
    direction: WantedDirection | None
    wanted: str
    acceptable: str | None = None


@dataclass(frozen=True)
class Share:
    """How many of a whole."""

    part: int
    whole: int

    @property
    def percent(self) -> str | None:
        """The share in percent as it is kept, or None of nothing; cut and not rounded, so never told as better."""
        if not self.whole:
            return None
        return _canonical((WHOLE * self.part / self.whole).quantize(TENTH, ROUND_DOWN))


class Rank(IntEnum):
    """How good a state is."""

    UNACCEPTABLE = 0
    ACCEPTABLE = 1
    WANTED = 2


BANDS = {Rank.UNACCEPTABLE: Band.UNACCEPTABLE, Rank.ACCEPTABLE: Band.ACCEPTABLE, Rank.WANTED: Band.WANTED}


def read_value(measured_in: MeasuredIn, text: str) -> str:
    """Return a typed value as it is kept: «80,5 %» is "80.5", a state keeps its words.

    Raises ValueError for what is no number, for more digits than anybody means, for a share that is not from 0
    to 100, and for nothing.
    """
    if measured_in == MeasuredIn.STATE:
        if not normalise(text):
            raise ValueError("nothing")
        return normalise(text)
    is_share = measured_in == MeasuredIn.PERCENT
    number = read_decimal(text.strip().removesuffix("%") if is_share else text)
    if len(number.as_tuple().digits) > LONGEST_NUMBER:
        raise ValueError("too many digits")
    if is_share and not 0 <= number <= WHOLE:
        raise ValueError("no share")
    return _canonical(number)


def read_words(text: str) -> list[str]:
    """Return the states that are named one per line."""
    return [normalise(line) for line in text.splitlines() if normalise(line)]


def band_of(requirement: Requirement, value: str | None) -> Band:
    """Return the band of a value as it is kept; a requirement is met by what is just as good as it."""
    if value is None:
        return Band.NOT_MEASURED
    return BANDS[_rank(requirement, value)]


def trend(requirement: Requirement, now: str | None, before: str | None) -> ScoreTrend:
    """Return whether a value is better than the one before it, whatever their bands.

    States are compared by how good they are: two that are equally good are the same.
    """
    if now is None or before is None:
        return ScoreTrend.UNKNOWN
    if requirement.measured_in == MeasuredIn.STATE:
        difference = Decimal(_rank(requirement, now) - _rank(requirement, before))
    else:
        difference = _gain(requirement, now, before)
    if not difference:
        return ScoreTrend.SAME
    return ScoreTrend.BETTER if difference > 0 else ScoreTrend.WORSE


def requirement_refusals(requirement: Requirement, feed: Feed | None) -> Iterator[Refusal]:
    """Yield why a requirement, its thresholds as typed, cannot be kept; nothing more is asked of unreadable ones."""
    if requirement.measured_in == MeasuredIn.STATE:
        yield from _state_refusals(requirement)
    else:
        yield from _number_refusals(requirement)
    is_share = requirement.measured_in == MeasuredIn.PERCENT and requirement.direction == WantedDirection.HIGHER
    if feed and not is_share:
        yield Refusal("score_indicator.feed_is_a_share", "feed")


def value_refusals(measured_in: MeasuredIn, text: str, field: str = "value") -> Iterator[Refusal]:
    """Yield why a typed value is nonsense."""
    try:
        read_value(measured_in, text)
    except ValueError:
        yield Refusal(f"score_result.no_{measured_in}", field)


def result_refusals(
    measured_in: MeasuredIn, value: str | None, not_measured: bool, note: str | None
) -> Iterator[Refusal]:
    """Yield why a result cannot be recorded: it takes a value, or that it was not measured and why."""
    if value and not_measured:
        yield Refusal("score_result.measured_or_not", "not_measured")
    elif value:
        yield from value_refusals(measured_in, value)
    elif not not_measured:
        yield Refusal("score_result.say_value", "value")
    elif not (note or "").strip():
        yield Refusal("score_result.say_why_not", "note")


def year_refusals(year: int, is_fed: bool, today: date) -> Iterator[Refusal]:
    """Yield why nothing is recorded of a year: it is to come, or it runs and the program follows it by itself."""
    if not FIRST_YEAR <= year <= min(today.year, LAST_YEAR):
        yield Refusal("score_result.no_such_year", "value")
    elif is_fed and year == today.year:
        yield Refusal("score_result.year_runs", "value")


def kept(requirement: Requirement) -> Requirement:
    """Return a requirement that is not refused with its thresholds as they are kept; a state has no direction."""
    is_state = requirement.measured_in == MeasuredIn.STATE

    def read(text: str) -> str:
        return "\n".join(read_words(text)) if is_state else read_value(requirement.measured_in, text)

    return Requirement(
        requirement.measured_in,
        None if is_state else requirement.direction,
        read(requirement.wanted),
        read(requirement.acceptable) if requirement.acceptable and requirement.acceptable.strip() else None,
    )


def _state_refusals(requirement: Requirement) -> Iterator[Refusal]:
    wanted, acceptable = _states(requirement.wanted), _states(requirement.acceptable)
    if not wanted:
        yield Refusal("score_indicator.say_state", "wanted")
    if wanted & acceptable:
        yield Refusal("score_indicator.state_is_both", "acceptable")


def _number_refusals(requirement: Requirement) -> Iterator[Refusal]:
    if requirement.direction is None:
        yield Refusal("score_indicator.without_direction", "direction")
    typed = {"wanted": requirement.wanted, "acceptable": requirement.acceptable or ""}
    unreadable = [
        refusal
        for field, text in typed.items()
        if text.strip() or field == "wanted"
        for refusal in value_refusals(requirement.measured_in, text, field)
    ]
    yield from unreadable
    if unreadable or not requirement.direction or not typed["acceptable"].strip():
        return
    read = kept(requirement)
    if read.acceptable and _gain(read, read.acceptable, read.wanted) > 0:
        yield Refusal("score_indicator.acceptable_beyond_wanted", "acceptable")


def _rank(requirement: Requirement, value: str) -> Rank:
    if requirement.measured_in == MeasuredIn.STATE:
        is_wanted = folded(value) in _states(requirement.wanted)
        is_acceptable = folded(value) in _states(requirement.acceptable)
    else:
        is_wanted = _gain(requirement, value, requirement.wanted) >= 0
        is_acceptable = requirement.acceptable is not None and _gain(requirement, value, requirement.acceptable) >= 0
    if is_wanted:
        return Rank.WANTED
    return Rank.ACCEPTABLE if is_acceptable else Rank.UNACCEPTABLE


def _gain(requirement: Requirement, value: str, other: str) -> Decimal:
    """Return by how much a number is better than another."""
    difference = Decimal(value) - Decimal(other)
    return -difference if requirement.direction == WantedDirection.LOWER else difference


def _states(text: str | None) -> set[str]:
    return {folded(word) for word in read_words(text or "")}


def _canonical(number: Decimal) -> str:
    """Return a number as the one text that is kept, without zeros that say nothing."""
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain
