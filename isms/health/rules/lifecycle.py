"""Decides how support and the agreement with the supplier come out (H7 and H8)."""

from datetime import date, timedelta

from isms.health.rules.facts import Facts
from isms.health.rules.freshness import Window, is_recent
from isms.health.rules.model import UNRATED_AS, Model
from isms.health.rules.outcome import Outcome, Raw, Said, advised, worst
from isms.health.vocabulary import Indicator, IndicatorResult, Limit
from isms.kernel.clock import months_after

_ACCEPTABLE, _UNACCEPTABLE = IndicatorResult.ACCEPTABLE, IndicatorResult.UNACCEPTABLE
_WANTED, _NOT_MEASURED = IndicatorResult.WANTED, IndicatorResult.NOT_MEASURED

_DAY = timedelta(days=1)

IMPORTANT = 3
"""From this class on more is asked."""


def is_important(facts: Facts) -> bool:
    """Say whether a system is of class 3 or 4; one that nobody has rated is taken to be."""
    return (facts.system_class or UNRATED_AS) >= IMPORTANT


def has_ended(facts: Facts, today: date) -> bool:
    """Say whether support has ended; the day it ends on has support."""
    return facts.end_of_support_on is not None and facts.end_of_support_on < today


def _notice(end: date, wanted_months: int, acceptable_months: int) -> Window:
    """Return through which days an end is more than, and at least, some calendar months away."""
    return Window(_last_before(end - _DAY, wanted_months), _last_before(end, acceptable_months))


def _last_before(day: date, months: int) -> date:
    """Return the last day from which some calendar months do not pass a day; months end on days of many numbers."""
    found = months_after(day, -months)
    while months_after(found + _DAY, months) <= day:
        found += _DAY
    return found


def support(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H7: how long the system gets support, and whether a replacement is under way."""
    end, held = facts.end_of_support_on, None
    if end is not None:
        held = _notice(end, model.limits[Limit.SUPPORT_WANTED_MONTHS], model.limits[Limit.SUPPORT_ACCEPTABLE_MONTHS])
        result = held.result(today)
        if result == _UNACCEPTABLE and facts.replacement_runs and not has_ended(facts, today):
            result = _ACCEPTABLE
    else:
        result = _promised(facts)
    is_near = held is not None and result != _WANTED
    is_anonymous = held is None and facts.is_cloud and bool(facts.support_promised) and not facts.has_supplier
    return Outcome(
        indicator=Indicator.SUPPORT,
        result=result,
        raw=(
            Raw("health.raw.end_of_support_on", end),
            *([Raw("health.raw.support_promised", facts.support_promised)] if facts.is_cloud else []),
            *([Raw("health.raw.replacement_runs", facts.replacement_runs)] if is_near else []),
        ),
        day=end,
        wanted_until=held.wanted_until if held else None,
        acceptable_until=(end if facts.replacement_runs else held.acceptable_until) if held else None,
        ref=facts.ref,
        advice=advised(
            (is_near, Said("health.advice.replace")),
            (held is None and result != _WANTED and not is_anonymous, Said("health.advice.find_end_of_support")),
            (is_anonymous, Said("health.advice.name_supplier")),
        ),
    )


def _promised(facts: Facts) -> IndicatorResult:
    """Return how a system comes out of whose end of support nothing is known: a cloud service may have none.

    Its supplier's promise is as wanted when it is known who the supplier is.
    """
    if not facts.is_cloud or facts.support_promised is None:
        return _NOT_MEASURED
    if facts.support_promised:
        return _WANTED if facts.has_supplier else _ACCEPTABLE
    return _UNACCEPTABLE if is_important(facts) else _ACCEPTABLE


def agreement(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H8: how long the agreement runs, the way out of it, and whether one talks with the supplier."""
    end = None if facts.agreement_rolling else facts.agreement_until
    held = None
    if end is not None:
        held = _notice(
            end, model.limits[Limit.AGREEMENT_WANTED_MONTHS], model.limits[Limit.AGREEMENT_ACCEPTABLE_MONTHS]
        )
    is_known = facts.has_agreement and (facts.agreement_rolling or end is not None)
    has_exit = facts.has_exit_plan or not is_important(facts)
    has_met = facts.supplier_met_on is not None and is_recent(
        facts.supplier_met_on, model.limits[Limit.SUPPLIER_MEETING_MONTHS], today
    )
    runs = _runs(facts, held, end, model, today)
    result = worst(runs, _WANTED if has_exit and has_met else _ACCEPTABLE) if is_known else _NOT_MEASURED
    return Outcome(
        indicator=Indicator.AGREEMENT,
        result=result,
        raw=(
            Raw("health.raw.agreement", facts.has_agreement),
            Raw("health.raw.agreement_rolling", facts.agreement_rolling),
            Raw("health.raw.agreement_until", facts.agreement_until),
            *([Raw("health.raw.renewal_begun_on", facts.renewal_begun_on)] if facts.renewal_begun_on else []),
            Raw("health.raw.exit_plan", facts.has_exit_plan),
            Raw("health.raw.supplier_met_on", facts.supplier_met_on),
        ),
        day=end,
        wanted_until=held.wanted_until if held else None,
        acceptable_until=held.acceptable_until if held else None,
        ref=facts.ref,
        advice=advised(
            (not is_known, Said("health.advice.record_agreement")),
            (bool(is_known) and runs != _WANTED, Said("health.advice.renew_agreement")),
            (not has_exit, Said("health.advice.plan_exit")),
            (not has_met, Said("health.advice.meet_supplier")),
        ),
    )


def _runs(facts: Facts, held: Window | None, end: date | None, model: Model, today: date) -> IndicatorResult:
    """Return how the time an agreement has left comes out; a renewal counts until the agreement has expired."""
    if held is None or end is None:
        return _WANTED
    result = held.result(today)
    begun = facts.renewal_begun_on
    is_renewed = begun is not None and is_recent(begun, model.limits[Limit.RENEWAL_MONTHS], today)
    return _ACCEPTABLE if result == _UNACCEPTABLE and is_renewed and today <= end else result
