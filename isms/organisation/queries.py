"""Reads of the organisation: units, people, and what a person may do where."""

from datetime import date

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from isms.kernel.access import Access, Holding, Matrix
from isms.kernel.permission import Permission
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.vocabulary import Permission as OrganisationPermission
from isms.organisation.vocabulary import UnitKind


def access_of(session: Session, person_id: int, matrix: Matrix, today: date) -> Access:
    """Return what a person may do on a day: the roles in force, each at its place."""
    rows = session.execute(
        select(RoleHolding.role, Unit.path)
        .join(Unit, Unit.id == RoleHolding.unit_id)
        .where(
            RoleHolding.person_id == person_id,
            RoleHolding.withdrawn_on.is_(None),
            RoleHolding.valid_from <= today,
            or_(RoleHolding.valid_until.is_(None), RoleHolding.valid_until >= today),
        )
    )
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


def person_choices(session: Session, tenant_id: int | None) -> list[tuple[int, str]]:
    """Return the active people of a municipality as pairs of id and name, for a form to offer."""
    statement = select(Person.id, Person.name).where(Person.tenant_id == tenant_id, Person.deactivated_on.is_(None))
    rows = session.execute(statement.order_by(Person.name_key, Person.id))
    return [(row.id, row.name) for row in rows]


def unit_by_code(session: Session, tenant_id: int, code: str) -> Unit | None:
    """Return the unit with a code in a municipality, or None."""
    return session.scalar(select(Unit).where(Unit.tenant_id == tenant_id, Unit.code == code))


def below(session: Session, path: str) -> list[Unit]:
    """Return every unit below a place, nearest first."""
    statement = select(Unit).where(Unit.path.startswith(path, autoescape=True), Unit.path != path)
    return list(session.scalars(statement.order_by(Unit.path)))


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


def service_areas(session: Session, access: Access, permission: Permission, today: date) -> list[Unit]:
    """Return the service areas in force within which a permission is held, by name."""
    statement = standing_units(access, permission, today).where(Unit.kind == UnitKind.SERVICE_AREA)
    return list(session.scalars(statement.order_by(None).order_by(Unit.name_key)))


def municipalities(session: Session) -> list[Unit]:
    """Return every municipality, by name."""
    return list(session.scalars(select(Unit).where(Unit.kind == UnitKind.MUNICIPALITY).order_by(Unit.name_key)))


def person_for(session: Session, access: Access, person_id: int) -> Person | None:
    """Return a person the reader may read, or None."""
    return session.scalar(
        select(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id == person_id, access.within(OrganisationPermission.PERSON_READ, Unit.path))
    )


def person_by_email(session: Session, email: str) -> Person | None:
    """Return the person with an e-mail address, or None."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def holdings_of(session: Session, person_id: int) -> list[RoleHolding]:
    """Return the roles a person holds or has held, newest first, withdrawn ones left out."""
    statement = select(RoleHolding).where(RoleHolding.person_id == person_id, RoleHolding.withdrawn_on.is_(None))
    return list(session.scalars(statement.order_by(RoleHolding.valid_from.desc(), RoleHolding.id)))


def has_people(session: Session) -> bool:
    """Say whether anybody is registered at all."""
    return bool(session.scalar(select(exists().where(Person.id.is_not(None)))))
