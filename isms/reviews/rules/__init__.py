"""What the organisation has decided about reviews: the periods, what is due, and what counts as worse."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from isms.kernel.refusal import Refusal
from isms.organisation.rules.periods import Period
from isms.organisation.vocabulary import UnitKind

REVIEWED_KINDS = (UnitKind.MUNICIPALITY, UnitKind.SERVICE_AREA)
"""The kinds of unit that have reviews of their own."""


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
