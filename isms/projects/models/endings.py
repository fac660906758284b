"""The rows of endings: where the data of a system went, and that nothing is left of it."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.refusal import Refusal
from isms.kernel.tables import Audited, Base, refusable
from isms.organisation.models import Person
from isms.portfolio.models import System
from isms.projects.vocabulary import EndingPart


def _done_or_not_needed(part: str) -> CheckConstraint:
    return CheckConstraint(
        f"{part}_done_on IS NULL OR {part}_not_needed_because IS NULL",
        name=f"{part}_is_done_or_not_needed",
        info=refusable(Refusal("ending.done_and_not_needed", f"{part}_not_needed_because")),
    )


class SystemEnding(Audited, Base):
    """How far the ending of a system has come; each part is done on a day with its evidence, or not needed, and why."""

    __tablename__ = "system_ending"

    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"))
    begun_on: Mapped[date]
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    archive_done_on: Mapped[date | None]
    archive_evidence: Mapped[str | None] = mapped_column(Text)
    archive_not_needed_because: Mapped[str | None] = mapped_column(Text)
    deletion_done_on: Mapped[date | None]
    deletion_evidence: Mapped[str | None] = mapped_column(Text)
    deletion_not_needed_because: Mapped[str | None] = mapped_column(Text)
    access_done_on: Mapped[date | None]
    access_evidence: Mapped[str | None] = mapped_column(Text)
    access_not_needed_because: Mapped[str | None] = mapped_column(Text)

    system: Mapped[System] = relationship()
    responsible: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("system_id", info=refusable(Refusal("ending.begun_already"))),
        *(_done_or_not_needed(part) for part in EndingPart),
    )
