"""The rows of health: versions of the model, what is not relevant for a system, and how each system came out."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.health.vocabulary import HealthModelState, HealthStatus, Indicator, RedFlag
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
from isms.kernel.text import sort_key
from isms.organisation.models import Person
from isms.portfolio.models import System


class HealthModel(Audited, Withdrawable, Base):
    """A version of a municipality's own weights, intervals and thresholds; a decided one is never changed.

    It is in force from `valid_from` until a later one is. Without one the program's own is.
    """

    __tablename__ = "health_model"

    code: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    basis: Mapped[str | None] = mapped_column(Text)
    state: Mapped[HealthModelState] = mapped_column(choice(HealthModelState))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_on: Mapped[date | None]
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)

    decided_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("health_model.code_taken"))),
        CheckConstraint(
            "(state = 'decided') = (decided_on IS NOT NULL) AND (decided_on IS NULL) = (decided_by_id IS NULL)",
            name="decision_has_a_person_and_a_day",
            info=refusable(Refusal("health_model.decision_is_half")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"code_key": lambda model: sort_key(model.code)}


class HealthModelValue(Audited, Base):
    """One number of a version, by name: `weight.<indicator>`, `months.<what>.<class>` or `limit.<name>`."""

    __tablename__ = "health_model_value"

    model_id: Mapped[int] = mapped_column(ForeignKey("health_model.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    number: Mapped[int]

    model: Mapped[HealthModel] = relationship()

    __table_args__ = (
        UniqueConstraint("model_id", "name"),
        CheckConstraint(
            "number >= 0", name="is_not_negative", info=refusable(Refusal("health_model.number_negative", "number"))
        ),
    )


class NotRelevant(Audited, Withdrawable, Base):
    """That an indicator does not bear on a system, and why."""

    __tablename__ = "not_relevant"

    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    indicator: Mapped[Indicator] = mapped_column(choice(Indicator), info=CALLED_BY)
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    decided_on: Mapped[date]

    system: Mapped[System] = relationship()
    decided_by: Mapped[Person] = relationship()

    __table_args__ = (
        standing_unique("system_id", "indicator", refusal=Refusal("not_relevant.decided_already", "indicator")),
    )


class SystemHealth(Audited, Base):
    """How a system came out when it was last worked out otherwise than before; all of it follows from other rows.

    `points` and `coverage` are tenths of a percent, rounded half up; `results` are the results of the sixteen
    indicators in their order, `gain` the tenths that the best next step would give. `rows` is JSON: per indicator
    what it was worked out from, as dates and values and never as ages, so that a day that changes nothing writes
    nothing. A system that has ended or is withdrawn is not counted.
    """

    __tablename__ = "system_health"

    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), info=DERIVED)
    model: Mapped[str] = mapped_column(Text, info=DERIVED)
    is_counted: Mapped[bool] = mapped_column(info=DERIVED)
    status: Mapped[HealthStatus] = mapped_column(choice(HealthStatus), info=DERIVED)
    points: Mapped[int] = mapped_column(Integer, info=DERIVED)
    coverage: Mapped[int] = mapped_column(Integer, info=DERIVED)
    flags: Mapped[tuple[str, ...]] = mapped_column(WordList, default=(), info={"vocabulary": RedFlag} | DERIVED)
    results: Mapped[tuple[str, ...]] = mapped_column(WordList, default=(), info=DERIVED)
    best: Mapped[Indicator | None] = mapped_column(choice(Indicator), info=DERIVED)
    gain: Mapped[int | None] = mapped_column(Integer, info=DERIVED)
    rows: Mapped[str] = mapped_column(Text, info=DERIVED)
    changed_on: Mapped[date] = mapped_column(info=DERIVED)

    system: Mapped[System] = relationship()

    __table_args__ = (UniqueConstraint("system_id"),)
