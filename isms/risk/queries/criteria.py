"""Reads of risk criteria: the model that holds on a day, and the one an assessment was made under."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from isms.kernel.access import Access
from isms.kernel.permission import Permission as KernelPermission
from isms.organisation.models import Unit
from isms.organisation.queries import municipalities
from isms.risk.models import Assessment, RiskModel
from isms.risk.rules import DEFAULT, SHIPPED, AcceptanceRule, Category, Model
from isms.risk.vocabulary import ModelStatus, RiskLevel


def current_model(session: Session, tenant_id: int | None, today: date) -> tuple[Model, int | None]:
    """Return the model of a municipality on a day and the id of its row; the shipped one has none.

    It needs no history: an approved model never changes and never holds before the day it was approved.
    """
    row = session.scalars(
        select(RiskModel)
        .where(
            RiskModel.tenant_id == tenant_id,
            RiskModel.status == ModelStatus.APPROVED,
            RiskModel.withdrawn_on.is_(None),
            RiskModel.valid_from <= today,
        )
        .order_by(RiskModel.valid_from.desc(), RiskModel.id.desc())
        .limit(1)
    ).first()
    return (as_rules(row), row.id) if row else (DEFAULT, None)


def pack_facts(session: Session, today: date, tenants: Sequence[int] | None) -> dict[str, object]:
    """Return what the manifest of an auditor pack tells: the model of each municipality that day, by its number."""
    ids = tenants if tenants is not None else [unit.id for unit in municipalities(session)]
    return {"risk_models": {str(id): current_model(session, id, today)[0].code for id in ids}}


def models_of(session: Session, tenant_id: int | None) -> Sequence[RiskModel]:
    """Return the versions of a municipality's own model that stand, newest first, with who approved them."""
    return session.scalars(
        select(RiskModel)
        .where(RiskModel.tenant_id == tenant_id, RiskModel.withdrawn_on.is_(None))
        .options(joinedload(RiskModel.approved_by))
        .order_by(RiskModel.valid_from.desc(), RiskModel.id.desc())
    ).all()


def model_for(
    session: Session, access: Access, model_id: int, tenant_id: int | None, permission: KernelPermission | None = None
) -> RiskModel | None:
    """Return a municipality's model to its people, or with a permission to those who hold it there, or None."""
    statement = (
        select(RiskModel)
        .join(Unit, Unit.id == RiskModel.tenant_id)
        .where(RiskModel.id == model_id)
        .options(joinedload(RiskModel.approved_by))
    )
    if permission is None:
        return session.scalar(statement.where(RiskModel.tenant_id == tenant_id))
    return session.scalar(statement.where(access.within(permission, Unit.path), RiskModel.withdrawn_on.is_(None)))


def model_of(assessment: Assessment) -> Model:
    """Return the model an assessment was made under; reads its row when the municipality has its own."""
    return as_rules(assessment.model) if assessment.model else SHIPPED[assessment.model_version]


def as_rules(row: RiskModel) -> Model:
    """Return a model as the rules know it, its categories with it."""
    return Model(
        code=row.code,
        size=row.size,
        cells=tuple(RiskLevel(word) for word in row.cells),
        acceptance={
            RiskLevel.LOW: AcceptanceRule(row.low_accepted_by, row.low_months),
            RiskLevel.MEDIUM: AcceptanceRule(row.medium_accepted_by, row.medium_months),
            RiskLevel.HIGH: AcceptanceRule(row.high_accepted_by, row.high_months),
        },
        intervals={1: row.class_1_months, 2: row.class_2_months, 3: row.class_3_months, 4: row.class_4_months},
        likelihood_names=lines(row.likelihood_names),
        consequence_names=lines(row.consequence_names),
        likelihood_texts=lines(row.likelihood_texts),
        ease_texts=lines(row.ease_texts),
        categories=tuple(Category(found.name, lines(found.texts)) for found in row.categories),
    )


def lines(text: str | None) -> tuple[str, ...]:
    """Return a text that holds one wording per line as its lines."""
    return tuple(text.splitlines()) if text else ()
