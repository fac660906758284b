"""Health models: draft a new version, change and decide it; a decided one is never touched again."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from isms.health.models import HealthModel, HealthModelValue
from isms.health.queries.models import as_rules, values_of
from isms.health.rules import Model, from_values
from isms.health.rules.criteria import change_of_model_refusals, decision_refusals, model_refusals
from isms.health.vocabulary import HealthModelState
from isms.kernel.codes import next_code
from isms.kernel.refusal import refuse
from isms.kernel.text import normalise

MODEL_PREFIX = "HM"


def draft_model(session: Session, tenant_id: int, base: Model, *, title: str, valid_from: date) -> HealthModel:
    """Draft a new version of a municipality's health model, as another one is, and return it."""
    row = HealthModel(
        tenant_id=tenant_id,
        code=next_code(session, tenant_id, MODEL_PREFIX),
        title=normalise(title),
        valid_from=valid_from,
        state=HealthModelState.DRAFT,
    )
    session.add(row)
    session.flush()
    for name, number in base.values().items():
        session.add(HealthModelValue(tenant_id=tenant_id, model_id=row.id, name=name, number=number))
    session.flush()
    return row


def change_model(
    session: Session,
    row: HealthModel,
    numbers: Mapping[str, int],
    *,
    title: str,
    valid_from: date,
    basis: str | None,
) -> None:
    """Change a draft; numbers by the names of `Model.values`, those left out stay. Raises Refused."""
    refuse(change_of_model_refusals(row.state))
    standing = values_of(session, row)
    whole = {name: value.number for name, value in standing.items()} | dict(numbers)
    refuse(model_refusals(from_values(row.code, whole)))
    row.title, row.valid_from, row.basis = normalise(title), valid_from, basis
    for name, value in standing.items():
        value.number = whole[name]
    session.flush()


def decide_model(session: Session, row: HealthModel, *, basis: str | None, decided_by_id: int, today: date) -> None:
    """Decide a draft: from its day on health is measured by it, and nobody changes it again. Raises Refused."""
    refuse(decision_refusals(row.state, row.valid_from, basis, today))
    refuse(model_refusals(as_rules(session, row)))
    row.state, row.basis = HealthModelState.DECIDED, basis
    row.decided_by_id, row.decided_on = decided_by_id, today
    session.flush()


def withdraw_model(session: Session, row: HealthModel, because: str, today: date) -> None:
    """Withdraw a draft with a reason; raises Refused for a decided one."""
    refuse(change_of_model_refusals(row.state))
    row.withdrawn_on, row.withdrawn_because = today, because
    session.flush()
