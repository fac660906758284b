"""Projects of Eksempelfjord, made by the services."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.refusal import Refused
from isms.organisation.models import Unit
from isms.projects import service
from isms.projects.models import DecisionTaken, Project
from isms.projects.vocabulary import Outcome
from tests.cast import Cast
from tests.risk.stage import TODAY, get

BEGUN = date(2026, 3, 2)


def a_project(session: Session, unit_id: int, name: str = "Ny journal", **fields: Any) -> Project:
    """Register a project of a unit, begun in March."""
    said: dict[str, Any] = {
        "description": None,
        "owner_id": None,
        "manager_id": None,
        "begun_on": BEGUN,
        "planned_end_on": None,
        "reference": None,
        **fields,
    }
    return service.register(session, get(session, Unit, unit_id), today=TODAY, name=name, **said)


def decided(session: Session, cast: Cast, project: Project, **fields: Any) -> DecisionTaken:
    """Approve a project at its next point today, waiving whatever is open unless told otherwise."""
    said: dict[str, Any] = {
        "outcome": Outcome.APPROVED,
        "decided_on": TODAY,
        "decided_by_id": cast.hem_owner,
        "reason": None,
        "waived_because": "Vedtatt før prosjektet ble registrert",
        **fields,
    }
    return service.decide(session, project, today=TODAY, **said)


def brought(session: Session, cast: Cast, project: Project, days: Iterable[date]) -> Project:
    """Approve a project at one point after the other, on each of the days."""
    for day in days:
        decided(session, cast, project, decided_on=day)
    return project


def keys(refused: Refused) -> list[str]:
    """Return the keys of what was refused."""
    return [refusal.because for refusal in refused.refusals]
