"""Reads of measurements: the newest of each system and kind, and the history of one system."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, FromClause, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from isms.kernel.access import Access, Path
from isms.kernel.permission import Permission as KernelPermission
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import (
    FallbackState,
    LogState,
    MeasurementKind,
    MeasurementResult,
    Permission,
    SignInStrength,
)
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System

EVERYBODY_NEAR = ("owner_id", "administrator_id", "deputy_owner_id", "deputy_administrator_id")
RELATIONS: dict[KernelPermission, tuple[str, ...]] = {
    Permission.MEASUREMENT_READ: EVERYBODY_NEAR,
    Permission.MEASUREMENT_RECORD: EVERYBODY_NEAR,
    Permission.MEASUREMENT_WITHDRAW: ("owner_id", "deputy_owner_id"),
}
"""Which relations to a system give a permission on its measurements."""


@dataclass(frozen=True)
class Measured:
    """What is known of a system by its newest measurement of a kind."""

    id: int
    system_id: int
    kind: MeasurementKind
    measured_on: date
    result: MeasurementResult
    passed: bool | None
    hours: int | None
    removed: int | None
    days: int | None
    supported: bool | None
    sign_in: SignInStrength | None
    log_state: LogState | None
    fallback: FallbackState | None
    by_supplier: bool | None
    evidence: str | None


FACTS = tuple(Measured.__dataclass_fields__)


def latest(session: Session, system_ids: Collection[int] | None = None) -> dict[int, dict[MeasurementKind, Measured]]:
    """Return the newest standing measurement of each kind by system, of some systems or all, in one statement.

    Of one day the one recorded last counts. A kind that has not been measured, and a system of which nothing has, is
    not there.
    """
    table = Measurement.__table__
    place = func.row_number().over(
        partition_by=(table.c.system_id, table.c.kind), order_by=(table.c.measured_on.desc(), table.c.id.desc())
    )
    ranked = select(*(table.c[name] for name in FACTS), place.label("place")).where(table.c.withdrawn_on.is_(None))
    if system_ids is not None:
        ranked = ranked.where(table.c.system_id.in_(system_ids))
    standing = ranked.subquery("standing")
    found: dict[int, dict[MeasurementKind, Measured]] = {}
    for row in session.execute(select(*(standing.c[name] for name in FACTS)).where(standing.c.place == 1)):
        found.setdefault(row.system_id, {})[row.kind] = Measured(*row)
    return found


def measurement_scope(
    access: Access, permission: KernelPermission, system: FromClause, path: Path
) -> ColumnElement[bool]:
    """Return the predicate of the systems on whose measurements a permission is held, by role or by relation."""
    near = RELATIONS.get(permission, ()) if access.person_id is not None else ()
    return or_(access.within(permission, path), *(system.c[name] == access.person_id for name in near))


def system_for(
    session: Session, access: Access, system_id: int, permission: KernelPermission = Permission.MEASUREMENT_READ
) -> System | None:
    """Return a system with its unit, or None; of a withdrawn one measurements can only be read."""
    statement = (
        select(System)
        .join(Unit, Unit.id == System.unit_id)
        .where(System.id == system_id, measurement_scope(access, permission, System.__table__, Unit.path))
        .options(contains_eager(System.unit).load_only(Unit.path))
    )
    if permission != Permission.MEASUREMENT_READ:
        statement = statement.where(System.withdrawn_on.is_(None))
    return session.scalar(statement)


def held_on(access: Access, system: System) -> frozenset[KernelPermission]:
    """Return the permissions a person holds on the measurements of a system; its unit must be loaded."""
    me = access.person_id
    return frozenset(
        permission
        for permission in Permission
        if access.allows_at(permission, system.unit.path)
        or (me is not None and any(getattr(system, name) == me for name in RELATIONS[permission]))
    )


def history(session: Session, system_id: int) -> Sequence[Measurement]:
    """Return everything measured of a system, withdrawn ones too, with who recorded it; the newest day first."""
    statement = (
        select(Measurement)
        .where(Measurement.system_id == system_id)
        .options(joinedload(Measurement.recorded_by).load_only(Person.name))
        .order_by(Measurement.measured_on.desc(), Measurement.id.desc())
    )
    return session.scalars(statement).all()


def measurement_for(
    session: Session, access: Access, measurement_id: int, permission: KernelPermission
) -> Measurement | None:
    """Return a standing measurement with its system, when the permission is held on it, or None."""
    return session.scalar(
        select(Measurement)
        .join(System, System.id == Measurement.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            Measurement.id == measurement_id,
            Measurement.withdrawn_on.is_(None),
            System.withdrawn_on.is_(None),
            measurement_scope(access, permission, System.__table__, Unit.path),
        )
        .options(contains_eager(Measurement.system).load_only(System.name, System.code))
    )


def systems_by_code(
    session: Session,
    access: Access,
    tenant_id: int,
    permission: KernelPermission,
    codes: Collection[str] | None = None,
) -> dict[str, System]:
    """Return the standing systems of a municipality on whose measurements a permission is held, by code.

    codes: those that are asked about, when not all are.
    """
    statement = (
        select(System)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            System.tenant_id == tenant_id,
            System.withdrawn_on.is_(None),
            measurement_scope(access, permission, System.__table__, Unit.path),
        )
    )
    if codes is not None:
        statement = statement.where(System.code.in_(codes))
    return {system.code: system for system in session.scalars(statement)}


def may_record(session: Session, access: Access) -> bool:
    """Say whether somebody may record measurements of any system, by role or by relation."""
    if access.allows(Permission.MEASUREMENT_RECORD):
        return True
    near = or_(*(System.__table__.c[name] == access.person_id for name in RELATIONS[Permission.MEASUREMENT_RECORD]))
    return session.scalar(select(System.id).where(System.withdrawn_on.is_(None), near).limit(1)) is not None


def standing_of_days(
    session: Session, system_ids: Collection[int], days: Collection[date]
) -> dict[tuple[int, MeasurementKind, date], Measurement]:
    """Return what stands of some systems on some days, by system, kind and day: what was recorded last."""
    statement = select(Measurement).where(
        Measurement.system_id.in_(system_ids),
        Measurement.measured_on.in_(days),
        Measurement.withdrawn_on.is_(None),
    )
    found = session.scalars(statement.order_by(Measurement.id))
    return {(one.system_id, one.kind, one.measured_on): one for one in found}


def standing(session: Session, tenant_id: int) -> Sequence[Measurement]:
    """Return the standing measurements of a municipality's systems, in the order they were recorded."""
    statement = select(Measurement).where(Measurement.tenant_id == tenant_id, Measurement.withdrawn_on.is_(None))
    return session.scalars(statement.order_by(Measurement.id)).all()
