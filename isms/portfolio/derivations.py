"""Keeps on each system what follows from other rows: its current rating, and what others demand of it."""

from collections.abc import Iterable, Mapping
from itertools import product

from sqlalchemy import Table
from sqlalchemy.orm import Session

from isms.kernel.seal.sealing import Derivation
from isms.portfolio import queries
from isms.portfolio.models import Demand, DemandOverride, Dependency, Rating, System
from isms.portfolio.queries import KeptGraph, in_parts
from isms.portfolio.rules import Demanded, Need, Place, need, override_reaches, settle, system_class
from isms.portfolio.vocabulary import Quality


def recompute(session: Session, touched: dict[Table, set[int]]) -> None:
    """Bring the systems up to date that changed ratings, dependencies, overrides or withdrawals bear on."""
    by_name = {table.name: ids for table, ids in touched.items()}
    changed: set[Place] = set()
    ends: set[int] = set()
    for ids in in_parts(by_name.get(Rating.__tablename__, ())):
        changed |= _follow_ratings(session, queries.systems_of_ratings(session, ids))
    for ids in in_parts(by_name.get(Dependency.__tablename__, ())):
        ends |= queries.ends_of_dependencies(session, ids)
    for ids in in_parts(by_name.get(System.__tablename__, ())):
        changed |= set(product(queries.turned(session, ids), Quality))
    for ids in in_parts(by_name.get(DemandOverride.__tablename__, ())):
        changed |= queries.places_of_overrides(session, ids)
    if changed or ends:
        _follow_demands(session, changed, set(product(ends, Quality)))


def settle_everything(session: Session) -> None:
    """Work out from the whole graph what is demanded; what is as it should be is left alone."""
    _follow_demands(session, set(product(queries.standing_ids(session), Quality)), set())


def _follow_ratings(session: Session, system_ids: Iterable[int]) -> set[Place]:
    """Keep the current ratings on their systems, and return the places whose level is other than before."""
    current = {rating.system_id: rating for rating in queries.current_ratings(session, list(system_ids))}
    changed: set[Place] = set()
    for system in queries.systems_by_id(session, current):
        rating = current[system.id]
        before, now = need(system.k, system.i, system.t), Need(rating.k, rating.i, rating.t)
        changed |= {(system.id, q) for q in Quality if before is None or before.level(q) != now.level(q)}
        system.k, system.i, system.t = now
        system.system_class = system_class(now)
        system.rated_on = rating.rated_on
        system.rating_valid_until = rating.valid_until
    session.flush()
    return changed


def _follow_demands(session: Session, changed: set[Place], receiving: set[Place]) -> None:
    moved = settle(KeptGraph(session), changed, receiving)
    for ids in in_parts({system_id for system_id, _ in (*moved, *changed)}):
        _keep(session, ids, moved)


def _keep(session: Session, system_ids: list[int], moved: Mapping[Place, Demanded | None]) -> None:
    """Keep what is demanded of some systems now, with their own levels and the overrides that reach so far."""
    kept = queries.demands_of(session, system_ids)
    overrides = queries.overrides_of(session, system_ids)
    for system in queries.systems_by_id(session, system_ids):
        own = need(system.k, system.i, system.t)
        for place in product([system.id], Quality):
            demand = kept.get(place)
            if demand is None and moved.get(place):
                demand = kept[place] = Demand(system_id=system.id, tenant_id=system.tenant_id, quality=place[1])
                session.add(demand)
            if demand is None:
                continue
            if place in moved:
                _take(demand, moved[place])
            demand.own = own.level(place[1]) if own and demand.level else None
            demand.override_id = _reaching(demand, overrides.get(place))
        beyond = [kept[place] for place in product([system.id], Quality) if place in kept and kept[place].own]
        if system.warning_count != len(beyond):
            system.warning_count = len(beyond)
    session.flush()


def _take(demand: Demand, demanded: Demanded | None) -> None:
    demand.level = demanded.level if demanded else None
    demand.from_id = demanded.from_id if demanded else None
    demand.via_id = demanded.via_id if demanded else None
    demand.path = " ".join(demanded.path) if demanded else None


def _reaching(demand: Demand, override: DemandOverride | None) -> int | None:
    if demand.level is None or override is None:
        return None
    reaches = override_reaches(demand.level, demand.own, up_to=override.level, accepted=override.accepted)
    return override.id if reaches else None


STANDS = ("withdrawn_on", "lifecycle")
"""What decides of a system whether it demands and is demanded of."""

DERIVATIONS = (
    Derivation(
        reads=(Rating, Dependency, System, DemandOverride),
        recompute=recompute,
        columns={System.__tablename__: STANDS},
    ),
)
