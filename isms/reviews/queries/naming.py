"""Reads what things are called: the names that may not stand in a public text, and meetings by their code."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from isms.organisation.models import Person, RoleHolding
from isms.organisation.vocabulary import Role
from isms.portfolio.models import Supplier, System
from isms.reviews.models import Meeting
from isms.reviews.rules.redaction import Names
from isms.risk.models import Scenario

DIRECTORS = (Role.CHIEF_EXECUTIVE, Role.AREA_OWNER)
"""Who may be named in public: the chief executive and the directors of service areas."""


def names_of(session: Session, tenant_id: int | None, today: date) -> Names:
    """Return every name of a municipality, of what has ended and is withdrawn too; four statements."""
    systems = session.execute(select(System.name, System.aliases).where(System.tenant_id == tenant_id))
    suppliers = session.scalars(select(Supplier.name).where(Supplier.tenant_id == tenant_id))
    risks = session.scalars(select(Scenario.title).where(Scenario.tenant_id == tenant_id))
    people = session.scalars(
        select(Person.name).where(Person.tenant_id == tenant_id, Person.id.not_in(_directors(today)))
    )
    called = {name for row in systems for name in (row.name, *(row.aliases or "").splitlines())}
    return Names(_cleaned(called), _cleaned(suppliers), _cleaned(risks), _cleaned(people))


def meetings_called(session: Session, code: str) -> Sequence[Meeting]:
    """Return the meetings with a code, of every municipality."""
    statement = select(Meeting).where(Meeting.code == code, Meeting.withdrawn_on.is_(None))
    return session.scalars(statement.options(joinedload(Meeting.unit)).order_by(Meeting.id)).all()


def _directors(today: date) -> Select[int]:
    return select(RoleHolding.person_id).where(
        RoleHolding.role.in_(DIRECTORS),
        RoleHolding.withdrawn_on.is_(None),
        RoleHolding.valid_from <= today,
        or_(RoleHolding.valid_until.is_(None), RoleHolding.valid_until >= today),
    )


def _cleaned(names: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in names if name and name.strip())
