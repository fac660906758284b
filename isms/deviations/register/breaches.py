"""The register of breaches of personal data: what GDPR article 33(5) asks a municipality to document, as of any day."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, case, cast, func, or_, select

from isms.deviations.models import AffectedSystem, Breach, BreachReport, Deviation, DeviationClock
from isms.deviations.queries import deviation_scope
from isms.deviations.rules.clocks import OF_BREACHES
from isms.deviations.vocabulary import (
    BreachPhase,
    ClockState,
    Notifiability,
    Permission,
    PersonsInformed,
    StopCause,
)
from isms.kernel.access import Access
from isms.kernel.clock import end_of
from isms.kernel.register.columns import Column, Join, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, INSTANT, INTEGER, LINES, TEXT, Kind, choice
from isms.organisation.models import Person, Unit
from isms.organisation.queries import areas_within
from isms.organisation.register.places import AREA, area_column, unit_column
from isms.portfolio.models import System

VIEWS = (ClockState.RUNNING, ClockState.PASSED, ClockState.LATE, ClockState.NOT_NOTIFIABLE)
DAY = timedelta(days=1)


def _sent(source: Source) -> FromClause:
    """Return per breach how many messages have been sent, the first instant, and the phase and id of the newest."""

    def build(s: Source) -> FromClause:
        report = s(BreachReport)
        return (
            select(
                report.c.breach_id.label("key"),
                func.count().label("messages"),
                func.min(report.c.sent_at).label("first_at"),
                func.max(report.c.id).label("newest_id"),
                func.min(report.c.id).label("first_id"),
            )
            .where(s.among(report.c.breach_id))
            .group_by(report.c.breach_id)
            .subquery()
        )

    return source.once("sent", build)


JOINS = (
    Join("deviation", lambda s: s(Deviation), lambda s: s(Breach).c.deviation_id == s(Deviation).c.id),
    Join("unit", lambda s: s(Unit), lambda s: s(Deviation).c.unit_id == s(Unit).c.id, ("deviation",)),
    AREA,
    Join(
        "clock",
        lambda s: s(DeviationClock),
        lambda s: and_(
            s(DeviationClock).c.deviation_id == s(Breach).c.deviation_id,
            s(DeviationClock).c.rule.in_(OF_BREACHES),
        ),
    ),
    Join("decider", lambda s: s(Person, "decider"), lambda s: s(Breach).c.decided_by_id == s(Person, "decider").c.id),
    Join("sent", _sent, lambda s: s(Breach).c.id == _sent(s).c.key),
    Join(
        "first",
        lambda s: s(BreachReport, "first"),
        lambda s: s(BreachReport, "first").c.id == _sent(s).c.first_id,
        ("sent",),
    ),
    Join(
        "newest",
        lambda s: s(BreachReport, "newest"),
        lambda s: s(BreachReport, "newest").c.id == _sent(s).c.newest_id,
        ("sent",),
    ),
)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    """Whoever only reported a deviation does not read what it is as a breach; see `queries.reads_whole`."""
    affected = (s(AffectedSystem), s(System))
    handled = deviation_scope(access, Permission.DEVIATION_HANDLE, s(Deviation), s(Unit).c.path, affected)
    return or_(access.within(Permission.DEVIATION_READ, s(Unit).c.path), handled)


def clock_state_of(s: Source) -> ColumnElement[str]:
    """Return where the clock of a breach stands on the source's day, as `rules.clocks.clock_state` decides.

    A register reckons by days: a clock that runs is passed from the day after its deadline.
    """
    clock = s(DeviationClock).c
    return case(
        (clock.id.is_(None), None),
        (and_(clock.stop_cause.is_(None), clock.due_at < end_of(s.today - DAY)), ClockState.PASSED.value),
        (clock.stop_cause.is_(None), ClockState.RUNNING.value),
        (clock.stop_cause == StopCause.NOT_NOTIFIABLE.value, ClockState.NOT_NOTIFIABLE.value),
        (clock.stop_cause == StopCause.NO_LONGER_APPLIES.value, ClockState.NO_LONGER_APPLIES.value),
        (clock.stopped_at > clock.due_at, ClockState.LATE.value),
        else_=ClockState.KEPT.value,
    )


def _said(name: str, kind: Kind, **more: Any) -> Column:
    """Return a column of what the breach itself says, under its own name."""
    return Column(name, f"breach.{name}", lambda s: s(Breach).c[name], kind, **more)


def _page(s: Source) -> ColumnElement[str]:
    return cast(s(Deviation).c.id, String) + "/breach"


OF_THE_DEVIATION = (
    Column(
        "title",
        "deviation.title",
        lambda s: s(Deviation).c.title,
        TEXT,
        needs=("deviation",),
        sort=lambda s: s(Deviation).c.title_key,
        href=_page,
        href_prefix="/deviations/",
    ),
    Column(
        "code",
        "deviation.code",
        lambda s: s(Deviation).c.code,
        CODE,
        needs=("deviation",),
        sort=lambda s: s(Deviation).c.code_key,
        public=True,
    ),
    area_column("deviation.area", options=areas_within(Permission.DEVIATION_READ)),
    unit_column("deviation.unit_id", shown=False),
)
OF_THE_CLOCK = (
    Column(
        "clock",
        "breaches.clock",
        clock_state_of,
        choice(ClockState, tagged=True),
        needs=("clock",),
        filter=True,
        terms=ClockState,
        public=True,
    ),
    Column("aware_at", "deviation.aware_at", lambda s: s(Deviation).c.aware_at, INSTANT, needs=("deviation",)),
    Column("due_at", "deviation_clock.due_at", lambda s: s(DeviationClock).c.due_at, INSTANT, needs=("clock",)),
    Column(
        "first_sent_at", "breaches.first_sent_at", lambda s: s(BreachReport, "first").c.sent_at, INSTANT, ("first",)
    ),
    Column(
        "phase",
        "breaches.phase",
        lambda s: s(BreachReport, "newest").c.phase,
        choice(BreachPhase),
        needs=("newest",),
        shown=False,
    ),
    Column(
        "reference",
        "breach_report.reference",
        lambda s: s(BreachReport, "first").c.reference,
        TEXT,
        needs=("first",),
        shown=False,
    ),
    Column("messages", "breaches.messages", lambda s: _sent(s).c.messages, INTEGER, needs=("sent",), shown=False),
    Column(
        "delay_reason",
        "deviation_clock.delay_reason",
        lambda s: s(DeviationClock).c.delay_reason,
        LINES,
        needs=("clock",),
        only_export=True,
    ),
)
OF_THE_DECISION = (
    Column(
        "notifiability",
        "breaches.decision",
        lambda s: s(Breach).c.notifiability,
        choice(Notifiability),
        filter=True,
        terms=Notifiability,
    ),
    _said("decision_reason", LINES, only_export=True),
    _said("decided_at", INSTANT, shown=False),
    Column(
        "decided_by",
        "breach.decided_by_id",
        lambda s: s(Person, "decider").c.name,
        TEXT,
        needs=("decider",),
        sort=lambda s: s(Person, "decider").c.name_key,
        shown=False,
    ),
    _said("persons_informed", choice(PersonsInformed), shown=False),
    _said("informed_at", INSTANT, shown=False),
    _said("informed_how", LINES, only_export=True),
    _said("not_informed_because", LINES, only_export=True),
)
FACTS = (
    _said("people_count", INTEGER, shown=False),
    _said("people_categories", TEXT, shown=False),
    _said("record_count", INTEGER, shown=False),
    _said("record_categories", TEXT, shown=False),
    _said("nature", LINES, only_export=True),
    _said("likely_consequences", LINES, only_export=True),
    _said("measures", LINES, only_export=True),
    _said("contact", TEXT, only_export=True),
)

BREACHES = Register(
    name="breaches",
    model=Breach,
    permission=Permission.DEVIATION_READ,
    marking="risk.marking",
    joins=JOINS,
    scope=_scope,
    scope_needs=("unit",),
    order=lambda s: (s(Deviation).c.code_key, s(Breach).c.id),
    search=lambda s: s(Deviation).c.search_text,
    views=tuple(SavedView(word, f"breaches.view.{word}", {"clock": word}) for word in VIEWS),
    columns=(*OF_THE_DEVIATION, *OF_THE_CLOCK, *OF_THE_DECISION, *FACTS),
    order_needs=("deviation",),
    live=lambda s: s(Deviation).c.withdrawn_on.is_(None),
    has_pages=False,
)
