"""Tells what of meetings runs now: what areas are to say before the freeze, and minutes that wait for signatures."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from isms.clocks.rules import Deadline
from isms.kernel.clock import day_of
from isms.organisation.models import RoleHolding, Unit
from isms.organisation.vocabulary import Role, UnitKind
from isms.reviews.models import AreaStatement, Meeting, Participant, Signature
from isms.reviews.rules.meetings import SIGNERS

SIGNED_WITHIN = timedelta(days=14)
"""How long chair and secretary have to sign."""


def deadlines(session: Session) -> Iterator[Deadline]:
    """Yield when each area is to have said something of itself, and when minutes are to be signed."""
    yield from _statements(session)
    yield from _minutes(session)


def _statements(session: Session) -> Iterator[Deadline]:
    place = aliased(Unit)
    said = exists().where(AreaStatement.meeting_id == Meeting.id, AreaStatement.unit_id == Unit.id)
    rows = session.execute(
        select(Meeting.id, Meeting.code, Meeting.tenant_id, Meeting.freezes_on, Unit.id.label("unit_id"), Unit.path)
        .add_columns(RoleHolding.person_id)
        .join(place, place.id == Meeting.unit_id)
        .join(Unit, Unit.path.startswith(place.path))
        .join(RoleHolding, RoleHolding.unit_id == Unit.id)
        .where(
            Meeting.collecting_at.is_not(None),
            Meeting.frozen_at.is_(None),
            Meeting.withdrawn_on.is_(None),
            Unit.kind == UnitKind.SERVICE_AREA,
            Unit.withdrawn_on.is_(None),
            RoleHolding.role == Role.AREA_OWNER,
            RoleHolding.withdrawn_on.is_(None),
            RoleHolding.valid_until.is_(None),
            ~said,
        )
        .order_by(Meeting.id, Unit.id, RoleHolding.id)
    )
    for row in rows:
        yield Deadline(
            rule="area_statement",
            about=f"area_statement:{row.id}-{row.unit_id}-{row.person_id}",
            code=row.code,
            path=f"/meetings/{row.id}/areas/{row.unit_id}",
            tenant_id=row.tenant_id,
            place=row.path,
            owner_ids=(row.person_id,),
            due_on=row.freezes_on,
        )


def _minutes(session: Session) -> Iterator[Deadline]:
    signed = exists().where(Signature.meeting_id == Meeting.id, Signature.person_id == Participant.person_id)
    rows = session.execute(
        select(Meeting.id, Meeting.code, Meeting.tenant_id, Meeting.minuted_at, Unit.path, Participant.person_id)
        .join(Unit, Unit.id == Meeting.unit_id)
        .join(Participant, Participant.meeting_id == Meeting.id)
        .where(
            Meeting.minuted_at.is_not(None),
            Meeting.approved_at.is_(None),
            Meeting.withdrawn_on.is_(None),
            Participant.withdrawn_on.is_(None),
            Participant.takes_part_as.in_(SIGNERS),
            ~signed,
        )
        .order_by(Meeting.id, Participant.id)
    )
    for row in rows:
        yield Deadline(
            rule="minutes",
            about=f"minutes:{row.id}-{row.person_id}",
            code=row.code,
            path=f"/meetings/{row.id}/sign",
            tenant_id=row.tenant_id,
            place=row.path,
            owner_ids=(row.person_id,),
            due_on=day_of(row.minuted_at) + SIGNED_WITHIN,
        )
