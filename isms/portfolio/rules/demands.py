"""What systems demand of each other: how a need is carried along dependencies and data flows.

The level a system must have is the highest of its own and of what is carried to it, whoever began:
the least fixpoint of that sentence, so a ring of systems is no trouble. What a system must have
beyond its own level is demanded of it, by the one whose own level that is, along the shortest way.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from isms.kernel.clock import months_after
from isms.kernel.refusal import Refusal
from isms.portfolio.rules.systems import Need
from isms.portfolio.vocabulary import DataFlow, Quality

LONGEST_OVERRIDE_MONTHS = 24

Place = tuple[int, Quality]
"""One quality of one system, by the system's id."""


@dataclass(frozen=True)
class Node:
    """A system of the graph: its code, its own need, and up to which level demands on it are set aside."""

    code: str
    need: Need | None
    set_aside: Mapping[Quality, int] = field(default_factory=dict)

    def own(self, quality: Quality) -> int:
        """Return its own level of a quality; 0 while it is not rated."""
        return self.need.level(quality) if self.need else 0


class Flow(NamedTuple):
    """A dependency: the data flow is seen from the one that depends."""

    system_id: int
    depends_on_id: int
    direction: DataFlow


class Demanded(NamedTuple):
    """A demand on a system: the level, whose own it is, through whom it comes, and the codes of the whole way."""

    level: int
    from_id: int
    via_id: int
    path: tuple[str, ...]


class Graph(Protocol):
    """What is read of the systems as they stand; the demands are those kept before a change."""

    def nodes(self, ids: Collection[int]) -> Mapping[int, Node]:
        """Return the systems that stand."""

    def flows(self, ids: Collection[int]) -> Iterable[Flow]:
        """Return the dependencies in force, between systems that stand, with one of the systems at either end."""

    def demands(self, ids: Collection[int]) -> Mapping[Place, Demanded]:
        """Return what is kept as demanded of the systems."""

    def carried_by(self, ids: Collection[int]) -> Iterable[tuple[int, Place]]:
        """Return each place whose kept demand comes through one of the systems, with that system's id."""


def demands_along(flow: Flow) -> Iterator[tuple[int, int, Quality]]:
    """Yield who demands, of whom, and which quality.

    What I depend on must be as available as I am; who receives data must keep it as secret as who
    sends it does; who sends it must be as right as who receives it needs.
    """
    system, other, direction = flow
    yield system, other, Quality.T
    if direction in (DataFlow.OUT, DataFlow.BOTH):
        yield system, other, Quality.K
        yield other, system, Quality.I
    if direction in (DataFlow.IN, DataFlow.BOTH):
        yield other, system, Quality.K
        yield system, other, Quality.I


def settle(graph: Graph, changed: Collection[Place], receiving: Collection[Place]) -> dict[Place, Demanded | None]:
    """Return what is demanded now wherever it is other than what is kept, None for nothing any more.

    changed: places whose own level, standing or override is other than before. receiving: places with
    a dependency that was added, changed or withdrawn. Only what those bear on is walked: first every
    place whose kept demand comes through one of them is forgotten, then demands spread again from the
    rest of the graph, which still holds, until none grows any more.
    """
    return _Settling(graph).run(set(changed), set(receiving))


class _Settling:
    """One walk; the graph is read a neighbourhood at a time, each part once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes: dict[int, Node] = {}
        self.kept: dict[Place, Demanded] = {}
        self.now: dict[Place, Demanded | None] = {}
        self.sources: dict[Place, set[int]] = defaultdict(set)
        self.targets: dict[Place, set[int]] = defaultdict(set)
        self._seen: set[int] = set()
        self._connected: set[int] = set()

    def run(self, changed: set[Place], receiving: set[Place]) -> dict[Place, Demanded | None]:
        self._read(changed | receiving)
        moved = {place for place in receiving if self._pull(place) != self.kept.get(place)}
        pending = self._forget(changed | moved)
        onward = changed
        while pending:
            self._read(pending | onward)
            found = {place: self._pull(place) for place in pending}
            grown = {place for place, demanded in found.items() if demanded != self._standing(place)}
            self.now.update((place, found[place]) for place in grown)
            self._read(grown)
            pending = {(target, place[1]) for place in grown | onward for target in self.targets[place]}
            onward = set()
        return {place: demanded for place, demanded in self.now.items() if demanded != self.kept.get(place)}

    def _forget(self, roots: set[Place]) -> set[Place]:
        """Forget what rests on the roots, and return those places and the roots."""
        lost: set[Place] = set()
        frontier = roots
        while frontier:
            lost |= frontier
            carried = self.graph.carried_by({system_id for system_id, _ in frontier})
            frontier = {place for via_id, place in carried if (via_id, place[1]) in frontier} - lost
        self.now.update(dict.fromkeys(lost))
        return lost

    def _read(self, places: Iterable[Place]) -> None:
        """Read the systems of the places, their dependencies, and the systems at the other ends."""
        ids = {system_id for system_id, _ in places} - self._connected
        if not ids:
            return
        self._connected |= ids
        ends = set(ids)
        for flow in self.graph.flows(ids):
            ends |= {flow.system_id, flow.depends_on_id}
            for source, target, quality in demands_along(flow):
                self.sources[target, quality].add(source)
                self.targets[source, quality].add(target)
        unseen = ends - self._seen
        self._seen |= unseen
        if unseen:
            self.nodes.update(self.graph.nodes(unseen))
            self.kept.update(self.graph.demands(unseen))

    def _standing(self, place: Place) -> Demanded | None:
        return self.now[place] if place in self.now else self.kept.get(place)

    def _pull(self, place: Place) -> Demanded | None:
        """Return the strongest need that reaches a place from its neighbours, if it is beyond its own level."""
        system_id, quality = place
        if system_id not in self.nodes:
            return None
        node = self.nodes[system_id]
        carried = [self._carried((source, quality), node.code) for source in self.sources[place]]
        beyond = [demanded for demanded in carried if demanded.level > node.own(quality)]
        return min(beyond, key=_rank, default=None)

    def _carried(self, place: Place, to_code: str) -> Demanded:
        """Return what a system asks of the next: what is demanded of itself, unless set aside, else its own level."""
        system_id, quality = place
        node, demanded = self.nodes[system_id], self._standing(place)
        if demanded is None or demanded.level <= max(node.own(quality), node.set_aside.get(quality, 0)):
            return Demanded(node.own(quality), system_id, system_id, (node.code, to_code))
        return Demanded(demanded.level, demanded.from_id, system_id, (*demanded.path, to_code))


def _rank(demanded: Demanded) -> tuple[int, int, int, int]:
    """Order demands: the highest first, then the shortest way, then who was registered first."""
    return -demanded.level, len(demanded.path), demanded.from_id, demanded.via_id


def override_reaches(level: int, own: int | None, *, up_to: int, accepted: int) -> bool:
    """Say whether an override stops the warning: since then the demand has not risen, nor the level sunk."""
    return level <= up_to and own is not None and own >= accepted


def override_refusals(
    own: int | None, demanded: int | None, reason: str | None, valid_until: date | None, today: date
) -> Iterator[Refusal]:
    """Yield why a demand cannot be set aside: there must be one, a reason, and an end that is not far off."""
    if own is None or demanded is None or demanded <= own:
        yield Refusal("override.nothing_to_set_aside")
    if not reason:
        yield Refusal("portfolio.reason_missing", "reason")
    if valid_until is None:
        yield Refusal("override.end_missing", "valid_until")
    elif valid_until < today:
        yield Refusal("override.ends_in_the_past", "valid_until")
    elif valid_until > months_after(today, LONGEST_OVERRIDE_MONTHS):
        yield Refusal("override.too_long", "valid_until", {"months": LONGEST_OVERRIDE_MONTHS})
