"""The registers of units and people."""

from isms.kernel.register.columns import Column, Join, Register
from isms.kernel.register.kinds import CODE, DATE, TEXT, choice
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Permission, UnitKind

PARENT = Join("parent", lambda s: s(Unit, "parent"), lambda s: s(Unit).c.parent_id == s(Unit, "parent").c.id)
LEADER = Join("leader", lambda s: s(Person, "leader"), lambda s: s(Unit).c.leader_id == s(Person, "leader").c.id)
HOME = Join("unit", lambda s: s(Unit), lambda s: s(Person).c.unit_id == s(Unit).c.id)

UNITS = Register(
    name="units",
    model=Unit,
    permission=Permission.UNIT_READ,
    joins=(PARENT, LEADER),
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
        Column(
            "leader",
            "unit.leader_id",
            lambda s: s(Person, "leader").c.name,
            TEXT,
            needs=("leader",),
            sort=lambda s: s(Person, "leader").c.name_key,
        ),
        Column("valid_from", "unit.valid_from", lambda s: s(Unit).c.valid_from, DATE, shown=False),
        Column("valid_until", "unit.valid_until", lambda s: s(Unit).c.valid_until, DATE, shown=False),
    ),
)

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
        Column("deactivated_on", "person.deactivated_on", lambda s: s(Person).c.deactivated_on, DATE),
    ),
)
