"""Reads across rooms for the home page: what is the matter, where, and what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, load_only

from isms.actions.models import Action
from isms.actions.vocabulary import ActionStatus
from isms.actions.vocabulary import Permission as ActionPermission
from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.vocabulary import DeviationStatus
from isms.deviations.vocabulary import Permission as DeviationPermission
from isms.kernel.access import ROOT, Access, within
from isms.kernel.handover import Belonging
from isms.kernel.pack.scope import EVERYTHING, Scope
from isms.kernel.tables import Base
from isms.organisation.models import Unit
from isms.organisation.queries import number_left_behind
from isms.organisation.vocabulary import Permission as OrganisationPermission
from isms.organisation.vocabulary import UnitKind
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

WITHOUT_AREA = 0


@dataclass
class Area:
    """The figures of one service area; id 0 gathers what lies directly under the municipality."""

    id: int
    name: str = ""
    code: str = ""
    figures: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, name: str) -> int:
        return self.figures.get(name, 0)


@dataclass(frozen=True)
class Due:
    """Something with a deadline: its kind (a register's name), id, what it is called, and the day."""

    register: str
    id: int
    called: str
    due_on: date


def areas(session: Session, access: Access, today: date) -> list[Area]:
    """Return the service areas a person reads, by name, with their figures: four statements and one of names."""
    found: dict[int, Area] = {}
    for statement in (
        _systems(access, today),
        _risks(access),
        _deviations(access, today),
        _actions(access, today),
    ):
        for row in session.execute(statement):
            figures = dict(row._mapping)
            area_id = figures.pop("area_id") or WITHOUT_AREA
            area = found.setdefault(area_id, Area(area_id))
            area.figures |= {name: int(number or 0) for name, number in figures.items()}
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.code)
        .where(
            Unit.kind == UnitKind.SERVICE_AREA,
            Unit.withdrawn_on.is_(None),
            access.within(PortfolioPermission.SYSTEM_READ, Unit.path),
        )
        .order_by(Unit.name_key)
    )
    named = []
    for row in rows:
        area = found.pop(row.id, Area(row.id))
        area.name, area.code = row.name, row.code
        named.append(area)
    return [*named, *(area for area in found.values() if any(area.figures.values()))]


def total(some: Sequence[Area]) -> Area:
    """Return the sums over areas."""
    names = {name for area in some for name in area.figures}
    return Area(WITHOUT_AREA, figures={name: sum(area.figures.get(name, 0) for area in some) for name in names})


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _by_area(model: type[Any], *figures: ColumnElement[Any]) -> Select[Any]:
    return (
        select(Unit.area_id, *figures)
        .select_from(model)
        .join(Unit, Unit.id == model.unit_id)
        .where(model.withdrawn_on.is_(None))
        .group_by(Unit.area_id)
    )


def _systems(access: Access, today: date) -> Select[Any]:
    standing = System.lifecycle != Lifecycle.ENDED
    return _by_area(
        System,
        _number(standing).label("systems"),
        *(_number(and_(standing, System.system_class == level)).label(f"class_{level}") for level in (1, 2, 3, 4)),
        _number(and_(standing, System.system_class.is_(None))).label("unrated"),
        _number(and_(standing, System.rating_valid_until < today)).label("rating_expired"),
        _number(and_(standing, System.owner_id.is_(None))).label("ownerless"),
    ).where(access.within(PortfolioPermission.SYSTEM_READ, Unit.path))


def _risks(access: Access) -> Select[int | None, int, int]:
    statement = select(
        Unit.area_id,
        _number(Scenario.residual_level == RiskLevel.HIGH).label("high_risks"),
        _number(Scenario.residual_level == RiskLevel.MEDIUM).label("medium_risks"),
    )
    return (
        statement.join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(Assessment.__table__, System.__table__))
        .where(
            Scenario.withdrawn_on.is_(None),
            risk_counts(Assessment.__table__, System.__table__),
            access.within(RiskPermission.RISK_READ, Unit.path),
        )
        .group_by(Unit.area_id)
    )


def _deviations(access: Access, today: date) -> Select[Any]:
    is_open = Deviation.status == DeviationStatus.OPEN
    runs = exists().where(DeviationClock.deviation_id == Deviation.id, DeviationClock.stopped_at.is_(None))
    return _by_area(
        Deviation,
        _number(and_(is_open, runs)).label("running_clocks"),
        _number(is_open).label("open_deviations"),
        _number(and_(is_open, Deviation.due_on < today)).label("overdue_deviations"),
    ).where(access.within(DeviationPermission.DEVIATION_READ, Unit.path))


def _actions(access: Access, today: date) -> Select[Any]:
    is_open = Action.status == ActionStatus.OPEN
    return _by_area(
        Action,
        _number(is_open).label("open_actions"),
        _number(and_(is_open, Action.due_on < today)).label("overdue_actions"),
    ).where(access.within(ActionPermission.ACTION_READ, Unit.path))


def waiting(session: Session, access: Access, belongings: Sequence[Belonging], today: date) -> dict[str, int]:
    """Return how many assessments wait for a person, and how many who have left own something; one statement."""
    numbers = {**assessments_waiting(access), "left_behind": number_left_behind(access, belongings, today)}
    found = session.execute(select(*(number.scalar_subquery() for number in numbers.values()))).one()
    return dict(zip(numbers, found, strict=True))


def mine(session: Session, person_id: int) -> list[System]:
    """Return the standing systems a person owns, administers or stands in for, by name."""
    related = or_(
        System.owner_id == person_id,
        System.administrator_id == person_id,
        System.deputy_owner_id == person_id,
        System.deputy_administrator_id == person_id,
    )
    shown = load_only(System.name, System.system_class, System.rating_valid_until)
    standing = System.withdrawn_on.is_(None), System.lifecycle != Lifecycle.ENDED
    statement = select(System).where(related, *standing).options(shown)
    return list(session.scalars(statement.order_by(System.name_key, System.id)))


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


def due(session: Session, access: Access, today: date, days: int = 30, limit: int = 8) -> list[Due]:
    """Return what falls due for a person within some days, or has, nearest first: theirs, and what they handle."""
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
    rows = session.execute(select(both).order_by(both.c.due_on, both.c.register, both.c.id).limit(limit))
    return [Due(row.register, row.id, row.called, row.due_on) for row in rows]


def pack_access(session: Session, access: Access, code: str | None) -> Access | None:
    """Return what an auditor pack may show: all of an access, or of it what lies at the unit with a code.

    None when the code is that of no unit at which the log may be read, or of several.
    """
    if not code:
        return access
    statement = select(Unit.path).where(Unit.code == code, access.within(OrganisationPermission.AUDIT_READ, Unit.path))
    paths = session.scalars(statement).all()
    return access.at(paths[0]) if len(paths) == 1 else None


def pack_units(session: Session, access: Access) -> list[tuple[int, str]]:
    """Return the municipalities and service areas a pack may be limited to, as pairs of id and name, in tree order."""
    statement = select(Unit.id, Unit.name).where(
        Unit.kind.in_((UnitKind.MUNICIPALITY, UnitKind.SERVICE_AREA)),
        access.within(OrganisationPermission.AUDIT_READ, Unit.path),
    )
    return [(row.id, row.name) for row in session.execute(statement.order_by(Unit.path))]


def pack_scope(session: Session, access: Access) -> Scope:
    """Return whose records and values an auditor pack holds: those of the places where the log may be read."""
    places = access.paths(OrganisationPermission.AUDIT_READ)
    if ROOT in places:
        return EVERYTHING
    units = session.execute(select(Unit.tenant_id, Unit.kind, Unit.path).where(within(places, Unit.path))).all()
    tenants = tuple(sorted({unit.tenant_id for unit in units if unit.tenant_id}))
    tops = [unit.kind for unit in units if unit.path in places]
    if all(kind in (UnitKind.MUNICIPALITY, UnitKind.GROUP) for kind in tops):
        return Scope(tenants)
    tree = Base.metadata.tables[Unit.__tablename__]
    return Scope(tenants, tree, within(places, Unit.path))
