"""The register of actions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, case, cast, false, func, or_, select
from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.actions.queries import (
    days_overdue,
    deadline_state,
    is_open,
    overdue_age,
    owners_of_actions,
)
from isms.actions.rules import OFTEN
from isms.actions.vocabulary import ActionStatus, Effect, OverdueAge, Permission, Priority, SourceKind
from isms.kernel.access import Access
from isms.kernel.deadlines import DeadlineState
from isms.kernel.register.columns import ME, Column, Join, Options, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, LINES, MONEY, TEXT, choice, quiet
from isms.kernel.register.query import Wish, rows
from isms.kernel.words import Words
from isms.organisation.models import Person, Unit
from isms.organisation.queries import areas_within
from isms.organisation.register.places import AREA, area_column, unit_column

NOT_JUDGED = "not_judged"
"""The value of the filter on effect for what is done and that nobody has judged."""

MOVED_OFTEN = "often"
NO_AREA = "none"
"""The value of the filter on areas for what lies above them all."""

SOURCES: Mapping[SourceKind, str] = {
    SourceKind.ASSESSMENT: "/assessments",
    SourceKind.RISK: "/risks",
    SourceKind.DEVIATION: "/deviations",
    SourceKind.CONTROL: "/controls",
    SourceKind.REVIEW: "/reviews",
}
"""Where what raised an action is looked up by its code; rooms above are known by their address alone."""

UNIT = Join("unit", lambda s: s(Unit), lambda s: s(Action).c.unit_id == s(Unit).c.id)
OWNER = Join("owner", lambda s: s(Person), lambda s: s(Action).c.owner_id == s(Person).c.id)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    own = s(Action).c.owner_id == access.person_id
    return or_(access.within(Permission.ACTION_READ, s(Unit).c.path), own)


def _state(s: Source) -> ColumnElement[str]:
    return deadline_state(s(Action).c.due_on, s.today, is_open(s))


def _age(s: Source) -> ColumnElement[str | None]:
    return overdue_age(s(Action).c.due_on, s.today, is_open(s))


def _days(s: Source) -> ColumnElement[int | None]:
    late = days_overdue(s(Action).c.due_on, s.today)
    return case((_state(s) == DeadlineState.OVERDUE.value, late), else_=None)


def source_href(kind: SourceKind, code: str | None) -> str | None:
    """Return where what raised an action is found, or None when nothing is known of it but its kind."""
    return f"{SOURCES[kind]}?q={code}" if code and kind in SOURCES else None


def _source_href(s: Source) -> ColumnElement[str | None]:
    found = [(s(Action).c.source_kind == kind.value, path + "?q=") for kind, path in SOURCES.items()]
    return case(*found) + s(Action).c.source_code


def _rank(s: Source) -> ColumnElement[int | None]:
    return case({term.value: rank for rank, term in enumerate(Priority)}, value=s(Action).c.priority)


def _mine(s: Source, access: Access) -> ColumnElement[bool]:
    return s(Action).c.owner_id == access.person_id if access.person_id else false()


def _owners(session: Session, access: Access, words: Words) -> list[tuple[str, str]]:
    return [(ME, words("action.me")), *owners_of_actions(session, access, words)]


def _areas(session: Session, access: Access, words: Words) -> list[tuple[str, str]]:
    return [*areas_within(Permission.ACTION_READ)(session, access, words), (NO_AREA, words("action.no_area"))]


def _of_area(s: Source, value: str) -> ColumnElement[bool]:
    area = s(Unit, "area").c
    return area.id.is_(None) if value == NO_AREA else area.code == value


def _effects(_session: Session, _access: Access, words: Words) -> list[tuple[str, str]]:
    return [*((term.value, words(term.label)) for term in Effect), (NOT_JUDGED, words("action.effect_not_judged"))]


def _has_effect(s: Source, value: str) -> ColumnElement[bool]:
    action = s(Action).c
    return and_(action.done_on.is_not(None), action.effect.is_(None)) if value == NOT_JUDGED else action.effect == value


ACTIONS = Register(
    name="actions",
    model=Action,
    permission=Permission.ACTION_READ,
    joins=(UNIT, AREA, OWNER),
    scope=_scope,
    scope_needs=("unit",),
    order=lambda s: (
        s(Action).c.status.desc(),
        s(Action).c.due_on,
        s(Action).c.code_key,
        s(Action).c.id,
    ),
    search=lambda s: s(Action).c.search_text,
    views=(
        SavedView("mine", "actions.view.mine", {"owner": ME, "status": "open"}),
        SavedView("open", "actions.view.open", {"status": "open"}),
        SavedView("overdue", "actions.view.overdue", {"deadline": "overdue"}),
        SavedView("soon", "actions.view.soon", {"deadline": "soon"}),
        SavedView("moved_often", "actions.view.moved_often", {"times_moved": MOVED_OFTEN, "status": "open"}),
        SavedView("done", "actions.view.done", {"status": "done"}),
        SavedView("not_judged", "actions.view.not_judged", {"effect": NOT_JUDGED}),
    ),
    columns=(
        Column(
            "title",
            "action.title",
            lambda s: s(Action).c.title,
            TEXT,
            sort=lambda s: s(Action).c.title_key,
            href=lambda s: s(Action).c.id,
            href_prefix="/actions/",
        ),
        Column(
            "code",
            "action.code",
            lambda s: s(Action).c.code,
            CODE,
            sort=lambda s: s(Action).c.code_key,
            public=True,
        ),
        Column(
            "status",
            "action.status",
            lambda s: s(Action).c.status,
            choice(ActionStatus),
            filter=True,
            terms=ActionStatus,
            public=True,
        ),
        Column(
            "priority",
            "action.priority",
            lambda s: s(Action).c.priority,
            quiet(Priority),
            sort=_rank,
            filter=True,
            terms=Priority,
        ),
        Column("due_on", "action.due_on", lambda s: s(Action).c.due_on, DATE, public=True),
        Column("days_overdue", "action.days_overdue", _days, INTEGER),
        Column(
            "deadline",
            "action.deadline",
            _state,
            choice(DeadlineState, tagged=True),
            shown=False,
            filter=True,
            terms=DeadlineState,
        ),
        Column("age", "action.age", _age, choice(OverdueAge), shown=False, filter=True, terms=OverdueAge),
        Column(
            "times_moved",
            "action.times_moved",
            lambda s: s(Action).c.times_moved,
            INTEGER,
            filter=True,
            options=Options(lambda _session, _access, words: [(MOVED_OFTEN, words("action.moved_often"))]),
            matches=lambda s, _value: s(Action).c.times_moved > OFTEN,
            public=True,
        ),
        Column(
            "owner",
            "action.owner_id",
            lambda s: s(Person).c.name,
            TEXT,
            needs=("owner",),
            sort=lambda s: s(Person).c.name_key,
            filter=True,
            options=Options(_owners),
            matches=lambda s, value: cast(s(Action).c.owner_id, String) == value,
            matches_me=_mine,
        ),
        area_column("action.area", options=_areas, matches=_of_area, public=True),
        unit_column("action.unit_id", shown=False),
        Column("source", "action.source_code", lambda s: s(Action).c.source_code, CODE, href=_source_href),
        Column(
            "source_kind",
            "action.source_kind",
            lambda s: s(Action).c.source_kind,
            choice(SourceKind),
            shown=False,
            filter=True,
            terms=SourceKind,
        ),
        Column("created_on", "action.created_on", lambda s: s(Action).c.created_on, DATE, shown=False),
        Column("first_due_on", "action.first_due_on", lambda s: s(Action).c.first_due_on, DATE, shown=False),
        Column("cost", "action.cost", lambda s: s(Action).c.cost, MONEY, shown=False),
        Column("progress", "action.progress", lambda s: s(Action).c.progress, INTEGER, shown=False),
        Column("done_on", "action.done_on", lambda s: s(Action).c.done_on, DATE, shown=False, public=True),
        Column(
            "effect",
            "action.effect",
            lambda s: s(Action).c.effect,
            choice(Effect, tagged=True),
            shown=False,
            filter=True,
            options=Options(_effects),
            matches=_has_effect,
        ),
        Column(
            "effect_judged_on", "action.effect_judged_on", lambda s: s(Action).c.effect_judged_on, DATE, shown=False
        ),
        Column("effect_reason", "action.effect_reason", lambda s: s(Action).c.effect_reason, LINES, only_export=True),
        Column(
            "description",
            "action.description",
            lambda s: s(Action).c.description,
            LINES,
            only_export=True,
        ),
    ),
)

REGISTERS = (ACTIONS,)


def open_actions(
    session: Session, register: Register, source: Source, access: Access, wish: Wish, tenant_id: int | None, most: int
) -> list[int]:
    """Return the ids of the open actions of a municipality that a wish finds and a person reads, in their order.

    One more than `most` is returned when there are more.
    """
    action = source(Action).c
    found = rows(register, source, access, wish, []).where(is_open(source), action.tenant_id == tenant_id)
    return [row.record_id for row in session.execute(found.limit(most + 1))]


@dataclass(frozen=True)
class Overdue:
    """How many open actions of each age lie in a service area; code and name are empty above all areas."""

    code: str
    name: str
    ages: Mapping[OverdueAge, int]


def overdue_by_area(
    session: Session, register: Register, source: Source, access: Access, wish: Wish
) -> Sequence[Overdue]:
    """Return the open actions that a wish finds, counted by area and age, areas by name; one statement."""
    columns = (
        Column("area_key", "unit.name", lambda s: s(Unit, "area").c.name_key, TEXT, needs=("area",)),
        Column("area_code", "unit.code", lambda s: s(Unit, "area").c.code, CODE, needs=("area",)),
        Column("area_name", "unit.name", lambda s: s(Unit, "area").c.name, TEXT, needs=("area",)),
        register.column("age"),
    )
    found = rows(register, source, access, wish, columns).where(is_open(source)).order_by(None).subquery()
    groups = [found.c[column.key] for column in columns]
    counted: dict[tuple[str, str, str], Counter[str]] = {}
    for number, key, code, name, age in session.execute(select(func.count(), *groups).group_by(*groups)):
        counted.setdefault((key or "", code or "", name or ""), Counter())[age] += number
    by_name = sorted(counted, key=lambda area: (not area[1], area))
    return [Overdue(area[1], area[2], {age: counted[area][age] for age in OverdueAge}) for area in by_name]
