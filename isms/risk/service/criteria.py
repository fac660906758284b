"""Risk criteria: draft a new version, change and approve it; an approved one is never touched again."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from isms.kernel.codes import next_code
from isms.kernel.refusal import refuse
from isms.kernel.text import normalise
from isms.risk import rules
from isms.risk.models import ConsequenceCategory, RiskModel
from isms.risk.rules import Category, Model
from isms.risk.vocabulary import ModelStatus, RiskLevel

MODEL_PREFIX = "M"


def draft_model(session: Session, tenant_id: int, base: Model, *, title: str, valid_from: date) -> RiskModel:
    """Draft a new version of a municipality's risk model, as another one is, and return it."""
    row = RiskModel(
        tenant_id=tenant_id,
        code=next_code(session, tenant_id, MODEL_PREFIX),
        title=normalise(title),
        size=base.size,
        valid_from=valid_from,
        status=ModelStatus.DRAFT,
    )
    _tell(row, base)
    session.add(row)
    session.flush()
    _categorise(session, row, base.categories, valid_from)
    return row


def change_model(
    session: Session, row: RiskModel, model: Model, *, title: str, valid_from: date, basis: str | None, today: date
) -> None:
    """Change a draft to what a model says; raises Refused."""
    refuse(rules.change_of_model_refusals(row.status))
    refuse(rules.model_refusals(model))
    row.title, row.valid_from, row.basis = normalise(title), valid_from, basis
    _tell(row, model)
    _categorise(session, row, model.categories, today)
    session.flush()


def approve_model(session: Session, row: RiskModel, model: Model, approver_id: int, today: date) -> None:
    """Approve a draft, whose content is `model`: from its day on new assessments are made under it. Raises Refused."""
    refuse(rules.approval_of_model_refusals(row.status, row.valid_from, today))
    refuse(rules.model_refusals(model))
    row.status = ModelStatus.APPROVED
    row.approved_by_id = approver_id
    row.approved_on = today
    session.flush()


def withdraw_model(session: Session, row: RiskModel, because: str, today: date) -> None:
    """Withdraw a draft with a reason; raises Refused for an approved model."""
    refuse(rules.change_of_model_refusals(row.status))
    row.withdrawn_on = today
    row.withdrawn_because = because
    session.flush()


def _tell(row: RiskModel, model: Model) -> None:
    row.cells = tuple(level.value for level in model.cells)
    row.likelihood_names = _lines(model.likelihood_names)
    row.likelihood_texts = _lines(model.likelihood_texts)
    row.ease_texts = _lines(model.ease_texts)
    row.consequence_names = _lines(model.consequence_names)
    for level in RiskLevel:
        setattr(row, f"{level}_accepted_by", model.acceptance[level].authority)
        setattr(row, f"{level}_months", model.acceptance[level].months)
    for system_class, months in model.intervals.items():
        setattr(row, f"class_{system_class}_months", months)


def _categorise(session: Session, row: RiskModel, categories: Sequence[Category], today: date) -> None:
    """Let a model have exactly some categories, in order."""
    session.expire(row, ["categories"])
    standing = {found.name: found for found in row.categories}
    for name in standing.keys() - {category.name for category in categories}:
        standing[name].withdrawn_on = today
        standing[name].withdrawn_because = row.code
    session.flush()
    for number, category in enumerate(categories, start=1):
        found = standing.get(category.name)
        if found is None:
            found = ConsequenceCategory(tenant_id=row.tenant_id, model_id=row.id, name=category.name)
            session.add(found)
        found.number, found.texts = number, _lines(category.texts)
    session.flush()
    session.expire(row, ["categories"])


def _lines(texts: Sequence[str]) -> str | None:
    return "\n".join(texts) or None
