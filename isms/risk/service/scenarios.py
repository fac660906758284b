"""Risks: identify, rate, change, withdraw and treat them."""

from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.rules import reason_refusals
from isms.actions.vocabulary import SourceKind
from isms.kernel.codes import next_code
from isms.kernel.refusal import refuse
from isms.kernel.text import normalise
from isms.portfolio.models import System
from isms.risk import queries, rules
from isms.risk.models import Assessment, Scenario, ScenarioAction
from isms.risk.service.marks import follow_owner, mark
from isms.risk.vocabulary import Consequence, Intent, Knowledge, Likelihood, SinceLast, Treatment

SCENARIO_PREFIX = "R"

ESTIMATES = ("inherent", "before", "after")


class ScenarioFields(TypedDict, total=False):
    """What is said of a risk; on change, what is not given stays."""

    title: str
    description: str | None
    cause: str | None
    intent: Intent | None
    vulnerability: str | None
    properties: tuple[str, ...]
    privacy_affected: bool | None
    existing_controls: str | None
    likelihood_inherent: Likelihood | None
    consequence_inherent: Consequence | None
    likelihood_before: Likelihood
    consequence_before: Consequence
    likelihood_after: Likelihood | None
    consequence_after: Consequence | None
    likelihood_reason: str | None
    consequence_reason: str | None
    driving_category: str | None
    knowledge: Knowledge | None
    after_reason: str | None
    legal_requirement: str | None
    breaks_law: bool | None
    treatment: Treatment | None
    owner_id: int | None


def identify(
    session: Session, assessment: Assessment, system: System | None, **fields: Unpack[ScenarioFields]
) -> Scenario:
    """Identify a risk in a system that an assessment covers, or in its process, and return it; raises Refused.

    `title`, `likelihood_before` and `consequence_before` must be among the fields.
    """
    refuse(rules.locked_refusals(assessment.status))
    system_id = system.id if system else None
    _check_place(session, assessment, system_id)
    tenant_id = assessment.tenant_id or 0
    scenario = Scenario(tenant_id=tenant_id, assessment_id=assessment.id, system_id=system_id, **fields)
    set_levels(scenario, queries.model_of(assessment))
    scenario.rating_version = 1
    mark(scenario, assessment)
    scenario.title = normalise(scenario.title)
    scenario.code = next_code(session, tenant_id, SCENARIO_PREFIX)
    session.add(scenario)
    session.flush()
    return scenario


def change_scenario(
    session: Session, scenario: Scenario, system: System | None = None, **fields: Unpack[ScenarioFields]
) -> None:
    """Change what is said of a risk, its rating too; the model stays the assessment's. Raises Refused.

    Once its assessment is no draft, only what follows the risk up may change.
    """
    changed = {name for name, value in fields.items() if getattr(scenario, name) != value}
    moved = system is not None and system.id != scenario.system_id
    refuse(rules.locked_refusals(scenario.assessment.status, changed | ({"system_id"} if moved else set())))
    owner_id = scenario.owner_id
    if system is not None and moved:
        _check_place(session, scenario.assessment, system.id)
        scenario.system_id = system.id
    estimated, planned = estimates_of(scenario), plan_of(scenario)
    with session.no_autoflush:
        for name, value in fields.items():
            if name in changed:
                setattr(scenario, name, value)
        scenario.title = normalise(scenario.title)
        set_levels(scenario, queries.model_of(scenario.assessment))
        if estimates_of(scenario) != estimated:
            scenario.rating_version = (scenario.rating_version or 1) + 1
        if plan_of(scenario) != planned:
            scenario.plan_approved_by_id = scenario.plan_approved_on = None
        mark(scenario, scenario.assessment)
    follow_owner(session, scenario, owner_id)
    session.flush()


def withdraw_scenario(session: Session, scenario: Scenario, because: str, today: date) -> None:
    """Withdraw a risk with a reason; it leaves lists and counts. Raises Refused."""
    refuse([*rules.locked_refusals(scenario.assessment.status), *reason_refusals(because)])
    scenario.withdrawn_on = today
    scenario.withdrawn_because = because
    if scenario.previous_id is not None:
        scenario.since_last = SinceLast.DROPPED
    session.flush()


def treat(
    session: Session,
    scenario: Scenario,
    **said: Unpack[actions.Planned],
) -> Action:
    """Plan an action against a risk, at the place of the risk, and return it; raises Refused."""
    refuse(rules.follow_up_refusals(scenario.assessment.status))
    action = actions.plan(
        session,
        unit=scenario.place,
        source_kind=SourceKind.RISK,
        source_code=scenario.code,
        **said,
    )
    session.add(ScenarioAction(tenant_id=scenario.tenant_id, scenario_id=scenario.id, action_id=action.id))
    session.flush()
    return action


def _check_place(session: Session, assessment: Assessment, system_id: int | None) -> None:
    covered = [system.id for system in queries.systems_of(session, assessment.id)]
    refuse(rules.scenario_refusals(system_id, covered, subject=assessment.subject is not None))


def plan_of(scenario: Scenario) -> tuple[object, ...]:
    """Return what the owner of a risk approves: treatment, what shall remain, and that it is their plan."""
    return scenario.treatment, scenario.likelihood_after, scenario.consequence_after, scenario.owner_id


def estimates_of(scenario: Scenario) -> list[rules.Estimate]:
    """Return the estimates of a risk: inherent, before and after treatment."""
    return [(getattr(scenario, f"likelihood_{when}"), getattr(scenario, f"consequence_{when}")) for when in ESTIMATES]


def set_levels(scenario: Scenario, model: rules.Model) -> None:
    """Set the levels that follow from the estimates; raises Refused for half an estimate or an unknown step."""
    estimates = estimates_of(scenario)
    for when, estimate in zip(ESTIMATES, estimates, strict=True):
        refuse(rules.estimate_refusals(model, when, estimate))
    inherent, before, after = estimates
    refuse(rules.order_refusals(model, inherent, before, after))
    scenario.level_inherent = model.level_of(inherent)
    scenario.level_before = model.level(scenario.likelihood_before, scenario.consequence_before)
    scenario.level_after = model.level_of(after)
    residual, (likelihood, consequence) = scenario.level_after, after
    if residual is None or likelihood is None or consequence is None:
        residual, (likelihood, consequence) = scenario.level_before, before
    assert likelihood and consequence
    scenario.residual_level = residual
    scenario.rank = rules.rank(residual, likelihood, consequence)
