"""What a meeting decides, what is corrected after the freeze, and how its minutes are signed and stand for good."""

import json
from datetime import date, datetime

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.vocabulary import SourceKind
from isms.kernel.clock import day_of
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.organisation.models import Unit
from isms.reviews.models import Decision, Erratum, Meeting, Signature
from isms.reviews.queries import meetings as queries
from isms.reviews.rules import meetings as rules
from isms.reviews.rules import packages
from isms.reviews.service.meetings import open_next
from isms.reviews.service.steps import missing_letters
from isms.reviews.vocabulary import PackagePart

TITLE_LENGTH = 200


def decide(
    session: Session,
    meeting: Meeting,
    *,
    text: str,
    owner_id: int | None,
    due_on: date | None,
    today: date,
    proposal_id: int | None = None,
) -> Decision:
    """Write what a meeting has decided; raises Refused.

    With an owner and a deadline it is followed up as an action; without, the meeting has taken note of it.
    """
    refuse([*rules.decision_refusals(meeting.state), *rules.owner_refusals(owner_id, due_on)])
    if proposal_id is not None and proposal_id not in {one.id for one in queries.proposals_of(session, meeting.id)}:
        raise Refused(Refusal("meeting.no_such_proposal", "proposal_id"))
    action = _follow_up(session, meeting, text, owner_id, due_on, today) if owner_id and due_on else None
    decision = Decision(
        tenant_id=meeting.tenant_id,
        meeting_id=meeting.id,
        proposal_id=proposal_id,
        number=len(queries.decisions_of(session, meeting.id)) + 1,
        text=text,
        decided_on=today,
        action_id=action.id if action else None,
    )
    session.add(decision)
    session.flush()
    return decision


def _follow_up(session: Session, meeting: Meeting, text: str, owner_id: int, due_on: date, today: date) -> Action:
    return actions.plan(
        session,
        title=text.splitlines()[0][:TITLE_LENGTH],
        description=text,
        owner_id=owner_id,
        due_on=due_on,
        unit=session.get_one(Unit, meeting.unit_id),
        source_kind=SourceKind.DECISION,
        source_code=meeting.code,
        today=today,
    )


def correct(
    session: Session, meeting: Meeting, *, part: PackagePart | None, text: str, written_by_id: int, today: date
) -> Erratum:
    """Say what is wrong or missing in a frozen package, in a part if one is named; raises Refused."""
    refuse(rules.erratum_refusals(meeting.state))
    erratum = Erratum(
        tenant_id=meeting.tenant_id,
        meeting_id=meeting.id,
        part=part,
        text=text,
        written_by_id=written_by_id,
        written_on=today,
    )
    session.add(erratum)
    session.flush()
    return erratum


def minutes_digest(session: Session, meeting: Meeting) -> str:
    """Return the SHA-256 of what is signed: the package's digest, who took part, what was corrected and decided."""
    kept = queries.package_of(session, meeting.id)
    content = {
        "meeting": meeting.code,
        "package": kept.digest if kept else None,
        "participants": [
            [one.person_id, str(one.takes_part_as), one.attended, one.disqualified_because]
            for one in queries.participants_of(session, meeting.id)
        ],
        "errata": [[one.id, str(one.part or ""), one.text] for one in queries.errata_of(session, meeting.id)],
        "decisions": [
            [one.number, one.text, one.action.code if one.action else None]
            for one in queries.decisions_of(session, meeting.id)
        ],
    }
    return packages.digest(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def sign(session: Session, meeting: Meeting, *, person_id: int, digest: str, now: datetime) -> Signature:
    """Sign the minutes that somebody has read, known by their digest; raises Refused.

    The second of the two signatures approves them: from then on nothing about the meeting changes, and the next
    meeting is open. Whoever asks has confirmed who they are.
    """
    participants = [one for one in queries.participants_of(session, meeting.id) if one.takes_part_as in rules.SIGNERS]
    mine = next((one.takes_part_as for one in participants if one.person_id == person_id), None)
    signed = [one.signed_as for one in queries.signatures_of(session, meeting.id)]
    people = [one.person_id for one in participants]
    refuse(rules.signature_refusals(meeting.state, mine, signed, people))
    refuse(
        rules.minutes_refusals(
            {one.takes_part_as for one in participants},
            len(queries.decisions_of(session, meeting.id)),
            missing_letters(session, meeting),
        )
    )
    if digest != minutes_digest(session, meeting):
        raise Refused(Refusal("meeting.minutes_are_others"))
    signature = Signature(
        tenant_id=meeting.tenant_id,
        meeting_id=meeting.id,
        person_id=person_id,
        signed_as=mine,
        signed_at=now,
        digest=digest,
    )
    session.add(signature)
    session.flush()
    if len(signed) + 1 == len(rules.SIGNERS):
        _approve(session, meeting, now)
    return signature


def _approve(session: Session, meeting: Meeting, now: datetime) -> None:
    meeting.approved_at = now
    session.flush()
    open_next(session, session.get_one(Unit, meeting.unit_id), meeting.meets_on, day_of(now))
