"""Gathers what ends soon and what is not agreed: agreements, support, and processing for the municipality."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from isms.health.queries.facts.systems import ELSEWHERE
from isms.health.rules.privacy import LACKING
from isms.kernel.clock import months_after
from isms.organisation.models import Unit
from isms.portfolio.models import Supplier, System
from isms.portfolio.vocabulary import Lifecycle, ProcessorAgreement
from isms.reviews.queries.asked import Asked, part
from isms.reviews.rules.blocks import Column, Part, Row, Table, code, day, said, term
from isms.reviews.rules.changes import compared, table_before
from isms.reviews.vocabulary import PackagePart

AGREEMENTS_WITHIN, SUPPORT_WITHIN = 12, 18
"""Within how many months an agreement, or a supplier's support, is told to end."""

LISTED = tuple(map(Column, ("review.column.system", "package.name", "system.supplier_id")))


def suppliers(asked: Asked) -> Iterator[Part]:
    """Yield the agreements and the support that end, or have ended, and the processors without an agreement."""
    systems = _systems(asked)
    tables = (
        _ending(asked, systems, "agreement_until", AGREEMENTS_WITHIN, "package.agreements_ending"),
        _ending(asked, systems, "end_of_support_on", SUPPORT_WITHIN, "package.support_ending"),
        _without_agreement(systems),
    )
    told = [
        compared(table, table_before(asked.before, PackagePart.SUPPLIERS, table.caption), lambda _: None)
        for table in tables
    ]
    yield part(PackagePart.SUPPLIERS, [*asked.written(PackagePart.SUPPLIERS), *told])


def _systems(asked: Asked) -> list[Any]:
    s = asked.source
    system, unit, supplier = s(System), s(Unit), s(Supplier)
    return list(
        asked.session.execute(
            select(
                system.c.id,
                system.c.code,
                system.c.name,
                supplier.c.name.label("supplier"),
                system.c.agreement_until,
                system.c.end_of_support_on,
                system.c.personal_data,
                system.c.hosting,
                system.c.processor_agreement,
            )
            .select_from(
                system.join(unit, unit.c.id == system.c.unit_id).outerjoin(
                    supplier, supplier.c.id == system.c.supplier_id
                )
            )
            .where(asked.lies_in(unit), system.c.withdrawn_on.is_(None), system.c.lifecycle != Lifecycle.ENDED)
            .order_by(system.c.name_key, system.c.id)
        )
    )


def _ending(asked: Asked, systems: list[Any], field: str, months: int, caption: str) -> Table:
    last = months_after(asked.today, months)
    found = [row for row in systems if (end := getattr(row, field)) is not None and end <= last]
    found.sort(key=lambda row: getattr(row, field))
    rows = tuple(_row(row, getattr(row, field), asked.today) for row in found)
    return Table(caption, (*LISTED, Column("package.ends_on")), rows, "package.none_ending")


def _row(row: Any, ends_on: date, today: date) -> Row:
    cells = (code(row.code, f"/systems/{row.id}"), row.name, row.supplier, day(ends_on))
    return Row(cells, "overdue" if ends_on < today else None)


def _without_agreement(systems: list[Any]) -> Table:
    """Return who may process personal data without it being agreed, and of whom nobody has said whether it is."""
    rows = tuple(
        Row(
            (
                code(row.code, f"/systems/{row.id}"),
                row.name,
                row.supplier,
                term(ProcessorAgreement(row.processor_agreement).label)
                if row.processor_agreement
                else said("health.value.unknown"),
            )
        )
        for row in systems
        if row.personal_data and _may_lack_agreement(row)
    )
    columns = (*LISTED, Column("system.processor_agreement"))
    return Table("package.processors_without_agreement", columns, rows, "package.none_without_agreement")


def _may_lack_agreement(row: Any) -> bool:
    if row.processor_agreement is not None:
        return row.processor_agreement in LACKING
    return row.supplier is not None or row.hosting in ELSEWHERE
