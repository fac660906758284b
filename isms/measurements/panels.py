"""What measurements show on the page of a system: the way to them, which costs no statement."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.web.doors import Me
from isms.kernel.web.panels import Panel
from isms.measurements.queries import held_on
from isms.measurements.vocabulary import Permission
from isms.portfolio.models import System


def _way(_session: Session, me: Me, system: System, _today: date) -> Mapping[str, Any] | None:
    may_read = Permission.MEASUREMENT_READ in held_on(me.access, system)
    return {"system_id": system.id} if may_read else None


PANELS: Mapping[str, Sequence[Panel]] = {
    "system": [
        Panel(
            "measurements",
            "register.measurements.title",
            Permission.MEASUREMENT_READ,
            "measurements/panels/way.html",
            _way,
            by_relation=True,
        )
    ],
}
