"""The rows of decisions: what is proposed to a meeting, and what was decided."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.actions.models import Action
from isms.kernel.refusal import Refusal
from isms.kernel.tables import Audited, Base, Withdrawable, refusable
from isms.organisation.models import Person
from isms.reviews.models.meetings import Meeting
from isms.reviews.models.periods import Review


class Proposal(Audited, Withdrawable, Base):
    """What a meeting is asked to decide, by its number in the package."""

    __tablename__ = "proposal"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date | None]

    meeting: Mapped[Meeting] = relationship()
    owner: Mapped[Person | None] = relationship()

    __table_args__ = (UniqueConstraint("meeting_id", "number"),)


class Decision(Audited, Base):
    """What a meeting or a period review has decided.

    With an owner and a deadline it is followed up as an action; without, it was taken note of.
    """

    __tablename__ = "decision"

    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    number: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date]
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)

    review: Mapped[Review | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    action: Mapped[Action | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            "(review_id IS NULL) <> (meeting_id IS NULL)",
            name="belongs_to_a_review_or_a_meeting",
            info=refusable(Refusal("decision.belongs_nowhere")),
        ),
        UniqueConstraint("proposal_id", info=refusable(Refusal("decision.decided_already"))),
    )
