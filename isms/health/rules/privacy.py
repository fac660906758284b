"""Decides how the processor agreement and the assessment of the need for a DPIA come out (H9 and H10)."""

from datetime import date

from isms.health.rules.facts import Facts
from isms.health.rules.freshness import window
from isms.health.rules.model import Model
from isms.health.rules.outcome import Outcome, Raw, Said, advised, worst
from isms.health.vocabulary import Indicator, IndicatorResult
from isms.portfolio.vocabulary import Dpia, ProcessorAgreement

_ACCEPTABLE, _UNACCEPTABLE = IndicatorResult.ACCEPTABLE, IndicatorResult.UNACCEPTABLE
_WANTED, _NOT_MEASURED = IndicatorResult.WANTED, IndicatorResult.NOT_MEASURED

LACKING = (ProcessorAgreement.MISSING, ProcessorAgreement.IN_PROGRESS)
"""Where somebody has said that no processor agreement has been signed."""


def processor_agreement(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H9: whether others may process the personal data, and when that was last gone through."""
    months = model.interval(Indicator.PROCESSOR_AGREEMENT, facts.system_class)
    reviewed_on, stands = facts.processor_agreement_reviewed_on, facts.processor_agreement
    held = window(reviewed_on, months, model) if reviewed_on and stands == ProcessorAgreement.SIGNED else None
    if stands in LACKING:
        result = _UNACCEPTABLE
    elif held is None:
        result = _NOT_MEASURED
    else:
        result = worst(held.result(today), _WANTED if facts.subprocessors_listed else _ACCEPTABLE)
    is_signed = stands == ProcessorAgreement.SIGNED
    return Outcome(
        indicator=Indicator.PROCESSOR_AGREEMENT,
        result=result,
        raw=(
            Raw("health.raw.processor_agreement", stands),
            Raw("health.raw.reviewed_on", reviewed_on),
            Raw("health.raw.subprocessors_listed", facts.subprocessors_listed),
        ),
        day=reviewed_on,
        months=months,
        wanted_until=held.wanted_until if held else None,
        acceptable_until=held.acceptable_until if held else None,
        ref=facts.ref,
        advice=advised(
            (not is_signed, Said("health.advice.sign_processor_agreement")),
            (held is None or held.result(today) != _WANTED, Said("health.advice.review_processor_agreement")),
            (not facts.subprocessors_listed, Said("health.advice.list_subprocessors")),
        ),
    )


def dpia(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H10: whether the need for a DPIA has been assessed, and one made where it is needed."""
    is_promised = facts.dpia == Dpia.IN_PROGRESS and facts.dpia_due_on is not None
    if facts.dpia == Dpia.NOT_ASSESSED:
        result = _NOT_MEASURED
    elif facts.dpia == Dpia.IN_PROGRESS:
        is_in_time = facts.dpia_due_on is not None and today <= facts.dpia_due_on
        result = _ACCEPTABLE if is_in_time else _UNACCEPTABLE
    else:
        result = _WANTED
    return Outcome(
        indicator=Indicator.DPIA,
        result=result,
        raw=(
            Raw("health.raw.dpia", facts.dpia),
            *([Raw("health.raw.dpia_due_on", facts.dpia_due_on)] if facts.dpia == Dpia.IN_PROGRESS else []),
        ),
        day=facts.dpia_due_on if is_promised else None,
        acceptable_until=facts.dpia_due_on if is_promised else None,
        ref=facts.ref,
        advice=advised(
            (facts.dpia == Dpia.NOT_ASSESSED, Said("health.advice.assess_dpia")),
            (facts.dpia == Dpia.IN_PROGRESS, Said("health.advice.finish_dpia")),
        ),
    )
