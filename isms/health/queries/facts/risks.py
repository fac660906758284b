"""Tells how a system is assessed, what remains of its risks, and what is being done about them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from isms.actions.models import Action
from isms.actions.vocabulary import ActionStatus
from isms.health.queries.facts.reading import SINCE, SOME, Reader
from isms.health.rules.facts import Measure, Ref, ResidualRisk
from isms.kernel.register.columns import Source
from isms.portfolio.models import System
from isms.risk.models import Acceptance, AssessedSystem, Assessment, Scenario, ScenarioAction, SignificantChange
from isms.risk.queries.standing import assessment_counts
from isms.risk.vocabulary import AcceptanceKind, AssessmentStatus, ChangeAnswer, RiskLevel

BEGUN = frozenset({AssessmentStatus.DRAFT, AssessmentStatus.IN_REVIEW})


def _assessments(source: Source) -> Select[Any]:
    """Return the assessments that cover the systems, each with the oldest change that unsettles it.

    A change does so until somebody has said that the assessment holds all the same, or another takes its place.
    """
    link, assessment, change = source(AssessedSystem), source(Assessment), source(SignificantChange)
    oldest = (
        select(func.min(change.c.noted_on))
        .where(
            change.c.assessment_id == assessment.c.id,
            change.c.system_id == link.c.system_id,
            or_(change.c.answer.is_(None), change.c.answer == ChangeAnswer.REASSESS),
        )
        .correlate(link, assessment)
        .scalar_subquery()
    )
    told = (assessment.c.id, assessment.c.code, assessment.c.status, assessment.c.approved_on)
    return (
        select(link.c.system_id, *told, oldest.label("change_on"))
        .join_from(link, assessment, assessment.c.id == link.c.assessment_id)
        .where(
            link.c.system_id.in_(SOME),
            link.c.withdrawn_on.is_(None),
            assessment.c.withdrawn_on.is_(None),
            assessment.c.status != AssessmentStatus.REPLACED.value,
        )
        .order_by(link.c.system_id, assessment.c.approved_on, assessment.c.id)
    )


def _assessed(rows: list[Any]) -> dict[str, Any]:
    approved = [row for row in rows if row.status == AssessmentStatus.APPROVED]
    newest = max(approved, key=lambda row: (row.approved_on, row.id), default=None)
    return {
        "assessed_on": newest.approved_on if newest else None,
        "assessment": Ref("assessment", newest.id, newest.code) if newest else None,
        "change_on": min((row.change_on for row in approved if row.change_on), default=None),
        "is_booked": any(row.status in BEGUN for row in rows),
    }


def _risks(source: Source) -> Select[Any]:
    """Return the risks of the systems that count, each with its newest acceptance beside each of its actions.

    An action that was done before what is over is told of is left out.
    """
    scenario, assessment, system = source(Scenario), source(Assessment), source(System)
    given, link, action = source(Acceptance, "given"), source(ScenarioAction), source(Action)
    treats = action.c.withdrawn_on.is_(None) & (action.c.done_on.is_(None) | (action.c.done_on >= SINCE))
    return (
        select(scenario.c.system_id, scenario.c.id, scenario.c.code, scenario.c.residual_level)
        .add_columns(scenario.c.rating_version, scenario.c.breaks_law, assessment.c.status, assessment.c.approved_on)
        .add_columns(system.c.system_class, given.c.kind, given.c.accepted_on, given.c.valid_until)
        .add_columns(given.c.rating_version.label("given_version"), given.c.system_class.label("given_class"))
        .add_columns(action.c.id.label("action_id"), action.c.code.label("action_code"))
        .add_columns(action.c.status.label("action_status"), action.c.due_on, action.c.done_on)
        .select_from(scenario)
        .join(assessment, assessment.c.id == scenario.c.assessment_id)
        .join(system, system.c.id == scenario.c.system_id)
        .outerjoin(given, given.c.id == scenario.c.acceptance_id)
        .outerjoin(link, (link.c.scenario_id == scenario.c.id) & link.c.withdrawn_on.is_(None))
        .outerjoin(action, (action.c.id == link.c.action_id) & treats)
        .where(scenario.c.system_id.in_(SOME), scenario.c.withdrawn_on.is_(None), assessment_counts(assessment))
        .order_by(scenario.c.system_id, scenario.c.id, action.c.id)
    )


def _at_risk(rows: list[Any]) -> dict[str, Any]:
    risks: dict[int, Any] = {}
    planned: set[int] = set()
    measures: list[Measure] = []
    for row in rows:
        if row.action_id is not None:
            if row.action_status == ActionStatus.OPEN:
                planned.add(row.id)
            on_high = row.residual_level == RiskLevel.HIGH
            ref = Ref("action", row.action_id, row.action_code)
            measures.append(Measure(ref, row.due_on, row.done_on, on_high))
        if row.status == AssessmentStatus.APPROVED:
            risks[row.id] = row
    return {"risks": tuple(_risk(row, row.id in planned) for row in risks.values()), "measures": measures}


def _risk(row: Any, has_plan: bool) -> ResidualRisk:
    """Return a risk with until when it is accepted, by an acceptance for what it is today, or since when it waits."""
    since, until = row.approved_on, None
    if row.kind is not None:
        since = max(since, row.accepted_on)
    if row.kind == AcceptanceKind.ACCEPTED and not row.breaks_law and _given_for_this(row):
        since, until = max(since, row.valid_until + timedelta(days=1)), row.valid_until
    ref = Ref("scenario", row.id, row.code)
    return ResidualRisk(ref, RiskLevel(row.residual_level), since, until, has_plan)


def _given_for_this(row: Any) -> bool:
    """Say whether rating and class are those that a risk was accepted with."""
    return (row.given_version, row.given_class) == (row.rating_version or 1, row.system_class)


ASSESSMENTS = Reader(
    ("assessed_on", "assessment", "change_on", "is_booked"),
    _assessments,
    _assessed,
)
RISKS = Reader(("risks", "measures"), _risks, _at_risk)
