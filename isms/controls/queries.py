"""Reads of controls: they belong to the whole municipality, and to whoever owns one of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, load_only

from isms.actions.models import Action
from isms.clocks.rules import Deadline, people
from isms.controls.models import Control, ControlAction, ControlSystem, Evidence
from isms.controls.vocabulary import Applicability, EvidenceState, Permission
from isms.kernel.access import Access, Path
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.register.columns import Source
from isms.kernel.words import Words
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.portfolio.queries import system_scope, within_or_above
from isms.portfolio.vocabulary import Permission as PortfolioPermission

FOR_GOOD = date(9999, 12, 31)
"""When evidence without an end expires, where a day is needed to compare by."""


def control_scope(access: Access, permission: KernelPermission, control: FromClause, path: Path) -> ColumnElement[bool]:
    """Return the predicate of the controls on which a permission is held; path: that of their municipality."""
    held = _municipality(access, permission, path)
    owns = permission != Permission.CONTROL_MANAGE and access.person_id is not None
    return or_(held, control.c.owner_id == access.person_id) if owns else held


def control_for(
    session: Session, access: Access, control_id: int, permission: KernelPermission = Permission.CONTROL_READ
) -> Control | None:
    """Return a control with its owner, or None when it is not theirs."""
    return session.scalar(
        select(Control)
        .join(Unit, Unit.id == Control.tenant_id)
        .where(Control.id == control_id, control_scope(access, permission, Control.__table__, Unit.path))
        .options(joinedload(Control.owner), joinedload(Control.municipality))
    )


def held_on(access: Access, control: Control) -> frozenset[KernelPermission]:
    """Return which of reviewing and managing a person may do with a control; its municipality must be loaded."""
    path = control.municipality.path
    owns = access.person_id is not None and control.owner_id == access.person_id
    held = {p for p in (Permission.CONTROL_REVIEW, Permission.CONTROL_MANAGE) if access.allows_at(p, path)}
    return frozenset(held | ({Permission.CONTROL_REVIEW} if owns else set()))


def municipality_for(
    session: Session, access: Access, tenant_id: int | None, permission: KernelPermission
) -> Unit | None:
    """Return a municipality whose controls a person may read or manage, or None."""
    return session.scalar(select(Unit).where(Unit.id == tenant_id, _municipality(access, permission, Unit.path)))


def controls_of(session: Session, tenant_id: int) -> Sequence[Control]:
    """Return the controls of a municipality in the order of their codes."""
    statement = select(Control).where(Control.tenant_id == tenant_id).order_by(Control.code_key, Control.id)
    return session.scalars(statement).all()


def controls_by_id(session: Session, tenant_id: int, ids: Sequence[int]) -> Sequence[Control]:
    """Return the controls of a municipality that have the ids, in the order of their codes."""
    statement = select(Control).where(Control.tenant_id == tenant_id, Control.id.in_(ids))
    return session.scalars(statement.order_by(Control.code_key, Control.id)).all()


def evidence_of(session: Session, control_id: int) -> Sequence[Evidence]:
    """Return the standing evidence of a control, newest first."""
    statement = select(Evidence).where(Evidence.control_id == control_id, Evidence.withdrawn_on.is_(None))
    return session.scalars(statement.order_by(Evidence.dated_on.desc(), Evidence.id.desc())).all()


def evidence_for(session: Session, access: Access, evidence_id: int) -> Evidence | None:
    """Return standing evidence of a control that a person may review, or None."""
    scope = control_scope(access, Permission.CONTROL_REVIEW, Control.__table__, Unit.path)
    return session.scalar(
        select(Evidence)
        .join(Control, Control.id == Evidence.control_id)
        .join(Unit, Unit.id == Control.tenant_id)
        .where(Evidence.id == evidence_id, Evidence.withdrawn_on.is_(None), scope)
        .options(joinedload(Evidence.control))
    )


def links_of(session: Session, control_id: int) -> Sequence[ControlSystem]:
    """Return every link from a control to a system, withdrawn ones too."""
    return session.scalars(select(ControlSystem).where(ControlSystem.control_id == control_id)).all()


def systems_of(session: Session, access: Access, control_id: int) -> Sequence[System]:
    """Return the systems a person may read in which a control is at work, by name."""
    return session.scalars(
        select(System)
        .join(ControlSystem, ControlSystem.system_id == System.id)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            ControlSystem.control_id == control_id,
            ControlSystem.withdrawn_on.is_(None),
            System.withdrawn_on.is_(None),
            system_scope(access, PortfolioPermission.SYSTEM_READ, System.__table__, Unit.path),
        )
        .options(load_only(System.name))
        .order_by(System.name_key, System.id)
    ).all()


def actions_of(session: Session, control_id: int) -> Sequence[Action]:
    """Return the actions planned for a control with their owners, open ones first, then by deadline."""
    statement = (
        select(Action)
        .join(ControlAction, ControlAction.action_id == Action.id)
        .where(
            ControlAction.control_id == control_id,
            ControlAction.withdrawn_on.is_(None),
            Action.withdrawn_on.is_(None),
        )
        .options(joinedload(Action.owner))
    )
    return session.scalars(statement.order_by(Action.status.desc(), Action.due_on, Action.id)).all()


def records_of(control_id: int) -> dict[str, Select[Any]]:
    """Return selects of the evidence and links of a control, withdrawn ones too, by table."""
    parts = (Evidence, ControlSystem, ControlAction)
    return {part.__tablename__: select(part.id).where(part.control_id == control_id) for part in parts}


def of_system(session: Session, access: Access, system_id: int) -> Sequence[Control]:
    """Return the controls a person may read that are at work in a system, in the order of their codes."""
    linked = select(ControlSystem.control_id).where(
        ControlSystem.system_id == system_id, ControlSystem.withdrawn_on.is_(None)
    )
    return session.scalars(_theirs(access).where(Control.id.in_(linked))).all()


def served_by(session: Session, access: Access, action_id: int) -> Sequence[Control]:
    """Return the controls a person may read that an action is meant to bring further."""
    linked = select(ControlAction.control_id).where(
        ControlAction.action_id == action_id, ControlAction.withdrawn_on.is_(None)
    )
    return session.scalars(_theirs(access).where(Control.id.in_(linked))).all()


def owned_by(session: Session, access: Access, person_id: int) -> Sequence[Control]:
    """Return the controls a person may read that another owns."""
    return session.scalars(_theirs(access).where(Control.owner_id == person_id)).all()


def owners(session: Session, access: Access, words: Words) -> list[tuple[str, str]]:
    """Return the answer "nobody", then who owns controls within reach, as pairs of id and name, by name."""
    owned = _theirs(access).with_only_columns(Control.owner_id).order_by(None)
    people = select(Person.id, Person.name).where(Person.id.in_(owned)).order_by(Person.name_key, Person.id)
    return [("none", words("control.nobody")), *((str(row.id), row.name) for row in session.execute(people))]


def evidence_by_control(source: Source) -> FromClause:
    """Return per control how much standing evidence it has, the newest day, and when the last of it expires."""

    def build(s: Source) -> FromClause:
        evidence = s(Evidence)
        return (
            select(
                evidence.c.control_id.label("key"),
                func.count().label("pieces"),
                func.max(evidence.c.dated_on).label("newest_on"),
                func.max(func.coalesce(evidence.c.valid_until, FOR_GOOD)).label("until"),
            )
            .where(evidence.c.withdrawn_on.is_(None), s.among(evidence.c.control_id))
            .group_by(evidence.c.control_id)
            .subquery()
        )

    return source.once("evidence_by_control", build)


def evidence_state(source: Source) -> ColumnElement[str]:
    """Return how a control stands with its evidence on the source's day, as SQL; see rules.evidence_state."""
    until = evidence_by_control(source).c.until
    return case(
        (until.is_(None), EvidenceState.NONE.value),
        (until >= source.today, EvidenceState.VALID.value),
        else_=EvidenceState.EXPIRED.value,
    )


def systems_by_control(source: Source) -> FromClause:
    """Return per control how many standing systems it is at work in."""

    def build(s: Source) -> FromClause:
        link, system = s(ControlSystem), s(System)
        return (
            select(link.c.control_id.label("key"), func.count().label("systems"))
            .join_from(link, system, system.c.id == link.c.system_id)
            .where(link.c.withdrawn_on.is_(None), system.c.withdrawn_on.is_(None), s.among(link.c.control_id))
            .group_by(link.c.control_id)
            .subquery()
        )

    return source.once("systems_by_control", build)


def applies(source: Source) -> ColumnElement[bool]:
    """Return the predicate that a control applies."""
    return source(Control).c.applicability == Applicability.APPLIES.value


def _municipality(access: Access, permission: KernelPermission, path: Path) -> ColumnElement[bool]:
    """Controls are read by all who hold a role in the municipality, and managed from its top."""
    reads = permission == Permission.CONTROL_READ
    return within_or_above(access, permission, path) if reads else access.within(permission, path)


def _theirs(access: Access) -> Select[Control]:
    return (
        select(Control)
        .join(Unit, Unit.id == Control.tenant_id)
        .where(control_scope(access, Permission.CONTROL_READ, Control.__table__, Unit.path))
        .options(
            load_only(Control.code, Control.applicability, Control.status),
            joinedload(Control.owner).load_only(Person.name),
        )
        .order_by(Control.code_key, Control.id)
    )


def deadlines(session: Session) -> Iterator[Deadline]:
    """Yield the next review of every control that applies."""
    rows = session.execute(
        select(Control.id, Control.code, Control.tenant_id, Control.owner_id, Control.next_review_on, Unit.path)
        .join(Unit, Unit.id == Control.tenant_id)
        .where(Control.applicability == Applicability.APPLIES, Control.next_review_on.is_not(None))
        .order_by(Control.id)
    )
    for row in rows:
        yield Deadline(
            rule="control_review",
            about=f"control:{row.id}",
            code=row.code,
            path=f"/controls/{row.id}",
            tenant_id=row.tenant_id,
            place=row.path,
            owner_ids=people(row.owner_id),
            due_on=row.next_review_on,
        )
