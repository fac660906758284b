"""Decides on risks in the demo: residual risks are accepted, an acceptance is revoked, a plan is approved."""

from isms.demo.replay import Replay
from isms.demo.story import Row
from isms.kernel.formats import read_date
from isms.risk import service as risk
from isms.risk.models import Scenario


def accept(replay: Replay, row: Row) -> None:
    """Somebody of the line decides on a risk, or its owner on its plan."""
    person_id, today = replay.people[row["person_email"]], replay.today()
    with replay.by(row["person_email"], f"risk:{row['kind']}") as session:
        scenario = session.get_one(Scenario, replay.scenarios[row["assessment"], row["scenario"]])
        if row["kind"] == "accept":
            risk.accept(
                session,
                scenario,
                person_id,
                today=today,
                valid_until=read_date(row["valid_until"]) if row["valid_until"] else None,
                reason=row["reason"] or None,
                compensation=row["compensation"] or None,
            )
        elif row["kind"] == "revoke":
            risk.revoke(session, scenario, person_id, reason=row["reason"], today=today)
        else:
            risk.approve_plan(session, scenario, person_id, today)
