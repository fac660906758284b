"""The rows of actions."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.actions.vocabulary import ActionStatus, SourceKind
from isms.kernel.refusal import Refusal
from isms.kernel.tables import DERIVED, Audited, Base, Withdrawable, choice, refusable, sort_key_type
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit


class Action(Audited, Withdrawable, Base):
    """Something to do by a day. Its source is a kind and a code that it does not look behind.

    `first_due_on` is the deadline it was made with, `times_moved` how often that has moved since.
    """

    __tablename__ = "action"

    code: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    source_kind: Mapped[SourceKind] = mapped_column(choice(SourceKind))
    source_code: Mapped[str | None] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    first_due_on: Mapped[date]
    times_moved: Mapped[int] = mapped_column(default=0)
    moved_because: Mapped[str | None] = mapped_column(Text)
    done_on: Mapped[date | None]
    status: Mapped[ActionStatus] = mapped_column(choice(ActionStatus), info=DERIVED, index=True)
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    title_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit] = relationship()
    owner: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("action.code_taken", "code"))),
        CheckConstraint(
            "first_due_on >= created_on",
            name="is_due_after_it_was_made",
            info=refusable(Refusal("action.due_before_it_was_made", "due_on")),
        ),
        CheckConstraint(
            "done_on IS NULL OR done_on >= created_on",
            name="is_done_after_it_was_made",
            info=refusable(Refusal("action.done_before_it_was_made", "done_on")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "status": lambda action: ActionStatus.DONE if action.done_on else ActionStatus.OPEN,
        "code_key": lambda action: sort_key(action.code),
        "title_key": lambda action: sort_key(action.title),
        "search_text": lambda action: folded(action.code, action.title, action.description, action.source_code),
    }
