"""What is decided about copies: what of a risk is compared with last time, and what a new model makes of it."""

from collections.abc import Mapping
from typing import Any

from isms.risk.rules.model import Estimate, Model
from isms.risk.vocabulary import Consequence, Likelihood, SinceLast

FACTS = (
    "title",
    "system_id",
    "description",
    "cause",
    "intent",
    "vulnerability",
    "properties",
    "privacy_affected",
    "existing_controls",
    "likelihood_inherent",
    "consequence_inherent",
    "likelihood_before",
    "consequence_before",
    "likelihood_reason",
    "consequence_reason",
    "driving_category",
    "knowledge",
    "treatment",
    "likelihood_after",
    "consequence_after",
    "after_reason",
    "legal_requirement",
    "breaks_law",
)
"""What an assessment says of a risk, in the order it is told; who owns it follows the risk up and is not compared."""


def differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return which facts of a risk are others than they were; nothing said is the same as an empty answer."""
    return [name for name in FACTS if (before[name] or None) != (now[name] or None)]


def since_last(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> SinceLast:
    """Return how a standing risk stands beside the one it was copied from; one that was copied from none is new."""
    if before is None:
        return SinceLast.NEW
    return SinceLast.MODIFIED if differing(before, now) else SinceLast.UNCHANGED


def carried(model: Model, estimate: Estimate) -> Estimate:
    """Return an estimate that may be left out as a model can hold it: none when it lacks one of the steps."""
    likelihood, consequence = estimate
    if likelihood is None or consequence is None or max(int(likelihood), int(consequence)) > model.size:
        return None, None
    return estimate


def capped(model: Model, likelihood: Likelihood, consequence: Consequence) -> tuple[Likelihood, Consequence]:
    """Return the estimate of today as a model can hold it: a step it lacks becomes its highest."""
    return min(likelihood, model.likelihoods[-1], key=int), min(consequence, model.consequences[-1], key=int)
