"""Reads what an auditor pack may show, and of which places."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.access import ROOT, Access, within
from isms.kernel.pack.scope import EVERYTHING, Scope
from isms.kernel.tables import Base
from isms.organisation.models import Unit
from isms.organisation.vocabulary import Permission as OrganisationPermission
from isms.organisation.vocabulary import UnitKind


def pack_access(session: Session, access: Access, code: str | None) -> Access | None:
    """Return what an auditor pack may show: all of an access, or of it what lies at the unit with a code.

    None when the code is that of no unit at which the log may be read, or of several.
    """
    if not code:
        return access
    statement = select(Unit.path).where(Unit.code == code, access.within(OrganisationPermission.AUDIT_READ, Unit.path))
    paths = session.scalars(statement).all()
    return access.at(paths[0]) if len(paths) == 1 else None


def pack_units(session: Session, access: Access) -> list[tuple[int, str]]:
    """Return the municipalities and service areas a pack may be limited to, as pairs of id and name, in tree order."""
    statement = select(Unit.id, Unit.name).where(
        Unit.kind.in_((UnitKind.MUNICIPALITY, UnitKind.SERVICE_AREA)),
        access.within(OrganisationPermission.AUDIT_READ, Unit.path),
    )
    return [(row.id, row.name) for row in session.execute(statement.order_by(Unit.path))]


def pack_scope(session: Session, access: Access) -> Scope:
    """Return whose records and values an auditor pack holds: those of the places where the log may be read."""
    places = access.paths(OrganisationPermission.AUDIT_READ)
    if ROOT in places:
        return EVERYTHING
    units = session.execute(select(Unit.tenant_id, Unit.kind, Unit.path).where(within(places, Unit.path))).all()
    tenants = tuple(sorted({unit.tenant_id for unit in units if unit.tenant_id}))
    tops = [unit.kind for unit in units if unit.path in places]
    if all(kind in (UnitKind.MUNICIPALITY, UnitKind.GROUP) for kind in tops):
        return Scope(tenants)
    tree = Base.metadata.tables[Unit.__tablename__]
    return Scope(tenants, tree, within(places, Unit.path))
