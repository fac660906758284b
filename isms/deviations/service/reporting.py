"""Decides how a deviation comes in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.deviations import rules
from isms.deviations.models import Deviation
from isms.deviations.service.fields import DeviationFields, refusals_of
from isms.deviations.service.links import question, touch
from isms.kernel.clock import day_of
from isms.kernel.codes import next_code
from isms.kernel.refusal import refuse
from isms.kernel.text import normalise
from isms.organisation.models import Unit
from isms.portfolio.models import System

PREFIX = "AV"


def report(
    session: Session,
    unit: Unit,
    reported_by_id: int,
    *,
    now: datetime,
    systems: Sequence[System] = (),
    **fields: Unpack[DeviationFields],
) -> Deviation:
    """Report a deviation and return it; raises Refused.

    `title`, `severity` and `discovered_at` must be among the fields. It lies at the first affected
    system's unit, or at `unit` when it touches none. Unless it is said when the municipality came to
    know of it, that is when it was discovered; without a deadline its severity decides one.
    """
    place = systems[0].unit if systems else unit
    tenant_id = actions.tenant_of(place)
    deviation = Deviation(
        tenant_id=tenant_id,
        unit_id=place.id,
        reported_by_id=reported_by_id,
        reported_on=day_of(now),
        **fields,
    )
    deviation.title = normalise(deviation.title)
    deviation.aware_at = fields.get("aware_at") or deviation.discovered_at
    deviation.due_on = fields.get("due_on") or rules.default_due_on(deviation.severity, deviation.reported_on)
    refuse(refusals_of(deviation, systems, now))
    deviation.code = next_code(session, tenant_id, PREFIX)
    session.add(deviation)
    session.flush()
    new = touch(session, deviation, systems, deviation.reported_on)
    question(session, deviation, new, deviation.reported_on)
    return deviation
