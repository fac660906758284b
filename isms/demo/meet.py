"""How management reviews are held in the demo: from plan to signatures, each step on its day through the service."""

from typing import Any

from sqlalchemy.orm import Session

from isms.demo.replay import Replay
from isms.demo.story import OFFICER, Row, rows
from isms.kernel.formats import read_date
from isms.organisation.models import Unit
from isms.reviews.jobs.meetings import take_due_steps
from isms.reviews.jobs.papers import keep_papers_due
from isms.reviews.models import Meeting
from isms.reviews.queries import meetings as queries
from isms.reviews.rules.meetings import DEFAULT_PLAN as PLAN
from isms.reviews.rules.meetings import SIGNERS, WRITTEN, days_of
from isms.reviews.service import deciding, meetings, steps
from isms.reviews.vocabulary import MeetingKind, PackagePart


def convene(replay: Replay, row: Row) -> None:
    """A meeting is planned, or the one that is open already moved to its day."""
    with replay.by(OFFICER, "meeting:plan") as session:
        unit, today = session.get_one(Unit, replay.units[row["unit"]]), replay.today()
        meets_on = read_date(row["meets_on"])
        standing = next((one for one in queries.open_meetings(session) if one.unit_id == unit.id), None)
        filed: Any = {"case_number": row["case_number"], "marking": None}
        if standing is None or not row["period"]:
            kind = MeetingKind(row["kind"])
            standing = meetings.plan(session, unit, kind=kind, meets_on=meets_on, today=today, **filed)
        else:
            days = days_of(meets_on, PLAN)
            meetings.change(session, standing, **vars(days), journal_number=None, **filed)
        replay.meetings[row["hint"]] = standing.id


def prepare(replay: Replay, _row: Row) -> None:
    """The worker takes the steps whose day has come."""
    take_due_steps(replay.database, "demo")


def write(replay: Replay, row: Row) -> None:
    """The officer writes what no figures tell, each area's owner says something, and decisions are proposed."""
    told = [one for one in rows("meeting_texts") if one["meeting"] == row["hint"]]
    with replay.by(OFFICER, "meeting:write") as session:
        meeting = session.get_one(Meeting, replay.meetings[row["hint"]])
        _write(replay, session, meeting, {one["part"]: one["text"] for one in told}, is_whole=bool(row["signed_on"]))
        meetings.summarise(session, meeting, summary=row["summary"] or None, climate_considered=bool(row["summary"]))
        for one in _decided(row):
            owner_id = replay.people.get(one["owner_email"])
            due_on = read_date(one["due_on"]) if one["due_on"] else None
            meetings.propose(session, meeting, text=one["text"], owner_id=owner_id, due_on=due_on)
    for one in told:
        if one["by_email"]:
            with replay.by(one["by_email"], "meeting:state_area") as session:
                meeting = session.get_one(Meeting, replay.meetings[row["hint"]])
                area = session.get_one(Unit, replay.units[one["part"]])
                by: Any = {"written_by_id": replay.people[one["by_email"]], "today": replay.today()}
                meetings.state_area(session, meeting, area, text=one["text"], **by)


def _decided(row: Row) -> list[Row]:
    """Return what a meeting has decided; proposed word for word before."""
    wanted = {"period": row["period"], "unit": row["unit"], "kind": "decision"}
    return [told for told in rows("reviews") if wanted.items() <= told.items()]


def _write(replay: Replay, session: Session, meeting: Meeting, texts: Row, *, is_whole: bool) -> None:
    for part in WRITTEN:
        text = texts.get(part)
        if text or is_whole:
            nothing = None if text else "Ingen endring siden forrige gjennomgang."
            by: Any = {"written_by_id": replay.people[OFFICER], "today": replay.today()}
            meetings.write(session, meeting, PackagePart(part), text=text, nothing_because=nothing, **by)


def meet(replay: Replay, row: Row) -> None:
    """The meeting is held: who came is noted, what was proposed is decided, and the minutes are laid before."""
    now, today = replay.clock.now(), replay.today()
    with replay.by(OFFICER, "meeting:hold") as session:
        meeting = session.get_one(Meeting, replay.meetings[row["hint"]])
        steps.hold(session, meeting, now)
        for proposal in queries.proposals_of(session, meeting.id):
            said: Any = {"text": proposal.text, "owner_id": proposal.owner_id, "due_on": proposal.due_on}
            deciding.decide(session, meeting, **said, today=today, proposal_id=proposal.id)
        for number, one in enumerate(queries.participants_of(session, meeting.id)):
            came: Any = {"attended": one.takes_part_as in SIGNERS or number % 5 != 0, "disqualified_because": None}
            meetings.change_participant(session, meeting, one, takes_part_as=one.takes_part_as, **came)
        steps.minute(session, meeting, now)


def sign(replay: Replay, row: Row) -> None:
    """Chair and secretary sign, and the papers of a main review are kept; the worker keeps those of the others."""
    meeting_id = replay.meetings[row["hint"]]
    with replay.database.reading() as session:
        signers = [one for one in queries.participants_of(session, meeting_id) if one.takes_part_as in SIGNERS]
        emails = [one.person.email for one in signers]
    for email in emails:
        with replay.by(email, "meeting:sign") as session:
            meeting = session.get_one(Meeting, meeting_id)
            digest = deciding.minutes_digest(session, meeting)
            now = replay.clock.now()
            deciding.sign(session, meeting, person_id=replay.people[email], digest=digest, now=now)
    if row["kind"] == MeetingKind.MAIN:
        keep_papers_due(replay.database, "demo")
