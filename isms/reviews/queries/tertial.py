"""Reads what a tertial report tells beside a review's frozen figures: at its position, and at the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.actions.vocabulary import SourceKind
from isms.health.models import SystemHealth
from isms.kernel.access import within
from isms.kernel.register.columns import Source
from isms.organisation.models import Unit
from isms.organisation.rules.periods import read_period
from isms.portfolio.models import System
from isms.projects.queries.picture import phases
from isms.projects.rules.picture import PhasePicture
from isms.reviews.models import Decision, Meeting, Review


@dataclass(frozen=True)
class Standing:
    """How a unit stood beside its figures.

    health: systems by status, with those of the period before. decided, completed: decisions of the period and of
    those before that were completed in it. projects: the picture at the end of the period, with what moved in it.
    met_on: meetings held in the year.
    """

    health: Mapping[str, int]
    health_before: Mapping[str, int] | None
    decided: int
    completed: int
    projects: PhasePicture
    met_on: Sequence[date]


def standing_of(session: Session, review: Review, before: Review | None) -> Standing:
    """Return how the unit of a review stood at its position, and at that of the review before; eight statements."""
    now = Source(review.ends_on, review.position)
    then = Source(before.ends_on, before.position) if before else None
    path = review.unit.path
    begins_on = read_period(review.period).begins_on
    decided, completed = _decisions(session, now, review, begins_on)
    return Standing(
        health=_health(session, now, path),
        health_before=_health(session, then, path) if then else None,
        decided=decided,
        completed=completed,
        projects=phases(session, now, path, review.ends_on, begins_on - timedelta(days=1)),
        met_on=_meetings(session, review),
    )


def _health(session: Session, source: Source, path: str) -> dict[str, int]:
    health, system, unit = source(SystemHealth), source(System), source(Unit)
    rows = session.execute(
        select(health.c.status, func.count())
        .join(system, system.c.id == health.c.system_id)
        .join(unit, unit.c.id == system.c.unit_id)
        .where(health.c.is_counted, system.c.withdrawn_on.is_(None), within((path,), unit.c.path))
        .group_by(health.c.status)
    )
    return {str(status): number for status, number in rows}


def _decisions(session: Session, source: Source, review: Review, begins_on: date) -> tuple[int, int]:
    """Return how many decisions reviews and meetings of the unit have made, and how many were done, in the period."""
    decision, action, meeting, reviewed = source(Decision), source(Action), source(Meeting), source(Review)
    rows = session.execute(
        select(decision.c.decided_on, action.c.done_on)
        .outerjoin(action, action.c.id == decision.c.action_id)
        .outerjoin(meeting, meeting.c.id == decision.c.meeting_id)
        .outerjoin(reviewed, reviewed.c.id == decision.c.review_id)
        .where(
            or_(meeting.c.unit_id == review.unit_id, reviewed.c.unit_id == review.unit_id),
            or_(action.c.id.is_(None), action.c.source_kind == SourceKind.REVIEW),
        )
    ).all()
    period = (begins_on, review.ends_on)
    return (
        sum(period[0] <= row.decided_on <= period[1] for row in rows),
        sum(row.done_on is not None and period[0] <= row.done_on <= period[1] for row in rows),
    )


def _meetings(session: Session, review: Review) -> list[date]:
    """Return the days of the meetings that the unit has held in the year of a review, up to its end."""
    return list(
        session.scalars(
            select(Meeting.meets_on)
            .where(
                Meeting.unit_id == review.unit_id,
                Meeting.held_at.is_not(None),
                Meeting.withdrawn_on.is_(None),
                Meeting.meets_on.between(date(review.ends_on.year, 1, 1), review.ends_on),
            )
            .order_by(Meeting.meets_on)
        )
    )
