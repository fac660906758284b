"""What the page of a deviation names: people, systems, risks, controls, suppliers, merged deviations."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, case, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from isms.controls.models import Control
from isms.controls.vocabulary import Permission as ControlPermission
from isms.deviations.models import (
    AffectedSystem,
    Deviation,
    DeviationControl,
    DeviationRisk,
    DeviationSupplier,
)
from isms.deviations.queries import OF_A_SYSTEM, deviation_scope
from isms.deviations.vocabulary import Permission
from isms.kernel.access import Access
from isms.organisation.models import Person, Unit
from isms.portfolio.models import Supplier, System
from isms.portfolio.vocabulary import Permission as PortfolioPermission
from isms.risk.models import Assessment, Scenario
from isms.risk.queries import scenario_scope
from isms.risk.queries.standing import unit_of_risk
from isms.risk.vocabulary import Permission as RiskPermission

PEOPLE = (
    *("reported_by_id", "responsible_id", "triaged_by_id", "started_by_id", "corrected_by_id"),
    *("effect_checked_by_id", "closed_by_id", "rejected_by_id", "merged_by_id"),
)
"""The people of a deviation that its page names."""

NEAR_A_SYSTEM = OF_A_SYSTEM[Permission.DEVIATION_READ]


def near(session: Session, access: Access, deviation: Deviation) -> Mapping[str, Sequence[Any]]:
    """Return what a deviation has to do with, as far as a person may read it: rows by kind.

    Each row has `id`, `code`, `name` and `mark`: of a risk whether the deviation has raised it. Rows of systems
    have the ids of their people too. The name of a merged deviation is None when the person may not read it.
    """
    found: dict[str, list[Any]] = defaultdict(list)
    rows = union_all(*_selects(access, deviation)).subquery("near")
    for row in session.execute(select(rows).order_by(rows.c.kind, rows.c.code, rows.c.name, rows.c.id)):
        found[row.kind].append(row)
    return found


def _selects(access: Access, deviation: Deviation) -> Iterator[Select[Any]]:
    people = sorted({getattr(deviation, name) for name in PEOPLE} - {None})
    yield _row("person", Person.id, null(), Person.name).where(Person.id.in_(people))
    near_people = [getattr(System, name) for name in NEAR_A_SYSTEM]
    systems = _row("system", System.id, System.code, System.name, people=near_people)
    yield systems.where(System.id.in_(_linked(AffectedSystem, "system_id", deviation)))
    if access.allows(RiskPermission.RISK_READ) or access.person_id is not None:
        yield _risks(access, deviation)
    if access.allows(ControlPermission.CONTROL_READ):
        controls = _row("control", Control.id, Control.code, Control.code)
        yield controls.where(Control.id.in_(_linked(DeviationControl, "control_id", deviation)))
    if access.allows(PortfolioPermission.SUPPLIER_READ):
        suppliers = _row("supplier", Supplier.id, null(), Supplier.name)
        yield suppliers.where(Supplier.id.in_(_linked(DeviationSupplier, "supplier_id", deviation)))
    yield _merged(access, deviation)


def _risks(access: Access, deviation: Deviation) -> Select[Any]:
    scenario, system = Scenario.__table__, System.__table__
    return (
        _row("risk", Scenario.id, Scenario.code, Scenario.title, DeviationRisk.raised)
        .join(DeviationRisk, DeviationRisk.scenario_id == Scenario.id)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(Assessment.__table__, system))
        .where(
            DeviationRisk.deviation_id == deviation.id,
            DeviationRisk.withdrawn_on.is_(None),
            Scenario.withdrawn_on.is_(None),
            scenario_scope(access, RiskPermission.RISK_READ, scenario, system, Unit.__table__.c.path),
        )
    )


def _merged(access: Access, deviation: Deviation) -> Select[Any]:
    table = Deviation.__table__
    tables = AffectedSystem.__table__, System.__table__
    mine = deviation_scope(access, Permission.DEVIATION_READ, table, Unit.__table__.c.path, tables)
    shown = case((mine, Deviation.title), else_=null())
    return (
        _row("merged", Deviation.id, Deviation.code, shown, Deviation.id == deviation.merged_into_id)
        .join(Unit, Unit.id == Deviation.unit_id)
        .where(or_(Deviation.merged_into_id == deviation.id, Deviation.id == deviation.merged_into_id))
    )


def _row(kind: str, id_: Any, code: Any, name: Any, mark: Any = None, people: Sequence[Any] = ()) -> Select[Any]:
    others = people or [null()] * len(NEAR_A_SYSTEM)
    told = [column.label(label) for label, column in zip(NEAR_A_SYSTEM, others, strict=True)]
    marked = literal(False) if mark is None else mark
    called = code.label("code"), name.label("name")
    return select(literal(kind).label("kind"), id_.label("id"), *called, marked.label("mark"), *told)


def _linked(link: type[Any], name: str, deviation: Deviation) -> Select[Any]:
    return select(getattr(link, name)).where(link.deviation_id == deviation.id, link.withdrawn_on.is_(None))
