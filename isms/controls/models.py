"""The rows of controls: what is said of each, its evidence, and the systems and actions it has to do with."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.actions.models import Action
from isms.controls.frameworks import LIBRARY
from isms.controls.vocabulary import Applicability, ControlStatus
from isms.kernel.refusal import Refusal
from isms.kernel.tables import DERIVED, Audited, Base, Withdrawable, choice, refusable, sort_key_type
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System


class Control(Audited, Base):
    """What a municipality says of one control of a framework it has adopted.

    Its title is not here: the framework's file gives it by `code`, in the language of who reads.
    `framework_version` is the version of the file when the framework was last adopted.
    """

    __tablename__ = "control"

    framework: Mapped[str] = mapped_column(Text)
    framework_version: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    applicability: Mapped[Applicability] = mapped_column(choice(Applicability))
    reason: Mapped[str | None] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[ControlStatus | None] = mapped_column(choice(ControlStatus))
    implementation: Mapped[str | None] = mapped_column(Text)
    reviewed_on: Mapped[date | None]
    next_review_on: Mapped[date | None]
    theme: Mapped[str] = mapped_column(Text, info=DERIVED)
    per_system: Mapped[bool] = mapped_column(info=DERIVED)
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    municipality: Mapped[Unit] = relationship(primaryjoin="foreign(Control.tenant_id) == Unit.id", viewonly=True)
    owner: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("control.adopted_already", "framework"))),
        CheckConstraint(
            "applicability <> 'excluded' OR reason IS NOT NULL",
            name="excluded_has_a_reason",
            info=refusable(Refusal("control.exclusion_needs_a_reason", "reason")),
        ),
        CheckConstraint(
            "(applicability = 'applies') = (status IS NOT NULL)",
            name="has_a_status_when_it_applies",
            info=refusable(Refusal("control.does_not_apply")),
        ),
        CheckConstraint(
            "next_review_on > reviewed_on",
            name="is_reviewed_again_later",
            info=refusable(Refusal("control.next_review_has_passed", "next_review_on")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "theme": lambda row: LIBRARY.theme(row.code) or row.theme or "",
        "per_system": lambda row: LIBRARY.per_system(row.code),
        "code_key": lambda row: sort_key(row.code),
        "search_text": lambda row: folded(row.code, *LIBRARY.words_of(row.code), row.implementation, row.reason),
    }


class Evidence(Audited, Withdrawable, Base):
    """Something that shows a control at work: dated, and in force to the end of a day or for good."""

    __tablename__ = "evidence"

    control_id: Mapped[int] = mapped_column(ForeignKey("control.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    dated_on: Mapped[date]
    valid_until: Mapped[date | None]
    link: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)

    control: Mapped[Control] = relationship()

    __table_args__ = (
        CheckConstraint(
            "valid_until >= dated_on",
            name="expires_after_its_date",
            info=refusable(Refusal("evidence.expires_before_its_date", "valid_until")),
        ),
        CheckConstraint(
            "link IS NOT NULL OR description IS NOT NULL",
            name="says_something",
            info=refusable(Refusal("evidence.says_nothing", "link")),
        ),
    )


class ControlSystem(Audited, Withdrawable, Base):
    """That a control is at work in a system."""

    __tablename__ = "control_system"

    control_id: Mapped[int] = mapped_column(ForeignKey("control.id"), index=True)
    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)

    control: Mapped[Control] = relationship()
    system: Mapped[System] = relationship()

    __table_args__ = (
        UniqueConstraint("control_id", "system_id", info=refusable(Refusal("control.linked_already", "systems"))),
    )


class ControlAction(Audited, Withdrawable, Base):
    """That an action is meant to bring a control further."""

    __tablename__ = "control_action"

    control_id: Mapped[int] = mapped_column(ForeignKey("control.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)

    control: Mapped[Control] = relationship()
    action: Mapped[Action] = relationship()

    __table_args__ = (
        UniqueConstraint("control_id", "action_id", info=refusable(Refusal("control.action_linked_already"))),
    )
