"""How a deviation is handled: every legal and illegal step, and what each takes."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isms.actions.vocabulary import Effect
from isms.deviations.rules import handling
from isms.deviations.rules.severity import override_refusals, proposed_severity
from isms.deviations.vocabulary import DeviationKind, HandlingStep, Permission, Severity, Stage
from isms.risk.vocabulary import Consequence
from tests.web.routes import APP

DAY = date(2026, 11, 22)
NAMES = ("triaged_on", "started_on", "corrected_on", "effect", "closed_on", "rejected_on", "merged_on")
NO_DAYS = dict.fromkeys(NAMES)


def a_row(**days: Any) -> Any:
    return SimpleNamespace(**{**NO_DAYS, **days})


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        ({}, Stage.REPORTED),
        ({"triaged_on": DAY}, Stage.TRIAGED),
        ({"triaged_on": DAY, "started_on": DAY}, Stage.IN_PROGRESS),
        ({"started_on": DAY, "corrected_on": DAY}, Stage.CORRECTED),
        ({"corrected_on": DAY, "effect": Effect.GOOD}, Stage.VERIFIED),
        ({"corrected_on": DAY, "effect": Effect.PARTLY}, Stage.VERIFIED),
        ({"corrected_on": DAY, "effect": Effect.NONE}, Stage.IN_PROGRESS),
        ({"triaged_on": DAY, "closed_on": DAY}, Stage.CLOSED),
        ({"closed_on": DAY, "effect": Effect.NONE, "corrected_on": DAY}, Stage.CLOSED),
        ({"triaged_on": DAY, "rejected_on": DAY}, Stage.REJECTED),
        ({"started_on": DAY, "merged_on": DAY}, Stage.MERGED),
    ],
)
def test_where_a_deviation_stands_follows_from_its_days(days: dict[str, Any], stage: Stage) -> None:
    assert handling.stage_of(a_row(**days)) == stage


STAGES = (Stage.REPORTED, Stage.TRIAGED, Stage.IN_PROGRESS, Stage.CORRECTED, Stage.VERIFIED)
ENDS = (Stage.CLOSED, Stage.REJECTED, Stage.MERGED)
ENDED = ("deviation.already_closed", "deviation.already_rejected", "deviation.already_merged")
TRIAGE, START, CORRECT = ("deviation.triage_first", "deviation.start_first", "deviation.corrected_already")
REFUSED: dict[HandlingStep, tuple[str | None, ...]] = {
    HandlingStep.CHANGE: (None, None, None, None, None, *ENDED),
    HandlingStep.TRIAGE: (None, None, None, CORRECT, CORRECT, *ENDED),
    HandlingStep.START: (TRIAGE, None, *["deviation.started_already"] * 3, *ENDED),
    HandlingStep.EXPLAIN: (TRIAGE, None, None, CORRECT, CORRECT, *ENDED),
    HandlingStep.CORRECT: (START, START, None, CORRECT, CORRECT, *ENDED),
    HandlingStep.CHECK_EFFECT: (*["deviation.correct_first"] * 3, None, "deviation.verified_already", *ENDED),
    HandlingStep.CLOSE: (*["deviation.verify_first"] * 4, None, *ENDED),
    HandlingStep.REJECT: (None, None, None, CORRECT, CORRECT, *ENDED),
    HandlingStep.MERGE: (None, None, None, CORRECT, CORRECT, *ENDED),
    HandlingStep.REOPEN: (*["deviation.is_open"] * 5, None, None, "deviation.already_merged"),
    HandlingStep.WITHDRAW: (None,) * 8,
}
"""What each step is refused for at each stage; None: it may be taken."""

EVERY = [
    (step, stage, because)
    for step, reasons in REFUSED.items()
    for stage, because in zip((*STAGES, *ENDS), reasons, strict=True)
]


def why(step: HandlingStep, stage: Stage, severity: Severity = Severity.SERIOUS, clocks: int = 0) -> str | None:
    return next((no.because for no in handling.step_refusals(step, stage, severity, running_clocks=clocks)), None)


def test_every_step_stands_in_the_table() -> None:
    assert set(REFUSED) == set(handling.WAYS) == set(HandlingStep)
    assert set(handling.NEXT) == handling.OPEN == set(STAGES)


@pytest.mark.parametrize(("step", "stage", "because"), EVERY, ids=[f"{step}-{stage}" for step, stage, _ in EVERY])
def test_a_step_is_taken_where_it_may_and_says_why_not_elsewhere(
    step: HandlingStep, stage: Stage, because: str | None
) -> None:
    assert why(step, stage) == because


@pytest.mark.parametrize("stage", Stage)
def test_a_minor_deviation_may_be_closed_as_soon_as_it_is_judged(stage: Stage) -> None:
    short = {Stage.TRIAGED, Stage.IN_PROGRESS, Stage.CORRECTED, Stage.VERIFIED}
    assert (why(HandlingStep.CLOSE, stage, Severity.MINOR) is None) == (stage in short)
    assert (why(HandlingStep.CLOSE, stage, Severity.MODERATE) is None) == (stage == Stage.VERIFIED)


@pytest.mark.parametrize("step", HandlingStep)
def test_nothing_ends_while_a_statutory_clock_runs(step: HandlingStep) -> None:
    stage = next(stage for stage, because in zip((*STAGES, *ENDS), REFUSED[step], strict=True) if because is None)
    ends = step in {HandlingStep.CLOSE, HandlingStep.REJECT, HandlingStep.MERGE, HandlingStep.WITHDRAW}
    assert why(step, stage, clocks=1) == ("deviation.clock_still_runs" if ends else None)


@pytest.mark.parametrize("step", HandlingStep)
def test_a_step_is_for_those_who_hold_its_permission(step: HandlingStep) -> None:
    needed = handling.WAYS[step].permission
    assert list(handling.role_refusals(step, {needed})) == []
    others = set(Permission) - {needed}
    assert [no.because for no in handling.role_refusals(step, others)] == [handling.NOT_YOURS[needed]]


@given(st.sampled_from(list(Consequence)), st.tuples(st.booleans(), st.booleans(), st.booleans()), st.integers(0, 2))
def test_a_further_hit_or_a_higher_consequence_never_lowers_the_severity(
    consequence: Consequence, hits: tuple[bool, bool, bool], further: int
) -> None:
    def proposed(of: Consequence, hit: tuple[bool, ...]) -> int:
        k, i, t = hit
        return list(Severity).index(proposed_severity(of, k=k, i=i, t=t))

    more = tuple(hit or place == further for place, hit in enumerate(hits))
    higher = list(Consequence)[min(list(Consequence).index(consequence) + 1, 4)]
    assert proposed(consequence, more) >= proposed(consequence, hits)
    assert proposed(higher, hits) >= proposed(consequence, hits)


@pytest.mark.parametrize(
    ("consequence", "hits", "severity"),
    [
        (Consequence.INSIGNIFICANT, 1, Severity.MINOR),
        (Consequence.INSIGNIFICANT, 2, Severity.MODERATE),
        (Consequence.MODERATE, 0, Severity.MINOR),
        (Consequence.MODERATE, 1, Severity.MODERATE),
        (Consequence.MODERATE, 3, Severity.SERIOUS),
        (Consequence.SERIOUS, 0, Severity.MODERATE),
        (Consequence.SERIOUS, 1, Severity.SERIOUS),
        (Consequence.VERY_SERIOUS, 0, Severity.SERIOUS),
    ],
)
def test_the_severity_follows_from_hits_and_consequence(
    consequence: Consequence, hits: int, severity: Severity
) -> None:
    assert proposed_severity(consequence, k=hits > 0, i=hits > 1, t=hits > 2) == severity


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_another_severity_than_proposed_needs_a_reason(reason: str | None) -> None:
    assert list(override_refusals(Severity.MINOR, Severity.MINOR, reason)) == []
    assert [no.field for no in override_refusals(Severity.MINOR, Severity.SERIOUS, reason)] == ["severity_reason"]
    assert list(override_refusals(Severity.MINOR, Severity.SERIOUS, "Mange er berørt")) == []


@pytest.mark.parametrize("missing", [None, "", "  "])
def test_correcting_takes_a_cause_and_what_keeps_it_from_recurring(missing: str | None) -> None:
    assert [no.field for no in handling.correction_refusals(missing, "Nytt register")] == ["cause"]
    assert [no.field for no in handling.correction_refusals("Feil", missing)] == ["corrective_action"]
    assert list(handling.correction_refusals("Feil", "Trengs ikke: systemet er borte")) == []
    assert [no.field for no in handling.lesson_refusals(missing)] == ["learning"]
    assert list(handling.lesson_refusals("Sjekk listen")) == []
    assert [no.field for no in handling.elsewhere_refusals("yes", missing)] == ["elsewhere"]
    assert list(handling.elsewhere_refusals("unsure", missing)) == []


def test_an_effect_is_checked_after_the_day_of_the_correction() -> None:
    assert [no.field for no in handling.effect_day_refusals(DAY, DAY)] == ["effect_due_on"]
    assert list(handling.effect_day_refusals(DAY + timedelta(days=1), DAY)) == []
    assert handling.default_effect_due_on(DAY) == date(2027, 1, 21)


@pytest.mark.parametrize(("judge", "refused"), [(1, True), (2, True), (3, False), (None, False)])
def test_the_effect_is_checked_by_another_than_who_did_it_or_answers_for_it(judge: int | None, refused: bool) -> None:
    assert bool(list(handling.judge_refusals(judge, 1, 2))) == refused


@pytest.mark.parametrize(
    ("own", "into", "stage", "same", "because"),
    [
        (1, 2, Stage.REPORTED, True, None),
        (1, 2, Stage.VERIFIED, True, None),
        (1, 1, Stage.REPORTED, True, "deviation.merged_into_itself"),
        (1, 2, Stage.REPORTED, False, "deviation.merged_elsewhere"),
        (1, 2, Stage.CLOSED, True, "deviation.merged_into_an_ended"),
        (1, 2, Stage.REJECTED, True, "deviation.merged_into_an_ended"),
        (1, 2, Stage.MERGED, True, "deviation.merged_into_an_ended"),
    ],
)
def test_a_deviation_is_merged_into_another_open_one(
    own: int, into: int, stage: Stage, same: bool, because: str | None
) -> None:
    found = [no.because for no in handling.merging_refusals(own, into, stage, same_municipality=same)]
    assert found == ([because] if because else [])


@pytest.mark.parametrize(
    ("kind", "answer", "answered_on", "fields"),
    [
        (DeviationKind.AUDIT_FINDING, "Ja", DAY, []),
        (DeviationKind.SUPERVISION_FINDING, None, None, []),
        (DeviationKind.AUDIT_FINDING, "Ja", None, ["answered_on"]),
        (DeviationKind.AUDIT_FINDING, None, DAY, ["answered_on"]),
        (DeviationKind.AUDIT_FINDING, "Ja", DAY + timedelta(days=1), ["answered_on"]),
        (DeviationKind.AUDIT_FINDING, "Ja", DAY - timedelta(days=1), ["answered_on"]),
        (DeviationKind.INCIDENT, None, None, [None]),
        (None, None, None, [None]),
    ],
)
def test_a_finding_is_answered_on_a_day(
    kind: DeviationKind | None, answer: str | None, answered_on: date | None, fields: list[str | None]
) -> None:
    assert [no.field for no in handling.answer_refusals(kind, answer, answered_on, DAY, DAY)] == fields


def test_a_finding_is_closed_when_it_is_answered() -> None:
    assert list(handling.unanswered_refusals(DeviationKind.INCIDENT, None)) == []
    assert list(handling.unanswered_refusals(DeviationKind.AUDIT_FINDING, DAY)) == []
    assert [no.because for no in handling.unanswered_refusals(DeviationKind.AUDIT_FINDING, None)] == [
        "deviation.answer_first"
    ]


@pytest.mark.parametrize("step", HandlingStep)
def test_the_door_of_a_step_asks_for_the_permission_of_the_table(step: HandlingStep) -> None:
    view: Any = APP.view_functions[f"deviations.{step}"]
    assert view.permissions == (handling.WAYS[step].permission,)
