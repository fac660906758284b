"""The register of acceptances: every record, newest first, and how each stands on a day."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_, select

from isms.kernel.access import Access
from isms.kernel.register.columns import ME, Column, Join, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, LINES, TEXT, Kind, choice, quiet
from isms.organisation.models import Person, Unit
from isms.organisation.queries import areas_within
from isms.organisation.register.places import AREA, area_column
from isms.portfolio.models import System
from isms.risk.models import Acceptance, Assessment, Scenario
from isms.risk.queries import scenario_scope
from isms.risk.queries.awaiting import awaits, awaits_me, is_in, state_of
from isms.risk.queries.standing import unit_of_risk
from isms.risk.register.accepted import AWAITS, RISK
from isms.risk.register.accepted import JOINS as OF_RISK
from isms.risk.vocabulary import (
    AcceptanceKind,
    AcceptanceState,
    AssessmentStatus,
    Authority,
    Consequence,
    Likelihood,
    Permission,
    RiskLevel,
)


def _living(source: Source) -> FromClause:
    """Return per record the risk that rests on it: its copy in a newer assessment once that is approved."""

    def build(s: Source) -> FromClause:
        risk, assessment = s(Scenario, "r"), s(Assessment, "a")
        is_copy, is_approved = (
            assessment.c.previous_id.is_not(None),
            assessment.c.status == AssessmentStatus.APPROVED.value,
        )
        return (
            select(risk.c.acceptance_id.label("key"), func.max(risk.c.id).label("scenario_id"))
            .join_from(risk, assessment, assessment.c.id == risk.c.assessment_id)
            .where(risk.c.acceptance_id.is_not(None), or_(~is_copy, is_approved), s.among(risk.c.acceptance_id))
            .group_by(risk.c.acceptance_id)
            .subquery()
        )

    return source.once("living", build)


JOINS = (
    Join("living", _living, lambda s: s(Acceptance).c.id == _living(s).c.key),
    Join(
        "scenario",
        lambda s: s(Scenario),
        lambda s: s(Scenario).c.id == func.coalesce(_living(s).c.scenario_id, s(Acceptance).c.scenario_id),
        ("living",),
    ),
    Join("system", lambda s: s(System), lambda s: s(Scenario).c.system_id == s(System).c.id, ("scenario",)),
    Join(
        "assessment",
        lambda s: s(Assessment),
        lambda s: s(Scenario).c.assessment_id == s(Assessment).c.id,
        ("scenario",),
    ),
    Join(
        "unit",
        lambda s: s(Unit),
        lambda s: s(Unit).c.id == unit_of_risk(s(Assessment), s(System)),
        ("system", "assessment"),
    ),
    AREA,
    Join("by", lambda s: s(Person, "by"), lambda s: s(Acceptance).c.accepted_by_id == s(Person, "by").c.id),
    *(join for join in OF_RISK if join.name in ("acceptance", "model")),
)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    return scenario_scope(access, Permission.RISK_READ, s(Scenario), s(System), s(Unit).c.path)


def _is_current(s: Source) -> ColumnElement[bool]:
    """Return the predicate of the records that say how a risk stands: the newest of each that is not withdrawn.

    That its assessment has been replaced is a state of the risk itself.
    """
    withdrawn = (s(table).c.withdrawn_on for table in (Scenario, Assessment, System))
    return and_(s(Scenario).c.acceptance_id == s(Acceptance).c.id, *(day.is_(None) for day in withdrawn))


def _state(s: Source) -> ColumnElement[str]:
    return case((_is_current(s), state_of(s)), else_=AcceptanceState.SUPERSEDED.value)


def _is_in(s: Source, state: str) -> ColumnElement[bool]:
    if state == AcceptanceState.SUPERSEDED:
        return _state(s) == state
    return and_(_is_current(s), is_in(s, state))


def _plain(
    key: str, kind: Kind, *, shown: bool = True, only_export: bool = False, sort: Callable[[Source], Any] | None = None
) -> Column:
    """Return a column that shows a column of the record itself."""
    return Column(
        key,
        f"acceptance.{key}",
        lambda s: s(Acceptance).c[key],
        kind,
        shown=shown,
        only_export=only_export,
        sort=sort,
    )


ACCEPTANCES = Register(
    name="acceptances",
    model=Acceptance,
    permission=Permission.RISK_READ,
    joins=JOINS,
    scope=_scope,
    scope_needs=("scenario", "system", "unit", "assessment"),
    order=lambda s: (s(Acceptance).c.accepted_on.desc(), s(Acceptance).c.code_key.desc(), s(Acceptance).c.id),
    search=lambda s: s(Scenario).c.search_text,
    views=(
        SavedView("awaits_me", "risks.view.awaits_me", {"awaits": ME}),
        SavedView("expiring", "acceptances.view.expiring", {"state": AcceptanceState.EXPIRING.value}),
        SavedView("lapsed", "risks.view.lapsed", {"state": AcceptanceState.LAPSED.value}),
        SavedView("stale", "acceptances.view.stale", {"state": AcceptanceState.STALE.value}),
    ),
    columns=(
        Column(
            "title",
            "acceptance.scenario_id",
            lambda s: s(Scenario).c.title,
            TEXT,
            sort=lambda s: s(Scenario).c.title_key,
            href=lambda s: s(Acceptance).c.id,
            href_prefix="/acceptances/",
        ),
        _plain("code", CODE, sort=lambda s: s(Acceptance).c.code_key),
        Column(
            "risk",
            "scenario.code",
            lambda s: s(Scenario).c.code,
            CODE,
            sort=lambda s: s(Scenario).c.code_key,
            href=lambda s: s(Scenario).c.id,
            href_prefix="/risks/",
            shown=False,
        ),
        Column(
            "system",
            "scenario.system_id",
            lambda s: s(System).c.name,
            TEXT,
            sort=lambda s: s(System).c.name_key,
            href=lambda s: s(System).c.id,
            href_prefix="/systems/",
        ),
        area_column("scenario.area", options=areas_within(Permission.RISK_READ), shown=False),
        replace(_plain("level", choice(RiskLevel, tagged=True)), filter=True, terms=RiskLevel),
        Column(
            "state",
            "acceptance.state",
            _state,
            quiet(AcceptanceState),
            needs=RISK,
            filter=True,
            terms=AcceptanceState,
            matches=_is_in,
        ),
        replace(
            AWAITS,
            value=lambda s: case((_is_current(s), awaits(s)), else_=None),
            matches_me=lambda s, access: and_(_is_current(s), awaits_me(s, access)),
        ),
        Column(
            "accepted_by",
            "acceptance.accepted_by_id",
            lambda s: s(Person, "by").c.name,
            TEXT,
            needs=("by",),
            sort=lambda s: s(Person, "by").c.name_key,
        ),
        _plain("authority", choice(Authority)),
        _plain("accepted_on", DATE),
        _plain("valid_until", DATE),
        _plain("kind", choice(AcceptanceKind), only_export=True),
        _plain("likelihood", choice(Likelihood), only_export=True),
        _plain("consequence", choice(Consequence), only_export=True),
        _plain("rating_version", INTEGER, only_export=True),
        _plain("system_class", INTEGER, only_export=True),
        _plain("reason", LINES, only_export=True),
        _plain("compensation", LINES, only_export=True),
        _plain("privacy_opinion", LINES, only_export=True),
    ),
)
