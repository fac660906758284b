"""Registering, changing and withdrawing projects, and saying what they do with which systems."""

from datetime import date
from typing import Literal, TypedDict, Unpack

from sqlalchemy.orm import Session

from isms.actions.rules import reason_refusals
from isms.kernel.codes import next_code
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.kernel.text import normalise
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.projects import queries
from isms.projects.models import Project, ProjectSystem
from isms.projects.rules import phases as rules
from isms.projects.vocabulary import ProjectPart

PREFIX = "P"


class ProjectFields(TypedDict):
    """What is said of a project when it is registered or changed."""

    name: str
    description: str | None
    owner_id: int | None
    manager_id: int | None
    begun_on: date
    planned_end_on: date | None
    reference: str | None


def register(session: Session, unit: Unit, *, today: date, **fields: Unpack[ProjectFields]) -> Project:
    """Register a project of a unit under the next code, as an idea from the day it began; raises Refused."""
    if unit.tenant_id is None:
        raise Refused(Refusal("project.unit_above_municipality", "unit_id"))
    project = Project(tenant_id=unit.tenant_id)
    _take(session, project, unit, today, fields)
    project.code = next_code(session, unit.tenant_id, PREFIX)
    session.add(project)
    session.flush()
    return project


def change(session: Session, project: Project, unit: Unit, *, today: date, **fields: Unpack[ProjectFields]) -> None:
    """Change what is said of a project; its phase follows from its decisions. Raises Refused."""
    if unit.tenant_id != project.tenant_id:
        raise Refused(Refusal("project.other_municipality", "unit_id"))
    _take(session, project, unit, today, fields)
    session.flush()


def hand_over(session: Session, project: Project, part: Literal["owner_id", "manager_id"], person_id: int) -> None:
    """Give a project another owner or manager."""
    setattr(project, part, person_id)
    session.flush()


def attach(session: Session, project: Project, system: System, part: ProjectPart) -> ProjectSystem:
    """Say that a project introduces, changes or replaces a system; raises Refused."""
    refuse(rules.part_refusals(project.tenant_id, system.tenant_id))
    link = ProjectSystem(tenant_id=project.tenant_id, project_id=project.id, system_id=system.id, part=part)
    session.add(link)
    session.flush()
    return link


def detach(session: Session, link: ProjectSystem, *, because: str | None, today: date) -> None:
    """Say that a system is a project's no longer, and why; raises Refused."""
    refuse(reason_refusals(because))
    link.withdrawn_on = today
    link.withdrawn_because = because
    session.flush()


def withdraw(session: Session, project: Project, *, because: str | None, today: date) -> None:
    """Withdraw a project that was registered by mistake, with a reason; raises Refused."""
    refuse(reason_refusals(because))
    project.withdrawn_on = today
    project.withdrawn_because = because
    session.flush()


def _take(session: Session, project: Project, unit: Unit, today: date, fields: ProjectFields) -> None:
    taken = queries.decisions_taken(session, project.id) if project.id is not None else []
    first_on = taken[0].decided_on if taken else None
    name = normalise(fields["name"])
    refuse(rules.project_refusals(name, fields["begun_on"], fields["planned_end_on"], first_on=first_on, today=today))
    project.unit_id = unit.id
    for field, value in {**fields, "name": name}.items():
        setattr(project, field, value)
    settle(project, rules.standing(project.begun_on, taken))


def settle(project: Project, standing: rules.Standing) -> None:
    """Keep on a project where its decisions have brought it."""
    project.phase = standing.phase
    project.moved_on = standing.moved_on
    project.stopped_on = standing.stopped_on
    project.ended_on = standing.ended_on
