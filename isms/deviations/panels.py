"""What deviations show on the pages of systems and actions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.deviations import queries
from isms.deviations.vocabulary import DeviationStatus, Permission, Severity
from isms.kernel.deadlines import deadline_state
from isms.kernel.web.doors import Me
from isms.kernel.web.panels import Panel
from isms.portfolio.models import System


def _of_system(session: Session, me: Me, system: System, today: date) -> Mapping[str, Any]:
    """Return a system's newest deviations, open ones first; the open ones are counted in the section list."""
    deviations = queries.of_system(session, me.access, system.id)
    still_open = [d for d in deviations if d.status == DeviationStatus.OPEN]
    serious = any(d.severity == Severity.SERIOUS for d in still_open)
    return {
        "deviations": deviations,
        "states": {d.id: deadline_state(d.due_on, today) for d in still_open},
        "system_id": system.id,
        "mark": len(still_open) or None,
        "tone": ("danger" if serious else "warning") if still_open else None,
    }


def _mended(session: Session, me: Me, action: Action, today: date) -> Mapping[str, Any] | None:
    """Return the deviations an action came of, as far as the reader may see them."""
    deviations = queries.mended_by(session, me.access, action.id)
    still_open = [d for d in deviations if d.status == DeviationStatus.OPEN]
    if not deviations:
        return None
    return {
        "deviations": deviations,
        "states": {d.id: deadline_state(d.due_on, today) for d in still_open},
        "system_id": None,
    }


TEMPLATE = "deviations/panels/deviations.html"

PANELS: Mapping[str, Sequence[Panel]] = {
    "system": [
        Panel("deviations", "deviation.panel", Permission.DEVIATION_READ, TEMPLATE, _of_system),
    ],
    "action": [
        Panel("mended", "deviation.mended_panel", Permission.DEVIATION_READ, TEMPLATE, _mended),
    ],
}
