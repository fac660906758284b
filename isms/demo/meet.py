"""How management reviews are held in the demo: from plan to signatures, each step through the service."""

from typing import Any

from sqlalchemy.orm import Session

from isms.demo.replay import Replay
from isms.demo.story import OFFICER, Row, rows
from isms.kernel.formats import read_date
from isms.organisation.models import Unit
from isms.reviews.models import Meeting
from isms.reviews.queries import meetings as queries
from isms.reviews.rules.meetings import DEFAULT_PLAN as PLAN
from isms.reviews.rules.meetings import SIGNERS, WRITTEN, days_of
from isms.reviews.service import deciding, meetings, steps
from isms.reviews.vocabulary import MeetingKind, PackagePart, TakesPartAs

KINDS = {"2025-T3": MeetingKind.MAIN, "2026-T1": MeetingKind.SHORT, "2026-T2": MeetingKind.SHORT}


def meet(replay: Replay, row: Row) -> None:
    """The reviews that decided something after a period are held, approved, and followed by the next."""
    decided = [told for told in rows("reviews") if told["period"] == row["period"] and told["kind"] == "decision"]
    for code in dict.fromkeys(told["unit"] for told in decided):
        _hold(replay, code, [told for told in decided if told["unit"] == code], KINDS[row["period"]])


def _hold(replay: Replay, code: str, decided: list[Row], kind: MeetingKind) -> None:
    now, today = replay.clock.now(), replay.today()
    with replay.by(OFFICER, "meeting:plan") as session:
        meeting = _planned(replay, session, session.get_one(Unit, replay.units[code]), kind)
        _write(replay, session, meeting)
        for told in decided:
            owner, due_on = replay.people[told["owner_email"]], read_date(told["due_on"])
            meetings.propose(session, meeting, text=told["text"], owner_id=owner, due_on=due_on)
        meeting_id = meeting.id
    for step in (steps.collect, steps.freeze, steps.send, steps.hold):
        with replay.by(OFFICER, f"meeting:{step.__name__}") as session:
            step(session, session.get_one(Meeting, meeting_id), now)
    with replay.by(OFFICER, "meeting:decide") as session:
        meeting = session.get_one(Meeting, meeting_id)
        for proposal in queries.proposals_of(session, meeting.id):
            said: Any = {"text": proposal.text, "owner_id": proposal.owner_id, "due_on": proposal.due_on}
            deciding.decide(session, meeting, **said, today=today, proposal_id=proposal.id)
        for one in queries.participants_of(session, meeting.id):
            role: TakesPartAs = one.takes_part_as
            meetings.change_participant(
                session, meeting, one, takes_part_as=role, attended=True, disqualified_because=None
            )
        steps.minute(session, meeting, now)
    _sign(replay, meeting_id)


def _planned(replay: Replay, session: Session, unit: Unit, kind: MeetingKind) -> Meeting:
    """Return the unit's meeting that is open already, moved to today, or plan one."""
    today = replay.today()
    standing = next((one for one in queries.open_meetings(session) if one.unit_id == unit.id), None)
    if standing is None:
        return meetings.plan(session, unit, kind=kind, meets_on=today, today=today)
    filed: Any = {"case_number": None, "journal_number": None, "marking": None}
    meetings.change(session, standing, **vars(days_of(today, PLAN)), **filed)
    return standing


def _write(replay: Replay, session: Session, meeting: Meeting) -> None:
    texts = {PackagePart(told["part"]): told for told in rows("meeting_texts") if told["period"] == meeting.period}
    for part in WRITTEN:
        said = texts.get(part)
        meetings.write(
            session,
            meeting,
            part,
            text=said["text"] if said else None,
            nothing_because=None if said else "Ingen endring siden forrige gjennomgang.",
            written_by_id=replay.people[OFFICER],
            today=replay.today(),
        )


def _sign(replay: Replay, meeting_id: int) -> None:
    with replay.database.reading() as session:
        signers = [one for one in queries.participants_of(session, meeting_id) if one.takes_part_as in SIGNERS]
        emails = [one.person.email for one in signers]
    for email in emails:
        with replay.by(email, "meeting:sign") as session:
            meeting = session.get_one(Meeting, meeting_id)
            digest = deciding.minutes_digest(session, meeting)
            now = replay.clock.now()
            deciding.sign(session, meeting, person_id=replay.people[email], digest=digest, now=now)
