"""What the organisation has decided about risk."""

from isms.risk.rules.assessments import (
    approval_refusals,
    approval_warnings,
    assessment_state,
    removal_refusals,
    scope_refusals,
    validity_refusals,
)
from isms.risk.rules.model import (
    CATEGORIES,
    DEFAULT,
    LEVEL_WEIGHT,
    SHIPPED,
    AcceptanceRule,
    Estimate,
    Model,
    level_of_rank,
    rank,
)
from isms.risk.rules.scenarios import estimate_refusals, scenario_refusals

__all__ = [
    "AcceptanceRule",
    "Estimate",
    "CATEGORIES",
    "DEFAULT",
    "LEVEL_WEIGHT",
    "Model",
    "SHIPPED",
    "approval_refusals",
    "approval_warnings",
    "assessment_state",
    "estimate_refusals",
    "level_of_rank",
    "rank",
    "removal_refusals",
    "scenario_refusals",
    "scope_refusals",
    "validity_refusals",
]
