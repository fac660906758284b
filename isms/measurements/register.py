"""The register of measurements."""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, or_, select

from isms.kernel.register.columns import Column, Join, Options, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, LINES, TEXT, YES_NO, Kind, choice, quiet
from isms.kernel.vocabulary import Term, YesNo
from isms.measurements import queries
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import (
    FallbackState,
    LogState,
    MeasurementKind,
    MeasurementResult,
    MeasurementSource,
    Permission,
    SignInStrength,
)
from isms.organisation.models import Person, Unit
from isms.organisation.register.places import AREA, area_column
from isms.portfolio.models import System
from isms.portfolio.register.filters import at_or_below, unit_options

JOINS = (
    Join("system", lambda s: s(System), lambda s: s(Measurement).c.system_id == s(System).c.id),
    Join("unit", lambda s: s(Unit), lambda s: s(System).c.unit_id == s(Unit).c.id, ("system",)),
    AREA,
    Join("recorded_by", lambda s: s(Person), lambda s: s(Measurement).c.recorded_by_id == s(Person).c.id),
)


def _is_newest(s: Source) -> ColumnElement[bool]:
    """Return whether no standing measurement of the same kind is newer."""
    measured, other = s(Measurement).c, s(Measurement, "newer").c
    is_newer = or_(
        other.measured_on > measured.measured_on,
        and_(other.measured_on == measured.measured_on, other.id > measured.id),
    )
    newer = exists(select(other.id).where(other.system_id == measured.system_id, other.kind == measured.kind, is_newer))
    return ~newer.where(other.withdrawn_on.is_(None)).correlate(s(Measurement))


def _is_newest_as(s: Source, value: str) -> ColumnElement[bool]:
    return _is_newest(s) if value == YesNo.YES else ~_is_newest(s)


def _fact(name: str, kind: Kind, *, shown: bool = False, export: bool = False) -> Column:
    return Column(name, f"measurement.{name}", lambda s: s(Measurement).c[name], kind, shown=shown, only_export=export)


def _word(name: str, vocabulary: type[Term], kind: Kind, *, shown: bool = True, narrows: bool = False) -> Column:
    return Column(
        name,
        f"measurement.{name}",
        lambda s: s(Measurement).c[name],
        kind,
        shown=shown,
        filter=narrows,
        terms=vocabulary,
    )


def _page_of(s: Source) -> ColumnElement[Any]:
    return cast(s(System).c.id, String).concat("/measurements")


SYSTEM = (
    Column(
        "system",
        "measurement.system_id",
        lambda s: s(System).c.name,
        TEXT,
        needs=("system",),
        sort=lambda s: s(System).c.name_key,
        href=_page_of,
        href_prefix="/systems/",
    ),
    Column(
        "system_code", "measurement.system_code", lambda s: s(System).c.code, CODE, needs=("system",), only_export=True
    ),
    area_column("system.area", shown=False),
    Column(
        "unit",
        "system.unit_id",
        lambda s: s(Unit).c.name,
        TEXT,
        needs=("unit",),
        sort=lambda s: s(Unit).c.name_key,
        shown=False,
        filter=True,
        options=Options(unit_options),
        matches=at_or_below,
    ),
)

FOUND = (
    _word("kind", MeasurementKind, choice(MeasurementKind), narrows=True),
    _fact("measured_on", DATE, shown=True),
    _word("result", MeasurementResult, quiet(MeasurementResult), narrows=True),
    Column(
        "newest",
        "measurement.newest",
        lambda s: case((_is_newest(s), True), else_=False),
        YES_NO,
        shown=False,
        filter=True,
        options=Options(lambda session, access, words: [(term.value, words(term.label)) for term in YesNo]),
        matches=_is_newest_as,
    ),
    _fact("evidence", LINES),
)

ANSWERS = (
    _fact("passed", YES_NO),
    _fact("hours", INTEGER),
    _fact("removed", INTEGER),
    _fact("days", INTEGER),
    _fact("supported", YES_NO),
    _word("sign_in", SignInStrength, choice(SignInStrength), shown=False),
    _word("log_state", LogState, choice(LogState), shown=False),
    _word("fallback", FallbackState, choice(FallbackState), shown=False),
    _fact("by_supplier", YES_NO),
    _fact("note", TEXT, export=True),
)

ORIGIN = (
    Column(
        "recorded_by",
        "measurement.recorded_by_id",
        lambda s: s(Person).c.name,
        TEXT,
        needs=("recorded_by",),
        sort=lambda s: s(Person).c.name_key,
    ),
    _fact("recorded_on", DATE),
    _word("source", MeasurementSource, choice(MeasurementSource)),
)

MEASUREMENTS = Register(
    name="measurements",
    model=Measurement,
    permission=Permission.MEASUREMENT_READ,
    joins=JOINS,
    scope=lambda s, access: queries.measurement_scope(access, Permission.MEASUREMENT_READ, s(System), s(Unit).c.path),
    scope_needs=("system", "unit"),
    live=lambda s: s(System).c.withdrawn_on.is_(None),
    order=lambda s: (s(Measurement).c.measured_on.desc(), s(Measurement).c.id.desc()),
    search=lambda s: s(System).c.search_text,
    columns=(*SYSTEM, *FOUND, *ANSWERS, *ORIGIN),
    views=(
        SavedView("newest", "register.measurements.newest", {"newest": YesNo.YES}),
        SavedView(
            "restore_tests",
            "register.measurements.restore_tests",
            {"kind": MeasurementKind.RESTORE_TEST, "newest": YesNo.YES},
        ),
        SavedView(
            "access_reviews",
            "register.measurements.access_reviews",
            {"kind": MeasurementKind.ACCESS_REVIEW, "newest": YesNo.YES},
        ),
    ),
    has_pages=False,
)
REGISTERS = (MEASUREMENTS,)
