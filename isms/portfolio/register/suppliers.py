"""The register of suppliers."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from isms.kernel.register.columns import Column, Join, Register, Source
from isms.kernel.register.kinds import CODE, INTEGER, TEXT
from isms.organisation.models import Unit
from isms.portfolio import queries
from isms.portfolio.models import Supplier, System
from isms.portfolio.vocabulary import Permission


def _deliveries(s: Source) -> ColumnElement[Any]:
    """Return how many systems a supplier delivers."""
    system = s(System)
    counted = select(func.count(system.c.id)).where(
        system.c.supplier_id == s(Supplier).c.id, system.c.withdrawn_on.is_(None)
    )
    return counted.correlate(s(Supplier)).scalar_subquery()


SUPPLIERS = Register(
    name="suppliers",
    model=Supplier,
    permission=Permission.SUPPLIER_READ,
    joins=(Join("tenant", lambda s: s(Unit), lambda s: s(Supplier).c.tenant_id == s(Unit).c.id),),
    scope=lambda s, access: queries.within_or_above(access, Permission.SUPPLIER_READ, s(Unit).c.path),
    scope_needs=("tenant",),
    order=lambda s: (s(Supplier).c.name_key, s(Supplier).c.id),
    search=lambda s: s(Supplier).c.search_text,
    columns=(
        Column("name", "supplier.name", lambda s: s(Supplier).c.name, TEXT, sort=lambda s: s(Supplier).c.name_key),
        Column("code", "supplier.code", lambda s: s(Supplier).c.code, CODE, sort=lambda s: s(Supplier).c.id),
        Column("systems", "supplier.systems", _deliveries, INTEGER),
        Column("contact_name", "supplier.contact_name", lambda s: s(Supplier).c.contact_name, TEXT),
        Column("contact_email", "supplier.contact_email", lambda s: s(Supplier).c.contact_email, TEXT),
        Column("country", "supplier.country", lambda s: s(Supplier).c.country, TEXT),
        Column(
            "organisation_number",
            "supplier.organisation_number",
            lambda s: s(Supplier).c.organisation_number,
            TEXT,
        ),
        Column("note", "supplier.note", lambda s: s(Supplier).c.note, TEXT, only_export=True),
    ),
)
