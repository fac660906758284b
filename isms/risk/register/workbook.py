"""The workbook an auditor gets: the risk register and the registers around it, read in one snapshot."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.moments import Moment
from isms.kernel.register.columns import Register, Source
from isms.kernel.register.workbook import Workbook
from isms.kernel.words import Words
from isms.risk.models import Assessment, RiskModel

SHEETS = ("systems", "risk_register", "actions", "deviations", "acceptances", "review_decisions")
DEFINITIONS = (
    "workbook.defines.class",
    "workbook.defines.level",
    "workbook.defines.before",
    "workbook.defines.acceptance",
    "workbook.defines.moment",
    "workbook.defines.digest",
)
LEFT_OUT = ("workbook.left_out.attestations", "workbook.left_out.values")


def risk_workbook(
    session: Session,
    registers: Mapping[str, Register],
    moment: Moment,
    words: Words,
    *,
    tenant_id: int | None,
    with_trail: bool,
    public: bool,
) -> Workbook:
    """Return the workbook as it stood at a moment; one statement, for the versions of the model in use."""
    return Workbook(
        title="workbook.risk",
        registers=[registers[name] for name in SHEETS if name in registers],
        narrowed="risk_register",
        definitions=DEFINITIONS,
        facts=[(words("workbook.models"), _models(session, moment, tenant_id))],
        left_out=LEFT_OUT,
        trail=tenant_id,
        with_trail=with_trail,
        public=public,
    )


def _models(session: Session, moment: Moment, tenant_id: int | None) -> str:
    """Return every version of the risk model that a standing assessment was made under."""
    s = Source(moment.day, moment.position if moment.past else None)
    assessment, model = s(Assessment), s(RiskModel)
    statement = (
        select(assessment.c.model_version, model.c.title)
        .select_from(assessment.outerjoin(model, model.c.id == assessment.c.model_id))
        .where(assessment.c.withdrawn_on.is_(None))
        .distinct()
    )
    if tenant_id is not None:
        statement = statement.where(assessment.c.tenant_id == tenant_id)
    found = sorted((version, title or "") for version, title in session.execute(statement))
    return "; ".join(f"{version} {title}".strip() for version, title in found) or "–"
