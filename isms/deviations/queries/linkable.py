"""What a deviation may be linked to, as far as a person may read it."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, load_only

from isms.deviations.models import AffectedSystem
from isms.kernel.access import Access
from isms.organisation.models import Unit
from isms.portfolio.models import Supplier, System
from isms.risk.models import AssessedSystem, Assessment, Scenario
from isms.risk.queries import assessment_scope, related, scenario_scope
from isms.risk.queries.standing import risk_counts, unit_of_risk
from isms.risk.vocabulary import AssessmentStatus, Permission


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


def assessable_systems(session: Session, access: Access, deviation_id: int) -> Sequence[System]:
    """Return the systems a deviation touches whose risks a person may assess, by name."""
    mine = access.within(Permission.RISK_ASSESS, Unit.path)
    statement = (
        select(System)
        .join(AffectedSystem, AffectedSystem.system_id == System.id)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            AffectedSystem.deviation_id == deviation_id,
            AffectedSystem.withdrawn_on.is_(None),
            System.withdrawn_on.is_(None),
            or_(mine, *related(access, Permission.RISK_ASSESS, System.__table__)),
        )
        .options(joinedload(System.unit))
    )
    return session.scalars(statement.order_by(System.name_key, System.id)).all()


def drafts_of(session: Session, access: Access, system_ids: Collection[int]) -> Sequence[Assessment]:
    """Return the drafts of assessments that cover some systems and that a person may assess, newest first."""
    covering = select(AssessedSystem.assessment_id).where(
        AssessedSystem.system_id.in_(system_ids), AssessedSystem.withdrawn_on.is_(None)
    )
    covered = AssessedSystem.__table__, System.__table__, Unit.__table__.alias("covered_unit")
    path = Unit.__table__.c.path
    statement = (
        select(Assessment)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(
            Assessment.id.in_(covering),
            Assessment.status == AssessmentStatus.DRAFT,
            Assessment.withdrawn_on.is_(None),
            assessment_scope(access, Permission.RISK_ASSESS, Assessment.__table__, path, covered),
        )
    )
    return session.scalars(statement.order_by(Assessment.assessed_on.desc(), Assessment.id.desc())).all()
