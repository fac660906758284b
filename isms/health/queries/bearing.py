"""Which systems' health the rows that a transaction has written bear on."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select, union
from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.attestations.models import Attestation
from isms.deviations.models import AffectedSystem, Deviation, DeviationAction, DeviationClock
from isms.health.models import HealthModel, NotRelevant
from isms.health.queries.facts import in_parts
from isms.health.vocabulary import HealthModelState
from isms.kernel.seal.collector import collector_of
from isms.measurements.models import Measurement
from isms.organisation.models import Person
from isms.portfolio.models import System
from isms.projects.models import Project, ProjectSystem
from isms.risk.models import Acceptance, AssessedSystem, Assessment, Scenario, ScenarioAction, SignificantChange

Ids = Collection[int]

NAMING: tuple[type[Any], ...] = (
    AssessedSystem,
    SignificantChange,
    Scenario,
    AffectedSystem,
    Measurement,
    Attestation,
    ProjectSystem,
    NotRelevant,
)
"""Rows that name the system they are of."""


def _of_people(ids: Ids) -> Select[Any]:
    return select(System.id).where(or_(System.owner_id.in_(ids), System.administrator_id.in_(ids)))


def _of_assessments(ids: Ids) -> Select[Any]:
    return select(AssessedSystem.system_id).where(AssessedSystem.assessment_id.in_(ids))


def _of_acceptances(ids: Ids) -> Select[Any]:
    return select(Scenario.system_id).where(Scenario.acceptance_id.in_(ids))


def _of_treatments(ids: Ids) -> Select[Any]:
    treated = select(ScenarioAction.scenario_id).where(ScenarioAction.id.in_(ids))
    return select(Scenario.system_id).where(Scenario.id.in_(treated))


def _of_actions(ids: Ids) -> Select[Any]:
    treated = select(ScenarioAction.scenario_id).where(ScenarioAction.action_id.in_(ids))
    mended = select(DeviationAction.deviation_id).where(DeviationAction.action_id.in_(ids))
    found = union(
        select(Scenario.system_id).where(Scenario.id.in_(treated)),
        select(AffectedSystem.system_id).where(AffectedSystem.deviation_id.in_(mended)),
    ).subquery()
    return select(found.c.system_id)


def _of_deviations(ids: Ids) -> Select[Any]:
    return select(AffectedSystem.system_id).where(AffectedSystem.deviation_id.in_(ids))


def _of_mendings(ids: Ids) -> Select[Any]:
    mended = select(DeviationAction.deviation_id).where(DeviationAction.id.in_(ids))
    return select(AffectedSystem.system_id).where(AffectedSystem.deviation_id.in_(mended))


def _of_clocks(ids: Ids) -> Select[Any]:
    clocked = select(DeviationClock.deviation_id).where(DeviationClock.id.in_(ids))
    return select(AffectedSystem.system_id).where(AffectedSystem.deviation_id.in_(clocked))


def _of_projects(ids: Ids) -> Select[Any]:
    return select(ProjectSystem.system_id).where(ProjectSystem.project_id.in_(ids))


def _of_models(ids: Ids) -> Select[Any]:
    return select(System.id).where(System.tenant_id.in_(select(HealthModel.tenant_id).where(HealthModel.id.in_(ids))))


LEADING: Mapping[type[Any], Callable[[Ids], Select[Any]]] = {
    Person: _of_people,
    Assessment: _of_assessments,
    Acceptance: _of_acceptances,
    ScenarioAction: _of_treatments,
    Action: _of_actions,
    Deviation: _of_deviations,
    DeviationAction: _of_mendings,
    DeviationClock: _of_clocks,
    Project: _of_projects,
    HealthModel: _of_models,
}
"""Rows that lead to systems by others."""

READ: tuple[type[Any], ...] = (System, *NAMING, *LEADING)
"""Everything that health follows from."""


def systems_borne_on(session: Session, touched: Mapping[str, set[int]]) -> set[int]:
    """Return the ids of the systems that what was written, by table, bears on; a select per table at most."""
    found = set(touched.get(System.__tablename__, ()))
    for model in NAMING:
        if ids := touched.get(model.__tablename__):
            found |= _named(session, model, ids)
    for model, leading in LEADING.items():
        if ids := touched.get(model.__tablename__):
            for some in in_parts(ids):
                found |= {id_ for id_ in session.scalars(leading(some)) if id_ is not None}
    return found


def _named(session: Session, model: type[Any], ids: Iterable[int]) -> set[int]:
    """Return the systems that some rows name or have named; those at hand are not asked for."""
    found, unknown = set(_named_before(session, model)), set()
    for id_ in ids:
        row = session.identity_map.get(session.identity_key(model, id_))
        if row is not None and "system_id" in row.__dict__:
            found.add(row.__dict__["system_id"])
        else:
            unknown.add(id_)
    for some in in_parts(unknown):
        found |= set(session.scalars(select(model.system_id).where(model.id.in_(some))))
    return found - {None}


def _named_before(session: Session, model: type[Any]) -> Iterable[int]:
    """Yield the systems that rows have named before this transaction gave them another."""
    collector = collector_of(session)
    for change in collector.changes.values() if collector else ():
        old = change.fields.get("system_id", (None, None))[0] if change.entity == model.__tablename__ else None
        if old is not None:
            yield int(old)


def models_in_force(session: Session, ids: Ids, today: date) -> set[int]:
    """Return which of some models hold on a day."""
    statement = select(HealthModel.id).where(
        HealthModel.id.in_(ids),
        HealthModel.state == HealthModelState.DECIDED,
        HealthModel.withdrawn_on.is_(None),
        HealthModel.valid_from <= today,
    )
    return set(session.scalars(statement))
