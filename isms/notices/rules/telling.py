"""What is decided about telling: which steps of a deadline are to be told, and who is told each."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from isms.clocks.rules import Deadline, Rule, Step, reached
from isms.clocks.vocabulary import Told
from isms.kernel.clock import day_of

LOOKS_BACK = timedelta(days=90)
"""For how long an earlier step that nobody has been told of is told; the latest one always is."""

IN_NEED = (Told.SECURITY_OFFICER, Told.CHIEF_EXECUTIVE)
"""Who is told when nobody else is found, the first that somebody is."""


@dataclass(frozen=True)
class Directory:
    """Who is who on a day: who is active, where each belongs, who leads which unit, and who holds which role where.

    homes: the path of the unit of a person. leaders: the leader of a unit. holders: by role and unit.
    """

    active: Set[int]
    homes: Mapping[int, str]
    leaders: Mapping[int, int]
    holders: Mapping[tuple[str, int], Sequence[int]]


@dataclass(frozen=True)
class Reached:
    """A step that a deadline has reached on a day, and whether it is the latest it has reached."""

    rule: Rule
    deadline: Deadline
    step: Step
    on_day: date
    is_latest: bool

    @property
    def kind(self) -> str:
        """What makes a notice of it one of a kind, beside the record, the recipient and the day."""
        return f"{self.rule.key}:{self.step.before}"


Key = tuple[str, str, date]
"""What was told: the kind, about what, and for which day."""


def to_tell(rule: Rule, deadline: Deadline, now: datetime, is_told: Callable[[Key], bool]) -> Iterator[Reached]:
    """Yield the steps of a deadline that people are to be told: the latest, and earlier ones nobody was told.

    The latest is yielded also when it has been told, so that somebody who has come to answer for the record since
    is told how it stands; what has passed before that is not told anew.
    """
    steps = sorted(reached(rule, deadline, now), key=lambda pair: (pair[1], -pair[0].before))
    for step, on_day in steps:
        is_latest = (step, on_day) == steps[-1]
        found = Reached(rule, deadline, step, on_day, is_latest)
        recent = on_day >= day_of(now) - LOOKS_BACK
        if is_latest or (recent and not is_told((found.kind, deadline.about, on_day))):
            yield found


def recipients(directory: Directory, deadline: Deadline, step: Step) -> dict[int, Told]:
    """Return the active people a step tells, each as what they were found first; empty when there is nobody at all."""
    found = _all_of(directory, deadline, step.told)
    for role in IN_NEED:
        found = found or _all_of(directory, deadline, (role,))
    return found


def _all_of(directory: Directory, deadline: Deadline, told: Collection[Told]) -> dict[int, Told]:
    found: dict[int, Told] = {}
    for who in told:
        for person_id in _found(directory, deadline, who):
            if person_id in directory.active:
                found.setdefault(person_id, who)
    return found


def _found(directory: Directory, deadline: Deadline, who: Told) -> Iterator[int]:
    if who == Told.OWNER:
        yield from deadline.owner_ids
    elif who == Told.LEADER:
        homes = [directory.homes[id_] for id_ in deadline.owner_ids if id_ in directory.homes] or [deadline.place]
        for home in homes:
            yield from _leader(directory, home, deadline.owner_ids)
    else:
        for unit_id in upwards(deadline.place):
            yield from directory.holders.get((who.value, unit_id), ())


def _leader(directory: Directory, home: str, owner_ids: Collection[int]) -> Iterator[int]:
    """Yield the nearest leader upwards who is here and is not the one who answers for it."""
    for unit_id in upwards(home):
        leader = directory.leaders.get(unit_id)
        if leader in directory.active and leader not in owner_ids and leader is not None:
            yield leader
            return


def upwards(path: str) -> list[int]:
    """Return the ids of a place and of everything above it, the place first."""
    return [int(id_) for id_ in path.strip("/").split("/")][::-1]
