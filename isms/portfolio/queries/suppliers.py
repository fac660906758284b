"""Reads of suppliers and of what they deliver, for those who may see them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from isms.kernel.access import ROOT, Access, Path
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.text import folded
from isms.organisation.models import Unit
from isms.portfolio.models import Supplier, System
from isms.portfolio.queries.systems import system_scope
from isms.portfolio.vocabulary import Permission


def within_or_above(access: Access, permission: KernelPermission, path: Path) -> ColumnElement[bool]:
    """Return the predicate that a place lies where a permission is held, or above such a place.

    Suppliers belong to the whole municipality: who holds a role in one of its areas may see them.
    """
    above = {
        place[: at + 1]
        for place in access.paths(permission)
        if place != ROOT
        for at, character in enumerate(place)
        if character == "/" and at
    }
    return or_(access.within(permission, path), path.in_(sorted(above)))


def supplier_for(
    session: Session,
    access: Access,
    supplier_id: int,
    permission: KernelPermission = Permission.SUPPLIER_READ,
) -> Supplier | None:
    """Return a supplier, or None: it is read by all in the municipality, and changed while it stands."""
    statement = select(Supplier).join(Unit, Unit.id == Supplier.tenant_id).where(Supplier.id == supplier_id)
    path = Unit.path
    if permission == Permission.SUPPLIER_READ:
        return session.scalar(statement.where(within_or_above(access, permission, path)))
    return session.scalar(statement.where(access.within(permission, path), Supplier.withdrawn_on.is_(None)))


def suppliers_of(session: Session, tenant_id: int | None) -> Sequence[Supplier]:
    """Return the suppliers of a municipality that are not withdrawn, by name."""
    statement = select(Supplier).where(Supplier.tenant_id == tenant_id, Supplier.withdrawn_on.is_(None))
    return session.scalars(statement.order_by(Supplier.name_key, Supplier.id)).all()


def suppliers_by_name(session: Session, tenant_id: int, names: Iterable[str]) -> dict[str, Supplier]:
    """Return the suppliers of a municipality that have the names, however written, by folded name."""
    wanted = {folded(name) for name in names}
    statement = select(Supplier).where(
        Supplier.tenant_id == tenant_id, Supplier.withdrawn_on.is_(None), Supplier.name_folded.in_(wanted)
    )
    return {supplier.name_folded: supplier for supplier in session.scalars(statement)}


def systems_from(session: Session, access: Access, supplier_id: int) -> Sequence[System]:
    """Return the systems a person may read that a supplier delivers, by name."""
    statement = (
        select(System)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            System.supplier_id == supplier_id,
            System.withdrawn_on.is_(None),
            system_scope(access, Permission.SYSTEM_READ, System.__table__, Unit.path),
        )
        .order_by(System.name_key, System.id)
    )
    return session.scalars(statement).all()


def count_systems_from(session: Session, supplier_id: int) -> int:
    """Return how many systems a supplier delivers."""
    statement = select(func.count(System.id)).where(System.supplier_id == supplier_id, System.withdrawn_on.is_(None))
    return session.scalar(statement) or 0
