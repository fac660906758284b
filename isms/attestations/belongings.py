"""What reviews belong to people: those they fill in, until they are attested or their campaign has ended."""

from datetime import date

from sqlalchemy import ColumnElement, and_, join, select
from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, Campaign
from isms.attestations.service import filling
from isms.attestations.vocabulary import Permission
from isms.kernel.handover import Belonging
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System


def _is_open(_today: date) -> ColumnElement[bool]:
    running = select(Campaign.id).where(Campaign.ended_on.is_(None))
    return and_(
        Attestation.attested_on.is_(None), Attestation.withdrawn_on.is_(None), Attestation.campaign_id.in_(running)
    )


def _hand_over(session: Session, attestation_id: int, person_id: int) -> None:
    review = session.get_one(Attestation, attestation_id)
    heir = None if review.respondent_id == person_id else session.get_one(Person, person_id)
    filling.delegate(session, review, heir)


BELONGINGS = (
    Belonging(
        person=Attestation.delegate_id,
        label="handover.attestation_delegate",
        page="/attestations/",
        permission=Permission.ATTESTATION_READ,
        source=join(
            join(Attestation.__table__, System.__table__, System.id == Attestation.system_id),
            Unit.__table__,
            Unit.id == System.unit_id,
        ),
        code=Attestation.code,
        called=System.name,
        place=Unit.path,
        kept=_is_open,
        hand_over=_hand_over,
    ),
)
"""Who is to attest is none of these: that follows the owner of the system at once, and needs no handing over."""
