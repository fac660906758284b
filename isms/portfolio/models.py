"""The rows of the portfolio: systems, suppliers, ratings and dependencies between systems."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.refusal import Refusal
from isms.kernel.tables import (
    CALLED_BY,
    DERIVED,
    Audited,
    Base,
    Withdrawable,
    WordList,
    choice,
    refusable,
    sort_key_type,
    standing_unique,
)
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit
from isms.portfolio.vocabulary import (
    ArchiveDuty,
    Criticality,
    DataFlow,
    Dpia,
    Exposure,
    Hosting,
    Lifecycle,
    PersonalData,
    ProcessorAgreement,
    Quality,
)


def _ordered(first: str, second: str, name: str, refusal: Refusal) -> CheckConstraint:
    """Return the CHECK that the second date is not before the first, when both are known."""
    return CheckConstraint(
        f"{first} IS NULL OR {second} IS NULL OR {second} >= {first}", name=name, info=refusable(refusal)
    )


def _not_negative(column: str) -> CheckConstraint:
    return CheckConstraint(
        f"{column} IS NULL OR {column} >= 0",
        name=f"{column}_is_not_negative",
        info=refusable(Refusal("portfolio.number_negative", column)),
    )


class Supplier(Audited, Withdrawable, Base):
    """A company or body that delivers systems."""

    __tablename__ = "supplier"

    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    contact_name: Mapped[str | None] = mapped_column(Text)
    contact_email: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(Text)
    organisation_number: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    name_folded: Mapped[str] = mapped_column(Text, info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("portfolio.code_taken", "code"))),
        standing_unique("tenant_id", "name_folded", refusal=Refusal("supplier.name_taken", "name")),
        CheckConstraint(
            "country IS NULL OR length(country) = 2",
            name="country_has_two_letters",
            info=refusable(Refusal("portfolio.country_unknown", "country")),
        ),
        CheckConstraint(
            "organisation_number IS NULL OR length(organisation_number) = 9",
            name="organisation_number_has_nine_digits",
            info=refusable(Refusal("supplier.organisation_number_wrong", "organisation_number")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "name_key": lambda supplier: sort_key(supplier.name),
        "name_folded": lambda supplier: folded(supplier.name),
        "search_text": lambda supplier: folded(supplier.code, supplier.name, supplier.organisation_number),
    }


class System(Audited, Withdrawable, Base):
    """A system and what a municipality must know of it.

    `aliases` and `evidence_links` hold one per line; `k`, `i`, `t` and what follows are those of the
    current rating, and `warning_count` how many of its levels lie below what others demand, set aside or not.
    """

    __tablename__ = "system"

    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[str | None] = mapped_column(Text)
    purpose: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    administrator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_administrator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"), index=True)
    agreement_reference: Mapped[str | None] = mapped_column(Text)
    agreement_from: Mapped[date | None]
    agreement_until: Mapped[date | None]
    notice_months: Mapped[int | None]
    agreement_rolling: Mapped[bool | None]
    renewal_begun_on: Mapped[date | None]
    supplier_met_on: Mapped[date | None]
    exit_plan_approved_on: Mapped[date | None]
    processor_agreement: Mapped[ProcessorAgreement | None] = mapped_column(choice(ProcessorAgreement))
    processor_agreement_reviewed_on: Mapped[date | None]
    subprocessors_listed: Mapped[bool | None]

    hosting: Mapped[Hosting | None] = mapped_column(choice(Hosting))
    hosting_country: Mapped[str | None] = mapped_column(Text)
    exposure: Mapped[Exposure | None] = mapped_column(choice(Exposure))
    lifecycle: Mapped[Lifecycle] = mapped_column(choice(Lifecycle))
    in_use_from: Mapped[date | None]
    phase_out_from: Mapped[date | None]
    ended_on: Mapped[date | None]
    data_went_to: Mapped[str | None] = mapped_column(Text)
    end_of_support_on: Mapped[date | None]
    support_promised: Mapped[bool | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("system.id"), index=True)

    personal_data: Mapped[tuple[str, ...]] = mapped_column(WordList, default=(), info={"vocabulary": PersonalData})
    processing_reference: Mapped[str | None] = mapped_column(Text)
    dpia: Mapped[Dpia] = mapped_column(choice(Dpia), default=Dpia.NOT_ASSESSED)
    dpia_done_on: Mapped[date | None]
    dpia_due_on: Mapped[date | None]
    archive_duty: Mapped[ArchiveDuty] = mapped_column(choice(ArchiveDuty), default=ArchiveDuty.UNKNOWN)

    users: Mapped[int | None]
    rto_hours: Mapped[int | None]
    rpo_hours: Mapped[int | None]
    critical_periods: Mapped[str | None] = mapped_column(Text)
    round_the_clock: Mapped[bool] = mapped_column(default=False)
    master_data: Mapped[bool] = mapped_column(default=False)
    evidence_links: Mapped[str | None] = mapped_column(Text)

    k: Mapped[int | None] = mapped_column(Integer, info=DERIVED)
    i: Mapped[int | None] = mapped_column(Integer, info=DERIVED)
    t: Mapped[int | None] = mapped_column(Integer, info=DERIVED)
    system_class: Mapped[int | None] = mapped_column(Integer, info=DERIVED)
    rated_on: Mapped[date | None] = mapped_column(info=DERIVED)
    rating_valid_until: Mapped[date | None] = mapped_column(info=DERIVED)
    warning_count: Mapped[int] = mapped_column(Integer, default=0, info=DERIVED)
    name_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    name_folded: Mapped[str] = mapped_column(Text, info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    administrator: Mapped[Person | None] = relationship(foreign_keys=[administrator_id])
    deputy_owner: Mapped[Person | None] = relationship(foreign_keys=[deputy_owner_id])
    deputy_administrator: Mapped[Person | None] = relationship(foreign_keys=[deputy_administrator_id])
    supplier: Mapped[Supplier | None] = relationship()
    replaces: Mapped[Optional["System"]] = relationship(remote_side="System.id")
    replaced_by: Mapped[list["System"]] = relationship(
        foreign_keys=[replaces_id], viewonly=True, order_by="System.name_key, System.id"
    )

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("portfolio.code_taken", "code"))),
        standing_unique("tenant_id", "name_folded", refusal=Refusal("system.name_taken", "name")),
        Index(None, "name_key", "id"),
        _ordered(
            "agreement_from",
            "agreement_until",
            "agreement_ends_after_it_begins",
            Refusal("period.ends_before_it_begins", "agreement_until"),
        ),
        _ordered(
            "in_use_from",
            "phase_out_from",
            "phase_out_follows_use",
            Refusal("system.phase_out_before_use", "phase_out_from"),
        ),
        _ordered("in_use_from", "ended_on", "end_follows_use", Refusal("system.ended_before_use", "ended_on")),
        CheckConstraint(
            "lifecycle != 'ended' OR (ended_on IS NOT NULL AND data_went_to IS NOT NULL)",
            name="ended_says_when_and_where_data_went",
            info=refusable(Refusal("system.end_incomplete", "data_went_to")),
        ),
        CheckConstraint(
            "dpia = 'done' OR dpia_done_on IS NULL",
            name="dpia_date_belongs_to_a_done_one",
            info=refusable(Refusal("system.dpia_not_done", "dpia_done_on")),
        ),
        CheckConstraint(
            "hosting_country IS NULL OR length(hosting_country) = 2",
            name="hosting_country_has_two_letters",
            info=refusable(Refusal("portfolio.country_unknown", "hosting_country")),
        ),
        CheckConstraint(
            "replaces_id IS NULL OR replaces_id != id",
            name="replaces_another",
            info=refusable(Refusal("system.replaces_itself", "replaces_id")),
        ),
        *(_not_negative(column) for column in ("notice_months", "users", "rto_hours", "rpo_hours")),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "name_key": lambda system: sort_key(system.name),
        "name_folded": lambda system: folded(system.name),
        "search_text": lambda system: folded(system.code, system.name, system.aliases),
    }


class Rating(Audited, Base):
    """How much protection a system needs, as rated on a day; a newer one takes its place, none is changed."""

    __tablename__ = "rating"

    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    rated_on: Mapped[date]
    rated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    k: Mapped[int]
    k_reason: Mapped[str] = mapped_column(Text)
    i: Mapped[int]
    i_reason: Mapped[str] = mapped_column(Text)
    t: Mapped[int]
    t_reason: Mapped[str] = mapped_column(Text)
    valid_until: Mapped[date]
    override_reason: Mapped[str | None] = mapped_column(Text)

    system: Mapped[System] = relationship()
    rated_by: Mapped[Person] = relationship()

    __table_args__ = (
        *(
            CheckConstraint(
                f"{letter} BETWEEN 1 AND 4",
                name=f"{letter}_is_a_level",
                info=refusable(Refusal("rating.no_such_level", letter)),
            )
            for letter in ("k", "i", "t")
        ),
        CheckConstraint(
            "valid_until >= rated_on",
            name="validity_follows_the_rating",
            info=refusable(Refusal("rating.ends_before_it_begins", "valid_until")),
        ),
    )


class Dependency(Audited, Withdrawable, Base):
    """That one system depends on another; the data flow is seen from the one that depends."""

    __tablename__ = "dependency"

    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    depends_on_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    direction: Mapped[DataFlow] = mapped_column(choice(DataFlow))
    criticality: Mapped[Criticality] = mapped_column(choice(Criticality))
    note: Mapped[str | None] = mapped_column(Text)

    system: Mapped[System] = relationship(foreign_keys=[system_id])
    depends_on: Mapped[System] = relationship(foreign_keys=[depends_on_id])

    __table_args__ = (
        standing_unique("system_id", "depends_on_id", refusal=Refusal("dependency.exists", "depends_on_id")),
        CheckConstraint(
            "system_id != depends_on_id",
            name="depends_on_another",
            info=refusable(Refusal("dependency.on_itself", "depends_on_id")),
        ),
    )


class DemandOverride(Audited, Withdrawable, Base):
    """That a demand up to `level` on a quality of a system is set aside, with the level accepted instead.

    The newest of a system and quality counts; it holds to the end of `valid_until`, and `lapsed_on` is
    the day on which what follows from it was undone.
    """

    __tablename__ = "demand_override"

    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    quality: Mapped[Quality] = mapped_column(choice(Quality), info=CALLED_BY)
    level: Mapped[int]
    accepted: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    decided_on: Mapped[date]
    valid_until: Mapped[date]
    lapsed_on: Mapped[date | None]

    system: Mapped[System] = relationship()
    decided_by: Mapped[Person] = relationship()

    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 4", name="level_is_a_level"),
        CheckConstraint(
            "accepted >= 1 AND accepted < level",
            name="what_is_accepted_is_lower",
            info=refusable(Refusal("override.nothing_to_set_aside")),
        ),
        CheckConstraint(
            "valid_until >= decided_on",
            name="override_ends_after_it_is_decided",
            info=refusable(Refusal("override.ends_in_the_past", "valid_until")),
        ),
    )


class Demand(Audited, Base):
    """What others demand of a quality of a system beyond its own level; `level` is NULL when nothing is.

    `path` holds the codes from the system that demands, with spaces between; `own` is the system's own
    level, and `override_id` the override that reaches the demand. All of it follows from other rows.
    """

    __tablename__ = "demand"

    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), info=DERIVED)
    quality: Mapped[Quality] = mapped_column(choice(Quality), info=DERIVED)
    level: Mapped[int | None] = mapped_column(Integer, info=DERIVED)
    own: Mapped[int | None] = mapped_column(Integer, info=DERIVED)
    from_id: Mapped[int | None] = mapped_column(ForeignKey("system.id"), info=DERIVED)
    via_id: Mapped[int | None] = mapped_column(ForeignKey("system.id"), index=True, info=DERIVED)
    path: Mapped[str | None] = mapped_column(Text, info=DERIVED)
    override_id: Mapped[int | None] = mapped_column(ForeignKey("demand_override.id"), index=True, info=DERIVED)

    __table_args__ = (UniqueConstraint("system_id", "quality"),)
