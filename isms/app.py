"""The composition root: the one module that knows every room and puts the program together."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask

from config import Settings
from isms.accounts import views as accounts_views
from isms.accounts.login import recognise_people
from isms.accounts.rules import Lifetimes
from isms.kernel.access import Matrix
from isms.kernel.clock import Clock
from isms.kernel.db import Database
from isms.kernel.register.columns import Register
from isms.kernel.seal.sealing import Derivation
from isms.kernel.web.app import new_app
from isms.kernel.web.doors import Assembly, NavigationItem, guard
from isms.kernel.web.logging import log_requests
from isms.kernel.web.panels import Panel
from isms.kernel.web.security import protect
from isms.organisation import register as organisation_registers
from isms.organisation import views as organisation_views
from isms.organisation.vocabulary import GRANTS as ORGANISATION_GRANTS
from isms.organisation.vocabulary import Permission as OrganisationPermission
from isms.portfolio import derivations as portfolio_derivations
from isms.portfolio import register as portfolio_registers
from isms.portfolio.vocabulary import GRANTS as PORTFOLIO_GRANTS
from isms.portfolio.vocabulary import Permission as PortfolioPermission

GRANTS = (ORGANISATION_GRANTS, PORTFOLIO_GRANTS)
DERIVATIONS: Sequence[Derivation] = (*portfolio_derivations.DERIVATIONS,)
BLUEPRINTS = (organisation_views.blueprint, accounts_views.blueprint)
REGISTERS = (
    organisation_registers.UNITS,
    organisation_registers.PEOPLE,
    portfolio_registers.SYSTEMS,
    portfolio_registers.SUPPLIERS,
)
OFFERED: Sequence[Any] = ()
PANELS: Sequence[dict[str, Sequence[Panel]]] = ()
NAVIGATION = (
    NavigationItem("nav.home", "/"),
    NavigationItem("nav.systems", "/systems", PortfolioPermission.SYSTEM_READ),
    NavigationItem("nav.suppliers", "/suppliers", PortfolioPermission.SUPPLIER_READ, more=True),
    NavigationItem("nav.units", "/units", OrganisationPermission.UNIT_READ, more=True),
    NavigationItem("nav.people", "/people", OrganisationPermission.PERSON_READ, more=True),
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
    )
    app = new_app(assembled)
    app.config["SECRET_KEY"] = settings.secret_key
    log_requests(app)
    protect(app, public=settings.public, trusted_hosts=settings.trusted_hosts, proxies=settings.proxies)
    lifetimes = Lifetimes(
        idle=timedelta(minutes=settings.idle_minutes), absolute=timedelta(hours=settings.absolute_hours)
    )
    recognise_people(app, lifetimes, public=settings.public)
    guard(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
