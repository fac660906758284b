"""Decides which phase a project's decisions have brought it to, which point is decided next, and what may be decided.

The six phases and the points between them are those of Digdir's Prosjektveiviseren.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from isms.kernel.refusal import Refusal
from isms.projects.vocabulary import DecisionPoint, Outcome, Phase, ProjectState

PHASES = tuple(Phase)
POINTS = tuple(DecisionPoint)


@dataclass(frozen=True)
class Taken:
    """A decision: at which point, what came of it, and on which day."""

    point: DecisionPoint
    outcome: Outcome
    decided_on: date


@dataclass(frozen=True)
class Standing:
    """Where a project stands: its phase, since when, and when it was stopped or ended, if it was."""

    phase: Phase
    moved_on: date
    stopped_on: date | None = None
    ended_on: date | None = None

    @property
    def state(self) -> ProjectState:
        """Say whether the project goes on."""
        return state(self.stopped_on, self.ended_on)


def state(stopped_on: date | None, ended_on: date | None) -> ProjectState:
    """Say whether a project that was stopped or ended on a day, or neither, goes on."""
    if stopped_on is not None:
        return ProjectState.STOPPED
    return ProjectState.ENDED if ended_on is not None else ProjectState.RUNNING


def leaving(phase: Phase) -> DecisionPoint:
    """Return the point at which it is decided that a project leaves a phase; the last one ends it."""
    return POINTS[PHASES.index(phase)]


def entered(point: DecisionPoint) -> Phase | None:
    """Return the phase that an approval at a point opens; None for the point that ends the project."""
    at = POINTS.index(point) + 1
    return PHASES[at] if at < len(PHASES) else None


def standing(begun_on: date, taken: Iterable[Taken]) -> Standing:
    """Return where a project stands after its decisions, given in the order they were taken.

    Without any it is an idea from the day it was begun. What is sent back stays in its phase.
    """
    found = Standing(Phase.IDEA, begun_on)
    for decision in taken:
        found = _after(found, decision)
    return found


def standing_at(begun_on: date, taken: Iterable[Taken], at: date) -> Standing | None:
    """Return where a project stood at the end of a day, by the days of its decisions; None before it was begun."""
    if begun_on > at:
        return None
    return standing(begun_on, [decision for decision in taken if decision.decided_on <= at])


def _after(now: Standing, decision: Taken) -> Standing:
    if decision.outcome == Outcome.STOPPED:
        return replace(now, stopped_on=decision.decided_on)
    if decision.outcome == Outcome.SENT_BACK:
        return now
    phase = entered(decision.point)
    if phase is None:
        return replace(now, ended_on=decision.decided_on)
    return Standing(phase, decision.decided_on)


def next_point(now: Standing) -> DecisionPoint | None:
    """Return the only point that may be decided now; None when the project goes on no longer."""
    return leaving(now.phase) if now.state == ProjectState.RUNNING else None


def decision_refusals(
    now: Standing, outcome: Outcome, decided_on: date, reason: str | None, *, latest_on: date, today: date
) -> Iterator[Refusal]:
    """Yield why something cannot be decided: latest_on is the day of the decision before, or of the beginning."""
    if now.state != ProjectState.RUNNING:
        yield Refusal("project.goes_on_no_longer")
    if outcome != Outcome.APPROVED and not (reason or "").strip():
        yield Refusal("project.decision_needs_a_reason", "reason")
    if decided_on > today:
        yield Refusal("project.decided_in_the_future", "decided_on")
    if decided_on < latest_on:
        yield Refusal("project.decided_too_early", "decided_on")


def withdrawal_refusals(*, is_latest: bool) -> Iterator[Refusal]:
    """Yield why a decision cannot be withdrawn: a later one builds on it."""
    if not is_latest:
        yield Refusal("project.decision_is_built_on")


def project_refusals(
    name: str, begun_on: date, planned_end_on: date | None, *, first_on: date | None, today: date
) -> Iterator[Refusal]:
    """Yield why a project cannot be registered so; first_on is the day of its first decision, if there is one."""
    if not name.strip():
        yield Refusal("project.nameless", "name")
    if begun_on > today:
        yield Refusal("project.begins_in_the_future", "begun_on")
    if first_on is not None and begun_on > first_on:
        yield Refusal("project.decided_before_it_began", "begun_on")
    if planned_end_on is not None and planned_end_on < begun_on:
        yield Refusal("project.ends_before_it_begins", "planned_end_on")


def benefit_refusals(realised: str | None, realised_on: date | None, today: date) -> Iterator[Refusal]:
    """Yield why what came of a benefit cannot be told so: both what and when are needed, and the day has come."""
    if not (realised or "").strip():
        yield Refusal("benefit.realised_is_half", "realised")
    if realised_on is None:
        yield Refusal("benefit.realised_is_half", "realised_on")
    elif realised_on > today:
        yield Refusal("benefit.realised_in_the_future", "realised_on")


def part_refusals(tenant_id: int | None, system_tenant_id: int | None) -> Iterator[Refusal]:
    """Yield why a system cannot be a project's: it is another municipality's."""
    if tenant_id != system_tenant_id:
        yield Refusal("project.other_municipality", "system_id")
