"""What of meetings belongs to people: leading them and writing their minutes, and following up what is proposed."""

from datetime import date

from sqlalchemy import ColumnElement, and_, join
from sqlalchemy.orm import Session

from isms.kernel.handover import Belonging
from isms.organisation.models import Unit
from isms.reviews.models import Meeting, Participant, Proposal
from isms.reviews.rules.meetings import SIGNERS
from isms.reviews.service import meetings as service
from isms.reviews.vocabulary import Permission

INVITED = join(Participant.__table__, Meeting.__table__, Meeting.id == Participant.meeting_id)
PROPOSED = join(Proposal.__table__, Meeting.__table__, Meeting.id == Proposal.meeting_id)


def _is_to_come(_today: date) -> ColumnElement[bool]:
    return and_(
        Participant.takes_part_as.in_(SIGNERS),
        Participant.withdrawn_on.is_(None),
        Meeting.withdrawn_on.is_(None),
        Meeting.approved_at.is_(None),
    )


def _is_open(_today: date) -> ColumnElement[bool]:
    return and_(Proposal.withdrawn_on.is_(None), Meeting.withdrawn_on.is_(None), Meeting.frozen_at.is_(None))


def _replace(session: Session, participant_id: int, person_id: int) -> None:
    service.replace_participant(session, session.get_one(Participant, participant_id), person_id)


def _entrust(session: Session, proposal_id: int, person_id: int) -> None:
    proposal = session.get_one(Proposal, proposal_id)
    meeting = session.get_one(Meeting, proposal.meeting_id)
    service.change_proposal(session, meeting, proposal, text=proposal.text, owner_id=person_id, due_on=proposal.due_on)


BELONGINGS = (
    Belonging(
        person=Participant.person_id,
        label="handover.meeting_participant",
        page="/participants/",
        permission=Permission.MEETING_WRITE,
        source=join(INVITED, Unit.__table__, Unit.id == Meeting.unit_id),
        code=Meeting.code,
        called=Unit.name,
        place=Unit.path,
        kept=_is_to_come,
        table=INVITED,
        hand_over=_replace,
    ),
    Belonging(
        person=Proposal.owner_id,
        label="handover.proposal_owner",
        page="/proposals/",
        permission=Permission.MEETING_WRITE,
        source=join(PROPOSED, Unit.__table__, Unit.id == Meeting.unit_id),
        code=Meeting.code,
        called=Proposal.text,
        place=Unit.path,
        kept=_is_open,
        table=PROPOSED,
        hand_over=_entrust,
    ),
)
