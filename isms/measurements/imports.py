"""Decides what a sheet of measurements would do, and does it: each row is one system measured on one day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.formats import read_boolean
from isms.kernel.imports import Context, Fate, Import, ImportColumn, Plan, PlannedRow, Stopped, plan, problems_of
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.sheets.cells import Unreadable, read_day, read_lines, read_number, read_text, term_reader
from isms.kernel.sheets.table import Sheet
from isms.kernel.text import folded
from isms.measurements import queries, rules, service
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import (
    FallbackState,
    LogState,
    MeasurementKind,
    MeasurementSource,
    Permission,
    SignInStrength,
)
from isms.organisation.queries import only_municipality
from isms.portfolio.models import System

KEY = ("system_code", "kind", "measured_on")
SAID = (*rules.ANSWERS, "evidence", "note")
LARGEST = 2_000_000_000


def _yes_no(text: str) -> bool:
    try:
        return read_boolean(text)
    except ValueError as error:
        raise Unreadable("import.neither_yes_nor_no") from error


def _count(text: str) -> int:
    number = read_number(text)
    if not 0 <= number <= LARGEST:
        raise Unreadable("form.number_out_of_range", minimum=0, maximum=LARGEST)
    return number


def _only_yes(value: Any, standing: Any) -> Any:
    """Return a claim only when it is made: that it is not made is said by silence."""
    return value or None


COLUMNS = (
    ImportColumn("system_code", "measurement.system_code", read_text, required=True),
    ImportColumn("kind", "measurement.kind", term_reader(MeasurementKind), required=True),
    ImportColumn("measured_on", "measurement.measured_on", read_day, required=True),
    ImportColumn("passed", "measurement.passed", _yes_no),
    ImportColumn("hours", "measurement.hours", _count),
    ImportColumn("removed", "measurement.removed", _count),
    ImportColumn("days", "measurement.days", _count),
    ImportColumn("supported", "measurement.supported", _yes_no),
    ImportColumn("sign_in", "measurement.sign_in", term_reader(SignInStrength)),
    ImportColumn("log_state", "measurement.log_state", term_reader(LogState)),
    ImportColumn("fallback", "measurement.fallback", term_reader(FallbackState)),
    ImportColumn("by_supplier", "measurement.by_supplier", _yes_no, settle=_only_yes),
    ImportColumn("evidence", "measurement.evidence", read_lines),
    ImportColumn("note", "measurement.note", read_lines),
)


@dataclass(frozen=True)
class _Standing:
    """The municipality's systems by code: those one may measure, and those whose measurements one may read."""

    measurable: Mapping[str, System]
    readable: Mapping[str, System]
    measured: Mapping[tuple[Any, ...], Mapping[str, Any]]

    @classmethod
    def of(cls, session: Session, context: Context) -> "_Standing":
        """Read it; raises Refused when no municipality is meant."""
        tenant_id = context.tenant_id or only_municipality(session)
        if tenant_id is None:
            raise Refused(Refusal("import.no_municipality"))
        measurable, readable = (
            queries.systems_by_code(session, context.access, tenant_id, permission)
            for permission in (Permission.MEASUREMENT_RECORD, Permission.MEASUREMENT_READ)
        )
        codes = {system.id: code for code, system in readable.items()}
        measured = {
            (codes[one.system_id], one.kind, one.measured_on): _values(one, codes[one.system_id])
            for one in queries.standing(session, tenant_id)
            if one.system_id in codes
        }
        return cls(measurable, readable, measured)

    def code(self, text: str) -> str | None:
        """Return the code of the system that a cell names, by code or by name; what it says when there is none."""
        said = read_text(text)
        if said is None or said.upper() in self.readable:
            return said and said.upper()
        named = {system.name_folded: code for code, system in self.readable.items()}
        return named.get(folded(said), said)


def _values(measurement: Measurement, code: str) -> dict[str, Any]:
    values = {name: getattr(measurement, name) for name in ("kind", "measured_on", *SAID)}
    return {"system_code": code, **values}


def plan_measurements(session: Session, sheet: Sheet, context: Context) -> Plan:
    """Return what a sheet of measurements would do.

    A row about what was measured already that day changes nothing when it says the same, and is recorded anew
    when it says something else.
    """
    standing = _Standing.of(session, context)
    ignored = set(context.register) - {column.label for column in COLUMNS}
    columns = [replace(column, read=standing.code) if column.key == "system_code" else column for column in COLUMNS]
    read = plan(sheet, columns, key=KEY, existing=standing.measured, ignored=ignored)
    return read.having(
        problem
        for row in read.rows
        if row.fate is not Fate.UNCHANGED
        for problem in problems_of(row, _refusals(row, standing, context), COLUMNS)
    )


def _refusals(row: PlannedRow, standing: _Standing, context: Context) -> Iterator[Refusal]:
    code = row.values["system_code"]
    if code not in standing.readable:
        yield Refusal("measurement.system_unknown", "system_code")
    elif code not in standing.measurable:
        yield Refusal("import.not_yours", "system_code")
    yield from rules.day_refusals(row.values["measured_on"], context.today)
    yield from rules.answer_refusals(row.values["kind"], _said(row, standing))


def _said(row: PlannedRow, standing: _Standing) -> dict[str, Any]:
    """Return the answers of a row; what it has no column for stays as it was said of that day, if anything was."""
    held = standing.measured.get(row.key, {})
    return {name: row.values.get(name, held.get(name)) for name in SAID}


def apply_measurements(session: Session, planned: Plan, context: Context) -> None:
    """Record what is new or says something else; raises Stopped at a row that is refused."""
    standing = _Standing.of(session, context)
    changing = [row for row in planned.rows if row.fate is not Fate.UNCHANGED]
    for done, row in enumerate(changing, 1):
        try:
            service.record(
                session,
                standing.measurable[row.values["system_code"]],
                row.values["kind"],
                measured_on=row.values["measured_on"],
                source=MeasurementSource.IMPORTED,
                recorded_by_id=context.access.person_id,
                today=context.today,
                **_said(row, standing),
            )
        except Refused as no:
            raise Stopped(problems_of(row, no.refusals, COLUMNS)) from no
        context.progress(done, len(changing))


MEASUREMENTS = Import("measurements", "measurement:import", COLUMNS, plan_measurements, apply_measurements)
IMPORTS = {MEASUREMENTS.name: MEASUREMENTS}
