"""Reads of reviews: who may see which, what has been prepared, and from when a unit is reviewed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from isms.actions.models import Action
from isms.kernel.access import Access
from isms.kernel.clock import day_of
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.register.columns import Source
from isms.kernel.seal.models import Sealing
from isms.kernel.tables import Base, history_of
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.rules.periods import Period, period_of, read_period
from isms.organisation.vocabulary import Role
from isms.portfolio.models import System
from isms.reviews.figures import Place
from isms.reviews.models import Decision, Review, ReviewComment, ReviewPlan
from isms.reviews.rules import REVIEWED_KINDS
from isms.reviews.vocabulary import Permission


def review_for(
    session: Session, access: Access, review_id: int, permission: KernelPermission = Permission.REVIEW_READ
) -> Review | None:
    """Return a review of a unit within which the permission is held, or None."""
    return session.scalar(
        select(Review)
        .join(Unit, Unit.id == Review.unit_id)
        .where(Review.id == review_id, access.within(permission, Unit.path))
        .options(joinedload(Review.unit))
    )


def review_of(session: Session, unit_id: int, period: Period) -> Review | None:
    """Return the review of a unit for a period, or None."""
    return session.scalar(select(Review).where(Review.unit_id == unit_id, Review.period == str(period)))


def review_before(session: Session, unit_id: int, period: Period) -> Review | None:
    """Return the newest review of a unit for an earlier period, or None."""
    statement = select(Review).where(Review.unit_id == unit_id, Review.ends_on < period.ends_on)
    return session.scalar(statement.order_by(Review.ends_on.desc()).limit(1))


def reviews_since(session: Session, unit_id: int, since: date) -> Sequence[Review]:
    """Return the reviews of a unit for periods that have ended since a day, oldest first."""
    statement = select(Review).where(Review.unit_id == unit_id, Review.ends_on >= since)
    return session.scalars(statement.order_by(Review.ends_on)).all()


def comments_of(session: Session, review_id: int) -> Sequence[ReviewComment]:
    """Return the comments on a review, oldest first."""
    statement = select(ReviewComment).where(ReviewComment.review_id == review_id)
    return session.scalars(statement.options(joinedload(ReviewComment.written_by)).order_by(ReviewComment.id)).all()


def decisions_of(session: Session, review_id: int) -> Sequence[Decision]:
    """Return the decisions of a review with their actions, in the order they were made."""
    statement = select(Decision).where(Decision.review_id == review_id)
    with_action = joinedload(Decision.action).joinedload(Action.owner)
    return session.scalars(statement.options(with_action).order_by(Decision.id)).all()


def prepared(session: Session) -> dict[int, set[str]]:
    """Return the periods that are prepared, by unit."""
    found: dict[int, set[str]] = defaultdict(set)
    for unit_id, period in session.execute(select(Review.unit_id, Review.period)):
        found[unit_id].add(period)
    return found


def reviewed_units(session: Session) -> Sequence[Unit]:
    """Return every municipality and service area, ended and withdrawn ones too: their past may still be due."""
    return session.scalars(select(Unit).where(Unit.kind.in_(REVIEWED_KINDS)).order_by(Unit.path)).all()


def place_at(session: Session, source: Source, unit_id: int) -> Place | None:
    """Return a unit as it lay at a position, or None when it was not in force that day."""
    unit = source(Unit)
    row = session.execute(
        select(unit.c.id, unit.c.code, unit.c.name, unit.c.path).where(
            unit.c.id == unit_id,
            unit.c.withdrawn_on.is_(None),
            or_(unit.c.valid_from.is_(None), unit.c.valid_from <= source.today),
            or_(unit.c.valid_until.is_(None), unit.c.valid_until >= source.today),
        )
    ).first()
    return Place(*row) if row else None


def first_periods(session: Session) -> dict[int, Period]:
    """Return the first period each unit is reviewed for: as planned, or that of its first system.

    Units that have neither are left out. A system counts for every unit it has lain in or below.
    """
    found = {unit_id: period_of(day) for unit_id, day in _first_systems(session).items()}
    planned = session.execute(select(ReviewPlan.unit_id, ReviewPlan.first_period))
    return found | {unit_id: read_period(period) for unit_id, period in planned}


def plan_of(session: Session, unit_id: int) -> ReviewPlan | None:
    """Return from when a unit is reviewed, if that has been set."""
    return session.scalar(select(ReviewPlan).where(ReviewPlan.unit_id == unit_id))


def officers_of(session: Session, tenant_id: int | None, today: date) -> Sequence[Person]:
    """Return who are security officers of a municipality on a day and still active."""
    return session.scalars(
        select(Person)
        .join(RoleHolding, RoleHolding.person_id == Person.id)
        .where(
            RoleHolding.role == Role.SECURITY_OFFICER,
            RoleHolding.tenant_id == tenant_id,
            RoleHolding.withdrawn_on.is_(None),
            RoleHolding.valid_from <= today,
            or_(RoleHolding.valid_until.is_(None), RoleHolding.valid_until >= today),
            Person.deactivated_on.is_(None),
        )
        .distinct()
        .order_by(Person.id)
    ).all()


def _first_systems(session: Session) -> dict[int, date]:
    system, lay = (
        history_of(Base.metadata.tables[System.__tablename__]),
        history_of(Base.metadata.tables[Unit.__tablename__]),
    )
    unit = Base.metadata.tables[Unit.__tablename__].alias("reviewed")
    overlapping = and_(
        lay.c.id == system.c.unit_id,
        lay.c.from_position <= func.coalesce(system.c.to_position, lay.c.from_position),
        func.coalesce(lay.c.to_position, system.c.from_position + 1) > system.c.from_position,
    )
    first = (
        select(unit.c.id.label("unit_id"), func.min(system.c.from_position).label("position"))
        .select_from(system.join(lay, overlapping).join(unit, lay.c.path.startswith(unit.c.path)))
        .where(unit.c.kind.in_(REVIEWED_KINDS))
        .group_by(unit.c.id)
        .subquery()
    )
    rows = session.execute(
        select(first.c.unit_id, Sealing.sealed_at).join(Sealing, Sealing.position == first.c.position)
    )
    return {row.unit_id: day_of(row.sealed_at) for row in rows}
