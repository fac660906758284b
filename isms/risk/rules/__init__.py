"""What the organisation has decided about risk."""

from isms.risk.rules.assessments import (
    approval_refusals,
    approval_warnings,
    assessment_state,
    removal_refusals,
    scope_refusals,
    validity_refusals,
)
from isms.risk.rules.criteria import approval_of_model_refusals, change_of_model_refusals, model_refusals
from isms.risk.rules.model import (
    CATEGORIES,
    DEFAULT,
    LEVEL_WEIGHT,
    SHIPPED,
    AcceptanceRule,
    Category,
    Estimate,
    Model,
    level_of_rank,
    rank,
)
from isms.risk.rules.scenarios import estimate_refusals, is_questionable, order_refusals, scenario_refusals

__all__ = [
    "CATEGORIES",
    "DEFAULT",
    "LEVEL_WEIGHT",
    "SHIPPED",
    "AcceptanceRule",
    "Category",
    "Estimate",
    "Model",
    "approval_of_model_refusals",
    "approval_refusals",
    "approval_warnings",
    "assessment_state",
    "change_of_model_refusals",
    "estimate_refusals",
    "is_questionable",
    "level_of_rank",
    "model_refusals",
    "order_refusals",
    "rank",
    "removal_refusals",
    "scenario_refusals",
    "scope_refusals",
    "validity_refusals",
]
