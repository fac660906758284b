"""How many risks of each level there were at some moments, read from history in one statement."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.clock import end_of
from isms.kernel.moments import Moment
from isms.kernel.seal.models import Sealing
from isms.kernel.tables import Base, history_of
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.risk.models import Assessment, Scenario
from isms.risk.queries import scenario_scope
from isms.risk.queries.standing import risk_counts, unit_of_risk
from isms.risk.vocabulary import Permission, RiskLevel


def moments_at(session: Session, days: Sequence[date]) -> list[Moment]:
    """Return the moments at which some days ended; one statement."""
    if not days:
        return []
    last = (select(func.max(Sealing.position)).where(Sealing.sealed_at < end_of(day)).scalar_subquery() for day in days)
    positions = session.execute(select(*last)).one()
    return [Moment(position or 0, day, past=True) for position, day in zip(positions, days, strict=True)]


def levels_at(
    session: Session, access: Access, moments: Sequence[Moment], area: str = ""
) -> list[Mapping[RiskLevel, int]]:
    """Return how many risks of each level counted at each moment, in one service area or in all."""
    points = union_all(
        *(
            select(literal(place, Integer).label("place"), literal(moment.position, Integer).label("position"))
            for place, moment in enumerate(moments)
        )
    ).subquery("points")
    risk, assessment, system = (_versions(model) for model in (Scenario, Assessment, System))
    tables: FromClause = (
        points.join(risk, _held(risk, points))
        .join(assessment, and_(assessment.c.id == risk.c.assessment_id, _held(assessment, points)))
        .outerjoin(system, and_(system.c.id == risk.c.system_id, _held(system, points)))
    )
    conditions = [risk.c.withdrawn_on.is_(None), risk_counts(assessment, system), risk.c.id.in_(_visible(access))]
    if area:
        unit, above = _versions(Unit), _versions(Unit, "area")
        lies_at = unit.c.id == unit_of_risk(assessment, system)
        tables = tables.join(unit, and_(lies_at, _held(unit, points)))
        tables = tables.join(above, and_(above.c.id == unit.c.area_id, _held(above, points)))
        conditions.append(above.c.code == area)
    groups = (points.c.place, risk.c.residual_level)
    counted = session.execute(select(*groups, func.count()).select_from(tables).where(*conditions).group_by(*groups))
    numbers = {(place, level): number for place, level, number in counted}
    return [{level: numbers.get((place, level), 0) for level in RiskLevel} for place in range(len(moments))]


def _versions(model: type[Base], name: str = "") -> FromClause:
    past = history_of(model.__table__)  # type: ignore[arg-type]
    return past.alias(f"{name or model.__tablename__}_then")


def _held(version: FromClause, points: FromClause) -> ColumnElement[bool]:
    ended = version.c.to_position
    return and_(version.c.from_position <= points.c.position, or_(ended.is_(None), ended > points.c.position))


def _visible(access: Access) -> Any:
    """Return the select of the risks a person may read, by where they lie today or last lay."""
    reach = scenario_scope(access, Permission.RISK_READ, Scenario.__table__, System.__table__, Unit.__table__.c.path)
    return (
        select(Scenario.id)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(Assessment.__table__, System.__table__))
        .where(reach)
    )
