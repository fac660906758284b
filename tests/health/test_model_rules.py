"""What is decided about a health model before it may hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isms.health.rules import BY_CLASS, SHIPPED, from_values
from isms.health.rules.criteria import (
    change_of_model_refusals,
    decision_refusals,
    differences,
    model_refusals,
    range_of,
)
from isms.health.vocabulary import HealthModelState, Indicator, Limit

DAY = date(2026, 11, 22)
NAMES = sorted(SHIPPED.values())


def refused(**numbers: int) -> list[tuple[str, str | None]]:
    """Return what is refused of the shipped model with some numbers otherwise; __ stands for the points of a name."""
    told = {name.replace("__", "."): number for name, number in numbers.items()}
    assert told.keys() <= SHIPPED.values().keys()
    return [(no.because, no.field) for no in model_refusals(from_values("HM-001", told))]


def test_the_shipped_model_holds_and_weighs_a_hundred() -> None:
    assert refused() == []
    assert sum(SHIPPED.weights.values()) == 100


def test_a_model_comes_back_from_its_numbers() -> None:
    assert from_values(SHIPPED.code, SHIPPED.values()) == SHIPPED
    changed = from_values("HM-001", SHIPPED.values() | {"weight.dpia": 3, "weight.rating": 6})
    assert differences(changed, SHIPPED) == {"weight.rating": (6, 5), "weight.dpia": (3, 4)}
    assert differences(SHIPPED, SHIPPED) == {}


@pytest.mark.parametrize(("dpia", "is_refused"), [(3, True), (4, False), (5, True)])
def test_weights_are_a_hundred_together(dpia: int, is_refused: bool) -> None:
    expected = [("health_model.weights_do_not_sum", "weight_ownership")]
    assert refused(weight__dpia=dpia) == (expected if is_refused else [])


def test_the_sum_that_is_refused_is_told() -> None:
    (no,) = model_refusals(from_values("HM-001", {"weight.dpia": 0}))
    assert no.values == {"sum": 96}


@settings(max_examples=40)
@given(st.sampled_from(NAMES), st.integers(-1, 200))
def test_a_number_out_of_its_range_is_refused_beside_its_field(name: str, number: int) -> None:
    least, most = range_of(name)
    found = [no for no in model_refusals(from_values("HM-001", {name: number})) if "range" in no.because]
    assert [no.field for no in found] == ([] if least <= number <= most else [name.replace(".", "_")])


@pytest.mark.parametrize(("months", "is_refused"), [(24, False), (25, True)])
def test_a_model_looks_no_further_back_than_facts_are_told(months: int, is_refused: bool) -> None:
    expected = [("health_model.number_out_of_range", "limit_period_months")]
    assert refused(limit__period_months=months) == (expected if is_refused else [])


@pytest.mark.parametrize("indicator", SHIPPED.months)
def test_only_some_intervals_may_be_never(indicator: Indicator) -> None:
    never = {f"months__{indicator}__{number}": 0 for number in (1, 2, 3, 4)}
    assert (refused(**never) == []) == (indicator in BY_CLASS)


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"months__assessment__3": 11}, "months_assessment_3"),
        ({"months__assessment__4": 24}, None),
        ({"months__logging__4": 0}, "months_logging_3"),
        ({"months__fallback__2": 24, "months__fallback__1": 24}, None),
        ({"months__fallback__1": 24}, "months_fallback_1"),
    ],
)
def test_a_critical_class_is_never_due_more_seldom(numbers: dict[str, int], field: str | None) -> None:
    assert refused(**numbers) == ([("health_model.interval_falls", field)] if field else [])


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (Limit.ACCEPTABLE_POINTS, Limit.WANTED_POINTS),
        (Limit.LEAST_COVERAGE, Limit.WANTED_COVERAGE),
        (Limit.SUPPORT_ACCEPTABLE_MONTHS, Limit.SUPPORT_WANTED_MONTHS),
        (Limit.AGREEMENT_ACCEPTABLE_MONTHS, Limit.AGREEMENT_WANTED_MONTHS),
        (Limit.PATCHING_WANTED_DAYS, Limit.PATCHING_ACCEPTABLE_DAYS),
        (Limit.CLASS_3_WEIGHT, Limit.CLASS_4_WEIGHT),
    ],
)
def test_a_weaker_limit_may_meet_the_stricter_and_not_pass_it(low: Limit, high: Limit) -> None:
    met = SHIPPED.limits[high]
    assert refused(**{f"limit__{low}": met}) == []
    assert refused(**{f"limit__{low}": met + 1}) == [("health_model.limits_cross", f"limit_{low}")]


def test_a_model_is_decided_once_for_days_to_come_and_on_a_basis() -> None:
    draft, decided = HealthModelState.DRAFT, HealthModelState.DECIDED

    def because(state: HealthModelState, valid_from: date, basis: str | None) -> list[str]:
        return [no.because for no in decision_refusals(state, valid_from, basis, DAY)]

    assert because(draft, DAY, "Ledergruppen 12/26") == []
    assert because(draft, DAY - timedelta(days=1), "Ledergruppen 12/26") == ["health_model.valid_in_the_past"]
    assert because(draft, DAY, " ") == ["health_model.needs_a_basis"]
    assert because(decided, DAY, "Ledergruppen 12/26") == ["health_model.already_decided"]
    assert [no.because for no in change_of_model_refusals(decided)] == ["health_model.is_locked"]
    assert list(change_of_model_refusals(draft)) == []
