"""The register of actions."""

from sqlalchemy import ColumnElement, String, case, cast, or_

from isms.actions.models import Action
from isms.actions.queries import areas_within, days_overdue, deadline_state, is_open, owners_of_actions
from isms.actions.vocabulary import ActionStatus, Effect, Permission, SourceKind
from isms.kernel.access import Access
from isms.kernel.deadlines import DeadlineState
from isms.kernel.register.columns import Column, Join, Options, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, LINES, MONEY, TEXT, choice
from isms.organisation.models import Person, Unit

UNIT = Join("unit", lambda s: s(Unit), lambda s: s(Action).c.unit_id == s(Unit).c.id)
AREA = Join("area", lambda s: s(Unit, "area"), lambda s: s(Unit).c.area_id == s(Unit, "area").c.id, ("unit",))
OWNER = Join("owner", lambda s: s(Person), lambda s: s(Action).c.owner_id == s(Person).c.id)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    own = s(Action).c.owner_id == access.person_id
    return or_(access.within(Permission.ACTION_READ, s(Unit).c.path), own)


def _state(s: Source) -> ColumnElement[str]:
    return deadline_state(s(Action).c.due_on, s.today, is_open(s))


def _days(s: Source) -> ColumnElement[int | None]:
    late = days_overdue(s(Action).c.due_on, s.today)
    return case((_state(s) == DeadlineState.OVERDUE.value, late), else_=None)


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
        SavedView("open", "actions.view.open", {"status": "open"}),
        SavedView("overdue", "actions.view.overdue", {"deadline": "overdue"}),
        SavedView("soon", "actions.view.soon", {"deadline": "soon"}),
        SavedView("done", "actions.view.done", {"status": "done"}),
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
        Column("times_moved", "action.times_moved", lambda s: s(Action).c.times_moved, INTEGER, public=True),
        Column(
            "owner",
            "action.owner_id",
            lambda s: s(Person).c.name,
            TEXT,
            needs=("owner",),
            sort=lambda s: s(Person).c.name_key,
            filter=True,
            options=Options(owners_of_actions),
            matches=lambda s, value: cast(s(Action).c.owner_id, String) == value,
        ),
        Column(
            "area",
            "action.area",
            lambda s: s(Unit, "area").c.name,
            TEXT,
            needs=("area",),
            sort=lambda s: s(Unit, "area").c.name_key,
            filter=True,
            options=Options(areas_within(Permission.ACTION_READ)),
            matches=lambda s, value: s(Unit, "area").c.code == value,
            public=True,
        ),
        Column(
            "unit",
            "action.unit_id",
            lambda s: s(Unit).c.name,
            TEXT,
            needs=("unit",),
            sort=lambda s: s(Unit).c.name_key,
            shown=False,
        ),
        Column("source", "action.source_code", lambda s: s(Action).c.source_code, CODE),
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
            terms=Effect,
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
