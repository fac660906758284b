"""What the points, the coverage, the flags and the status of a system are: the worked examples, and the edges."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from isms.health.rules import KEY_INDICATORS, SHIPPED, Health, Outcome, Raised, Said, assess, tenths
from isms.health.rules.facts import Facts
from isms.health.rules.outcome import Raw
from isms.health.rules.score import coverage_of, points_of, status_of
from isms.health.rules.wording import flag_text, text, value_text
from isms.health.vocabulary import HealthStatus, Indicator, IndicatorResult, RedFlag
from isms.kernel.words import CATALOGUE
from isms.measurements.vocabulary import FallbackState
from isms.portfolio.vocabulary import ProcessorAgreement
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
    health,
    measure,
    measured,
    reported,
    risk,
)

WORKED = replace(
    ALL_WANTED,
    assessed_on=ago(25),
    risks=(risk(RiskLevel.MEDIUM, has_plan=True),),
    measures=(measure(ago(days=1)), *(measure(TODAY, number=n) for n in range(2, 6))),
    has_exit_plan=False,
    restore_test=measured(11, passed=False),
    logging=None,
    fallback=measured(16, fallback=FallbackState.PLANNED),
    deviations=(reported(closed_on=TODAY),),
)


def flags(found: Health) -> list[RedFlag]:
    return [each.flag for each in found.flags]


def test_the_worked_example_has_70_5_points_and_98_percent() -> None:
    found = health(WORKED)
    by_result = {each: {one.indicator for one in found.outcomes if one.result == each} for each in IndicatorResult}
    assert by_result[ACCEPTABLE] == {
        Indicator.ASSESSMENT,
        Indicator.RESIDUAL_RISK,
        Indicator.OVERDUE_ACTIONS,
        Indicator.AGREEMENT,
        Indicator.FALLBACK,
    }
    assert by_result[UNACCEPTABLE] == {Indicator.RESTORE_TEST}
    assert by_result[NOT_MEASURED] == {Indicator.LOGGING}
    assert (found.points, found.coverage, found.flags) == (Fraction("70.5"), 98, ())
    assert found.status == HealthStatus.ACCEPTABLE
    assert [(gain.indicator, gain.points) for gain in found.gains[:2]] == [
        (Indicator.RESIDUAL_RISK, 7),
        (Indicator.RESTORE_TEST, 7),
    ]


def test_a_passed_restore_test_makes_it_77_5() -> None:
    assert health(WORKED, restore_test=ALL_WANTED.restore_test).points == Fraction("77.5")


def test_the_same_system_of_class_4_is_unacceptable_by_flag_5_at_the_same_points() -> None:
    found = health(WORKED, system_class=4, assessed_on=ago(13))
    assert (found.points, found.status) == (Fraction("70.5"), HealthStatus.UNACCEPTABLE)
    assert flags(found) == [RedFlag.NO_RESTORE_TEST]


def test_a_key_indicator_keeps_88_points_from_being_wanted() -> None:
    found = health(assessed_on=ago(31))
    assert (found.points, found.coverage, found.status) == (88, 100, HealthStatus.ACCEPTABLE)


def test_eight_points_alone_are_not_assessed() -> None:
    known = {
        name: getattr(ALL_WANTED, name) for name in ("has_active_owner", "has_active_administrator", "attested_on")
    }
    found = health(UNTOUCHED, **known)
    assert (found.points, found.coverage, found.status) == (8, 8, HealthStatus.NOT_ASSESSED)


def test_everything_as_wanted_is_a_hundred() -> None:
    found = health()
    assert (found.points, found.coverage, found.status, found.gains) == (100, 100, HealthStatus.WANTED, ())
    assert all(each.result == WANTED and each.advice == () for each in found.outcomes)


def test_an_untouched_system_earns_nothing_and_is_told_what_to_do() -> None:
    found = health(UNTOUCHED)
    assert (found.points, found.coverage) == (0, 8)
    assert [each.indicator for each in found.outcomes if each.result != NOT_MEASURED] == [Indicator.OWNERSHIP]
    assert all(each.advice for each in found.outcomes)
    assert [gain.indicator for gain in found.gains[:2]] == [Indicator.RESIDUAL_RISK, Indicator.ASSESSMENT]
    assert sum(gain.points for gain in found.gains) == 100


def outcomes(**results: IndicatorResult) -> list[Outcome]:
    return [Outcome(each, results.get(each.value, WANTED)) for each in Indicator]


def test_what_is_not_relevant_is_taken_out_of_both_sides() -> None:
    found = outcomes(logging=NOT_RELEVANT, fallback=NOT_MEASURED)
    assert points_of(found, SHIPPED) == coverage_of(found, SHIPPED) == Fraction(9600, 98)
    assert tenths(points_of(found, SHIPPED)) == 980


def test_nothing_relevant_is_not_assessed() -> None:
    found = [Outcome(each, NOT_RELEVANT) for each in Indicator]
    nothing = points_of(found, SHIPPED), coverage_of(found, SHIPPED)
    assert nothing == (0, 0)
    assert status_of(*nothing, (), found, SHIPPED) == HealthStatus.NOT_ASSESSED


STATUSES = [
    ("80", "90", HealthStatus.WANTED),
    ("79.9", "90", HealthStatus.ACCEPTABLE),
    ("80", "89.9", HealthStatus.ACCEPTABLE),
    ("60", "50", HealthStatus.ACCEPTABLE),
    ("59.9", "50", HealthStatus.UNACCEPTABLE),
    ("59.9", "49.9", HealthStatus.NOT_ASSESSED),
    ("49.9", "49.9", HealthStatus.NOT_ASSESSED),
]


@pytest.mark.parametrize(("points", "coverage", "status"), STATUSES)
def test_a_status_has_its_limits(points: str, coverage: str, status: HealthStatus) -> None:
    numbers = Fraction(points), Fraction(coverage)
    flag = Raised(RedFlag.OWNERLESS, Said("health.flag.ownerless"))
    assert status_of(*numbers, (), outcomes(), SHIPPED) == status
    assert status_of(*numbers, (flag,), outcomes(), SHIPPED) == HealthStatus.UNACCEPTABLE


@pytest.mark.parametrize("indicator", Indicator)
@pytest.mark.parametrize("failing", [UNACCEPTABLE, NOT_MEASURED])
def test_a_key_indicator_that_fails_is_never_wanted(indicator: Indicator, failing: IndicatorResult) -> None:
    found = status_of(Fraction(100), Fraction(100), (), outcomes(**{indicator.value: failing}), SHIPPED)
    assert found == (HealthStatus.ACCEPTABLE if indicator in KEY_INDICATORS else HealthStatus.WANTED)
    spared = outcomes(**{indicator.value: NOT_RELEVANT})
    assert status_of(Fraction(100), Fraction(100), (), spared, SHIPPED) == HealthStatus.WANTED


@pytest.mark.parametrize(
    ("number", "expected"), [("70.25", 703), ("70.249", 702), ("0", 0), ("100", 1000), ("-0.04", 0), ("88.05", 881)]
)
def test_half_a_tenth_is_rounded_up(number: str, expected: int) -> None:
    assert tenths(Fraction(number)) == expected


RAISED = [
    (
        RedFlag.RISK_WITHOUT_ACCEPTANCE,
        {"risks": (risk(RiskLevel.HIGH),)},
        {"risks": (risk(RiskLevel.HIGH, until=TODAY),)},
    ),
    (
        RedFlag.STATUTORY_DEADLINE,
        {"deviations": (reported(missed_on=TODAY),)},
        {"deviations": (reported(missed_on=TODAY, closed_on=TODAY),)},
    ),
    (RedFlag.SUPPORT_ENDED, {"end_of_support_on": ago(days=1)}, {"end_of_support_on": TODAY}),
    (RedFlag.OWNERLESS, {"has_active_owner": False}, {"has_active_owner": True}),
    (
        RedFlag.NO_RESTORE_TEST,
        {"system_class": 4, "restore_test": measured(11, ago(15, 1), passed=True, hours=1)},
        {"system_class": 4, "restore_test": measured(11, ago(15), passed=True, hours=1)},
    ),
    (RedFlag.NO_RESTORE_TEST, {"system_class": 4, "restore_test": None}, {"system_class": 3, "restore_test": None}),
    (
        RedFlag.NO_RESTORE_TEST,
        {"system_class": 4, "restore_test": measured(11, passed=False)},
        {"system_class": 4, "restore_test": None, "exempt": {Indicator.RESTORE_TEST: "Ingen egne data"}},
    ),
    (
        RedFlag.NO_PROCESSOR_AGREEMENT,
        {"processor_agreement": ProcessorAgreement.MISSING},
        {"processor_agreement": ProcessorAgreement.NOT_NEEDED},
    ),
    (
        RedFlag.NO_PROCESSOR_AGREEMENT,
        {"processor_agreement": ProcessorAgreement.IN_PROGRESS},
        {"processor_agreement": ProcessorAgreement.IN_PROGRESS, "is_processed_by_others": False},
    ),
]


@pytest.mark.parametrize(("flag", "with_it", "without"), RAISED)
def test_a_flag_is_raised_on_one_side_of_its_edge(
    flag: RedFlag, with_it: dict[str, object], without: dict[str, object]
) -> None:
    raised = health(ALL_WANTED, **with_it)
    assert flags(raised) == [flag]
    assert raised.status == HealthStatus.UNACCEPTABLE
    assert flags(health(ALL_WANTED, **without)) == []


ENDED = replace(ALL_WANTED, end_of_support_on=ago(1), risks=(risk(RiskLevel.MEDIUM, until=TODAY),))
UNIMPORTANT = {"system_class": 2, "risks": ()}


@pytest.mark.parametrize(
    ("told", "is_raised"),
    [
        ({}, False),
        ({"assessed_on": ago(1)}, True),
        ({"risks": ()}, True),
        ({"risks": (risk(RiskLevel.MEDIUM, until=ago(days=1)),)}, True),
        ({"risks": (risk(RiskLevel.LOW),)}, False),
        (UNIMPORTANT, False),
        (UNIMPORTANT | {"is_internet_exposed": True}, True),
        (UNIMPORTANT | {"system_class": None}, True),
    ],
)
def test_ended_support_is_bearable_when_seen_and_accepted_or_of_little_matter(
    told: dict[str, object], is_raised: bool
) -> None:
    assert flags(health(ENDED, **told)) == ([RedFlag.SUPPORT_ENDED] if is_raised else [])


def test_a_system_nobody_has_rated_is_not_taken_to_be_critical() -> None:
    assert flags(health(system_class=None, restore_test=None)) == []


def test_a_flag_says_its_sentence_in_every_language() -> None:
    (left,) = health(has_active_owner=False, owner_left_on=date(2026, 3, 12)).flags
    assert {language: flag_text(left, CATALOGUE.words(language)) for language in ("nb", "nn", "en")} == {
        "nb": "Uakseptabelt fordi: rødt flagg V4 – systemeier har sluttet 12.03.2026",
        "nn": "Uakseptabelt fordi: raudt flagg V4 – systemeigaren har slutta 12.03.2026",
        "en": "Unacceptable because: red flag V4 – the system owner left on 2026-03-12",
    }


@pytest.mark.parametrize(
    "facts", [UNTOUCHED, ALL_WANTED, WORKED, ENDED, *(replace(ALL_WANTED, **each[1]) for each in RAISED)]
)
def test_everything_that_is_said_can_be_said(facts: Facts) -> None:
    for language in ("nb", "nn", "en"):
        words = CATALOGUE.words(language)
        found = assess(facts, SHIPPED, TODAY)
        said = [flag_text(each, words) for each in found.flags]
        said += [text(advice, words) for each in found.outcomes for advice in each.advice]
        said += [f"{words(raw.key)}: {value_text(raw.value, words)}" for each in found.outcomes for raw in each.raw]
        assert all(said)
        assert "{" not in "".join(said)


def test_what_nobody_has_said_is_written_as_not_known() -> None:
    words = CATALOGUE.words("nb")
    raws = [Raw("health.raw.hours", value) for value in (None, True, False, 1200, date(2026, 1, 2), RiskLevel.LOW, "x")]
    assert [value_text(raw.value, words) for raw in raws] == [
        "Ikke kjent", "Ja", "Nei", "1\u00a0200", "02.01.2026", words("risk_level.low"), "x",
    ]  # fmt: skip
