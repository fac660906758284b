"""The rows of assessments: what was assessed, under which model, what it covers, and what has happened since."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Optional

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.refusal import Refusal
from isms.kernel.tables import CALLED_BY, DERIVED, Audited, Base, Withdrawable, choice, refusable, sort_key_type
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.risk.models.criteria import RiskModel
from isms.risk.vocabulary import AssessmentStatus, ChangeAnswer, ChangeKind


class Assessment(Audited, Withdrawable, Base):
    """An assessment of the risks of some systems, or of a process or area, under one version of the risk model.

    `model_id` is empty for a model that the program ships; `subject` says what is assessed besides systems.
    """

    __tablename__ = "assessment"

    code: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    method: Mapped[str | None] = mapped_column(Text)
    model_version: Mapped[str] = mapped_column(Text)
    model_id: Mapped[int | None] = mapped_column(ForeignKey("risk_model.id"), index=True)
    subject: Mapped[str | None] = mapped_column(Text)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"), index=True)
    exempt_basis: Mapped[str | None] = mapped_column(Text)
    assessed_on: Mapped[date]
    responsible_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    participants: Mapped[str | None] = mapped_column(Text)
    valid_until: Mapped[date]
    summary: Mapped[str | None] = mapped_column(Text)
    status: Mapped[AssessmentStatus] = mapped_column(choice(AssessmentStatus))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    approved_on: Mapped[date | None]
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    title_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit] = relationship()
    responsible: Mapped[Person] = relationship(foreign_keys=[responsible_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    model: Mapped[RiskModel | None] = relationship()
    previous: Mapped[Optional["Assessment"]] = relationship(remote_side="Assessment.id")

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("assessment.code_taken", "code"))),
        CheckConstraint(
            "valid_until >= assessed_on",
            name="ends_after_it_is_made",
            info=refusable(Refusal("assessment.ends_before_it_is_made", "valid_until")),
        ),
        CheckConstraint(
            "(status IN ('approved', 'replaced')) = (approved_on IS NOT NULL)"
            " AND (approved_on IS NULL) = (approved_by_id IS NULL)",
            name="approval_has_a_person_and_a_day",
            info=refusable(Refusal("assessment.approval_is_half")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "code_key": lambda assessment: sort_key(assessment.code),
        "title_key": lambda assessment: sort_key(assessment.title),
        "search_text": lambda assessment: folded(
            assessment.code, assessment.title, assessment.summary, assessment.subject
        ),
    }


class AssessedSystem(Audited, Withdrawable, Base):
    """That an assessment covers a system; the basis is what it rested on when it was approved, or last held."""

    __tablename__ = "assessed_system"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    basis_k: Mapped[int | None]
    basis_i: Mapped[int | None]
    basis_t: Mapped[int | None]
    basis_supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"), index=True)

    assessment: Mapped[Assessment] = relationship()
    system: Mapped[System] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "assessment_id", "system_id", info=refusable(Refusal("assessment.covers_it_already", "systems"))
        ),
    )


class SignificantChange(Audited, Base):
    """What has happened to a system since its assessment was approved, until somebody answers it (8.2).

    `source` is the code of what happened: a system, a supplier or a deviation.
    """

    __tablename__ = "significant_change"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(choice(ChangeKind), info=CALLED_BY)
    source: Mapped[str] = mapped_column(Text)
    noted_on: Mapped[date]
    answer: Mapped[ChangeAnswer | None] = mapped_column(choice(ChangeAnswer))
    answer_reason: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answered_on: Mapped[date | None]

    assessment: Mapped[Assessment] = relationship()
    system: Mapped[System] = relationship()
    answered_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            "(answer IS NULL) = (answered_on IS NULL) AND (answer IS NULL) = (answered_by_id IS NULL)"
            " AND (answer IS NULL) = (answer_reason IS NULL)",
            name="answer_is_whole",
            info=refusable(Refusal("significant_change.answer_is_half", "answer")),
        ),
    )
