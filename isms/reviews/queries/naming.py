"""Reads what things are called: the names that may not stand in a public text, and meetings by their code."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, literal, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from isms.deviations.models import Deviation
from isms.kernel.tables import Base, history_of
from isms.organisation.models import Person, RoleHolding
from isms.organisation.vocabulary import Role
from isms.portfolio.models import Supplier, System
from isms.reviews.models import Meeting
from isms.reviews.rules.redaction import SENTENCE, Names
from isms.risk.models import Scenario

DIRECTORS = (Role.CHIEF_EXECUTIVE, Role.AREA_OWNER)
"""Who may be named in public: the chief executive and the directors of service areas."""


def names_of(session: Session, tenant_id: int | None, today: date) -> Names:
    """Return every name that anything of a municipality has had, of what has ended and is withdrawn too.

    A text that was frozen long ago says what things were called then. Four statements.
    """

    def ever(model: type[Base], *names: str) -> Select[Any]:
        kept = history_of(Base.metadata.tables[model.__tablename__]).c
        return select(*(kept[name] for name in names)).where(kept.tenant_id == tenant_id).distinct()

    systems = session.execute(ever(System, "name", "aliases"))
    suppliers = session.scalars(ever(Supplier, "name"))
    titled = session.execute(
        union_all(*(ever(model, "title").add_columns(literal(model.__tablename__)) for model in (Scenario, Deviation)))
    ).all()
    risks = [title for title, of in titled if of == Scenario.__tablename__]
    deviations = [title for title, of in titled if of == Deviation.__tablename__ and len(title.split()) >= SENTENCE]
    person = history_of(Base.metadata.tables[Person.__tablename__]).c
    people = session.scalars(ever(Person, "name").where(person.id.not_in(_directors(today))))
    called = {name for row in systems for name in (row.name, *(row.aliases or "").splitlines())}
    told = _cleaned(suppliers), _cleaned(risks), _cleaned(people), _cleaned(deviations)
    return Names(_cleaned(called), *told)


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
