"""How a copied risk stands beside the one it was copied from: marked when it changes, and its owner followed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.risk import rules
from isms.risk.models import Assessment, Scenario
from isms.risk.vocabulary import AssessmentStatus


def facts_of(scenario: Scenario) -> Mapping[str, Any]:
    """Return what an assessment says of a risk, as the rules compare it."""
    return {name: getattr(scenario, name) for name in rules.FACTS}


def mark(scenario: Scenario, assessment: Assessment) -> None:
    """Mark a standing risk of a copied assessment unchanged, modified or new; other risks bear no mark."""
    if assessment.previous_id is None:
        return
    before = facts_of(scenario.previous) if scenario.previous else None
    now = rules.since_last(before, facts_of(scenario))
    if scenario.since_last != now:
        scenario.since_last = now


def follow_owner(session: Session, scenario: Scenario, before: int | None) -> None:
    """Let the copy that is being made of a risk take its new owner, unless it has been given another.

    The plan was approved by the owner before, so the new one approves it anew.
    """
    if scenario.assessment.status != AssessmentStatus.APPROVED or scenario.owner_id == before:
        return
    copied = session.scalars(
        select(Scenario)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .where(
            Scenario.previous_id == scenario.id,
            Scenario.withdrawn_on.is_(None),
            Scenario.owner_id.is_not_distinct_from(before),
            Assessment.withdrawn_on.is_(None),
            Assessment.status.in_((AssessmentStatus.DRAFT, AssessmentStatus.IN_REVIEW)),
        )
    )
    for copy in copied:
        copy.owner_id = scenario.owner_id
        copy.plan_approved_by_id = copy.plan_approved_on = None
