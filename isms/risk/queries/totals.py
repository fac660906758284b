"""Totals by system, assessment and risk, read from the same source as the rows they stand beside."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case, func, select

from isms.actions.models import Action
from isms.actions.vocabulary import ActionStatus
from isms.kernel.register.columns import Source
from isms.risk.models import AssessedSystem, Assessment, Scenario, ScenarioAction
from isms.risk.queries.standing import assessment_counts
from isms.risk.rules import LEVEL_WEIGHT
from isms.risk.vocabulary import AssessmentState, AssessmentStatus, RiskLevel


def risks_by_system(source: Source) -> FromClause:
    """Return per system how many risks it has and the rank of the worst."""
    return source.once(
        "risks_by_system", lambda s: _risks(s, s(Scenario).c.system_id, assessment_counts(s(Assessment))).subquery()
    )


def risks_by_assessment(source: Source) -> FromClause:
    """Return per assessment how many risks it holds and the rank of the worst."""
    return source.once("risks_by_assessment", lambda s: _risks(s, s(Scenario).c.assessment_id).subquery())


def systems_by_assessment(source: Source) -> FromClause:
    """Return per assessment how many systems it covers."""

    def build(s: Source) -> FromClause:
        link = s(AssessedSystem)
        return (
            select(link.c.assessment_id.label("key"), func.count().label("systems"))
            .where(link.c.withdrawn_on.is_(None), s.among(link.c.assessment_id))
            .group_by(link.c.assessment_id)
            .subquery()
        )

    return source.once("systems_by_assessment", build)


def validity_by_system(source: Source) -> FromClause:
    """Return per system until when its approved assessments are valid: the last of their days."""

    def build(s: Source) -> FromClause:
        link, assessment = s(AssessedSystem), s(Assessment)
        return (
            select(link.c.system_id.label("key"), func.max(assessment.c.valid_until).label("valid_until"))
            .join_from(link, assessment, assessment.c.id == link.c.assessment_id)
            .where(
                link.c.withdrawn_on.is_(None),
                assessment.c.withdrawn_on.is_(None),
                assessment.c.status == AssessmentStatus.APPROVED.value,
                s.among(link.c.system_id),
            )
            .group_by(link.c.system_id)
            .subquery()
        )

    return source.once("validity_by_system", build)


def actions_by_risk(source: Source) -> FromClause:
    """Return per risk how many actions there are, how many are open and how many of those overdue."""

    def build(s: Source) -> FromClause:
        link, action = s(ScenarioAction), s(Action)
        is_open = action.c.status == ActionStatus.OPEN.value
        late = is_open & (action.c.due_on < s.today)
        return (
            select(
                link.c.scenario_id.label("key"),
                func.count().label("actions"),
                func.sum(case((is_open, 1), else_=0)).label("still_open"),
                func.sum(case((late, 1), else_=0)).label("overdue"),
            )
            .join_from(link, action, action.c.id == link.c.action_id)
            .where(link.c.withdrawn_on.is_(None), action.c.withdrawn_on.is_(None), s.among(link.c.scenario_id))
            .group_by(link.c.scenario_id)
            .subquery()
        )

    return source.once("actions_by_risk", build)


def level_of(rank: ColumnElement[Any]) -> ColumnElement[str | None]:
    """Return the level that a rank belongs to, as SQL; nothing for no rank."""
    worst_first = sorted(RiskLevel, key=LEVEL_WEIGHT.__getitem__, reverse=True)
    return case(*((rank >= LEVEL_WEIGHT[level], level.value) for level in worst_first), else_=None)


def state_of(valid_until: ColumnElement[Any], source: Source) -> ColumnElement[str]:
    """Return how an assessment's validity stands on the source's day, as `rules.assessment_state` decides."""
    return case(
        (valid_until.is_(None), AssessmentState.MISSING.value),
        (valid_until < source.today, AssessmentState.EXPIRED.value),
        else_=AssessmentState.VALID.value,
    )


def _risks(source: Source, key: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    scenario, assessment = source(Scenario), source(Assessment)
    return (
        select(key.label("key"), func.count().label("risks"), func.max(scenario.c.rank).label("worst"))
        .join_from(scenario, assessment, assessment.c.id == scenario.c.assessment_id)
        .where(scenario.c.withdrawn_on.is_(None), *conditions, source.among(key))
        .group_by(key)
    )
