"""Decides how long a dated fact is wanted and acceptable: limits are days of the calendar, never shares of ages."""

from dataclasses import dataclass
from datetime import date, timedelta

from isms.health.rules.model import Model
from isms.health.vocabulary import IndicatorResult, Limit
from isms.kernel.clock import months_after

DAYS_OF_A_MONTH = 30


@dataclass(frozen=True)
class Window:
    """The last days on which a fact is wanted and acceptable."""

    wanted_until: date
    acceptable_until: date

    def result(self, today: date) -> IndicatorResult:
        """Return how the fact comes out on a day."""
        if today <= self.wanted_until:
            return IndicatorResult.WANTED
        return IndicatorResult.ACCEPTABLE if today <= self.acceptable_until else IndicatorResult.UNACCEPTABLE


def window(day: date, months: int, model: Model) -> Window:
    """Return how long what was done on a day holds, when it is due every so many months.

    Wanted through as many calendar months, acceptable through a tolerance more; a part of a month is so much of
    thirty days, whole days only, so that half a month is fifteen days.
    """
    whole, rest = divmod(months * (100 + model.limits[Limit.TOLERANCE_PERCENT]), 100)
    later = months_after(day, whole) + timedelta(days=rest * DAYS_OF_A_MONTH // 100)
    return Window(months_after(day, months), later)


def is_recent(day: date, months: int, today: date) -> bool:
    """Say whether a day lies no more than some calendar months back."""
    return today <= months_after(day, months)
