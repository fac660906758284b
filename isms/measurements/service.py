"""Recording what has been measured of a system, and taking back what was wrong."""

from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from isms.kernel.refusal import refuse
from isms.measurements import rules
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import FallbackState, LogState, MeasurementKind, MeasurementSource, SignInStrength
from isms.portfolio.models import System


class Answers(TypedDict, total=False):
    """What was found, as each kind asks, with evidence (text, or web addresses one a line) and a note."""

    passed: bool | None
    hours: int | None
    removed: int | None
    days: int | None
    supported: bool | None
    sign_in: SignInStrength | None
    log_state: LogState | None
    fallback: FallbackState | None
    by_supplier: bool | None
    evidence: str | None
    note: str | None


def record(
    session: Session,
    system: System,
    kind: MeasurementKind,
    *,
    measured_on: date | None,
    source: MeasurementSource,
    recorded_by_id: int | None,
    today: date,
    **answers: Unpack[Answers],
) -> Measurement:
    """Record what was measured of a system on a day and return it; raises Refused.

    The newest day counts from then on, and of one day what was recorded last. `recorded_by_id` is None for the
    console.
    """
    refuse([*rules.day_refusals(measured_on, today), *rules.answer_refusals(kind, answers)])
    answers["by_supplier"] = answers.get("by_supplier") or None
    measurement = Measurement(
        system_id=system.id,
        tenant_id=system.tenant_id,
        kind=kind,
        measured_on=measured_on,
        source=source,
        recorded_by_id=recorded_by_id,
        recorded_on=today,
        **answers,
    )
    session.add(measurement)
    session.flush()
    return measurement


def withdraw(session: Session, measurement: Measurement, *, because: str | None, today: date) -> None:
    """Take a measurement back with a reason; the one before it counts again. Raises Refused."""
    refuse(rules.withdrawal_refusals(because, withdrawn=measurement.withdrawn_on is not None))
    measurement.withdrawn_on = today
    measurement.withdrawn_because = because
    session.flush()
