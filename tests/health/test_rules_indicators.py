"""Where each of the sixteen indicators turns: both sides of every edge of the table."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from isms.health.rules import MAY_BE_EXEMPT, SHIPPED, UNRATED_AS, exemption_refusals, outcome
from isms.health.rules.freshness import window
from isms.health.vocabulary import Indicator, IndicatorResult
from isms.measurements.vocabulary import FallbackState, LogState, SignInStrength
from isms.portfolio.vocabulary import Dpia, ProcessorAgreement
from isms.risk.vocabulary import RiskLevel
from tests.health.known import (
    ACCEPTABLE,
    ALL_WANTED,
    NOT_MEASURED,
    NOT_RELEVANT,
    TODAY,
    UNACCEPTABLE,
    UNTOUCHED,
    WANTED,
    ago,
    ahead,
    measure,
    measured,
    of,
    reported,
    result,
    risk,
)

MEDIUM, HIGH, LOW = RiskLevel.MEDIUM, RiskLevel.HIGH, RiskLevel.LOW


@pytest.mark.parametrize(
    ("day", "months", "wanted_until", "acceptable_until"),
    [
        (date(2025, 11, 22), 12, date(2026, 11, 22), date(2027, 2, 22)),
        (date(2026, 8, 31), 6, date(2027, 2, 28), date(2027, 4, 15)),
        (date(2024, 2, 29), 36, date(2027, 2, 28), date(2027, 11, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28), date(2026, 3, 7)),
    ],
)
def test_a_limit_is_a_day_of_the_calendar(day: date, months: int, wanted_until: date, acceptable_until: date) -> None:
    held = window(day, months, SHIPPED)
    assert (held.wanted_until, held.acceptable_until) == (wanted_until, acceptable_until)


def dated(indicator: Indicator, day: date) -> dict[str, Any]:
    """Return the facts that say that what an indicator asks for was done on a day."""
    kept: dict[Indicator, Any] = {
        Indicator.RESTORE_TEST: measured(11, day, passed=True, hours=4),
        Indicator.ACCESS_REVIEW: measured(12, day, passed=True),
        Indicator.STRONG_SIGN_IN: measured(13, day, sign_in=SignInStrength.EVERYBODY),
        Indicator.PATCHING: measured(14, day, days=0, supported=True),
        Indicator.LOGGING: measured(15, day, log_state=LogState.REVIEWED),
    }
    names = {
        Indicator.OWNERSHIP: "attested_on",
        Indicator.RATING: "rated_on",
        Indicator.ASSESSMENT: "assessed_on",
        Indicator.PROCESSOR_AGREEMENT: "processor_agreement_reviewed_on",
    }
    return {names.get(indicator, indicator.value): kept.get(indicator, day)}


TABLE = """
ownership           12 12 12 12
rating              12 12 24 24
assessment          12 24 36 36
processor_agreement 12 24 24 36
restore_test        12 12 24 36
access_review        6 12 12 24
strong_sign_in      12 12 12 12
patching            12 12 12 12
logging             12 12 12 12
"""
INTERVALS = [
    (Indicator(name), number, int(months))
    for name, *row in (line.split() for line in TABLE.splitlines() if line)
    for number, months in zip((4, 3, 2, 1), row, strict=True)
]


@pytest.mark.parametrize(("indicator", "system_class", "months"), INTERVALS)
def test_what_is_due_again_turns_on_its_two_days(indicator: Indicator, system_class: int, months: int) -> None:
    later = {"months": months * 5 // 4, "days": 15 if months == 6 else 0}
    edges = [
        (ago(months), WANTED),
        (ago(months, 1), ACCEPTABLE),
        (ago(**later), ACCEPTABLE),
        (ago(later["months"], later["days"] + 1), UNACCEPTABLE),
    ]
    for day, expected in edges:
        assert result(indicator, system_class=system_class, **dated(indicator, day)) == expected, day
    found = of(indicator, system_class=system_class, **dated(indicator, TODAY))
    assert (found.day, found.months, found.wanted_until) == (TODAY, months, ahead(months))
    assert found.acceptable_until == ahead(**later)


@pytest.mark.parametrize("indicator", sorted({indicator for indicator, _, _ in INTERVALS}))
def test_what_was_never_done_is_not_measured(indicator: Indicator) -> None:
    found = of(indicator, UNTOUCHED, has_active_owner=True)
    assert (found.result, found.day, found.wanted_until) == (NOT_MEASURED, None, None)


def test_a_system_nobody_has_rated_is_measured_as_an_important_one() -> None:
    assert of(Indicator.ASSESSMENT, system_class=None).months == SHIPPED.months[Indicator.ASSESSMENT][UNRATED_AS]
    assert result(Indicator.RATING, system_class=None, rated_on=None) == NOT_MEASURED


OWN_TEST = measured(11, ago(1), passed=True, hours=4)


def vouched(**said: Any) -> Any:
    """Return a test of today that the supplier vouches for, and that took longer than there is time for."""
    return measured(21, passed=True, hours=30, by_supplier=True, **said)


EDGES: list[tuple[Indicator, dict[str, Any], IndicatorResult]] = [
    (Indicator.OWNERSHIP, {"has_active_owner": False}, UNACCEPTABLE),
    (Indicator.OWNERSHIP, {"has_active_owner": False, "attested_on": None}, UNACCEPTABLE),
    (Indicator.OWNERSHIP, {"has_active_administrator": False}, ACCEPTABLE),
    (Indicator.OWNERSHIP, {"has_active_administrator": False, "attested_on": ago(15, 1)}, UNACCEPTABLE),
    (Indicator.ASSESSMENT, {"change_on": ago(days=60), "is_booked": True}, ACCEPTABLE),
    (Indicator.ASSESSMENT, {"change_on": ago(days=61), "is_booked": True}, UNACCEPTABLE),
    (Indicator.ASSESSMENT, {"change_on": TODAY}, UNACCEPTABLE),
    (Indicator.ASSESSMENT, {"change_on": TODAY, "is_booked": True, "assessed_on": ago(30, 1)}, UNACCEPTABLE),
    (Indicator.RESIDUAL_RISK, {"risks": (risk(LOW),)}, WANTED),
    (Indicator.RESIDUAL_RISK, {"risks": (risk(MEDIUM, until=TODAY),)}, WANTED),
    (Indicator.RESIDUAL_RISK, {"risks": (risk(MEDIUM, until=ago(days=1)),)}, UNACCEPTABLE),
    (Indicator.RESIDUAL_RISK, {"risks": (risk(MEDIUM, since=ago(days=60), has_plan=True),)}, ACCEPTABLE),
    (Indicator.RESIDUAL_RISK, {"risks": (risk(MEDIUM, since=ago(days=61), has_plan=True),)}, UNACCEPTABLE),
    (Indicator.RESIDUAL_RISK, {"risks": (risk(MEDIUM),)}, UNACCEPTABLE),
    (Indicator.RESIDUAL_RISK, {"risks": (risk(HIGH, until=TODAY),)}, ACCEPTABLE),
    (Indicator.RESIDUAL_RISK, {"risks": (risk(HIGH, until=ago(days=1)),)}, UNACCEPTABLE),
    (Indicator.RESIDUAL_RISK, {"risks": (risk(HIGH, has_plan=True),)}, UNACCEPTABLE),
    (Indicator.RESIDUAL_RISK, {"assessed_on": None}, NOT_MEASURED),
    (Indicator.OVERDUE_ACTIONS, {"measures": (measure(TODAY),)}, WANTED),
    (Indicator.OVERDUE_ACTIONS, {"measures": (measure(ago(days=1)),) + 4 * (measure(TODAY),)}, ACCEPTABLE),
    (Indicator.OVERDUE_ACTIONS, {"measures": (measure(ago(days=1)),) + 3 * (measure(TODAY),)}, UNACCEPTABLE),
    (Indicator.OVERDUE_ACTIONS, {"measures": (measure(ago(days=30)),) + 4 * (measure(TODAY),)}, ACCEPTABLE),
    (Indicator.OVERDUE_ACTIONS, {"measures": (measure(ago(days=31)),) + 4 * (measure(TODAY),)}, UNACCEPTABLE),
    (
        Indicator.OVERDUE_ACTIONS,
        {"measures": (measure(ago(days=1), on_high_risk=True),) + 4 * (measure(TODAY),)},
        UNACCEPTABLE,
    ),
    (
        Indicator.OVERDUE_ACTIONS,
        {"measures": (measure(ago(days=1)),) + 4 * (measure(ago(20), done_on=ago(12)),)},
        ACCEPTABLE,
    ),
    (
        Indicator.OVERDUE_ACTIONS,
        {"measures": (measure(ago(days=1)),) + 4 * (measure(ago(20), done_on=ago(12, 1)),)},
        UNACCEPTABLE,
    ),
    (Indicator.OVERDUE_ACTIONS, {"assessed_on": None}, NOT_MEASURED),
    (Indicator.DEVIATIONS, {"zero_report": measured(6, ago(12))}, WANTED),
    (Indicator.DEVIATIONS, {"zero_report": measured(6, ago(12, 1))}, NOT_MEASURED),
    (Indicator.DEVIATIONS, {"zero_report": None}, NOT_MEASURED),
    (Indicator.DEVIATIONS, {"zero_report": None, "deviations": (reported(TODAY),)}, WANTED),
    (
        Indicator.DEVIATIONS,
        {"zero_report": None, "deviations": (reported(reported_on=ago(12), closed_on=ago(12)),)},
        WANTED,
    ),
    (
        Indicator.DEVIATIONS,
        {"zero_report": None, "deviations": (reported(reported_on=ago(13), closed_on=ago(12, 1)),)},
        NOT_MEASURED,
    ),
    (Indicator.DEVIATIONS, {"deviations": 2 * (reported(ago(days=30)),)}, ACCEPTABLE),
    (Indicator.DEVIATIONS, {"deviations": (reported(ago(days=31)),)}, UNACCEPTABLE),
    (Indicator.DEVIATIONS, {"deviations": 3 * (reported(ago(days=1)),)}, UNACCEPTABLE),
    (Indicator.DEVIATIONS, {"deviations": (reported(is_serious=True, reported_on=ago(days=30)),)}, ACCEPTABLE),
    (Indicator.DEVIATIONS, {"deviations": (reported(is_serious=True, reported_on=ago(days=31)),)}, UNACCEPTABLE),
    (
        Indicator.DEVIATIONS,
        {"deviations": (reported(is_serious=True, reported_on=ago(days=31), closed_on=TODAY),)},
        WANTED,
    ),
    (Indicator.DEVIATIONS, {"deviations": (reported(missed_on=ago(12), closed_on=TODAY),)}, UNACCEPTABLE),
    (Indicator.DEVIATIONS, {"deviations": (reported(missed_on=ago(12, 1), closed_on=TODAY),)}, WANTED),
    (Indicator.DEVIATIONS, {"deviations": (reported(missed_on=ago(12, 1)),)}, UNACCEPTABLE),
    (Indicator.DEVIATIONS, {"deviations": (reported(missed_on=ahead(days=1)),)}, WANTED),
    (Indicator.SUPPORT, {"end_of_support_on": ahead(18, 1)}, WANTED),
    (Indicator.SUPPORT, {"end_of_support_on": ahead(18)}, ACCEPTABLE),
    (Indicator.SUPPORT, {"end_of_support_on": ahead(6)}, ACCEPTABLE),
    (Indicator.SUPPORT, {"end_of_support_on": ahead(6, -1)}, UNACCEPTABLE),
    (Indicator.SUPPORT, {"end_of_support_on": ahead(6, -1), "replacement_runs": True}, ACCEPTABLE),
    (Indicator.SUPPORT, {"end_of_support_on": TODAY, "replacement_runs": True}, ACCEPTABLE),
    (Indicator.SUPPORT, {"end_of_support_on": ago(days=1), "replacement_runs": True}, UNACCEPTABLE),
    (Indicator.SUPPORT, {"end_of_support_on": None}, NOT_MEASURED),
    (Indicator.SUPPORT, {"end_of_support_on": None, "support_promised": True}, NOT_MEASURED),
    (Indicator.SUPPORT, {"end_of_support_on": None, "support_promised": True, "is_cloud": True}, WANTED),
    (
        Indicator.SUPPORT,
        {"end_of_support_on": None, "support_promised": True, "is_cloud": True, "has_supplier": False},
        ACCEPTABLE,
    ),
    (Indicator.SUPPORT, {"end_of_support_on": None, "is_cloud": True}, NOT_MEASURED),
    (Indicator.SUPPORT, {"end_of_support_on": None, "support_promised": False, "is_cloud": True}, UNACCEPTABLE),
    (
        Indicator.SUPPORT,
        {"end_of_support_on": None, "support_promised": False, "is_cloud": True, "system_class": 2},
        ACCEPTABLE,
    ),
    (Indicator.AGREEMENT, {"has_agreement": False, "agreement_rolling": None}, NOT_MEASURED),
    (Indicator.AGREEMENT, {"agreement_rolling": None}, NOT_MEASURED),
    (Indicator.AGREEMENT, {"agreement_until": ago(1)}, WANTED),
    (Indicator.AGREEMENT, {"agreement_rolling": False, "agreement_until": ahead(12, 1)}, WANTED),
    (Indicator.AGREEMENT, {"agreement_rolling": False, "agreement_until": ahead(12)}, ACCEPTABLE),
    (Indicator.AGREEMENT, {"agreement_rolling": None, "agreement_until": ahead(6)}, ACCEPTABLE),
    (Indicator.AGREEMENT, {"agreement_rolling": None, "agreement_until": ahead(6, -1)}, UNACCEPTABLE),
    (
        Indicator.AGREEMENT,
        {"agreement_rolling": None, "agreement_until": TODAY, "renewal_begun_on": ago(12)},
        ACCEPTABLE,
    ),
    (
        Indicator.AGREEMENT,
        {"agreement_rolling": None, "agreement_until": TODAY, "renewal_begun_on": ago(12, 1)},
        UNACCEPTABLE,
    ),
    (
        Indicator.AGREEMENT,
        {"agreement_rolling": None, "agreement_until": ago(days=1), "renewal_begun_on": TODAY},
        UNACCEPTABLE,
    ),
    (Indicator.AGREEMENT, {"has_exit_plan": False}, ACCEPTABLE),
    (Indicator.AGREEMENT, {"has_exit_plan": False, "system_class": 2}, WANTED),
    (Indicator.AGREEMENT, {"supplier_met_on": ago(12)}, WANTED),
    (Indicator.AGREEMENT, {"supplier_met_on": ago(12, 1)}, ACCEPTABLE),
    (Indicator.AGREEMENT, {"supplier_met_on": None}, ACCEPTABLE),
    (Indicator.PROCESSOR_AGREEMENT, {"subprocessors_listed": False}, ACCEPTABLE),
    (Indicator.PROCESSOR_AGREEMENT, {"subprocessors_listed": None}, ACCEPTABLE),
    (Indicator.PROCESSOR_AGREEMENT, {"processor_agreement": ProcessorAgreement.MISSING}, UNACCEPTABLE),
    (Indicator.PROCESSOR_AGREEMENT, {"processor_agreement": ProcessorAgreement.IN_PROGRESS}, UNACCEPTABLE),
    (Indicator.PROCESSOR_AGREEMENT, {"processor_agreement": None}, NOT_MEASURED),
    (Indicator.PROCESSOR_AGREEMENT, {"processor_agreement": ProcessorAgreement.NOT_NEEDED}, NOT_RELEVANT),
    (Indicator.PROCESSOR_AGREEMENT, {"is_processed_by_others": False}, NOT_RELEVANT),
    (Indicator.PROCESSOR_AGREEMENT, {"has_personal_data": False}, NOT_RELEVANT),
    (Indicator.DPIA, {"has_personal_data": False}, NOT_RELEVANT),
    (Indicator.DPIA, {"dpia": Dpia.NOT_ASSESSED}, NOT_MEASURED),
    (Indicator.DPIA, {"dpia": Dpia.NOT_NEEDED}, WANTED),
    (Indicator.DPIA, {"dpia": Dpia.IN_PROGRESS}, UNACCEPTABLE),
    (Indicator.DPIA, {"dpia": Dpia.IN_PROGRESS, "dpia_due_on": TODAY}, ACCEPTABLE),
    (Indicator.DPIA, {"dpia": Dpia.IN_PROGRESS, "dpia_due_on": ago(days=1)}, UNACCEPTABLE),
    (Indicator.RESTORE_TEST, {"restore_test": measured(11, passed=False, hours=1)}, UNACCEPTABLE),
    (Indicator.RESTORE_TEST, {"restore_test": measured(11, passed=True, hours=24)}, WANTED),
    (Indicator.RESTORE_TEST, {"restore_test": measured(11, passed=True, hours=25)}, ACCEPTABLE),
    (Indicator.RESTORE_TEST, {"restore_test": measured(11, passed=True, hours=36)}, ACCEPTABLE),
    (Indicator.RESTORE_TEST, {"restore_test": measured(11, passed=True, hours=37)}, UNACCEPTABLE),
    (Indicator.RESTORE_TEST, {"restore_test": measured(11, passed=True)}, ACCEPTABLE),
    (Indicator.RESTORE_TEST, {"rto_hours": None}, ACCEPTABLE),
    (
        Indicator.RESTORE_TEST,
        {"restore_test": measured(11, passed=True, hours=4, by_supplier=True), "is_cloud": True},
        WANTED,
    ),
    (Indicator.RESTORE_TEST, {"restore_test": measured(11, passed=True, hours=4, by_supplier=True)}, NOT_MEASURED),
    (Indicator.RESTORE_TEST, {"restore_test": vouched(own=OWN_TEST)}, WANTED),
    (Indicator.RESTORE_TEST, {"restore_test": vouched(own=replace(OWN_TEST, passed=False))}, UNACCEPTABLE),
    (Indicator.RESTORE_TEST, {"restore_test": vouched(own=OWN_TEST), "is_cloud": True}, ACCEPTABLE),
    (Indicator.PATCHING, {"patching": measured(14, by_supplier=True, own=ALL_WANTED.patching)}, WANTED),
    (Indicator.ACCESS_REVIEW, {"access_review": measured(12, passed=False)}, UNACCEPTABLE),
    (Indicator.ACCESS_REVIEW, {"access_review": measured(12)}, ACCEPTABLE),
    (
        Indicator.STRONG_SIGN_IN,
        {"strong_sign_in": measured(13, sign_in=SignInStrength.ADMINISTRATORS_AND_REMOTE)},
        ACCEPTABLE,
    ),
    (Indicator.STRONG_SIGN_IN, {"strong_sign_in": measured(13, sign_in=SignInStrength.NOBODY)}, UNACCEPTABLE),
    (
        Indicator.STRONG_SIGN_IN,
        {"strong_sign_in": measured(13, sign_in=SignInStrength.NOBODY), "system_class": 2},
        ACCEPTABLE,
    ),
    (
        Indicator.STRONG_SIGN_IN,
        {
            "strong_sign_in": measured(13, sign_in=SignInStrength.NOBODY),
            "system_class": 2,
            "is_internet_exposed": True,
        },
        UNACCEPTABLE,
    ),
    (Indicator.STRONG_SIGN_IN, {"strong_sign_in": measured(13)}, NOT_MEASURED),
    (Indicator.PATCHING, {"patching": measured(14, days=14, supported=True)}, WANTED),
    (Indicator.PATCHING, {"patching": measured(14, days=15, supported=True)}, ACCEPTABLE),
    (Indicator.PATCHING, {"patching": measured(14, days=30, supported=True)}, ACCEPTABLE),
    (Indicator.PATCHING, {"patching": measured(14, days=31, supported=True)}, UNACCEPTABLE),
    (Indicator.PATCHING, {"patching": measured(14, days=0, supported=False)}, ACCEPTABLE),
    (Indicator.PATCHING, {"patching": measured(14, supported=True)}, NOT_MEASURED),
    (Indicator.PATCHING, {"patching": measured(14, ago(12), by_supplier=True), "is_cloud": True}, ACCEPTABLE),
    (Indicator.PATCHING, {"patching": measured(14, ago(12, 1), by_supplier=True), "is_cloud": True}, UNACCEPTABLE),
    (Indicator.PATCHING, {"patching": measured(14, by_supplier=True)}, NOT_MEASURED),
    (Indicator.LOGGING, {"logging": measured(15, log_state=LogState.NOT_REVIEWED)}, ACCEPTABLE),
    (Indicator.LOGGING, {"logging": measured(15, log_state=LogState.OFF)}, UNACCEPTABLE),
    (Indicator.LOGGING, {"logging": measured(15, log_state=LogState.OFF), "system_class": 2}, ACCEPTABLE),
    (Indicator.FALLBACK, {"fallback": measured(16, ago(24), fallback=FallbackState.PRACTISED)}, WANTED),
    (Indicator.FALLBACK, {"fallback": measured(16, ago(24, 1), fallback=FallbackState.PRACTISED)}, ACCEPTABLE),
    (
        Indicator.FALLBACK,
        {"fallback": measured(16, ago(12, 1), fallback=FallbackState.PRACTISED), "system_class": 4},
        ACCEPTABLE,
    ),
    (Indicator.FALLBACK, {"fallback": measured(16, ago(99), fallback=FallbackState.PLANNED)}, ACCEPTABLE),
    (Indicator.FALLBACK, {"fallback": measured(16, fallback=FallbackState.NONE)}, UNACCEPTABLE),
    (Indicator.FALLBACK, {"fallback": None}, NOT_MEASURED),
    (Indicator.FALLBACK, {"fallback": None, "system_class": 2}, NOT_RELEVANT),
    (Indicator.FALLBACK, {"fallback": None, "system_class": 1}, NOT_RELEVANT),
]


@pytest.mark.parametrize(("indicator", "told", "expected"), EDGES)
def test_an_indicator_turns_where_the_table_says(
    indicator: Indicator, told: dict[str, Any], expected: IndicatorResult
) -> None:
    found = of(indicator, **told)
    assert found.result == expected
    assert bool(found.advice) == (expected in (ACCEPTABLE, UNACCEPTABLE, NOT_MEASURED))


@pytest.mark.parametrize(
    ("end", "today", "support", "agreement"),
    [
        (date(2028, 3, 31), date(2026, 9, 30), WANTED, WANTED),
        (date(2028, 3, 31), date(2026, 10, 1), ACCEPTABLE, WANTED),
        (date(2028, 2, 29), date(2026, 8, 28), WANTED, WANTED),
        (date(2028, 2, 29), date(2026, 8, 29), ACCEPTABLE, WANTED),
        (date(2028, 2, 29), date(2027, 2, 28), ACCEPTABLE, WANTED),
        (date(2028, 2, 29), date(2027, 3, 1), ACCEPTABLE, ACCEPTABLE),
        (date(2027, 2, 28), date(2026, 8, 31), ACCEPTABLE, ACCEPTABLE),
        (date(2027, 2, 28), date(2026, 9, 1), UNACCEPTABLE, UNACCEPTABLE),
    ],
)
def test_months_that_are_left_are_counted_from_the_day_one_asks(
    end: date, today: date, support: IndicatorResult, agreement: IndicatorResult
) -> None:
    told: dict[str, Any] = {"end_of_support_on": end, "agreement_until": end, "agreement_rolling": None}
    told["supplier_met_on"] = today
    found = [of(each, today=today, **told) for each in (Indicator.SUPPORT, Indicator.AGREEMENT)]
    assert [each.result for each in found] == [support, agreement]
    for each in found:
        last = each.wanted_until if each.result == WANTED else each.acceptable_until
        assert last is not None and (today <= last) == (each.result != UNACCEPTABLE)


@pytest.mark.parametrize("indicator", Indicator)
def test_only_some_may_be_decided_not_relevant(indicator: Indicator) -> None:
    found = of(indicator, UNTOUCHED, exempt={indicator: "Utviklet av kommunen selv"})
    assert (found.result == NOT_RELEVANT) == (indicator in MAY_BE_EXEMPT)
    refused = [no.because for no in exemption_refusals(indicator, "Utviklet av kommunen selv")]
    assert (refused == []) == (indicator in MAY_BE_EXEMPT)


def test_what_is_not_relevant_needs_a_reason() -> None:
    assert [no.because for no in exemption_refusals(Indicator.DPIA, " ")] == ["not_relevant.needs_a_reason"]


def test_a_municipality_may_ask_for_a_fallback_of_simple_systems_too() -> None:
    asking = replace(SHIPPED, months=SHIPPED.months | {Indicator.FALLBACK: dict.fromkeys((1, 2, 3, 4), 12)})
    simple = replace(ALL_WANTED, system_class=1, fallback=measured(16, fallback=FallbackState.NONE))
    assert outcome(Indicator.FALLBACK, simple, asking, TODAY).result == ACCEPTABLE
