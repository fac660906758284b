"""Saying that one system depends on another, and that it no longer does."""

from datetime import date

from sqlalchemy.orm import Session

from isms.kernel.refusal import refuse
from isms.portfolio import rules
from isms.portfolio.models import Dependency, System
from isms.portfolio.vocabulary import Criticality, DataFlow


def depend(
    session: Session,
    system: System,
    depends_on: System,
    *,
    what: str,
    direction: DataFlow,
    criticality: Criticality,
    note: str | None = None,
) -> Dependency:
    """Say that a system depends on another, and for what; raises Refused, also when it has been said."""
    same_tenant = system.tenant_id == depends_on.tenant_id
    refuse(rules.dependency_refusals(system.id, depends_on.id, same_tenant=same_tenant))
    dependency = Dependency(
        system_id=system.id,
        depends_on_id=depends_on.id,
        tenant_id=system.tenant_id,
        what=what,
        direction=direction,
        criticality=criticality,
        note=note,
    )
    session.add(dependency)
    session.flush()
    return dependency


def change_dependency(
    session: Session,
    dependency: Dependency,
    *,
    what: str,
    direction: DataFlow,
    criticality: Criticality,
    note: str | None = None,
) -> None:
    """Change what is said of a dependency; the two systems stay."""
    dependency.what = what
    dependency.direction = direction
    dependency.criticality = criticality
    dependency.note = note
    session.flush()


def withdraw_dependency(session: Session, dependency: Dependency, *, because: str | None, today: date) -> None:
    """Withdraw a dependency with a reason; raises Refused."""
    refuse(rules.withdrawal_refusals(because, withdrawn=dependency.withdrawn_on is not None))
    dependency.withdrawn_on = today
    dependency.withdrawn_because = because
    session.flush()
