"""What systems demand of each other along the whole graph: levels, ways, rings, and changes one by one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isms.portfolio import rules
from isms.portfolio.rules import Demanded, Flow, Need, Node, Place
from isms.portfolio.vocabulary import DataFlow, Quality

TODAY = date(2026, 11, 22)
K, I, T = Quality  # noqa: E741


@dataclass
class World:
    """A graph in memory that keeps what has been settled."""

    systems: dict[int, Node]
    links: set[Flow] = field(default_factory=set)
    kept: dict[Place, Demanded] = field(default_factory=dict)

    def nodes(self, ids: Collection[int]) -> Mapping[int, Node]:
        return {id_: self.systems[id_] for id_ in ids if id_ in self.systems}

    def flows(self, ids: Collection[int]) -> Iterable[Flow]:
        return [f for f in self.links if {f[0], f[1]} & set(ids) and {f[0], f[1]} <= self.systems.keys()]

    def demands(self, ids: Collection[int]) -> Mapping[Place, Demanded]:
        return {place: demanded for place, demanded in self.kept.items() if place[0] in ids}

    def carried_by(self, ids: Collection[int]) -> Iterable[tuple[int, Place]]:
        return [(demanded.via_id, place) for place, demanded in self.kept.items() if demanded.via_id in ids]

    def settle(self, changed: Iterable[Place] = (), receiving: Iterable[Place] = ()) -> dict[Place, Demanded | None]:
        """Settle what has changed and keep it."""
        found = rules.settle(self, set(changed), set(receiving))
        for place, demanded in found.items():
            self.kept.pop(place, None)
            if demanded:
                self.kept[place] = demanded
        return found

    def settled(self) -> dict[Place, Demanded]:
        """Return everything that is demanded, worked out from nothing."""
        fresh = World(self.systems, self.links)
        fresh.settle(changed=product(self.systems, Quality))
        return fresh.kept


def node(id_: int, need: tuple[int, ...] = (), aside: Mapping[str, int] | None = None) -> Node:
    set_aside = {Quality(letter): level for letter, level in (aside or {}).items()}
    return Node(f"S-{id_:03}", Need(*need) if need else None, set_aside)


def world(levels: Mapping[int, tuple[int, ...]], *flows: tuple[int, int, DataFlow]) -> World:
    return World({id_: node(id_, need) for id_, need in levels.items()}, {Flow(*flow) for flow in flows})


ONE, FOUR = (1, 1, 1), (4, 4, 4)
NONE, IN, OUT, BOTH = DataFlow.NONE, DataFlow.IN, DataFlow.OUT, DataFlow.BOTH


def test_what_is_depended_on_must_be_as_available_all_the_way() -> None:
    found = world({1: FOUR, 2: ONE, 3: ONE}, (1, 2, NONE), (2, 3, NONE)).settled()
    assert found == {
        (2, T): Demanded(4, 1, 1, ("S-001", "S-002")),
        (3, T): Demanded(4, 1, 2, ("S-001", "S-002", "S-003")),
    }


def test_secrecy_follows_the_data_and_rightness_goes_against_it() -> None:
    found = world({1: FOUR, 2: FOUR[:2] + (1,), 3: ONE}, (1, 2, OUT), (3, 2, IN)).settled()
    assert found[3, K].path == ("S-002", "S-003")
    assert (3, I) not in found
    found = world({1: ONE, 2: ONE, 3: FOUR}, (1, 2, OUT), (3, 2, IN)).settled()
    assert found[2, I].path == ("S-003", "S-002")
    assert found[1, I].path == ("S-003", "S-002", "S-001")
    assert (1, K) not in found


def test_a_flow_both_ways_demands_both_ways() -> None:
    found = world({1: (4, 1, 1), 2: (1, 4, 1)}, (1, 2, BOTH)).settled()
    assert {place: demanded.level for place, demanded in found.items()} == {(2, K): 4, (1, I): 4}


def test_a_level_that_is_as_high_as_what_is_carried_is_no_demand() -> None:
    found = world({1: (1, 1, 3), 2: (1, 1, 3), 3: (1, 1, 2)}, (1, 2, NONE), (2, 3, NONE)).settled()
    assert found == {(3, T): Demanded(3, 2, 2, ("S-002", "S-003"))}


def test_the_highest_demand_is_shown_by_the_shortest_way_then_by_who_came_first() -> None:
    links = ((4, 3, NONE), (2, 4, NONE), (2, 3, NONE), (1, 3, NONE))
    assert world({1: (1, 1, 3), 2: FOUR, 3: ONE, 4: ONE}, *links).settled()[3, T].path == ("S-002", "S-003")
    assert world({1: FOUR, 2: FOUR, 3: ONE, 4: ONE}, *links).settled()[3, T].path == ("S-001", "S-003")
    two_ways = ((1, 3, NONE), (1, 2, NONE), (2, 4, NONE), (3, 4, NONE))
    assert world({1: FOUR, 2: ONE, 3: ONE, 4: ONE}, *two_ways).settled()[4, T].path == ("S-001", "S-002", "S-004")


def test_a_system_that_is_not_rated_passes_demands_on_and_makes_none() -> None:
    found = world({1: FOUR, 2: (), 3: ONE}, (1, 2, NONE), (2, 3, NONE)).settled()
    assert [found[2, T].level, found[3, T].path] == [4, ("S-001", "S-002", "S-003")]
    assert world({1: (), 2: ()}, (1, 2, BOTH)).settled() == {}


def test_a_ring_asks_nothing_of_the_one_that_begins() -> None:
    ring = world({1: FOUR, 2: ONE, 3: ONE}, (1, 2, NONE), (2, 3, NONE), (3, 1, NONE))
    assert {place[0] for place in ring.settled()} == {2, 3}


def test_a_demand_that_kept_itself_alive_in_a_ring_goes_with_its_source() -> None:
    ring = world({1: FOUR, 2: ONE, 3: ONE}, (1, 2, NONE), (2, 3, NONE), (3, 2, NONE))
    ring.settle(changed=product(ring.systems, Quality))
    ring.links.remove(Flow(1, 2, NONE))
    ring.settle(receiving=[(2, T)])
    assert ring.kept == {}


def test_what_is_set_aside_is_still_known_but_carried_no_further() -> None:
    links = {Flow(1, 2, NONE), Flow(2, 3, NONE)}
    found = World({1: node(1, FOUR), 2: node(2, (1, 1, 2), {"t": 4}), 3: node(3, ONE)}, links).settled()
    assert found[2, T].level == 4
    assert found[3, T] == Demanded(2, 2, 2, ("S-002", "S-003"))


def test_a_demand_above_what_was_set_aside_is_carried_in_full() -> None:
    links = {Flow(1, 2, NONE), Flow(2, 3, NONE)}
    found = World({1: node(1, FOUR), 2: node(2, (1, 1, 2), {"t": 3}), 3: node(3, ONE)}, links).settled()
    assert found[3, T].path == ("S-001", "S-002", "S-003")


def test_a_change_that_bears_on_nothing_walks_no_further() -> None:
    chain = world(dict.fromkeys(range(1, 100), FOUR), *((id_, id_ + 1, NONE) for id_ in range(1, 99)))
    asked: list[int] = []
    chain.settle(changed=product(chain.systems, Quality))
    plain = chain.flows
    chain.flows = lambda ids: asked.extend(ids) or plain(ids)  # type: ignore[method-assign,func-returns-value]
    chain.systems[50] = node(50, (4, 4, 3))
    assert chain.settle(changed=[(50, T)]) == {(50, T): Demanded(4, 49, 49, ("S-049", "S-050"))}
    assert set(asked) <= {49, 50, 51, 52}


levels = st.tuples(*[st.integers(1, 4)] * 3)
needs = st.one_of(st.just(()), levels)
SIZE = 7
ids = st.integers(1, SIZE)
flows = st.builds(Flow, ids, ids, st.sampled_from(DataFlow)).filter(lambda f: f[0] != f[1])
asides = st.dictionaries(st.sampled_from(["k", "i", "t"]), st.integers(1, 4), max_size=2)
nodes = st.tuples(needs, asides)


def of(parts: list[tuple[tuple[int, ...], dict[str, int]]], links: Iterable[Flow]) -> World:
    systems = {id_: node(id_, need, aside) for id_, (need, aside) in enumerate(parts, start=1)}
    return World(systems, set(links))


worlds = st.builds(of, st.lists(nodes, min_size=SIZE, max_size=SIZE), st.sets(flows, max_size=14))
free_worlds = st.builds(
    of, st.lists(st.tuples(needs, st.just({})), min_size=SIZE, max_size=SIZE), st.sets(flows, max_size=14)
)


def by_force(graph: World) -> dict[Place, int]:
    """Return the level each place must have: say the sentence over and over until nothing changes."""
    must = {(id_, q): n.own(q) for id_, n in graph.systems.items() for q in Quality}
    aside = {(id_, q): n.set_aside.get(q, 0) for id_, n in graph.systems.items() for q in Quality}
    own = dict(must)
    for _ in range(len(must) + 1):
        for flow in graph.links:
            for source, target, q in rules.demands_along(flow):
                carried = must[source, q] if must[source, q] > aside[source, q] else own[source, q]
                must[target, q] = max(must[target, q], carried)
    return must


@given(worlds)
def test_levels_are_those_of_the_plain_fixpoint(graph: World) -> None:
    found = graph.settled()
    for (id_, q), level in by_force(graph).items():
        own = graph.systems[id_].own(q)
        demanded = found.get((id_, q))
        assert (demanded.level if demanded else own) == level
        assert demanded is None or demanded.level > own


@given(worlds)
def test_every_way_can_be_walked_and_ends_where_it_says(graph: World) -> None:
    steps = {step for flow in graph.links for step in rules.demands_along(flow)}
    for (id_, q), demanded in graph.settled().items():
        way = [int(code.removeprefix("S-")) for code in demanded.path]
        assert (way[0], way[-2], way[-1]) == (demanded.from_id, demanded.via_id, id_)
        assert len(set(way)) == len(way)
        assert all((one, other, q) in steps for one, other in zip(way, way[1:], strict=False))
        assert graph.systems[way[0]].own(q) == demanded.level


@given(free_worlds, st.data())
def test_no_way_that_is_shown_could_be_shorter(graph: World, data: st.DataObject) -> None:
    found = graph.settled()
    if not found:
        return
    (id_, q), demanded = data.draw(st.sampled_from(sorted(found.items())))
    reached, frontier, hops = {id_}, {id_}, 1
    while not any(graph.systems[other].own(q) == demanded.level for other in frontier - {id_}):
        frontier = {
            source
            for flow in graph.links
            for source, target, quality in rules.demands_along(flow)
            if quality == q and target in frontier
        } - reached
        reached |= frontier
        hops += 1
    assert len(demanded.path) == hops


@given(free_worlds, ids, levels)
def test_raising_a_rating_never_lowers_what_a_system_must_have(graph: World, id_: int, by: tuple[int, ...]) -> None:
    before, then = by_force(graph), graph.settled()
    old = graph.systems[id_]
    raised = Need(*(max(old.own(q), level) for q, level in zip(Quality, by, strict=True)))
    now = replace(graph, systems={**graph.systems, id_: replace(old, need=raised)}).settled()
    for (other, q), level in before.items():
        must = (
            now[other, q].level
            if (other, q) in now
            else (raised.level(q) if other == id_ else old_own(graph, other, q))
        )
        assert must >= level
        assert other == id_ or (other, q) not in then or (other, q) in now


def old_own(graph: World, id_: int, quality: Quality) -> int:
    return graph.systems[id_].own(quality)


@given(free_worlds, ids, levels)
def test_a_level_as_high_as_what_is_demanded_ends_the_demand(graph: World, id_: int, need: tuple[int, ...]) -> None:
    for (other, q), demanded in graph.settled().items():
        levels = {quality: graph.systems[other].own(quality) or 1 for quality in Quality} | {q: demanded.level}
        met = Need(*(levels[quality] for quality in Quality))
        now = replace(graph, systems={**graph.systems, other: replace(graph.systems[other], need=met)}).settled()
        assert (other, q) not in now


@given(worlds, st.randoms())
def test_the_order_in_which_systems_are_settled_changes_nothing(graph: World, random: Random) -> None:
    whole = graph.settled()
    places = list(product(graph.systems, Quality))
    random.shuffle(places)
    for place in places:
        graph.settle(changed=[place])
    assert graph.kept == whole


edits = st.lists(
    st.one_of(
        st.tuples(st.just("rate"), ids, nodes),
        st.tuples(st.just("withdraw"), ids, st.none()),
        st.tuples(st.just("return"), ids, nodes),
        st.tuples(st.just("connect"), st.none(), flows),
        st.tuples(st.just("part"), ids, st.none()),
    ),
    max_size=12,
)


@given(worlds, edits)
def test_change_by_change_gives_what_the_whole_graph_gives(
    graph: World, edits: list[tuple[str, int, tuple[tuple[int, ...], dict[str, int]] | Flow]]
) -> None:
    graph.settle(changed=product(graph.systems, Quality))
    for what, id_, given_ in edits:
        edit(graph, what, id_, given_)
        assert graph.kept == graph.settled()


def edit(graph: World, what: str, id_: int, given_: object) -> None:
    """Change one thing, and settle what that touches."""
    every = list(product([id_], Quality))
    match what, given_:
        case "connect", Flow() as flow:
            graph.links.add(flow)
            graph.settle(receiving=product([flow.system_id, flow.depends_on_id], Quality))
        case "part", _:
            gone = min((f for f in graph.links if id_ in f[:2]), default=None, key=lambda f: (f[0], f[1], f[2].value))
            graph.links -= {gone}  # type: ignore[arg-type]
            graph.settle(receiving=product(gone[:2], Quality) if gone else ())
        case "withdraw", _:
            graph.systems.pop(id_, None)
            graph.settle(changed=every)
        case _, (need, aside):
            graph.systems[id_] = node(id_, need, aside)
            graph.settle(changed=every)


@pytest.mark.parametrize(
    ("level", "own", "reaches"), [(4, 2, True), (3, 2, True), (4, 1, False), (4, None, False), (4, 3, True)]
)
def test_an_override_reaches_as_far_as_it_was_meant(level: int, own: int | None, reaches: bool) -> None:
    assert rules.override_reaches(level, own, up_to=4, accepted=2) is reaches
    assert not rules.override_reaches(level, own, up_to=level - 1, accepted=2)


GOOD = {"own": 2, "demanded": 4, "reason": "Reserveløsning", "valid_until": TODAY}


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({}, []),
        ({"own": None}, ["override.nothing_to_set_aside"]),
        ({"demanded": None}, ["override.nothing_to_set_aside"]),
        ({"demanded": 2}, ["override.nothing_to_set_aside"]),
        ({"demanded": 3}, []),
        ({"reason": None}, ["portfolio.reason_missing"]),
        ({"valid_until": None}, ["override.end_missing"]),
        ({"valid_until": date(2026, 11, 21)}, ["override.ends_in_the_past"]),
        ({"valid_until": date(2028, 11, 22)}, []),
        ({"valid_until": date(2028, 11, 23)}, ["override.too_long"]),
    ],
)
def test_a_demand_is_set_aside_for_a_reason_and_a_time(wrong: dict[str, object], because: list[str]) -> None:
    found = rules.override_refusals(**{**GOOD, **wrong}, today=TODAY)  # type: ignore[arg-type]
    assert [refusal.because for refusal in found] == because
