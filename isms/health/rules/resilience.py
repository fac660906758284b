"""Decides how what has been tested, gone through or looked at comes out (H11 to H16)."""

from datetime import date

from isms.health.rules.facts import Facts, Tested
from isms.health.rules.freshness import Window, window
from isms.health.rules.lifecycle import is_important
from isms.health.rules.model import Model
from isms.health.rules.outcome import Outcome, Raw, Said, advised, worst
from isms.health.vocabulary import Indicator, IndicatorResult, Limit
from isms.measurements.vocabulary import FallbackState, LogState, SignInStrength

_ACCEPTABLE, _UNACCEPTABLE = IndicatorResult.ACCEPTABLE, IndicatorResult.UNACCEPTABLE
_WANTED, _NOT_MEASURED = IndicatorResult.WANTED, IndicatorResult.NOT_MEASURED


def counting(tested: Tested | None, facts: Facts) -> Tested | None:
    """Return the measurement that counts: what a supplier vouches for does so for cloud services only."""
    if tested is None or facts.is_cloud or not tested.by_supplier:
        return tested
    return tested.own


def holds(indicator: Indicator, tested: Tested, facts: Facts, model: Model) -> Window:
    """Return how long a measurement holds for a system."""
    return window(tested.measured_on, model.interval(indicator, facts.system_class), model)


def restore_test(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H11: when the system was last restored from its backup, and whether within the time there is."""
    tested = counting(facts.restore_test, facts)
    if tested is None:
        advice = (Said("health.advice.test_restore"),)
        return _rests_on(Indicator.RESTORE_TEST, facts.restore_test, facts, model, _NOT_MEASURED, advice=advice)
    fresh = holds(Indicator.RESTORE_TEST, tested, facts, model).result(today)
    is_unknown = tested.hours is None or facts.rto_hours is None
    speed = _speed(tested, facts, model)
    return _rests_on(
        Indicator.RESTORE_TEST,
        tested,
        facts,
        model,
        worst(fresh, speed) if tested.passed else _UNACCEPTABLE,
        raw=(
            Raw("health.raw.passed", tested.passed),
            Raw("health.raw.hours", tested.hours),
            Raw("health.raw.rto_hours", facts.rto_hours),
        ),
        advice=advised(
            (fresh != _WANTED or not tested.passed, Said("health.advice.test_restore")),
            (is_unknown, Said("health.advice.know_restore_hours")),
            (speed != _WANTED and not is_unknown, Said("health.advice.restore_faster", {"hours": facts.rto_hours})),
        ),
    )


def _speed(tested: Tested, facts: Facts, model: Model) -> IndicatorResult:
    """Return how the hours a restoring took come out against those there are; unknown ones are not as wanted."""
    if tested.hours is None or facts.rto_hours is None:
        return _ACCEPTABLE
    if tested.hours <= facts.rto_hours:
        return _WANTED
    is_near = tested.hours * 100 <= facts.rto_hours * (100 + model.limits[Limit.RTO_PERCENT])
    return _ACCEPTABLE if is_near else _UNACCEPTABLE


def access_review(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H12: when the accesses were last gone through, and whether those who had left were removed."""
    tested = counting(facts.access_review, facts)
    state = {True: _WANTED, None: _ACCEPTABLE, False: _UNACCEPTABLE}[tested.passed] if tested else None
    return _looked_at(
        Indicator.ACCESS_REVIEW,
        facts.access_review,
        facts,
        model,
        state,
        today,
        Raw("health.raw.leavers_removed", facts.access_review.passed if facts.access_review else None),
        again=Said("health.advice.review_access"),
        better=Said("health.advice.remove_leavers"),
    )


def strong_sign_in(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H13: who signs in with more than a password."""
    tested = counting(facts.strong_sign_in, facts)
    states = {
        SignInStrength.EVERYBODY: _WANTED,
        SignInStrength.ADMINISTRATORS_AND_REMOTE: _ACCEPTABLE,
        SignInStrength.NOBODY: _UNACCEPTABLE if facts.is_internet_exposed or is_important(facts) else _ACCEPTABLE,
    }
    return _looked_at(
        Indicator.STRONG_SIGN_IN,
        facts.strong_sign_in,
        facts,
        model,
        states[tested.sign_in] if tested and tested.sign_in else None,
        today,
        Raw("health.raw.sign_in", facts.strong_sign_in.sign_in if facts.strong_sign_in else None),
        again=Said("health.advice.check_sign_in"),
        better=Said("health.advice.strengthen_sign_in"),
    )


def patching(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H14: for how long known critical vulnerabilities stay open, and whether there are corrections at all."""
    tested = counting(facts.patching, facts)
    shown = tested or facts.patching
    state = _patched(tested, model) if tested else None
    if tested and tested.by_supplier and state and today > holds(Indicator.PATCHING, tested, facts, model).wanted_until:
        state = _UNACCEPTABLE
    return _looked_at(
        Indicator.PATCHING,
        shown,
        facts,
        model,
        state,
        today,
        Raw("health.raw.days_open", shown.days if shown else None),
        Raw("health.raw.supported_version", shown.supported if shown else None),
        again=Said("health.advice.check_patching"),
        better=Said("health.advice.patch", {"days": model.limits[Limit.PATCHING_WANTED_DAYS]}),
    )


def _patched(tested: Tested, model: Model) -> IndicatorResult | None:
    """Return how what is known of corrections comes out; a supplier's word is acceptable, and no more."""
    if tested.days is None:
        return _ACCEPTABLE if tested.by_supplier else None
    if tested.days > model.limits[Limit.PATCHING_ACCEPTABLE_DAYS]:
        return _UNACCEPTABLE
    is_quick = tested.days <= model.limits[Limit.PATCHING_WANTED_DAYS]
    return _WANTED if is_quick and tested.supported and not tested.by_supplier else _ACCEPTABLE


def logging(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H15: whether events are logged, and whether anybody looks."""
    tested = counting(facts.logging, facts)
    states = {
        LogState.REVIEWED: _WANTED,
        LogState.NOT_REVIEWED: _ACCEPTABLE,
        LogState.OFF: _UNACCEPTABLE if is_important(facts) else _ACCEPTABLE,
    }
    return _looked_at(
        Indicator.LOGGING,
        facts.logging,
        facts,
        model,
        states[tested.log_state] if tested and tested.log_state else None,
        today,
        Raw("health.raw.log_state", facts.logging.log_state if facts.logging else None),
        again=Said("health.advice.check_logging"),
        better=Said("health.advice.review_logs"),
    )


def fallback(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H16: what is done when the system is away; a plan that was practised long ago is still a plan."""
    tested = counting(facts.fallback, facts)
    result, stands = _NOT_MEASURED, tested.fallback if tested else None
    if tested and stands == FallbackState.PRACTISED:
        is_fresh = holds(Indicator.FALLBACK, tested, facts, model).result(today) == _WANTED
        result = _WANTED if is_fresh else _ACCEPTABLE
    elif stands == FallbackState.PLANNED:
        result = _ACCEPTABLE
    elif stands == FallbackState.NONE:
        result = _UNACCEPTABLE if is_important(facts) else _ACCEPTABLE
    has_plan = stands in (FallbackState.PRACTISED, FallbackState.PLANNED)
    return _rests_on(
        Indicator.FALLBACK,
        facts.fallback,
        facts,
        model,
        result,
        raw=(Raw("health.raw.fallback", facts.fallback.fallback if facts.fallback else None),),
        advice=advised(
            (not has_plan, Said("health.advice.plan_fallback")),
            (result != _WANTED, Said("health.advice.practise_fallback")),
        ),
    )


def _looked_at(
    indicator: Indicator,
    tested: Tested | None,
    facts: Facts,
    model: Model,
    state: IndicatorResult | None,
    today: date,
    *raw: Raw,
    again: Said,
    better: Said,
) -> Outcome:
    """Return the outcome of what was looked at on a day and found in a state; None is that it does not count."""
    fresh = holds(indicator, tested, facts, model).result(today) if tested and state else None
    return _rests_on(
        indicator,
        tested,
        facts,
        model,
        worst(fresh, state) if fresh and state else _NOT_MEASURED,
        raw=raw,
        advice=advised((fresh != _WANTED, again), (state is not None and state != _WANTED, better)),
    )


def _rests_on(
    indicator: Indicator,
    tested: Tested | None,
    facts: Facts,
    model: Model,
    result: IndicatorResult,
    *,
    raw: tuple[Raw, ...] = (),
    advice: tuple[Said, ...] = (),
) -> Outcome:
    """Return the outcome of an indicator that rests on one measurement, or on none."""
    until = holds(indicator, tested, facts, model) if tested and result != _NOT_MEASURED else None
    return Outcome(
        indicator=indicator,
        result=result,
        raw=(
            Raw("health.raw.measured_on", tested.measured_on if tested else None),
            *(raw if tested else ()),
            *([Raw("health.raw.by_supplier", tested.by_supplier)] if tested and tested.by_supplier else []),
        ),
        day=tested.measured_on if tested else None,
        months=model.interval(indicator, facts.system_class),
        wanted_until=until.wanted_until if until else None,
        acceptable_until=until.acceptable_until if until else None,
        ref=tested.ref if tested else None,
        advice=advice,
    )
