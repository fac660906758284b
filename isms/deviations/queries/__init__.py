"""Reads of deviations for those who may see them: by role at a place, or near the deviation itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, load_only

from isms.actions.models import Action
from isms.deviations.models import (
    AffectedSystem,
    Deviation,
    DeviationAction,
    DeviationClock,
    DeviationControl,
    DeviationRisk,
    DeviationSupplier,
)
from isms.deviations.vocabulary import DeviationStatus, Permission
from isms.kernel.access import Access
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.register.columns import Source
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.risk.models import Assessment, Scenario, SignificantChange
from isms.risk.vocabulary import ChangeKind

OF_THE_DEVIATION: dict[KernelPermission, tuple[str, ...]] = {
    Permission.DEVIATION_READ: ("reported_by_id", "responsible_id"),
    Permission.DEVIATION_HANDLE: ("responsible_id",),
}
OF_A_SYSTEM: dict[KernelPermission, tuple[str, ...]] = {
    Permission.DEVIATION_READ: ("owner_id", "administrator_id", "deputy_owner_id", "deputy_administrator_id"),
    Permission.DEVIATION_HANDLE: ("owner_id", "deputy_owner_id"),
}
"""Which relations to a deviation, and to a system it touches, give a permission on it."""

LINKS: Mapping[type[Any], str] = {
    AffectedSystem: "system_id",
    DeviationRisk: "scenario_id",
    DeviationControl: "control_id",
    DeviationSupplier: "supplier_id",
    DeviationAction: "action_id",
}
"""The models of what a deviation is linked to, and the column that leads there."""

LISTED = (
    *(Deviation.code, Deviation.title, Deviation.severity, Deviation.status, Deviation.due_on),
    *(Deviation.triaged_on, Deviation.started_on, Deviation.corrected_on, Deviation.effect),
    *(Deviation.closed_on, Deviation.rejected_on, Deviation.merged_on),
)
"""What a list of deviations on another page shows of each, and what its stage follows from."""


def deviation_scope(
    access: Access,
    permission: KernelPermission,
    deviation: FromClause,
    path: ColumnElement[str],
    affected: tuple[FromClause, FromClause],
) -> ColumnElement[bool]:
    """Return the predicate of the deviations on which a permission is held.

    affected: the tables of affected systems and of systems, read from the same source.
    """
    if access.person_id is None:
        return access.within(permission, path)
    if permission not in OF_A_SYSTEM:
        return access.within(permission, path)
    link, system = affected
    own = [deviation.c[name] == access.person_id for name in OF_THE_DEVIATION.get(permission, ())]
    near = [system.c[name] == access.person_id for name in OF_A_SYSTEM.get(permission, ())]
    reached = exists(
        select(link.c.id)
        .join(system, system.c.id == link.c.system_id)
        .where(link.c.deviation_id == deviation.c.id, link.c.withdrawn_on.is_(None), or_(*near))
        .correlate(deviation)
    )
    return or_(access.within(permission, path), *own, reached)


def deviation_for(
    session: Session,
    access: Access,
    deviation_id: int,
    permission: KernelPermission = Permission.DEVIATION_READ,
) -> Deviation | None:
    """Return a deviation with its unit, or None; a withdrawn one can only be read."""
    statement = (
        select(Deviation)
        .join(Unit, Unit.id == Deviation.unit_id)
        .where(
            Deviation.id == deviation_id,
            deviation_scope(
                access,
                permission,
                Deviation.__table__,
                Unit.__table__.c.path,
                (AffectedSystem.__table__, System.__table__),
            ),
        )
        .options(joinedload(Deviation.unit))
    )
    if permission != Permission.DEVIATION_READ:
        statement = statement.where(Deviation.withdrawn_on.is_(None))
    return session.scalar(statement)


def held_on(access: Access, deviation: Deviation, systems: Sequence[Any]) -> frozenset[KernelPermission]:
    """Return the permissions a person holds on a deviation of some systems; its unit must be loaded.

    systems: rows with the ids of the people of each system.
    """
    me = access.person_id
    related = {
        permission
        for permission, names in OF_THE_DEVIATION.items()
        if me is not None
        and (
            any(getattr(deviation, name) == me for name in names)
            or any(getattr(system, name) == me for system in systems for name in OF_A_SYSTEM[permission])
        )
    }
    at_its_place = {permission for permission in Permission if access.allows_at(permission, deviation.unit.path)}
    return frozenset(related | at_its_place)


def reads_whole(access: Access, deviation: Deviation, held: frozenset[KernelPermission]) -> bool:
    """Say whether a person reads all of a case: whoever only reported it reads how it is handled, and no more.

    held: what they hold on it, as `held_on` says; its unit must be loaded.
    """
    return Permission.DEVIATION_HANDLE in held or access.allows_at(Permission.DEVIATION_READ, deviation.unit.path)


def home_of(session: Session, person_id: int) -> Unit | None:
    """Return the unit a person belongs to, or their municipality when none is known."""
    home = func.coalesce(Person.unit_id, Person.tenant_id)
    return session.scalar(select(Unit).join(Person, Unit.id == home).where(Person.id == person_id))


def links_of(session: Session, deviation_id: int, model: type[Any] = AffectedSystem) -> Sequence[Any]:
    """Return every link from a deviation to rows of one kind, withdrawn ones too."""
    return session.scalars(select(model).where(model.deviation_id == deviation_id)).all()


def standing_links(session: Session, deviation_id: int, model: type[Any] = AffectedSystem) -> Sequence[Any]:
    """Return the links from a deviation to rows of one kind that stand."""
    return [link for link in links_of(session, deviation_id, model) if link.withdrawn_on is None]


def mergeable(session: Session, access: Access, deviation: Deviation) -> list[tuple[int, str]]:
    """Return the other open deviations that a person may triage as pairs of id and «code title», newest first."""
    statement = select(Deviation.id, Deviation.code, Deviation.title).join(Unit, Unit.id == Deviation.unit_id)
    statement = statement.where(
        Deviation.tenant_id == deviation.tenant_id,
        Deviation.id != deviation.id,
        is_open(Deviation.__table__),
        access.within(Permission.DEVIATION_TRIAGE, Unit.path),
    )
    rows = session.execute(statement.order_by(Deviation.discovered_at.desc(), Deviation.id.desc()))
    return [(row.id, f"{row.code} {row.title}") for row in rows]


def merged_with(session: Session, deviation_id: int) -> Sequence[Deviation]:
    """Return the deviations that were merged into another, oldest first."""
    merged = select(Deviation).where(Deviation.merged_into_id == deviation_id)
    return session.scalars(merged.order_by(Deviation.code_key, Deviation.id)).all()


def running_clocks(session: Session, deviation_id: int) -> int:
    """Return how many statutory clocks still run on a deviation."""
    running = DeviationClock.deviation_id == deviation_id, DeviationClock.stopped_at.is_(None)
    return session.scalar(select(func.count()).select_from(DeviationClock).where(*running)) or 0


def systems_of(session: Session, deviation_id: int) -> Sequence[System]:
    """Return the systems a deviation has touched, by name."""
    return session.scalars(
        select(System)
        .join(AffectedSystem, AffectedSystem.system_id == System.id)
        .where(AffectedSystem.deviation_id == deviation_id, AffectedSystem.withdrawn_on.is_(None))
        .order_by(System.name_key, System.id)
    ).all()


def actions_of(session: Session, deviation_id: int) -> Sequence[Action]:
    """Return the actions a deviation led to with their owners, open ones first, then by deadline."""
    statement = (
        select(Action)
        .join(DeviationAction, DeviationAction.action_id == Action.id)
        .where(
            DeviationAction.deviation_id == deviation_id,
            DeviationAction.withdrawn_on.is_(None),
            Action.withdrawn_on.is_(None),
        )
        .options(joinedload(Action.owner))
    )
    return session.scalars(statement.order_by(Action.status.desc(), Action.due_on, Action.id)).all()


def of_system(session: Session, access: Access, system_id: int, limit: int = 10) -> Sequence[Deviation]:
    """Return the newest deviations of a system that a person may read, open ones first."""
    statement = (
        select(Deviation)
        .join(AffectedSystem, AffectedSystem.deviation_id == Deviation.id)
        .join(Unit, Unit.id == Deviation.unit_id)
        .join(System, System.id == AffectedSystem.system_id)
        .where(
            AffectedSystem.system_id == system_id,
            AffectedSystem.withdrawn_on.is_(None),
            Deviation.withdrawn_on.is_(None),
            or_(
                access.within(Permission.DEVIATION_READ, Unit.__table__.c.path),
                *_mine(access, Deviation.__table__, OF_THE_DEVIATION),
                *_mine(access, System.__table__, OF_A_SYSTEM),
            ),
        )
    )
    statement = statement.options(load_only(*LISTED))
    order = (Deviation.status.desc(), Deviation.discovered_at.desc(), Deviation.id.desc())
    return session.scalars(statement.order_by(*order).limit(limit)).all()


def linked_to(session: Session, access: Access, link: type[Any], number: int) -> Sequence[Deviation]:
    """Return the deviations a person may read that are linked to a record, newest first.

    link: the model of the links, as DeviationAction. number: the id of the record.
    """
    linked = select(link.deviation_id).where(getattr(link, LINKS[link]) == number, link.withdrawn_on.is_(None))
    return _listed(session, access, Deviation.id.in_(linked))


def about_assessment(session: Session, access: Access, assessment: Assessment) -> Sequence[Deviation]:
    """Return the deviations a person may read that question an assessment, or touch one of its risks, newest first."""
    noted = select(SignificantChange.source).where(
        SignificantChange.assessment_id == assessment.id, SignificantChange.kind == ChangeKind.SERIOUS_DEVIATION
    )
    touched = (
        select(DeviationRisk.deviation_id)
        .join(Scenario, Scenario.id == DeviationRisk.scenario_id)
        .where(
            Scenario.assessment_id == assessment.id,
            Scenario.withdrawn_on.is_(None),
            DeviationRisk.withdrawn_on.is_(None),
        )
    )
    questions = (Deviation.tenant_id == assessment.tenant_id) & Deviation.code.in_(noted)
    return _listed(session, access, or_(questions, Deviation.id.in_(touched)))


def _listed(session: Session, access: Access, some: ColumnElement[bool]) -> Sequence[Deviation]:
    statement = (
        select(Deviation)
        .join(Unit, Unit.id == Deviation.unit_id)
        .where(
            some,
            Deviation.withdrawn_on.is_(None),
            deviation_scope(
                access,
                Permission.DEVIATION_READ,
                Deviation.__table__,
                Unit.__table__.c.path,
                (AffectedSystem.__table__, System.__table__),
            ),
        )
        .options(load_only(*LISTED))
    )
    return session.scalars(statement.order_by(Deviation.discovered_at.desc(), Deviation.id.desc())).all()


def is_open(deviation: FromClause) -> ColumnElement[bool]:
    """Return the predicate that a deviation is not closed and not withdrawn."""
    return (deviation.c.status == DeviationStatus.OPEN.value) & deviation.c.withdrawn_on.is_(None)


def open_by_system(source: Source) -> FromClause:
    """Return per system how many open deviations touch it."""

    def build(s: Source) -> FromClause:
        link, deviation = s(AffectedSystem), s(Deviation)
        return (
            select(link.c.system_id.label("key"), func.count().label("still_open"))
            .join_from(link, deviation, deviation.c.id == link.c.deviation_id)
            .where(link.c.withdrawn_on.is_(None), is_open(deviation), s.among(link.c.system_id))
            .group_by(link.c.system_id)
            .subquery()
        )

    return source.once("open_deviations_by_system", build)


def _mine(
    access: Access, table: FromClause, relations: dict[KernelPermission, tuple[str, ...]]
) -> list[ColumnElement[bool]]:
    names = relations[Permission.DEVIATION_READ]
    return [table.c[name] == access.person_id for name in names] if access.person_id is not None else []
