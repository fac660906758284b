"""Reads of who may be asked: how systems are owned, who owns the areas, and which reviews are open."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, Campaign
from isms.attestations.rules.campaigns import ASKED
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.vocabulary import Role
from isms.portfolio.models import System
from isms.portfolio.queries import in_parts

AreaOwners = Mapping[int, Sequence[int]]
"""The active owners of areas by the unit they own, who has held it longest first."""


@dataclass(frozen=True)
class Asked:
    """A system as it is asked of; `above` is the ids of its units from the top down."""

    system_id: int
    owner_id: int | None
    owner_is_active: bool
    above: tuple[int, ...]


def asked(session: Session, system_ids: Collection[int], today: date) -> list[Asked]:
    """Return how some systems are owned; those that are ended, withdrawn or not begun are left out."""
    found: list[Asked] = []
    for ids in in_parts(system_ids):
        rows = session.execute(
            select(System.id, System.owner_id, Person.deactivated_on, Unit.path)
            .join(Unit, Unit.id == System.unit_id)
            .outerjoin(Person, Person.id == System.owner_id)
            .where(System.id.in_(ids), System.withdrawn_on.is_(None), System.lifecycle.in_(ASKED))
        )
        for row in rows:
            active = row.deactivated_on is None or row.deactivated_on > today
            above = tuple(int(part) for part in row.path.strip("/").split("/"))
            found.append(Asked(row.id, row.owner_id, active, above))
    return found


def area_owners(session: Session, today: date) -> AreaOwners:
    """Return who owns each area on a day."""
    rows = session.execute(
        select(RoleHolding.unit_id, RoleHolding.person_id)
        .join(Person, Person.id == RoleHolding.person_id)
        .where(
            RoleHolding.role == Role.AREA_OWNER,
            RoleHolding.withdrawn_on.is_(None),
            RoleHolding.valid_from <= today,
            or_(RoleHolding.valid_until.is_(None), RoleHolding.valid_until >= today),
            or_(Person.deactivated_on.is_(None), Person.deactivated_on > today),
        )
        .order_by(RoleHolding.valid_from, RoleHolding.id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(row.person_id)
    return found


def open_reviews(
    session: Session, system_ids: Collection[int] = (), person_ids: Collection[int] = (), *, every: bool = False
) -> Sequence[Attestation]:
    """Return the open reviews of running campaigns that are of some systems or wait for some people, or every one."""
    statement = (
        select(Attestation)
        .join(Campaign, Campaign.id == Attestation.campaign_id)
        .join(System, System.id == Attestation.system_id)
        .where(Attestation.attested_on.is_(None), Attestation.withdrawn_on.is_(None), Campaign.ended_on.is_(None))
    )
    if not every:
        related = (Attestation.respondent_id.in_(person_ids), System.owner_id.in_(person_ids))
        statement = statement.where(or_(Attestation.system_id.in_(system_ids), *related))
    return session.scalars(statement.order_by(Attestation.id)).all()


def last_attested(session: Session, system_ids: Collection[int]) -> dict[int, date]:
    """Return the day each of some systems was last attested, those never attested left out; one select."""
    rows = session.execute(
        select(Attestation.system_id, Attestation.attested_on)
        .where(Attestation.system_id.in_(system_ids), Attestation.attested_on.is_not(None))
        .order_by(Attestation.attested_on)
    )
    return {row.system_id: row.attested_on for row in rows if row.attested_on}
