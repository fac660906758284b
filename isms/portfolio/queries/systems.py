"""Reads of systems, their ratings and what they depend on, for those who may see them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    String,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, contains_eager, defer, joinedload

from isms.kernel.access import MOST_READERS, Access, Path
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.text import folded
from isms.organisation.models import Person, Unit
from isms.portfolio.models import Demand, DemandOverride, Dependency, Rating, Supplier, System
from isms.portfolio.rules import Need, need
from isms.portfolio.vocabulary import Criticality, DataFlow, Permission, Quality

RELATIONS: dict[KernelPermission, tuple[str, ...]] = {
    Permission.SYSTEM_READ: ("owner_id", "administrator_id", "deputy_owner_id", "deputy_administrator_id"),
    Permission.SYSTEM_CHANGE: ("owner_id", "administrator_id", "deputy_owner_id", "deputy_administrator_id"),
    Permission.SYSTEM_RATE: ("owner_id", "deputy_owner_id"),
}
"""Which relations to a system give a permission on it."""

_RATINGS = (
    select(Rating)
    .where(Rating.system_id == bindparam("of_system_id"))
    .options(
        joinedload(Rating.rated_by).load_only(Person.name),
        *(defer(key) for key in (Rating.tenant_id, Rating.system_id, Rating.rated_by_id)),
    )
    .order_by(Rating.rated_on.desc(), Rating.id.desc())
)

STANDING_IN = (System.administrator, System.deputy_owner, System.deputy_administrator)


def system_scope(access: Access, permission: KernelPermission, system: FromClause, path: Path) -> ColumnElement[bool]:
    """Return the predicate of the systems on which a permission is held, by role at a unit or by relation."""
    related = RELATIONS.get(permission, ()) if access.person_id is not None else ()
    return or_(access.within(permission, path), *(system.c[name] == access.person_id for name in related))


def system_for(
    session: Session,
    access: Access,
    system_id: int,
    permission: KernelPermission = Permission.SYSTEM_READ,
) -> System | None:
    """Return a system with its unit, people and supplier, or None; a withdrawn one can only be read."""
    return session.scalars(_one_of(access, permission), {"wanted_id": system_id}).unique().one_or_none()


@lru_cache(maxsize=MOST_READERS)
def _one_of(access: Access, permission: KernelPermission) -> Select[System]:
    """Return the select of one system for somebody; who changes it needs what follows from its name as well."""
    statement = (
        select(System)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            System.id == bindparam("wanted_id"),
            system_scope(access, permission, System.__table__, Unit.path),
        )
        .options(
            contains_eager(System.unit).load_only(Unit.name, Unit.path, Unit.area_id, Unit.tenant_id),
            contains_eager(System.unit).joinedload(Unit.area).load_only(Unit.code, Unit.name),
            joinedload(System.owner).load_only(Person.name, Person.deactivated_on),
            *(joinedload(person).load_only(Person.name) for person in STANDING_IN),
            joinedload(System.supplier).load_only(Supplier.name),
            joinedload(System.replaces).load_only(System.name),
            joinedload(System.replaced_by).load_only(System.name, System.withdrawn_on),
        )
    )
    if permission != Permission.SYSTEM_READ:
        return statement.where(System.withdrawn_on.is_(None))
    return statement.options(*(defer(key) for key in (System.search_text, System.name_key, System.name_folded)))


def held_on(access: Access, system: System) -> frozenset[KernelPermission]:
    """Return the permissions a person holds on one system; its unit must be loaded."""
    held = {
        permission
        for permission in Permission
        if access.allows_at(permission, system.unit.path)
        or (
            access.person_id is not None
            and any(getattr(system, name) == access.person_id for name in RELATIONS.get(permission, ()))
        )
    }
    return frozenset(held)


def standing_systems(tenant_id: int | None) -> Select[System]:
    """Return the select of a municipality's systems that are not withdrawn, by name."""
    return (
        select(System)
        .where(System.tenant_id == tenant_id, System.withdrawn_on.is_(None))
        .order_by(System.name_key, System.id)
    )


def system_names(session: Session, tenant_id: int | None) -> list[tuple[int, str]]:
    """Return id and «name (code)» of each system of a municipality that is not withdrawn, by name."""
    rows = session.execute(standing_systems(tenant_id).with_only_columns(System.id, System.name, System.code))
    return [(id_, f"{name} ({code})") for id_, name, code in rows]


def systems_by_code(session: Session, tenant_id: int, codes: Collection[str]) -> dict[str, System]:
    """Return the systems of a municipality that have the codes, withdrawn ones too, by code."""
    statement = select(System).where(System.tenant_id == tenant_id, System.code.in_(codes))
    return {system.code: system for system in session.scalars(statement)}


def every_system(session: Session, tenant_id: int) -> Sequence[System]:
    """Return the systems of a municipality, withdrawn ones too."""
    return session.scalars(select(System).where(System.tenant_id == tenant_id).order_by(System.id)).all()


def ids_within(session: Session, access: Access, tenant_id: int, permission: KernelPermission) -> set[int]:
    """Return the ids of a municipality's systems on which a person holds a permission."""
    mine = system_scope(access, permission, System.__table__, Unit.path)
    statement = select(System.id).join(Unit, Unit.id == System.unit_id)
    return set(session.scalars(statement.where(System.tenant_id == tenant_id, mine)))


def systems_by_name(session: Session, tenant_id: int, names: Iterable[str]) -> dict[str, System]:
    """Return the systems of a municipality that have the names, however written, by folded name."""
    wanted = {folded(name) for name in names}
    statement = standing_systems(tenant_id).where(System.name_folded.in_(wanted))
    return {system.name_folded: system for system in session.scalars(statement)}


def systems_by_id(session: Session, ids: Collection[int]) -> Sequence[System]:
    """Return the systems with the ids."""
    return session.scalars(select(System).where(System.id.in_(ids)).order_by(System.id)).all()


def owners(session: Session, access: Access) -> list[tuple[str, str]]:
    """Return id, as text, and name of those who own a system a person may read, by name."""
    mine = system_scope(access, Permission.SYSTEM_READ, System.__table__, Unit.path)
    owned = (
        select(System.id)
        .join(Unit, Unit.id == System.unit_id)
        .where(System.owner_id == Person.id, System.withdrawn_on.is_(None), mine)
    )
    rows = session.execute(select(Person.id, Person.name).where(owned.exists()).order_by(Person.name_key, Person.id))
    return [(str(id_), name) for id_, name in rows]


def unit_choices(session: Session, access: Access) -> list[tuple[str, str]]:
    """Return code and name of the units within which a person may read systems, in tree order, indented."""
    rows = session.execute(
        select(Unit.code, Unit.name, Unit.path)
        .where(access.within(Permission.SYSTEM_READ, Unit.path), Unit.withdrawn_on.is_(None))
        .order_by(Unit.path)
    ).all()
    top = min((path.count("/") for _, _, path in rows), default=0)
    return [(code, "\u00a0\u00a0" * (path.count("/") - top) + name) for code, name, path in rows]


def ratings_of(session: Session, system_id: int) -> Sequence[Rating]:
    """Return the ratings of a system with who made them, the current one first."""
    return session.scalars(_RATINGS, {"of_system_id": system_id}).all()


def latest_rated_on(session: Session, system_id: int) -> date | None:
    """Return the day of a system's newest rating, or None."""
    return session.scalar(select(func.max(Rating.rated_on)).where(Rating.system_id == system_id))


def current_ratings(session: Session, system_ids: Collection[int]) -> Sequence[Rating]:
    """Return the current rating of each of the systems that has one."""
    place = func.row_number().over(partition_by=Rating.system_id, order_by=(Rating.rated_on.desc(), Rating.id.desc()))
    ranked = select(Rating.id, place.label("place")).where(Rating.system_id.in_(system_ids)).subquery()
    return session.scalars(select(Rating).join(ranked, ranked.c.id == Rating.id).where(ranked.c.place == 1)).all()


def systems_of_ratings(session: Session, rating_ids: Collection[int]) -> set[int]:
    """Return the systems that the ratings are of."""
    return set(session.scalars(select(Rating.system_id).where(Rating.id.in_(rating_ids))))


def records_of(system_id: int) -> dict[str, Select[Any]]:
    """Return selects of the ratings, dependencies and overrides of a system, past ones too, by table."""
    connected = or_(Dependency.system_id == system_id, Dependency.depends_on_id == system_id)
    return {
        Rating.__tablename__: select(Rating.id).where(Rating.system_id == system_id),
        Dependency.__tablename__: select(Dependency.id).where(connected),
        DemandOverride.__tablename__: select(DemandOverride.id).where(DemandOverride.system_id == system_id),
    }


@dataclass(frozen=True)
class Neighbour:
    """A system at the other end of a dependency.

    `is_readable` tells whether its page opens, `set_aside` of which qualities a demand on it is set aside.
    """

    dependency_id: int
    id: int
    code: str
    name: str
    need: Need | None
    what: str
    direction: DataFlow
    criticality: Criticality
    note: str | None
    is_needed: bool
    is_readable: bool
    set_aside: tuple[Quality, ...] = ()


_OTHER, _OTHER_UNIT = aliased(System, name="other"), aliased(Unit, name="place")
"""The system at the other end and its unit; made once, since making them takes longer than the question."""


def neighbours_of(session: Session, access: Access, system_id: int, today: date) -> list[Neighbour]:
    """Return the systems a system depends on and those that depend on it, by name; one statement."""
    found = session.execute(_neighbours_for(access), {"of_system_id": system_id, "today": today})
    return [
        Neighbour(
            *(id_, other_id, code, name, need(k, i, t), what, direction, criticality, note),
            is_needed=bool(is_needed),
            is_readable=bool(may),
            set_aside=tuple(Quality(letter) for letter in aside or ""),
        )
        for id_, other_id, code, name, k, i, t, what, direction, criticality, note, is_needed, may, aside in found
    ]


@lru_cache(maxsize=MOST_READERS)
def _neighbours_for(access: Access) -> Select[Any]:
    other, system_id = _OTHER, bindparam("of_system_id", type_=Integer)
    near = (getattr(other, name) == access.person_id for name in RELATIONS[Permission.SYSTEM_READ])
    readable = or_(access.within(Permission.SYSTEM_READ, _OTHER_UNIT.path), *near)
    return (
        select(Dependency.id, other.id, other.code, other.name, other.k, other.i, other.t)
        .add_columns(Dependency.what, Dependency.direction, Dependency.criticality, Dependency.note)
        .add_columns(Dependency.system_id == system_id, readable, _set_aside(other.id))
        .join(
            other,
            or_(
                (Dependency.system_id == system_id) & (other.id == Dependency.depends_on_id),
                (Dependency.depends_on_id == system_id) & (other.id == Dependency.system_id),
            ),
        )
        .join(_OTHER_UNIT, _OTHER_UNIT.id == other.unit_id)
        .where(Dependency.withdrawn_on.is_(None), other.withdrawn_on.is_(None))
        .order_by(other.name_key, Dependency.id)
    )


def _set_aside(system_id: InstrumentedAttribute[int]) -> ColumnElement[str]:
    """Return the letters of the qualities of which a demand on a system is set aside."""
    demand, override = Demand.__table__.c, DemandOverride.__table__.c
    letters = func.aggregate_strings(type_coerce(demand.quality, String), "")
    return (
        select(letters)
        .join_from(Demand, DemandOverride, override.id == demand.override_id)
        .where(demand.system_id == system_id, override.valid_until >= bindparam("today", type_=Date))
        .scalar_subquery()
    )


def dependency_for(
    session: Session, access: Access, dependency_id: int, permission: KernelPermission
) -> Dependency | None:
    """Return a dependency in force of a system on which the permission is held, or None."""
    return session.scalar(
        select(Dependency)
        .join(System, System.id == Dependency.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            Dependency.id == dependency_id,
            Dependency.withdrawn_on.is_(None),
            System.withdrawn_on.is_(None),
            system_scope(access, permission, System.__table__, Unit.path),
        )
        .options(joinedload(Dependency.system), joinedload(Dependency.depends_on))
    )


def held_by(session: Session, access: Access, person_id: int) -> Sequence[System]:
    """Return the systems a person may read that another owns, administers or stands in for, by name."""
    related = or_(*(getattr(System, name) == person_id for name in RELATIONS[Permission.SYSTEM_READ]))
    statement = (
        select(System)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            related,
            System.withdrawn_on.is_(None),
            system_scope(access, Permission.SYSTEM_READ, System.__table__, Unit.path),
        )
        .order_by(System.name_key, System.id)
    )
    return session.scalars(statement).all()
