"""Reads of what lies near some systems: who has them, risks, actions, deviations, measurements and fitness."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, union
from sqlalchemy.orm import Session, joinedload, load_only

from isms.actions.models import Action
from isms.actions.vocabulary import ActionStatus, SourceKind
from isms.attestations.models import Attestation, Fitness
from isms.deviations.models import AffectedSystem, Deviation, DeviationAction
from isms.deviations.vocabulary import DeviationStatus
from isms.kernel.clock import end_of, months_after
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import MeasurementKind
from isms.organisation.models import Person, Unit
from isms.portfolio.models import Dependency, Supplier, System
from isms.risk.models import Acceptance, AssessedSystem, Assessment, Scenario, ScenarioAction
from isms.risk.queries.standing import risk_counts
from isms.risk.vocabulary import AcceptanceKind, AssessmentStatus

PEOPLE = (System.owner, System.administrator, System.deputy_owner)


def systems(session: Session, ids: Collection[int]) -> Sequence[System]:
    """Return some systems with their units, people and suppliers."""
    statement = (
        select(System)
        .where(System.id.in_(ids))
        .options(
            joinedload(System.unit).load_only(Unit.name, Unit.path),
            joinedload(System.supplier).load_only(Supplier.name),
            *(joinedload(person).load_only(Person.name, Person.deactivated_on) for person in PEOPLE),
        )
    )
    return session.scalars(statement.order_by(System.name_key, System.id)).all()


def dependencies(session: Session, ids: Collection[int]) -> Sequence[Any]:
    """Return what some systems depend on: rows of system_id, id, what flows and the other's name."""
    statement = (
        select(Dependency.id, Dependency.system_id, Dependency.what, System.name)
        .join(System, System.id == Dependency.depends_on_id)
        .where(Dependency.system_id.in_(ids), Dependency.withdrawn_on.is_(None), System.withdrawn_on.is_(None))
    )
    return session.execute(statement.order_by(System.name_key, Dependency.id)).all()


def assessments(session: Session, ids: Collection[int]) -> Sequence[Any]:
    """Return rows of system_id, title, assessed_on and valid_until of approved assessments, the newest last."""
    statement = (
        select(AssessedSystem.system_id, Assessment.title, Assessment.assessed_on, Assessment.valid_until)
        .join(Assessment, Assessment.id == AssessedSystem.assessment_id)
        .where(
            AssessedSystem.system_id.in_(ids),
            AssessedSystem.withdrawn_on.is_(None),
            Assessment.withdrawn_on.is_(None),
            Assessment.status == AssessmentStatus.APPROVED,
        )
    )
    return session.execute(statement.order_by(Assessment.assessed_on, Assessment.id)).all()


def accepted_risks(session: Session, ids: Collection[int]) -> Sequence[Any]:
    """Return rows of system_id, code, title and valid_until of risks that rest on an acceptance, by code."""
    statement = (
        select(Scenario.system_id, Scenario.code, Scenario.title, Acceptance.valid_until)
        .join(Acceptance, Acceptance.id == Scenario.acceptance_id)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .join(System, System.id == Scenario.system_id)
        .where(
            Scenario.system_id.in_(ids),
            Scenario.withdrawn_on.is_(None),
            Acceptance.kind == AcceptanceKind.ACCEPTED,
            risk_counts(Assessment.__table__, System.__table__),
        )
    )
    return session.execute(statement.order_by(Scenario.code_key, Scenario.id)).all()


def open_actions(session: Session, ids: Collection[int]) -> list[tuple[int, Action]]:
    """Return the open actions against risks and deviations of some systems, or that reviews of them led to.

    Each beside the system; due first first. Their owners and units are loaded.
    """
    of_risks = (
        select(Scenario.system_id.label("system_id"), ScenarioAction.action_id.label("action_id"))
        .join(Scenario, Scenario.id == ScenarioAction.scenario_id)
        .where(Scenario.system_id.in_(ids), ScenarioAction.withdrawn_on.is_(None), Scenario.withdrawn_on.is_(None))
    )
    of_deviations = (
        select(AffectedSystem.system_id, DeviationAction.action_id)
        .join(DeviationAction, DeviationAction.deviation_id == AffectedSystem.deviation_id)
        .where(
            AffectedSystem.system_id.in_(ids),
            AffectedSystem.withdrawn_on.is_(None),
            DeviationAction.withdrawn_on.is_(None),
        )
    )
    of_reviews = (
        select(Attestation.system_id, Action.id)
        .join(Action, and_(Action.source_code == Attestation.code, Action.tenant_id == Attestation.tenant_id))
        .where(Attestation.system_id.in_(ids), Action.source_kind == SourceKind.ATTESTATION)
    )
    near = union(of_risks, of_deviations, of_reviews).subquery()
    statement = (
        select(near.c.system_id, Action)
        .join(Action, Action.id == near.c.action_id)
        .where(Action.status == ActionStatus.OPEN, Action.withdrawn_on.is_(None))
        .options(joinedload(Action.owner).load_only(Person.name), joinedload(Action.unit).load_only(Unit.path))
        .order_by(Action.due_on, Action.id)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def deviations(session: Session, ids: Collection[int], today: date) -> Sequence[Any]:
    """Return rows of system_id, still_open, and closed of the last twelve months, of systems touched by any.

    What turned out to be none, or to be another, is not counted.
    """
    since = end_of(months_after(today, -12) - timedelta(days=1))
    recent = Deviation.discovered_at >= since
    is_open = Deviation.status == DeviationStatus.OPEN
    statement = (
        select(
            AffectedSystem.system_id,
            func.count().filter(is_open).label("still_open"),
            func.count().filter(~is_open, recent).label("closed"),
        )
        .join(Deviation, Deviation.id == AffectedSystem.deviation_id)
        .where(
            AffectedSystem.system_id.in_(ids),
            AffectedSystem.withdrawn_on.is_(None),
            Deviation.withdrawn_on.is_(None),
            Deviation.rejected_on.is_(None),
            Deviation.merged_on.is_(None),
            or_(is_open, recent),
        )
        .group_by(AffectedSystem.system_id)
    )
    return session.execute(statement).all()


def fitness(session: Session, ids: Collection[int]) -> dict[int, Fitness]:
    """Return the newest judgement of fitness of each of some systems that has one."""
    statement = select(Fitness).where(Fitness.system_id.in_(ids)).order_by(Fitness.judged_on, Fitness.id)
    return {row.system_id: row for row in session.scalars(statement)}


def measurements(session: Session, ids: Collection[int]) -> dict[tuple[int, MeasurementKind], Measurement]:
    """Return the newest measurement of each kind of each of some systems."""
    told = load_only(
        Measurement.system_id,
        Measurement.kind,
        Measurement.measured_on,
        Measurement.passed,
        Measurement.removed,
        Measurement.sign_in,
        Measurement.log_state,
        Measurement.fallback,
    )
    statement = select(Measurement).where(Measurement.system_id.in_(ids), Measurement.withdrawn_on.is_(None))
    found = session.scalars(statement.options(told).order_by(Measurement.measured_on, Measurement.id))
    return {(row.system_id, row.kind): row for row in found}
