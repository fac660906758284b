"""Reads of the endings of systems: who may see one and work on it, and how far its parts have come."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from isms.kernel.access import Access
from isms.kernel.permission import Permission as KernelPermission
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.queries import system_scope
from isms.portfolio.vocabulary import Permission as PortfolioPermission
from isms.projects.models import SystemEnding
from isms.projects.rules.endings import Settled
from isms.projects.vocabulary import EndingPart, Permission


def ending_of(session: Session, system_id: int) -> SystemEnding | None:
    """Return the ending of a system with who answers for it, or None while it has not begun."""
    statement = select(SystemEnding).where(SystemEnding.system_id == system_id)
    return session.scalar(statement.options(joinedload(SystemEnding.responsible)))


def reads_ending(session: Session, access: Access, ending_id: int) -> SystemEnding | None:
    """Return an ending of a system that a person may read, or None; who answers for the ending reads it too."""
    reads = system_scope(access, PortfolioPermission.SYSTEM_READ, System.__table__, Unit.path)
    return session.scalar(
        select(SystemEnding)
        .join(System, System.id == SystemEnding.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(SystemEnding.id == ending_id, or_(reads, _answers(access)))
        .options(contains_eager(SystemEnding.system).contains_eager(System.unit), joinedload(SystemEnding.responsible))
    )


def ending_for(session: Session, access: Access, system_id: int) -> System | None:
    """Return a system that a person may end: by role at its place, as its owner, or by answering for the ending."""
    owns = System.owner_id == access.person_id if access.person_id is not None else None
    held: list[ColumnElement[bool]] = [access.within(Permission.SYSTEM_END, Unit.path), _answers(access)]
    return session.scalar(
        select(System)
        .join(Unit, Unit.id == System.unit_id)
        .outerjoin(SystemEnding, SystemEnding.system_id == System.id)
        .where(
            System.id == system_id,
            System.withdrawn_on.is_(None),
            or_(*held) if owns is None else or_(*held, owns),
        )
    )


def _answers(access: Access) -> ColumnElement[bool]:
    return SystemEnding.responsible_id == (access.person_id or 0)


def ends(access: Access, system: System, responsible_id: int | None) -> bool:
    """Say whether a person may end a system that somebody, or nobody, is to end; its unit must be loaded."""
    permission: KernelPermission = Permission.SYSTEM_END
    people = (system.owner_id, responsible_id)
    related = access.person_id is not None and access.person_id in people
    return system.withdrawn_on is None and (related or access.allows_at(permission, system.unit.path))


def parts_of(ending: SystemEnding) -> dict[EndingPart, Settled]:
    """Return how far each part of an ending has come."""
    return {
        part: Settled(
            getattr(ending, f"{part}_done_on"),
            getattr(ending, f"{part}_evidence"),
            getattr(ending, f"{part}_not_needed_because"),
        )
        for part in EndingPart
    }
