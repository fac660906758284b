"""Recording what has been measured of a system, and taking back what was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from isms.kernel.refusal import refuse
from isms.measurements import queries, rules
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


@dataclass(frozen=True)
class Said:
    """What somebody says was measured of a system on a day."""

    system: System
    kind: MeasurementKind
    measured_on: date
    answers: Answers


def record_news(
    session: Session,
    told: Sequence[Said],
    *,
    source: MeasurementSource,
    recorded_by_id: int | None,
    today: date,
) -> list[tuple[Measurement, bool]]:
    """Record what is not known already, and return for each what stands and whether it was recorded now.

    What says the same as what was recorded last of the system, kind and day is not recorded again, so that what is
    sent twice is recorded once. Raises Refused.
    """
    ids, days = {one.system.id for one in told}, {one.measured_on for one in told}
    standing = queries.standing_of_days(session, ids, days)
    found: list[tuple[Measurement, bool]] = []
    for one in told:
        key = one.system.id, one.kind, one.measured_on
        there = standing.get(key)
        if there is not None and _says(there, one.answers):
            found.append((there, False))
            continue
        by = {"measured_on": one.measured_on, "source": source, "recorded_by_id": recorded_by_id, "today": today}
        standing[key] = record(session, one.system, one.kind, **by, **one.answers)  # type: ignore[arg-type]
        found.append((standing[key], True))
    return found


def _says(measurement: Measurement, answers: Answers) -> bool:
    """Say whether a measurement gives the same answers; that the supplier does not vouch is said by silence."""
    said = {**answers, "by_supplier": answers.get("by_supplier") or None}
    return all(getattr(measurement, name) == said.get(name) for name in Answers.__annotations__)


def withdraw(session: Session, measurement: Measurement, *, because: str | None, today: date) -> None:
    """Take a measurement back with a reason; the one before it counts again. Raises Refused."""
    refuse(rules.withdrawal_refusals(because, withdrawn=measurement.withdrawn_on is not None))
    measurement.withdrawn_on = today
    measurement.withdrawn_because = because
    session.flush()
