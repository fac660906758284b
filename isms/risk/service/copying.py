"""Copying last year's assessment to a new draft, and what happens to last year's when the copy is approved."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from isms.kernel.codes import next_code
from isms.kernel.refusal import refuse
from isms.portfolio.rules import months_after
from isms.risk import queries, rules
from isms.risk.models import AssessedSystem, Assessment, Scenario, ScenarioAction, ScenarioControl
from isms.risk.queries import copies
from isms.risk.service.marks import mark
from isms.risk.service.scenarios import estimates_of, plan_of, set_levels
from isms.risk.vocabulary import AssessmentStatus

CARRIED = ("title", "subject", "unit_id", "method", "participants", "responsible_id", "summary", "exempt_basis")
"""What a copy says of itself until somebody changes it."""

FOLLOW_UP = ("owner_id", "plan_approved_by_id", "plan_approved_on", "acceptance_id", "rating_version")


def copy(session: Session, assessment: Assessment, *, today: date) -> Assessment:
    """Copy an approved assessment and its risks to a draft under the model of today, and return it; raises Refused.

    Systems that have been withdrawn since, and their risks, are left behind. Actions and controls go along.
    """
    open_copy = copies.open_copy(session, assessment.id)
    refuse(rules.copying_refusals(assessment.status, open_copy.code if open_copy else None))
    model, model_id = queries.current_model(session, assessment.tenant_id, today)
    systems = [s for s in queries.systems_of(session, assessment.id) if s.withdrawn_on is None]
    months = rules.interval_months(model, [system.system_class for system in systems])
    made = Assessment(
        tenant_id=assessment.tenant_id,
        code=next_code(session, assessment.tenant_id or 0, assessment.code.partition("-")[0]),
        model_version=model.code,
        model_id=model_id,
        previous_id=assessment.id,
        assessed_on=today,
        valid_until=months_after(today, months),
        status=AssessmentStatus.DRAFT,
        **{name: getattr(assessment, name) for name in CARRIED},
    )
    session.add(made)
    session.flush()
    session.add_all(AssessedSystem(tenant_id=made.tenant_id, assessment_id=made.id, system_id=s.id) for s in systems)
    _copy_risks(session, assessment, made, model)
    session.flush()
    return made


def take_over(session: Session, assessment: Assessment) -> None:
    """Let a copy that is being approved replace what it was copied from.

    What has been decided about the risks meanwhile comes along: acceptances, approved plans, actions and controls.
    """
    previous = assessment.previous
    if previous is None or previous.status != AssessmentStatus.APPROVED:
        return
    previous.status = AssessmentStatus.REPLACED
    before = {risk.id: risk for risk in copies.standing(session, previous.id)}
    copied = {risk.previous_id: risk for risk in copies.standing(session, assessment.id) if risk.previous_id in before}
    for id_, risk in copied.items():
        _catch_up(before[id_], risk)
    _link(session, copied)
    session.flush()


def _catch_up(before: Scenario, risk: Scenario) -> None:
    """Let a copied risk know what was decided about the old one after it was copied."""
    newest = max(before.acceptance_id or 0, risk.acceptance_id or 0)
    if newest and risk.acceptance_id != newest:
        risk.acceptance_id = newest
    if risk.plan_approved_on is None and plan_of(risk) == plan_of(before):
        risk.plan_approved_by_id, risk.plan_approved_on = before.plan_approved_by_id, before.plan_approved_on


def _copy_risks(session: Session, assessment: Assessment, made: Assessment, model: rules.Model) -> None:
    copied: dict[int, Scenario] = {}
    for risk in copies.lives_on(session, assessment.id):
        facts = {name: getattr(risk, name) for name in (*rules.FACTS, *FOLLOW_UP)}
        copied[risk.id] = Scenario(
            tenant_id=made.tenant_id, assessment_id=made.id, code=risk.code, previous_id=risk.id, **facts
        )
        copied[risk.id].previous = risk
        _fit(copied[risk.id], risk, model)
        mark(copied[risk.id], made)
    session.add_all(copied.values())
    session.flush()
    _link(session, copied)


def _fit(copied: Scenario, risk: Scenario, model: rules.Model) -> None:
    """Let a copied risk fit the model of today; estimated otherwise than before, it has been rated again.

    Inherent and residual estimates that the model has no step for, or orders otherwise, must be made again.
    """
    for when in ("inherent", "after"):
        estimate = getattr(risk, f"likelihood_{when}"), getattr(risk, f"consequence_{when}")
        likelihood, consequence = rules.carried(model, estimate)
        setattr(copied, f"likelihood_{when}", likelihood)
        setattr(copied, f"consequence_{when}", consequence)
    before = rules.capped(model, risk.likelihood_before, risk.consequence_before)
    copied.likelihood_before, copied.consequence_before = before
    if any(rules.order_refusals(model, *estimates_of(copied))):
        copied.likelihood_inherent = copied.consequence_inherent = None
        copied.likelihood_after = copied.consequence_after = None
    set_levels(copied, model)
    if _rating(copied) != _rating(risk):
        copied.rating_version = (risk.rating_version or 1) + 1


def _rating(risk: Scenario) -> tuple[object, ...]:
    """Return what acceptance rests on: the current and the residual estimate and their levels."""
    whens = ("before", "after")
    return tuple(getattr(risk, f"{what}_{when}") for what in ("likelihood", "consequence", "level") for when in whens)


def _link(session: Session, copied: Mapping[int, Scenario]) -> None:
    """Link copied risks, by the id of what they were copied from, to the same actions and controls, each once."""
    everywhere = [*copied, *(risk.id for risk in copied.values())]
    actions = copies.action_links(session, everywhere)
    controls = copies.control_links(session, everywhere)
    known_actions = {(link.scenario_id, link.action_id) for link in actions}
    known_controls = {(link.scenario_id, link.control_id) for link in controls}
    for action in actions:
        risk = copied.get(action.scenario_id)
        if risk and (risk.id, action.action_id) not in known_actions:
            session.add(ScenarioAction(tenant_id=risk.tenant_id, scenario_id=risk.id, action_id=action.action_id))
    for control in controls:
        risk = copied.get(control.scenario_id)
        if risk and (risk.id, control.control_id) not in known_controls:
            session.add(ScenarioControl(tenant_id=risk.tenant_id, scenario_id=risk.id, control_id=control.control_id))
