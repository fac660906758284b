"""The decisions about rules: which hold in a municipality, and how it decides otherwise than what is shipped."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from isms.clocks.library import SHIPPED
from isms.clocks.models import ClockRule
from isms.clocks.queries import decisions_of
from isms.clocks.rules import Rule, Step, decision_refusals, step_of, token
from isms.kernel.refusal import refuse
from isms.kernel.text import normalise


def rules_of(session: Session, tenant_id: int | None) -> Mapping[str, Rule]:
    """Return the rules that are shipped with the municipality's own decisions over them, by key; one statement."""
    decided = decisions_of(session, tenant_id)
    return {key: in_force(key, decided.get(key)) for key in SHIPPED}


def in_force(key: str, decided: ClockRule | None) -> Rule:
    """Return a rule as a municipality has decided it, or as it is shipped when it has not."""
    rule = SHIPPED[key].rule
    if decided is None:
        return rule
    return replace(
        rule,
        active=decided.active,
        length=decided.length,
        steps=tuple(step_of(text) for text in decided.steps),
        basis=decided.basis or rule.basis,
    )


def decide(
    session: Session,
    tenant_id: int,
    key: str,
    *,
    active: bool,
    length: int | None,
    steps: tuple[Step, ...],
    basis: str | None,
    note: str,
    decided_by_id: int,
    today: date,
) -> ClockRule:
    """Decide about a rule in a municipality, in place of what it decided before, and return that; raises Refused."""
    refuse(decision_refusals(SHIPPED[key], active=active, length=length, steps=steps, note=note))
    row = decisions_of(session, tenant_id).get(key) or ClockRule(tenant_id=tenant_id, key=key)
    row.active, row.length, row.basis, row.note = active, length, basis, normalise(note)
    row.steps = tuple(token(step) for step in steps)
    row.decided_by_id, row.decided_on = decided_by_id, today
    session.add(row)
    session.flush()
    return row
