"""The registers of units and people."""

from sqlalchemy import ColumnElement, String, and_, case, func, or_, select, type_coerce

from isms.kernel.register.columns import Column, Join, Register, Source
from isms.kernel.register.kinds import CODE, DATE, TEXT, choice, several
from isms.organisation import queries
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.register.places import area_column
from isms.organisation.vocabulary import Permission, Role, UnitKind

PARENT = Join("parent", lambda s: s(Unit, "parent"), lambda s: s(Unit).c.parent_id == s(Unit, "parent").c.id)
AREA = Join("area", lambda s: s(Unit, "area"), lambda s: s(Unit).c.area_id == s(Unit, "area").c.id)
LEADER = Join("leader", lambda s: s(Person, "leader"), lambda s: s(Unit).c.leader_id == s(Person, "leader").c.id)
HOME = Join("unit", lambda s: s(Unit), lambda s: s(Person).c.unit_id == s(Unit).c.id)

UNITS = Register(
    name="units",
    model=Unit,
    permission=Permission.UNIT_READ,
    joins=(PARENT, AREA, LEADER),
    scope=lambda s, access: access.within(Permission.UNIT_READ, s(Unit).c.path),
    order=lambda s: (s(Unit).c.name_key, s(Unit).c.id),
    search=lambda s: s(Unit).c.search_text,
    columns=(
        Column(
            "name",
            "unit.name",
            lambda s: s(Unit).c.name,
            TEXT,
            sort=lambda s: s(Unit).c.name_key,
            href=lambda s: s(Unit).c.id,
            href_prefix="/units/",
        ),
        Column("code", "unit.code", lambda s: s(Unit).c.code, CODE),
        Column("kind", "unit.kind", lambda s: s(Unit).c.kind, choice(UnitKind), filter=True, terms=UnitKind),
        Column(
            "parent",
            "unit.parent_id",
            lambda s: s(Unit, "parent").c.name,
            TEXT,
            needs=("parent",),
            sort=lambda s: s(Unit, "parent").c.name_key,
        ),
        Column(
            "parent_code",
            "unit.parent_code",
            lambda s: s(Unit, "parent").c.code,
            CODE,
            needs=("parent",),
            only_export=True,
        ),
        area_column("unit.area_id", options=queries.areas_within(Permission.UNIT_READ)),
        Column(
            "leader",
            "unit.leader_id",
            lambda s: s(Person, "leader").c.name,
            TEXT,
            needs=("leader",),
            sort=lambda s: s(Person, "leader").c.name_key,
        ),
        Column(
            "leader_email",
            "unit.leader_email",
            lambda s: s(Person, "leader").c.email,
            TEXT,
            needs=("leader",),
            only_export=True,
        ),
        Column("valid_from", "unit.valid_from", lambda s: s(Unit).c.valid_from, DATE, shown=False),
        Column("valid_until", "unit.valid_until", lambda s: s(Unit).c.valid_until, DATE),
        Column("note", "unit.note", lambda s: s(Unit).c.note, TEXT, only_export=True),
    ),
)


def _in_force(s: Source) -> ColumnElement[bool]:
    held = s(RoleHolding)
    return and_(
        held.c.person_id == s(Person).c.id,
        held.c.withdrawn_on.is_(None),
        held.c.valid_from <= s.today,
        or_(held.c.valid_until.is_(None), held.c.valid_until >= s.today),
    )


def _roles_in_force(s: Source) -> ColumnElement[str]:
    """Return the roles a person holds that day, each once with a comma after it, as the vocabulary orders them.

    Built of one maximum per role: neither database then has a say in the order.
    """
    role = type_coerce(s(RoleHolding).c.role, String)
    each = [func.max(case((role == term.value, f"{term.value},"), else_="")) for term in Role]
    together: ColumnElement[str] = each[0]
    for one in each[1:]:
        together = together + one
    held = select(together).select_from(s(RoleHolding)).where(_in_force(s)).correlate(s(Person)).scalar_subquery()
    return func.nullif(held, "")


def _holds(s: Source, role: str) -> ColumnElement[bool]:
    word = type_coerce(s(RoleHolding).c.role, String)
    return select(s(RoleHolding).c.id).where(_in_force(s), word == role).correlate(s(Person)).exists()


PEOPLE = Register(
    name="people",
    model=Person,
    permission=Permission.PERSON_READ,
    joins=(HOME,),
    scope=lambda s, access: access.within(Permission.PERSON_READ, s(Unit).c.path),
    scope_needs=("unit",),
    order=lambda s: (s(Person).c.name_key, s(Person).c.id),
    search=lambda s: s(Person).c.search_text,
    columns=(
        Column(
            "name",
            "person.name",
            lambda s: s(Person).c.name,
            TEXT,
            sort=lambda s: s(Person).c.name_key,
            href=lambda s: s(Person).c.id,
            href_prefix="/people/",
        ),
        Column("email", "person.email", lambda s: s(Person).c.email, TEXT),
        Column("title", "person.title", lambda s: s(Person).c.title, TEXT),
        Column(
            "unit",
            "person.unit_id",
            lambda s: s(Unit).c.name,
            TEXT,
            needs=("unit",),
            sort=lambda s: s(Unit).c.name_key,
        ),
        Column("unit_code", "person.unit_code", lambda s: s(Unit).c.code, CODE, needs=("unit",), only_export=True),
        Column(
            "roles",
            "person.roles",
            _roles_in_force,
            several(Role),
            filter=True,
            terms=Role,
            matches=_holds,
        ),
        Column("trained_on", "person.trained_on", lambda s: s(Person).c.trained_on, DATE, shown=False),
        Column("deactivated_on", "person.deactivated_on", lambda s: s(Person).c.deactivated_on, DATE),
    ),
)
