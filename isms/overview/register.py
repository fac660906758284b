"""The register of the access log: who looked at what, and what was taken away."""

from sqlalchemy import ColumnElement, Integer, case, cast, func, or_, true

from isms.kernel.access import Access
from isms.kernel.clock import end_of
from isms.kernel.register.columns import Column, Join, Register, Source
from isms.kernel.register.kinds import INSTANT, INTEGER, TEXT, choice
from isms.kernel.seal.models import AccessEntry, AccessKind
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Permission

PERSON = "person"


def _person_id(s: Source) -> ColumnElement[int]:
    return case((s(AccessEntry).c.actor_kind == PERSON, cast(s(AccessEntry).c.actor_id, Integer)))


def _who(s: Source) -> ColumnElement[str]:
    """Return a person's name, or who an operator is on their machine."""
    line = s(AccessEntry)
    return case((line.c.actor_kind == PERSON, s(Person).c.name), else_=line.c.actor_kind + " " + line.c.actor_id)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    """What an operator took along belonged to every tenant."""
    return or_(s(AccessEntry).c.tenant_id.is_(None), access.within(Permission.AUDIT_READ, s(Unit).c.path))


def _was_over(s: Source) -> ColumnElement[bool]:
    """The lines have no versions: in the past there were those written by the end of the day."""
    return true() if s.position is None else s(AccessEntry).c.read_at < end_of(s.today)


ACCESS_LOG = Register(
    name="access_log",
    model=AccessEntry,
    permission=Permission.AUDIT_READ,
    joins=(
        Join("tenant", lambda s: s(Unit), lambda s: s(AccessEntry).c.tenant_id == s(Unit).c.id),
        Join("person", lambda s: s(Person), lambda s: _person_id(s) == s(Person).c.id),
    ),
    scope=_scope,
    scope_needs=("tenant", "person"),
    search=lambda s: func.coalesce(s(Person).c.search_text, "") + " " + s(AccessEntry).c.path,
    live=_was_over,
    order=lambda s: (s(AccessEntry).c.id.desc(),),
    has_pages=False,
    columns=(
        Column("read_at", "access_entry.read_at", lambda s: s(AccessEntry).c.read_at, INSTANT),
        Column("who", "access_entry.who", _who, TEXT, needs=("person",)),
        Column(
            "kind",
            "access_entry.kind",
            lambda s: s(AccessEntry).c.kind,
            choice(AccessKind),
            filter=True,
            terms=AccessKind,
        ),
        Column("path", "access_entry.path", lambda s: s(AccessEntry).c.path, TEXT),
        Column("register", "access_entry.register", lambda s: s(AccessEntry).c.register, TEXT, only_export=True),
        Column("asked", "access_entry.asked", lambda s: s(AccessEntry).c.asked, TEXT),
        Column("as_of", "access_entry.as_of", lambda s: s(AccessEntry).c.as_of, TEXT),
        Column("format", "access_entry.format", lambda s: s(AccessEntry).c.format, TEXT),
        Column("sha256", "access_entry.sha256", lambda s: s(AccessEntry).c.sha256, TEXT, shown=False),
        Column("number", "access_entry.id", lambda s: s(AccessEntry).c.id, INTEGER, shown=False),
    ),
)

REGISTERS = (ACCESS_LOG,)
