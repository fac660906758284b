"""Reads of assessments that follow one another: the copy that is being made, and what last year's risks were."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, load_only

from isms.actions.models import Action
from isms.portfolio.models import System
from isms.risk.models import Assessment, Scenario, ScenarioAction, ScenarioControl
from isms.risk.rules import level_of_rank
from isms.risk.vocabulary import AssessmentStatus, RiskLevel


def open_copy(session: Session, assessment_id: int) -> Assessment | None:
    """Return the copy of an assessment that is being worked on, or None."""
    return session.scalar(
        select(Assessment).where(
            Assessment.previous_id == assessment_id,
            Assessment.withdrawn_on.is_(None),
            Assessment.status.in_((AssessmentStatus.DRAFT, AssessmentStatus.IN_REVIEW)),
        )
    )


def followers(session: Session, assessment_id: int) -> Sequence[Assessment]:
    """Return the copies of an assessment that are not withdrawn: the one being made, or what has replaced it."""
    return session.scalars(
        select(Assessment)
        .where(Assessment.previous_id == assessment_id, Assessment.withdrawn_on.is_(None))
        .options(load_only(Assessment.code))
    ).all()


def lives_on(session: Session, assessment_id: int) -> Sequence[Scenario]:
    """Return the risks of an assessment with their systems, by code: those not withdrawn, nor with their system."""
    return session.scalars(
        select(Scenario)
        .outerjoin(System, System.id == Scenario.system_id)
        .where(Scenario.assessment_id == assessment_id, Scenario.withdrawn_on.is_(None), System.withdrawn_on.is_(None))
        .options(joinedload(Scenario.system))
        .order_by(Scenario.code_key, Scenario.id)
    ).all()


def standing(session: Session, assessment_id: int) -> Sequence[Scenario]:
    """Return the risks of an assessment that are not withdrawn, with their systems, by code."""
    return session.scalars(
        select(Scenario)
        .where(Scenario.assessment_id == assessment_id, Scenario.withdrawn_on.is_(None))
        .options(joinedload(Scenario.system))
        .order_by(Scenario.code_key, Scenario.id)
    ).all()


def action_links(session: Session, scenario_ids: Collection[int]) -> Sequence[ScenarioAction]:
    """Return the links from some risks to actions, neither of them withdrawn, in order."""
    return session.scalars(
        select(ScenarioAction)
        .join(Action, Action.id == ScenarioAction.action_id)
        .where(
            ScenarioAction.scenario_id.in_(scenario_ids),
            ScenarioAction.withdrawn_on.is_(None),
            Action.withdrawn_on.is_(None),
        )
        .order_by(ScenarioAction.id)
    ).all()


def control_links(session: Session, scenario_ids: Collection[int]) -> Sequence[ScenarioControl]:
    """Return the standing links from some risks to controls, in order."""
    return session.scalars(
        select(ScenarioControl)
        .where(ScenarioControl.scenario_id.in_(scenario_ids), ScenarioControl.withdrawn_on.is_(None))
        .order_by(ScenarioControl.id)
    ).all()


def ownerless(session: Session, assessment_id: int) -> Sequence[str]:
    """Return the codes of the standing risks of an assessment that nobody owns, in order."""
    return session.scalars(
        select(Scenario.code)
        .where(
            Scenario.assessment_id == assessment_id,
            Scenario.withdrawn_on.is_(None),
            Scenario.owner_id.is_(None),
        )
        .order_by(Scenario.code_key)
    ).all()


def highest_level(session: Session, assessment_id: int) -> RiskLevel | None:
    """Return the highest residual level among the standing risks of an assessment; None when it holds none."""
    worst = session.scalar(
        select(func.max(Scenario.rank)).where(Scenario.assessment_id == assessment_id, Scenario.withdrawn_on.is_(None))
    )
    return None if worst is None else level_of_rank(worst)
