"""Tells what of projects runs now: their planned ends, and the benefits that nobody has measured yet."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.clocks.rules import Deadline, people
from isms.organisation.models import Unit
from isms.projects.models import Project, ProjectBenefit


def deadlines(session: Session) -> Iterator[Deadline]:
    """Yield the planned end of every running project, and the day of every benefit still to be measured.

    A benefit outlives its project's end, and not its stop; without an owner the project's owner answers for it.
    """
    yield from _ends(session)
    yield from _benefits(session)


def _ends(session: Session) -> Iterator[Deadline]:
    rows = session.execute(
        select(Project.id, Project.code, Project.tenant_id, Project.owner_id, Project.planned_end_on, Unit.path)
        .join(Unit, Unit.id == Project.unit_id)
        .where(
            Project.planned_end_on.is_not(None),
            Project.withdrawn_on.is_(None),
            Project.stopped_on.is_(None),
            Project.ended_on.is_(None),
        )
        .order_by(Project.id)
    )
    for row in rows:
        yield Deadline(
            rule="project_end",
            about=f"project:{row.id}",
            code=row.code,
            path=f"/projects/{row.id}",
            tenant_id=row.tenant_id,
            place=row.path,
            owner_ids=people(row.owner_id),
            due_on=row.planned_end_on,
        )


def _benefits(session: Session) -> Iterator[Deadline]:
    rows = session.execute(
        select(ProjectBenefit.id, ProjectBenefit.owner_id, ProjectBenefit.due_on, Project.code, Project.tenant_id)
        .add_columns(Project.owner_id.label("project_owner_id"), Unit.path)
        .join(Project, Project.id == ProjectBenefit.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .where(
            ProjectBenefit.due_on.is_not(None),
            ProjectBenefit.realised_on.is_(None),
            ProjectBenefit.withdrawn_on.is_(None),
            Project.withdrawn_on.is_(None),
            Project.stopped_on.is_(None),
        )
        .order_by(ProjectBenefit.id)
    )
    for row in rows:
        yield Deadline(
            rule="benefit",
            about=f"project_benefit:{row.id}",
            code=row.code,
            path=f"/projects/benefits/{row.id}",
            tenant_id=row.tenant_id,
            place=row.path,
            owner_ids=people(row.owner_id or row.project_owner_id),
            due_on=row.due_on,
        )
