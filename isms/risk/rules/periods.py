"""The days on which months, quarters and terms of four months end."""

from datetime import date, timedelta

from isms.risk.vocabulary import Pace

MONTHS = {Pace.MONTH: 1, Pace.QUARTER: 3, Pace.TERTIAL: 4}
"""How many months each pace has; a year is a whole number of all of them."""


def ends_before(day: date, pace: Pace, number: int) -> list[date]:
    """Return the last days of the latest periods that were over before a day, oldest first."""
    ends: list[date] = []
    first = date(day.year, (day.month - 1) // MONTHS[pace] * MONTHS[pace] + 1, 1)
    for _ in range(number):
        ends.append(first - timedelta(days=1))
        months = first.year * 12 + first.month - 1 - MONTHS[pace]
        first = date(months // 12, months % 12 + 1, 1)
    return ends[::-1]
