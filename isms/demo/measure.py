"""What the demo has measured of systems, and who has been trained."""

from typing import Any

from isms.demo.replay import Replay
from isms.demo.story import OFFICER, Row, several, together
from isms.kernel.formats import read_date
from isms.measurements import service as measurements
from isms.measurements.vocabulary import FallbackState, LogState, MeasurementKind, MeasurementSource, SignInStrength
from isms.organisation import service as organisation
from isms.organisation.models import Person

YES_NO = {"yes": True, "no": False}


def measure(replay: Replay, row: Row) -> None:
    """Somebody records what was measured of many systems."""
    with replay.by(row["by_email"], "measurement:import") as session:
        for told in together("measurements", row):
            measurements.record(
                session,
                replay.system(session, told["system"]),
                MeasurementKind(told["kind"]),
                measured_on=read_date(told["measured_on"]),
                source=MeasurementSource.IMPORTED,
                recorded_by_id=replay.people[row["by_email"]],
                today=replay.today(),
                **_answers(told),
            )


def _answers(told: Row) -> Any:
    """Return what a row answers, as its kind asks."""
    answer, number = told["answer"], int(told["number"]) if told["number"] else None
    found: dict[str, Any] = {
        "by_supplier": YES_NO.get(told["by_supplier"]),
        "evidence": told["evidence"] or None,
        "note": told["note"] or None,
    }
    match told["kind"]:
        case "restore_test":
            return found | {"passed": YES_NO[answer], "hours": number}
        case "access_review":
            return found | {"passed": YES_NO[answer], "removed": number}
        case "strong_sign_in":
            return found | {"sign_in": SignInStrength(answer)}
        case "patching":
            return found | {"supported": YES_NO.get(answer), "days": number}
        case "logging":
            return found | {"log_state": LogState(answer)}
        case "fallback":
            return found | {"fallback": FallbackState(answer)}
    return found


def train(replay: Replay, row: Row) -> None:
    """Some people are trained."""
    with replay.by(OFFICER, "person:train") as session:
        for email in several(row["emails"]):
            person = session.get_one(Person, replay.people[email])
            organisation.train(session, person, replay.today(), replay.today())
