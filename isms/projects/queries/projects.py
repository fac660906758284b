"""Reads of projects, of the systems and benefits of one, and of what a system's page says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, or_, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from isms.kernel.access import Access, Path
from isms.kernel.permission import Permission as KernelPermission
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.projects.models import DecisionTaken, Project, ProjectBenefit, ProjectGate, ProjectSystem, SystemEnding
from isms.projects.vocabulary import EndingPart, Permission, Phase, ProjectPart

RELATIONS: dict[KernelPermission, tuple[str, ...]] = {
    Permission.PROJECT_READ: ("owner_id", "manager_id"),
    Permission.PROJECT_CHANGE: ("owner_id", "manager_id"),
    Permission.PROJECT_DECIDE: ("owner_id",),
}
"""Which relations to a project give a permission on it."""


def project_scope(access: Access, permission: KernelPermission, project: FromClause, path: Path) -> ColumnElement[bool]:
    """Return the predicate of the projects on which a permission is held; who owns a benefit reads its project."""
    related: list[ColumnElement[bool]] = []
    if access.person_id is not None:
        related = [project.c[name] == access.person_id for name in RELATIONS.get(permission, ())]
        if permission == Permission.PROJECT_READ:
            related.append(project.c.id.in_(_owned_benefits(access.person_id)))
    return or_(access.within(permission, path), *related)


def _owned_benefits(person_id: int) -> Select[int]:
    return select(ProjectBenefit.project_id).where(
        ProjectBenefit.owner_id == person_id, ProjectBenefit.withdrawn_on.is_(None)
    )


def project_for(
    session: Session, access: Access, project_id: int, permission: KernelPermission = Permission.PROJECT_READ
) -> Project | None:
    """Return a project with its unit and people, or None; a withdrawn one can only be read."""
    return session.scalar(_project(access, permission).where(Project.id == project_id))


def project_of_benefit(session: Session, access: Access, benefit_id: int) -> Project | None:
    """Return the project a person may read that a standing benefit is planned for, or None."""
    planned = select(ProjectBenefit.project_id).where(
        ProjectBenefit.id == benefit_id, ProjectBenefit.withdrawn_on.is_(None)
    )
    return session.scalar(_project(access, Permission.PROJECT_READ).where(Project.id.in_(planned)))


def _project(access: Access, permission: KernelPermission) -> Select[Project]:
    held = (
        select(Project)
        .join(Unit, Unit.id == Project.unit_id)
        .where(project_scope(access, permission, Project.__table__, Unit.path))
        .options(
            *(defer(key) for key in (Project.code_key, Project.name_key, Project.search_text)),
            contains_eager(Project.unit).load_only(Unit.name, Unit.path, Unit.tenant_id),
            *(joinedload(person).load_only(Person.name) for person in (Project.owner, Project.manager)),
        )
    )
    return held if permission == Permission.PROJECT_READ else held.where(Project.withdrawn_on.is_(None))


def held_on(access: Access, project: Project) -> frozenset[KernelPermission]:
    """Return the permissions a person holds on one project that stands; its unit must be loaded."""
    if project.withdrawn_on is not None:
        return frozenset()
    held = {
        permission
        for permission in (Permission.PROJECT_CHANGE, Permission.PROJECT_DECIDE)
        if access.allows_at(permission, project.unit.path)
        or (
            access.person_id is not None
            and any(getattr(project, name) == access.person_id for name in RELATIONS[permission])
        )
    }
    return frozenset(held)


def benefits_of(session: Session, project_id: int) -> Sequence[ProjectBenefit]:
    """Return the benefits planned for a project with their owners, in the order they were planned."""
    statement = select(ProjectBenefit).where(
        ProjectBenefit.project_id == project_id, ProjectBenefit.withdrawn_on.is_(None)
    )
    owned_by = joinedload(ProjectBenefit.owner).load_only(Person.name)
    return session.scalars(statement.options(owned_by).order_by(ProjectBenefit.id)).all()


def benefit_for(session: Session, access: Access, benefit_id: int, *, own: bool = False) -> ProjectBenefit | None:
    """Return a standing benefit of a project that a person may change, or with `own` one they own; None otherwise."""
    held = project_scope(access, Permission.PROJECT_CHANGE, Project.__table__, Unit.path)
    mine = ProjectBenefit.owner_id == (access.person_id or 0)
    return session.scalar(
        select(ProjectBenefit)
        .join(Project, Project.id == ProjectBenefit.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .where(
            ProjectBenefit.id == benefit_id,
            ProjectBenefit.withdrawn_on.is_(None),
            Project.withdrawn_on.is_(None),
            or_(held, mine) if own else held,
        )
        .options(contains_eager(ProjectBenefit.project))
    )


def owners(session: Session, access: Access) -> list[tuple[str, str]]:
    """Return id, as text, and name of those who own a project a person may read, by name."""
    mine = project_scope(access, Permission.PROJECT_READ, Project.__table__, Unit.path)
    owned = select(Project.owner_id).join(Unit, Unit.id == Project.unit_id).where(Project.withdrawn_on.is_(None), mine)
    people = select(Person.id, Person.name).where(Person.id.in_(owned)).order_by(Person.name_key, Person.id)
    return [(str(row.id), row.name) for row in session.execute(people)]


def records_of(project_id: int) -> dict[str, Select[Any]]:
    """Return selects of the decisions, systems, gates and benefits of a project, withdrawn ones too, by table."""
    parts = (DecisionTaken, ProjectSystem, ProjectGate, ProjectBenefit)
    return {part.__tablename__: select(part.id).where(part.project_id == project_id) for part in parts}


@dataclass(frozen=True)
class SystemProject:
    """A project on the page of one of its systems: what it does with the system, and whether its page opens."""

    id: int
    code: str
    name: str
    phase: Phase
    stopped_on: date | None
    ended_on: date | None
    part: ProjectPart
    is_readable: bool


@dataclass(frozen=True)
class Beside:
    """What a system's page says of its projects, and of its ending if that has begun: which parts of it are left."""

    projects: Sequence[SystemProject]
    is_ending: bool
    responsible_id: int | None
    left: Sequence[EndingPart]


def beside_system(session: Session, access: Access, system_id: int) -> Beside:
    """Return the projects of a system, by name, and how far its ending has come; one statement."""
    mine = project_scope(access, Permission.PROJECT_READ, Project.__table__, Unit.path)
    settled = [
        or_(
            getattr(SystemEnding, f"{part}_done_on").is_not(None),
            getattr(SystemEnding, f"{part}_not_needed_because").is_not(None),
        )
        for part in EndingPart
    ]
    statement = (
        select(Project.id, Project.code, Project.name, Project.phase, Project.stopped_on, Project.ended_on)
        .add_columns(ProjectSystem.part, mine, SystemEnding.id, SystemEnding.responsible_id)
        .add_columns(*settled)
        .select_from(System)
        .outerjoin(SystemEnding, SystemEnding.system_id == System.id)
        .outerjoin(ProjectSystem, and_(ProjectSystem.system_id == System.id, ProjectSystem.withdrawn_on.is_(None)))
        .outerjoin(Project, and_(Project.id == ProjectSystem.project_id, Project.withdrawn_on.is_(None)))
        .outerjoin(Unit, Unit.id == Project.unit_id)
        .where(System.id == system_id)
        .order_by(Project.name_key, Project.id)
    )
    rows: list[Any] = list(session.execute(statement))
    projects = [SystemProject(*row[:8]) for row in rows if row[0] is not None]
    ending_id, responsible_id, *are_settled = rows[0][8:]
    left = [part for part, is_settled in zip(EndingPart, are_settled, strict=True) if not is_settled]
    return Beside(projects, ending_id is not None, responsible_id, left if ending_id else [])
