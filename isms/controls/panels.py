"""What controls show on the pages of systems, actions and people."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.controls import queries
from isms.controls.frameworks import LIBRARY
from isms.controls.vocabulary import ControlStatus, Permission
from isms.kernel.web.doors import Me, words
from isms.kernel.web.panels import Panel
from isms.organisation.models import Person
from isms.portfolio.models import System


def _of_system(session: Session, me: Me, system: System, _today: date) -> Mapping[str, Any]:
    """Return the controls at work in a system; those not in place are counted in the section list."""
    controls = queries.of_system(session, me.access, system.id)
    lacking = sum(control.status not in (None, ControlStatus.IN_PLACE) for control in controls)
    return {
        "controls": LIBRARY.titled(controls, words().language),
        "mark": lacking or None,
        "tone": "warning" if lacking else None,
    }


def _served(session: Session, me: Me, action: Action, _today: date) -> Mapping[str, Any] | None:
    controls = queries.served_by(session, me.access, action.id)
    return {"controls": LIBRARY.titled(controls, words().language)} if controls else None


def _owned(session: Session, me: Me, person: Person, _today: date) -> Mapping[str, Any] | None:
    controls = queries.owned_by(session, me.access, person.id)
    return {"controls": LIBRARY.titled(controls, words().language), "mark": len(controls)} if controls else None


TEMPLATE = "controls/panels/controls.html"

PANELS: Mapping[str, Sequence[Panel]] = {
    "system": [Panel("controls", "control.panel", Permission.CONTROL_READ, TEMPLATE, _of_system)],
    "action": [Panel("served", "control.served_panel", Permission.CONTROL_READ, TEMPLATE, _served)],
    "person:owns": [Panel("controls", "control.owned_panel", Permission.CONTROL_READ, TEMPLATE, _owned)],
}
