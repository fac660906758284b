"""Gathers how each service area stands, with a page for each: what is the matter, whose it is, what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from isms.actions.models import Action
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.reviews.figures import RISK_RANK
from isms.reviews.queries.asked import Asked, part
from isms.reviews.rules.blocks import Block, Column, Part, Row, Sentence, Table, Value, Written, code, day, said, term
from isms.reviews.rules.changes import by_numbers, compared, table_before
from isms.reviews.vocabulary import Fault, PackagePart
from isms.risk.models import Scenario, ScenarioAction

LISTED_AT_MOST = 40
"""How many systems a page lists; the annex holds all."""

COUNTED = (
    Column("review.area"),
    Column("review.column.systems", numeric=True),
    Column("review.column.class_4_3"),
    Column("review.column.unrated", numeric=True),
    Column("review.column.unassessed", numeric=True),
    Column("fault.high_risk", numeric=True),
    Column("fault.ownerless", numeric=True),
)
LISTED = tuple(
    map(Column, ("review.column.system", "package.name", "review.column.class", "review.column.why"))
) + tuple(map(Column, ("system.owner_id", "package.next_step")))


def areas(asked: Asked) -> Iterator[Part]:
    """Yield the table of the areas, then a page for each area that has systems."""
    rows = [_counted(area["name"] or said("review.no_area"), area) for area in asked.figures["areas"]]
    whole = Row(_counted(said("review.whole"), asked.figures).cells, strong=True)
    table = Table("review.areas", COUNTED, (*rows, whole))
    told = compared(table, table_before(asked.before, PackagePart.AREAS, table.caption), by_numbers((3, 4, 5, 6)))
    yield part(PackagePart.AREAS, [*asked.written(PackagePart.AREAS), told])
    yield from _pages(asked)


def _counted(name: Value, counts: Mapping[str, Any]) -> Row:
    classes, faults = counts["classes"], counts["faults"]
    return Row(
        (
            name,
            counts["systems"],
            f"{classes['4']} / {classes['3']}",
            faults["rating_missing"] + faults["rating_expired"],
            faults["assessment_missing"] + faults["assessment_expired"],
            faults["high_risk"],
            faults["ownerless"],
        )
    )


def _pages(asked: Asked) -> Iterator[Part]:
    owners = _owners(asked)
    steps = _next_steps(asked)
    for area in _areas_of(asked):
        systems = [asked.figures["portfolio"][row.code] for row in owners.values() if row.area_id == area.id]
        if not systems:
            continue
        troubled = sorted((one for one in systems if one["faults"]), key=_weight)
        rows = tuple(_listed(one, owners[one["id"]], steps.get(one["id"])) for one in troubled[:LISTED_AT_MOST])
        more = max(0, len(troubled) - LISTED_AT_MOST)
        table = Table("review.attention", LISTED, rows, "review.none_need_attention", more)
        before = table_before(asked.before, PackagePart.AREAS, table.caption, area.name)
        blocks = [_lead(len(systems), len(troubled)), *_statement(asked, area.id), compared(table, before, _burden)]
        yield part(PackagePart.AREAS, blocks, area.name, own_page=True)


def _lead(systems: int, troubled: int) -> Sentence:
    return Sentence("package.area_lead", {"n": systems, "troubled": troubled}, lead=True)


def _statement(asked: Asked, area_id: int) -> list[Block]:
    said_ = asked.statements.get(area_id)
    if said_ is None:
        return [Sentence("package.no_statement", {})]
    return [Written(said_.text, said_.written_by.name, said_.written_on, "package.area_statement")]


def _areas_of(asked: Asked) -> Sequence[Any]:
    unit = asked.source(Unit)
    named = select(unit.c.id, unit.c.name).where(asked.lies_in(unit), unit.c.kind == "service_area")
    return asked.session.execute(named.order_by(unit.c.name_key, unit.c.id)).all()


def _owners(asked: Asked) -> dict[int, Any]:
    """Return the code, area and owner of each system that the figures tell of, by name."""
    system, unit, person = asked.source(System), asked.source(Unit), asked.source(Person)
    rows = asked.session.execute(
        select(system.c.id, system.c.code, unit.c.area_id, person.c.name)
        .select_from(
            system.join(unit, unit.c.id == system.c.unit_id).outerjoin(person, person.c.id == system.c.owner_id)
        )
        .where(asked.lies_in(unit))
        .order_by(system.c.name_key, system.c.id)
    )
    return {row.id: row for row in rows if row.code in asked.figures["portfolio"]}


def _next_steps(asked: Asked) -> dict[int, Any]:
    """Return the open action that is due first against the risks of each system."""
    scenario, link, action = asked.source(Scenario), asked.source(ScenarioAction), asked.source(Action)
    rows = asked.session.execute(
        select(scenario.c.system_id, action.c.title, action.c.due_on)
        .select_from(
            link.join(scenario, scenario.c.id == link.c.scenario_id).join(action, action.c.id == link.c.action_id)
        )
        .where(
            scenario.c.system_id.is_not(None),
            scenario.c.withdrawn_on.is_(None),
            link.c.withdrawn_on.is_(None),
            action.c.withdrawn_on.is_(None),
            action.c.done_on.is_(None),
        )
        .order_by(action.c.due_on.desc(), action.c.id.desc())
    )
    return {row.system_id: row for row in rows}


def _listed(standing: Mapping[str, Any], row: Any, step: Any) -> Row:
    next_step = said("package.step", what=step.title, day=day(step.due_on)) if step else None
    return Row(
        (
            code(standing["code"], f"/systems/{standing['id']}"),
            standing["name"],
            standing["system_class"],
            joined([term(Fault(fault).label) for fault in standing["faults"]]),
            row.name,
            next_step,
        )
    )


def joined(values: Sequence[Value]) -> Value:
    """Return several values as one that is printed as a list."""
    if not values:
        return None
    first, *rest = values
    return said("package.both", first=first, rest=joined(rest)) if rest else first


def _weight(standing: Mapping[str, Any]) -> tuple[int, int, int, str]:
    return -(standing["system_class"] or 0), -standing["risk"], -len(standing["faults"]), standing["code"]


def _burden(row: Row) -> float:
    """Weigh a row by what is the matter: a high risk more than all that may be missing."""
    faults = list(_keys(row.cells[3]))
    return (Fault.HIGH_RISK.label in faults) * len(RISK_RANK) * 10 + len(faults)


def _keys(value: Value) -> Iterator[str]:
    if isinstance(value, Mapping) and value.get("kind") == "term":
        yield str(value["key"])
    elif isinstance(value, Mapping):
        for inner in value.get("values", {}).values():
            yield from _keys(inner)
