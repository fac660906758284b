"""Decides how ownership, rating and assessment come out (H1 to H3)."""

from datetime import date, timedelta

from isms.health.rules.facts import Facts
from isms.health.rules.freshness import window
from isms.health.rules.model import Model
from isms.health.rules.outcome import Outcome, Raw, Said, advised, worst
from isms.health.vocabulary import Indicator, IndicatorResult, Limit

_ACCEPTABLE, _UNACCEPTABLE = IndicatorResult.ACCEPTABLE, IndicatorResult.UNACCEPTABLE
_WANTED, _NOT_MEASURED = IndicatorResult.WANTED, IndicatorResult.NOT_MEASURED


def ownership(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H1: who answers for the system, and the yearly attestation."""
    months = model.interval(Indicator.OWNERSHIP, facts.system_class)
    held = window(facts.attested_on, months, model) if facts.attested_on else None
    if not facts.has_active_owner:
        result = _UNACCEPTABLE
    elif held is None:
        result = _NOT_MEASURED
    else:
        result = worst(held.result(today), _WANTED if facts.has_active_administrator else _ACCEPTABLE)
    return Outcome(
        indicator=Indicator.OWNERSHIP,
        result=result,
        raw=(
            Raw("health.raw.owner", facts.has_active_owner),
            *([Raw("health.raw.owner_left_on", facts.owner_left_on)] if facts.owner_left_on else []),
            Raw("health.raw.administrator", facts.has_active_administrator),
            Raw("health.raw.attested_on", facts.attested_on),
        ),
        day=facts.attested_on,
        months=months,
        wanted_until=held.wanted_until if held else None,
        acceptable_until=held.acceptable_until if held else None,
        ref=facts.attestation,
        advice=advised(
            (not facts.has_active_owner, Said("health.advice.owner")),
            (not facts.has_active_administrator, Said("health.advice.administrator")),
            (held is None or held.result(today) != _WANTED, Said("health.advice.attest")),
        ),
    )


def rating(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H2: when the need for confidentiality, integrity and availability was last confirmed."""
    months = model.interval(Indicator.RATING, facts.system_class)
    held = window(facts.rated_on, months, model) if facts.rated_on else None
    result = held.result(today) if held else _NOT_MEASURED
    return Outcome(
        indicator=Indicator.RATING,
        result=result,
        raw=(Raw("health.raw.rated_on", facts.rated_on), Raw("health.raw.system_class", facts.system_class)),
        day=facts.rated_on,
        months=months,
        wanted_until=held.wanted_until if held else None,
        acceptable_until=held.acceptable_until if held else None,
        ref=facts.ref if held else None,
        advice=advised((result != _WANTED, Said("health.advice.rate"))),
    )


def assessment(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H3: the newest approved risk assessment, and what has changed since."""
    months = model.interval(Indicator.ASSESSMENT, facts.system_class)
    held = window(facts.assessed_on, months, model) if facts.assessed_on else None
    change_until = _change_until(facts, model)
    result = worst(held.result(today), _after_change(facts, change_until, today)) if held else _NOT_MEASURED
    until = held.acceptable_until if held else None
    is_old = held is None or held.result(today) != _WANTED
    return Outcome(
        indicator=Indicator.ASSESSMENT,
        result=result,
        raw=(
            Raw("health.raw.assessed_on", facts.assessed_on),
            Raw("health.raw.change_on", facts.change_on),
            *([Raw("health.raw.is_booked", facts.is_booked)] if facts.change_on else []),
        ),
        day=facts.assessed_on,
        months=months,
        wanted_until=held.wanted_until if held and not change_until else None,
        acceptable_until=min(until, change_until) if until and change_until else until,
        ref=facts.assessment,
        advice=advised(
            (is_old, Said("health.advice.assess")),
            (not is_old and facts.change_on is not None, Said("health.advice.answer_change")),
        ),
    )


def _change_until(facts: Facts, model: Model) -> date | None:
    """Return through which day a change may wait for the assessment that has been begun."""
    if facts.change_on is None:
        return None
    return facts.change_on + timedelta(days=model.limits[Limit.CHANGE_DAYS])


def _after_change(facts: Facts, until: date | None, today: date) -> IndicatorResult:
    if until is None:
        return _WANTED
    return _ACCEPTABLE if facts.is_booked and today <= until else _UNACCEPTABLE
