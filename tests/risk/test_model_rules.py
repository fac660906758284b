"""What is decided about a risk model before it may hold."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isms.risk import rules
from isms.risk.rules import AcceptanceRule, Category, Model
from isms.risk.vocabulary import Authority, ModelStatus, RiskLevel

MODEL = rules.DEFAULT
DAY = date(2026, 11, 22)
LEVELS = (RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH)


def refused(model: Model) -> list[tuple[str, str | None]]:
    return [(no.because, no.field) for no in rules.model_refusals(model)]


@pytest.mark.parametrize("code", sorted(rules.SHIPPED))
def test_the_shipped_models_hold(code: str) -> None:
    assert refused(rules.SHIPPED[code]) == []


@given(st.lists(st.sampled_from(LEVELS), min_size=16, max_size=16))
def test_a_map_holds_exactly_when_no_step_up_lowers_the_level(cells: list[RiskLevel]) -> None:
    model = replace(MODEL, cells=tuple(cells))
    weight = [LEVELS.index(level) for level in cells]
    rising = all(
        (at % 4 == 3 or weight[at] <= weight[at + 1]) and (at > 11 or weight[at] <= weight[at + 4]) for at in range(16)
    )
    assert (refused(model) == []) == rising


def test_the_cell_that_falls_is_named() -> None:
    cells = list(MODEL.cells)
    cells[15] = RiskLevel.MEDIUM
    assert refused(replace(MODEL, cells=tuple(cells))) == [("risk_model.cell_falls", "cell_4_4")]


@pytest.mark.parametrize("field", ["likelihood_names", "likelihood_texts", "ease_texts", "consequence_names"])
def test_there_is_a_line_per_step_or_none(field: str) -> None:
    assert refused(replace(MODEL, **{field: ("a", "b", "c", "d")})) == []
    for lines in (("a", "b", "c"), ("a", "b", "c", "d", "e")):
        assert refused(replace(MODEL, **{field: lines})) == [("risk_model.lines_do_not_fit", field)]


def test_categories_are_there_apart_and_whole() -> None:
    own = Category("Natur", ("a", "b", "c", "d"))
    assert refused(replace(MODEL, categories=(own,))) == []
    assert refused(replace(MODEL, categories=())) == [("risk_model.has_no_categories", "category_1_name")]
    assert refused(replace(MODEL, categories=(own, own))) == [("consequence_category.name_taken", "category_1_name")]
    short = Category("Natur", ("a", "b", "c"))
    assert refused(replace(MODEL, categories=(own, replace(short, name="Dyr")))) == [
        ("risk_model.lines_do_not_fit", "category_2_texts")
    ]


def test_a_higher_level_is_accepted_no_lower_and_no_longer() -> None:
    same = dict.fromkeys(RiskLevel, AcceptanceRule(Authority.AREA_OWNER, 12))
    assert refused(replace(MODEL, acceptance=same)) == []
    lower = same | {RiskLevel.HIGH: AcceptanceRule(Authority.SYSTEM_OWNER, 12)}
    assert refused(replace(MODEL, acceptance=lower)) == [("risk_model.authority_falls", "high_accepted_by")]
    longer = same | {RiskLevel.HIGH: AcceptanceRule(Authority.AREA_OWNER, 13)}
    assert refused(replace(MODEL, acceptance=longer)) == [("risk_model.acceptance_lasts_longer", "high_months")]


def test_a_higher_class_is_assessed_no_less_often() -> None:
    assert refused(replace(MODEL, intervals={1: 12, 2: 12, 3: 12, 4: 12})) == []
    assert refused(replace(MODEL, intervals={1: 24, 2: 24, 3: 12, 4: 13})) == [
        ("risk_model.interval_grows", "class_4_months")
    ]


def test_a_model_holds_from_the_day_it_is_approved_at_the_earliest() -> None:
    def because(valid_from: date, status: ModelStatus = ModelStatus.DRAFT) -> list[str]:
        return [no.because for no in rules.approval_of_model_refusals(status, valid_from, DAY)]

    assert because(DAY) == []
    assert because(DAY - timedelta(days=1)) == ["risk_model.valid_in_the_past"]
    assert because(DAY, ModelStatus.APPROVED) == ["risk_model.already_approved"]


def test_an_approved_model_is_locked() -> None:
    assert list(rules.change_of_model_refusals(ModelStatus.DRAFT)) == []
    assert [no.because for no in rules.change_of_model_refusals(ModelStatus.APPROVED)] == ["risk_model.is_locked"]
