"""Reads of risk: assessments and scenarios for those who may see them."""

from collections.abc import Collection, Sequence
from functools import cache, lru_cache

from sqlalchemy import ColumnElement, FromClause, Integer, ScalarSelect, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, load_only

from isms.actions.models import Action
from isms.kernel.access import MOST_READERS, Access
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.words import Words
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.risk.models import AssessedSystem, Assessment, Scenario, ScenarioAction, SignificantChange
from isms.risk.queries.criteria import current_model, model_of
from isms.risk.queries.standing import assessment_counts, unit_of_risk
from isms.risk.vocabulary import AssessmentStatus, Permission

__all__ = ["current_model", "model_of"]

NO_OWNER = "none"

PEOPLE_OF_A_SYSTEM = ("owner_id", "administrator_id", "deputy_owner_id", "deputy_administrator_id")

RELATIONS: dict[KernelPermission, tuple[str, ...]] = {
    Permission.RISK_READ: PEOPLE_OF_A_SYSTEM,
    Permission.RISK_ASSESS: PEOPLE_OF_A_SYSTEM,
    Permission.RISK_ACCEPT: ("owner_id", "deputy_owner_id"),
    Permission.ASSESSMENT_APPROVE: ("owner_id", "deputy_owner_id"),
}
"""Which relations to a system give a permission on its risks."""

LISTED = (
    Scenario.title,
    Scenario.residual_level,
    Scenario.likelihood_before,
    Scenario.consequence_before,
    Scenario.likelihood_after,
    Scenario.consequence_after,
)
"""What a list of risks on another page shows of each."""

_AWAY = (
    select(Action, Unit)
    .join(ScenarioAction, ScenarioAction.action_id == Action.id)
    .join(Scenario, Scenario.id == ScenarioAction.scenario_id)
    .join(System, System.id == Scenario.system_id)
    .join(Unit, Unit.id == System.unit_id)
    .where(System.id.in_(bindparam("some", expanding=True)), Action.unit_id != System.unit_id)
    .order_by(Action.id)
)

_COVERED = (
    select(System)
    .join(AssessedSystem, AssessedSystem.system_id == System.id)
    .where(AssessedSystem.assessment_id == bindparam("of_assessment_id"), AssessedSystem.withdrawn_on.is_(None))
    .order_by(System.name_key, System.id)
)

OWN_RISK = frozenset({Permission.RISK_READ, Permission.RISK_ASSESS})
"""What owning a risk gives on it, and being responsible for an assessment on that."""


def related(access: Access, permission: KernelPermission, system: FromClause) -> list[ColumnElement[bool]]:
    """Return the predicates of the relations to a system that give a permission on its risks."""
    if access.person_id is None:
        return []
    return [system.c[name] == access.person_id for name in RELATIONS.get(permission, ())]


def scenario_scope(
    access: Access,
    permission: KernelPermission,
    scenario: FromClause,
    system: FromClause,
    path: ColumnElement[str],
) -> ColumnElement[bool]:
    """Return the predicate of the risks on which a permission is held: by role, or near the system or risk."""
    own = [scenario.c.owner_id == access.person_id] if permission in OWN_RISK and access.person_id else []
    return or_(access.within(permission, path), *related(access, permission, system), *own)


def assessment_scope(
    access: Access,
    permission: KernelPermission,
    assessment: FromClause,
    path: ColumnElement[str],
    covered: tuple[FromClause, FromClause, FromClause],
) -> ColumnElement[bool]:
    """Return the predicate of the assessments on which a permission is held.

    covered: the tables of covered systems, of systems and of these systems' units, read from the same
    source. Who reads the risks of one covered system reads the assessment.
    """
    link, system, unit = covered
    near = related(access, permission, system)
    if permission == Permission.RISK_READ:
        near.append(access.within(permission, unit.c.path))
    if not near:
        return access.within(permission, path)
    reached = exists(
        select(link.c.id)
        .join(system, system.c.id == link.c.system_id)
        .join(unit, unit.c.id == system.c.unit_id)
        .where(link.c.assessment_id == assessment.c.id, link.c.withdrawn_on.is_(None), or_(*near))
        .correlate(assessment)
    )
    makes = permission in OWN_RISK and access.person_id is not None
    made = [assessment.c.responsible_id == access.person_id] if makes else []
    return or_(access.within(permission, path), reached, *made)


def scenario_for(
    session: Session,
    access: Access,
    scenario_id: int,
    permission: KernelPermission = Permission.RISK_READ,
) -> Scenario | None:
    """Return a risk with its system, assessment and owner, or None; a withdrawn one can only be read."""
    return session.scalar(_one_of(access, permission), {"wanted_id": scenario_id})


@lru_cache(maxsize=MOST_READERS)
def _one_of(access: Access, permission: KernelPermission) -> Select[Scenario]:
    """Return the select of one risk for somebody."""
    statement = (
        select(Scenario)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(Assessment.__table__, System.__table__))
        .where(
            Scenario.id == bindparam("wanted_id"),
            scenario_scope(access, permission, Scenario.__table__, System.__table__, Unit.__table__.c.path),
        )
        .options(
            joinedload(Scenario.system).joinedload(System.unit),
            joinedload(Scenario.assessment),
            joinedload(Scenario.owner),
        )
    )
    if permission != Permission.RISK_READ:
        statement = statement.where(Scenario.withdrawn_on.is_(None))
    return statement


def assessment_for(
    session: Session,
    access: Access,
    assessment_id: int,
    permission: KernelPermission = Permission.RISK_READ,
) -> Assessment | None:
    """Return an assessment with its unit and people, or None; a withdrawn one can only be read."""
    statement = (
        select(Assessment)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(
            Assessment.id == assessment_id,
            assessment_scope(
                access,
                permission,
                Assessment.__table__,
                Unit.__table__.c.path,
                (AssessedSystem.__table__, System.__table__, Unit.__table__.alias("covered_unit")),
            ),
        )
        .options(
            joinedload(Assessment.unit),
            joinedload(Assessment.responsible),
            joinedload(Assessment.approved_by),
        )
    )
    if permission != Permission.RISK_READ:
        statement = statement.where(Assessment.withdrawn_on.is_(None))
    return session.scalar(statement)


def links_of(session: Session, assessment_id: int) -> Sequence[AssessedSystem]:
    """Return every link from an assessment to a system, withdrawn ones too."""
    return session.scalars(select(AssessedSystem).where(AssessedSystem.assessment_id == assessment_id)).all()


def systems_of(session: Session, assessment_id: int) -> Sequence[System]:
    """Return the systems an assessment covers, by name."""
    return session.scalars(_COVERED, {"of_assessment_id": assessment_id}).all()


def scenarios_of(session: Session, assessment_id: int) -> Sequence[Scenario]:
    """Return the risks of an assessment with the names of their systems and owners, worst first."""
    statement = (
        select(Scenario)
        .where(Scenario.assessment_id == assessment_id, Scenario.withdrawn_on.is_(None))
        .options(
            joinedload(Scenario.system).load_only(System.name),
            joinedload(Scenario.owner).load_only(Person.name),
        )
    )
    return session.scalars(statement.order_by(Scenario.rank.desc(), Scenario.code_key, Scenario.id)).all()


def of_system(
    session: Session, system_id: int
) -> tuple[list[Assessment], list[Scenario], list[tuple[Assessment, int]]]:
    """Return the assessments of a system, newest first, and its risks that count with their owners, worst first.

    Last come the approved assessments that changes of the system question, each with how many nobody has answered.
    """
    rows = session.execute(_rows_of_system(), {"of_system_id": system_id}).all()
    assessments = {row[0].id: row[0] for row in rows}.values()
    newest_first = sorted(assessments, key=lambda found: (found.assessed_on, found.id), reverse=True)
    questioned = {row[0].id: row[2] for row in rows if row[2]}
    return (
        newest_first,
        [row[1] for row in rows if row[1] is not None],
        [(found, questioned[found.id]) for found in newest_first if found.id in questioned],
    )


@cache
def _rows_of_system() -> Select[Assessment, Scenario, int]:
    """Return the select of a system's assessments, each beside each of its risks, and the changes not answered."""
    system_id = bindparam("of_system_id", type_=Integer)
    counted = (Scenario.assessment_id == Assessment.id) & (Scenario.system_id == system_id)
    return (
        select(Assessment, Scenario, _open_changes(system_id))
        .join(AssessedSystem, AssessedSystem.assessment_id == Assessment.id)
        .outerjoin(Scenario, counted & Scenario.withdrawn_on.is_(None) & assessment_counts(Assessment.__table__))
        .where(
            AssessedSystem.system_id == system_id,
            AssessedSystem.withdrawn_on.is_(None),
            Assessment.withdrawn_on.is_(None),
        )
        .options(
            load_only(
                Assessment.code, Assessment.title, Assessment.status, Assessment.assessed_on, Assessment.valid_until
            ),
            load_only(*LISTED),
            joinedload(Scenario.owner).load_only(Person.name),
        )
        .order_by(Scenario.rank.desc().nulls_last(), Scenario.code_key, Scenario.id)
    )


def _open_changes(system_id: ColumnElement[int]) -> ScalarSelect[int]:
    change = SignificantChange
    return (
        select(func.count(change.id))
        .where(change.assessment_id == Assessment.id, change.system_id == system_id, change.answer.is_(None))
        .where(Assessment.status == AssessmentStatus.APPROVED)
        .correlate(Assessment)
        .scalar_subquery()
    )


def actions_of(session: Session, scenario_id: int) -> Sequence[Action]:
    """Return the actions against a risk with their owners, open ones first, then by deadline."""
    statement = (
        select(Action)
        .join(ScenarioAction, ScenarioAction.action_id == Action.id)
        .where(
            ScenarioAction.scenario_id == scenario_id,
            ScenarioAction.withdrawn_on.is_(None),
            Action.withdrawn_on.is_(None),
        )
        .options(joinedload(Action.owner))
    )
    return session.scalars(statement.order_by(Action.status.desc(), Action.due_on, Action.id)).all()


def treated_by(session: Session, access: Access, action_id: int) -> Sequence[Scenario]:
    """Return the risks that count, and that a person may read, that an action is meant to treat."""
    statement = (
        select(Scenario)
        .join(ScenarioAction, ScenarioAction.scenario_id == Scenario.id)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(Assessment.__table__, System.__table__))
        .where(
            ScenarioAction.action_id == action_id,
            ScenarioAction.withdrawn_on.is_(None),
            assessment_counts(Assessment.__table__),
            scenario_scope(access, Permission.RISK_READ, Scenario.__table__, System.__table__, Unit.__table__.c.path),
        )
        .options(joinedload(Scenario.system), joinedload(Scenario.owner))
    )
    return session.scalars(statement.order_by(Scenario.code_key, Scenario.id)).all()


def actions_away_from_their_systems(session: Session, system_ids: Collection[int]) -> Sequence[tuple[Action, Unit]]:
    """Return the actions against risks of some systems that lie at another unit, with the system's unit."""
    rows = session.execute(_AWAY, {"some": list(system_ids)})
    return [(row[0], row[1]) for row in rows]


def count_scenarios(session: Session, assessment_id: int) -> int:
    """Return how many risks an assessment holds."""
    statement = select(func.count(Scenario.id)).where(
        Scenario.assessment_id == assessment_id, Scenario.withdrawn_on.is_(None)
    )
    return session.scalar(statement) or 0


def systems_at_risk(session: Session, assessment_id: int) -> set[int | None]:
    """Return the systems that an assessment holds risks of, and None when it holds risks without a system."""
    statement = select(Scenario.system_id).where(
        Scenario.assessment_id == assessment_id, Scenario.withdrawn_on.is_(None)
    )
    return set(session.scalars(statement))


def assessable_systems(session: Session, access: Access, tenant_id: int | None) -> list[tuple[int, str]]:
    """Return id and «name (code)» of the systems whose risks a person may assess, by name."""
    rows = session.execute(
        select(System.id, System.name, System.code)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            System.tenant_id == tenant_id,
            System.withdrawn_on.is_(None),
            or_(
                access.within(Permission.RISK_ASSESS, Unit.__table__.c.path),
                *related(access, Permission.RISK_ASSESS, System.__table__),
            ),
        )
        .order_by(System.name_key, System.id)
    )
    return [(id_, f"{name} ({code})") for id_, name, code in rows]


def owners_of_risks(session: Session, access: Access, words: Words) -> list[tuple[str, str]]:
    """Return who owns risks within reach, as pairs of id and name, after the choice of nobody."""
    reach = scenario_scope(access, Permission.RISK_READ, Scenario.__table__, System.__table__, Unit.__table__.c.path)
    owned = (
        select(Scenario.id)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(Assessment.__table__, System.__table__))
        .where(Scenario.owner_id == Person.id, Scenario.withdrawn_on.is_(None), reach)
    )
    people = select(Person.id, Person.name).where(owned.exists()).order_by(Person.name_key, Person.id)
    return [(NO_OWNER, words("risk.no_owner"))] + [(str(row.id), row.name) for row in session.execute(people)]


def held_on_scenario(access: Access, scenario: Scenario) -> frozenset[KernelPermission]:
    """Return the permissions a person holds on a risk; its system, assessment and their units must be loaded."""
    return frozenset(
        permission
        for permission in Permission
        if access.allows_at(permission, scenario.place.path)
        or (scenario.system is not None and is_related(access, permission, scenario.system))
        or (permission in OWN_RISK and access.person_id is not None and scenario.owner_id == access.person_id)
    )


def held_on_assessment(
    access: Access, assessment: Assessment, systems: Sequence[System]
) -> frozenset[KernelPermission]:
    """Return the permissions a person holds on an assessment of some systems; its unit must be loaded."""
    made_it = access.person_id is not None and assessment.responsible_id == access.person_id
    return frozenset(
        permission
        for permission in Permission
        if access.allows_at(permission, assessment.unit.path)
        or any(is_related(access, permission, system) for system in systems)
        or (made_it and permission in OWN_RISK)
    )


def is_related(access: Access, permission: KernelPermission, system: System) -> bool:
    """Say whether a relation to a system gives a permission on its risks."""
    return access.person_id is not None and any(
        getattr(system, name) == access.person_id for name in RELATIONS.get(permission, ())
    )


def may_assess(access: Access, system: System) -> bool:
    """Say whether a person may assess the risks of a system; its unit must be loaded."""
    return _near(access, Permission.RISK_ASSESS, system)


def _near(access: Access, permission: KernelPermission, system: System) -> bool:
    return access.allows_at(permission, system.unit.path) or is_related(access, permission, system)
