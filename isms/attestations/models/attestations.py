"""The rows of the annual review of one system: who is asked, what is filled in so far, and what was attested."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.attestations.models.campaigns import Campaign
from isms.attestations.vocabulary import AttestationStep
from isms.kernel.blobs import Blob
from isms.kernel.refusal import Refusal
from isms.kernel.tables import (
    DERIVED,
    Audited,
    Base,
    Immutable,
    Withdrawable,
    choice,
    refusable,
    sort_key_type,
)
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person
from isms.portfolio.models import System


class Attestation(Audited, Withdrawable, Base):
    """The annual review of one system in one campaign.

    `respondent_id` is who shall attest: the owner, or the area owner who has inherited the review (never the
    ownership) when `inherited`. A delegate may fill in, not attest. `attested_on` follows from the record.
    """

    __tablename__ = "attestation"

    code: Mapped[str] = mapped_column(Text)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    inherited: Mapped[bool]
    delegate_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    opened_on: Mapped[date]
    due_on: Mapped[date]
    begun_on: Mapped[date | None]
    attested_on: Mapped[date | None]
    attested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    campaign: Mapped[Campaign] = relationship()
    system: Mapped[System] = relationship()
    respondent: Mapped[Person | None] = relationship(foreign_keys=[respondent_id])
    delegate: Mapped[Person | None] = relationship(foreign_keys=[delegate_id])
    attested_by: Mapped[Person | None] = relationship(foreign_keys=[attested_by_id])

    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        UniqueConstraint("campaign_id", "system_id", info=refusable(Refusal("attestation.exists_already"))),
        CheckConstraint(
            "(attested_on IS NULL) = (attested_by_id IS NULL)",
            name="attested_has_a_person_and_a_day",
            info=refusable(Refusal("attestation.attested_is_half")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "code_key": lambda attestation: sort_key(attestation.code),
        "search_text": lambda attestation: folded(attestation.code),
    }


class AttestationAnswer(Base):
    """What has been filled in of one step so far; kept apart from the log until it is attested.

    `unchanged` is None as long as nobody has said; `answers` is JSON by the names of the step's fields, as typed.
    """

    __tablename__ = "attestation_answer"

    attestation_id: Mapped[int] = mapped_column(ForeignKey("attestation.id"), primary_key=True)
    step: Mapped[AttestationStep] = mapped_column(choice(AttestationStep), primary_key=True)
    unchanged: Mapped[bool | None]
    answers: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saves: Mapped[int]

    saved_by: Mapped[Person] = relationship()


class AttestationRecord(Audited, Immutable, Base):
    """What was attested: the whole as JSON with its SHA-256, by whom and in which role; written once."""

    __tablename__ = "attestation_record"

    attestation_id: Mapped[int] = mapped_column(ForeignKey("attestation.id"))
    attested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    attested_as: Mapped[str] = mapped_column(Text)
    attested_at: Mapped[datetime]
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), index=True)

    attestation: Mapped[Attestation] = relationship()
    attested_by: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("attestation_id", info=refusable(Refusal("attestation.attested_already"))),)
