"""What is decided about risk: the cell map, half estimates, validity and approval."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isms.kernel.refusal import Refusal
from isms.risk import rules
from isms.risk.vocabulary import AssessmentState, AssessmentStatus, Consequence, Likelihood, RiskLevel

DAY = date(2026, 11, 22)
LOW, MEDIUM, HIGH = RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH

TABLE = """
4: medium high high high
3: medium medium high high
2: low medium medium medium
1: low low low medium
"""


def expected() -> list[tuple[str, str, str]]:
    rows = (line.split(": ") for line in TABLE.split("\n") if line)
    return [(str(at), row, word) for row, cells in rows for at, word in enumerate(cells.split(), start=1)]


@pytest.mark.parametrize(("likelihood", "consequence", "level"), expected())
def test_the_cells_are_exactly_those_of_the_table(likelihood: str, consequence: str, level: str) -> None:
    assert rules.risk_level("4x4-1", Likelihood(likelihood), Consequence(consequence)) == level


def test_the_map_is_no_product() -> None:
    assert rules.risk_level("4x4-1", Likelihood("2"), Consequence("4")) == HIGH
    assert rules.risk_level("4x4-1", Likelihood("4"), Consequence("2")) == MEDIUM


ESTIMATES = st.tuples(st.sampled_from(Likelihood), st.sampled_from(Consequence))


@given(ESTIMATES, ESTIMATES)
def test_more_likely_and_worse_is_never_a_lower_level(
    one: tuple[Likelihood, Consequence], other: tuple[Likelihood, Consequence]
) -> None:
    low = Likelihood(min(one[0], other[0])), Consequence(min(one[1], other[1]))
    high = Likelihood(max(one[0], other[0])), Consequence(max(one[1], other[1]))
    weights = [rules.LEVEL_WEIGHT[rules.risk_level("4x4-1", *cell)] for cell in (low, high)]
    assert weights == sorted(weights)


@given(ESTIMATES, ESTIMATES)
def test_a_higher_level_always_ranks_before_a_lower_one(
    one: tuple[Likelihood, Consequence], other: tuple[Likelihood, Consequence]
) -> None:
    levels = [rules.risk_level("4x4-1", *cell) for cell in (one, other)]
    ranks = [rules.rank(level, *cell) for level, cell in zip(levels, (one, other), strict=True)]
    if rules.LEVEL_WEIGHT[levels[0]] > rules.LEVEL_WEIGHT[levels[1]]:
        assert ranks[0] > ranks[1]
    assert [rules.level_of_rank(rank) for rank in ranks] == levels


def test_an_unknown_model_has_no_levels() -> None:
    with pytest.raises(KeyError):
        rules.risk_level("5x5-1", Likelihood("1"), Consequence("1"))


def test_half_an_estimate_after_treatment_is_refused_beside_what_lacks() -> None:
    assert list(rules.after_refusals(None, None)) == []
    assert list(rules.after_refusals(Likelihood("1"), Consequence("1"))) == []
    assert [r.field for r in rules.after_refusals(Likelihood("1"), None)] == ["consequence_after"]
    assert [r.field for r in rules.after_refusals(None, Consequence("1"))] == ["likelihood_after"]


def test_an_assessment_covers_systems_of_one_municipality() -> None:
    assert list(rules.scope_refusals([1, 2], [7, 7])) == []
    assert [r.because for r in rules.scope_refusals([], [])] == ["assessment.covers_nothing"]
    assert [r.because for r in rules.scope_refusals([1, 2], [7, 8])] == ["assessment.covers_several_municipalities"]


def test_an_assessment_is_made_by_today_and_valid_from_then_on() -> None:
    assert list(rules.validity_refusals(DAY, DAY, DAY)) == []
    assert [r.field for r in rules.validity_refusals(DAY, date(2026, 11, 21), DAY)] == ["valid_until"]
    assert [r.field for r in rules.validity_refusals(date(2026, 11, 23), date(2027, 1, 1), DAY)] == ["assessed_on"]


def test_a_system_with_risks_stays_in_the_assessment() -> None:
    assert list(rules.removal_refusals({1}, {2})) == []
    assert [r.because for r in rules.removal_refusals({1, 2}, {2})] == ["assessment.system_has_risks"]


def test_a_risk_belongs_to_a_covered_system() -> None:
    assert list(rules.scenario_refusals(1, [1])) == []
    assert [r.field for r in rules.scenario_refusals(2, [1])] == ["system_id"]


def test_only_a_draft_with_risks_is_approved() -> None:
    assert list(rules.approval_refusals(AssessmentStatus.DRAFT, 1)) == []
    assert [r.because for r in rules.approval_refusals(AssessmentStatus.DRAFT, 0)] == ["assessment.has_no_risks"]
    assert [r.because for r in rules.approval_refusals(AssessmentStatus.APPROVED, 1)] == ["assessment.already_approved"]


def test_approving_ones_own_assessment_gives_pause() -> None:
    assert list(rules.approval_warnings(1, 2)) == []
    assert list(rules.approval_warnings(1, 1)) == [Refusal("assessment.approved_by_its_maker")]


@pytest.mark.parametrize(
    ("valid_until", "state"),
    [
        (None, AssessmentState.MISSING),
        (date(2026, 11, 21), AssessmentState.EXPIRED),
        (DAY, AssessmentState.VALID),
        (date(2026, 11, 23), AssessmentState.VALID),
    ],
)
def test_the_last_day_of_an_assessment_still_counts(valid_until: date | None, state: AssessmentState) -> None:
    assert rules.assessment_state(valid_until, DAY) == state
