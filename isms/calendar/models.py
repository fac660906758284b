"""The rows of the calendar: what a municipality does in which month, and who has a feed of which deadlines."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.refusal import Refusal
from isms.kernel.tables import DERIVED, Audited, Base, Withdrawable, refusable, sort_key_type
from isms.kernel.text import sort_key
from isms.organisation.models import Person, Unit


class WheelActivity(Audited, Withdrawable, Base):
    """What a municipality does every year in a month; `shipped_key` tells which proposal it came from, if any."""

    __tablename__ = "wheel_activity"

    month: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    shipped_key: Mapped[str | None] = mapped_column(Text)
    title_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)

    __table_args__ = (
        UniqueConstraint("tenant_id", "shipped_key", info=refusable(Refusal("wheel_activity.taken_in_already"))),
        CheckConstraint(
            "month BETWEEN 1 AND 12",
            name="lies_in_a_month",
            info=refusable(Refusal("wheel_activity.no_such_month", "month")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"title_key": lambda row: sort_key(row.title)}


class CalendarFeed(Audited, Base):
    """A secret address at which a person's calendar reads deadlines: their own, or those at a unit and below it.

    The address follows from the id and the generation; a new generation is a new address, and the old one is dead.
    """

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    made_on: Mapped[date]
    generation: Mapped[int]
    revoked_on: Mapped[date | None]
    revoked_because: Mapped[str | None] = mapped_column(Text)

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit | None] = relationship()
