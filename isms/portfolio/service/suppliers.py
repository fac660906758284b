"""Registering, changing and withdrawing suppliers."""

from collections.abc import Iterator
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from isms.kernel.codes import next_code
from isms.kernel.refusal import Refusal, refuse
from isms.kernel.text import normalise
from isms.portfolio import queries, rules
from isms.portfolio.models import Supplier

PREFIX = "L"


class SupplierFields(TypedDict, total=False):
    """What is known of a supplier; country as two letters, organisation number as nine digits."""

    name: str
    contact_name: str | None
    contact_email: str | None
    country: str | None
    organisation_number: str | None
    note: str | None


def register_supplier(session: Session, tenant_id: int, **fields: Unpack[SupplierFields]) -> Supplier:
    """Register a supplier of a municipality under the next code and return it; raises Refused."""
    supplier = Supplier(tenant_id=tenant_id)
    _take(supplier, fields)
    refuse(_refusals(supplier))
    supplier.code = next_code(session, tenant_id, PREFIX)
    session.add(supplier)
    session.flush()
    return supplier


def change_supplier(session: Session, supplier: Supplier, **fields: Unpack[SupplierFields]) -> None:
    """Change the facts given; the others stay. Raises Refused."""
    with session.no_autoflush:
        _take(supplier, fields)
        refuse(_refusals(supplier))
    session.flush()


def withdraw_supplier(session: Session, supplier: Supplier, *, because: str | None, today: date) -> None:
    """Withdraw a supplier with a reason; refused while it still delivers a system."""
    refuse(
        [
            *rules.withdrawal_refusals(because, withdrawn=supplier.withdrawn_on is not None),
            *rules.delivery_refusals(queries.count_systems_from(session, supplier.id)),
        ]
    )
    supplier.withdrawn_on = today
    supplier.withdrawn_because = because
    session.flush()


def _take(supplier: Supplier, fields: SupplierFields) -> None:
    for name, value in fields.items():
        setattr(supplier, name, normalise(str(value or "")) if name == "name" else value)


def _refusals(supplier: Supplier) -> Iterator[Refusal]:
    if not supplier.name:
        yield Refusal("supplier.nameless", "name")
    yield from rules.country_refusals(supplier.country, "country")
    yield from rules.organisation_number_refusals(supplier.organisation_number)
