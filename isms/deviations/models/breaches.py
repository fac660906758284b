"""The rows of clocks that run on deviations, and of what a breach of personal data takes (GDPR articles 33 and 34)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.deviations.models.deviations import Deviation
from isms.deviations.vocabulary import BreachPhase, Notifiability, PersonsInformed, StopCause
from isms.kernel.refusal import Refusal
from isms.kernel.tables import Audited, Base, choice, refusable
from isms.organisation.models import Person


class DeviationClock(Audited, Base):
    """A statutory clock that runs, or has run, on a deviation; it keeps the rule's basis as it was when it started.

    Its deadline is fixed by the start and the rule's length; a late stop needs `delay_reason`.
    """

    __tablename__ = "deviation_clock"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"), index=True)
    rule: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    stopped_at: Mapped[datetime | None]
    stop_cause: Mapped[StopCause | None] = mapped_column(choice(StopCause))
    delay_reason: Mapped[str | None] = mapped_column(Text)

    deviation: Mapped[Deviation] = relationship()

    __table_args__ = (
        UniqueConstraint("deviation_id", "rule", info=refusable(Refusal("clock.runs_already"))),
        CheckConstraint("due_at > starts_at", name="has_a_length", info=refusable(Refusal("clock.without_length"))),
        CheckConstraint(
            "(stopped_at IS NULL) = (stop_cause IS NULL)",
            name="stop_has_a_cause",
            info=refusable(Refusal("clock.stopped_without_a_cause")),
        ),
        CheckConstraint(
            "stop_cause IS NULL OR stop_cause <> 'reported' OR stopped_at <= due_at OR delay_reason IS NOT NULL",
            name="late_stop_has_a_reason",
            info=refusable(Refusal("clock.late_without_a_reason", "delay_reason")),
        ),
    )


class Breach(Audited, Base):
    """A breach of personal data: who it concerns, whether the supervisor and the persons are told, and why.

    Every breach is documented, notifiable or not (GDPR article 33(5)).
    """

    __tablename__ = "breach"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"))
    nature: Mapped[str | None] = mapped_column(Text)
    people_categories: Mapped[str | None] = mapped_column(Text)
    people_count: Mapped[int | None]
    record_categories: Mapped[str | None] = mapped_column(Text)
    record_count: Mapped[int | None]
    likely_consequences: Mapped[str | None] = mapped_column(Text)
    measures: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(Text)
    notifiability: Mapped[Notifiability | None] = mapped_column(choice(Notifiability))
    decision_reason: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    persons_informed: Mapped[PersonsInformed | None] = mapped_column(choice(PersonsInformed))
    informed_at: Mapped[datetime | None]
    informed_how: Mapped[str | None] = mapped_column(Text)
    not_informed_because: Mapped[str | None] = mapped_column(Text)

    deviation: Mapped[Deviation] = relationship()
    decided_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("deviation_id", info=refusable(Refusal("breach.exists_already"))),
        CheckConstraint(
            "(notifiability IS NULL) = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (notifiability IS NULL OR decision_reason IS NOT NULL)",
            name="decision_has_a_reason_and_a_decider",
            info=refusable(Refusal("breach.decided_without_a_reason", "decision_reason")),
        ),
        CheckConstraint(
            "people_count IS NULL OR people_count >= 0",
            name="concerns_no_people_or_more",
            info=refusable(Refusal("breach.negative_number", "people_count")),
        ),
        CheckConstraint(
            "record_count IS NULL OR record_count >= 0",
            name="concerns_no_records_or_more",
            info=refusable(Refusal("breach.negative_number", "record_count")),
        ),
        CheckConstraint(
            "persons_informed IS NULL OR (persons_informed = 'informed' AND informed_at IS NOT NULL)"
            " OR (persons_informed <> 'informed' AND not_informed_because IS NOT NULL)",
            name="says_when_or_why_not_informed",
            info=refusable(Refusal("breach.not_informed_without_a_reason", "not_informed_because")),
        ),
    )


class BreachReport(Audited, Base):
    """One message about a breach to the supervisor: the first, one that supplements it, or the last."""

    __tablename__ = "breach_report"

    breach_id: Mapped[int] = mapped_column(ForeignKey("breach.id"), index=True)
    phase: Mapped[BreachPhase] = mapped_column(choice(BreachPhase))
    sent_at: Mapped[datetime]
    reference: Mapped[str | None] = mapped_column(Text)
    told: Mapped[str | None] = mapped_column(Text)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    breach: Mapped[Breach] = relationship()
    sent_by: Mapped[Person] = relationship()
