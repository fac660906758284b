"""A system or two of Eksempelfjord with an assessment, made by the services, for tests of the rooms above them."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.kernel.access import Access
from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.register.columns import Register, Source
from isms.kernel.register.query import Wish, rows
from isms.kernel.seal.collector import Actor
from isms.organisation.models import Unit
from isms.organisation.queries import access_of
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.risk import service
from isms.risk.models import Assessment, Scenario
from isms.risk.vocabulary import Consequence, Likelihood

ME = Actor("operator", "stage")
TODAY = date(2026, 11, 22)


def get(session: Session, model: type[Any], id_: int) -> Any:
    """Return a row that is there."""
    found = session.get(model, id_)
    assert found is not None
    return found


def a_system(session: Session, unit_id: int, name: str, **fields: Any) -> System:
    """Register a system of a unit."""
    unit = get(session, Unit, unit_id)
    return portfolio.register(session, unit, name=name, lifecycle=Lifecycle.IN_USE, **fields)


def an_assessment(session: Session, systems: list[System], responsible_id: int, **fields: Any) -> Assessment:
    """Assess systems today, valid for a year."""
    said: dict[str, Any] = {
        "title": "Vurdering",
        "assessed_on": TODAY,
        "responsible_id": responsible_id,
        "valid_until": date(2027, 11, 22),
        **fields,
    }
    return service.assess(session, systems, today=TODAY, **said)


def a_risk(session: Session, assessment: Assessment, system: System, cell: str = "3 4", **fields: Any) -> Scenario:
    """Identify a risk in a cell, as in "3 4": likelihood first."""
    likelihood, consequence = cell.split()
    said: dict[str, Any] = {
        "title": "Systemet er nede",
        "likelihood_before": Likelihood(likelihood),
        "consequence_before": Consequence(consequence),
        **fields,
    }
    return service.identify(session, assessment, system, **said)


def an_action(session: Session, scenario: Scenario, owner_id: int, due_on: date, title: str = "Øve") -> Action:
    """Plan an action against a risk, in time whenever the deadline lies."""
    return service.treat(
        session,
        scenario,
        title=title,
        description=None,
        owner_id=owner_id,
        due_on=due_on,
        today=min(TODAY, due_on),
    )


def seen(
    database: Database,
    register: Register,
    access: Access,
    columns: tuple[str, ...] = ("code",),
    wish: Wish | None = None,
    position: int | None = None,
) -> list[tuple[Any, ...]]:
    """Return the columns of a register as somebody sees it, now or as of a position, read today."""
    source = Source(day_of(database.clock.now()), position)
    chosen = [register.column(key) for key in columns]
    with database.reading() as session:
        found = session.execute(rows(register, source, access, wish or Wish(), chosen))
        return [tuple(row)[: len(columns)] for row in found]


def access_for(database: Database, matrix: Any, person_id: int) -> Access:
    """Return what a person may do today."""
    with database.reading() as session:
        return access_of(session, person_id, matrix, day_of(database.clock.now()))
