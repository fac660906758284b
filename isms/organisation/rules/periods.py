"""What a municipality reports by: the thirds of a year, tertials, of which the second ends with August."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

ENDS = ((4, 30), (8, 31), (12, 31))
"""The last days of the three periods of a year; 31 August is the municipalities' own report date."""

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


def last_end(day: date) -> date:
    """Return the end of the last period that was over before a day: on the end of one, that of the one before it."""
    return period_of(day).previous().ends_on


def read_period(text: str) -> Period:
    """Return the period a text names; raises ValueError."""
    found = re.fullmatch(r"([0-9]{4})-T([123])", text.strip().upper())
    if found is None or int(found[1]) not in YEARS:
        raise ValueError(f"not a period: {text}")
    return Period(int(found[1]), int(found[2]))
