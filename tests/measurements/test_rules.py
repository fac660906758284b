"""What each kind of measurement must say, may say and may not say, and what it found."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isms.measurements.rules import (
    ANSWERS,
    NUMBERS,
    USES,
    answer_refusals,
    day_refusals,
    result,
    withdrawal_refusals,
)
from isms.measurements.vocabulary import (
    FallbackState,
    LogState,
    MeasurementKind,
    MeasurementResult,
    SignInStrength,
)

TODAY = date(2026, 11, 22)
Kind, Result = MeasurementKind, MeasurementResult
SAID: dict[MeasurementKind, dict[str, Any]] = {
    Kind.RESTORE_TEST: {"passed": True, "hours": 3, "by_supplier": False},
    Kind.ACCESS_REVIEW: {"passed": False, "removed": 0},
    Kind.STRONG_SIGN_IN: {"sign_in": SignInStrength.EVERYBODY},
    Kind.PATCHING: {"supported": True, "days": 0},
    Kind.LOGGING: {"log_state": LogState.OFF},
    Kind.FALLBACK: {"fallback": FallbackState.PLANNED},
    Kind.ZERO_REPORT: {},
}
OTHERS: dict[str, Any] = {
    "passed": False,
    "hours": 0,
    "removed": 0,
    "days": 0,
    "supported": True,
    "by_supplier": True,
    "sign_in": SignInStrength.NOBODY,
    "log_state": LogState.OFF,
    "fallback": FallbackState.NONE,
}


def refused(kind: MeasurementKind, answers: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(no.because.removeprefix("measurement."), no.field) for no in answer_refusals(kind, answers)]


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_content_with_its_own_answers_and_lacks_each_it_needs(kind: MeasurementKind) -> None:
    assert refused(kind, SAID[kind]) == []
    for name in USES[kind].needs:
        assert refused(kind, {**SAID[kind], name: None}) == [(f"{name}_missing", name)]


@pytest.mark.parametrize("kind", Kind)
def test_answers_of_another_kind_are_refused_beside_each_even_no_and_zero(kind: MeasurementKind) -> None:
    for name in set(ANSWERS) - set(USES[kind].answers) - {"by_supplier"}:
        assert refused(kind, {**SAID[kind], name: OTHERS[name]}) == [("of_another_kind", name)]


def test_that_the_supplier_does_not_vouch_may_be_said_of_every_kind() -> None:
    assert refused(Kind.LOGGING, {**SAID[Kind.LOGGING], "by_supplier": False}) == []
    assert refused(Kind.LOGGING, {**SAID[Kind.LOGGING], "by_supplier": True, "evidence": "x"}) == [
        ("of_another_kind", "by_supplier")
    ]


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_are_not_below_zero(name: str) -> None:
    kind = next(kind for kind in Kind if name in USES[kind].answers)
    assert refused(kind, {**SAID[kind], name: -1}) == [("number_negative", name)]
    assert refused(kind, {**SAID[kind], name: 0}) == []


def test_what_a_supplier_vouches_for_is_documented_and_then_enough_for_patching_alone() -> None:
    by_supplier = {"by_supplier": True, "evidence": "SOC 2"}
    assert refused(Kind.PATCHING, by_supplier) == []
    assert refused(Kind.PATCHING, {"by_supplier": True}) == [("supplier_evidence_missing", "evidence")]
    assert refused(Kind.RESTORE_TEST, by_supplier) == [("passed_missing", "passed")]


def test_a_day_is_given_and_is_not_of_the_future() -> None:
    assert list(day_refusals(TODAY, TODAY)) == []
    assert [no.because for no in day_refusals(TODAY + timedelta(1), TODAY)] == ["measurement.in_the_future"]
    assert [no.because for no in day_refusals(None, TODAY)] == ["measurement.day_missing"]


def test_a_measurement_is_withdrawn_once_and_with_a_reason() -> None:
    assert list(withdrawal_refusals("Feil system", withdrawn=False)) == []
    both = [no.because for no in withdrawal_refusals(None, withdrawn=True)]
    assert both == ["measurement.already_withdrawn", "measurement.because_missing"]


@pytest.mark.parametrize(
    ("kind", "answers", "expected"),
    [
        (Kind.RESTORE_TEST, {"passed": True}, Result.RESTORED),
        (Kind.RESTORE_TEST, {"passed": False}, Result.NOT_RESTORED),
        (Kind.ACCESS_REVIEW, {"passed": True}, Result.LEAVERS_REMOVED),
        (Kind.ACCESS_REVIEW, {"passed": False}, Result.LEAVERS_LEFT),
        (Kind.STRONG_SIGN_IN, {"sign_in": SignInStrength.NOBODY}, Result.PASSWORD_ONLY),
        (Kind.PATCHING, {"supported": True, "days": 0}, Result.PATCHED),
        (Kind.PATCHING, {"supported": True, "days": 1}, Result.VULNERABLE),
        (Kind.PATCHING, {"supported": False, "days": 0}, Result.UNSUPPORTED),
        (Kind.PATCHING, {"by_supplier": True}, Result.PATCHED),
        (Kind.LOGGING, {"log_state": LogState.NOT_REVIEWED}, Result.LOG_NOT_REVIEWED),
        (Kind.FALLBACK, {"fallback": FallbackState.PRACTISED}, Result.PRACTISED),
        (Kind.ZERO_REPORT, {}, Result.NOTHING_HAPPENED),
    ],
)
def test_a_measurement_says_in_one_word_what_it_found(
    kind: MeasurementKind, answers: dict[str, Any], expected: MeasurementResult
) -> None:
    assert result(SimpleNamespace(kind=kind, **dict.fromkeys(ANSWERS) | answers)) == expected


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(Kind), st.dictionaries(st.sampled_from(ANSWERS), st.none()))
def test_what_is_not_said_never_belongs_to_another_kind(kind: MeasurementKind, nothing: dict[str, None]) -> None:
    assert not any(because == "of_another_kind" for because, _ in refused(kind, nothing))
