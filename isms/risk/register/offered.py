"""The columns risk offers the register of systems."""

from sqlalchemy import func

from isms.kernel.register.columns import Column, Join
from isms.kernel.register.kinds import DATE, INTEGER, choice, quiet
from isms.portfolio.models import System
from isms.risk.queries.totals import level_of, risks_by_system, state_of, validity_by_system
from isms.risk.vocabulary import AssessmentState, RiskLevel

JOINS = (
    Join("risks", risks_by_system, lambda s: s(System).c.id == risks_by_system(s).c.key),
    Join("validity", validity_by_system, lambda s: s(System).c.id == validity_by_system(s).c.key),
)

COLUMNS = (
    Column(
        "highest_risk",
        "system.highest_risk",
        lambda s: level_of(risks_by_system(s).c.worst),
        choice(RiskLevel, tagged=True),
        needs=("risks",),
        sort=lambda s: risks_by_system(s).c.worst,
        filter=True,
        terms=RiskLevel,
    ),
    Column(
        "risks",
        "system.risks",
        lambda s: func.coalesce(risks_by_system(s).c.risks, 0),
        INTEGER,
        needs=("risks",),
        shown=False,
    ),
    Column(
        "assessment",
        "system.assessment",
        lambda s: state_of(validity_by_system(s).c.valid_until, s),
        quiet(AssessmentState),
        needs=("validity",),
        filter=True,
        terms=AssessmentState,
    ),
    Column(
        "assessment_valid_until",
        "system.assessment_valid_until",
        lambda s: validity_by_system(s).c.valid_until,
        DATE,
        needs=("validity",),
        shown=False,
    ),
)

OFFERED = {"systems": (COLUMNS, JOINS, None)}
