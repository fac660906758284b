"""The register of systems' health, and the columns health offers the register of systems."""

from isms.health.models import SystemHealth
from isms.health.register.columns import ABOUT, ANY, RESULTS, columns, rank
from isms.health.vocabulary import HealthStatus, Permission
from isms.kernel.register.columns import Column, Join, Options, Register, SavedView
from isms.kernel.register.kinds import CODE, TEXT
from isms.organisation.models import Person, Unit
from isms.organisation.queries import areas_within
from isms.organisation.register.places import AREA, area_column, unit_column
from isms.portfolio.models import System
from isms.portfolio.queries import system_scope
from isms.portfolio.register.filters import class_options, of_class
from isms.portfolio.register.kinds import CLASS
from isms.portfolio.vocabulary import Permission as SystemPermission

JOINS = (
    Join("system", lambda s: s(System), lambda s: s(SystemHealth).c.system_id == s(System).c.id),
    Join("unit", lambda s: s(Unit), lambda s: s(System).c.unit_id == s(Unit).c.id, ("system",)),
    AREA,
    Join("owner", lambda s: s(Person), lambda s: s(System).c.owner_id == s(Person).c.id, ("system",)),
)

SYSTEM = (
    Column("code", "system.code", lambda s: s(System).c.code, CODE, needs=("system",)),
    Column(
        "name",
        "system.name",
        lambda s: s(System).c.name,
        TEXT,
        needs=("system",),
        sort=lambda s: s(System).c.name_key,
        href=lambda s: s(System).c.id,
        href_prefix="/systems/",
    ),
    Column(
        "system_class",
        "system.system_class",
        lambda s: s(System).c.system_class,
        CLASS,
        needs=("system",),
        filter=True,
        options=Options(class_options),
        matches=of_class,
    ),
    area_column("system.area", options=areas_within(Permission.HEALTH_READ)),
    unit_column("system.unit_id", shown=False),
    Column(
        "owner",
        "system.owner_id",
        lambda s: s(Person).c.name,
        TEXT,
        needs=("owner",),
        sort=lambda s: s(Person).c.name_key,
        shown=False,
    ),
)

HEALTH = Register(
    name="health",
    model=SystemHealth,
    permission=Permission.HEALTH_READ,
    joins=JOINS,
    scope=lambda s, access: system_scope(access, SystemPermission.SYSTEM_READ, s(System), s(Unit).c.path),
    scope_needs=("system", "unit"),
    live=lambda s: s(SystemHealth).c.is_counted,
    order=lambda s: (rank(s), s(SystemHealth).c.points, s(System).c.name_key, s(SystemHealth).c.id),
    order_needs=("system",),
    search=lambda s: s(System).c.search_text,
    columns=(*SYSTEM, *columns(shown=True), *ABOUT, *RESULTS),
    views=(
        SavedView("flagged", "register.health.flagged", {"health_flags": ANY}),
        SavedView("unacceptable", "register.health.unacceptable", {"health": HealthStatus.UNACCEPTABLE}),
        SavedView("not_assessed", "register.health.not_assessed", {"health": HealthStatus.NOT_ASSESSED}),
        SavedView("class_4", "register.systems.class_4", {"system_class": "4"}),
    ),
    has_pages=False,
    editions=(("health.formulas", "/health/formulas.xlsx"),),
)

REGISTERS = (HEALTH,)

OFFERED = {
    "systems": (
        columns("health", shown=False),
        (Join("health", lambda s: s(SystemHealth), lambda s: s(System).c.id == s(SystemHealth).c.system_id),),
        "system_class",
    )
}
"""How each system stands, beside its class."""
