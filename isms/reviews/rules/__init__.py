"""What the organisation has decided about reviews: the periods, what is due, and what counts as worse."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from isms.kernel.refusal import Refusal
from isms.organisation.vocabulary import UnitKind

ENDS = ((4, 30), (8, 31), (12, 31))
"""The last days of the three periods of a year; 31 August is the municipalities' own report date."""

REVIEWED_KINDS = (UnitKind.MUNICIPALITY, UnitKind.SERVICE_AREA)
"""The kinds of unit that have reviews of their own."""

YEARS = range(2000, 2100)
"""The years a period may be typed for; others are slips of the finger."""


@dataclass(frozen=True, order=True)
class Period:
    """A third of a year, written 2026-T2."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-T{self.number}"

    @property
    def ends_on(self) -> date:
        """The last day."""
        return date(self.year, *ENDS[self.number - 1])

    @property
    def begins_on(self) -> date:
        """The first day."""
        return self.previous().ends_on + timedelta(days=1)

    def next(self) -> "Period":
        """Return the period after."""
        return Period(self.year + 1, 1) if self.number == len(ENDS) else Period(self.year, self.number + 1)

    def previous(self) -> "Period":
        """Return the period before."""
        return Period(self.year - 1, len(ENDS)) if self.number == 1 else Period(self.year, self.number - 1)


def period_of(day: date) -> Period:
    """Return the period a day lies in."""
    number = next(n for n, end in enumerate(ENDS, start=1) if (day.month, day.day) <= end)
    return Period(day.year, number)


def read_period(text: str) -> Period:
    """Return the period a text names; raises ValueError."""
    found = re.fullmatch(r"([0-9]{4})-T([123])", text.strip().upper())
    if found is None or int(found[1]) not in YEARS:
        raise ValueError(f"not a period: {text}")
    return Period(int(found[1]), int(found[2]))


def due_periods(first: Period, prepared: set[str], today: date) -> Iterator[Period]:
    """Yield the periods from the first one on that have ended before today and are not prepared."""
    period = first
    while period.ends_on < today:
        if str(period) not in prepared:
            yield period
        period = period.next()


def preparation_refusals(period: Period, today: date) -> Iterator[Refusal]:
    """Yield why a review cannot be prepared yet: its period has not ended."""
    if today <= period.ends_on:
        yield Refusal("review.not_over", values={"period": period, "day": period.ends_on})


def plan_refusals(kind: UnitKind) -> Iterator[Refusal]:
    """Yield why it cannot be said from when a unit of a kind is reviewed: it has no reviews of its own."""
    if kind not in REVIEWED_KINDS:
        yield Refusal("review.not_of_this_kind")


@dataclass(frozen=True)
class Standing:
    """How a system stood at the end of a period: its class, its highest residual risk, what is the matter."""

    id: int
    code: str
    name: str
    system_class: int | None
    risk: int
    faults: tuple[str, ...]

    def burden(self) -> tuple[int, int]:
        """Return what is compared from one review to the next: the risk first, then the number of faults."""
        return self.risk, len(self.faults)


@dataclass(frozen=True)
class Movements:
    """What has changed since the review before, as system codes."""

    new: Sequence[str]
    gone: Sequence[str]
    worse: Sequence[str]
    better: Sequence[str]


def movements(before: Mapping[str, Standing], now: Mapping[str, Standing]) -> Movements:
    """Return which systems are new, gone, worse or better, by code, each in order of code."""
    both = sorted(before.keys() & now.keys())
    return Movements(
        new=sorted(now.keys() - before.keys()),
        gone=sorted(before.keys() - now.keys()),
        worse=[code for code in both if now[code].burden() > before[code].burden()],
        better=[code for code in both if now[code].burden() < before[code].burden()],
    )
