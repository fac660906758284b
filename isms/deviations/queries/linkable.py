"""What a deviation may be linked to, as far as a person may read it."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, load_only

from isms.kernel.access import Access
from isms.organisation.models import Unit
from isms.portfolio.models import Supplier, System
from isms.risk.models import Assessment, Scenario
from isms.risk.queries import scenario_scope
from isms.risk.queries.standing import risk_counts, unit_of_risk
from isms.risk.vocabulary import Permission


def risks_near(
    session: Session, access: Access, system_ids: Collection[int], linked: Collection[int]
) -> Sequence[Scenario]:
    """Return the risks in some systems that count and those already linked, the worst first."""
    scenario, system, assessment = Scenario.__table__, System.__table__, Assessment.__table__
    statement = (
        select(Scenario)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(assessment, system))
        .where(
            Scenario.withdrawn_on.is_(None),
            or_(Scenario.system_id.in_(system_ids) & risk_counts(assessment, system), Scenario.id.in_(linked)),
            scenario_scope(access, Permission.RISK_READ, scenario, system, Unit.__table__.c.path),
        )
        .options(load_only(Scenario.code, Scenario.title))
    )
    return session.scalars(statement.order_by(Scenario.rank.desc(), Scenario.code_key, Scenario.id)).all()


def risks_by_id(session: Session, ids: Collection[int]) -> Sequence[Scenario]:
    """Return the risks with the ids."""
    return session.scalars(select(Scenario).where(Scenario.id.in_(ids)).order_by(Scenario.id)).all()


def suppliers_by_id(session: Session, ids: Collection[int]) -> Sequence[Supplier]:
    """Return the suppliers with the ids."""
    return session.scalars(select(Supplier).where(Supplier.id.in_(ids)).order_by(Supplier.id)).all()
