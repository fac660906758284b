"""What projects show on the page of a system: what they do with it, and how far its ending has come."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.web.doors import Me
from isms.kernel.web.panels import Panel
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.projects import queries
from isms.projects.rules.phases import state
from isms.projects.vocabulary import Permission


def _beside(session: Session, me: Me, system: System, _today: date) -> Mapping[str, Any]:
    """Return the projects of a system and its ending; what is left to do of the ending is counted in the list."""
    beside = queries.beside_system(session, me.access, system.id)
    has_ended = system.lifecycle == Lifecycle.ENDED
    warns = beside.left and not has_ended
    return {
        "projects": [(project, state(project.stopped_on, project.ended_on)) for project in beside.projects],
        "system_id": system.id,
        "is_ending": beside.is_ending,
        "left": beside.left,
        "has_ended": has_ended,
        "may_end": queries.ends(me.access, system, beside.responsible_id),
        "mark": len(beside.left) if warns else None,
        "tone": "warning" if warns else None,
    }


PANELS: Mapping[str, Sequence[Panel]] = {
    "system": [
        Panel("projects", "project.panel", Permission.PROJECT_READ, "projects/panels/of_system.html", _beside),
    ],
}
