"""How the handling of a deviation is told on its page: how far it has come, who did what, and what may be done."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from isms.deviations.models import Deviation
from isms.deviations.rules import handling
from isms.deviations.vocabulary import HandlingStep, Stage
from isms.kernel.formats import print_date
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.web.doors import me, words

DAYS: Mapping[Stage, str] = {
    Stage.REPORTED: "reported_on",
    Stage.TRIAGED: "triaged_on",
    Stage.IN_PROGRESS: "started_on",
    Stage.CORRECTED: "corrected_on",
    Stage.VERIFIED: "effect_checked_on",
    Stage.CLOSED: "closed_on",
    Stage.REJECTED: "rejected_on",
    Stage.MERGED: "merged_on",
}
PEOPLE: Mapping[Stage, str] = {
    Stage.REPORTED: "reported_by_id",
    Stage.TRIAGED: "triaged_by_id",
    Stage.IN_PROGRESS: "started_by_id",
    Stage.CORRECTED: "corrected_by_id",
    Stage.VERIFIED: "effect_checked_by_id",
    Stage.CLOSED: "closed_by_id",
    Stage.REJECTED: "rejected_by_id",
    Stage.MERGED: "merged_by_id",
}
OTHER_STEPS = (
    *(HandlingStep.TRIAGE, HandlingStep.CLOSE, HandlingStep.MERGE, HandlingStep.REJECT),
    *(HandlingStep.REOPEN, HandlingStep.WITHDRAW),
)


@dataclass(frozen=True)
class Offer:
    """A step that may be taken from the page; why: what keeps the person who looks from it, in words."""

    step: HandlingStep
    href: str
    why: str | None


def line(deviation: Deviation, stage: Stage) -> list[dict[str, Any]]:
    """Return the stages in order for a progress line; a stage that was passed by without a day is left out."""
    language = me().language
    ended = stage in handling.ENDED
    reached = handling.IN_ORDER.index(stage) if stage in handling.IN_ORDER else len(handling.IN_ORDER)
    steps = []
    for place, each in enumerate((*handling.IN_ORDER, *(() if stage in handling.IN_ORDER else (stage,)))):
        day = getattr(deviation, DAYS[each]) if place <= reached else None
        if day is None and (ended or place < reached):
            continue
        state = "now" if each == stage and not ended else "done" if place <= reached else "next"
        steps.append({"label": words()(each.label), "note": print_date(day, language) if day else "", "state": state})
    return steps


def timeline(deviation: Deviation, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return who did what on which day, oldest first."""
    found = sorted(_taken(deviation), key=lambda taken: taken[0])
    language = me().language
    return [
        {
            "when": print_date(day, language),
            "title": _sentence(stage, names.get(getattr(deviation, PEOPLE[stage]))),
            "text": _reason(deviation, stage),
            "state": "done",
        }
        for day, stage in found
    ]


def _taken(deviation: Deviation) -> Iterator[tuple[date, Stage]]:
    for stage, name in DAYS.items():
        day = getattr(deviation, name)
        if day:
            yield day, stage


def _sentence(stage: Stage, who: str | None) -> str:
    return words()(f"deviation_did.{stage}", who=who) if who else words()(f"deviation_done.{stage}")


def _reason(deviation: Deviation, stage: Stage) -> str:
    """Return what is told below a sentence of the timeline."""
    if stage == Stage.VERIFIED and deviation.effect:
        return f"{words()(deviation.effect.label)}. {deviation.effect_reason}"
    if stage == Stage.TRIAGED:
        return words()(deviation.severity.label)
    return deviation.rejected_because or "" if stage == Stage.REJECTED else ""


def next_offer(deviation: Deviation, stage: Stage, held: Collection[KernelPermission]) -> Offer | None:
    """Return the step an open deviation waits for."""
    step = handling.NEXT.get(stage)
    return _offer(deviation, step, stage, held, 0) if step else None


def other_offers(
    deviation: Deviation, stage: Stage, held: Collection[KernelPermission], running_clocks: int
) -> list[Offer]:
    """Return what else may be done: with an ended deviation little, with an open one all but opening it again."""
    steps = [step for step in OTHER_STEPS if step != handling.NEXT.get(stage) and _fits(step, stage)]
    return [_offer(deviation, step, stage, held, running_clocks) for step in steps]


def _fits(step: HandlingStep, stage: Stage) -> bool:
    if stage in handling.ENDED:
        return step in (HandlingStep.REOPEN, HandlingStep.WITHDRAW)
    return step != HandlingStep.REOPEN


def _offer(
    deviation: Deviation, step: HandlingStep, stage: Stage, held: Collection[KernelPermission], running_clocks: int
) -> Offer:
    no = [
        *handling.step_refusals(step, stage, deviation.severity, running_clocks=running_clocks),
        *handling.role_refusals(step, held),
    ]
    if step == HandlingStep.CHECK_EFFECT:
        no += handling.judge_refusals(me().person_id, deviation.corrected_by_id, deviation.responsible_id)
    why = words()(no[0].because, **no[0].values) if no else None
    return Offer(step, url_for(f"deviations.{step}", deviation_id=deviation.id), why)
