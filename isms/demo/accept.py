"""Decides on risks in the demo: residual risks are accepted, an acceptance is revoked, a plan is approved."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.demo.replay import Replay
from isms.demo.story import Row, together
from isms.kernel.formats import read_date
from isms.risk import service as risk
from isms.risk.models import Assessment, Scenario, SignificantChange
from isms.risk.vocabulary import AssessmentStatus, ChangeAnswer


def accept(replay: Replay, row: Row) -> None:
    """Somebody of the line decides on risks, or their owner on the plans for them."""
    with replay.by(row["person_email"], f"risk:{row['kind']}") as session:
        for told in together("acceptances", row):
            _decide(replay, session, told)


def _decide(replay: Replay, session: Session, row: Row) -> None:
    person_id, today = replay.people[row["person_email"]], replay.today()
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


def answer_change(replay: Replay, row: Row) -> None:
    """Somebody says that the assessment of a system still holds after what has changed."""
    with replay.by(row["by_email"], "assessment:answer_change") as session:
        unanswered = (
            select(SignificantChange)
            .join(SignificantChange.assessment)
            .where(SignificantChange.system_id == replay.systems[row["system"]])
            .where(SignificantChange.answered_on.is_(None), Assessment.status == AssessmentStatus.APPROVED)
        )
        for change in session.scalars(unanswered).all():
            risk.answer(
                session,
                change,
                answer=ChangeAnswer.STILL_HOLDS,
                answer_reason=row["reason"],
                answered_by_id=replay.people[row["by_email"]],
                today=replay.today(),
            )
