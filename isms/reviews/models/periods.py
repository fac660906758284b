"""The rows of period reviews: frozen figures, comments, and from when a unit is reviewed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.refusal import Refusal
from isms.kernel.tables import DERIVED, Audited, Base, refusable, sort_key_type
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit


class Review(Audited, Base):
    """The review of a unit for a period; `figures` is JSON text, written once and never changed."""

    __tablename__ = "review"

    code: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    period: Mapped[str] = mapped_column(String(7))
    ends_on: Mapped[date]
    position: Mapped[int] = mapped_column(Integer)
    prepared_at: Mapped[datetime]
    figures: Mapped[str] = mapped_column(Text)
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        UniqueConstraint("unit_id", "period", info=refusable(Refusal("review.prepared_already"))),
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("position >= 0", name="position_is_a_position"),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "code_key": lambda review: sort_key(review.code),
        "search_text": lambda review: folded(review.code, review.period),
    }


class ReviewComment(Audited, Base):
    """What the officer says of a review."""

    __tablename__ = "review_comment"

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    written_on: Mapped[date]

    written_by: Mapped[Person] = relationship()


class ReviewPlan(Audited, Base):
    """The first period for which a unit is reviewed."""

    __tablename__ = "review_plan"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    first_period: Mapped[str] = mapped_column(String(7))

    unit: Mapped[Unit] = relationship()

    __table_args__ = (UniqueConstraint("unit_id"),)
