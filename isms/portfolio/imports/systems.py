"""Decides what a sheet of systems would do, and does it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.imports import (
    Context,
    Fate,
    Import,
    Notice,
    Plan,
    PlannedRow,
    Problem,
    Stopped,
    plan,
    problems_of,
)
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.sheets.table import Sheet
from isms.kernel.text import folded
from isms.organisation.models import Unit
from isms.portfolio import rules, service
from isms.portfolio.imports.cells import COLUMNS
from isms.portfolio.imports.standing import PEOPLE, PLAIN, Standing
from isms.portfolio.models import System
from isms.portfolio.service.fields import DEFAULTS, FIELDS
from isms.portfolio.vocabulary import Permission

KEYS = {field.attribute: field.key for field in FIELDS}
CREATE_SUPPLIERS = "create_suppliers"
LEAVE_OWNERS_OUT = "leave_owners_out"


def plan_systems(session: Session, sheet: Sheet, context: Context) -> Plan:
    """Return what a sheet of systems would do: rows with a code change that system, the others are new.

    Suppliers that will be registered and people who are not are named, and must be said yes to.
    """
    standing = Standing.of(session, context)
    ignored = set(context.register) - {column.label for column in COLUMNS}
    existing = {(code,): standing.cells(system) for code, system in standing.readable.items()}
    columns = [replace(column, read=standing.reader(column)) for column in COLUMNS]
    read = plan(sheet, columns, key=["code"], existing=existing, ignored=ignored, new_key=["name"])
    rows, unknown = _without_unknown(_resolved(read.rows, standing), standing)
    suppliers = _new_suppliers(rows, standing)
    notices = []
    if suppliers:
        notices.append(Notice("import.suppliers_new", {"names": ", ".join(suppliers.values())}, CREATE_SUPPLIERS))
    if unknown:
        notices.append(Notice("import.owners_unknown", {"emails": ", ".join(unknown)}, LEAVE_OWNERS_OUT))
    named = [replace(row, key=_called(row, standing)) for row in rows]
    return replace(read, rows=tuple(named)).having(_problems(rows, standing, context), notices)


def _called(row: PlannedRow, standing: Standing) -> tuple[str, ...]:
    system = standing.meant(row.values)
    return (system.code, system.name) if system else row.key


def _resolved(rows: Iterable[PlannedRow], standing: Standing) -> list[PlannedRow]:
    """Return the rows with the code of a system in the file that is named as replaced, if it has one."""
    found = list(rows)
    codes = {folded(row.values["name"]): row.values.get("code") for row in found}
    for place, row in enumerate(found):
        code = codes.get(folded(row.values.get("replaces")))
        if code and code in standing.systems:
            held = standing.meant(row.values)
            old = standing.cells(held)["replaces"] if held else None
            found[place] = row.saying("replaces", code, old, COLUMNS)
    return found


def _without_unknown(rows: Iterable[PlannedRow], standing: Standing) -> tuple[list[PlannedRow], list[str]]:
    """Return the rows without the people who cannot be found, and their addresses."""
    unknown: set[str] = set()
    kept = [_without_people(row, standing, unknown) for row in rows]
    return kept, sorted(unknown)


def _without_people(row: PlannedRow, standing: Standing, unknown: set[str]) -> PlannedRow:
    """Return the row without the people who cannot be found; adds their addresses to `unknown`."""
    held = standing.meant(row.values)
    cells = standing.cells(held) if held else {}
    left = row
    for column in PEOPLE:
        email = row.values.get(column.key)
        if email and email not in standing.active and email != cells.get(column.key):
            unknown.add(email)
            left = left.without(column)
    return left


def _new_suppliers(rows: Iterable[PlannedRow], standing: Standing) -> dict[str, str]:
    """Return the suppliers that nobody has registered yet, by folded name, as first written."""
    found: dict[str, str] = {}
    for row in rows:
        name = row.values.get("supplier")
        if name and folded(name) not in standing.suppliers:
            found.setdefault(folded(name), name)
    return found


def _problems(rows: Iterable[PlannedRow], standing: Standing, context: Context) -> Iterator[Problem]:
    planned = list(rows)
    first: dict[str, int] = {}
    for row in planned:
        earlier = first.setdefault(folded(row.values["name"]), row.number)
        if earlier != row.number:
            yield Problem(row.number, "system.name", "import.twice", {"row": earlier})
        if row.fate is not Fate.UNCHANGED:
            found = [*_place_refusals(row, standing, context), *_refusals(row, standing, context, first)]
            yield from problems_of(row, [_by_key(refusal) for refusal in found], COLUMNS)
    names = set(first)
    for row in planned:
        if row.fate is not Fate.UNCHANGED and not _knows_predecessor(row, standing, names):
            yield Problem(row.number, "system.replaces_id", "import.system_unknown")


def _by_key(refusal: Refusal) -> Refusal:
    return replace(refusal, field=KEYS.get(refusal.field or "", refusal.field))


def _place_refusals(row: PlannedRow, standing: Standing, context: Context) -> Iterator[Refusal]:
    """Yield why the system cannot be, or be changed, where the row says."""
    system = standing.meant(row.values)
    permission = Permission.SYSTEM_CHANGE if system else Permission.SYSTEM_REGISTER
    unit = standing.units.get(row.values["unit_code"])
    stays = system is not None and unit is not None and system.unit_id == unit.id
    if row.values.get("code") and system is None:
        yield Refusal("import.code_unknown", "code")
    elif system and not standing.may_change(system):
        yield Refusal("import.not_yours", "code")
    if stays:
        return
    if unit is None or not _stands(unit, context):
        yield Refusal("import.unit_unknown", "unit_code")
    elif not context.access.allows_at(permission, unit.path):
        yield Refusal("import.not_yours", "unit_code")


def _stands(unit: Unit, context: Context) -> bool:
    ended = unit.valid_until is not None and unit.valid_until < context.today
    return unit.withdrawn_on is None and not ended and unit.tenant_id is not None


def _refusals(row: PlannedRow, standing: Standing, context: Context, first: dict[str, int]) -> Iterator[Refusal]:
    """Yield what the facts of a row may not say."""
    values = row.values
    system = standing.meant(values)
    facts = {field.attribute: values.get(field.key) for field in PLAIN}
    if system:
        facts |= {f.attribute: getattr(system, f.attribute) for f in PLAIN if f.key not in values}
    facts = {name: DEFAULTS.get(name) if fact is None else fact for name, fact in facts.items()}
    yield from rules.fact_refusals(facts)
    if other := standing.named(values["name"], system):
        if other.code in standing.readable:
            yield Refusal("import.name_exists", "name", {"code": other.code})
        else:
            yield Refusal("system.name_taken", "name")
    supplier = values.get("supplier")
    is_new = supplier and folded(supplier) not in standing.suppliers
    if is_new and not context.access.allows(Permission.SUPPLIER_REGISTER):
        yield Refusal("import.not_yours", "supplier")


def _knows_predecessor(row: PlannedRow, standing: Standing, names: set[str]) -> bool:
    """Return whether the system that a row says it replaces is there, or comes with the file."""
    said = row.values.get("replaces")
    is_new = row.fate is Fate.NEW or any(difference.label == "system.replaces_id" for difference in row.differences)
    if said is None or not is_new:
        return True
    if said == row.values.get("code") or folded(said) == folded(row.values["name"]):
        return False
    known = standing.systems.get(said)
    return known.withdrawn_on is None if known else folded(said) in names


def apply_systems(session: Session, planned: Plan, context: Context) -> None:
    """Register suppliers, register and change systems as planned; raises Stopped at a row that is refused.

    What replaces what is said last, when all the systems are there.
    """
    standing = Standing.of(session, context)
    changing = [row for row in planned.rows if row.fate is not Fate.UNCHANGED]
    for key, name in _new_suppliers(changing, standing).items():
        standing.suppliers[key] = service.register_supplier(session, standing.tenant_id, name=name)
    made: list[tuple[PlannedRow, System]] = []
    for done, row in enumerate(changing, 1):
        try:
            made.append((row, _done(session, row, standing)))
        except Refused as no:
            raise Stopped(problems_of(row, map(_by_key, no.refusals), COLUMNS)) from no
        context.progress(done, len(changing))
    by_name = {system.name_folded: system for _, system in made}
    for row, system in made:
        if "replaces" in row.values:
            said = row.values["replaces"]
            old = (standing.systems.get(said) or by_name[folded(said)]) if said else None
            service.change(session, system, replaces_id=old.id if old else None)


def _done(session: Session, row: PlannedRow, standing: Standing) -> System:
    unit = standing.units[row.values["unit_code"]]
    fields: dict[str, Any] = standing.fields(row.values)
    system = standing.meant(row.values)
    if system is None:
        return service.register(session, unit, **fields)
    service.change(session, system, unit, **fields)
    return system


SYSTEMS = Import("systems", "system:import", COLUMNS, plan_systems, apply_systems)
