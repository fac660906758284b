"""Decides how a deviation comes in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.deviations import rules
from isms.deviations.models import Deviation
from isms.deviations.rules.reporting import grading_refusals, preliminary_severity
from isms.deviations.service.announcing import announced
from isms.deviations.service.attachments import attach
from isms.deviations.service.fields import DeviationFields, refusals_of
from isms.deviations.service.links import question, touch
from isms.kernel.clock import day_of
from isms.kernel.codes import next_code
from isms.kernel.file_kinds import File
from isms.kernel.refusal import refuse
from isms.kernel.text import normalise
from isms.notices.vocabulary import WebhookEvent
from isms.organisation.models import Unit
from isms.portfolio.models import System

PREFIX = "AV"


def report(
    session: Session,
    unit: Unit,
    reported_by_id: int | None,
    *,
    now: datetime,
    systems: Sequence[System] = (),
    files: Sequence[File] = (),
    **fields: Unpack[DeviationFields],
) -> Deviation:
    """Report a deviation and return it; raises Refused.

    `title` and `discovered_at` must be among the fields. It lies at the first affected system's unit, or at
    `unit` when it touches none. `reported_by_id` is None when it comes without an account. Awareness, severity and
    deadline follow from the rest unless they are said.
    """
    said = (fields.get("title"), fields.get("description"), fields.get("place"), fields.get("immediate_action"))
    refuse(grading_refusals(said, "description"))
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
    deviation.severity = fields.get("severity") or preliminary_severity(fields.get("personal_data"))
    deviation.aware_at = fields.get("aware_at") or deviation.discovered_at
    deviation.due_on = fields.get("due_on") or rules.default_due_on(deviation.severity, deviation.reported_on)
    refuse(refusals_of(deviation, systems, now))
    deviation.code = next_code(session, tenant_id, PREFIX)
    session.add(deviation)
    session.flush()
    question(session, deviation, touch(session, deviation, systems, deviation.reported_on), deviation.reported_on)
    attach(session, deviation, files)
    announced(session, deviation, WebhookEvent.DEVIATION_REPORTED, now)
    return deviation
