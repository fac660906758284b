"""Reads of the portfolio: systems, ratings, dependencies and suppliers, for those who may see them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, load_only

from isms.kernel.access import ROOT, Access, Path
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.text import folded
from isms.organisation.models import Person, Unit
from isms.portfolio.models import Dependency, Rating, Supplier, System
from isms.portfolio.rules import Need, need
from isms.portfolio.vocabulary import Criticality, DataFlow, Permission

RELATIONS: dict[KernelPermission, tuple[str, ...]] = {
    Permission.SYSTEM_READ: ("owner_id", "administrator_id", "deputy_owner_id", "deputy_administrator_id"),
    Permission.SYSTEM_CHANGE: ("owner_id", "administrator_id", "deputy_owner_id", "deputy_administrator_id"),
    Permission.SYSTEM_RATE: ("owner_id", "deputy_owner_id"),
}
"""Which relations to a system give a permission on it."""

PEOPLE = (System.owner, System.administrator, System.deputy_owner, System.deputy_administrator)


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
    statement = (
        select(System)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            System.id == system_id,
            system_scope(access, permission, System.__table__, Unit.path),
        )
        .options(
            joinedload(System.unit).joinedload(Unit.area).load_only(Unit.code, Unit.name),
            *(joinedload(person).load_only(Person.name, Person.deactivated_on) for person in PEOPLE),
            joinedload(System.supplier).load_only(Supplier.name),
            joinedload(System.replaces).load_only(System.code, System.name),
        )
    )
    if permission != Permission.SYSTEM_READ:
        statement = statement.where(System.withdrawn_on.is_(None))
    return session.scalar(statement)


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
        select(System.owner_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(mine, System.withdrawn_on.is_(None), System.owner_id.is_not(None))
    )
    rows = session.execute(
        select(Person.id, Person.name).where(Person.id.in_(owned)).order_by(Person.name_key, Person.id)
    )
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


def replaced_by(session: Session, system_id: int) -> Sequence[System]:
    """Return the systems that say they replace a system, by name."""
    statement = select(System).where(System.replaces_id == system_id, System.withdrawn_on.is_(None))
    named = statement.options(load_only(System.code, System.name))
    return session.scalars(named.order_by(System.name_key, System.id)).all()


def withdrawn_among(session: Session, ids: Collection[int]) -> set[int]:
    """Return which of the systems are withdrawn."""
    return set(session.scalars(select(System.id).where(System.id.in_(ids), System.withdrawn_on.is_not(None))))


def ratings_of(session: Session, system_id: int) -> Sequence[Rating]:
    """Return the ratings of a system with who made them, the current one first."""
    statement = select(Rating).where(Rating.system_id == system_id).options(joinedload(Rating.rated_by))
    return session.scalars(statement.order_by(Rating.rated_on.desc(), Rating.id.desc())).all()


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


@dataclass(frozen=True)
class Edge:
    """A dependency between two standing systems, with what each of them needs."""

    ends: tuple[int, int]
    direction: DataFlow
    need: Need | None
    other_need: Need | None


def edges(session: Session, system_ids: Collection[int]) -> list[Edge]:
    """Return the dependencies in force that have one of the systems at either end."""
    one, other = aliased(System), aliased(System)
    statement = (
        select(Dependency.direction, one.id, one.k, one.i, one.t, other.id, other.k, other.i, other.t)
        .join(one, one.id == Dependency.system_id)
        .join(other, other.id == Dependency.depends_on_id)
        .where(
            Dependency.withdrawn_on.is_(None),
            one.withdrawn_on.is_(None),
            other.withdrawn_on.is_(None),
            or_(Dependency.system_id.in_(system_ids), Dependency.depends_on_id.in_(system_ids)),
        )
    )
    return [Edge((row[1], row[5]), row[0], need(*row[2:5]), need(*row[6:9])) for row in session.execute(statement)]


def records_of(system_id: int) -> dict[str, Select[Any]]:
    """Return selects of the ratings and dependencies of a system, past ones too, by table."""
    connected = or_(Dependency.system_id == system_id, Dependency.depends_on_id == system_id)
    return {
        Rating.__tablename__: select(Rating.id).where(Rating.system_id == system_id),
        Dependency.__tablename__: select(Dependency.id).where(connected),
    }


def ends_of_dependencies(session: Session, dependency_ids: Collection[int]) -> set[int]:
    """Return the systems at either end of the dependencies, withdrawn ones too."""
    rows = session.execute(
        select(Dependency.system_id, Dependency.depends_on_id).where(Dependency.id.in_(dependency_ids))
    )
    return {end for row in rows for end in row}


def ends_near(session: Session, system_ids: Collection[int]) -> set[int]:
    """Return the systems at either end of the dependencies of the systems, withdrawn systems too."""
    rows = session.execute(
        select(Dependency.system_id, Dependency.depends_on_id).where(
            Dependency.withdrawn_on.is_(None),
            or_(Dependency.system_id.in_(system_ids), Dependency.depends_on_id.in_(system_ids)),
        )
    )
    return {end for row in rows for end in row}


@dataclass(frozen=True)
class Neighbour:
    """A system at the other end of a dependency; `is_readable` tells whether its page opens."""

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


def neighbours_of(session: Session, access: Access, system_id: int) -> list[Neighbour]:
    """Return the systems a system depends on and those that depend on it, by name; one statement."""
    other, unit = aliased(System), aliased(Unit)
    is_needed = Dependency.system_id == system_id
    readable = or_(
        access.within(Permission.SYSTEM_READ, unit.path),
        *(getattr(other, name) == access.person_id for name in RELATIONS[Permission.SYSTEM_READ]),
    )
    statement = (
        select(Dependency, other, is_needed, readable)
        .join(
            other,
            or_(
                (Dependency.system_id == system_id) & (other.id == Dependency.depends_on_id),
                (Dependency.depends_on_id == system_id) & (other.id == Dependency.system_id),
            ),
        )
        .join(unit, unit.id == other.unit_id)
        .where(Dependency.withdrawn_on.is_(None), other.withdrawn_on.is_(None))
        .options(load_only(other.code, other.name, other.k, other.i, other.t))
        .order_by(other.name_key, Dependency.id)
    )
    return [
        Neighbour(
            dependency.id,
            system.id,
            system.code,
            system.name,
            need(system.k, system.i, system.t),
            dependency.what,
            dependency.direction,
            dependency.criticality,
            dependency.note,
            bool(needed),
            bool(may_read),
        )
        for dependency, system, needed, may_read in session.execute(statement)
    ]


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


def within_or_above(access: Access, permission: KernelPermission, path: Path) -> ColumnElement[bool]:
    """Return the predicate that a place lies where a permission is held, or above such a place.

    Suppliers belong to the whole municipality: who holds a role in one of its areas may see them.
    """
    above = {
        place[: at + 1]
        for place in access.paths(permission)
        if place != ROOT
        for at, character in enumerate(place)
        if character == "/" and at
    }
    return or_(access.within(permission, path), path.in_(sorted(above)))


def supplier_for(
    session: Session,
    access: Access,
    supplier_id: int,
    permission: KernelPermission = Permission.SUPPLIER_READ,
) -> Supplier | None:
    """Return a supplier, or None: it is read by all in the municipality, and changed while it stands."""
    statement = select(Supplier).join(Unit, Unit.id == Supplier.tenant_id).where(Supplier.id == supplier_id)
    path = Unit.path
    if permission == Permission.SUPPLIER_READ:
        return session.scalar(statement.where(within_or_above(access, permission, path)))
    return session.scalar(statement.where(access.within(permission, path), Supplier.withdrawn_on.is_(None)))


def suppliers_of(session: Session, tenant_id: int | None) -> Sequence[Supplier]:
    """Return the suppliers of a municipality that are not withdrawn, by name."""
    statement = select(Supplier).where(Supplier.tenant_id == tenant_id, Supplier.withdrawn_on.is_(None))
    return session.scalars(statement.order_by(Supplier.name_key, Supplier.id)).all()


def suppliers_by_name(session: Session, tenant_id: int, names: Iterable[str]) -> dict[str, Supplier]:
    """Return the suppliers of a municipality that have the names, however written, by folded name."""
    wanted = {folded(name) for name in names}
    statement = select(Supplier).where(
        Supplier.tenant_id == tenant_id, Supplier.withdrawn_on.is_(None), Supplier.name_folded.in_(wanted)
    )
    return {supplier.name_folded: supplier for supplier in session.scalars(statement)}


def systems_from(session: Session, access: Access, supplier_id: int) -> Sequence[System]:
    """Return the systems a person may read that a supplier delivers, by name."""
    statement = (
        select(System)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            System.supplier_id == supplier_id,
            System.withdrawn_on.is_(None),
            system_scope(access, Permission.SYSTEM_READ, System.__table__, Unit.path),
        )
        .order_by(System.name_key, System.id)
    )
    return session.scalars(statement).all()


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


def count_systems_from(session: Session, supplier_id: int) -> int:
    """Return how many systems a supplier delivers."""
    statement = select(func.count(System.id)).where(System.supplier_id == supplier_id, System.withdrawn_on.is_(None))
    return session.scalar(statement) or 0
