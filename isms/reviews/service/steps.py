"""The steps of a meeting, from collecting to minutes: each is taken once, in order, by the worker's day or by hand."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.kernel.outbox import Letter, put
from isms.kernel.refusal import refuse
from isms.kernel.register.columns import Source
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Role
from isms.reviews import queries as periods
from isms.reviews.models import Meeting, MeetingPackage, MeetingReview
from isms.reviews.queries import gathering
from isms.reviews.queries import meetings as queries
from isms.reviews.rules import meetings as rules
from isms.reviews.rules import packages
from isms.reviews.vocabulary import MeetingStep


def collect(session: Session, meeting: Meeting, now: datetime, address: str = "") -> None:
    """Begin to collect: each area's owner is asked what they say of it. Raises Refused.

    address: where people reach the program, for the link in what is sent.
    """
    _check(meeting, MeetingStep.COLLECT, now)
    meeting.collecting_at = now
    session.flush()
    today = day_of(now)
    unit = session.get_one(Unit, meeting.unit_id)
    for area in queries.areas_of(session, unit, today):
        owners = queries.holders(session, [Role.AREA_OWNER], area.path, today, exact=True)
        _tell(session, meeting, "collect", owners, now, address, area=area)


def freeze(session: Session, meeting: Meeting, now: datetime) -> MeetingPackage:
    """Freeze the package as everything stands now, with its digest; raises Refused.

    What it was gathered from is read in the same transaction, so that nothing written before it is left out.
    """
    _check(meeting, MeetingStep.FREEZE, now)
    meeting.frozen_at = now
    session.flush()
    package = gathering.gather(session, Source(day_of(now)), meeting)
    content = packages.canonical(package)
    kept = MeetingPackage(
        tenant_id=meeting.tenant_id,
        meeting_id=meeting.id,
        position=package.head["position"],
        content=content,
        digest=packages.digest(content),
        models=package.head["models"],
        frozen_at=now,
    )
    session.add(kept)
    _take_up(session, meeting, date.fromisoformat(str(package.head["since"])))
    session.flush()
    return kept


def _take_up(session: Session, meeting: Meeting, since: date) -> None:
    """Refer to the period reviews of the unit that have ended since the package before."""
    for review in periods.reviews_since(session, meeting.unit_id, since):
        session.add(MeetingReview(tenant_id=meeting.tenant_id, meeting_id=meeting.id, review_id=review.id))


def send(session: Session, meeting: Meeting, now: datetime, address: str = "") -> None:
    """Send the package out: everybody who takes part is told where it is. Raises Refused."""
    _check(meeting, MeetingStep.SEND, now)
    meeting.sent_at = now
    session.flush()
    people = [one.person for one in queries.participants_of(session, meeting.id)]
    _tell(session, meeting, "send", people, now, address)


def hold(session: Session, meeting: Meeting, now: datetime) -> None:
    """Note that the meeting has been held; from now on decisions are written. Raises Refused."""
    _check(meeting, MeetingStep.HOLD, now)
    meeting.held_at = now
    session.flush()


def minute(session: Session, meeting: Meeting, now: datetime, address: str = "") -> None:
    """Lay the minutes before chair and secretary; raises Refused for everything they lack."""
    _check(meeting, MeetingStep.MINUTE, now)
    signers = [one for one in queries.participants_of(session, meeting.id) if one.takes_part_as in rules.SIGNERS]
    decisions = len(queries.decisions_of(session, meeting.id))
    roles = {one.takes_part_as for one in signers}
    refuse(rules.minutes_refusals(roles, decisions, missing_letters(session, meeting)))
    meeting.minuted_at = now
    session.flush()
    _tell(session, meeting, "minute", [one.person for one in signers], now, address)


def reopen(session: Session, meeting: Meeting) -> None:
    """Take the minutes back, so that decisions can be written anew; raises Refused once somebody has signed."""
    refuse(rules.reopening_refusals(meeting.state, len(queries.signatures_of(session, meeting.id))))
    meeting.minuted_at = None
    session.flush()


def missing_letters(session: Session, meeting: Meeting) -> list[str]:
    """Return the letters of 9.3.2 that the package of a meeting and its errata leave unanswered."""
    now = meeting.frozen_at or meeting.collecting_at
    if now is None:
        return list(rules.LETTERS)
    package, _ = gathering.shown(session, meeting, day_of(now))
    corrected = {str(one.part) for one in queries.errata_of(session, meeting.id) if one.part}
    return rules.missing_letters(package, corrected)


def _check(meeting: Meeting, step: MeetingStep, now: datetime) -> None:
    refuse(rules.step_refusals(step, meeting.state, meeting.meets_on, day_of(now)))


def _tell(
    session: Session,
    meeting: Meeting,
    step: str,
    people: Sequence[Person],
    now: datetime,
    address: str,
    area: Unit | None = None,
) -> None:
    """Write to people about a step, each in their language; somebody who owns two areas is told of both."""
    values: dict[str, object] = {"code": meeting.code, "unit": session.get_one(Unit, meeting.unit_id).name}
    values |= {"meets_on": meeting.meets_on, "freezes_on": meeting.freezes_on, "area": area.name if area else ""}
    path = f"/meetings/{meeting.id}" + (f"/areas/{area.id}" if area else "")
    about = f"meeting:{meeting.id}" + (f":{area.name}" if area else "")
    for person in people:
        if person.deactivated_on is not None:
            continue
        words = CATALOGUE.words(person.language)
        title, body = words(f"meeting.mail.{step}.title", **values), words(f"meeting.mail.{step}.body", **values)
        letter = Letter(f"meeting:{step}", about, person.email, title, f"{body}\n\n{address}{path}")
        put(session, letter, day_of(now), now)
