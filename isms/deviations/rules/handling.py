"""How a deviation is handled: where it stands, which step may follow, by whom, and what each step takes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from isms.actions.vocabulary import Effect
from isms.deviations.vocabulary import DeviationKind, HandlingStep, Permission, Severity, Stage
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.refusal import Refusal

DAYS_TO_EFFECT = 60
"""Days from correction until its effect is to be checked, unless another day is said. A proposal of ours."""

FINDINGS = frozenset({DeviationKind.AUDIT_FINDING, DeviationKind.SUPERVISION_FINDING})
"""What others have found, and want an answer to."""


def stage_of(row: Any) -> Stage:
    """Return where the handling stands, from the days on which steps were taken.

    row: whatever has the days of a deviation and the effect. A correction without effect is still being worked on.
    `queries.stages.stage` says the same in SQL.
    """
    for day, stage in (
        (row.merged_on, Stage.MERGED),
        (row.rejected_on, Stage.REJECTED),
        (row.closed_on, Stage.CLOSED),
        (row.effect == Effect.NONE, Stage.IN_PROGRESS),
        (row.effect, Stage.VERIFIED),
        (row.corrected_on, Stage.CORRECTED),
        (row.started_on, Stage.IN_PROGRESS),
        (row.triaged_on, Stage.TRIAGED),
    ):
        if day:
            return stage
    return Stage.REPORTED


@dataclass(frozen=True)
class Way:
    """When a step may be taken and who may: early and late are the refusals before and after these stages."""

    stages: frozenset[Stage]
    permission: Permission
    early: str = ""
    late: str = ""


IN_ORDER = (Stage.REPORTED, Stage.TRIAGED, Stage.IN_PROGRESS, Stage.CORRECTED, Stage.VERIFIED, Stage.CLOSED)
"""The way of a deviation that is neither rejected nor merged."""

OPEN = frozenset(IN_ORDER[:-1])
UNCORRECTED = frozenset(IN_ORDER[:3])

ENDED: Mapping[Stage, str] = {
    Stage.CLOSED: "deviation.already_closed",
    Stage.REJECTED: "deviation.already_rejected",
    Stage.MERGED: "deviation.already_merged",
}
"""Why nothing more is done with a deviation that has ended."""

WAYS: Mapping[HandlingStep, Way] = {
    HandlingStep.CHANGE: Way(OPEN, Permission.DEVIATION_HANDLE),
    HandlingStep.TRIAGE: Way(UNCORRECTED, Permission.DEVIATION_TRIAGE, late="deviation.corrected_already"),
    HandlingStep.START: Way(
        frozenset({Stage.TRIAGED}), Permission.DEVIATION_HANDLE, "deviation.triage_first", "deviation.started_already"
    ),
    HandlingStep.EXPLAIN: Way(
        frozenset({Stage.TRIAGED, Stage.IN_PROGRESS}),
        Permission.DEVIATION_HANDLE,
        "deviation.triage_first",
        "deviation.corrected_already",
    ),
    HandlingStep.CORRECT: Way(
        frozenset({Stage.IN_PROGRESS}),
        Permission.DEVIATION_HANDLE,
        "deviation.start_first",
        "deviation.corrected_already",
    ),
    HandlingStep.CHECK_EFFECT: Way(
        frozenset({Stage.CORRECTED}),
        Permission.DEVIATION_HANDLE,
        "deviation.correct_first",
        "deviation.verified_already",
    ),
    HandlingStep.CLOSE: Way(frozenset({Stage.VERIFIED}), Permission.DEVIATION_CLOSE, "deviation.verify_first"),
    HandlingStep.REJECT: Way(UNCORRECTED, Permission.DEVIATION_TRIAGE, late="deviation.corrected_already"),
    HandlingStep.MERGE: Way(UNCORRECTED, Permission.DEVIATION_TRIAGE, late="deviation.corrected_already"),
    HandlingStep.REOPEN: Way(
        frozenset({Stage.CLOSED, Stage.REJECTED}), Permission.DEVIATION_CLOSE, early="deviation.is_open"
    ),
    HandlingStep.WITHDRAW: Way(frozenset(Stage), Permission.DEVIATION_TRIAGE),
}
"""Every legal step: from which stages, and with which permission."""

SHORT_WAY = frozenset({Stage.TRIAGED, Stage.IN_PROGRESS, Stage.CORRECTED})
"""From where a minor deviation may be closed at once: corrected and closed in one step, its effect not checked."""

NEXT: Mapping[Stage, HandlingStep] = {
    Stage.REPORTED: HandlingStep.TRIAGE,
    Stage.TRIAGED: HandlingStep.START,
    Stage.IN_PROGRESS: HandlingStep.CORRECT,
    Stage.CORRECTED: HandlingStep.CHECK_EFFECT,
    Stage.VERIFIED: HandlingStep.CLOSE,
}
"""What an open deviation waits for."""

ENDS_IT = frozenset({HandlingStep.CLOSE, HandlingStep.REJECT, HandlingStep.MERGE, HandlingStep.WITHDRAW})


def step_refusals(
    step: HandlingStep, stage: Stage, severity: Severity, *, running_clocks: int = 0
) -> Iterator[Refusal]:
    """Yield why a step cannot be taken now: the deviation stands elsewhere, or a statutory clock still runs."""
    way = WAYS[step]
    short = step == HandlingStep.CLOSE and severity == Severity.MINOR and stage in SHORT_WAY
    if stage not in way.stages and not short:
        yield Refusal(_why_not(way, stage))
    elif step in ENDS_IT and running_clocks:
        yield Refusal("deviation.clock_still_runs")


def _why_not(way: Way, stage: Stage) -> str:
    if stage in ENDED:
        return ENDED[stage]
    first = min(IN_ORDER.index(allowed) for allowed in way.stages if allowed in IN_ORDER)
    return way.early if IN_ORDER.index(stage) < first else way.late


def role_refusals(step: HandlingStep, held: Collection[KernelPermission]) -> Iterator[Refusal]:
    """Yield why somebody cannot take a step: it is for others. The doors ask the same."""
    if WAYS[step].permission not in held:
        yield Refusal(NOT_YOURS[WAYS[step].permission])


NOT_YOURS: Mapping[Permission, str] = {
    Permission.DEVIATION_TRIAGE: "deviation.for_those_who_triage",
    Permission.DEVIATION_HANDLE: "deviation.for_those_who_handle",
    Permission.DEVIATION_CLOSE: "deviation.for_those_who_close",
}


def correction_refusals(cause: str | None, corrective_action: str | None) -> Iterator[Refusal]:
    """Yield why a deviation is not corrected: its cause is not known, or nobody says what keeps it from recurring.

    Why nothing is needed is said in the same place (ISO/IEC 27001:2022 10.2 b and c).
    """
    if not (cause or "").strip():
        yield Refusal("deviation.needs_a_cause", "cause")
    if not (corrective_action or "").strip():
        yield Refusal("deviation.needs_a_corrective_action", "corrective_action")


def effect_day_refusals(effect_due_on: date, corrected_on: date) -> Iterator[Refusal]:
    """Yield why the effect of a correction cannot be checked on a day: it has had no time to work."""
    if effect_due_on <= corrected_on:
        yield Refusal("deviation.effect_due_too_soon", "effect_due_on")


def default_effect_due_on(corrected_on: date) -> date:
    """Return when the effect of a correction is to be checked when nobody has said another day."""
    return corrected_on + timedelta(days=DAYS_TO_EFFECT)


def judge_refusals(judge_id: int | None, corrected_by_id: int | None, responsible_id: int | None) -> Iterator[Refusal]:
    """Yield why somebody cannot check the effect: they have corrected it themselves, or are responsible for it."""
    if judge_id is not None and judge_id == corrected_by_id:
        yield Refusal("deviation.effect_checked_by_who_corrected", "effect")
    elif judge_id is not None and judge_id == responsible_id:
        yield Refusal("deviation.effect_checked_by_responsible", "effect")


def lesson_refusals(learning: str | None) -> Iterator[Refusal]:
    """Yield why a deviation cannot be closed: nobody says what was learnt."""
    if not (learning or "").strip():
        yield Refusal("deviation.needs_a_lesson", "learning")


def elsewhere_refusals(exists_elsewhere: object, elsewhere: str | None) -> Iterator[Refusal]:
    """Yield why it cannot be said to exist elsewhere: nobody says where."""
    if exists_elsewhere == "yes" and not (elsewhere or "").strip():
        yield Refusal("deviation.needs_a_place_elsewhere", "elsewhere")


def answer_refusals(
    kind: DeviationKind | None, answer: str | None, answered_on: date | None, reported_on: date, today: date
) -> Iterator[Refusal]:
    """Yield why a finding cannot be answered so: it is none, or the day lies before it came or in the future."""
    if kind not in FINDINGS:
        yield Refusal("deviation.is_no_finding")
    if bool((answer or "").strip()) != bool(answered_on):
        yield Refusal("deviation.answer_needs_a_day", "answered_on")
    if answered_on and answered_on > today:
        yield Refusal("deviation.answered_in_the_future", "answered_on")
    if answered_on and answered_on < reported_on:
        yield Refusal("deviation.answered_before_it_came", "answered_on")


def unanswered_refusals(kind: DeviationKind | None, answered_on: date | None) -> Iterator[Refusal]:
    """Yield why a finding cannot be closed: it has not been answered."""
    if kind in FINDINGS and answered_on is None:
        yield Refusal("deviation.answer_first")


def merging_refusals(own_id: int, into_id: int, into_stage: Stage, *, same_municipality: bool) -> Iterator[Refusal]:
    """Yield why a deviation cannot be merged into another: itself, another municipality's, or one that has ended."""
    if own_id == into_id:
        yield Refusal("deviation.merged_into_itself", "merged_into_id")
    elif not same_municipality:
        yield Refusal("deviation.merged_elsewhere", "merged_into_id")
    elif into_stage not in OPEN:
        yield Refusal("deviation.merged_into_an_ended", "merged_into_id")
