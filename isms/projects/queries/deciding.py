"""Reads of what has been decided on a project, and of how the gates before a decision point stand."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, load_only

from isms.kernel.access import CONSOLE, Access
from isms.organisation.models import Person
from isms.projects.models import DecisionTaken, Project, ProjectBenefit, ProjectGate
from isms.projects.queries.attached import Attached, concerned, systems_of
from isms.projects.queries.projects import benefits_of, project_for
from isms.projects.rules.gates import Gate, ProjectFacts, Settlement, gates, passed
from isms.projects.rules.phases import PHASES, POINTS, Standing, Taken
from isms.projects.vocabulary import DecisionPoint, Permission, Phase, SecurityGate

Said = Mapping[SecurityGate, Settlement]


def standing_of(project: Project) -> Standing:
    """Return where a project stands, as it is kept on it."""
    return Standing(project.phase, project.moved_on, project.stopped_on, project.ended_on)


def decisions_of(session: Session, project_id: int) -> Sequence[DecisionTaken]:
    """Return the decisions on a project with who took them, withdrawn ones too, in the order they were taken."""
    statement = select(DecisionTaken).where(DecisionTaken.project_id == project_id)
    taken_by = joinedload(DecisionTaken.decided_by).load_only(Person.name)
    return session.scalars(statement.options(taken_by).order_by(DecisionTaken.id)).all()


def decisions_taken(session: Session, project_id: int) -> list[Taken]:
    """Return the decisions on a project that stand, in the order they were taken."""
    rows = session.execute(
        select(DecisionTaken.point, DecisionTaken.outcome, DecisionTaken.decided_on)
        .where(DecisionTaken.project_id == project_id, DecisionTaken.withdrawn_on.is_(None))
        .order_by(DecisionTaken.id)
    )
    return [Taken(*row) for row in rows]


def decision_for(session: Session, access: Access, decision_id: int) -> DecisionTaken | None:
    """Return a decision on a project that a person may decide on, or None; withdrawn ones are not found."""
    decided = select(DecisionTaken).where(DecisionTaken.id == decision_id, DecisionTaken.withdrawn_on.is_(None))
    decision = session.scalar(decided)
    may = decision and project_for(session, access, decision.project_id, Permission.PROJECT_DECIDE)
    return decision if may else None


def gate_of(session: Session, project_id: int, gate: SecurityGate) -> ProjectGate | None:
    """Return what has been said of a gate of a project, or None."""
    return session.scalar(select(ProjectGate).where(ProjectGate.project_id == project_id, ProjectGate.gate == gate))


def said_of(session: Session, project_id: int) -> Said:
    """Return what has been said of the gates of a project, and by whom."""
    rows = session.execute(
        select(ProjectGate, Person.name)
        .outerjoin(Person, Person.id == ProjectGate.settled_by_id)
        .where(ProjectGate.project_id == project_id)
        .options(
            load_only(
                ProjectGate.gate,
                ProjectGate.met_on,
                ProjectGate.evidence,
                ProjectGate.waived_on,
                ProjectGate.waived_because,
            )
        )
    )
    return {
        row.gate: Settlement(row.met_on, row.evidence, row.waived_on, row.waived_because, name) for row, name in rows
    }


def gates_at(session: Session, project: Project, point: DecisionPoint, today: date) -> list[Gate]:
    """Return how the gates before a point of a project stand on a day."""
    systems, benefits = systems_of(session, CONSOLE, project.id), benefits_of(session, project.id)
    return gates_with(project, point, systems, benefits, said_of(session, project.id), today)


def gates_with(
    project: Project,
    point: DecisionPoint,
    systems: Sequence[Attached],
    benefits: Sequence[ProjectBenefit],
    said: Said,
    today: date,
) -> list[Gate]:
    """Return how the gates before a point stand on a day, from what has been read of the project already."""
    told = [(benefit.dimension, benefit.realised_on is not None) for benefit in benefits]
    executing_since = project.moved_on if project.phase == Phase.EXECUTION else None
    return gates(point, ProjectFacts(concerned(systems), told, executing_since, today), said)


def passed_gates(project: Project, said: Said) -> list[Gate]:
    """Return the gates of the points that a project has passed, as they were written down when it did."""
    at = PHASES.index(project.phase) + (project.ended_on is not None)
    return passed(said, POINTS[:at])
