"""Deciding on a project at its decision points, and settling the security gates before them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from isms.actions.rules import reason_refusals
from isms.kernel.refusal import Refusal, refuse
from isms.projects import queries
from isms.projects.models import DecisionTaken, Project, ProjectGate
from isms.projects.rules import gates as gate_rules
from isms.projects.rules import phases
from isms.projects.rules.gates import Gate
from isms.projects.service.projects import settle
from isms.projects.vocabulary import GateState, Outcome, SecurityGate


def decide(
    session: Session,
    project: Project,
    *,
    outcome: Outcome,
    decided_on: date,
    decided_by_id: int,
    reason: str | None,
    waived_because: str | None,
    today: date,
) -> DecisionTaken:
    """Decide at the point that comes next, and return the decision; raises Refused.

    An approval needs every gate before the point met or waived; what the register shows of them is written down
    with it. waived_because waives those that are open.
    """
    taken = queries.decisions_taken(session, project.id)
    now = phases.standing(project.begun_on, taken)
    latest_on = taken[-1].decided_on if taken else project.begun_on
    refuse(phases.decision_refusals(now, outcome, decided_on, reason, latest_on=latest_on, today=today))
    point = phases.leaving(now.phase)
    if outcome == Outcome.APPROVED:
        standing = queries.gates_at(session, project, point, today)
        refuse(gate_rules.approval_refusals(standing, waived_because))
        _write_down(session, project, standing, waived_because, decided_on, decided_by_id)
    decision = DecisionTaken(
        tenant_id=project.tenant_id,
        project_id=project.id,
        point=point,
        outcome=outcome,
        decided_on=decided_on,
        decided_by_id=decided_by_id,
        reason=reason,
    )
    session.add(decision)
    settle(project, phases.standing(project.begun_on, [*taken, phases.Taken(point, outcome, decided_on)]))
    session.flush()
    return decision


def withdraw_decision(session: Session, decision: DecisionTaken, *, because: str | None, today: date) -> None:
    """Withdraw the latest decision on a project that stands, with a reason; raises Refused.

    The project stands where it stood before it. What was written down of the gates stays, and may be settled anew.
    """
    project = decision.project
    latest = [one.id for one in queries.decisions_of(session, project.id) if one.withdrawn_on is None][-1]
    refuse([*reason_refusals(because), *phases.withdrawal_refusals(is_latest=decision.id == latest)])
    decision.withdrawn_on, decision.withdrawn_because = today, because
    session.flush()
    settle(project, phases.standing(project.begun_on, queries.decisions_taken(session, project.id)))
    session.flush()


def _write_down(
    session: Session, project: Project, standing: Iterable[Gate], because: str | None, on: date, by_id: int
) -> None:
    """Keep what an approval rested on: what the register shows may be otherwise tomorrow."""
    for gate in standing:
        if gate.state == GateState.OPEN:
            _settle(session, project, gate.gate, by_id, waived_on=on, waived_because=because)
        elif gate.sight is not None and gate.sight.is_met:
            codes = ", ".join(code for code, _ in gate.sight.records)
            _settle(session, project, gate.gate, by_id, met_on=on, evidence=codes)


def tick_gate(
    session: Session,
    project: Project,
    gate: SecurityGate,
    *,
    met_on: date | None,
    evidence: str | None,
    settled_by_id: int,
    today: date,
) -> None:
    """Say that a gate is met, with the evidence, or without a day that it is open again; raises Refused."""
    refuse([*_not_now(project, gate), *gate_rules.tick_refusals(gate, met_on, evidence, today)])
    _settle(session, project, gate, settled_by_id, met_on=met_on, evidence=evidence if met_on else None)


def waive_gate(
    session: Session,
    project: Project,
    gate: SecurityGate,
    *,
    waived_because: str | None,
    settled_by_id: int,
    today: date,
) -> None:
    """Waive a gate with a reason; raises Refused."""
    refuse([*_not_now(project, gate), *gate_rules.waiving_refusals(waived_because)])
    _settle(session, project, gate, settled_by_id, waived_on=today, waived_because=waived_because)


def _not_now(project: Project, gate: SecurityGate) -> Iterable[Refusal]:
    point = phases.next_point(queries.standing_of(project))
    return gate_rules.settling_refusals(gate, gate_rules.GATES[point] if point else ())


def _settle(
    session: Session,
    project: Project,
    gate: SecurityGate,
    by_id: int,
    *,
    met_on: date | None = None,
    evidence: str | None = None,
    waived_on: date | None = None,
    waived_because: str | None = None,
) -> None:
    row = queries.gate_of(session, project.id, gate)
    if row is None:
        row = ProjectGate(tenant_id=project.tenant_id, project_id=project.id, gate=gate)
        session.add(row)
    row.met_on, row.evidence = met_on, evidence
    row.waived_on, row.waived_because = waived_on, waived_because
    row.settled_by_id = by_id if met_on or waived_on else None
    session.flush()
