"""The decisions about risk; each is named by its verb and leaves the commit to its door."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.rules import reason_refusals
from isms.actions.vocabulary import SourceKind
from isms.kernel.codes import next_code
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.kernel.text import normalise
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.risk import queries, rules
from isms.risk.models import AssessedSystem, Assessment, Scenario, ScenarioAction
from isms.risk.vocabulary import AssessmentStatus, Consequence, Likelihood, Treatment

ASSESSMENT_PREFIX = "ROS"
SCENARIO_PREFIX = "R"


class ScenarioFields(TypedDict, total=False):
    """What is said of a risk; on change, what is not given stays."""

    title: str
    description: str | None
    cause: str | None
    vulnerability: str | None
    properties: tuple[str, ...]
    existing_controls: str | None
    likelihood_before: Likelihood
    consequence_before: Consequence
    likelihood_after: Likelihood | None
    consequence_after: Consequence | None
    treatment: Treatment | None
    owner_id: int | None


class AssessmentFields(TypedDict, total=False):
    """What is said of an assessment; on change, what is not given stays."""

    title: str
    method: str | None
    assessed_on: date
    responsible_id: int
    participants: str | None
    valid_until: date
    summary: str | None


def assess(
    session: Session,
    systems: Sequence[System],
    *,
    today: date,
    unit: Unit | None = None,
    **fields: Unpack[AssessmentFields],
) -> Assessment:
    """Assess some systems and return the draft; it lies at the first system's unit if no other is given.

    `title`, `assessed_on`, `responsible_id` and `valid_until` must be among the fields. Raises Refused.
    """
    refuse(rules.scope_refusals([s.id for s in systems], [s.tenant_id for s in systems]))
    place = unit or systems[0].unit
    tenant_id = actions.tenant_of(place)
    if systems[0].tenant_id != tenant_id:
        raise Refused(Refusal("assessment.unit_elsewhere", "unit_id"))
    assessment = Assessment(
        tenant_id=tenant_id,
        unit_id=place.id,
        model_version=rules.MODEL_VERSION,
        status=AssessmentStatus.DRAFT,
        **fields,
    )
    refuse(rules.validity_refusals(assessment.assessed_on, assessment.valid_until, today))
    assessment.title = normalise(assessment.title)
    assessment.code = next_code(session, tenant_id, ASSESSMENT_PREFIX)
    session.add(assessment)
    session.flush()
    _cover(session, assessment, systems, today)
    return assessment


def change_assessment(
    session: Session,
    assessment: Assessment,
    systems: Sequence[System],
    *,
    today: date,
    unit: Unit | None = None,
    **fields: Unpack[AssessmentFields],
) -> None:
    """Change what is said of an assessment and which systems it covers; raises Refused."""
    tenants = [assessment.tenant_id, *(system.tenant_id for system in systems)]
    refuse(rules.scope_refusals([system.id for system in systems], tenants))
    if unit is not None:
        if unit.tenant_id != assessment.tenant_id:
            raise Refused(Refusal("assessment.unit_elsewhere", "unit_id"))
        assessment.unit_id = unit.id
    with session.no_autoflush:
        for name, value in fields.items():
            setattr(assessment, name, value)
        assessment.title = normalise(assessment.title)
        refuse(rules.validity_refusals(assessment.assessed_on, assessment.valid_until, today))
    _cover(session, assessment, systems, today)
    session.flush()


def approve(session: Session, assessment: Assessment, approver_id: int, today: date) -> None:
    """Approve an assessment; raises Refused when it is approved already or holds no risks."""
    refuse(rules.approval_refusals(assessment.status, queries.count_scenarios(session, assessment.id)))
    assessment.status = AssessmentStatus.APPROVED
    assessment.approved_by_id = approver_id
    assessment.approved_on = today
    session.flush()


def withdraw_assessment(session: Session, assessment: Assessment, because: str, today: date) -> None:
    """Withdraw an assessment with a reason; its risks leave the lists with it. Raises Refused."""
    refuse(reason_refusals(because))
    assessment.withdrawn_on = today
    assessment.withdrawn_because = because
    session.flush()


def identify(session: Session, assessment: Assessment, system: System, **fields: Unpack[ScenarioFields]) -> Scenario:
    """Identify a risk in a system that an assessment covers, and return it; raises Refused.

    `title`, `likelihood_before` and `consequence_before` must be among the fields.
    """
    refuse(rules.scenario_refusals(system.id, [s.id for s in queries.systems_of(session, assessment.id)]))
    tenant_id = assessment.tenant_id or 0
    scenario = Scenario(tenant_id=tenant_id, assessment_id=assessment.id, system_id=system.id, **fields)
    _rate(scenario, assessment.model_version)
    scenario.title = normalise(scenario.title)
    scenario.code = next_code(session, tenant_id, SCENARIO_PREFIX)
    session.add(scenario)
    session.flush()
    return scenario


def change_scenario(
    session: Session, scenario: Scenario, system: System | None = None, **fields: Unpack[ScenarioFields]
) -> None:
    """Change what is said of a risk, its rating too; the model stays the assessment's. Raises Refused."""
    if system is not None and system.id != scenario.system_id:
        covered = [s.id for s in queries.systems_of(session, scenario.assessment_id)]
        refuse(rules.scenario_refusals(system.id, covered))
        scenario.system_id = system.id
    with session.no_autoflush:
        for name, value in fields.items():
            if getattr(scenario, name) != value:
                setattr(scenario, name, value)
        scenario.title = normalise(scenario.title)
        _rate(scenario, scenario.assessment.model_version)
    session.flush()


def withdraw_scenario(session: Session, scenario: Scenario, because: str, today: date) -> None:
    """Withdraw a risk with a reason; it leaves lists and counts. Raises Refused."""
    refuse(reason_refusals(because))
    scenario.withdrawn_on = today
    scenario.withdrawn_because = because
    session.flush()


def treat(
    session: Session,
    scenario: Scenario,
    *,
    title: str,
    description: str | None,
    owner_id: int,
    due_on: date,
    today: date,
) -> Action:
    """Plan an action against a risk, at the unit of its system, and return it; raises Refused."""
    action = actions.plan(
        session,
        title=title,
        description=description,
        owner_id=owner_id,
        due_on=due_on,
        unit=scenario.system.unit,
        source_kind=SourceKind.RISK,
        source_code=scenario.code,
        today=today,
    )
    session.add(ScenarioAction(tenant_id=scenario.tenant_id, scenario_id=scenario.id, action_id=action.id))
    session.flush()
    return action


def _rate(scenario: Scenario, model_version: str) -> None:
    """Set the levels that follow from the estimates; raises Refused for half an estimate after treatment."""
    before = (scenario.likelihood_before, scenario.consequence_before)
    refuse(rules.after_refusals(scenario.likelihood_after, scenario.consequence_after))
    scenario.level_before = rules.risk_level(model_version, *before)
    residual, estimates = scenario.level_before, before
    scenario.level_after = None
    if scenario.likelihood_after is not None and scenario.consequence_after is not None:
        estimates = (scenario.likelihood_after, scenario.consequence_after)
        residual = scenario.level_after = rules.risk_level(model_version, *estimates)
    scenario.residual_level = residual
    scenario.rank = rules.rank(residual, *estimates)


def _cover(session: Session, assessment: Assessment, systems: Sequence[System], today: date) -> None:
    """Let an assessment cover exactly some systems; raises Refused for one left out that has risks in it."""
    links = {link.system_id: link for link in queries.links_of(session, assessment.id)}
    wanted = {system.id for system in systems}
    dropped = {id_ for id_, link in links.items() if link.withdrawn_on is None and id_ not in wanted}
    refuse(rules.removal_refusals(dropped, queries.systems_at_risk(session, assessment.id)))
    for system_id in sorted(dropped):
        links[system_id].withdrawn_on = today
        links[system_id].withdrawn_because = assessment.code
    for system_id in sorted(wanted):
        if system_id not in links:
            session.add(
                AssessedSystem(tenant_id=assessment.tenant_id, assessment_id=assessment.id, system_id=system_id)
            )
        elif links[system_id].withdrawn_on is not None:
            links[system_id].withdrawn_on = None
            links[system_id].withdrawn_because = None
    session.flush()
