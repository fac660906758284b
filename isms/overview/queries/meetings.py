"""Reads which management review comes next, how far the owners have come, and what a meeting waits for."""

from dataclasses import dataclass

from sqlalchemy import Integer, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from isms.attestations.models import Attestation, Campaign
from isms.kernel.access import Access
from isms.organisation.models import Unit
from isms.organisation.vocabulary import UnitKind
from isms.portfolio.models import System
from isms.reviews.models import AreaStatement, Meeting, Participant, Signature
from isms.reviews.queries.meetings import takes_part
from isms.reviews.rules.meetings import SIGNERS
from isms.reviews.vocabulary import Permission


@dataclass(frozen=True)
class Answered:
    """How many annual reviews of the running campaigns there are, and how many are attested."""

    systems: int
    attested: int


def next_meeting(session: Session, access: Access) -> Meeting | None:
    """Return the first meeting that has not been held, of those a person reads or is asked to; the topmost first."""
    return session.scalar(
        select(Meeting)
        .join(Unit, Unit.id == Meeting.unit_id)
        .where(
            Meeting.held_at.is_(None),
            Meeting.withdrawn_on.is_(None),
            or_(access.within(Permission.MEETING_READ, Unit.path), takes_part(access.person_id)),
        )
        .options(joinedload(Meeting.unit))
        .order_by(Meeting.meets_on, Unit.path, Meeting.id)
        .limit(1)
    )


def answered(session: Session, path: str) -> Answered:
    """Return how far the owners at a place and below it have come in the campaigns that run."""
    row = session.execute(
        select(func.count(), cast(func.count().filter(Attestation.attested_on.is_not(None)), Integer))
        .select_from(Attestation)
        .join(Campaign, Campaign.id == Attestation.campaign_id)
        .join(System, System.id == Attestation.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            Campaign.ended_on.is_(None),
            or_(Attestation.withdrawn_on.is_(None), Attestation.attested_on.is_not(None)),
            Unit.path.startswith(path),
        )
    ).one()
    return Answered(*row)


def to_sign(session: Session, access: Access) -> list[Meeting]:
    """Return the meetings whose minutes wait for a person's signature."""
    has_signed = exists().where(Signature.meeting_id == Meeting.id, Signature.signed_as == Participant.takes_part_as)
    return list(
        session.scalars(
            select(Meeting)
            .join(Participant, Participant.meeting_id == Meeting.id)
            .where(
                Participant.person_id == access.person_id,
                Participant.withdrawn_on.is_(None),
                Participant.takes_part_as.in_(SIGNERS),
                Meeting.minuted_at.is_not(None),
                Meeting.approved_at.is_(None),
                ~has_signed,
            )
            .options(joinedload(Meeting.unit))
            .order_by(Meeting.meets_on, Meeting.id)
        )
    )


def to_state(session: Session, access: Access) -> list[tuple[Meeting, Unit]]:
    """Return the meetings that collect what is said of areas a person answers for, and where nothing is said yet."""
    area, at = aliased(Unit), aliased(Unit)
    is_said = exists().where(AreaStatement.meeting_id == Meeting.id, AreaStatement.unit_id == area.id)
    rows = session.execute(
        select(Meeting, area)
        .join(at, at.id == Meeting.unit_id)
        .join(area, and_(area.path.startswith(at.path), area.kind == UnitKind.SERVICE_AREA))
        .where(
            Meeting.collecting_at.is_not(None),
            Meeting.frozen_at.is_(None),
            Meeting.withdrawn_on.is_(None),
            area.withdrawn_on.is_(None),
            area.path.in_(access.paths(Permission.MEETING_STATE)),
            ~is_said,
        )
        .options(joinedload(Meeting.unit))
        .order_by(Meeting.meets_on, area.name_key, area.id)
    )
    return [(meeting, unit) for meeting, unit in rows]
