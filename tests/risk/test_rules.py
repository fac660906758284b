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
    assert MODEL.level(Likelihood(likelihood), Consequence(consequence)) == level


def test_the_map_is_no_product() -> None:
    assert MODEL.level(Likelihood("2"), Consequence("4")) == HIGH
    assert MODEL.level(Likelihood("4"), Consequence("2")) == MEDIUM


MODEL = rules.DEFAULT
ESTIMATES = st.tuples(st.sampled_from(MODEL.likelihoods), st.sampled_from(MODEL.consequences))


@given(ESTIMATES, ESTIMATES)
def test_more_likely_and_worse_is_never_a_lower_level(
    one: tuple[Likelihood, Consequence], other: tuple[Likelihood, Consequence]
) -> None:
    low = Likelihood(min(one[0], other[0])), Consequence(min(one[1], other[1]))
    high = Likelihood(max(one[0], other[0])), Consequence(max(one[1], other[1]))
    weights = [rules.LEVEL_WEIGHT[MODEL.level(*cell)] for cell in (low, high)]
    assert weights == sorted(weights)


@given(ESTIMATES, ESTIMATES)
def test_a_higher_level_always_ranks_before_a_lower_one(
    one: tuple[Likelihood, Consequence], other: tuple[Likelihood, Consequence]
) -> None:
    levels = [MODEL.level(*cell) for cell in (one, other)]
    ranks = [rules.rank(level, *cell) for level, cell in zip(levels, (one, other), strict=True)]
    if rules.LEVEL_WEIGHT[levels[0]] > rules.LEVEL_WEIGHT[levels[1]]:
        assert ranks[0] > ranks[1]
    assert [rules.level_of_rank(rank) for rank in ranks] == levels


def test_a_step_beyond_the_model_has_no_level() -> None:
    with pytest.raises(IndexError):
        MODEL.level(Likelihood("5"), Consequence("1"))
    with pytest.raises(IndexError):
        MODEL.level(Likelihood("1"), Consequence("5"))


def test_the_larger_model_has_the_cells_of_its_table() -> None:
    model = rules.SHIPPED["5x5-1"]
    letters = ["".join(model.level(at, row)[0] for at in model.likelihoods) for row in reversed(model.consequences)]
    assert letters == ["mhhhh", "mmhhh", "lmmhh", "llmmm", "llllm"]


@pytest.mark.parametrize("when", ["inherent", "after"])
def test_half_an_estimate_is_refused_beside_what_lacks(when: str) -> None:
    assert list(rules.estimate_refusals(MODEL, when, (None, None))) == []
    assert list(rules.estimate_refusals(MODEL, when, (Likelihood("1"), Consequence("1")))) == []
    assert refused(when, (Likelihood("1"), None)) == [(f"scenario.{when}_is_half", f"consequence_{when}")]
    assert refused(when, (None, Consequence("1"))) == [(f"scenario.{when}_is_half", f"likelihood_{when}")]


def test_a_step_the_model_does_not_have_is_refused() -> None:
    assert refused("before", (Likelihood("5"), Consequence("4"))) == [("scenario.no_such_step", "likelihood_before")]
    assert refused("before", (Likelihood("4"), Consequence("5"))) == [("scenario.no_such_step", "consequence_before")]


def refused(when: str, estimate: rules.Estimate) -> list[tuple[str, str | None]]:
    return [(no.because, no.field) for no in rules.estimate_refusals(MODEL, when, estimate)]


def test_an_assessment_covers_systems_of_one_municipality() -> None:
    several = "assessment.covers_several_municipalities"
    assert list(rules.scope_refusals([1, 2], [7, 7], None)) == []
    assert [r.because for r in rules.scope_refusals([1, 2], [7, 8], None)] == [several]


def test_an_assessment_covers_systems_or_something_else() -> None:
    assert [r.because for r in rules.scope_refusals([], [], None)] == ["assessment.covers_nothing"]
    assert list(rules.scope_refusals([], [], "Postmottak")) == []


def test_an_assessment_is_made_by_today_and_valid_from_then_on() -> None:
    assert list(rules.validity_refusals(DAY, DAY, DAY, 12)) == []
    assert [r.field for r in rules.validity_refusals(DAY, date(2026, 11, 21), DAY, 12)] == ["valid_until"]
    assert [r.field for r in rules.validity_refusals(date(2026, 11, 23), date(2027, 1, 1), DAY, 12)] == ["assessed_on"]


def test_an_assessment_holds_to_the_end_of_the_month_its_interval_runs_out_in() -> None:
    assert rules.latest_end(DAY, 12) == date(2027, 11, 30)
    assert rules.latest_end(date(2027, 1, 31), 13) == date(2028, 2, 29)
    assert list(rules.validity_refusals(DAY, date(2027, 11, 30), DAY, 12)) == []
    no = list(rules.validity_refusals(DAY, date(2027, 12, 1), DAY, 12))
    assert no == [Refusal("assessment.holds_too_long", "valid_until", {"months": 12})]
    assert list(rules.validity_refusals(DAY, date(2028, 11, 30), DAY, 24)) == []


@pytest.mark.parametrize(
    ("classes", "months"), [([1, 2], 24), ([2, 3, None], 12), ([4], 12), ([None], 12), ([None, 1], 24), ([], 12)]
)
def test_the_highest_class_covered_decides_the_interval(classes: list[int | None], months: int) -> None:
    assert rules.interval_months(MODEL, classes) == months


def test_a_system_with_risks_stays_in_the_assessment() -> None:
    assert list(rules.removal_refusals({1}, {2}, None)) == []
    assert [r.because for r in rules.removal_refusals({1, 2}, {2}, None)] == ["assessment.system_has_risks"]


def test_a_process_with_risks_stays_in_the_assessment() -> None:
    assert list(rules.removal_refusals(set(), {None}, "Postmottak")) == []
    assert [r.because for r in rules.removal_refusals(set(), {None}, None)] == ["assessment.subject_has_risks"]


def test_a_risk_belongs_to_a_covered_system() -> None:
    assert list(rules.scenario_refusals(1, [1], subject=False)) == []
    assert [r.because for r in rules.scenario_refusals(2, [1], subject=True)] == ["scenario.system_not_covered"]


def test_a_risk_without_a_system_belongs_to_what_else_is_assessed() -> None:
    assert list(rules.scenario_refusals(None, [1], subject=True)) == []
    assert [r.because for r in rules.scenario_refusals(None, [1], subject=False)] == ["scenario.system_missing"]


@pytest.mark.parametrize("status", [AssessmentStatus.DRAFT, AssessmentStatus.IN_REVIEW])
def test_a_draft_and_one_in_review_are_approved(status: AssessmentStatus) -> None:
    assert list(rules.approval_refusals(status, 1, 2, HIGH)) == []


@pytest.mark.parametrize("status", [AssessmentStatus.APPROVED, AssessmentStatus.REPLACED])
def test_nothing_is_approved_twice(status: AssessmentStatus) -> None:
    assert [r.because for r in rules.approval_refusals(status, 1, 2, LOW)] == ["assessment.already_approved"]


@pytest.mark.parametrize(
    ("highest", "refusals"), [(None, []), (MEDIUM, []), (HIGH, ["assessment.high_approved_by_its_maker"])]
)
def test_only_somebody_else_approves_an_assessment_with_a_high_risk(
    highest: RiskLevel | None, refusals: list[str]
) -> None:
    assert [r.because for r in rules.approval_refusals(AssessmentStatus.DRAFT, 1, 1, highest)] == refusals


def test_an_assessment_is_ready_when_it_holds_risks_that_somebody_owns() -> None:
    assert list(rules.content_refusals(1, [])) == []
    assert [r.because for r in rules.content_refusals(0, [])] == ["assessment.has_no_risks"]
    no = list(rules.content_refusals(3, ["R-001", "R-003"]))
    assert no == [Refusal("assessment.risks_without_owner", None, {"codes": "R-001, R-003"})]


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
