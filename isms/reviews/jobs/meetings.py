"""The timed door of meetings: takes each step when its day has come, once, however many workers run, freeze or die."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.runs import LEASE, Claim, Superseded, claim, finish
from isms.kernel.seal.collector import Actor
from isms.reviews.models import Meeting
from isms.reviews.queries import meetings as queries
from isms.reviews.rules.meetings import BY_DATE, due_step
from isms.reviews.service import steps
from isms.reviews.vocabulary import MeetingStep

JOB = "meeting:step"
WORKER = Actor("worker", "meetings")

TAKES: Mapping[MeetingStep, Callable[[Session, Meeting, datetime, str], object]] = {
    MeetingStep.COLLECT: steps.collect,
    MeetingStep.FREEZE: lambda session, meeting, now, _: steps.freeze(session, meeting, now),
    MeetingStep.SEND: steps.send,
}


def take_due_steps(
    database: Database,
    owner: str,
    lease: timedelta = LEASE,
    stopping: Callable[[], bool] = lambda: False,
    address: str = "",
) -> int:
    """Take every step whose day has come and return how many this worker has taken.

    After a worker has been away the steps of a meeting are taken one after the other. A worker that is stopping
    finishes the step in hand. address: where people reach the program, for links in mail.
    """
    taken = 0
    for _ in BY_DATE:
        for meeting_id, step in _due(database):
            if stopping():
                return taken
            claimed = claim(database, JOB, f"{meeting_id}:{step}", owner, lease)
            taken += claimed is not None and _take(database, meeting_id, step, claimed, address)
    return taken


def _due(database: Database) -> list[tuple[int, MeetingStep]]:
    """Return the meetings that have a step due, each with its next one."""
    today = day_of(database.clock.now())
    with database.reading() as session:
        due = [(one.id, due_step(one.state, one.days, today)) for one in queries.open_meetings(session)]
    return [(meeting_id, step) for meeting_id, step in due if step is not None]


def _take(database: Database, meeting_id: int, step: MeetingStep, claimed: Claim, address: str) -> bool:
    """Take a step and settle its slot in one transaction; what somebody has taken or moved meanwhile is left."""
    now = database.clock.now()
    try:
        with database.transaction(WORKER, f"meeting:{step}") as session:
            finish(session, claimed, now)
            meeting = session.get_one(Meeting, meeting_id)
            if due_step(meeting.state, meeting.days, day_of(now)) != step:
                raise Superseded(claimed.slot)
            TAKES[step](session, meeting, now, address)
    except (Superseded, Refused):
        return False
    return True
