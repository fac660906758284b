"""The rows of measurements."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.kernel.refusal import Refusal
from isms.kernel.tables import CALLED_BY, DERIVED, Audited, Base, Withdrawable, choice, refusable
from isms.measurements import rules
from isms.measurements.vocabulary import (
    FallbackState,
    LogState,
    MeasurementKind,
    MeasurementResult,
    MeasurementSource,
    SignInStrength,
)
from isms.organisation.models import Person
from isms.portfolio.models import System


class Measurement(Audited, Withdrawable, Base):
    """A technical fact of a system as it was on a day; a newer one takes its place, a wrong one is withdrawn.

    `passed` is whether a restore test succeeded, or whether an access review removed who has left; `hours` what the
    restoring took, `removed` how many accesses were taken away, `days` for how long the oldest known critical
    vulnerability has been open (0 when none is), `supported` whether the version still gets corrections, and
    `by_supplier` that the supplier vouches for it. Each kind uses its own of these, as `rules.USES` says.
    """

    __tablename__ = "measurement"

    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    kind: Mapped[MeasurementKind] = mapped_column(choice(MeasurementKind), info=CALLED_BY)
    measured_on: Mapped[date]
    passed: Mapped[bool | None]
    hours: Mapped[int | None]
    removed: Mapped[int | None]
    days: Mapped[int | None]
    supported: Mapped[bool | None]
    sign_in: Mapped[SignInStrength | None] = mapped_column(choice(SignInStrength))
    log_state: Mapped[LogState | None] = mapped_column(choice(LogState))
    fallback: Mapped[FallbackState | None] = mapped_column(choice(FallbackState))
    by_supplier: Mapped[bool | None]
    result: Mapped[MeasurementResult] = mapped_column(choice(MeasurementResult), info=DERIVED)
    evidence: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    source: Mapped[MeasurementSource] = mapped_column(choice(MeasurementSource))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    recorded_on: Mapped[date]

    system: Mapped[System] = relationship()
    recorded_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            "measured_on <= recorded_on",
            name="is_not_of_the_future",
            info=refusable(Refusal("measurement.in_the_future", "measured_on")),
        ),
        *(
            CheckConstraint(
                f"{column} IS NULL OR {column} >= 0",
                name=f"{column}_is_not_negative",
                info=refusable(Refusal("measurement.number_negative", column)),
            )
            for column in ("hours", "removed", "days")
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"result": rules.result}
