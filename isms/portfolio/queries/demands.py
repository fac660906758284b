"""Reads of what systems demand of each other: the graph a neighbourhood at a time, and what is kept of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased, joinedload

from isms.kernel.access import MOST_READERS, Access
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.tables import Base, history_of
from isms.organisation.models import Person, Unit
from isms.portfolio.models import Demand, DemandOverride, Dependency, System
from isms.portfolio.queries.systems import system_scope
from isms.portfolio.rules import Demanded, Flow, Node, Place, need
from isms.portfolio.vocabulary import Lifecycle, Permission, Quality

IDS_AT_A_TIME = 5_000

LONGEST_WAY = 100
"""How many steps of a way are shown."""


def stands(system: FromClause) -> ColumnElement[bool]:
    """Return the predicate of systems that demand and are demanded of: neither withdrawn nor ended."""
    return and_(system.c.withdrawn_on.is_(None), system.c.lifecycle != Lifecycle.ENDED)


class KeptGraph:
    """The graph as the rows have it; see rules.Graph."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def nodes(self, ids: Collection[int]) -> Mapping[int, Node]:
        table = System.__table__
        found: dict[int, Node] = {}
        for some in in_parts(ids):
            aside: dict[int, dict[Quality, int]] = defaultdict(dict)
            for (system_id, quality), override in overrides_of(self.session, some).items():
                aside[system_id][quality] = override.level
            wanted = select(table.c.id, table.c.code, table.c.k, table.c.i, table.c.t)
            for id_, code, *levels in self.session.execute(wanted.where(table.c.id.in_(some), stands(table))):
                found[id_] = Node(code, need(*levels), aside.get(id_, {}))
        return found

    def flows(self, ids: Collection[int]) -> Iterable[Flow]:
        one, other = System.__table__.alias(), System.__table__.alias()
        joined = (
            select(Dependency.system_id, Dependency.depends_on_id, Dependency.direction)
            .join(one, one.c.id == Dependency.system_id)
            .join(other, other.c.id == Dependency.depends_on_id)
            .where(Dependency.withdrawn_on.is_(None), stands(one), stands(other))
        )
        for some in in_parts(ids):
            either = or_(Dependency.system_id.in_(some), Dependency.depends_on_id.in_(some))
            yield from (Flow(*row) for row in self.session.execute(joined.where(either)))

    def demands(self, ids: Collection[int]) -> Mapping[Place, Demanded]:
        kept = Demand.__table__.c
        wanted = select(kept.system_id, kept.quality, kept.level, kept.from_id, kept.via_id, kept.path).where(
            kept.level.is_not(None)
        )
        return {
            (row[0], row[1]): Demanded(row[2], row[3], row[4], tuple(row[5].split()))
            for some in in_parts(ids)
            for row in self.session.execute(wanted.where(kept.system_id.in_(some)))
        }

    def carried_by(self, ids: Collection[int]) -> Iterable[tuple[int, Place]]:
        kept = Demand.__table__.c
        wanted = select(kept.via_id, kept.system_id, kept.quality).where(kept.level.is_not(None))
        for some in in_parts(ids):
            rows = self.session.execute(wanted.where(kept.via_id.in_(some)))
            yield from ((via_id, (system_id, quality)) for via_id, system_id, quality in rows)


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield the ids in order, as many at a time as a statement takes."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_AT_A_TIME):
        yield ordered[start : start + IDS_AT_A_TIME]


def turned(session: Session, system_ids: Collection[int]) -> set[int]:
    """Return which of the systems stand and did not before this transaction, or the other way round."""
    return set(session.scalars(_turned(), {"some": list(system_ids)}))


@cache
def _turned() -> Select[int]:
    table = Base.metadata.tables[System.__tablename__]
    before = history_of(table)
    some: BindParameter[Any] = bindparam("some", expanding=True)
    return (
        select(table.c.id)
        .join(before, before.c.id == table.c.id)
        .where(table.c.id.in_(some), before.c.to_position.is_(None), stands(table) != stands(before))
    )


def standing_ids(session: Session) -> set[int]:
    """Return every system that stands."""
    table = System.__table__
    return set(session.scalars(select(table.c.id).where(stands(table))))


def ends_of_dependencies(session: Session, dependency_ids: Collection[int]) -> set[int]:
    """Return the systems at either end of the dependencies, withdrawn ones too."""
    rows = session.execute(
        select(Dependency.system_id, Dependency.depends_on_id).where(Dependency.id.in_(dependency_ids))
    )
    return {end for row in rows for end in row}


def places_of_overrides(session: Session, override_ids: Collection[int]) -> set[Place]:
    """Return what the overrides are about."""
    rows = session.execute(
        select(DemandOverride.system_id, DemandOverride.quality).where(DemandOverride.id.in_(override_ids))
    )
    return {(system_id, quality) for system_id, quality in rows}


def overrides_of(session: Session, system_ids: Collection[int]) -> dict[Place, DemandOverride]:
    """Return the newest override of each quality of the systems, unless it is withdrawn or has lapsed."""
    statement = select(DemandOverride).where(DemandOverride.system_id.in_(system_ids)).order_by(DemandOverride.id)
    newest = {(override.system_id, override.quality): override for override in session.scalars(statement)}
    return {p: o for p, o in newest.items() if o.withdrawn_on is None and o.lapsed_on is None}


def demands_of(session: Session, system_ids: Collection[int]) -> dict[Place, Demand]:
    """Return what is kept of the demands on the systems, those that are gone too."""
    rows = session.scalars(select(Demand).where(Demand.system_id.in_(system_ids)))
    return {(demand.system_id, demand.quality): demand for demand in rows}


def demand_on(session: Session, system_id: int, quality: Quality) -> Demand | None:
    """Return what is demanded of a quality of a system beyond its own level, or None."""
    return session.scalar(
        select(Demand).where(Demand.system_id == system_id, Demand.quality == quality, Demand.level.is_not(None))
    )


def override_for(
    session: Session, access: Access, override_id: int, permission: KernelPermission
) -> DemandOverride | None:
    """Return an override that is not withdrawn, of a system on which the permission is held, or None."""
    return session.scalar(
        select(DemandOverride)
        .join(System, System.id == DemandOverride.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            DemandOverride.id == override_id,
            DemandOverride.withdrawn_on.is_(None),
            System.withdrawn_on.is_(None),
            system_scope(access, permission, System.__table__, Unit.path),
        )
        .options(joinedload(DemandOverride.system))
    )


def past_overrides(session: Session, today: date) -> Sequence[DemandOverride]:
    """Return the overrides whose last day is past and that have not lapsed yet."""
    statement = select(DemandOverride).where(
        DemandOverride.valid_until < today, DemandOverride.withdrawn_on.is_(None), DemandOverride.lapsed_on.is_(None)
    )
    return session.scalars(statement.order_by(DemandOverride.id)).all()


@dataclass(frozen=True)
class Step:
    """A system on the way of a demand; without an id and a name when who looks may not read it."""

    id: int | None
    name: str | None


@dataclass(frozen=True)
class SetAside:
    """The override that reaches a demand, and who made it."""

    id: int
    reason: str
    decided_by: str
    decided_on: date
    valid_until: date


@dataclass(frozen=True)
class DemandLine:
    """A demand on a system as who looks may see it; `steps` lead from who demands to the one before the system."""

    quality: Quality
    level: int
    own: int | None
    version: int
    steps: tuple[Step, ...]
    override: SetAside | None


def demand_lines(session: Session, access: Access, system_id: int) -> list[DemandLine]:
    """Return what is demanded of a system beyond its own levels, in the order of the letters; one statement."""
    found: dict[Quality, list[Any]] = defaultdict(list)
    for row in session.execute(_lines_for(access), {"of_system_id": system_id}):
        found[row.quality].append(row)
    return [_line(found[quality]) for quality in Quality if quality in found]


@lru_cache(maxsize=MOST_READERS)
def _lines_for(access: Access) -> Select[Any]:
    """Return the select of the steps of every demand on a system, each with whether it may be read."""
    demand, override, decided_by = Demand.__table__.c, DemandOverride.__table__.c, Person.__table__.c
    way, step = _way(bindparam("of_system_id", type_=Integer)), System.__table__.alias()
    readable = system_scope(access, Permission.SYSTEM_READ, step, Unit.path)
    aside = (override.id, override.reason, decided_by.name, override.decided_on, override.valid_until)
    return (
        select(demand.quality, demand.level, demand.own, demand.version, step.c.id, step.c.name, readable, *aside)
        .join_from(way, Demand, demand.id == way.c.demand_id)
        .join(step, step.c.id == way.c.step_id)
        .join(Unit, Unit.id == step.c.unit_id)
        .outerjoin(DemandOverride, override.id == demand.override_id)
        .outerjoin(Person, decided_by.id == override.decided_by_id)
        .order_by(way.c.hops.desc())
    )


def _line(rows: Sequence[Any]) -> DemandLine:
    quality, level, own, version, _, _, _, *aside = rows[0]
    steps = [Step(id_, name) if may_read else Step(None, None) for _, _, _, _, id_, name, may_read, *_ in rows]
    return DemandLine(quality, level, own, version, tuple(steps), SetAside(*aside) if aside[0] else None)


def _way(system_id: ColumnElement[int]) -> CTE:
    """Return the steps of the demands on a system, from the nearest back to who demands; as many as each path has."""
    kept, before = Demand.__table__.c, Demand.__table__.alias("up")
    first = select(
        kept.id.label("demand_id"), kept.quality, kept.via_id.label("step_id"), kept.from_id, literal(1).label("hops")
    ).where(kept.system_id == system_id, kept.level.is_not(None))
    way = first.cte("way", recursive=True)
    further = select(way.c.demand_id, way.c.quality, before.c.via_id, way.c.from_id, way.c.hops + 1).join_from(
        way, before, and_(before.c.system_id == way.c.step_id, before.c.quality == way.c.quality)
    )
    return way.union_all(further.where(way.c.step_id != way.c.from_id, way.c.hops < LONGEST_WAY))


def readable_ids(access: Access) -> Select[int]:
    """Return the select of the systems that a person may read, as they lie today."""
    table, unit = System.__table__.alias(), aliased(Unit)
    return (
        select(table.c.id)
        .join(unit, unit.id == table.c.unit_id)
        .where(system_scope(access, Permission.SYSTEM_READ, table, unit.path))
    )
