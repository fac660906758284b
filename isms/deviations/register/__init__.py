"""The registers of deviations and of breaches, and the columns they offer the registers below."""

from sqlalchemy import ColumnElement, FromClause, String, case, func, select, type_coerce

from isms.actions.queries import days_overdue, deadline_state
from isms.deviations.models import AffectedSystem, Deviation
from isms.deviations.queries import deviation_scope, is_open, open_by_system
from isms.deviations.queries.figures import REPORTED_WHEN
from isms.deviations.register.breaches import BREACHES
from isms.deviations.register.clocks import CLOCK, CLOCK_JOIN
from isms.deviations.register.handling import ELSEWHERE, ENDED, FINDING, SORTED_BY, STAGE, WHY
from isms.deviations.vocabulary import DeviationStatus, Permission, Severity
from isms.kernel.access import Access
from isms.kernel.deadlines import DeadlineState
from isms.kernel.register.columns import Column, Join, Register, SavedView, Source
from isms.kernel.register.gathered import Values, gathered, listed
from isms.kernel.register.kinds import CODE, DATE, INSTANT, INTEGER, TEXT, choice
from isms.kernel.words import Words
from isms.organisation.models import Person, Unit
from isms.organisation.queries import areas_within
from isms.organisation.register.places import AREA, area_column, unit_column
from isms.portfolio.models import System
from isms.risk.models import Scenario

JOINS = (
    Join("unit", lambda s: s(Unit), lambda s: s(Deviation).c.unit_id == s(Unit).c.id),
    AREA,
    Join(
        "reporter",
        lambda s: s(Person, "reporter"),
        lambda s: s(Deviation).c.reported_by_id == s(Person, "reporter").c.id,
    ),
    Join(
        "responsible",
        lambda s: s(Person, "responsible"),
        lambda s: s(Deviation).c.responsible_id == s(Person, "responsible").c.id,
    ),
    Join(
        "merged_into",
        lambda s: s(Deviation, "merged_into"),
        lambda s: s(Deviation).c.merged_into_id == s(Deviation, "merged_into").c.id,
    ),
    CLOCK_JOIN,
)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    affected = (s(AffectedSystem), s(System))
    return deviation_scope(access, Permission.DEVIATION_READ, s(Deviation), s(Unit).c.path, affected)


def _state(s: Source) -> ColumnElement[str]:
    return deadline_state(s(Deviation).c.due_on, s.today, is_open(s(Deviation)))


def _days(s: Source) -> ColumnElement[int | None]:
    late = days_overdue(s(Deviation).c.due_on, s.today)
    return case((_state(s) == DeadlineState.OVERDUE.value, late), else_=None)


DEVIATIONS = Register(
    name="deviations",
    model=Deviation,
    permission=Permission.DEVIATION_READ,
    marking="risk.marking",
    joins=JOINS,
    scope=_scope,
    scope_needs=("unit",),
    order=lambda s: (
        s(Deviation).c.status.desc(),
        s(Deviation).c.due_on,
        s(Deviation).c.code_key,
        s(Deviation).c.id,
    ),
    search=lambda s: s(Deviation).c.search_text,
    silent=REPORTED_WHEN,
    views=(
        SavedView("open", "deviations.view.open", {"status": "open"}),
        SavedView("serious", "deviations.view.serious", {"status": "open", "severity": "serious"}),
        SavedView("overdue", "deviations.view.overdue", {"deadline": "overdue"}),
        SavedView("to_triage", "deviations.view.to_triage", {"stage": "reported"}),
        SavedView("effect_to_check", "deviations.view.effect_to_check", {"stage": "corrected"}),
        SavedView("findings", "deviations.view.findings", {"finding": "any"}),
        SavedView("closed", "deviations.view.closed", {"status": "closed"}),
    ),
    columns=(
        Column(
            "title",
            "deviation.title",
            lambda s: s(Deviation).c.title,
            TEXT,
            sort=lambda s: s(Deviation).c.title_key,
            href=lambda s: s(Deviation).c.id,
            href_prefix="/deviations/",
        ),
        Column(
            "code",
            "deviation.code",
            lambda s: s(Deviation).c.code,
            CODE,
            sort=lambda s: s(Deviation).c.code_key,
            public=True,
        ),
        Column(
            "severity",
            "deviation.severity",
            lambda s: s(Deviation).c.severity,
            choice(Severity, tagged=True),
            sort=lambda s: _gravity(s(Deviation).c.severity),
            filter=True,
            terms=Severity,
            public=True,
        ),
        STAGE,
        Column(
            "status",
            "deviation.status",
            lambda s: s(Deviation).c.status,
            choice(DeviationStatus),
            shown=False,
            filter=True,
            terms=DeviationStatus,
            public=True,
        ),
        *SORTED_BY,
        area_column("deviation.area", options=areas_within(Permission.DEVIATION_READ)),
        unit_column("deviation.unit_id", shown=False),
        Column("discovered_at", "deviation.discovered_at", lambda s: s(Deviation).c.discovered_at, INSTANT),
        Column("aware_at", "deviation.aware_at", lambda s: s(Deviation).c.aware_at, INSTANT, shown=False),
        Column(
            "reported_on", "deviation.reported_on", lambda s: s(Deviation).c.reported_on, DATE, shown=False, public=True
        ),
        Column(
            "reported_by",
            "deviation.reported_by_id",
            lambda s: s(Person, "reporter").c.name,
            TEXT,
            needs=("reporter",),
            sort=lambda s: s(Person, "reporter").c.name_key,
            shown=False,
        ),
        Column(
            "responsible",
            "deviation.responsible_id",
            lambda s: s(Person, "responsible").c.name,
            TEXT,
            needs=("responsible",),
            sort=lambda s: s(Person, "responsible").c.name_key,
        ),
        Column("due_on", "deviation.due_on", lambda s: s(Deviation).c.due_on, DATE, public=True),
        Column("days_overdue", "deviation.days_overdue", _days, INTEGER),
        CLOCK,
        Column(
            "deadline",
            "deviation.deadline",
            _state,
            choice(DeadlineState, tagged=True),
            shown=False,
            filter=True,
            terms=DeadlineState,
        ),
        *ENDED,
        *WHY,
        *FINDING,
        *ELSEWHERE,
    ),
)

REGISTERS = (DEVIATIONS, BREACHES)


def deviations_by_system(source: Source) -> FromClause:
    """Return per system the deviations that have touched it: code and status."""

    def build(s: Source) -> FromClause:
        link, deviation = s(AffectedSystem), s(Deviation)
        told = gathered(deviation.c.code_key, deviation.c.code, type_coerce(deviation.c.status, String))
        return (
            select(link.c.system_id.label("key"), told.label("told"))
            .join_from(link, deviation, deviation.c.id == link.c.deviation_id)
            .where(link.c.withdrawn_on.is_(None), deviation.c.withdrawn_on.is_(None))
            .group_by(link.c.system_id)
            .subquery("deviations_by_system")
        )

    return source.once("deviations_by_system", build)


def _told(deviation: Values, words: Words) -> str:
    return f"{deviation['code']} ({words(DeviationStatus(deviation['status']).label)})"


OFFERED = {
    "systems": (
        (
            Column(
                "open_deviations",
                "system.open_deviations",
                lambda s: func.coalesce(open_by_system(s).c.still_open, 0),
                INTEGER,
                needs=("open_deviations",),
                shown=False,
            ),
        ),
        (
            Join(
                "open_deviations",
                open_by_system,
                lambda s: s(System).c.id == open_by_system(s).c.key,
            ),
        ),
        None,
    ),
    "risk_register": (
        (
            Column(
                "deviations",
                "risk_register.deviations",
                lambda s: deviations_by_system(s).c.told,
                listed(_told, code_key=str, code=str, status=str),
                needs=("deviations",),
                shown=False,
            ),
        ),
        (
            Join(
                "deviations",
                deviations_by_system,
                lambda s: s(Scenario).c.system_id == deviations_by_system(s).c.key,
            ),
        ),
        None,
    ),
}


def _gravity(severity: ColumnElement[str]) -> ColumnElement[int]:
    return case({word.value: step for step, word in enumerate(Severity)}, value=severity)
