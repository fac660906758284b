"""The rows of projects: what is decided at each point, which systems and gates it has, and what it shall give."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.refusal import Refusal
from isms.kernel.tables import (
    CALLED_BY,
    DERIVED,
    Audited,
    Base,
    Withdrawable,
    choice,
    refusable,
    sort_key_type,
    standing_unique,
)
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.projects.vocabulary import BenefitDimension, DecisionPoint, Outcome, Phase, ProjectPart, SecurityGate


class Project(Audited, Withdrawable, Base):
    """A project, and the phase that its decisions have brought it to.

    `phase` and `moved_on` follow from the decisions taken; without any it is an idea from the day it was begun.
    """

    __tablename__ = "project"

    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    begun_on: Mapped[date]
    planned_end_on: Mapped[date | None]
    reference: Mapped[str | None] = mapped_column(Text)
    phase: Mapped[Phase] = mapped_column(choice(Phase), info=DERIVED)
    moved_on: Mapped[date] = mapped_column(info=DERIVED)
    stopped_on: Mapped[date | None] = mapped_column(info=DERIVED)
    ended_on: Mapped[date | None] = mapped_column(info=DERIVED)
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    name_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    manager: Mapped[Person | None] = relationship(foreign_keys=[manager_id])

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("project.code_taken", "code"))),
        CheckConstraint(
            "planned_end_on IS NULL OR planned_end_on >= begun_on",
            name="ends_after_it_begins",
            info=refusable(Refusal("project.ends_before_it_begins", "planned_end_on")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "code_key": lambda project: sort_key(project.code),
        "name_key": lambda project: sort_key(project.name),
        "search_text": lambda project: folded(project.code, project.name, project.description),
    }


class DecisionTaken(Audited, Withdrawable, Base):
    """What was decided of a project at a decision point; a point sent back may be decided again.

    It is never changed: one that was wrong is withdrawn with a reason, and the project stands where it stood before.
    """

    __tablename__ = "decision_taken"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    point: Mapped[DecisionPoint] = mapped_column(choice(DecisionPoint), info=CALLED_BY)
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))
    decided_on: Mapped[date]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str | None] = mapped_column(Text)

    project: Mapped[Project] = relationship()
    decided_by: Mapped[Person] = relationship()

    __table_args__ = (
        CheckConstraint(
            "outcome = 'approved' OR reason IS NOT NULL",
            name="has_a_reason_unless_approved",
            info=refusable(Refusal("project.decision_needs_a_reason", "reason")),
        ),
    )


class ProjectSystem(Audited, Withdrawable, Base):
    """That a project introduces, changes or replaces a system."""

    __tablename__ = "project_system"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    part: Mapped[ProjectPart] = mapped_column(choice(ProjectPart), info=CALLED_BY)

    project: Mapped[Project] = relationship()
    system: Mapped[System] = relationship()

    __table_args__ = (
        standing_unique("project_id", "system_id", refusal=Refusal("project.system_attached_already", "system_id")),
    )


class ProjectGate(Audited, Base):
    """That a security gate of a project is met, with the evidence, or waived, and why."""

    __tablename__ = "project_gate"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    gate: Mapped[SecurityGate] = mapped_column(choice(SecurityGate), info=CALLED_BY)
    met_on: Mapped[date | None]
    evidence: Mapped[str | None] = mapped_column(Text)
    waived_on: Mapped[date | None]
    waived_because: Mapped[str | None] = mapped_column(Text)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    project: Mapped[Project] = relationship()
    settled_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("project_id", "gate"),
        CheckConstraint(
            "met_on IS NULL OR waived_on IS NULL", name="is_met_or_waived", info=refusable(Refusal("gate.met_already"))
        ),
        CheckConstraint(
            "(waived_on IS NULL) = (waived_because IS NULL)",
            name="waived_has_a_reason",
            info=refusable(Refusal("gate.waived_without_a_reason", "waived_because")),
        ),
    )


class ProjectBenefit(Audited, Withdrawable, Base):
    """What a project shall give, in one dimension, and what came of it."""

    __tablename__ = "project_benefit"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    dimension: Mapped[BenefitDimension] = mapped_column(choice(BenefitDimension), info=CALLED_BY)
    text: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date | None]
    realised: Mapped[str | None] = mapped_column(Text)
    realised_on: Mapped[date | None]

    project: Mapped[Project] = relationship()
    owner: Mapped[Person | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            "(realised IS NULL) = (realised_on IS NULL)",
            name="realised_has_a_day",
            info=refusable(Refusal("benefit.realised_is_half", "realised_on")),
        ),
    )
