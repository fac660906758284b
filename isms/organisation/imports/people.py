"""Decides what a sheet of people would do, and does it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.imports import Context, Fate, Import, ImportColumn, Plan, PlannedRow, plan, problems_of
from isms.kernel.refusal import Refusal
from isms.kernel.sheets.cells import read_day, read_email, read_text
from isms.kernel.sheets.table import Sheet
from isms.organisation import queries, rules, service
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Permission

COLUMNS = (
    ImportColumn("email", "person.email", read_email, required=True),
    ImportColumn("name", "person.name", read_text, required=True),
    ImportColumn("title", "person.title", read_text),
    ImportColumn("unit_code", "person.unit_code", read_text, required=True),
    ImportColumn("trained_on", "person.trained_on", read_day),
)
IGNORED = ("person.unit_id", "person.roles", "person.deactivated_on")


def plan_people(session: Session, sheet: Sheet, context: Context) -> Plan:
    """Return what a sheet of people would do."""
    tenant_id = context.tenant_id or queries.only_municipality(session)
    units = queries.units_of(session, tenant_id)
    people = queries.people_of(session, tenant_id)
    places = {unit.id: unit for unit in units.values()}
    standing = {(email,): _values(person, places) for email, person in people.items()}
    read = plan(sheet, COLUMNS, key=["email"], existing=standing, ignored=IGNORED)
    new = [row.values["email"] for row in read.of(Fate.NEW)]
    taken = queries.emails_elsewhere(session, tenant_id, new)
    return read.having(
        problem
        for row in read.rows
        if row.fate is not Fate.UNCHANGED
        for problem in problems_of(row, _refusals(row, context, units, people, places, taken), COLUMNS)
    )


def _values(person: Person, places: Mapping[int, Unit]) -> dict[str, Any]:
    home = places.get(person.unit_id or 0)
    return {
        "email": person.email,
        "name": person.name,
        "title": person.title,
        "unit_code": home.code if home else None,
        "trained_on": person.trained_on,
    }


def _refusals(
    row: PlannedRow,
    context: Context,
    units: Mapping[str, Unit],
    people: Mapping[str, Person],
    places: Mapping[int, Unit],
    taken: set[str],
) -> Iterator[Refusal]:
    yield from rules.training_refusals(row.values.get("trained_on"), context.today)
    if row.values["email"] in taken:
        yield Refusal("person.email_taken", "email")
    unit = units.get(row.values["unit_code"])
    if unit is None or unit.withdrawn_on:
        yield Refusal("import.unit_unknown", "unit_code")
    elif not context.access.allows_at(Permission.PERSON_MANAGE, unit.path):
        yield Refusal("import.not_yours", "unit_code")
    person = people.get(row.values["email"])
    home = places.get(person.unit_id or 0) if person else None
    if home and not context.access.allows_at(Permission.PERSON_MANAGE, home.path):
        yield Refusal("import.not_yours", "email")


def apply_people(session: Session, planned: Plan, context: Context) -> None:
    """Register and change people as planned."""
    tenant_id = context.tenant_id or queries.only_municipality(session)
    units = queries.units_of(session, tenant_id)
    people = queries.people_of(session, tenant_id)
    for row in planned.rows:
        values, unit = row.values, units[row.values["unit_code"]]
        if row.fate is Fate.NEW:
            made = service.register_person(
                session, email=values["email"], name=values["name"], unit=unit, title=values.get("title")
            )
            service.train(session, made, values.get("trained_on"), context.today)
        elif row.fate is Fate.CHANGED:
            person = people[values["email"]]
            title = values.get("title", person.title)
            service.change_person(session, person, email=values["email"], name=values["name"], unit=unit, title=title)
            if "trained_on" in values:
                service.train(session, person, values["trained_on"], context.today)


PEOPLE = Import("people", "person:import", COLUMNS, plan_people, apply_people)
