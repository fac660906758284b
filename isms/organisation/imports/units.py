"""Decides what a sheet of units would do to the tree, and does it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.access import ROOT
from isms.kernel.imports import (
    Context,
    Fate,
    Import,
    ImportColumn,
    Notice,
    Plan,
    PlannedRow,
    Problem,
    plan,
    problems_of,
)
from isms.kernel.refusal import Refusal
from isms.kernel.sheets.cells import read_day, read_email, read_lines, read_text, term_reader
from isms.kernel.sheets.table import Sheet
from isms.organisation import queries, service
from isms.organisation.models import Person, Unit
from isms.organisation.rules import closing_refusals, period_refusals, placement_refusals
from isms.organisation.vocabulary import Permission, UnitKind

LEADER = ImportColumn("leader_email", "unit.leader_email", read_email)
COLUMNS = (
    ImportColumn("code", "unit.code", read_text, required=True),
    ImportColumn("name", "unit.name", read_text, required=True),
    ImportColumn("kind", "unit.kind", term_reader(UnitKind), required=True),
    ImportColumn("parent_code", "unit.parent_code", read_text),
    LEADER,
    ImportColumn("valid_from", "unit.valid_from", read_day),
    ImportColumn("valid_until", "unit.valid_until", read_day),
    ImportColumn("note", "unit.note", read_lines),
)
IGNORED = ("unit.parent_id", "unit.area_id", "unit.leader_id")


def plan_units(session: Session, sheet: Sheet, context: Context) -> Plan:
    """Return what a sheet of units would do; leaders who are not registered are named and left out."""
    tenant_id = context.tenant_id or queries.only_municipality(session)
    units = queries.units_of(session, tenant_id)
    people = queries.people_of(session, tenant_id)
    standing = {(code,): _values(unit, units, people) for code, unit in units.items()}
    read = plan(sheet, COLUMNS, key=["code"], existing=standing, ignored=IGNORED)
    unknown = sorted(
        {str(row.values["leader_email"]) for row in read.rows if row.values.get("leader_email")} - set(people)
    )
    rows = [row.without(LEADER) if row.values.get("leader_email") in unknown else row for row in read.rows]
    tree = _Tree(session, context, units, {row.values["code"]: row for row in rows})
    notices = [Notice("unit.leaders_unknown", {"emails": ", ".join(unknown)})] if unknown else []
    return replace(read, rows=tuple(rows)).having(tree.problems(), notices)


def _values(unit: Unit, units: Mapping[str, Unit], people: Mapping[str, Person]) -> dict[str, Any]:
    codes = {other.id: other.code for other in units.values()}
    emails = {person.id: person.email for person in people.values()}
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent_code": codes.get(unit.parent_id or 0),
        "leader_email": emails.get(unit.leader_id or 0),
        "valid_from": unit.valid_from,
        "valid_until": unit.valid_until,
        "note": unit.note,
    }


@dataclass
class _Tree:
    """The tree as it would stand after the import."""

    session: Session
    context: Context
    units: Mapping[str, Unit]
    rows: Mapping[str, PlannedRow]

    def __post_init__(self) -> None:
        codes = {unit.id: unit.code for unit in self.units.values()}
        self.parents = {code: codes.get(unit.parent_id or 0) for code, unit in self.units.items()}
        self.ends: dict[str, date | None] = {code: unit.valid_until for code, unit in self.units.items()}
        for code, row in self.rows.items():
            self.parents[code] = row.values.get("parent_code", self.parents.get(code))
            self.ends[code] = row.values.get("valid_until", self.ends.get(code))

    def problems(self) -> Iterator[Problem]:
        """Yield what the tree would not bear."""
        for row in self.rows.values():
            if row.fate is not Fate.UNCHANGED:
                yield from problems_of(row, self._refusals(row), COLUMNS)

    def _refusals(self, row: PlannedRow) -> Iterator[Refusal]:
        code, values = row.values["code"], row.values
        unit, parent = self.units.get(code), self.parents[code]
        if unit and unit.withdrawn_on:
            yield Refusal("unit.code_taken", "code")
            return
        if unit and values["kind"] != unit.kind:
            yield Refusal("unit.kind_fixed", "kind")
        if unit and not self.context.access.allows_at(Permission.UNIT_MANAGE, unit.path):
            yield Refusal("import.not_yours", "code")
        if parent is not None and not self._stands(parent):
            yield Refusal("import.unit_unknown", "parent_code")
        elif self._goes_round(code):
            yield Refusal("unit.below_itself", "parent_code")
        elif unit is None or self._moves(row):
            yield from self._placement(values["kind"], parent)
        start = values.get("valid_from", unit.valid_from if unit else None)
        yield from period_refusals(start, self.ends[code])
        if unit and self.ends[code] and self.ends[code] != unit.valid_until:
            yield from self._closing(code, unit, self.ends[code])

    def _stands(self, code: str) -> bool:
        unit = self.units.get(code)
        return unit.withdrawn_on is None if unit else code in self.rows

    def _moves(self, row: PlannedRow) -> bool:
        return any(difference.label == "unit.parent_code" for difference in row.differences)

    def _goes_round(self, code: str) -> bool:
        above, seen = self.parents.get(code), {code}
        while above is not None and above not in seen:
            seen.add(above)
            above = self.parents.get(above)
        return above is not None

    def _placement(self, kind: UnitKind, parent: str | None) -> Iterator[Refusal]:
        over = self.units.get(parent or "")
        path = over.path if over else ROOT
        if (parent is None or over) and not self.context.access.allows_at(Permission.UNIT_MANAGE, path):
            yield Refusal("import.not_yours", "parent_code")
        parent_kind = over.kind if over else self.rows[parent].values["kind"] if parent else None
        for refusal in placement_refusals(kind, parent_kind):
            yield Refusal(refusal.because, "parent_code")

    def _closing(self, code: str, unit: Unit, day: date | None) -> Iterator[Refusal]:
        below = [other for other in self.parents if other != code and self._lies_below(other, code)]
        outliving = [
            other for other in below if self._stands(other) and (self.ends[other] or date.max) > (day or date.max)
        ]
        people = queries.active_people_within(self.session, unit.path)
        for refusal in closing_refusals(len(outliving), people):
            yield Refusal(refusal.because, "valid_until", refusal.values)

    def _lies_below(self, code: str, top: str) -> bool:
        above, seen = self.parents.get(code), {code}
        while above is not None and above != top and above not in seen:
            seen.add(above)
            above = self.parents.get(above)
        return above == top


def apply_units(session: Session, planned: Plan, context: Context) -> None:
    """Establish, change, move and end units as planned: from the top down, and ends from the bottom up."""
    units = dict(queries.units_of(session, context.tenant_id or queries.only_municipality(session)))
    people = {
        email: person.id
        for email, person in queries.people_of(session, context.tenant_id or queries.only_municipality(session)).items()
    }
    waiting = [row for row in planned.rows if row.fate is not Fate.UNCHANGED]
    ordered = list(_from_the_top(waiting))
    for row in ordered:
        _apply(session, row, units, people)
    for row in reversed(ordered):
        unit = units[row.values["code"]]
        if "valid_until" in row.values and unit.valid_until != row.values["valid_until"]:
            service.end_unit(session, unit, row.values["valid_until"])


def _from_the_top(rows: list[PlannedRow]) -> Iterator[PlannedRow]:
    """Yield the rows so that none comes before the one it lies under."""
    by_code = {row.values["code"]: row for row in rows}
    done: set[str] = set()
    for row in rows:
        chain = []
        here: PlannedRow | None = row
        while here is not None and here.values["code"] not in done:
            chain.append(here)
            done.add(here.values["code"])
            here = by_code.get(here.values.get("parent_code") or "")
        yield from reversed(chain)


def _apply(session: Session, row: PlannedRow, units: dict[str, Unit], people: Mapping[str, int]) -> None:
    values = row.values
    unit = units.get(values["code"])
    parent = units.get(values.get("parent_code") or "")
    if unit is None:
        units[values["code"]] = service.establish(
            session,
            code=values["code"],
            name=values["name"],
            kind=values["kind"],
            parent=parent,
            leader_id=people.get(values.get("leader_email") or ""),
            valid_from=values.get("valid_from"),
            valid_until=values.get("valid_until"),
            note=values.get("note"),
        )
        return
    if any(difference.label == "unit.parent_code" for difference in row.differences):
        service.move(session, unit, parent)
    leader_id = people.get(values["leader_email"] or "") if "leader_email" in values else unit.leader_id
    service.change_unit(
        session,
        unit,
        code=unit.code,
        name=values["name"],
        leader_id=leader_id,
        valid_from=values.get("valid_from", unit.valid_from),
        note=values.get("note", unit.note),
    )


UNITS = Import("units", "unit:import", COLUMNS, plan_units, apply_units)
