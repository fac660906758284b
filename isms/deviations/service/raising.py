"""Decides how a deviation raises a risk, and how a finding of others is registered."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Unpack

from sqlalchemy.orm import Session

from isms.deviations.models import Deviation, DeviationRisk
from isms.deviations.service.fields import DeviationFields
from isms.deviations.service.handling import expect
from isms.deviations.service.reporting import report
from isms.deviations.vocabulary import HandlingStep
from isms.kernel.clock import day_of
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.risk import service as risk
from isms.risk.models import Assessment, Scenario


def raise_risk(
    session: Session,
    deviation: Deviation,
    system: System,
    assessment: Assessment | None,
    *,
    new_title: str,
    raised_by_id: int,
    today: date,
    **said: Unpack[risk.ScenarioFields],
) -> Scenario:
    """Put a risk that a deviation has shown into a draft, and question the assessment in force; raises Refused.

    Without a draft a new one of the system is made, called `new_title`; who raises the risk is responsible for it.
    """
    expect(session, deviation, HandlingStep.CHANGE)
    if assessment is None:
        made: risk.AssessmentFields = {"title": new_title, "assessed_on": today, "responsible_id": raised_by_id}
        assessment = risk.assess(session, [system], today=today, **made)
    scenario = risk.identify(session, assessment, system, **said)
    link = {"deviation_id": deviation.id, "scenario_id": scenario.id, "raised": True}
    session.add(DeviationRisk(tenant_id=deviation.tenant_id, **link))
    risk.note_deviation(session, [system.id], deviation.code, today)
    session.flush()
    return scenario


def register_finding(
    session: Session,
    unit: Unit,
    *,
    registered_by_id: int,
    now: datetime,
    systems: Sequence[System] = (),
    **fields: Unpack[DeviationFields],
) -> Deviation:
    """Register what an audit or a supervisor has found, and return it; raises Refused.

    Whoever registers it has judged it already: it waits for whoever is responsible.
    """
    finding = report(session, unit, registered_by_id, now=now, systems=systems, **fields)
    finding.triaged_on, finding.triaged_by_id = day_of(now), registered_by_id
    session.flush()
    return finding
