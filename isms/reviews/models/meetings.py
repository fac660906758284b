"""The rows of meetings: when a unit's management review is held, who takes part, and what is said before it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
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
)
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit
from isms.reviews.models.periods import Review
from isms.reviews.rules.meetings import Days, state_of
from isms.reviews.vocabulary import MeetingKind, MeetingState, PackagePart, TakesPartAs


class Meeting(Audited, Withdrawable, Base):
    """A unit's management review (ISO/IEC 27001:2022 9.3), from planned to approved.

    Where it stands follows from the instants: each step that is taken has one, and the one after it has not.
    Figures are frozen on `freezes_on`, papers sent on `sends_on`; `period` is the last period it looks back on.
    """

    __tablename__ = "meeting"

    code: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[MeetingKind] = mapped_column(choice(MeetingKind))
    period: Mapped[str] = mapped_column(Text)
    meets_on: Mapped[date]
    collects_on: Mapped[date]
    freezes_on: Mapped[date]
    sends_on: Mapped[date]
    case_number: Mapped[str | None] = mapped_column(Text)
    journal_number: Mapped[str | None] = mapped_column(Text)
    marking: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[str | None] = mapped_column(Text)
    climate_considered: Mapped[bool | None]
    collecting_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    minuted_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        UniqueConstraint("unit_id", "meets_on", info=refusable(Refusal("meeting.planned_already", "meets_on"))),
        CheckConstraint(
            "collects_on <= freezes_on AND freezes_on <= sends_on AND sends_on <= meets_on",
            name="days_follow_each_other",
            info=refusable(Refusal("meeting.days_in_disorder", "freezes_on")),
        ),
        CheckConstraint(
            "(frozen_at IS NULL OR collecting_at IS NOT NULL) AND (sent_at IS NULL OR frozen_at IS NOT NULL)"
            " AND (held_at IS NULL OR sent_at IS NOT NULL) AND (minuted_at IS NULL OR held_at IS NOT NULL)"
            " AND (approved_at IS NULL OR minuted_at IS NOT NULL)",
            name="steps_follow_each_other",
            info=refusable(Refusal("meeting.step_left_out")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "code_key": lambda meeting: sort_key(meeting.code),
        "search_text": lambda meeting: folded(meeting.code, meeting.period, meeting.case_number),
    }

    @property
    def state(self) -> MeetingState:
        """Where it stands."""
        return state_of(
            (self.collecting_at, self.frozen_at, self.sent_at, self.held_at, self.minuted_at, self.approved_at)
        )

    @property
    def days(self) -> Days:
        """When its steps are taken."""
        return Days(self.collects_on, self.freezes_on, self.sends_on, self.meets_on)


class MeetingReview(Audited, Base):
    """That a meeting takes up a period review."""

    __tablename__ = "meeting_review"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)

    meeting: Mapped[Meeting] = relationship()
    review: Mapped[Review] = relationship()

    __table_args__ = (UniqueConstraint("meeting_id", "review_id"),)


class MeetingText(Audited, Base):
    """What is written under a part of a package, or why there is nothing to write."""

    __tablename__ = "meeting_text"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    part: Mapped[PackagePart] = mapped_column(choice(PackagePart), info=CALLED_BY)
    text: Mapped[str | None] = mapped_column(Text)
    nothing_because: Mapped[str | None] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    written_on: Mapped[date]

    meeting: Mapped[Meeting] = relationship()
    written_by: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("meeting_id", "part"),
        CheckConstraint(
            "text IS NULL OR nothing_because IS NULL",
            name="has_a_text_or_a_reason",
            info=refusable(Refusal("meeting.text_and_reason", "nothing_because")),
        ),
    )


class AreaStatement(Audited, Base):
    """What the owner of a service area says of it in a package."""

    __tablename__ = "area_statement"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    written_on: Mapped[date]

    meeting: Mapped[Meeting] = relationship()
    unit: Mapped[Unit] = relationship()
    written_by: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("meeting_id", "unit_id"),)


class Participant(Audited, Withdrawable, Base):
    """Who is asked to a meeting, whether they came, and why they left the room."""

    __tablename__ = "participant"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    takes_part_as: Mapped[TakesPartAs] = mapped_column(choice(TakesPartAs))
    attended: Mapped[bool | None]
    disqualified_because: Mapped[str | None] = mapped_column(Text)

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id", info=refusable(Refusal("meeting.invited_already", "person_id"))),
    )


class MeetingPlan(Audited, Base):
    """In which months a unit holds its main and its short review, and how many days before it each step is taken."""

    __tablename__ = "meeting_plan"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    main_month: Mapped[int]
    short_month: Mapped[int | None]
    day: Mapped[int]
    collect_days: Mapped[int]
    freeze_days: Mapped[int]
    send_days: Mapped[int]
    is_active: Mapped[bool]

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        UniqueConstraint("unit_id"),
        CheckConstraint("main_month BETWEEN 1 AND 12", name="main_month_is_a_month"),
        CheckConstraint("short_month IS NULL OR short_month BETWEEN 1 AND 12", name="short_month_is_a_month"),
        CheckConstraint(
            "day BETWEEN 1 AND 28",
            name="day_is_in_every_month",
            info=refusable(Refusal("meeting.day_not_in_every_month", "day")),
        ),
        CheckConstraint(
            "collect_days >= freeze_days AND freeze_days >= send_days AND send_days >= 0",
            name="steps_come_in_order",
            info=refusable(Refusal("meeting.days_in_disorder", "freeze_days")),
        ),
    )
