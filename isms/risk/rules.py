"""What the organisation has decided about risk: the cell map, and when an assessment may be approved."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from isms.kernel.refusal import Refusal
from isms.risk.vocabulary import AssessmentState, AssessmentStatus, Consequence, Likelihood, RiskLevel

MODEL_VERSION = "4x4-1"
"""The model new assessments are made under; each keeps the one it was made under."""

_LOW, _MEDIUM, _HIGH = RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH

CELL_MAPS: Mapping[str, Mapping[Consequence, tuple[RiskLevel, ...]]] = {
    "4x4-1": {
        Consequence.VERY_SERIOUS: (_MEDIUM, _HIGH, _HIGH, _HIGH),
        Consequence.SERIOUS: (_MEDIUM, _MEDIUM, _HIGH, _HIGH),
        Consequence.MODERATE: (_LOW, _MEDIUM, _MEDIUM, _MEDIUM),
        Consequence.INSIGNIFICANT: (_LOW, _LOW, _LOW, _MEDIUM),
    },
}
"""Per model and consequence the levels for likelihood 1 to 4. A map and no product: 1 × 4 is not 4 × 1."""

LEVEL_WEIGHT: Mapping[RiskLevel, int] = {_LOW: 100, _MEDIUM: 200, _HIGH: 300}


def risk_level(model_version: str, likelihood: Likelihood, consequence: Consequence) -> RiskLevel:
    """Return the level of a cell under a model; raises KeyError for an unknown model."""
    return CELL_MAPS[model_version][consequence][int(likelihood) - 1]


def rank(level: RiskLevel, likelihood: Likelihood, consequence: Consequence) -> int:
    """Return a number that orders risks, worst highest: by level, then by likelihood times consequence."""
    return LEVEL_WEIGHT[level] + int(likelihood) * int(consequence)


def level_of_rank(number: int) -> RiskLevel:
    """Return the level that a rank belongs to."""
    reached = (level for level in RiskLevel if LEVEL_WEIGHT[level] <= number)
    return max(reached, key=LEVEL_WEIGHT.__getitem__)


def after_refusals(likelihood: Likelihood | None, consequence: Consequence | None) -> Iterator[Refusal]:
    """Yield why an estimate after treatment is refused: it takes likelihood and consequence, or neither."""
    if likelihood is None and consequence is not None:
        yield Refusal("scenario.after_is_half", "likelihood_after")
    if consequence is None and likelihood is not None:
        yield Refusal("scenario.after_is_half", "consequence_after")


def scope_refusals(system_ids: Collection[int], tenant_ids: Collection[int | None]) -> Iterator[Refusal]:
    """Yield why an assessment cannot cover some systems: none at all, or of several municipalities."""
    if not system_ids:
        yield Refusal("assessment.covers_nothing", "systems")
    if len(set(tenant_ids)) > 1:
        yield Refusal("assessment.covers_several_municipalities", "systems")


def validity_refusals(assessed_on: date, valid_until: date, today: date) -> Iterator[Refusal]:
    """Yield why an assessment made on a day cannot be valid until another."""
    if assessed_on > today:
        yield Refusal("assessment.made_in_the_future", "assessed_on")
    if valid_until < assessed_on:
        yield Refusal("assessment.ends_before_it_is_made", "valid_until")


def removal_refusals(removed: Collection[int], at_risk: Collection[int]) -> Iterator[Refusal]:
    """Yield why systems cannot be taken out of an assessment: it holds risks of them."""
    if set(removed) & set(at_risk):
        yield Refusal("assessment.system_has_risks", "systems")


def scenario_refusals(system_id: int, covered: Collection[int]) -> Iterator[Refusal]:
    """Yield why a risk cannot belong to a system: the assessment does not cover it."""
    if system_id not in covered:
        yield Refusal("scenario.system_not_covered", "system_id")


def approval_refusals(status: AssessmentStatus, scenarios: int) -> Iterator[Refusal]:
    """Yield why an assessment cannot be approved: it is already, or it holds no risks."""
    if status == AssessmentStatus.APPROVED:
        yield Refusal("assessment.already_approved")
    if scenarios == 0:
        yield Refusal("assessment.has_no_risks")


def approval_warnings(responsible_id: int, approver_id: int) -> Iterator[Refusal]:
    """Yield what should give pause: the one who made an assessment should not approve it."""
    if responsible_id == approver_id:
        yield Refusal("assessment.approved_by_its_maker")


def assessment_state(valid_until: date | None, today: date) -> AssessmentState:
    """Return how a system stands whose approved assessment is valid until a day; that day still counts."""
    if valid_until is None:
        return AssessmentState.MISSING
    return AssessmentState.EXPIRED if valid_until < today else AssessmentState.VALID
