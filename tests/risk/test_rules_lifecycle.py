"""What is decided about the life of an assessment: what is locked, what a copy compares, what questions it."""

from typing import Any

import pytest

from isms.risk import rules
from isms.risk.vocabulary import (
    AssessmentStatus,
    ChangeAnswer,
    ChangeKind,
    Consequence,
    Intent,
    Likelihood,
    SinceLast,
)

DRAFT, IN_REVIEW, APPROVED, REPLACED = AssessmentStatus
FOUR, FIVE = rules.SHIPPED["4x4-1"], rules.SHIPPED["5x5-1"]
FACTS: dict[str, Any] = dict.fromkeys(rules.FACTS) | {"title": "Brann", "properties": ("integrity",)}


@pytest.mark.parametrize(("status", "locked"), [(DRAFT, False), (IN_REVIEW, True), (APPROVED, True), (REPLACED, True)])
def test_only_a_draft_may_be_changed(status: AssessmentStatus, locked: bool) -> None:
    assert rules.is_locked(status) is locked
    reasons = [f"assessment.locked.{status}"] if locked else []
    assert [r.because for r in rules.locked_refusals(status)] == reasons
    assert [r.because for r in rules.locked_refusals(status, {"title"})] == reasons


@pytest.mark.parametrize(
    ("status", "locked"), [(DRAFT, False), (IN_REVIEW, False), (APPROVED, False), (REPLACED, True)]
)
def test_following_a_risk_up_goes_on_until_its_assessment_is_replaced(status: AssessmentStatus, locked: bool) -> None:
    assert bool(list(rules.locked_refusals(status, rules.FOLLOWED_UP))) is locked
    assert bool(list(rules.follow_up_refusals(status))) is locked
    assert bool(list(rules.withdrawal_refusals(status))) is locked


def test_one_locked_field_among_others_is_enough_and_no_change_is_none() -> None:
    assert list(rules.locked_refusals(APPROVED, {"owner_id", "title"}))
    assert list(rules.locked_refusals(REPLACED, set())) == []


def test_what_is_compared_is_locked() -> None:
    assert not set(rules.FACTS) & rules.FOLLOWED_UP


@pytest.mark.parametrize("status", list(AssessmentStatus))
def test_a_draft_is_sent_and_one_in_review_comes_back(status: AssessmentStatus) -> None:
    assert bool(list(rules.sending_refusals(status))) is (status != DRAFT)
    assert bool(list(rules.returning_refusals(status))) is (status != IN_REVIEW)


def test_an_approved_assessment_is_copied_once_at_a_time() -> None:
    assert list(rules.copying_refusals(APPROVED, None)) == []
    assert [r.because for r in rules.copying_refusals(APPROVED, "ROS-002")] == ["assessment.is_being_copied"]
    for status in (DRAFT, IN_REVIEW, REPLACED):
        assert [r.because for r in rules.copying_refusals(status, None)] == ["assessment.only_approved_are_copied"]


def test_a_risk_is_new_unchanged_or_modified() -> None:
    assert rules.since_last(None, FACTS) == SinceLast.NEW
    assert rules.since_last(FACTS, FACTS) == SinceLast.UNCHANGED
    assert rules.since_last(FACTS, FACTS | {"intent": Intent.INTENDED}) == SinceLast.MODIFIED


def test_an_empty_answer_is_no_change() -> None:
    assert rules.differing(FACTS, FACTS | {"cause": "", "properties": ("integrity",)}) == []
    assert rules.differing(FACTS, FACTS | {"properties": (), "cause": "Torden"}) == ["cause", "properties"]
    assert rules.differing(FACTS, FACTS | {"breaks_law": False}) == []


def test_a_smaller_model_keeps_the_steps_it_has() -> None:
    five, four = (Likelihood("5"), Consequence("3")), (Likelihood("4"), Consequence("4"))
    assert rules.carried(FOUR, five) == (None, None)
    assert rules.carried(FIVE, five) == five
    assert rules.carried(FOUR, four) == four
    assert rules.carried(FOUR, (None, None)) == (None, None)
    assert rules.capped(FOUR, *five) == (Likelihood("4"), Consequence("3"))
    assert rules.capped(FIVE, *five) == five
    assert rules.capped(FOUR, Likelihood("1"), Consequence("5")) == (Likelihood("1"), Consequence("4"))


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        ((2, 2, 2, 7), []),
        ((1, 2, 2, 7), []),
        ((3, 2, 2, 7), [ChangeKind.RATING_RAISED]),
        ((1, 2, 3, 7), [ChangeKind.RATING_RAISED]),
        ((2, 2, 2, 8), [ChangeKind.SUPPLIER_CHANGED]),
        ((2, 2, 2, None), [ChangeKind.SUPPLIER_CHANGED]),
        ((2, 4, 2, 8), [ChangeKind.RATING_RAISED, ChangeKind.SUPPLIER_CHANGED]),
    ],
)
def test_more_need_or_another_supplier_questions_an_assessment(
    now: tuple[int, int, int, int | None], kinds: list[ChangeKind]
) -> None:
    assert list(rules.changes_since(rules.Basis(2, 2, 2, 7), rules.Basis(*now))) == kinds


def test_what_nothing_was_known_of_cannot_have_become_more() -> None:
    now = rules.Basis(4, 4, 4, 8)
    assert list(rules.changes_since(rules.Basis(None, None, None, None), now)) == []
    assert list(rules.changes_since(rules.Basis(None, None, None, 7), now)) == [ChangeKind.SUPPLIER_CHANGED]
    assert list(rules.changes_since(rules.Basis(4, 4, 4, None), now)) == [ChangeKind.SUPPLIER_CHANGED]


def test_an_answer_is_whole_and_given_once() -> None:
    still, reassess = ChangeAnswer
    assert list(rules.answer_refusals(APPROVED, None, still, "Prøvd i mai")) == []
    assert [r.field for r in rules.answer_refusals(APPROVED, None, None, " ")] == ["answer", "answer_reason"]
    once = rules.answer_refusals(APPROVED, reassess, still, "Nei")
    assert [r.because for r in once] == ["significant_change.answered_already"]
    over = rules.answer_refusals(REPLACED, None, still, "Nei")
    assert [r.because for r in over] == ["significant_change.assessment_is_over"]
