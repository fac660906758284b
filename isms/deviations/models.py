"""The rows of deviations, the systems they touch and the actions they lead to."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.actions.models import Action
from isms.deviations.vocabulary import DeviationStatus, Severity
from isms.kernel.refusal import Refusal
from isms.kernel.tables import DERIVED, Audited, Base, Withdrawable, choice, refusable, sort_key_type
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System


class Deviation(Audited, Withdrawable, Base):
    """Something that went otherwise than it should.

    `discovered_at` is when somebody saw it, `aware_at` when the municipality knew: statutory clocks
    start there. `reported_on` is the day it was written down here.
    """

    __tablename__ = "deviation"

    code: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    severity: Mapped[Severity] = mapped_column(choice(Severity))
    discovered_at: Mapped[datetime]
    aware_at: Mapped[datetime]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reported_on: Mapped[date]
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    immediate_action: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(Text)
    learning: Mapped[str | None] = mapped_column(Text)
    closed_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[DeviationStatus] = mapped_column(choice(DeviationStatus), info=DERIVED)
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    title_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit] = relationship()
    reported_by: Mapped[Person] = relationship(foreign_keys=[reported_by_id])
    responsible: Mapped[Person | None] = relationship(foreign_keys=[responsible_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("deviation.code_taken", "code"))),
        CheckConstraint(
            "aware_at >= discovered_at",
            name="is_known_after_it_was_discovered",
            info=refusable(Refusal("deviation.aware_before_discovery", "aware_at")),
        ),
        CheckConstraint(
            "due_on >= reported_on",
            name="is_due_after_it_was_reported",
            info=refusable(Refusal("deviation.due_before_it_was_reported", "due_on")),
        ),
        CheckConstraint(
            "closed_on IS NULL OR cause IS NOT NULL",
            name="closed_has_a_cause",
            info=refusable(Refusal("deviation.needs_a_cause", "cause")),
        ),
        Index(None, "status", "due_on", "code_key", "id"),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "status": lambda row: DeviationStatus.CLOSED if row.closed_on else DeviationStatus.OPEN,
        "code_key": lambda row: sort_key(row.code),
        "title_key": lambda row: sort_key(row.title),
        "search_text": lambda row: folded(row.code, row.title, row.description),
    }


class AffectedSystem(Audited, Withdrawable, Base):
    """That a deviation has touched a system."""

    __tablename__ = "affected_system"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"), index=True)
    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)

    deviation: Mapped[Deviation] = relationship()
    system: Mapped[System] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "deviation_id", "system_id", info=refusable(Refusal("deviation.touches_it_already", "systems"))
        ),
    )


class DeviationAction(Audited, Withdrawable, Base):
    """That an action is meant to mend a deviation or keep it from happening again."""

    __tablename__ = "deviation_action"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)

    deviation: Mapped[Deviation] = relationship()
    action: Mapped[Action] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "deviation_id",
            "action_id",
            info=refusable(Refusal("deviation.action_linked_already", "action_id")),
        ),
    )
