"""Facts of a system where every indicator is relevant and as wanted, and ways to make one of them otherwise."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from isms.health.rules import SHIPPED, Health, Outcome, assess, outcome
from isms.health.rules.facts import Facts, Measure, Ref, Reported, ResidualRisk, Tested
from isms.health.vocabulary import Indicator, IndicatorResult
from isms.kernel.clock import months_after
from isms.measurements.vocabulary import FallbackState, LogState, SignInStrength
from isms.portfolio.vocabulary import Dpia, ProcessorAgreement
from isms.risk.vocabulary import RiskLevel

TODAY = date(2026, 11, 22)
SYSTEM = Ref("system", 1, "S-001")
WANTED, ACCEPTABLE = IndicatorResult.WANTED, IndicatorResult.ACCEPTABLE
UNACCEPTABLE, NOT_MEASURED = IndicatorResult.UNACCEPTABLE, IndicatorResult.NOT_MEASURED
NOT_RELEVANT = IndicatorResult.NOT_RELEVANT


def ago(months: int = 0, days: int = 0) -> date:
    """Return the day some calendar months and then some days before today."""
    return months_after(TODAY, -months) - timedelta(days=days)


def ahead(months: int = 0, days: int = 0) -> date:
    """Return the day some calendar months and then some days after today."""
    return months_after(TODAY, months) + timedelta(days=days)


def measured(number: int, measured_on: date = TODAY, **answers: Any) -> Tested:
    return Tested(Ref("measurement", number, f"{number}"), measured_on, **answers)


def risk(level: RiskLevel, *, since: date = TODAY, until: date | None = None, has_plan: bool = False) -> ResidualRisk:
    return ResidualRisk(Ref("scenario", 7, "R-007"), level, since, until, has_plan)


def measure(due_on: date, *, done_on: date | None = None, on_high_risk: bool = False, number: int = 1) -> Measure:
    return Measure(Ref("action", number, f"T-{number:03}"), due_on, done_on, on_high_risk)


def reported(
    due_on: date = TODAY,
    *,
    is_serious: bool = False,
    reported_on: date = TODAY,
    closed_on: date | None = None,
    missed_on: date | None = None,
    number: int = 1,
) -> Reported:
    ref = Ref("deviation", number, f"A-{number:03}")
    return Reported(ref, is_serious, reported_on, due_on, closed_on, missed_on)


ALL_WANTED = Facts(
    ref=SYSTEM,
    system_class=3,
    has_personal_data=True,
    is_processed_by_others=True,
    has_supplier=True,
    has_active_owner=True,
    has_active_administrator=True,
    attested_on=TODAY,
    attestation=Ref("attestation", 2, "AT-002"),
    rated_on=TODAY,
    assessed_on=TODAY,
    assessment=Ref("assessment", 3, "V-003"),
    end_of_support_on=ahead(36),
    has_agreement=True,
    agreement_rolling=True,
    has_exit_plan=True,
    supplier_met_on=TODAY,
    processor_agreement=ProcessorAgreement.SIGNED,
    processor_agreement_reviewed_on=TODAY,
    subprocessors_listed=True,
    dpia=Dpia.DONE,
    rto_hours=24,
    restore_test=measured(11, passed=True, hours=4),
    access_review=measured(12, passed=True),
    strong_sign_in=measured(13, sign_in=SignInStrength.EVERYBODY),
    patching=measured(14, days=0, supported=True),
    logging=measured(15, log_state=LogState.REVIEWED),
    fallback=measured(16, fallback=FallbackState.PRACTISED),
    zero_report=measured(6),
)

UNTOUCHED = Facts(ref=SYSTEM, system_class=3, has_personal_data=True, is_processed_by_others=True)
"""A system with personal data elsewhere that nobody has told anything else of."""


def of(indicator: Indicator, facts: Facts = ALL_WANTED, today: date = TODAY, **told: Any) -> Outcome:
    """Return how an indicator comes out under the shipped model, some facts told otherwise."""
    return outcome(indicator, replace(facts, **told), SHIPPED, today)


def result(indicator: Indicator, facts: Facts = ALL_WANTED, today: date = TODAY, **told: Any) -> IndicatorResult:
    return of(indicator, facts, today, **told).result


def health(facts: Facts = ALL_WANTED, today: date = TODAY, **told: Any) -> Health:
    """Return the health of a system under the shipped model, some facts told otherwise."""
    return assess(replace(facts, **told), SHIPPED, today)
