"""The decisions about controls; each is named by its verb and leaves the commit to its door."""

from collections.abc import Sequence
from datetime import date
from typing import Unpack

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.rules import reason_refusals
from isms.actions.vocabulary import SourceKind
from isms.controls import queries, rules
from isms.controls.frameworks import LIBRARY
from isms.controls.models import Control, ControlAction, ControlSystem, Evidence
from isms.controls.vocabulary import Applicability, ControlStatus
from isms.kernel.links import link_exactly
from isms.kernel.refusal import Refusal, refuse
from isms.kernel.text import normalise
from isms.organisation.models import Unit
from isms.portfolio.models import System


def adopt(session: Session, municipality: Unit, framework_id: str) -> Sequence[Control]:
    """Let a municipality follow a framework: every control of it gets a row, undecided; return the new ones.

    Adopting a framework again takes in what a newer version of its file has added; what is said of the others
    stays, also of controls the file no longer names. Raises Refused when there is nothing to take in.
    """
    tenant_id = actions.tenant_of(municipality)
    framework = LIBRARY.frameworks[framework_id]
    standing = {control.code: control for control in queries.controls_of(session, tenant_id)}
    older = [c for c in standing.values() if c.framework == framework.id and c.framework_version != framework.version]
    added = [
        Control(
            tenant_id=tenant_id,
            framework=framework.id,
            framework_version=framework.version,
            code=entry.id,
            applicability=Applicability.UNDECIDED,
        )
        for entry in framework.entries
        if entry.id not in standing
    ]
    refuse([] if added or older else [Refusal("control.adopted_already", "framework")])
    for control in older:
        control.framework_version = framework.version
    session.add_all(added)
    session.flush()
    return added


def decide(
    session: Session, control: Control, *, applicability: Applicability, reason: str | None, owner_id: int | None
) -> None:
    """Decide whether a control applies, why, and who owns it; raises Refused."""
    refuse(rules.applicability_refusals(applicability, reason))
    control.applicability = applicability
    control.reason = reason
    control.owner_id = owner_id
    control.status = rules.status_after(applicability, control.status)
    session.flush()


def hand_over(session: Session, control: Control, owner_id: int) -> None:
    """Give a control another owner; what is decided of it stays."""
    control.owner_id = owner_id
    session.flush()


def decide_several(
    session: Session,
    controls: Sequence[Control],
    *,
    applicability: Applicability,
    reason: str | None,
    owner_id: int | None,
) -> None:
    """Decide alike whether some controls apply; a reason or owner not given stays as it is. Raises Refused."""
    refuse([] if controls else [Refusal("control.choose_some", "controls")])
    for control in controls:
        decide(
            session,
            control,
            applicability=applicability,
            reason=reason or control.reason,
            owner_id=owner_id or control.owner_id,
        )


def review(
    session: Session,
    control: Control,
    *,
    status: ControlStatus,
    implementation: str | None,
    next_review_on: date,
    today: date,
) -> None:
    """Say how far a control that applies has come, and when to look again; raises Refused."""
    refuse(rules.review_refusals(control.applicability, status, implementation, next_review_on, today))
    control.status = status
    control.implementation = implementation
    control.reviewed_on = today
    control.next_review_on = next_review_on
    session.flush()


def add_evidence(
    session: Session,
    control: Control,
    *,
    title: str,
    dated_on: date,
    valid_until: date | None,
    link: str | None,
    description: str | None,
    today: date,
) -> Evidence:
    """Add evidence that a control is at work and return it; raises Refused."""
    refuse(
        [
            *rules.applying_refusals(control.applicability),
            *rules.evidence_refusals(dated_on, valid_until, link, description, today),
        ]
    )
    evidence = Evidence(
        tenant_id=control.tenant_id,
        control_id=control.id,
        title=normalise(title),
        dated_on=dated_on,
        valid_until=valid_until,
        link=link,
        description=description,
    )
    session.add(evidence)
    session.flush()
    return evidence


def withdraw_evidence(session: Session, evidence: Evidence, because: str, today: date) -> None:
    """Withdraw evidence with a reason; it no longer counts. Raises Refused."""
    refuse(reason_refusals(because))
    evidence.withdrawn_on = today
    evidence.withdrawn_because = because
    session.flush()


def plan(
    session: Session,
    control: Control,
    **said: Unpack[actions.Planned],
) -> Action:
    """Plan an action for a control that applies, at the municipality, and return it; raises Refused."""
    refuse(rules.applying_refusals(control.applicability))
    action = actions.plan(
        session,
        unit=session.get_one(Unit, control.tenant_id),
        source_kind=SourceKind.CONTROL,
        source_code=control.code,
        **said,
    )
    session.add(ControlAction(tenant_id=control.tenant_id, control_id=control.id, action_id=action.id))
    session.flush()
    return action


def link(session: Session, control: Control, systems: Sequence[System], today: date) -> None:
    """Say in exactly which systems a control is at work; raises Refused."""
    refuse(rules.place_refusals(control.tenant_id, [system.tenant_id for system in systems]))
    links = {link.system_id: link for link in queries.links_of(session, control.id)}
    wanted = {system.id for system in systems}

    def make(system_id: int) -> ControlSystem:
        return ControlSystem(tenant_id=control.tenant_id, control_id=control.id, system_id=system_id)

    link_exactly(session, links, wanted, make, today=today, because=control.code)
