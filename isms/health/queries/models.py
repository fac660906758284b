"""Reads of health models: which version is in force, and the versions there are."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from isms.health.models import HealthModel, HealthModelValue
from isms.health.rules import SHIPPED, Model, from_values
from isms.health.vocabulary import HealthModelState, Permission
from isms.kernel.access import Access
from isms.kernel.permission import Permission as KernelPermission
from isms.organisation.models import Unit

_DECIDED = (
    select(HealthModel.id)
    .where(
        HealthModel.tenant_id == bindparam("of_tenant_id"),
        HealthModel.state == HealthModelState.DECIDED,
        HealthModel.withdrawn_on.is_(None),
        HealthModel.valid_from <= bindparam("day"),
    )
    .order_by(HealthModel.valid_from.desc(), HealthModel.id.desc())
    .limit(1)
    .scalar_subquery()
)
IN_FORCE = (
    select(HealthModel.code, HealthModelValue.name, HealthModelValue.number)
    .join(HealthModelValue, HealthModelValue.model_id == HealthModel.id)
    .where(HealthModel.id == _DECIDED)
)
"""The numbers of the model in force; made once, since it is asked at every change that health follows from."""


def model_in_force(session: Session, tenant_id: int | None, day: date) -> Model:
    """Return the model that a municipality measures by on a day.

    It needs no history: a decided model never changes and never holds before the day it was decided.
    """
    rows = session.connection().execute(IN_FORCE, {"of_tenant_id": tenant_id, "day": day}).all()
    return from_values(rows[0].code, {row.name: row.number for row in rows}) if rows else SHIPPED


def models_of(session: Session, tenant_id: int | None) -> Sequence[HealthModel]:
    """Return the versions of a municipality's own model that stand, the newest first, with who decided them."""
    return session.scalars(
        select(HealthModel)
        .where(HealthModel.tenant_id == tenant_id, HealthModel.withdrawn_on.is_(None))
        .options(joinedload(HealthModel.decided_by))
        .order_by(HealthModel.valid_from.desc(), HealthModel.id.desc())
    ).all()


def model_for(
    session: Session,
    access: Access,
    model_id: int,
    tenant_id: int | None,
    permission: KernelPermission = Permission.HEALTH_MODEL_READ,
) -> HealthModel | None:
    """Return a version of the model if a person may do what is asked with it.

    Who may only read sees the model of their own municipality, withdrawn or not; whoever changes it must hold the
    permission for the whole municipality, and the version must stand.
    """
    statement = (
        select(HealthModel)
        .join(Unit, Unit.id == HealthModel.tenant_id)
        .where(HealthModel.id == model_id)
        .options(joinedload(HealthModel.decided_by))
    )
    if permission == Permission.HEALTH_MODEL_READ:
        return session.scalar(statement.where(HealthModel.tenant_id == tenant_id))
    return session.scalar(statement.where(access.within(permission, Unit.path), HealthModel.withdrawn_on.is_(None)))


def values_of(session: Session, row: HealthModel) -> dict[str, HealthModelValue]:
    """Return the numbers of a version by their names."""
    found = session.scalars(select(HealthModelValue).where(HealthModelValue.model_id == row.id))
    return {value.name: value for value in found}


def as_rules(session: Session, row: HealthModel) -> Model:
    """Return a version as the rules know it."""
    return from_values(row.code, {name: value.number for name, value in values_of(session, row).items()})


def model_called(session: Session, tenant_id: int | None, code: str) -> Model | None:
    """Return the model that a municipality calls something, its own or the shipped one; None when there is none."""
    if code == SHIPPED.code:
        return SHIPPED
    row = session.scalar(select(HealthModel).where(HealthModel.tenant_id == tenant_id, HealthModel.code == code))
    return as_rules(session, row) if row else None
