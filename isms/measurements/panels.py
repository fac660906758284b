"""What measurements show on the page of a system: the way to them, which costs no statement."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.web.doors import Me
from isms.kernel.web.panels import Panel
from isms.measurements.vocabulary import Permission
from isms.portfolio.models import System


def _way(_session: Session, _me: Me, system: System, _today: date) -> Mapping[str, Any]:
    return {"system_id": system.id}


PANELS: Mapping[str, Sequence[Panel]] = {
    "system": [
        Panel(
            "measurements",
            "register.measurements.title",
            Permission.MEASUREMENT_READ,
            "measurements/panels/way.html",
            _way,
        )
    ],
}
