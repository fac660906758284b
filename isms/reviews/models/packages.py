"""The rows of packages: what was frozen for a meeting, its papers, its signatures, and what was corrected after."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.blobs import Blob
from isms.kernel.refusal import Refusal
from isms.kernel.tables import Audited, Base, Immutable, choice, refusable
from isms.organisation.models import Person
from isms.reviews.models.meetings import Meeting
from isms.reviews.vocabulary import PackagePart, PaperKind, TakesPartAs


class MeetingPackage(Audited, Immutable, Base):
    """What a meeting was given, frozen: JSON text with its SHA-256, at a position of history; written once.

    `models` names the versions of the models that the figures rest on.
    """

    __tablename__ = "meeting_package"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    models: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()

    __table_args__ = (UniqueConstraint("meeting_id", info=refusable(Refusal("meeting.frozen_already"))),)


class Erratum(Audited, Immutable, Base):
    """What turned out wrong or missing in a frozen package, in a part if it names one; the package never changes."""

    __tablename__ = "erratum"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    part: Mapped[PackagePart | None] = mapped_column(choice(PackagePart))
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    written_on: Mapped[date]

    meeting: Mapped[Meeting] = relationship()
    written_by: Mapped[Person] = relationship()


class Signature(Audited, Immutable, Base):
    """That somebody has approved the minutes of a meeting and the package behind them, by the digest of both."""

    __tablename__ = "signature"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    signed_as: Mapped[TakesPartAs] = mapped_column(choice(TakesPartAs))
    signed_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("meeting_id", "signed_as", info=refusable(Refusal("meeting.signed_already"))),)


class MeetingPaper(Audited, Immutable, Base):
    """A file that was made of a meeting and is kept as it was."""

    __tablename__ = "meeting_paper"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(choice(PaperKind))
    language: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), index=True)
    made_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()

    __table_args__ = (UniqueConstraint("meeting_id", "kind", "language"),)
