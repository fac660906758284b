"""What excluding a control takes, when it may be reviewed, and when evidence holds: both sides of each boundary."""

from datetime import date, timedelta

import pytest

from isms.controls import rules
from isms.controls.vocabulary import Applicability, ControlStatus, EvidenceState

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
APPLIES, EXCLUDED, UNDECIDED = Applicability.APPLIES, Applicability.EXCLUDED, Applicability.UNDECIDED


def reasons(refusals: object) -> list[str]:
    return [refusal.because for refusal in refusals]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("applicability", "reason", "refused"),
    [
        (EXCLUDED, "Kommunen utvikler ikke programvare", False),
        (EXCLUDED, "  \n", True),
        (EXCLUDED, None, True),
        (APPLIES, None, False),
        (UNDECIDED, None, False),
    ],
)
def test_only_an_exclusion_needs_a_reason(applicability: Applicability, reason: str | None, refused: bool) -> None:
    found = reasons(rules.applicability_refusals(applicability, reason))
    assert found == (["control.exclusion_needs_a_reason"] if refused else [])


def test_only_what_applies_has_a_status_and_it_is_kept() -> None:
    assert rules.status_after(APPLIES, None) == ControlStatus.NOT_STARTED
    assert rules.status_after(APPLIES, ControlStatus.PARTLY) == ControlStatus.PARTLY
    assert rules.status_after(EXCLUDED, ControlStatus.PARTLY) is None
    assert rules.status_after(UNDECIDED, ControlStatus.PARTLY) is None


@pytest.mark.parametrize(
    ("applicability", "status", "told", "ahead", "refused"),
    [
        (APPLIES, ControlStatus.IN_PLACE, "Slik", DAY, []),
        (APPLIES, ControlStatus.NOT_STARTED, None, DAY, []),
        (APPLIES, ControlStatus.PARTLY, None, DAY, ["control.needs_an_implementation"]),
        (APPLIES, ControlStatus.IN_PLACE, " ", DAY, ["control.needs_an_implementation"]),
        (APPLIES, ControlStatus.IN_PLACE, "Slik", 0 * DAY, ["control.next_review_has_passed"]),
        (UNDECIDED, ControlStatus.NOT_STARTED, None, DAY, ["control.does_not_apply"]),
        (EXCLUDED, ControlStatus.NOT_STARTED, None, -DAY, ["control.does_not_apply", "control.next_review_has_passed"]),
    ],
)
def test_a_review_says_what_is_done_and_looks_ahead(
    applicability: Applicability, status: ControlStatus, told: str | None, ahead: timedelta, refused: list[str]
) -> None:
    assert reasons(rules.review_refusals(applicability, status, told, TODAY + ahead, TODAY)) == refused


@pytest.mark.parametrize(
    ("dated_on", "valid_until", "link", "description", "refused"),
    [
        (TODAY, None, "https://arkiv.example.test/1", None, []),
        (TODAY, TODAY, None, "Rapport", []),
        (TODAY + DAY, None, None, "Rapport", ["evidence.dated_in_the_future"]),
        (TODAY, TODAY - DAY, None, "Rapport", ["evidence.expires_before_its_date"]),
        (TODAY, None, None, None, ["evidence.says_nothing"]),
        (TODAY, None, None, "  ", ["evidence.says_nothing"]),
    ],
)
def test_evidence_is_dated_and_says_something(
    dated_on: date, valid_until: date | None, link: str | None, description: str | None, refused: list[str]
) -> None:
    assert reasons(rules.evidence_refusals(dated_on, valid_until, link, description, TODAY)) == refused


def test_one_piece_in_force_is_enough_and_holds_to_the_end_of_its_last_day() -> None:
    assert rules.evidence_state([], TODAY) == EvidenceState.NONE
    assert rules.evidence_state([TODAY], TODAY) == EvidenceState.VALID
    assert rules.evidence_state([TODAY - DAY], TODAY) == EvidenceState.EXPIRED
    assert rules.evidence_state([TODAY - DAY, TODAY], TODAY) == EvidenceState.VALID
    assert rules.evidence_state([TODAY - DAY, None], TODAY) == EvidenceState.VALID


def test_systems_of_another_municipality_are_refused() -> None:
    assert reasons(rules.place_refusals(1, [1, 1])) == []
    assert reasons(rules.place_refusals(1, [1, 2])) == ["control.other_municipality"]
