"""The rows of the scorecard: objectives, indicators, and what each came to year by year."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.refusal import Refusal
from isms.kernel.tables import Audited, Base, Withdrawable, choice, refusable
from isms.organisation.models import Person, Unit
from isms.scorecard.vocabulary import Feed, MeasuredIn, WantedDirection


class Objective(Audited, Withdrawable, Base):
    """What a municipality wants to succeed with (suksessfaktor), in the order it is shown."""

    __tablename__ = "objective"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    number: Mapped[int]

    unit: Mapped[Unit] = relationship()


class ScoreIndicator(Audited, Withdrawable, Base):
    """How an objective is measured, and from where a result is wanted or acceptable.

    `wanted` and `acceptable` are a decimal number as text, or for a state one word per line that counts as such;
    a state has no direction.
    """

    __tablename__ = "score_indicator"

    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    measured_in: Mapped[MeasuredIn] = mapped_column(choice(MeasuredIn))
    direction: Mapped[WantedDirection | None] = mapped_column(choice(WantedDirection))
    wanted: Mapped[str] = mapped_column(Text)
    acceptable: Mapped[str | None] = mapped_column(Text)
    feed: Mapped[Feed | None] = mapped_column(choice(Feed))

    objective: Mapped[Objective] = relationship()

    __table_args__ = (
        CheckConstraint(
            "(measured_in = 'state') = (direction IS NULL)",
            name="numbers_have_a_direction",
            info=refusable(Refusal("score_indicator.without_direction", "direction")),
        ),
        CheckConstraint(
            "feed IS NULL OR (measured_in = 'percent' AND direction = 'higher')",
            name="what_is_fed_is_a_share",
            info=refusable(Refusal("score_indicator.feed_is_a_share", "feed")),
        ),
    )


class ScoreResult(Audited, Base):
    """What an indicator came to in a year; without a value it was not measured, and `note` says why."""

    __tablename__ = "score_result"

    indicator_id: Mapped[int] = mapped_column(ForeignKey("score_indicator.id"), index=True)
    year: Mapped[int]
    value: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    recorded_on: Mapped[date]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    indicator: Mapped[ScoreIndicator] = relationship()
    recorded_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("indicator_id", "year"),
        CheckConstraint(
            "year BETWEEN 2000 AND 2100",
            name="year_is_a_year",
            info=refusable(Refusal("score_result.no_such_year", "value")),
        ),
    )
