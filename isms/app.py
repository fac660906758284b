"""The composition root: the one module that knows every room and puts the program together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from isms.accounts import derivations as accounts_derivations
from isms.accounts import panels as accounts_panels
from isms.accounts import views as accounts_views
from isms.accounts import vocabulary as accounts_words
from isms.accounts.bearer import recognise_programs
from isms.accounts.login import recognise_people
from isms.accounts.rules import Lifetimes
from isms.actions import belongings as actions_belongings
from isms.actions import queries as actions_queries
from isms.actions import register as actions_registers
from isms.actions import views as actions_views
from isms.actions import vocabulary as actions_words
from isms.attestations import belongings as attestations_belongings
from isms.attestations import derivations as attestations_derivations
from isms.attestations import queries as attestations_queries
from isms.attestations import register as attestations_registers
from isms.attestations import views as attestations_views
from isms.attestations import vocabulary as attestations_words
from isms.calendar import panels as calendar_panels
from isms.calendar import views as calendar_views
from isms.calendar import vocabulary as calendar_words
from isms.clocks import views as clocks_views
from isms.clocks import vocabulary as clocks_words
from isms.clocks.rules import Deadline
from isms.clocks.service import rules_of
from isms.controls import belongings as controls_belongings
from isms.controls import panels as controls_panels
from isms.controls import queries as controls_queries
from isms.controls import register as controls_registers
from isms.controls import views as controls_views
from isms.controls import vocabulary as controls_words
from isms.deviations import belongings as deviations_belongings
from isms.deviations import panels as deviations_panels
from isms.deviations import register as deviations_registers
from isms.deviations import views as deviations_views
from isms.deviations import vocabulary as deviations_words
from isms.deviations.queries import clocks as deviations_clocks
from isms.health import derivations as health_derivations
from isms.health import panels as health_panels
from isms.health import register as health_registers
from isms.health import views as health_views
from isms.health import vocabulary as health_words
from isms.kernel.access import Access, Matrix
from isms.kernel.checkpoints import Places
from isms.kernel.clock import Clock
from isms.kernel.db import Database
from isms.kernel.handover import Belonging
from isms.kernel.imports import Import
from isms.kernel.pack.making import Facts
from isms.kernel.permission import Permission
from isms.kernel.register.columns import Register
from isms.kernel.seal.sealing import Derivation
from isms.kernel.web import health
from isms.kernel.web.access_log import log_access
from isms.kernel.web.api import openapi
from isms.kernel.web.app import new_app
from isms.kernel.web.doors import Assembly, NavigationItem, guard
from isms.kernel.web.logging import log_requests
from isms.kernel.web.panels import Panel
from isms.kernel.web.security import protect
from isms.measurements import imports as measurements_imports
from isms.measurements import queries as measurements_queries
from isms.measurements import register as measurements_registers
from isms.measurements import views as measurements_views
from isms.measurements import vocabulary as measurements_words
from isms.notices import panels as notices_panels
from isms.notices import views as notices_views
from isms.notices import vocabulary as notices_words
from isms.notices.queries.handovers import handovers
from isms.notices.service import Sources
from isms.organisation import belongings as organisation_belongings
from isms.organisation import imports as organisation_imports
from isms.organisation import register as organisation_registers
from isms.organisation import views as organisation_views
from isms.organisation import vocabulary as organisation_words
from isms.overview import register as overview_registers
from isms.overview import views as overview_views
from isms.portfolio import belongings as portfolio_belongings
from isms.portfolio import derivations as portfolio_derivations
from isms.portfolio import imports as portfolio_imports
from isms.portfolio import panels as portfolio_panels
from isms.portfolio import queries as portfolio_queries
from isms.portfolio import register as portfolio_registers
from isms.portfolio import views as portfolio_views
from isms.portfolio import vocabulary as portfolio_words
from isms.portfolio.queries import deadlines as portfolio_deadlines
from isms.projects import belongings as projects_belongings
from isms.projects import panels as projects_panels
from isms.projects import register as projects_registers
from isms.projects import views as projects_views
from isms.projects import vocabulary as projects_words
from isms.projects.queries import deadlines as projects_deadlines
from isms.reviews import belongings as reviews_belongings
from isms.reviews import panels as reviews_panels
from isms.reviews import register as reviews_registers
from isms.reviews import views as reviews_views
from isms.reviews import vocabulary as reviews_words
from isms.reviews.queries import deadlines as reviews_deadlines
from isms.risk import belongings as risk_belongings
from isms.risk import derivations as risk_derivations
from isms.risk import panels as risk_panels
from isms.risk import register as risk_registers
from isms.risk import views as risk_views
from isms.risk import vocabulary as risk_words
from isms.risk.queries import criteria as risk_criteria
from isms.risk.queries import deadlines as risk_deadlines
from isms.scorecard import register as scorecard_registers
from isms.scorecard import views as scorecard_views
from isms.scorecard import vocabulary as scorecard_words

GRANTS = (
    organisation_words.GRANTS,
    accounts_words.GRANTS,
    clocks_words.GRANTS,
    calendar_words.GRANTS,
    notices_words.GRANTS,
    actions_words.GRANTS,
    portfolio_words.GRANTS,
    measurements_words.GRANTS,
    controls_words.GRANTS,
    risk_words.GRANTS,
    deviations_words.GRANTS,
    scorecard_words.GRANTS,
    projects_words.GRANTS,
    health_words.GRANTS,
    attestations_words.GRANTS,
    reviews_words.GRANTS,
)
RELATED: frozenset[Permission] = frozenset(
    (
        *organisation_words.RELATED,
        *actions_words.RELATED,
        *portfolio_queries.RELATIONS,
        *measurements_words.RELATED,
        *controls_words.RELATED,
        *risk_words.RELATED,
        *deviations_words.RELATED,
        *health_words.RELATED,
        *projects_words.RELATED,
        *reviews_words.RELATED,
        *attestations_words.RELATED,
    )
)
DERIVATIONS: Sequence[Derivation] = (
    *accounts_derivations.DERIVATIONS,
    *portfolio_derivations.DERIVATIONS,
    *risk_derivations.DERIVATIONS,
    *health_derivations.DERIVATIONS,
    *attestations_derivations.DERIVATIONS,
)
BLUEPRINTS = (
    organisation_views.blueprint,
    accounts_views.blueprint,
    clocks_views.blueprint,
    calendar_views.blueprint,
    notices_views.blueprint,
    actions_views.blueprint,
    portfolio_views.blueprint,
    measurements_views.blueprint,
    controls_views.blueprint,
    risk_views.blueprint,
    deviations_views.blueprint,
    scorecard_views.blueprint,
    projects_views.blueprint,
    health_views.blueprint,
    attestations_views.blueprint,
    reviews_views.blueprint,
    overview_views.blueprint,
)
REGISTERS: Sequence[Register] = (
    organisation_registers.UNITS,
    organisation_registers.PEOPLE,
    *actions_registers.REGISTERS,
    portfolio_registers.SYSTEMS,
    portfolio_registers.MISMATCHES,
    portfolio_registers.SUPPLIERS,
    *measurements_registers.REGISTERS,
    *controls_registers.REGISTERS,
    *risk_registers.REGISTERS,
    *deviations_registers.REGISTERS,
    *scorecard_registers.REGISTERS,
    *projects_registers.REGISTERS,
    *attestations_registers.REGISTERS,
    *health_registers.REGISTERS,
    *reviews_registers.REGISTERS,
    *overview_registers.REGISTERS,
)
OFFERED: Sequence[Any] = (
    risk_registers.OFFERED,
    deviations_registers.OFFERED,
    health_registers.OFFERED,
    reviews_registers.OFFERED,
)
PANELS: Sequence[Mapping[str, Sequence[Panel]]] = (
    accounts_panels.PANELS,
    calendar_panels.PANELS,
    portfolio_panels.PANELS,
    controls_panels.PANELS,
    risk_panels.PANELS,
    deviations_panels.PANELS,
    projects_panels.PANELS,
    health_panels.PANELS,
    reviews_panels.PANELS,
    notices_panels.PANELS,
)
PACK_FACTS: Sequence[Facts] = (risk_criteria.pack_facts,)
"""What rooms tell of themselves in the manifest of an auditor pack."""

BELONGINGS: Sequence[Belonging] = (
    *organisation_belongings.BELONGINGS,
    *portfolio_belongings.BELONGINGS,
    *risk_belongings.BELONGINGS,
    *actions_belongings.BELONGINGS,
    *controls_belongings.BELONGINGS,
    *deviations_belongings.BELONGINGS,
    *projects_belongings.BELONGINGS,
    *reviews_belongings.BELONGINGS,
    *attestations_belongings.BELONGINGS,
)
"""What people own, lead or answer for, in the order it is handed over in."""

DEADLINES: Sequence[Callable[[Session], Iterable[Deadline]]] = (
    actions_queries.deadlines,
    portfolio_deadlines.deadlines,
    controls_queries.deadlines,
    risk_deadlines.deadlines,
    deviations_clocks.deadlines,
    projects_deadlines.deadlines,
    attestations_queries.deadlines,
    reviews_deadlines.deadlines,
    handovers(BELONGINGS),
)
"""Every room's reader of what runs now."""

SCOPES: Mapping[str, Callable[[Session, Access], bool]] = {
    accounts_words.TokenScope.MEASUREMENTS_WRITE: measurements_queries.may_record,
}
"""What tokens of the API may be for, each with who may do it."""

SOURCES = Sources(DEADLINES, rules_of)
"""What people are told of, and by which rules."""
WATCHED = frozenset({organisation_words.Role.AUDITOR})
"""The roles whose every page is written down in the access log."""

NAVIGATION = (
    NavigationItem("nav.home", "/"),
    NavigationItem("nav.systems", "/systems", portfolio_words.Permission.SYSTEM_READ),
    NavigationItem("nav.risks", "/risks", risk_words.Permission.RISK_READ),
    NavigationItem("nav.deviations", "/deviations", deviations_words.Permission.DEVIATION_REPORT),
    NavigationItem("nav.actions", "/actions", actions_words.Permission.ACTION_READ),
    NavigationItem("nav.meetings", "/meetings", reviews_words.Permission.MEETING_READ),
    NavigationItem("nav.assessments", "/assessments", risk_words.Permission.RISK_READ, more=True),
    NavigationItem("nav.risk_models", "/risk-models", risk_words.Permission.MODEL_READ, more=True),
    NavigationItem("nav.health", "/health", health_words.Permission.HEALTH_READ, more=True),
    NavigationItem("nav.health_models", "/health-models", health_words.Permission.HEALTH_MODEL_READ, more=True),
    NavigationItem("nav.breaches", "/breaches", deviations_words.Permission.BREACH_HANDLE, more=True),
    NavigationItem("nav.controls", "/controls", controls_words.Permission.CONTROL_READ, more=True),
    NavigationItem("nav.acceptances", "/acceptances", risk_words.Permission.RISK_READ, more=True),
    NavigationItem("nav.scorecard", "/scorecard", scorecard_words.Permission.SCORECARD_READ, more=True),
    NavigationItem("nav.projects", "/projects", projects_words.Permission.PROJECT_READ, more=True),
    NavigationItem("nav.attestations", "/campaigns", attestations_words.Permission.CAMPAIGN_READ, more=True),
    NavigationItem("nav.reviews", "/reviews", reviews_words.Permission.REVIEW_READ, more=True),
    NavigationItem("nav.calendar", "/calendar", calendar_words.Permission.CALENDAR_READ, more=True),
    NavigationItem("nav.suppliers", "/suppliers", portfolio_words.Permission.SUPPLIER_READ, more=True),
    NavigationItem("nav.measurements", "/measurements", measurements_words.Permission.MEASUREMENT_READ, more=True),
    NavigationItem("nav.clock_rules", "/clock-rules", clocks_words.Permission.CLOCK_RULE_READ, more=True),
    NavigationItem("nav.units", "/units", organisation_words.Permission.UNIT_READ, more=True),
    NavigationItem("nav.people", "/people", organisation_words.Permission.PERSON_READ, more=True),
    NavigationItem("nav.tokens", "/tokens", accounts_words.Permission.TOKEN_READ, more=True),
    NavigationItem("nav.notices", "/notices", notices_words.Permission.NOTICE_MANAGE, more=True),
    NavigationItem("nav.open_form", "/deviations/open-form", deviations_words.Permission.OPEN_FORM_MANAGE, more=True),
    NavigationItem("nav.audit", "/audit", organisation_words.Permission.AUDIT_READ, more=True),
)


def matrix() -> Matrix:
    """Return which roles hold each permission."""
    return {permission: frozenset(roles) for grants in GRANTS for permission, roles in grants.items()}


def registers() -> dict[str, Register]:
    """Return every register by name, with the columns that upper rooms offer."""
    found = {register.name: register for register in REGISTERS}
    for offered in OFFERED:
        for name, (columns, joins, after) in offered.items():
            found[name] = found[name].offering(columns, joins, after=after)
    return found


def imports() -> dict[str, Import]:
    """Return everything that can be imported, by name."""
    return {**organisation_imports.IMPORTS, **portfolio_imports.IMPORTS, **measurements_imports.IMPORTS}


def panels() -> dict[str, list[Panel]]:
    """Return the panels of every kind of record, lower rooms first."""
    found: dict[str, list[Panel]] = {}
    for room in PANELS:
        for entity, some in room.items():
            found.setdefault(entity, []).extend(some)
    return found


def open_database(settings: Settings, clock: Clock | None = None) -> Database:
    """Open the database the settings name, with every derivation."""
    return Database(settings.database_url, clock=clock, derivations=DERIVATIONS)


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """Return the web application."""
    assembled = Assembly(
        database=database or open_database(settings),
        matrix=matrix(),
        registers=registers(),
        panels=panels(),
        navigation=NAVIGATION,
        related=RELATED,
        signer=Places(key=settings.signing_key).signer,
        pack_facts=PACK_FACTS,
        belongings=BELONGINGS,
        deadlines=DEADLINES,
        scopes=SCOPES,
        search=NavigationItem("shell.search", "/systems", portfolio_words.Permission.SYSTEM_READ),
    )
    app = new_app(assembled)
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["WEBHOOK_HOSTS"] = settings.webhook_hosts
    app.config["ADDRESS"] = settings.address
    log_requests(app)
    protect(app, public=settings.public, trusted_hosts=settings.trusted_hosts, proxies=settings.proxies)
    lifetimes = Lifetimes(
        idle=timedelta(minutes=settings.idle_minutes), absolute=timedelta(hours=settings.absolute_hours)
    )
    recognise_people(app, lifetimes, public=settings.public)
    recognise_programs(app)
    guard(app)
    log_access(app, WATCHED)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(openapi.blueprint)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
