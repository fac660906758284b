"""One assessment as an auditor reads it: its cover, and its risks with the reasons behind each."""

from dataclasses import replace

from sqlalchemy import ColumnElement, String, false, type_coerce

from isms.kernel.register.columns import Column, Expression, Join, Register, Source
from isms.kernel.register.gathered import together
from isms.kernel.register.kinds import DATE, LINES, TEXT, Kind, choice
from isms.risk.models import Assessment, RiskModel, Scenario
from isms.risk.register.assessments import ASSESSMENTS
from isms.risk.vocabulary import RiskLevel

IDENTITY = "assessment_id"


def _is(model: type[Assessment] | type[Scenario], column: str) -> Column:
    """Return the filter by an assessment's id."""

    def matches(s: Source, value: str) -> ColumnElement[bool]:
        return s(model).c[column] == int(value) if value.isdecimal() else false()

    return Column(IDENTITY, "assessment", lambda s: s(model).c[column], TEXT, filter=True, matches=matches)


def _more(key: str, label: str, value: Expression, kind: Kind, *needs: str) -> Column:
    return Column(key, label, value, kind, needs=needs)


def covered(register: Register) -> Register:
    """Return the register of an assessment's risks: those of a replaced assessment too, narrowed by its id."""
    return replace(register, live=None, silent=(*register.silent, _is(Scenario, "assessment_id")))


COVER = replace(
    ASSESSMENTS,
    joins=(
        *ASSESSMENTS.joins,
        Join("model", lambda s: s(RiskModel), lambda s: s(Assessment).c.model_id == s(RiskModel).c.id),
    ),
    live=None,
    silent=(_is(Assessment, "id"),),
)
"""The register of assessments, narrowed to one."""

MATRIX = _more(
    "matrix",
    "assessment.model_id",
    lambda s: together(
        s(Assessment).c.model_version,
        s(RiskModel).c.size,
        type_coerce(s(RiskModel).c.cells, String),
        s(RiskModel).c.likelihood_names,
        s(RiskModel).c.consequence_names,
    ),
    TEXT,
    "model",
)
"""The model an assessment was made under: its version, and its own size, cells and names if it has them."""

EXEMPT = _more("exempt_basis", "assessment.exempt_basis", lambda s: s(Assessment).c.exempt_basis, TEXT)

REASONS = (
    _more("likelihood_reason", "scenario.likelihood_reason", lambda s: s(Scenario).c.likelihood_reason, LINES),
    _more("consequence_reason", "scenario.consequence_reason", lambda s: s(Scenario).c.consequence_reason, LINES),
    _more("level_inherent", "risk_register.level_inherent", lambda s: s(Scenario).c.level_inherent, choice(RiskLevel)),
    _more("after_reason", "scenario.after_reason", lambda s: s(Scenario).c.after_reason, LINES),
    _more("plan_approved_on", "scenario.plan_approved_on", lambda s: s(Scenario).c.plan_approved_on, DATE),
)
"""What a risk's page on paper says beyond the auditor's register."""
