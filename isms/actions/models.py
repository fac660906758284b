"""The rows of actions."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.actions.vocabulary import ActionStatus, Effect, Priority, SourceKind
from isms.kernel.refusal import Refusal
from isms.kernel.tables import DERIVED, Audited, Base, Withdrawable, choice, refusable, sort_key_type
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit


class Action(Audited, Withdrawable, Base):
    """Something to do by a day. Its source is a kind and a code that it does not look behind.

    `first_due_on` is the deadline it was made with, `times_moved` how often that has moved since; `cost` is in øre
    and `progress` in percent. Once it is done, somebody else than the owner judges its effect.
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
    priority: Mapped[Priority | None] = mapped_column(choice(Priority))
    moved_because: Mapped[str | None] = mapped_column(Text)
    cost: Mapped[int | None]
    progress: Mapped[int | None]
    done_on: Mapped[date | None]
    effect: Mapped[Effect | None] = mapped_column(choice(Effect))
    effect_reason: Mapped[str | None] = mapped_column(Text)
    effect_judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    effect_judged_on: Mapped[date | None]
    status: Mapped[ActionStatus] = mapped_column(choice(ActionStatus), info=DERIVED, index=True)
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    title_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit] = relationship()
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    effect_judged_by: Mapped[Person | None] = relationship(foreign_keys=[effect_judged_by_id])

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
        CheckConstraint(
            "cost IS NULL OR cost >= 0",
            name="costs_nothing_or_more",
            info=refusable(Refusal("action.cost_negative", "cost")),
        ),
        CheckConstraint(
            "progress IS NULL OR progress BETWEEN 0 AND 100",
            name="progress_is_a_share",
            info=refusable(Refusal("action.progress_out_of_range", "progress")),
        ),
        CheckConstraint(
            "(effect IS NULL) = (effect_judged_on IS NULL) AND (effect IS NULL) = (effect_judged_by_id IS NULL)"
            " AND (effect IS NULL OR done_on IS NOT NULL)",
            name="effect_is_judged_when_done",
            info=refusable(Refusal("action.effect_before_it_is_done", "effect")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "status": lambda action: ActionStatus.DONE if action.done_on else ActionStatus.OPEN,
        "code_key": lambda action: sort_key(action.code),
        "title_key": lambda action: sort_key(action.title),
        "search_text": lambda action: folded(action.code, action.title, action.description, action.source_code),
    }
