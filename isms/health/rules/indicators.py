"""How each of the sixteen indicators comes out for a system on a day, and when one does not bear on it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from isms.health.rules import governance, lifecycle, privacy, resilience, treatment
from isms.health.rules.facts import Facts
from isms.health.rules.model import BY_CLASS, Model
from isms.health.rules.outcome import Outcome, Raw
from isms.health.vocabulary import Indicator, IndicatorResult
from isms.kernel.refusal import Refusal
from isms.portfolio.vocabulary import ProcessorAgreement

MAY_BE_EXEMPT = (
    Indicator.AGREEMENT,
    Indicator.PROCESSOR_AGREEMENT,
    Indicator.DPIA,
    Indicator.RESTORE_TEST,
    *BY_CLASS,
)
"""Those that somebody may decide do not bear on a system."""

_RULES: Mapping[Indicator, Callable[[Facts, Model, date], Outcome]] = MappingProxyType(
    {
        Indicator.OWNERSHIP: governance.ownership,
        Indicator.RATING: governance.rating,
        Indicator.ASSESSMENT: governance.assessment,
        Indicator.RESIDUAL_RISK: treatment.residual_risk,
        Indicator.OVERDUE_ACTIONS: treatment.overdue_actions,
        Indicator.DEVIATIONS: treatment.deviations,
        Indicator.SUPPORT: lifecycle.support,
        Indicator.AGREEMENT: lifecycle.agreement,
        Indicator.PROCESSOR_AGREEMENT: privacy.processor_agreement,
        Indicator.DPIA: privacy.dpia,
        Indicator.RESTORE_TEST: resilience.restore_test,
        Indicator.ACCESS_REVIEW: resilience.access_review,
        Indicator.STRONG_SIGN_IN: resilience.strong_sign_in,
        Indicator.PATCHING: resilience.patching,
        Indicator.LOGGING: resilience.logging,
        Indicator.FALLBACK: resilience.fallback,
    }
)


def outcome(indicator: Indicator, facts: Facts, model: Model, today: date) -> Outcome:
    """Return how an indicator comes out for a system on a day."""
    if why := next(_irrelevance(indicator, facts, model), None):
        return Outcome(indicator, IndicatorResult.NOT_RELEVANT, raw=(why,))
    return _RULES[indicator](facts, model, today)


def exemption_refusals(indicator: Indicator, reason: str | None) -> Iterator[Refusal]:
    """Yield why it cannot be decided that an indicator does not bear on a system: it always does, or no reason."""
    if indicator not in MAY_BE_EXEMPT:
        yield Refusal("not_relevant.always_relevant", "indicator")
    if not (reason or "").strip():
        yield Refusal("not_relevant.needs_a_reason", "reason")


def _irrelevance(indicator: Indicator, facts: Facts, model: Model) -> Iterator[Raw]:
    """Yield why an indicator does not bear on a system: by what the system is, by its class, or by decision."""
    if indicator in (Indicator.PROCESSOR_AGREEMENT, Indicator.DPIA) and not facts.has_personal_data:
        yield Raw("health.raw.personal_data", value=False)
    if indicator == Indicator.PROCESSOR_AGREEMENT and not facts.is_processed_by_others:
        yield Raw("health.raw.processed_by_others", value=False)
    if indicator == Indicator.PROCESSOR_AGREEMENT and facts.processor_agreement == ProcessorAgreement.NOT_NEEDED:
        yield Raw("health.raw.processor_agreement", facts.processor_agreement)
    if indicator in BY_CLASS and not model.interval(indicator, facts.system_class):
        yield Raw("health.raw.not_asked_of_class", facts.system_class)
    if indicator in MAY_BE_EXEMPT and indicator in facts.exempt:
        yield Raw("health.raw.exempt", facts.exempt[indicator])
