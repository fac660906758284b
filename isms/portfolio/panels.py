"""What the portfolio shows on the pages of people."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.web.doors import Me
from isms.kernel.web.panels import Panel
from isms.organisation.models import Person
from isms.portfolio import queries
from isms.portfolio.vocabulary import Permission

RELATIONS = queries.RELATIONS[Permission.SYSTEM_READ]


def _held(session: Session, me: Me, person: Person, today: date) -> Mapping[str, Any] | None:
    """Return the systems a person owns, administers or stands in for, each with the labels of their parts."""
    systems = queries.held_by(session, me.access, person.id)
    if not systems:
        return None
    held = [
        (system, [f"system.{name}" for name in RELATIONS if getattr(system, name) == person.id]) for system in systems
    ]
    return {"held": held, "mark": len(held)}


PANELS: Mapping[str, Sequence[Panel]] = {
    "person:owns": [
        Panel("systems", "system.held_by_person", Permission.SYSTEM_READ, "portfolio/panels/held.html", _held),
    ],
}
