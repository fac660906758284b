"""Reads of health models: which version is in force."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.health.models import HealthModel, HealthModelValue
from isms.health.rules import SHIPPED, Model, from_values
from isms.health.vocabulary import HealthModelState


def model_in_force(session: Session, tenant_id: int | None, day: date) -> Model:
    """Return the model that a municipality measures by on a day."""
    decided = (
        select(HealthModel.id)
        .where(
            HealthModel.tenant_id == tenant_id,
            HealthModel.state == HealthModelState.DECIDED,
            HealthModel.withdrawn_on.is_(None),
            HealthModel.valid_from <= day,
        )
        .order_by(HealthModel.valid_from.desc(), HealthModel.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(HealthModel.code, HealthModelValue.name, HealthModelValue.number)
        .join(HealthModelValue, HealthModelValue.model_id == HealthModel.id)
        .where(HealthModel.id == decided)
    ).all()
    return from_values(rows[0].code, {row.name: row.number for row in rows}) if rows else SHIPPED
