"""Acceptance: accept a residual risk, revoke what was accepted, and approve the plan to treat it."""

from datetime import date

from sqlalchemy.orm import Session

from isms.kernel.codes import next_code
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.risk import queries
from isms.risk.models import Acceptance, Scenario
from isms.risk.queries.acceptance import consider, levels_held, standings
from isms.risk.queries.criteria import model_of
from isms.risk.rules import acceptance as rules
from isms.risk.rules import follow_up_refusals
from isms.risk.vocabulary import AcceptanceKind, Authority

ACCEPTANCE_PREFIX = "AKS"


def accept(
    session: Session,
    scenario: Scenario,
    person_id: int,
    *,
    today: date,
    valid_until: date | None = None,
    reason: str | None = None,
    compensation: str | None = None,
    privacy_opinion: str | None = None,
) -> Acceptance:
    """Accept the residual of a risk until a day, the latest one unless another is given; raises Refused.

    The record is new each time and holds what it was given for: level, estimate, rating and class.
    """
    actions = queries.actions_of(session, scenario.id)
    known = consider(session, scenario, person_id, actions, today)
    refuse(known.refusals)
    level, until = scenario.residual_level, valid_until or known.latest
    refuse(
        (
            *rules.end_refusals(level, until, known.latest, today),
            *rules.ground_refusals(
                level,
                reason=reason,
                compensation=compensation,
                privacy_opinion=privacy_opinion,
                planned=known.planned,
                privacy_affected=bool(scenario.privacy_affected),
            ),
        )
    )
    assert known.held
    record = _drawn(session, scenario, AcceptanceKind.ACCEPTED, person_id, known.held, today)
    record.valid_until = until
    record.reason, record.compensation, record.privacy_opinion = reason, compensation, privacy_opinion
    return _keep(session, scenario, record)


def revoke(session: Session, scenario: Scenario, person_id: int, *, reason: str | None, today: date) -> Acceptance:
    """Revoke what was accepted, by whoever holds the level it took, with a new record; raises Refused."""
    refuse(follow_up_refusals(scenario.assessment.status))
    newest = session.get(Acceptance, scenario.acceptance_id) if scenario.acceptance_id else None
    refuse(rules.revoke_refusals(newest.kind if newest else None, reason))
    assert newest
    standing = standings(session, scenario, {person_id}, today)[person_id]
    held = levels_held(scenario, standing)
    needed = rules.authority_needed(model_of(scenario.assessment), newest.level, frozenset())
    refuse(rules.acceptor_refusals(needed, held, advises=standing.advises, made_it=False))
    authority = rules.highest(held)
    assert authority
    record = _drawn(session, scenario, AcceptanceKind.REVOKED, person_id, authority, today)
    record.reason = reason
    return _keep(session, scenario, record)


def approve_plan(session: Session, scenario: Scenario, person_id: int, today: date) -> None:
    """Approve the plan to treat a risk, as its owner (ISO/IEC 27001:2022 6.1.3 f); raises Refused."""
    refuse(follow_up_refusals(scenario.assessment.status))
    refuse(rules.plan_refusals(scenario.owner_id, person_id, scenario.treatment))
    if scenario.plan_approved_on is not None:
        raise Refused(Refusal("scenario.plan_approved_already"))
    scenario.plan_approved_by_id = person_id
    scenario.plan_approved_on = today
    session.flush()


def _drawn(
    session: Session, scenario: Scenario, kind: AcceptanceKind, person_id: int, authority: Authority, today: date
) -> Acceptance:
    """Return a record of what a risk is now; likelihood and consequence are those that remain."""
    return Acceptance(
        tenant_id=scenario.tenant_id,
        code=next_code(session, scenario.tenant_id or 0, ACCEPTANCE_PREFIX),
        scenario_id=scenario.id,
        kind=kind,
        level=scenario.residual_level,
        likelihood=scenario.likelihood_after or scenario.likelihood_before,
        consequence=scenario.consequence_after or scenario.consequence_before,
        authority=authority,
        accepted_by_id=person_id,
        accepted_on=today,
        rating_version=scenario.rating_version or 1,
        system_class=scenario.system.system_class if scenario.system else None,
    )


def _keep(session: Session, scenario: Scenario, record: Acceptance) -> Acceptance:
    session.add(record)
    session.flush()
    scenario.acceptance_id = record.id
    session.flush()
    return record
