"""The demo's scorecard: the objectives to start with and two more, with what earlier years came to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.demo.replay import Replay
from isms.demo.story import OFFICER, Row, together
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Unit
from isms.scorecard import service
from isms.scorecard.jobs import record_due
from isms.scorecard.models import ScoreIndicator
from isms.scorecard.vocabulary import Feed, MeasuredIn, WantedDirection


def score(replay: Replay, row: Row) -> None:
    """The scorecard is taken into use or filled in; what the program knows of a past year, it records itself."""
    told = together("scorecard", row)
    if any(step["step"] == "feed" for step in told):
        record_due(replay.database, "demo")
        return
    with replay.by(OFFICER, f"scorecard:{told[0]['step']}") as session:
        for step in told:
            STEPS[step["step"]](replay, session, step)


def _start(replay: Replay, session: Session, _row: Row) -> None:
    service.start(session, session.get_one(Unit, replay.tenant_id), CATALOGUE.words("nb"))


def _add(replay: Replay, session: Session, row: Row) -> None:
    service.add_indicator(
        session,
        service.add_objective(session, session.get_one(Unit, replay.tenant_id), title=row["objective"]),
        title=row["indicator"],
        measured_in=MeasuredIn(row["measured_in"]),
        direction=WantedDirection(row["direction"]) if row["direction"] else None,
        wanted=row["wanted"],
        acceptable=row["acceptable"] or None,
        feed=None,
    )


def _result(replay: Replay, session: Session, row: Row) -> None:
    named = ScoreIndicator.feed == Feed(row["feed"]) if row["feed"] else ScoreIndicator.title == row["indicator"]
    service.record(
        session,
        session.scalars(select(ScoreIndicator).where(named)).one(),
        int(row["year"]),
        value=row["value"] or None,
        not_measured=not row["value"],
        note=row["note"] or None,
        recorded_by_id=replay.people[OFFICER],
        today=replay.today(),
    )


STEPS = {"start": _start, "add": _add, "result": _result}
