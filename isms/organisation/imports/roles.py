"""Decides what a sheet of roles would grant, and grants it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.imports import Context, Fate, Import, ImportColumn, Plan, PlannedRow, plan, problems_of
from isms.kernel.refusal import Refusal
from isms.kernel.sheets.cells import read_day, read_email, read_text, term_reader
from isms.kernel.sheets.table import Sheet
from isms.organisation import queries, service
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.rules import grant_refusals, period_refusals, role_refusals
from isms.organisation.vocabulary import Permission, Role

FROM = ImportColumn("valid_from", "role_holding.valid_from", read_day)
COLUMNS = (
    ImportColumn("email", "person.email", read_email, required=True),
    ImportColumn("role", "role_holding.role", term_reader(Role), required=True),
    ImportColumn("unit_code", "person.unit_code", read_text, required=True),
    FROM,
    ImportColumn("valid_until", "role_holding.valid_until", read_day),
)


@dataclass
class _Standing:
    """What the municipality has: its units and people, and the newest of each role somebody holds somewhere."""

    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    holdings: Mapping[tuple[Any, ...], RoleHolding]

    @classmethod
    def of(cls, session: Session, context: Context) -> "_Standing":
        tenant_id = context.tenant_id or queries.only_municipality(session)
        units, people = queries.units_of(session, tenant_id), queries.people_of(session, tenant_id)
        codes = {unit.id: unit.code for unit in units.values()}
        emails = {person.id: person.email for person in people.values()}
        held = {
            (emails[holding.person_id], holding.role, codes[holding.unit_id]): holding
            for holding in queries.standing_holdings(session, tenant_id)
            if holding.person_id in emails and holding.unit_id in codes
        }
        return cls(units, people, held)

    def home(self, person: Person) -> Unit | None:
        return next((unit for unit in self.units.values() if unit.id == person.unit_id), None)


def plan_roles(session: Session, sheet: Sheet, context: Context) -> Plan:
    """Return what a sheet of roles would grant; a role without a first day begins today, or keeps its own."""
    standing = _Standing.of(session, context)
    existing = {key: _values(key, holding) for key, holding in standing.holdings.items()}
    read = plan(sheet, COLUMNS, key=["email", "role", "unit_code"], existing=existing)
    rows = tuple(row if row.values.get("valid_from") else row.without(FROM) for row in read.rows)
    return replace(read, rows=rows).having(
        problem
        for row in rows
        if row.fate is not Fate.UNCHANGED
        for problem in problems_of(row, _refusals(row, context, standing), COLUMNS)
    )


def _values(key: tuple[Any, ...], holding: RoleHolding) -> dict[str, Any]:
    email, role, code = key
    return {
        "email": email,
        "role": role,
        "unit_code": code,
        "valid_from": holding.valid_from,
        "valid_until": holding.valid_until,
    }


def _refusals(row: PlannedRow, context: Context, standing: _Standing) -> Iterator[Refusal]:
    access, values = context.access, row.values
    unit = standing.units.get(values["unit_code"])
    if unit is None or unit.withdrawn_on:
        yield Refusal("import.unit_unknown", "unit_code")
    elif not access.allows_at(Permission.ROLE_GRANT, unit.path):
        yield Refusal("import.not_yours", "unit_code")
    person = standing.people.get(values["email"])
    home = standing.home(person) if person else None
    if person is None or (home and not access.allows_at(Permission.PERSON_READ, home.path)):
        yield Refusal("import.person_unknown", "email")
    else:
        for refusal in grant_refusals(person.id, access.person_id):
            yield Refusal(refusal.because, "email")
    yield from role_refusals(values["role"], values.get("valid_until"))
    held = standing.holdings.get(row.key)
    start = values.get("valid_from") or (held.valid_from if held else context.today)
    yield from period_refusals(start, values.get("valid_until"))


def apply_roles(session: Session, planned: Plan, context: Context) -> None:
    """Grant roles and change their periods as planned."""
    standing = _Standing.of(session, context)
    for row in planned.rows:
        values = row.values
        if row.fate is Fate.NEW:
            service.grant_role(
                session,
                standing.people[values["email"]],
                values["role"],
                standing.units[values["unit_code"]],
                values.get("valid_from") or context.today,
                values.get("valid_until"),
                context.access.person_id,
            )
        elif row.fate is Fate.CHANGED:
            held = standing.holdings[row.key]
            until = values.get("valid_until", held.valid_until)
            service.change_period(session, held, values.get("valid_from", held.valid_from), until)


ROLES = Import("roles", "role:import", COLUMNS, plan_roles, apply_roles)
