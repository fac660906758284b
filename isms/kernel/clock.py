"""Decides what time it is: the one place that reads a clock."""

import calendar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands where it is put, for tests and for a past made in order."""

    instant: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 8, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.instant

    def set(self, instant: datetime) -> None:
        """Move the clock to an aware instant."""
        self.instant = instant.astimezone(UTC)

    def advance(self, **delta: float) -> None:
        """Move the clock forward by a timedelta given as keywords."""
        self.instant += timedelta(**delta)


def day_of(instant: datetime) -> date:
    """Return the day in Oslo on which an aware instant falls."""
    return instant.astimezone(OSLO).date()


def end_of(day: date) -> datetime:
    """Return the first instant after a day in Oslo, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), OSLO).astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
