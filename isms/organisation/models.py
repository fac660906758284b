"""The rows of the organisation: units, people and the roles people hold at units."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.refusal import Refusal
from isms.kernel.tables import CALLED_BY, DERIVED, Audited, Base, Withdrawable, choice, refusable, sort_key_type
from isms.kernel.text import folded, sort_key
from isms.organisation.vocabulary import Language, Role, UnitKind


class Unit(Audited, Withdrawable, Base):
    """A place in the tree. `path` holds the ids from the top down to it, as in "/1/7/"; `area_id` its service area."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[UnitKind] = mapped_column(choice(UnitKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", use_alter=True), index=True)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Text)
    path: Mapped[str] = mapped_column(sort_key_type(), default="", info=DERIVED, index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), info=DERIVED, index=True)
    name_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    area: Mapped[Optional["Unit"]] = relationship(foreign_keys=[area_id], remote_side="Unit.id", viewonly=True)

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("unit.code_taken", "code"))),
        CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from",
            name="period_ends_after_it_begins",
            info=refusable(Refusal("period.ends_before_it_begins", "valid_until")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "name_key": lambda unit: sort_key(unit.name),
        "search_text": lambda unit: folded(unit.code, unit.name),
    }


class Person(Audited, Base):
    """Somebody who signs in, owns something or is named; the name stands here and nowhere else."""

    __tablename__ = "person"

    email: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    language: Mapped[Language] = mapped_column(choice(Language), default=Language.NB)
    trained_on: Mapped[date | None]
    deactivated_on: Mapped[date | None]
    name_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])

    __table_args__ = (Index(None, "email", unique=True, info=refusable(Refusal("person.email_taken", "email"))),)

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "name_key": lambda person: sort_key(person.name),
        "search_text": lambda person: folded(person.name, person.email, person.title),
    }


class RoleHolding(Audited, Withdrawable, Base):
    """A role a person holds at a unit and below it, for a time."""

    __tablename__ = "role_holding"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role), info=CALLED_BY)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from",
            name="period_ends_after_it_begins",
            info=refusable(Refusal("period.ends_before_it_begins", "valid_until")),
        ),
        CheckConstraint(
            "role != 'auditor' OR valid_until IS NOT NULL",
            name="auditor_has_an_end",
            info=refusable(Refusal("role.needs_an_end", "valid_until")),
        ),
    )
