"""The rows of fitness: how well a system serves, judged beside its health and never mixed into it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.attestations.rules.fitness import FUNCTIONAL, TECHNICAL, placement
from isms.attestations.vocabulary import Placement
from isms.kernel.refusal import Refusal
from isms.kernel.tables import DERIVED, Audited, Base, Immutable, choice, refusable
from isms.organisation.models import Person
from isms.portfolio.models import System


class Fitness(Audited, Immutable, Base):
    """What somebody thinks of a system on a day: five questions of use and five of technique, each from 1 to 4."""

    __tablename__ = "fitness"

    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    judged_on: Mapped[date]
    judged_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    covers_needs: Mapped[int]
    easy_to_use: Mapped[int]
    training: Mapped[int]
    service: Mapped[int]
    availability: Mapped[int]
    changeable: Mapped[int]
    integrates: Mapped[int]
    maintained: Mapped[int]
    known_technique: Mapped[int]
    cost_in_hand: Mapped[int]
    placement: Mapped[Placement] = mapped_column(choice(Placement), info=DERIVED)

    system: Mapped[System] = relationship()
    judged_by: Mapped[Person] = relationship()

    __table_args__ = tuple(
        CheckConstraint(
            f"{question} BETWEEN 1 AND 4",
            name=f"{question}_is_from_1_to_4",
            info=refusable(Refusal("fitness.from_1_to_4", question)),
        )
        for question in (*FUNCTIONAL, *TECHNICAL)
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "placement": lambda row: placement(
            [getattr(row, question) for question in FUNCTIONAL], [getattr(row, question) for question in TECHNICAL]
        )
    }
