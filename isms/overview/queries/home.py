"""Reads across rooms for the home page: what is the matter, where, and what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session, load_only

from isms.actions.models import Action
from isms.actions.vocabulary import ActionStatus
from isms.actions.vocabulary import Permission as ActionPermission
from isms.attestations.models import Attestation, Campaign
from isms.attestations.vocabulary import Permission as AttestationPermission
from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.vocabulary import DeviationStatus
from isms.deviations.vocabulary import Permission as DeviationPermission
from isms.health.models import SystemHealth
from isms.kernel.access import Access
from isms.kernel.handover import Belonging
from isms.organisation.models import Unit
from isms.organisation.queries import number_left_behind
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.portfolio.vocabulary import Permission as PortfolioPermission
from isms.reviews.models import Review
from isms.reviews.vocabulary import Permission as ReviewPermission
from isms.risk.models import Assessment, Scenario
from isms.risk.queries.changes import waiting as assessments_waiting
from isms.risk.queries.standing import risk_counts, unit_of_risk
from isms.risk.vocabulary import Permission as RiskPermission
from isms.risk.vocabulary import RiskLevel

OVERDUE_TOLD = 3
COMING_TOLD = 6


@dataclass(frozen=True)
class Due:
    """Something with a deadline: its kind (a register's name), id, what it is called, and the day."""

    register: str
    id: int
    called: str
    due_on: date


def totals(session: Session, access: Access, today: date) -> dict[str, int]:
    """Return what is the matter in all a person reads, by figure; one statement."""
    systems, risks = _systems(access, today).subquery(), _risks(access).subquery()
    deviations, actions = _deviations(access, today).subquery(), _actions(access, today).subquery()
    beside = systems.join(risks, true()).join(deviations, true()).join(actions, true())
    row = session.execute(select(systems, risks, deviations, actions).select_from(beside)).one()
    return {name: int(number or 0) for name, number in row._mapping.items()}


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _of(model: type[Any], *figures: ColumnElement[Any]) -> Select[Any]:
    return select(*figures).select_from(model).join(Unit, Unit.id == model.unit_id).where(model.withdrawn_on.is_(None))


def _systems(access: Access, today: date) -> Select[Any]:
    standing = System.lifecycle != Lifecycle.ENDED
    return _of(
        System,
        _number(and_(standing, System.system_class.is_(None))).label("unrated"),
        _number(and_(standing, System.rating_valid_until < today)).label("rating_expired"),
        _number(and_(standing, System.owner_id.is_(None))).label("ownerless"),
    ).where(access.within(PortfolioPermission.SYSTEM_READ, Unit.path))


def _risks(access: Access) -> Select[Any]:
    return (
        select(func.count().label("high_risks"))
        .select_from(Scenario)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(Assessment.__table__, System.__table__))
        .where(
            Scenario.withdrawn_on.is_(None),
            Scenario.residual_level == RiskLevel.HIGH,
            risk_counts(Assessment.__table__, System.__table__),
            access.within(RiskPermission.RISK_READ, Unit.path),
        )
    )


def _deviations(access: Access, today: date) -> Select[Any]:
    is_open = Deviation.status == DeviationStatus.OPEN
    runs = exists().where(DeviationClock.deviation_id == Deviation.id, DeviationClock.stopped_at.is_(None))
    return _of(
        Deviation,
        _number(and_(is_open, runs)).label("running_clocks"),
        _number(is_open).label("open_deviations"),
        _number(and_(is_open, Deviation.due_on < today)).label("overdue_deviations"),
    ).where(access.within(DeviationPermission.DEVIATION_READ, Unit.path))


def _actions(access: Access, today: date) -> Select[Any]:
    is_late = and_(Action.status == ActionStatus.OPEN, Action.due_on < today)
    return _of(Action, _number(is_late).label("overdue_actions")).where(
        access.within(ActionPermission.ACTION_READ, Unit.path)
    )


def waiting(session: Session, access: Access, belongings: Sequence[Belonging], today: date) -> dict[str, int]:
    """Return how much waits for a person in rooms that count it themselves; one statement."""
    numbers = {
        **assessments_waiting(access),
        "left_behind": number_left_behind(access, belongings, today),
        "to_attest": _reviews(Attestation.respondent_id == access.person_id),
        "late_attestations": _reviews(
            Attestation.due_on < today, access.within(AttestationPermission.CAMPAIGN_MANAGE, Unit.path)
        ),
    }
    found = session.execute(select(*(number.scalar_subquery() for number in numbers.values()))).one()
    return dict(zip(numbers, found, strict=True))


def _reviews(*where: ColumnElement[bool]) -> Select[int]:
    """Return the number of annual reviews that nobody has attested yet."""
    return (
        select(func.count())
        .select_from(Attestation)
        .join(Campaign, Campaign.id == Attestation.campaign_id)
        .join(System, System.id == Attestation.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(Attestation.attested_on.is_(None), Attestation.withdrawn_on.is_(None), Campaign.ended_on.is_(None))
        .where(*where)
    )


def mine(session: Session, person_id: int) -> list[tuple[System, SystemHealth | None]]:
    """Return the standing systems a person owns, administers or stands in for and how each stands, by name."""
    related = or_(
        System.owner_id == person_id,
        System.administrator_id == person_id,
        System.deputy_owner_id == person_id,
        System.deputy_administrator_id == person_id,
    )
    shown = load_only(System.name, System.system_class, System.rating_valid_until)
    standing = System.withdrawn_on.is_(None), System.lifecycle != Lifecycle.ENDED
    statement = select(System, SystemHealth).outerjoin(SystemHealth, SystemHealth.system_id == System.id)
    rows = session.execute(
        statement.where(related, *standing)
        .options(shown, load_only(SystemHealth.status, SystemHealth.points))
        .order_by(System.name_key, System.id)
    )
    return [(system, health) for system, health in rows]


def latest_review(session: Session, access: Access) -> Review | None:
    """Return the newest review of the topmost unit whose reviews a person reads, or None."""
    statement = (
        select(Review)
        .join(Unit, Unit.id == Review.unit_id)
        .where(access.within(ReviewPermission.REVIEW_READ, Unit.path))
        .order_by(Review.ends_on.desc(), Unit.path)
        .limit(1)
    )
    return session.scalar(statement)


def due(session: Session, access: Access, today: date, days: int = 30) -> list[Due]:
    """Return what falls due for a person within some days, or has, nearest first: theirs, and what they handle.

    Of what is overdue only the oldest are told, so that what is still to come is seen.
    """
    until = today + timedelta(days=days)
    actions = (
        select(literal("actions").label("register"), Action.id, Action.title.label("called"), Action.due_on)
        .join(Unit, Unit.id == Action.unit_id)
        .where(
            Action.status == ActionStatus.OPEN,
            Action.withdrawn_on.is_(None),
            Action.due_on <= until,
            or_(Action.owner_id == access.person_id, access.within(ActionPermission.ACTION_CHANGE, Unit.path)),
        )
    )
    deviations = (
        select(literal("deviations"), Deviation.id, Deviation.title, Deviation.due_on)
        .join(Unit, Unit.id == Deviation.unit_id)
        .where(
            Deviation.status == DeviationStatus.OPEN,
            Deviation.withdrawn_on.is_(None),
            Deviation.due_on <= until,
            or_(
                Deviation.responsible_id == access.person_id,
                access.within(DeviationPermission.DEVIATION_HANDLE, Unit.path),
            ),
        )
    )
    both = union_all(actions, deviations).subquery()
    is_late, order = both.c.due_on < today, (both.c.due_on, both.c.register, both.c.id)
    place = func.row_number().over(partition_by=is_late, order_by=order).label("place")
    ranked = select(both, place, is_late.label("is_late")).subquery()
    shown = case((ranked.c.is_late, OVERDUE_TOLD), else_=COMING_TOLD)
    rows = session.execute(select(ranked).where(ranked.c.place <= shown).order_by(ranked.c.due_on, ranked.c.place))
    return [Due(row.register, row.id, row.called, row.due_on) for row in rows]
