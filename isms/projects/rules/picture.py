"""Decides how projects lie over the phases at a date, and what has moved since another; from decisions' days alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from isms.projects.rules.phases import Standing, Taken, standing_at
from isms.projects.vocabulary import Phase, ProjectState


@dataclass(frozen=True)
class Told:
    """A project as the picture knows it: its unit, when it began, and its decisions in the order they were taken."""

    id: int
    code: str
    name: str
    unit: str
    begun_on: date
    taken: Sequence[Taken]


@dataclass(frozen=True)
class Placed:
    """A project in its phase, and since when."""

    id: int
    code: str
    name: str
    unit: str
    phase: Phase
    moved_on: date


@dataclass(frozen=True)
class Move:
    """A project for which a new phase was decided; `before` is None for one that had not begun."""

    id: int
    code: str
    name: str
    unit: str
    before: Phase | None
    phase: Phase
    moved_on: date


@dataclass(frozen=True)
class Left:
    """A project that was stopped or ended, in which phase, and when."""

    id: int
    code: str
    name: str
    unit: str
    phase: Phase
    state: ProjectState
    left_on: date


@dataclass(frozen=True)
class PhasePicture:
    """The projects that went on at a date, by phase and then by name, and what has happened since an earlier one.

    moved: those for which a new phase was decided, the new ones among them. begun: those that had not begun, whether
    or not they have moved since. left: those that were stopped or ended.
    """

    at: date
    since: date
    projects: Sequence[Placed]
    moved: Sequence[Move]
    begun: Sequence[Placed]
    left: Sequence[Left]

    def of(self, phase: Phase) -> list[Placed]:
        """Return the projects of one phase."""
        return [project for project in self.projects if project.phase == phase]

    @property
    def counts(self) -> dict[Phase, int]:
        """Return how many projects each phase has, in the order of the phases."""
        return {phase: len(self.of(phase)) for phase in Phase}


def picture(told: Iterable[Told], at: date, since: date) -> PhasePicture:
    """Return how projects lay over the phases at the end of a day, and what had moved since the end of another."""
    projects, moved, begun, left = [], [], [], []
    for one in told:
        now, before = (standing_at(one.begun_on, one.taken, day) for day in (at, since))
        if now is None:
            continue
        called = (one.id, one.code, one.name, one.unit)
        if now.state == ProjectState.RUNNING:
            placed = Placed(*called, now.phase, now.moved_on)
            projects.append(placed)
            if before is None:
                begun.append(placed)
            if _has_moved(now, before):
                moved.append(Move(*called, before.phase if before else None, now.phase, now.moved_on))
        elif before is None or before.state == ProjectState.RUNNING:
            left.append(Left(*called, now.phase, now.state, now.stopped_on or now.ended_on or now.moved_on))
    order = tuple(Phase)
    projects.sort(key=lambda placed: order.index(placed.phase))
    moved.sort(key=lambda move: order.index(move.phase))
    return PhasePicture(at, since, projects, moved, begun, left)


def _has_moved(now: Standing, before: Standing | None) -> bool:
    """Say whether a new phase was decided: an idea that is merely begun has not been decided on."""
    return now.phase != (before.phase if before else Phase.IDEA)
