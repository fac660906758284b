"""The columns by which every register tells where its records lie: service area and unit."""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Join, Options, Source
from isms.kernel.register.kinds import TEXT
from isms.kernel.words import Words
from isms.organisation.models import Unit

AREA = Join("area", lambda s: s(Unit, "area"), lambda s: s(Unit).c.area_id == s(Unit, "area").c.id, ("unit",))
"""The service area of a register's join "unit"."""


def is_area(s: Source, code: str) -> ColumnElement[bool]:
    """Return the predicate that a record lies in the service area with a code."""
    return s(Unit, "area").c.code == code


def area_column(
    label: str,
    *,
    options: Callable[[Session, Access, Words], Sequence[tuple[str, str]]] | None = None,
    matches: Callable[[Source, str], ColumnElement[bool]] = is_area,
    shown: bool = True,
    public: bool = False,
) -> Column:
    """Return the column of the service area, over the join `AREA`; a filter with `options`."""
    return Column(
        "area",
        label,
        lambda s: s(Unit, "area").c.name,
        TEXT,
        needs=("area",),
        sort=lambda s: s(Unit, "area").c.name_key,
        filter=options is not None,
        options=Options(options) if options else None,
        matches=matches if options else None,
        shown=shown,
        public=public,
    )


def unit_column(label: str, *, shown: bool = True, public: bool = False) -> Column:
    """Return the column of the unit, over a register's join "unit"."""
    return Column(
        "unit",
        label,
        lambda s: s(Unit).c.name,
        TEXT,
        needs=("unit",),
        sort=lambda s: s(Unit).c.name_key,
        shown=shown,
        public=public,
    )
