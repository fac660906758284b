"""How deviations come in without an account: the municipality's open form, and the receipt that leads back."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from isms.kernel.refusal import Refusal
from isms.kernel.tables import Audited, Base, refusable


class OpenForm(Audited, Base):
    """Whether a municipality takes reports without an account; its address follows from `generation` and a secret.

    Beside it stands where the municipality wants to be told of what belongs in no report, with an account or without.
    """

    __tablename__ = "open_form"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    is_open: Mapped[bool]
    generation: Mapped[int]
    whistleblowing_text: Mapped[str | None] = mapped_column(Text)
    whistleblowing_phone: Mapped[str | None] = mapped_column(Text)
    whistleblowing_email: Mapped[str | None] = mapped_column(Text)
    whistleblowing_link: Mapped[str | None] = mapped_column(Text)
    classified_text: Mapped[str | None] = mapped_column(Text)
    classified_phone: Mapped[str | None] = mapped_column(Text)
    classified_email: Mapped[str | None] = mapped_column(Text)
    classified_link: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("unit_id", info=refusable(Refusal("open_form.exists_already"))),)


class Receipt(Base):
    """What leads who reported without an account back to the report; only the token's SHA-256 is kept."""

    __tablename__ = "receipt"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)


class OpenReport(Base):
    """That a report came in without an account; bookkeeping for the limit, kept for a day.

    `counted_as` is the digest of the network address, never the address.
    """

    __tablename__ = "open_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    counted_as: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime] = mapped_column(index=True)
