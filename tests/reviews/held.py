"""A management review that has been held, with something of everything, for those who fill a municipality."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.organisation.models import Unit
from isms.reviews import service as reviews
from isms.reviews.models import Review
from isms.reviews.service import deciding, meetings, steps
from isms.reviews.vocabulary import MeetingKind, PackagePart, TakesPartAs

SAID = "Bemanningen holder, men to systemer mangler gyldig vurdering.\nDe tas før sommeren."


def hold(session: Session, area_id: int, person_id: int, now: datetime) -> dict[str, int]:
    """Hold a management review of an area, with something of everything, and decide on the proposal; return its ids."""
    today = day_of(now)
    area = session.get_one(Unit, area_id)
    meeting = meetings.plan(session, area, kind=MeetingKind.MAIN, meets_on=today, today=today, case_number="26/417")
    asked = meetings.invite(session, meeting, person_id=person_id, takes_part_as=TakesPartAs.GUEST)
    said: Any = {"written_by_id": person_id, "today": today}
    meetings.summarise(session, meeting, summary=SAID, climate_considered=True)
    meetings.write(session, meeting, PackagePart.CHANGES, text=SAID, nothing_because=None, **said)
    meetings.state_area(session, meeting, area, text=SAID, **said)
    wanted: Any = {"text": "Nødstrøm til alle sykehjem innen påske", "owner_id": person_id, "due_on": date(2027, 3, 1)}
    proposal = meetings.propose(session, meeting, **wanted)
    for step in (steps.collect, steps.freeze, steps.send, steps.hold):
        step(session, meeting, now)
    deciding.correct(session, meeting, part=PackagePart.AUDITS, text="Øvelsen var i mai.", **said)
    deciding.decide(session, meeting, **wanted, today=today, proposal_id=proposal.id)
    return {"meeting_id": meeting.id, "participant_id": asked.id, "proposal_id": proposal.id}


def discuss(session: Session, area_id: int, person_id: int, now: datetime) -> int:
    """Comment on the newest period review of an area, and return its id."""
    newest = select(Review).where(Review.unit_id == area_id).order_by(Review.ends_on.desc())
    review = session.scalars(newest).first()
    assert review
    today = day_of(now)
    reviews.comment(session, review, text="Bemanningen i IKT er for lav.", written_by_id=person_id, today=today)
    return int(review.id)
