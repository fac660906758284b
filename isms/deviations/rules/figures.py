"""How deviations are counted: by what they are, how long they took, whether clocks were kept, and month by month."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from isms.deviations.vocabulary import Cause, DeviationCategory, DeviationKind, Severity, Stage, StopCause

K = TypeVar("K")


@dataclass(frozen=True)
class Told:
    """A deviation as the figures need it.

    closed_on: when it was closed as handled. ended_on: when it no longer asked anything of anybody, rejected and
    merged ones included. area: code and name of its service area; both empty above all areas.
    """

    reported_on: date
    closed_on: date | None
    ended_on: date | None
    severity: Severity
    category: DeviationCategory | None
    kind: DeviationKind | None
    cause_kind: Cause | None
    stage: Stage
    area: tuple[str, str]


@dataclass(frozen=True)
class Clock:
    """A statutory clock on a deviation."""

    starts_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    stop_cause: StopCause | None


@dataclass(frozen=True)
class Period:
    """Some days; both ends belong to it."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Say whether a day lies in the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Month:
    """What happened in a month, or in the part of it that has been: how many came, ended, and were open at its end."""

    first: date
    reported: int
    ended: int
    open: int


@dataclass(frozen=True)
class Duration:
    """How many deviations were closed, and the median of the days they took; None when there were none."""

    closed: int
    median: Decimal | None


@dataclass(frozen=True)
class Kept:
    """How many duties to report were reported in time, and of how many that is known."""

    kept: int
    known: int


def default_period(today: date) -> Period:
    """Return the last twelve months: from the day after the same day a year ago, to today."""
    try:
        a_year_ago = today.replace(year=today.year - 1)
    except ValueError:
        a_year_ago = date(today.year - 1, 2, 28)
    return Period(a_year_ago + timedelta(days=1), today)


def median(numbers: Iterable[int]) -> Decimal | None:
    """Return the number in the middle, or the mean of the two in the middle when there is an even number of them."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Decimal(ordered[half])
    mean = Decimal(ordered[half - 1] + ordered[half]) / 2
    return mean.to_integral_value() if mean == mean.to_integral_value() else mean


def closing_time(deviations: Iterable[Told], period: Period) -> Duration:
    """Return how long the deviations took that were closed in a period, from the day they were reported.

    Closed the same day is 0 days. What was rejected or merged has not been handled, and is left out.
    """
    days = [
        (one.closed_on - one.reported_on).days for one in deviations if one.closed_on and period.holds(one.closed_on)
    ]
    return Duration(len(days), median(days))


def reported_in(deviations: Iterable[Told], period: Period) -> list[Told]:
    """Return the deviations that were reported in a period."""
    return [one for one in deviations if period.holds(one.reported_on)]


def counted(
    deviations: Iterable[Told], what: Callable[[Told], K | None], order: Iterable[K]
) -> list[tuple[K | None, int]]:
    """Return how many deviations there are of each word, in its order; what has no word comes last, if there is any."""
    numbers = Counter(what(one) for one in deviations)
    found: list[tuple[K | None, int]] = [(word, numbers[word]) for word in order]
    return [*found, (None, numbers[None])] if numbers[None] else found


def clocks_kept(clocks: Iterable[Clock], now: datetime) -> Kept:
    """Return how many clocks were kept, of those that a report has stopped and those that run past their end.

    To report at the very end is in time. A clock stopped because there was no duty tells nothing.
    """
    reported = [one for one in clocks if one.stop_cause == StopCause.REPORTED and one.stopped_at]
    missed = sum(one.stopped_at is None and one.due_at < now for one in clocks)
    kept = sum(one.stopped_at is not None and one.stopped_at <= one.due_at for one in reported)
    return Kept(kept, len(reported) + missed)


def months_to(last: date, number: int) -> list[date]:
    """Return the first day of each of so many months, the last of which holds a day."""
    whole = last.year * 12 + last.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(whole - number + 1, whole + 1)]


def trend(deviations: Sequence[Told], last: date, number: int) -> list[Month]:
    """Return what happened in each of so many months, the last of which holds a day and ends with it."""
    firsts = months_to(last, number)
    ends = [first - timedelta(days=1) for first in firsts[1:]] + [last]
    came = Counter(_first_of(one.reported_on) for one in deviations if one.reported_on <= last)
    went = Counter(_first_of(one.ended_on) for one in deviations if one.ended_on and one.ended_on <= last)
    return [
        Month(first, came[first], went[first], sum(_is_open(one, end) for one in deviations))
        for first, end in zip(firsts, ends, strict=True)
    ]


def _is_open(one: Told, day: date) -> bool:
    """Say whether a deviation was open at the end of a day."""
    return one.reported_on <= day and (one.ended_on is None or one.ended_on > day)


def _first_of(day: date) -> date:
    return day.replace(day=1)
