"""Reads of the picture of projects over the phases, and of the phase of what replaces a system."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from isms.kernel.access import Access, within
from isms.kernel.register.columns import Source
from isms.organisation.models import Unit
from isms.projects.models import DecisionTaken, Project, ProjectSystem
from isms.projects.queries.projects import project_scope
from isms.projects.rules.phases import PHASES, Taken
from isms.projects.rules.picture import PhasePicture, Told, picture
from isms.projects.vocabulary import DecisionPoint, Outcome, Permission, Phase, ProjectPart


def phases(session: Session, source: Source, path: str, at: date, since: date) -> PhasePicture:
    """Return the picture of the projects at a place in the tree and below it; see `rules.picture`.

    source: the rows as they stand, or as they stood at a position. Two statements.
    """
    return picture(_told(session, source, within((path,), source(Unit).c.path)), at, since)


def pictured(session: Session, access: Access, at: date, since: date) -> PhasePicture:
    """Return the picture of the projects that a person may read; two statements."""
    source = Source(at)
    scope = project_scope(access, Permission.PROJECT_READ, source(Project), source(Unit).c.path)
    return picture(_told(session, source, scope), at, since)


def _told(session: Session, source: Source, scope: ColumnElement[bool]) -> list[Told]:
    project, unit, decision = (source(model) for model in (Project, Unit, DecisionTaken))
    standing = (
        select(project.c.id, project.c.code, project.c.name, unit.c.name.label("unit"), project.c.begun_on)
        .join(unit, unit.c.id == project.c.unit_id)
        .where(project.c.withdrawn_on.is_(None), scope)
    )
    taken: dict[int, list[Taken]] = defaultdict(list)
    for row in session.execute(
        select(decision.c.project_id, decision.c.point, decision.c.outcome, decision.c.decided_on)
        .where(
            decision.c.withdrawn_on.is_(None),
            decision.c.project_id.in_(standing.with_only_columns(project.c.id)),
        )
        .order_by(decision.c.id)
    ):
        taken[row.project_id].append(Taken(DecisionPoint(row.point), Outcome(row.outcome), row.decided_on))
    rows = session.execute(standing.order_by(project.c.name_key, project.c.id))
    return [Told(row.id, row.code, row.name, row.unit, row.begun_on, taken[row.id]) for row in rows]


def replacement_phase(session: Session, system_ids: Collection[int]) -> dict[int, Phase]:
    """Return, by id, the phase of the running project that replaces a system; the furthest when there are several.

    A system that no running project replaces is left out. One statement.
    """
    rows = session.execute(
        select(ProjectSystem.system_id, Project.phase)
        .join(Project, Project.id == ProjectSystem.project_id)
        .where(
            ProjectSystem.system_id.in_(system_ids),
            ProjectSystem.part == ProjectPart.REPLACES,
            ProjectSystem.withdrawn_on.is_(None),
            and_(
                Project.withdrawn_on.is_(None),
                Project.stopped_on.is_(None),
                Project.ended_on.is_(None),
            ),
        )
    )
    found: dict[int, Phase] = {}
    for system_id, phase in rows:
        found[system_id] = max(found.get(system_id, phase), phase, key=PHASES.index)
    return found
