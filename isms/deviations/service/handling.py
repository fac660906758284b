"""Decides how a deviation is handled: judged, worked on, corrected and checked."""

from datetime import date, datetime
from typing import Unpack

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.rules import reason_refusals
from isms.actions.vocabulary import Effect, SourceKind
from isms.deviations import queries, rules
from isms.deviations.models import Deviation, DeviationAction
from isms.deviations.rules import handling
from isms.deviations.rules.severity import override_refusals, proposed_severity
from isms.deviations.service.announcing import announced
from isms.deviations.service.clocks import settle
from isms.deviations.service.fields import DeviationFields, Explanation, Triage, refusals_of
from isms.deviations.service.links import question
from isms.deviations.vocabulary import HandlingStep
from isms.kernel.clock import day_of
from isms.kernel.refusal import refuse
from isms.kernel.text import normalise
from isms.notices.vocabulary import WebhookEvent


def expect(session: Session, deviation: Deviation, step: HandlingStep) -> None:
    """Raise Refused unless a step may be taken with a deviation now."""
    running = queries.running_clocks(session, deviation.id) if step in handling.ENDS_IT else 0
    stage = handling.stage_of(deviation)
    refuse(handling.step_refusals(step, stage, deviation.severity, running_clocks=running))


def change(session: Session, deviation: Deviation, *, now: datetime, **fields: Unpack[DeviationFields]) -> None:
    """Change what is said of an open deviation; raises Refused."""
    expect(session, deviation, HandlingStep.CHANGE)
    was_serious = rules.is_serious(deviation.severity)
    with session.no_autoflush:
        for name, value in fields.items():
            setattr(deviation, name, value)
        deviation.aware_at = deviation.aware_at or deviation.discovered_at
        deviation.title = normalise(deviation.title)
        refuse(refusals_of(deviation, (), now))
        settle(session, deviation, now)
    _question(session, deviation, day_of(now), was_serious=was_serious)
    session.flush()


def triage(
    session: Session, deviation: Deviation, *, triaged_by_id: int, now: datetime, **judged: Unpack[Triage]
) -> None:
    """Judge a deviation: what it is, what it hits, how serious it is, who is responsible and until when.

    The day and the person of the first judgement stay when it is judged again. Raises Refused.
    """
    expect(session, deviation, HandlingStep.TRIAGE)
    was_serious = rules.is_serious(deviation.severity)
    hits = {letter: judged[name] for letter, name in HITS.items()}  # type: ignore[literal-required]
    proposed = proposed_severity(judged["consequence"], **hits)
    severity = judged["severity"] or proposed
    refuse(override_refusals(proposed, severity, judged["severity_reason"]))
    due_on = judged["due_on"] or rules.default_due_on(severity, deviation.reported_on)
    with session.no_autoflush:
        for name, value in judged.items():
            setattr(deviation, name, value)
        deviation.severity, deviation.due_on = severity, due_on
        if severity == proposed:
            deviation.severity_reason = None
        refuse(refusals_of(deviation, (), now))
        settle(session, deviation, now)
    if deviation.triaged_on is None:
        deviation.triaged_on, deviation.triaged_by_id = day_of(now), triaged_by_id
    _question(session, deviation, day_of(now), was_serious=was_serious)
    session.flush()
    announced(session, deviation, WebhookEvent.DEVIATION_TRIAGED, now)


HITS = {"k": "hits_confidentiality", "i": "hits_integrity", "t": "hits_availability"}


def start(
    session: Session, deviation: Deviation, *, immediate_action: str | None, started_by_id: int, today: date
) -> None:
    """Begin to work on a deviation, and say what was done at once; raises Refused."""
    expect(session, deviation, HandlingStep.START)
    deviation.immediate_action = immediate_action
    deviation.started_on, deviation.started_by_id = today, started_by_id
    session.flush()


def explain(session: Session, deviation: Deviation, **said: Unpack[Explanation]) -> None:
    """Say why a deviation happened, as far as it is known, and what is done about it; raises Refused."""
    expect(session, deviation, HandlingStep.EXPLAIN)
    tell_why(deviation, said)
    session.flush()


def correct(
    session: Session,
    deviation: Deviation,
    *,
    effect_due_on: date | None,
    corrected_by_id: int,
    today: date,
    **said: Unpack[Explanation],
) -> None:
    """Say that a deviation is corrected, how, and when the effect is to be checked; raises Refused.

    A correction that had no effect is replaced by this one; the history keeps it.
    """
    expect(session, deviation, HandlingStep.CORRECT)
    with session.no_autoflush:
        tell_why(deviation, said)
        due_on = effect_due_on or handling.default_effect_due_on(today)
        refuse(
            [
                *handling.correction_refusals(deviation.cause, deviation.corrective_action),
                *handling.effect_day_refusals(due_on, today),
            ]
        )
        clear_effect(deviation)
        deviation.effect_due_on = due_on
        deviation.corrected_on, deviation.corrected_by_id = today, corrected_by_id
    session.flush()


def check_effect(
    session: Session, deviation: Deviation, *, effect: Effect, effect_reason: str, judge_id: int, today: date
) -> None:
    """Judge whether a correction has had effect; one without sends the deviation back to work. Raises Refused."""
    expect(session, deviation, HandlingStep.CHECK_EFFECT)
    refuse(
        [
            *handling.judge_refusals(judge_id, deviation.corrected_by_id, deviation.responsible_id),
            *reason_refusals(effect_reason, "effect_reason"),
        ]
    )
    deviation.effect, deviation.effect_reason = effect, effect_reason
    deviation.effect_checked_on, deviation.effect_checked_by_id = today, judge_id
    session.flush()


def answer(
    session: Session,
    deviation: Deviation,
    *,
    answer: str | None,
    answered_on: date | None,
    answer_due_on: date | None,
    follow_up: str | None,
    today: date,
) -> None:
    """Say what the municipality answers to a finding, and how that is followed up; raises Refused."""
    expect(session, deviation, HandlingStep.CHANGE)
    refuse(handling.answer_refusals(deviation.kind, answer, answered_on, deviation.reported_on, today))
    deviation.answer, deviation.answered_on = answer, answered_on
    deviation.answer_due_on, deviation.follow_up = answer_due_on, follow_up
    session.flush()


def mend(
    session: Session,
    deviation: Deviation,
    **said: Unpack[actions.Planned],
) -> Action:
    """Plan an action after a deviation, at its unit, and return it; raises Refused."""
    expect(session, deviation, HandlingStep.CHANGE)
    action = actions.plan(
        session,
        unit=deviation.unit,
        source_kind=SourceKind.DEVIATION,
        source_code=deviation.code,
        **said,
    )
    session.add(DeviationAction(tenant_id=deviation.tenant_id, deviation_id=deviation.id, action_id=action.id))
    session.flush()
    return action


def tell_why(deviation: Deviation, said: Explanation) -> None:
    """Set what is said of why a deviation happened; raises Refused when it exists elsewhere and nobody says where."""
    for name, value in said.items():
        setattr(deviation, name, value)
    refuse(handling.elsewhere_refusals(deviation.exists_elsewhere, deviation.elsewhere))


def clear_effect(deviation: Deviation) -> None:
    """Take away what was said of the effect of a correction; the history keeps it."""
    deviation.effect = deviation.effect_reason = None
    deviation.effect_checked_on = deviation.effect_checked_by_id = None


def _question(session: Session, deviation: Deviation, today: date, *, was_serious: bool) -> None:
    """Question the assessments of every system a deviation touches, the day it becomes serious."""
    if not was_serious:
        question(session, deviation, {link.system_id for link in queries.standing_links(session, deviation.id)}, today)
