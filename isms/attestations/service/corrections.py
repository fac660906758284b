"""Carries out what a review says: corrects what the lower rooms know, and plans what a «no» implies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.actions import queries as action_queries
from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.vocabulary import SourceKind
from isms.attestations.models import Attestation, Fitness
from isms.attestations.queries import near
from isms.attestations.rules.fitness import FUNCTIONAL, TECHNICAL
from isms.attestations.rules.reviews import ASSESS_WITHIN, IMPLYING
from isms.attestations.vocabulary import AttestationStep, Unsettling
from isms.kernel.access import Access
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.words import Words
from isms.measurements import service as measurements
from isms.measurements.vocabulary import MeasurementKind, MeasurementSource
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle

STANDING_ALONE = frozenset({"note", "ending", "unsettled"})
"""What is said beside the facts of a part."""

SYSTEM_STEPS = frozenset(
    {AttestationStep.FACTS, AttestationStep.ROLES, AttestationStep.PRIVACY, AttestationStep.AGREEMENT}
)
GRADES = (*FUNCTIONAL, *TECHNICAL)


@dataclass(frozen=True)
class Said:
    """What is said of a part: whether it stands, and the corrections as values by the name of their field."""

    unchanged: bool | None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Attester:
    """Who attests, on which day, with what access, and in whose words actions are called."""

    person_id: int
    access: Access
    today: date
    words: Words


def carry_out(
    session: Session, review: Attestation, said: Mapping[AttestationStep, Said], by: Attester
) -> dict[AttestationStep, list[str]]:
    """Carry out what a review says and return the codes of the actions it led to, by part; raises Refused."""
    system = review.system
    planned: dict[AttestationStep, list[str]] = {}
    for step, one in said.items():
        if one.unchanged is False:
            _correct(session, system, step, one.values, by)
        if codes := [action.code for action in _imply(session, review, step, one, by)]:
            planned[step] = codes
    _confirm(session, system, said, by)
    return planned


def action_titles(step: AttestationStep, said: Said, system_name: str, words: Words) -> list[tuple[str, str | None]]:
    """Return the title and description of each action that what is said of a part leads to."""
    if said.unchanged is not False or step in {AttestationStep.FITNESS, AttestationStep.WISHES}:
        return []
    found: list[tuple[str, str | None]] = []
    if said.values.get("ending"):
        found.append((words("attestation.action.ending", system=system_name), None))
    corrected = said.values.keys() - STANDING_ALONE
    note = said.values.get("note")
    if note or (step in IMPLYING and not corrected):
        told = [words(Unsettling(word).label) for word in said.values.get("unsettled", ())]
        description = "\n".join([*told, *([note] if note else [])]) or None
        found.append((words(f"attestation.action.{step}", system=system_name), description))
    return found


def _correct(session: Session, system: System, step: AttestationStep, values: Mapping[str, Any], by: Attester) -> None:
    facts = {name: value for name, value in values.items() if name not in STANDING_ALONE}
    if values.get("ending"):
        facts |= {"lifecycle": Lifecycle.PHASING_OUT, "phase_out_from": system.phase_out_from or by.today}
    if not facts:
        return
    if step in SYSTEM_STEPS:
        portfolio.change(session, system, **facts)
    elif step == AttestationStep.RATING:
        _rate(session, system, facts, by)
    elif step == AttestationStep.ACTIONS:
        _follow_up(session, system, facts, by)
    elif step == AttestationStep.ACCESS:
        _record_access(session, system, facts, by)
    elif step == AttestationStep.FITNESS:
        _judge(session, system, {name: int(str(facts[name])) for name in GRADES if name in facts}, by)


def _rate(session: Session, system: System, facts: Mapping[str, Any], by: Attester) -> None:
    levels = {name: int(str(facts.get(name) or getattr(system, name) or 0)) for name in ("k", "i", "t")}
    reasons = {f"{name}_reason": facts.get(f"{name}_reason") or by.words("attestation.as_before") for name in levels}
    for name in levels:
        if name in facts and not facts.get(f"{name}_reason"):
            raise Refused(Refusal("attestation.rating_needs_a_reason", f"{name}_reason"))
    fields: Any = {**levels, **reasons}
    portfolio.rate(session, system, rated_by_id=by.person_id, today=by.today, **fields)


def _follow_up(session: Session, system: System, facts: Mapping[str, Any], by: Attester) -> None:
    open_now: dict[int, Action] = {action.id: action for _, action in near.open_actions(session, [system.id])}
    for name in facts:
        what, _, number = name.rpartition("_")
        action = open_now.get(int(number))
        if action is None or what == "because":
            continue
        if not action_queries.may_change(by.access, action):
            raise Refused(Refusal("action.not_yours"))
        if what == "done":
            actions.complete(session, action, by.today, by.today)
        elif f"done_{number}" not in facts:
            actions.move_deadline(session, action, facts[name], facts.get(f"because_{number}") or "", by.today)


def _record_access(session: Session, system: System, facts: Mapping[str, Any], by: Attester) -> None:
    if facts.get("reviewed_on") is None:
        raise Refused(Refusal("attestation.access_needs_a_day", "reviewed_on"))
    _measure(
        session,
        system,
        MeasurementKind.ACCESS_REVIEW,
        facts["reviewed_on"],
        by,
        passed=True,
        removed=facts.get("removed"),
        evidence=facts.get("evidence"),
    )


def _judge(session: Session, system: System, grades: Mapping[str, int], by: Attester) -> None:
    if len(grades) < len(GRADES):
        raise Refused(Refusal("fitness.answer_all"))
    judged = {"system_id": system.id, "judged_on": by.today, "judged_by_id": by.person_id}
    session.add(Fitness(tenant_id=system.tenant_id, **judged, **grades))
    session.flush()


def _confirm(session: Session, system: System, said: Mapping[AttestationStep, Said], by: Attester) -> None:
    """Keep what «unchanged» says by itself: that nothing was to be reported, and fitness as it was judged before."""
    deviations = said.get(AttestationStep.DEVIATIONS)
    if deviations and deviations.unchanged and not near.deviations(session, [system.id], by.today):
        _measure(session, system, MeasurementKind.ZERO_REPORT, by.today, by)
    fitness = said.get(AttestationStep.FITNESS)
    before = near.fitness(session, [system.id]).get(system.id)
    if fitness and fitness.unchanged and before:
        _judge(session, system, {name: getattr(before, name) for name in GRADES}, by)


def _measure(
    session: Session, system: System, kind: MeasurementKind, measured_on: date, by: Attester, **found: Any
) -> None:
    measurements.record(
        session,
        system,
        kind,
        measured_on=measured_on,
        source=MeasurementSource.ATTESTED,
        recorded_by_id=by.person_id,
        today=by.today,
        **found,
    )


def _imply(session: Session, review: Attestation, step: AttestationStep, said: Said, by: Attester) -> list[Action]:
    """Plan what is said of a part to be done, within sixty days."""
    return [
        actions.plan(
            session,
            title=title,
            description=description,
            owner_id=by.person_id,
            due_on=by.today + ASSESS_WITHIN,
            unit=review.system.unit,
            source_kind=SourceKind.ATTESTATION,
            source_code=review.code,
            today=by.today,
        )
        for title, description in action_titles(step, said, review.system.name, by.words)
    ]
