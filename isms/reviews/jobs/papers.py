"""The timed door of papers: keeps the files of each approved meeting, once, however many workers run or die."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from isms.kernel.db import Database
from isms.kernel.runs import LEASE, Superseded, claim, finish
from isms.kernel.seal.collector import Actor
from isms.reviews.models import Meeting
from isms.reviews.queries.meetings import unkept_meetings
from isms.reviews.service.papers import keep_made, make_papers

JOB = "meeting:papers"
WORKER = Actor("worker", "reviews")


def keep_papers_due(
    database: Database, owner: str, lease: timedelta = LEASE, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Make and keep the files of every approved meeting that has none yet; return for how many this worker did.

    They are made outside the transaction, which is held only as long as keeping takes.
    """
    with database.reading() as session:
        due = unkept_meetings(session)
    made = 0
    for meeting_id in due:
        if stopping():
            break
        claimed = claim(database, JOB, str(meeting_id), owner, lease)
        if claimed is None:
            continue
        with database.reading() as session:
            files = make_papers(session, session.get_one(Meeting, meeting_id))
        with suppress(Superseded), database.transaction(WORKER, JOB) as session:
            finish(session, claimed, database.clock.now())
            keep_made(session, session.get_one(Meeting, meeting_id), files)
            made += 1
    return made
