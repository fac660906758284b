"""Reads of the organisation: units, people, and what a person may do where."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from isms.kernel.access import Access, Holding, Matrix, within
from isms.kernel.handover import Belonging, owns_something
from isms.kernel.permission import Permission
from isms.kernel.words import Words
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.vocabulary import Permission as OrganisationPermission
from isms.organisation.vocabulary import Role, UnitKind

_TODAY = bindparam("today", type_=Date)

HOLDINGS = (
    select(RoleHolding.role, Unit.path)
    .join(Unit, Unit.id == RoleHolding.unit_id)
    .join(Person, Person.id == RoleHolding.person_id)
    .where(
        RoleHolding.person_id == bindparam("person_id"),
        or_(Person.deactivated_on.is_(None), Person.deactivated_on > _TODAY),
        RoleHolding.withdrawn_on.is_(None),
        RoleHolding.valid_from <= _TODAY,
        or_(RoleHolding.valid_until.is_(None), RoleHolding.valid_until >= _TODAY),
    )
)
"""The roles in force of a person on a day; made once, since it is asked at every request."""


_CHOICES = (
    select(Person.id, Person.name)
    .where(
        Person.tenant_id == bindparam("of_tenant_id"),
        or_(Person.deactivated_on.is_(None), Person.id == bindparam("standing")),
    )
    .order_by(Person.name_key, Person.id)
)


def access_of(session: Session, person_id: int, matrix: Matrix, today: date) -> Access:
    """Return what a person may do on a day: the roles in force, each at its place."""
    rows = session.connection().execute(HOLDINGS, {"person_id": person_id, "today": today})
    return Access(person_id, tuple(Holding(row.role, row.path) for row in rows), matrix)


def unit_for(
    session: Session,
    access: Access,
    unit_id: int,
    permission: Permission = OrganisationPermission.UNIT_READ,
) -> Unit | None:
    """Return a unit within which the permission is held, or None."""
    return session.scalar(select(Unit).where(Unit.id == unit_id, access.within(permission, Unit.path)))


def children(session: Session, unit_id: int) -> list[Unit]:
    """Return the units right under a unit, by name, withdrawn ones left out."""
    statement = select(Unit).where(Unit.parent_id == unit_id, Unit.withdrawn_on.is_(None))
    return list(session.scalars(statement.order_by(Unit.name_key, Unit.id)))


def person(session: Session, person_id: int | None) -> Person | None:
    """Return a person by id, or None."""
    return session.get(Person, person_id) if person_id else None


def person_choices(session: Session, tenant_id: int | None, standing: int | None = None) -> list[tuple[int, str]]:
    """Return the active people of a municipality as pairs of id and name, for a form to offer.

    `standing` is who the record names already; they are offered whether active or not.
    """
    rows = session.connection().execute(_CHOICES, {"of_tenant_id": tenant_id, "standing": standing})
    return [(row.id, row.name) for row in rows]


def below(session: Session, path: str, *, withdrawn: bool = False) -> list[Unit]:
    """Return every unit below a place, each after the one it lies under; `withdrawn` ones too when asked."""
    statement = select(Unit).where(within((path,), Unit.path), Unit.path != path)
    if not withdrawn:
        statement = statement.where(Unit.withdrawn_on.is_(None))
    return list(session.scalars(statement.order_by(Unit.path)))


def units_outliving(session: Session, path: str, day: date) -> int:
    """Return how many units below a place stand longer than a day."""
    longer = or_(Unit.valid_until.is_(None), Unit.valid_until > day)
    statement = select(func.count(Unit.id)).where(
        within((path,), Unit.path), Unit.path != path, Unit.withdrawn_on.is_(None), longer
    )
    return session.scalar(statement) or 0


def active_people_within(session: Session, path: str) -> int:
    """Return how many active people belong to a place or below it."""
    statement = select(func.count(Person.id)).join(Unit, Unit.id == Person.unit_id)
    return session.scalar(statement.where(within((path,), Unit.path), Person.deactivated_on.is_(None))) or 0


def people_at(session: Session, unit_id: int) -> list[Person]:
    """Return the active people who belong to a unit itself, by name."""
    statement = select(Person).where(Person.unit_id == unit_id, Person.deactivated_on.is_(None))
    return list(session.scalars(statement.order_by(Person.name_key, Person.id)))


def standing_units(access: Access, permission: Permission, today: date) -> Select[Unit]:
    """Return the select of units in force within which a permission is held, in tree order."""
    return (
        select(Unit)
        .where(
            access.within(permission, Unit.path),
            Unit.withdrawn_on.is_(None),
            or_(Unit.valid_until.is_(None), Unit.valid_until >= today),
        )
        .order_by(Unit.path)
    )


def areas_within(permission: Permission) -> Callable[[Session, Access, Words], list[tuple[str, str]]]:
    """Return a reader of the service areas within which a permission is held, as pairs of code and name."""

    def read(session: Session, access: Access, _words: Words) -> list[tuple[str, str]]:
        areas = (
            select(Unit.code, Unit.name)
            .where(
                Unit.kind == UnitKind.SERVICE_AREA,
                Unit.withdrawn_on.is_(None),
                access.within(permission, Unit.path),
            )
            .order_by(Unit.name_key, Unit.id)
        )
        return [(row.code, row.name) for row in session.execute(areas)]

    return read


def municipalities(session: Session) -> list[Unit]:
    """Return every municipality, by name."""
    return list(session.scalars(select(Unit).where(Unit.kind == UnitKind.MUNICIPALITY).order_by(Unit.name_key)))


def person_for(
    session: Session,
    access: Access,
    person_id: int,
    permission: Permission = OrganisationPermission.PERSON_READ,
) -> Person | None:
    """Return a person who belongs to a place where the permission is held, or None."""
    return session.scalar(
        select(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id == person_id, access.within(permission, Unit.path))
    )


def leads(person_id: int | None, path: Any) -> ColumnElement[bool]:
    """Return the predicate that a person leads the unit at a path, or one above it."""
    if person_id is None:
        return false()
    led = aliased(Unit)
    return (
        select(led.id)
        .where(led.leader_id == person_id, led.withdrawn_on.is_(None), path.startswith(led.path))
        .correlate_except(led)
        .exists()
    )


def hands_over(access: Access, home: Any) -> ColumnElement[bool]:
    """Return the predicate that a person may hand over what belongs to those of a unit: by role, or as their leader."""
    return or_(
        access.within(OrganisationPermission.PERSON_HAND_OVER, home.path),
        leads(access.person_id, home.path),
    )


def person_to_hand_over(session: Session, access: Access, person_id: int) -> Person | None:
    """Return a person, with their unit, whose belongings the reader may hand over, or None."""
    statement = select(Person).join(Unit, Unit.id == Person.unit_id).options(joinedload(Person.unit))
    return session.scalar(statement.where(Person.id == person_id, hands_over(access, Unit)))


def led_places(session: Session, access: Access) -> list[str]:
    """Return the paths of the units a person leads."""
    statement = select(Unit.path).where(Unit.leader_id == (access.person_id or 0), Unit.withdrawn_on.is_(None))
    return list(session.scalars(statement))


def heirs_of(session: Session, person: Person, today: date) -> list[Person]:
    """Return who comes first to take over after a person: the leader of their unit, or of the nearest one above.

    Where nobody else leads, the security officers of the municipality do.
    """
    home = session.get_one(Unit, person.unit_id)
    above = [int(part) for part in home.path.strip("/").split("/")]
    leader = session.scalar(
        select(Person)
        .join(Unit, Unit.leader_id == Person.id)
        .where(Unit.id.in_(above), Unit.withdrawn_on.is_(None), Person.id != person.id, Person.deactivated_on.is_(None))
        .order_by(Unit.path.desc())
        .limit(1)
    )
    return [leader] if leader else holders_of(session, Role.SECURITY_OFFICER, person.tenant_id, today, but=person.id)


def holders_of(
    session: Session, role: Role, tenant_id: int | None, today: date, but: int | None = None
) -> list[Person]:
    """Return the active people who hold a role somewhere in a municipality on a day, all `but` one, by name."""
    statement = (
        select(Person)
        .join(RoleHolding, RoleHolding.person_id == Person.id)
        .where(
            RoleHolding.role == role,
            RoleHolding.tenant_id == tenant_id,
            RoleHolding.withdrawn_on.is_(None),
            RoleHolding.valid_from <= today,
            or_(RoleHolding.valid_until.is_(None), RoleHolding.valid_until >= today),
            Person.deactivated_on.is_(None),
            Person.id != (but or 0),
        )
        .distinct()
        .order_by(Person.name_key, Person.id)
    )
    return list(session.scalars(statement))


def left_behind(access: Access, belongings: Sequence[Belonging], today: date) -> ColumnElement[bool]:
    """Return the predicate, over people and their units, that somebody has left and something still is theirs.

    Of those whose belongings the reader may hand over.
    """
    return and_(
        Person.deactivated_on <= today,
        hands_over(access, Unit),
        owns_something(belongings, Person.id, today),
    )


def number_left_behind(access: Access, belongings: Sequence[Belonging], today: date) -> Select[int]:
    """Return the select of how many people have left while something still is theirs, as `left_behind` says."""
    statement = select(func.count(Person.id)).join(Unit, Unit.id == Person.unit_id)
    return statement.where(left_behind(access, belongings, today))


def people_left_behind(
    session: Session, access: Access, belongings: Sequence[Belonging], today: date, most: int
) -> list[Person]:
    """Return the people, with their units, who have left while something still is theirs, who left first first.

    One more than `most` is returned when there are more.
    """
    statement = select(Person).join(Unit, Unit.id == Person.unit_id).options(joinedload(Person.unit))
    statement = statement.where(left_behind(access, belongings, today)).limit(most + 1)
    return list(session.scalars(statement.order_by(Person.deactivated_on, Person.name_key, Person.id)))


def holding_for(session: Session, access: Access, holding_id: int) -> RoleHolding | None:
    """Return a role held at a place where the reader grants roles, by a person they may read, or None."""
    home = aliased(Unit)
    return session.scalar(
        select(RoleHolding)
        .join(Unit, Unit.id == RoleHolding.unit_id)
        .join(Person, Person.id == RoleHolding.person_id)
        .join(home, home.id == Person.unit_id)
        .where(
            RoleHolding.id == holding_id,
            RoleHolding.withdrawn_on.is_(None),
            access.within(OrganisationPermission.ROLE_GRANT, Unit.path),
            access.within(OrganisationPermission.PERSON_READ, home.path),
        )
    )


def person_by_email(session: Session, email: str) -> Person | None:
    """Return the person with an e-mail address, or None."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def holdings_of(session: Session, person_id: int) -> list[RoleHolding]:
    """Return the roles a person holds or has held, with their places, newest first, withdrawn ones left out."""
    statement = (
        select(RoleHolding)
        .where(RoleHolding.person_id == person_id, RoleHolding.withdrawn_on.is_(None))
        .options(joinedload(RoleHolding.unit))
    )
    return list(session.scalars(statement.order_by(RoleHolding.valid_from.desc(), RoleHolding.id)))


def records_of(person_id: int) -> dict[str, Select[Any]]:
    """Return a select of every role a person was ever given, withdrawn ones included, by table."""
    return {RoleHolding.__tablename__: select(RoleHolding.id).where(RoleHolding.person_id == person_id)}


def only_municipality(session: Session) -> int | None:
    """Return the id of the municipality when there is exactly one, otherwise None."""
    found = municipalities(session)
    return found[0].id if len(found) == 1 else None


def units_of(session: Session, tenant_id: int | None) -> dict[str, Unit]:
    """Return every unit of a municipality by its code, withdrawn ones included, and the groups above it."""
    mine = or_(Unit.tenant_id == tenant_id, Unit.kind == UnitKind.GROUP)
    return {unit.code: unit for unit in session.scalars(select(Unit).where(mine).order_by(Unit.id))}


def people_of(session: Session, tenant_id: int | None) -> dict[str, Person]:
    """Return every person of a municipality by e-mail address."""
    return {person.email: person for person in session.scalars(select(Person).where(Person.tenant_id == tenant_id))}


def emails_elsewhere(session: Session, tenant_id: int | None, emails: Sequence[str]) -> set[str]:
    """Return which of some addresses belong to people of other municipalities."""
    taken: set[str] = set()
    for start in range(0, len(emails), 500):
        some = select(Person.email).where(Person.email.in_(emails[start : start + 500]))
        taken.update(session.scalars(some.where(Person.tenant_id.is_distinct_from(tenant_id))))
    return taken


def standing_holdings(session: Session, tenant_id: int | None) -> list[RoleHolding]:
    """Return every role held at a place in a municipality, ended or not, withdrawn ones left out, oldest first."""
    statement = select(RoleHolding).where(RoleHolding.tenant_id == tenant_id, RoleHolding.withdrawn_on.is_(None))
    return list(session.scalars(statement.order_by(RoleHolding.valid_from, RoleHolding.id)))
