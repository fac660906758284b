"""The rows of clocks: what a municipality has decided about a rule that is shipped."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.refusal import Refusal
from isms.kernel.tables import Audited, Base, WordList, refusable
from isms.organisation.models import Person


class ClockRule(Audited, Base):
    """What a municipality has decided about a rule: in force or not, how long, who is told when, and why.

    It takes the place of what is shipped under the same key. `steps` holds tokens such as "48:owner+leader" and
    "-1:owner:7" (see `rules.token`); a `basis` of its own takes the place of the shipped one.
    """

    __tablename__ = "clock_rule"

    key: Mapped[str] = mapped_column(Text)
    active: Mapped[bool]
    length: Mapped[int | None]
    steps: Mapped[tuple[str, ...]] = mapped_column(WordList, default=())
    basis: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    decided_on: Mapped[date]

    decided_by: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("tenant_id", "key", info=refusable(Refusal("clock_rule.decided_meanwhile"))),
        CheckConstraint(
            "length IS NULL OR length >= 1",
            name="length_is_a_number_above_nothing",
            info=refusable(Refusal("clock_rule.length_too_short", "length")),
        ),
    )
