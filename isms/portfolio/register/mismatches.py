"""The register of mismatches: every demand beyond a system's own level, its way, and what became of it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal

from isms.kernel.register.columns import Column, Join, Options, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, TEXT, choice
from isms.organisation.models import Person, Unit
from isms.organisation.register.places import AREA, area_column
from isms.portfolio import queries
from isms.portfolio.models import Demand, DemandOverride, System
from isms.portfolio.register.filters import at_or_below, owned_by, owner_options, unit_options
from isms.portfolio.vocabulary import DemandState, Permission, Quality

ARROW = " → "

JOINS = (
    Join("system", lambda s: s(System), lambda s: s(Demand).c.system_id == s(System).c.id),
    Join("unit", lambda s: s(Unit), lambda s: s(System).c.unit_id == s(Unit).c.id, ("system",)),
    AREA,
    Join("owner", lambda s: s(Person), lambda s: s(System).c.owner_id == s(Person).c.id, ("system",)),
    Join("from", lambda s: s(System, "from"), lambda s: s(Demand).c.from_id == s(System, "from").c.id),
    Join("override", lambda s: s(DemandOverride), lambda s: s(Demand).c.override_id == s(DemandOverride).c.id),
    Join(
        "decided_by",
        lambda s: s(Person, "decided_by"),
        lambda s: s(DemandOverride).c.decided_by_id == s(Person, "decided_by").c.id,
        ("override",),
    ),
)


def _state(s: Source) -> ColumnElement[Any]:
    return case(
        (s(Demand).c.own.is_(None), literal(DemandState.UNRATED.value)),
        (s(DemandOverride).c.valid_until >= s.today, literal(DemandState.SET_ASIDE.value)),
        else_=literal(DemandState.OPEN.value),
    )


def _who_demands(s: Source, what: str) -> ColumnElement[Any]:
    """Return a fact of the system that demands, for those who may read it today."""
    return case((s(Demand).c.from_id.in_(queries.readable_ids(s.access)), s(System, "from").c[what]), else_=None)


def _of_override(name: str) -> Any:
    """Return the expression of a fact of the override, while it holds."""
    return lambda s: case((s(DemandOverride).c.valid_until >= s.today, s(DemandOverride).c[name]), else_=None)


SYSTEM = (
    Column(
        "system",
        "demand.system_id",
        lambda s: s(System).c.name,
        TEXT,
        needs=("system",),
        sort=lambda s: s(System).c.name_key,
        href=lambda s: s(System).c.id,
        href_prefix="/systems/",
    ),
    Column("system_code", "system.code", lambda s: s(System).c.code, CODE, needs=("system",), only_export=True),
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
    Column(
        "owner",
        "system.owner_id",
        lambda s: s(Person).c.name,
        TEXT,
        needs=("owner",),
        sort=lambda s: s(Person).c.name_key,
        filter=True,
        options=Options(owner_options),
        matches=owned_by,
    ),
)

DEMAND = (
    Column(
        "quality",
        "demand.quality",
        lambda s: s(Demand).c.quality,
        choice(Quality),
        filter=True,
        terms=Quality,
    ),
    Column("own", "demand.own", lambda s: s(Demand).c.own, INTEGER),
    Column("level", "demand.level", lambda s: s(Demand).c.level, INTEGER),
    Column(
        "from",
        "demand.from_id",
        lambda s: _who_demands(s, "name"),
        TEXT,
        needs=("from",),
        sort=lambda s: _who_demands(s, "name_key"),
        href=lambda s: _who_demands(s, "id"),
        href_prefix="/systems/",
    ),
    Column("from_code", "demand.from_code", lambda s: s(System, "from").c.code, CODE, ("from",), only_export=True),
    Column("path", "demand.path", lambda s: func.replace(s(Demand).c.path, " ", ARROW), TEXT),
)

ANSWER = (
    Column(
        "state",
        "demand.state",
        _state,
        choice(DemandState, tagged=True),
        needs=("override",),
        filter=True,
        terms=DemandState,
    ),
    Column("valid_until", "demand_override.valid_until", _of_override("valid_until"), DATE, ("override",)),
    Column("reason", "demand_override.reason", _of_override("reason"), TEXT, ("override",), only_export=True),
    Column(
        "decided_by",
        "demand_override.decided_by_id",
        lambda s: case((s(DemandOverride).c.valid_until >= s.today, s(Person, "decided_by").c.name), else_=None),
        TEXT,
        needs=("decided_by",),
        only_export=True,
    ),
)

MISMATCHES = Register(
    name="mismatches",
    model=Demand,
    permission=Permission.SYSTEM_READ,
    joins=JOINS,
    scope=lambda s, access: queries.system_scope(access, Permission.SYSTEM_READ, s(System), s(Unit).c.path),
    scope_needs=("system", "unit"),
    live=lambda s: and_(s(Demand).c.level.is_not(None), s(System).c.withdrawn_on.is_(None)),
    order=lambda s: (s(Demand).c.level.desc(), s(System).c.name_key, s(Demand).c.id),
    order_needs=("system",),
    search=lambda s: s(System).c.search_text,
    columns=(*SYSTEM, *DEMAND, *ANSWER),
    views=(
        SavedView("open", "register.mismatches.open", {"state": DemandState.OPEN}),
        SavedView("set_aside", "register.mismatches.set_aside", {"state": DemandState.SET_ASIDE}),
        SavedView("unrated", "register.mismatches.unrated", {"state": DemandState.UNRATED}),
    ),
)
