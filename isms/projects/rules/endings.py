"""Decides when nothing is left of a system that ends: archive deposited, data deleted, access closed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from isms.kernel.refusal import Refusal
from isms.portfolio.vocabulary import ArchiveDuty, Lifecycle
from isms.projects.vocabulary import EndingPart, GateState


@dataclass(frozen=True)
class Settled:
    """How far a part of an ending has come: done on a day with evidence, or not needed and why; else neither."""

    done_on: date | None = None
    evidence: str | None = None
    not_needed_because: str | None = None

    @property
    def state(self) -> GateState:
        """Say whether the part is done, not needed, or left."""
        if self.done_on is not None:
            return GateState.MET
        return GateState.WAIVED if self.not_needed_because else GateState.OPEN


def left(parts: Mapping[EndingPart, Settled]) -> list[EndingPart]:
    """Return the parts that are neither done nor found not to be needed."""
    return [part for part in EndingPart if parts[part].state == GateState.OPEN]


def beginning_refusals(lifecycle: Lifecycle, begun_on: date, today: date) -> Iterator[Refusal]:
    """Yield why the ending of a system cannot begin: it has ended, or the day has not come."""
    if lifecycle == Lifecycle.ENDED:
        yield Refusal("ending.has_ended")
    if begun_on > today:
        yield Refusal("ending.in_the_future", "begun_on")


def part_refusals(
    part: EndingPart, settled: Settled, *, archive_duty: ArchiveDuty, lifecycle: Lifecycle, today: date
) -> Iterator[Refusal]:
    """Yield why a part cannot be settled so; who has a duty to keep archives deposits them."""
    if lifecycle == Lifecycle.ENDED:
        yield Refusal("ending.has_ended")
    if settled.done_on is not None and settled.not_needed_because:
        yield Refusal("ending.done_and_not_needed", "not_needed_because")
    if settled.done_on is not None and settled.done_on > today:
        yield Refusal("ending.in_the_future", "done_on")
    if settled.done_on is not None and not settled.evidence:
        yield Refusal("ending.needs_evidence", "evidence")
    if part == EndingPart.ARCHIVE and archive_duty == ArchiveDuty.YES and settled.not_needed_because:
        yield Refusal("ending.archive_is_a_duty", "not_needed_because")


def finish_refusals(
    parts: Iterable[EndingPart], lifecycle: Lifecycle, ended_on: date, data_went_to: str | None, today: date
) -> Iterator[Refusal]:
    """Yield why a system has not ended: `parts` are left to do, or when and where its data went is not told."""
    if lifecycle == Lifecycle.ENDED:
        yield Refusal("ending.has_ended")
    for part in parts:
        yield Refusal(f"ending.left.{part}")
    if ended_on > today:
        yield Refusal("ending.in_the_future", "ended_on")
    if not (data_went_to or "").strip():
        yield Refusal("system.end_incomplete", "data_went_to")
