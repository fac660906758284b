"""Which risks count, and where they lie."""

from sqlalchemy import ColumnElement, FromClause, and_, func, or_

from isms.risk.vocabulary import AssessmentStatus


def assessment_counts(assessment: FromClause) -> ColumnElement[bool]:
    """Return the predicate of the assessments whose risks count.

    A new assessment takes the place of the one it was copied from when it is approved; until then its risks wait.
    """
    status = assessment.c.status
    return and_(
        assessment.c.withdrawn_on.is_(None),
        status != AssessmentStatus.REPLACED.value,
        or_(assessment.c.previous_id.is_(None), status == AssessmentStatus.APPROVED.value),
    )


def risk_counts(assessment: FromClause, system: FromClause) -> ColumnElement[bool]:
    """Return the predicate of the risks that count: with their assessment, and while their system stands."""
    return and_(assessment_counts(assessment), system.c.withdrawn_on.is_(None))


def unit_of_risk(assessment: FromClause, system: FromClause) -> ColumnElement[int]:
    """Return the id of the unit a risk lies at: its system's, or its assessment's when it lies in no system."""
    return func.coalesce(system.c.unit_id, assessment.c.unit_id)
