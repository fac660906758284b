"""When a campaign opens and is due, and which systems it asks of: those whose answer would grow old before the next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from isms.kernel.clock import months_after
from isms.kernel.refusal import Refusal
from isms.portfolio.vocabulary import Lifecycle

MONTHS = {1: 12, 2: 12, 3: 12, 4: 12}
"""For how many months what was attested of a system of a class is fresh; a proposal of ours, bound by no law."""

FITNESS_MONTHS = 24
"""For how long a judgement of fitness is fresh: an opinion of how well a system serves changes slowly. Ours too."""

ASKED = frozenset({Lifecycle.PILOT, Lifecycle.IN_USE, Lifecycle.PHASING_OUT})
"""Where in its life a system is when its owner is asked: there is something to confirm."""


@dataclass(frozen=True)
class Yearly:
    """When a campaign opens each year, for how many days it runs, and whether it opens by itself."""

    month: int
    day: int
    days: int
    is_active: bool

    def opening_of(self, year: int) -> date:
        """Return the day it opens in a year."""
        return date(year, self.month, self.day)

    def due_of(self, opens_on: date) -> date:
        """Return the day what opens on a day is due."""
        return opens_on + timedelta(days=self.days)

    def next_opening(self, after: date) -> date:
        """Return the first opening later than a day."""
        this_year = self.opening_of(after.year)
        return this_year if this_year > after else self.opening_of(after.year + 1)


DEFAULT = Yearly(month=10, day=1, days=30, is_active=True)
"""All of October, the national month of security, until a municipality decides otherwise."""


def opening_now(plan: Yearly, today: date) -> date | None:
    """Return the opening whose campaign runs on a day by the plan, or None.

    A worker that was away opens late as long as the due day has not passed; what is over is not opened at all.
    """
    if not plan.is_active:
        return None
    for year in (today.year, today.year - 1):
        opens_on = plan.opening_of(year)
        if opens_on <= today <= plan.due_of(opens_on):
            return opens_on
    return None


def fresh_until(attested_on: date, system_class: int | None) -> date:
    """Return the last day on which what was attested of a system is fresh; unrated systems count as class 1."""
    return months_after(attested_on, MONTHS[system_class or 1])


def fitness_until(judged_on: date) -> date:
    """Return the last day on which a judgement of fitness is fresh."""
    return months_after(judged_on, FITNESS_MONTHS)


def is_asked(attested_on: date | None, system_class: int | None, next_opening: date) -> bool:
    """Say whether a campaign asks of a system: nothing is attested, or it grows old before the next one opens."""
    return attested_on is None or fresh_until(attested_on, system_class) < next_opening


def campaign_refusals(opens_on: date, due_on: date, today: date) -> Iterator[Refusal]:
    """Yield why a campaign cannot be opened by hand: it is due too soon, or in the past."""
    if opens_on > today:
        yield Refusal("campaign.opens_in_the_future", "opens_on")
    if due_on <= max(opens_on, today):
        yield Refusal("campaign.due_before_it_opens", "due_on")
