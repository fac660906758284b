"""Decides how residual risk, overdue actions and open deviations come out (H4 to H6)."""

from collections.abc import Sequence
from datetime import date, timedelta

from isms.health.rules.facts import Facts, Measure, Reported, ResidualRisk
from isms.health.rules.freshness import is_recent
from isms.health.rules.model import Model
from isms.health.rules.outcome import Outcome, Raw, Said, advised
from isms.health.vocabulary import Indicator, IndicatorResult, Limit
from isms.risk.vocabulary import RiskLevel

_ACCEPTABLE, _UNACCEPTABLE = IndicatorResult.ACCEPTABLE, IndicatorResult.UNACCEPTABLE
_WANTED, _NOT_MEASURED = IndicatorResult.WANTED, IndicatorResult.NOT_MEASURED
_ASK = (Said("health.advice.report_zero"),)


def is_accepted(risk: ResidualRisk, today: date) -> bool:
    """Say whether an acceptance of a risk is in force on a day, its last one too; a low one needs none."""
    return risk.level == RiskLevel.LOW or (risk.accepted_until is not None and today <= risk.accepted_until)


def residual_risk(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H4: what remains of risk against what is accepted."""
    high = [risk for risk in facts.risks if risk.level == RiskLevel.HIGH]
    open_ = [risk for risk in facts.risks if not is_accepted(risk, today)]
    open_high = [risk for risk in open_ if risk.level == RiskLevel.HIGH]
    if facts.assessed_on is None:
        result = _NOT_MEASURED
    elif open_high or any(not _may_wait(risk, model, today) for risk in open_):
        result = _UNACCEPTABLE
    else:
        result = _ACCEPTABLE if high or open_ else _WANTED
    worst_first = sorted(open_ or high, key=lambda risk: (risk.level != RiskLevel.HIGH, risk.since, risk.ref.code))
    return Outcome(
        indicator=Indicator.RESIDUAL_RISK,
        result=result,
        raw=(
            Raw("health.raw.risks", len(facts.risks) if facts.assessed_on else None),
            Raw("health.raw.high_risks", len(high)),
            Raw("health.raw.unaccepted_risks", len(open_)),
            *([Raw("health.raw.unaccepted_since", min(risk.since for risk in open_))] if open_ else []),
        ),
        day=facts.assessed_on,
        ref=worst_first[0].ref if worst_first else facts.assessment,
        advice=_risk_advice(facts, high, len(open_)),
    )


def _risk_advice(facts: Facts, high: Sequence[ResidualRisk], unaccepted: int) -> tuple[Said, ...]:
    if facts.assessed_on is None:
        return (Said("health.advice.assess"),)
    return advised(
        (bool(high), Said("health.advice.reduce_high_risks", {"number": len(high)})),
        (unaccepted > 0, Said("health.advice.accept_risks", {"number": unaccepted})),
    )


def _may_wait(risk: ResidualRisk, model: Model, today: date) -> bool:
    """Say whether a medium risk has a plan and has not waited too long for its acceptance."""
    return risk.has_plan and today <= risk.since + timedelta(days=model.limits[Limit.ACCEPTANCE_DAYS])


def overdue_actions(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H5: how many actions are late, of those open and those done in the period."""
    period = model.limits[Limit.PERIOD_MONTHS]
    counted = [each for each in facts.measures if each.done_on is None or is_recent(each.done_on, period, today)]
    late = sorted(
        (each for each in counted if each.done_on is None and each.due_on < today),
        key=lambda each: (each.due_on, each.ref.code),
    )
    if facts.assessed_on is None:
        result = _NOT_MEASURED
    elif not late:
        result = _WANTED
    else:
        result = _ACCEPTABLE if _is_bearable(late, len(counted), model, today) else _UNACCEPTABLE
    to_do = Said("health.advice.finish_actions", {"number": len(late)})
    return Outcome(
        indicator=Indicator.OVERDUE_ACTIONS,
        result=result,
        raw=(
            Raw("health.raw.actions", len(counted)),
            Raw("health.raw.overdue_actions", len(late)),
            *([Raw("health.raw.oldest_due_on", late[0].due_on)] if late else []),
        ),
        day=late[0].due_on if late else None,
        ref=late[0].ref if late else None,
        advice=advised((facts.assessed_on is None, Said("health.advice.assess")), (bool(late), to_do)),
    )


def _is_bearable(late: Sequence[Measure], counted: int, model: Model, today: date) -> bool:
    """Say whether few enough actions are late, none of them by much and none that treats a high risk."""
    most = timedelta(days=model.limits[Limit.OVERDUE_DAYS])
    is_few = len(late) * 100 <= model.limits[Limit.OVERDUE_PERCENT] * counted
    return is_few and all(today <= each.due_on + most and not each.on_high_risk for each in late)


def is_missed(deviation: Reported, today: date) -> bool:
    """Say whether a statutory deadline of a deviation has been passed."""
    return deviation.missed_on is not None and deviation.missed_on <= today


def deviations(facts: Facts, model: Model, today: date) -> Outcome:
    """Return H6: deviations that are serious, late, or have missed what the law asks."""
    period = model.limits[Limit.PERIOD_MONTHS]
    counted = [each for each in facts.deviations if _is_counted(each, period, today)]
    open_ = [each for each in counted if each.closed_on is None]
    grave = [each for each in counted if _is_grave(each, model, today)]
    late = [each for each in open_ if each.due_on < today]
    zero = facts.zero_report
    said_zero = zero is not None and is_recent(zero.measured_on, period, today)
    if not counted and not said_zero:
        result = _NOT_MEASURED
    elif grave or not _are_bearable(late, model, today):
        result = _UNACCEPTABLE
    else:
        result = _ACCEPTABLE if late or any(each.is_serious for each in open_) else _WANTED
    first = sorted(grave or late or open_ or counted, key=lambda each: (each.due_on, each.ref.code))
    newest = max((each.reported_on for each in counted), default=None)
    return Outcome(
        indicator=Indicator.DEVIATIONS,
        result=result,
        raw=(
            Raw("health.raw.deviations", len(counted)),
            Raw("health.raw.open_deviations", len(open_)),
            Raw("health.raw.serious_deviations", sum(each.is_serious for each in open_)),
            Raw("health.raw.overdue_deviations", len(late)),
            Raw("health.raw.missed_deadlines", sum(is_missed(each, today) for each in counted)),
            *([Raw("health.raw.zero_reported_on", zero.measured_on)] if zero else []),
        ),
        day=newest or (zero.measured_on if zero else None),
        ref=first[0].ref if first else zero.ref if zero and said_zero else None,
        advice=_deviation_advice(grave, late, open_, period) if result != _NOT_MEASURED else _ASK,
    )


def _is_counted(deviation: Reported, period: int, today: date) -> bool:
    """Say whether a deviation is open, or was reported or closed in the period."""
    return deviation.closed_on is None or is_recent(max(deviation.reported_on, deviation.closed_on), period, today)


def _is_grave(deviation: Reported, model: Model, today: date) -> bool:
    """Say whether a deviation alone is unacceptable: serious and open for long, or past what the law asks."""
    is_open = deviation.closed_on is None
    last = deviation.reported_on + timedelta(days=model.limits[Limit.SERIOUS_DAYS])
    if is_open and deviation.is_serious and today > last:
        return True
    if deviation.missed_on is None or not is_missed(deviation, today):
        return False
    return is_open or is_recent(deviation.missed_on, model.limits[Limit.PERIOD_MONTHS], today)


def _are_bearable(late: Sequence[Reported], model: Model, today: date) -> bool:
    most = timedelta(days=model.limits[Limit.DEVIATION_DAYS])
    is_few = len(late) <= model.limits[Limit.DEVIATIONS_OVERDUE]
    return is_few and all(today <= each.due_on + most for each in late)


def _deviation_advice(
    grave: Sequence[Reported], late: Sequence[Reported], open_: Sequence[Reported], period: int
) -> tuple[Said, ...]:
    to_close = {each.ref for each in late} | {each.ref for each in open_ if each.is_serious}
    to_close |= {each.ref for each in grave if each.closed_on is None}
    lapses = [each.missed_on for each in grave if each.closed_on is not None and each.missed_on is not None]
    return advised(
        (bool(to_close), Said("health.advice.close_deviations", {"number": len(to_close)})),
        (bool(lapses), Said("health.advice.missed_deadline", {"day": max(lapses, default=None), "months": period})),
    )
