"""Who may accept what, on which grounds, until when, and when an acceptance no longer holds."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from isms.kernel.refusal import Refusal
from isms.organisation.vocabulary import Role
from isms.risk.rules import DEFAULT, AcceptanceRule
from isms.risk.rules import acceptance as rules
from isms.risk.rules.acceptance import Given, Standing
from isms.risk.vocabulary import (
    AcceptanceKind,
    AcceptanceState,
    AssessmentStatus,
    Authority,
    RiskLevel,
    Treatment,
)

TODAY = date(2026, 11, 22)
OWNER, AREA, CHIEF = Authority
LOW, MEDIUM, HIGH = RiskLevel


def said(refusals: Iterable[Refusal]) -> list[str]:
    return [refusal.because for refusal in refusals]


@pytest.mark.parametrize(
    ("standing", "owned", "held"),
    [
        (Standing(), True, set()),
        (Standing(owns_system=True), True, {OWNER}),
        (Standing(roles=frozenset({Role.AREA_OWNER})), True, {AREA}),
        (Standing(roles=frozenset({Role.AREA_OWNER})), False, {OWNER, AREA}),
        (Standing(roles=frozenset({Role.CHIEF_EXECUTIVE})), True, {CHIEF}),
        (Standing(owns_system=True, roles=frozenset({Role.AREA_OWNER, Role.CHIEF_EXECUTIVE})), True, set(Authority)),
        (Standing(roles=frozenset({Role.LEADERSHIP, Role.SECURITY_OFFICER, Role.EMPLOYEE})), False, set()),
    ],
)
def test_levels_follow_from_owning_the_system_and_from_roles_at_its_place(
    standing: Standing, owned: bool, held: set[Authority]
) -> None:
    assert rules.authorities(standing, system_is_owned=owned) == held


@pytest.mark.parametrize(("level", "needed"), [(LOW, OWNER), (MEDIUM, AREA), (HIGH, CHIEF)])
def test_the_model_says_who_accepts_a_level(level: RiskLevel, needed: Authority) -> None:
    assert rules.authority_needed(DEFAULT, level, frozenset()) == needed


@pytest.mark.parametrize(
    ("level", "makers", "needed"),
    [
        (LOW, {OWNER}, AREA),
        (LOW, {OWNER, AREA}, CHIEF),
        (LOW, {AREA}, OWNER),
        (MEDIUM, {OWNER}, AREA),
        (MEDIUM, {AREA}, CHIEF),
        (HIGH, {AREA}, CHIEF),
        (HIGH, {CHIEF}, CHIEF),
        (LOW, set(Authority), CHIEF),
    ],
)
def test_the_next_level_up_accepts_what_its_holder_has_assessed(
    level: RiskLevel, makers: set[Authority], needed: Authority
) -> None:
    assert rules.authority_needed(DEFAULT, level, makers) == needed


def test_a_model_of_the_municipalitys_own_decides_who_accepts() -> None:
    own = replace(DEFAULT, acceptance={**DEFAULT.acceptance, LOW: AcceptanceRule(AREA, 18)})
    assert rules.authority_needed(own, LOW, frozenset()) == AREA
    assert rules.latest_end(own, LOW, TODAY, date(2030, 1, 1)) == date(2028, 5, 22)


@pytest.mark.parametrize(
    ("needed", "held", "refused"),
    [
        (OWNER, {OWNER}, []),
        (OWNER, {AREA}, []),
        (OWNER, {CHIEF}, []),
        (OWNER, set(), ["acceptance.not_the_authority.system_owner"]),
        (AREA, {AREA}, []),
        (AREA, {OWNER}, ["acceptance.not_the_authority.area_owner"]),
        (CHIEF, {CHIEF}, []),
        (CHIEF, {OWNER, AREA}, ["acceptance.not_the_authority.chief_executive"]),
    ],
)
def test_a_higher_authority_does_what_a_lower_one_may_and_not_the_other_way(
    needed: Authority, held: set[Authority], refused: list[str]
) -> None:
    assert said(rules.acceptor_refusals(needed, held, advises=False, made_it=False)) == refused


@pytest.mark.parametrize("held", [set(), {OWNER}, set(Authority)])
@pytest.mark.parametrize("made_it", [False, True])
def test_an_adviser_never_accepts_whatever_else_they_hold(held: set[Authority], made_it: bool) -> None:
    for needed in Authority:
        refused = said(rules.acceptor_refusals(needed, held, advises=True, made_it=made_it))
        assert refused == ["acceptance.advisers_never_accept"]


@pytest.mark.parametrize(
    ("needed", "held", "refused"),
    [
        (AREA, {OWNER}, "acceptance.maker_never_accepts.area_owner"),
        (OWNER, {AREA}, "acceptance.maker_never_accepts.system_owner"),
        (CHIEF, {AREA}, "acceptance.maker_never_accepts.chief_executive"),
        (CHIEF, {CHIEF}, "acceptance.maker_needs_another_person"),
    ],
)
def test_whoever_made_the_assessment_does_not_accept(needed: Authority, held: set[Authority], refused: str) -> None:
    assert said(rules.acceptor_refusals(needed, held, advises=False, made_it=True)) == [refused]


@pytest.mark.parametrize(
    ("status", "breaks_law", "refused"),
    [
        (AssessmentStatus.APPROVED, False, []),
        (AssessmentStatus.REPLACED, False, ["assessment.locked.replaced"]),
        (AssessmentStatus.REPLACED, True, ["assessment.locked.replaced"]),
        (AssessmentStatus.DRAFT, False, ["acceptance.assessment_not_approved"]),
        (AssessmentStatus.IN_REVIEW, False, ["acceptance.assessment_not_approved"]),
        (AssessmentStatus.APPROVED, True, ["acceptance.breaks_the_law"]),
        (AssessmentStatus.DRAFT, True, ["acceptance.breaks_the_law"]),
    ],
)
def test_only_lawful_risks_of_approved_assessments_are_accepted(
    status: AssessmentStatus, breaks_law: bool, refused: list[str]
) -> None:
    assert said(rules.risk_refusals(status, breaks_law=breaks_law)) == refused


@pytest.mark.parametrize(
    ("level", "next_assessment_on", "latest"),
    [
        (LOW, date(2028, 11, 21), date(2028, 11, 21)),
        (LOW, date(2028, 11, 22), date(2028, 11, 22)),
        (LOW, date(2028, 11, 23), date(2028, 11, 22)),
        (MEDIUM, date(2027, 1, 1), date(2027, 11, 22)),
        (HIGH, date(2027, 1, 1), date(2027, 5, 22)),
    ],
)
def test_an_acceptance_ends_with_the_models_months_and_a_low_one_with_its_assessment(
    level: RiskLevel, next_assessment_on: date, latest: date
) -> None:
    assert rules.latest_end(DEFAULT, level, TODAY, next_assessment_on) == latest


LATEST = date(2027, 11, 22)


@pytest.mark.parametrize(
    ("valid_until", "refused"),
    [
        (TODAY - timedelta(days=1), ["acceptance.ends_in_the_past"]),
        (TODAY, []),
        (LATEST, []),
        (LATEST + timedelta(days=1), ["acceptance.ends_too_late"]),
    ],
)
def test_an_acceptance_ends_neither_in_the_past_nor_after_the_latest_day(valid_until: date, refused: list[str]) -> None:
    assert said(rules.end_refusals(MEDIUM, valid_until, LATEST, TODAY)) == refused


def test_a_low_risk_of_an_expired_assessment_is_assessed_first() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert said(rules.end_refusals(LOW, TODAY, yesterday, TODAY)) == ["acceptance.assess_first"]
    assert said(rules.end_refusals(LOW, TODAY, TODAY, TODAY)) == []


WHOLE = {
    "reason": "Kostnaden står ikke i forhold til nytten.",
    "compensation": "Papirliste",
    "privacy_opinion": "Frarådes ikke",
    "planned": True,
    "privacy_affected": True,
}


@pytest.mark.parametrize(
    ("level", "lacking", "refused"),
    [
        (HIGH, {}, []),
        (HIGH, {"reason": None}, ["acceptance.reason_missing"]),
        (HIGH, {"compensation": None}, ["acceptance.compensation_missing"]),
        (HIGH, {"planned": False}, ["acceptance.plan_missing"]),
        (HIGH, {"privacy_opinion": None}, ["acceptance.privacy_opinion_missing"]),
        (HIGH, {"privacy_opinion": None, "privacy_affected": False}, []),
        (MEDIUM, {"compensation": None, "planned": False, "privacy_opinion": None}, []),
        (MEDIUM, {"reason": None}, ["acceptance.reason_missing"]),
        (LOW, {"reason": None, "compensation": None, "planned": False, "privacy_opinion": None}, []),
    ],
)
def test_what_an_acceptance_takes_grows_with_the_level(
    level: RiskLevel, lacking: dict[str, object], refused: list[str]
) -> None:
    assert said(rules.ground_refusals(level, **{**WHOLE, **lacking})) == refused  # type: ignore[arg-type]


@pytest.mark.parametrize("questionable", [False, True])
def test_a_residual_below_the_current_without_a_measure_gives_pause(questionable: bool) -> None:
    for level in RiskLevel:
        doubts = rules.doubts(level, questionable=questionable, plan_approved=True, assessment_expired=False)
        assert said(doubts) == ["scenario.questionable"] * questionable


def test_an_unapproved_plan_and_an_expired_assessment_give_pause_above_low() -> None:
    wanting = {"questionable": False, "plan_approved": False, "assessment_expired": True}
    both = ["scenario.plan_not_approved", "acceptance.assessment_expired"]
    assert [said(rules.doubts(level, **wanting)) for level in RiskLevel] == [[], both, both]


def test_only_what_stands_is_revoked_and_with_a_reason() -> None:
    assert said(rules.revoke_refusals(AcceptanceKind.ACCEPTED, "Nytt funn")) == []
    assert said(rules.revoke_refusals(AcceptanceKind.ACCEPTED, None)) == ["acceptance.reason_missing"]
    for kind in (None, AcceptanceKind.REVOKED):
        assert said(rules.revoke_refusals(kind, "Nytt funn")) == ["acceptance.nothing_to_revoke"]


def test_a_plan_is_approved_by_the_owner_of_the_risk_alone() -> None:
    assert said(rules.plan_refusals(7, 7, Treatment.REDUCE)) == []
    assert said(rules.plan_refusals(7, 8, Treatment.REDUCE)) == ["scenario.plan_is_its_owners"]
    assert said(rules.plan_refusals(None, 8, Treatment.REDUCE)) == ["scenario.plan_is_its_owners"]
    assert said(rules.plan_refusals(7, 7, None)) == ["scenario.plan_is_empty"]


GIVEN = Given(AcceptanceKind.ACCEPTED, TODAY + timedelta(days=31), 2, 3)


@pytest.mark.parametrize(
    ("given", "changed", "state"),
    [
        (GIVEN, {}, AcceptanceState.ACCEPTED),
        (replace(GIVEN, valid_until=TODAY + timedelta(days=30)), {}, AcceptanceState.EXPIRING),
        (replace(GIVEN, valid_until=TODAY), {}, AcceptanceState.EXPIRING),
        (replace(GIVEN, valid_until=TODAY - timedelta(days=1)), {}, AcceptanceState.LAPSED),
        (replace(GIVEN, valid_until=TODAY - timedelta(days=1)), {"rating_version": 3}, AcceptanceState.LAPSED),
        (GIVEN, {"rating_version": 3}, AcceptanceState.STALE),
        (GIVEN, {"system_class": 4}, AcceptanceState.STALE),
        (GIVEN, {"system_class": None}, AcceptanceState.STALE),
        (replace(GIVEN, system_class=None), {"system_class": None}, AcceptanceState.ACCEPTED),
        (replace(GIVEN, valid_until=TODAY), {"rating_version": 3}, AcceptanceState.STALE),
        (Given(AcceptanceKind.REVOKED, None, 2, 3), {}, AcceptanceState.REVOKED),
        (None, {}, AcceptanceState.OPEN),
        (None, {"status": AssessmentStatus.DRAFT}, AcceptanceState.NOT_YET),
        (None, {"status": AssessmentStatus.IN_REVIEW}, AcceptanceState.NOT_YET),
        (GIVEN, {"breaks_law": True}, AcceptanceState.UNLAWFUL),
        (GIVEN, {"status": AssessmentStatus.REPLACED}, AcceptanceState.SUPERSEDED),
    ],
)
def test_how_a_risk_stands_with_its_acceptance(
    given: Given | None, changed: dict[str, object], state: AcceptanceState
) -> None:
    facts = {
        "status": AssessmentStatus.APPROVED,
        "breaks_law": False,
        "rating_version": 2,
        "system_class": 3,
        "today": TODAY,
        **changed,
    }
    assert rules.acceptance_state(given, **facts) == state  # type: ignore[arg-type]


def test_somebody_must_decide_in_exactly_the_states_that_leave_a_risk_open() -> None:
    settled = set(AcceptanceState) - rules.AWAITING
    assert settled == {
        AcceptanceState.ACCEPTED,
        AcceptanceState.EXPIRING,
        AcceptanceState.NOT_YET,
        AcceptanceState.UNLAWFUL,
        AcceptanceState.SUPERSEDED,
    }
