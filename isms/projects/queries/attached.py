"""Reads of the systems of a project, with what the register says of each as far as its security gates ask."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from isms.kernel.access import Access
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import MeasurementKind
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.portfolio.queries import system_scope
from isms.portfolio.vocabulary import Permission as PortfolioPermission
from isms.projects.models import Project, ProjectSystem
from isms.projects.queries.projects import project_scope
from isms.projects.rules.gates import Assessed, SystemFacts
from isms.projects.vocabulary import Permission, ProjectPart
from isms.risk.models import AssessedSystem, Assessment
from isms.risk.vocabulary import AssessmentStatus

HELD = (AssessmentStatus.APPROVED, AssessmentStatus.REPLACED)


@dataclass(frozen=True)
class Attached:
    """A system of a project: the link's id, what the project does with it, its facts, and whether its page opens."""

    attached_id: int
    part: ProjectPart
    id: int
    name: str
    is_readable: bool
    facts: SystemFacts


def systems_of(session: Session, access: Access, project_id: int) -> list[Attached]:
    """Return the systems of a project, by name; two statements."""
    covered: dict[int, list[Assessed]] = defaultdict(list)
    for held in session.execute(_assessments(project_id)):
        covered[held.system_id].append(Assessed(held.code, held.approved_on, held.valid_until))
    rows = session.execute(_systems(access, project_id))
    return [
        Attached(row.attached_id, row.part, row.id, row.name, bool(row.is_readable), _facts(row, covered[row.id]))
        for row in rows
    ]


def concerned(systems: Sequence[Attached]) -> list[SystemFacts]:
    """Return the facts of the systems that a project introduces or changes: what it replaces passes no gates."""
    return [system.facts for system in systems if system.part != ProjectPart.REPLACES]


def _facts(row: Row[Any], assessed: Sequence[Assessed]) -> SystemFacts:
    return SystemFacts(
        code=row.code,
        rated_on=row.rated_on,
        dpia=row.dpia,
        processor_agreement=row.processor_agreement,
        lifecycle=row.lifecycle,
        has_owner=row.owner is not None and row.deactivated_on is None,
        restored_on=row.measured_on if row.passed else None,
        assessed=assessed,
    )


def _systems(access: Access, project_id: int) -> Select[Any]:
    newest = (
        select(Measurement.id)
        .where(
            Measurement.system_id == System.id,
            Measurement.kind == MeasurementKind.RESTORE_TEST,
            Measurement.withdrawn_on.is_(None),
        )
        .order_by(Measurement.measured_on.desc(), Measurement.id.desc())
        .limit(1)
        .correlate(System)
        .scalar_subquery()
    )
    readable = system_scope(access, PortfolioPermission.SYSTEM_READ, System.__table__, Unit.path)
    return (
        select(ProjectSystem.id.label("attached_id"), ProjectSystem.part, readable.label("is_readable"))
        .add_columns(System.id, System.code, System.name, System.rated_on, System.dpia, System.processor_agreement)
        .add_columns(System.lifecycle, Person.id.label("owner"), Person.deactivated_on)
        .add_columns(Measurement.measured_on, Measurement.passed)
        .select_from(ProjectSystem)
        .join(System, System.id == ProjectSystem.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .outerjoin(Person, Person.id == System.owner_id)
        .outerjoin(Measurement, Measurement.id == newest)
        .where(
            ProjectSystem.project_id == project_id,
            ProjectSystem.withdrawn_on.is_(None),
            System.withdrawn_on.is_(None),
        )
        .order_by(System.name_key, ProjectSystem.id)
    )


def _assessments(project_id: int) -> Select[int, str, date | None, date]:
    return (
        select(AssessedSystem.system_id, Assessment.code, Assessment.approved_on, Assessment.valid_until)
        .join(Assessment, Assessment.id == AssessedSystem.assessment_id)
        .join(ProjectSystem, ProjectSystem.system_id == AssessedSystem.system_id)
        .where(
            ProjectSystem.project_id == project_id,
            ProjectSystem.withdrawn_on.is_(None),
            AssessedSystem.withdrawn_on.is_(None),
            Assessment.withdrawn_on.is_(None),
            Assessment.status.in_(HELD),
        )
    )


def attached_for(session: Session, access: Access, attached_id: int) -> ProjectSystem | None:
    """Return the standing link from a project that a person may change to a system, or None."""
    return session.scalar(
        select(ProjectSystem)
        .join(Project, Project.id == ProjectSystem.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .where(
            ProjectSystem.id == attached_id,
            ProjectSystem.withdrawn_on.is_(None),
            Project.withdrawn_on.is_(None),
            project_scope(access, Permission.PROJECT_CHANGE, Project.__table__, Unit.path),
        )
        .options(joinedload(ProjectSystem.system), contains_eager(ProjectSystem.project))
    )
