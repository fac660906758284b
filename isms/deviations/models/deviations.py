"""The rows of deviations: what happened, how it is handled step by step, and how it ended."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.actions.vocabulary import Effect
from isms.deviations.vocabulary import Cause, DeviationCategory, DeviationKind, DeviationStatus, Severity, Surely
from isms.kernel.refusal import Refusal
from isms.kernel.tables import DERIVED, Audited, Base, Withdrawable, choice, refusable, sort_key_type
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit
from isms.risk.vocabulary import Consequence


class Deviation(Audited, Withdrawable, Base):
    """Something that went otherwise than it should, or that an audit or a supervisor has found.

    `discovered_at` is when somebody saw it, `aware_at` when the municipality knew: statutory clocks
    start there. `reported_on` is the day it was written down here, by somebody unless it came without a name.
    Where it stands follows from the days that its steps were taken on. What was done at once
    (`immediate_action`) and what keeps it from happening again (`corrective_action`) are two things
    (ISO/IEC 27001:2022 10.2).
    """

    __tablename__ = "deviation"

    code: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    severity: Mapped[Severity] = mapped_column(choice(Severity))
    discovered_at: Mapped[datetime]
    aware_at: Mapped[datetime]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reported_on: Mapped[date]
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    immediate_action: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(Text)
    learning: Mapped[str | None] = mapped_column(Text)
    closed_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[DeviationKind | None] = mapped_column(choice(DeviationKind))
    category: Mapped[DeviationCategory | None] = mapped_column(choice(DeviationCategory))
    place: Mapped[str | None] = mapped_column(Text)
    personal_data: Mapped[Surely | None] = mapped_column(choice(Surely, "personal_data_is_known"))
    hits_confidentiality: Mapped[bool | None]
    hits_integrity: Mapped[bool | None]
    hits_availability: Mapped[bool | None]
    consequence: Mapped[Consequence | None] = mapped_column(choice(Consequence))
    severity_reason: Mapped[str | None] = mapped_column(Text)
    triaged_on: Mapped[date | None]
    triaged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    started_on: Mapped[date | None]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    cause_kind: Mapped[Cause | None] = mapped_column(choice(Cause))
    corrective_action: Mapped[str | None] = mapped_column(Text)
    exists_elsewhere: Mapped[Surely | None] = mapped_column(choice(Surely, "exists_elsewhere_is_known"))
    elsewhere: Mapped[str | None] = mapped_column(Text)
    corrected_on: Mapped[date | None]
    corrected_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    effect_due_on: Mapped[date | None]
    effect: Mapped[Effect | None] = mapped_column(choice(Effect))
    effect_reason: Mapped[str | None] = mapped_column(Text)
    effect_checked_on: Mapped[date | None]
    effect_checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    rejected_on: Mapped[date | None]
    rejected_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    rejected_because: Mapped[str | None] = mapped_column(Text)
    merged_on: Mapped[date | None]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("deviation.id"), index=True)
    external_reference: Mapped[str | None] = mapped_column(Text)
    external_link: Mapped[str | None] = mapped_column(Text)
    found_by: Mapped[str | None] = mapped_column(Text)
    source_document: Mapped[str | None] = mapped_column(Text)
    source_link: Mapped[str | None] = mapped_column(Text)
    recommendation: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    answer_due_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    follow_up: Mapped[str | None] = mapped_column(Text)
    status: Mapped[DeviationStatus] = mapped_column(choice(DeviationStatus), info=DERIVED)
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    title_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit] = relationship()
    reported_by: Mapped[Person | None] = relationship(foreign_keys=[reported_by_id])
    responsible: Mapped[Person | None] = relationship(foreign_keys=[responsible_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])
    merged_into: Mapped[Optional["Deviation"]] = relationship(remote_side="Deviation.id")

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
        CheckConstraint(
            "(effect IS NULL) = (effect_checked_on IS NULL) AND (effect IS NULL) = (effect_checked_by_id IS NULL)"
            " AND (effect IS NULL OR corrected_on IS NOT NULL)",
            name="effect_is_checked_when_corrected",
            info=refusable(Refusal("deviation.effect_before_it_is_corrected", "effect")),
        ),
        CheckConstraint(
            "effect_checked_by_id <> corrected_by_id",
            name="effect_is_checked_by_another",
            info=refusable(Refusal("deviation.effect_checked_by_who_corrected", "effect")),
        ),
        CheckConstraint(
            "(rejected_on IS NULL) = (rejected_because IS NULL)",
            name="rejected_has_a_reason",
            info=refusable(Refusal("deviation.rejected_without_a_reason", "because")),
        ),
        CheckConstraint(
            "(merged_on IS NULL) = (merged_into_id IS NULL) AND (merged_into_id IS NULL OR merged_into_id <> id)",
            name="merged_into_another",
            info=refusable(Refusal("deviation.merged_into_itself", "merged_into_id")),
        ),
        CheckConstraint(
            "(closed_on IS NULL OR rejected_on IS NULL) AND (closed_on IS NULL OR merged_on IS NULL)"
            " AND (rejected_on IS NULL OR merged_on IS NULL)",
            name="ends_in_one_way",
            info=refusable(Refusal("deviation.already_closed")),
        ),
        CheckConstraint(
            "kind IS NULL OR kind NOT IN ('audit_finding', 'supervision_finding') OR source_document IS NOT NULL",
            name="finding_has_a_source",
            info=refusable(Refusal("deviation.finding_without_a_source", "source_document")),
        ),
        Index(None, "status", "due_on", "code_key", "id"),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "status": lambda row: (
            DeviationStatus.CLOSED if row.closed_on or row.rejected_on or row.merged_on else DeviationStatus.OPEN
        ),
        "code_key": lambda row: sort_key(row.code),
        "title_key": lambda row: sort_key(row.title),
        "search_text": lambda row: folded(row.code, row.title, row.description),
    }
