"""Reads of campaigns: which run, what they ask of, and how far each service area has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, Campaign, CampaignPlan
from isms.attestations.rules.campaigns import ASKED, DEFAULT, Yearly
from isms.attestations.vocabulary import Permission
from isms.kernel.access import Access, within
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.register.columns import Source
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.queries import within_or_above


@dataclass(frozen=True)
class Coverage:
    """How far a service area has come in a campaign, as numbers of systems; `name` is None above all areas."""

    area_id: int | None
    name: str | None
    systems: int
    attested: int
    begun: int
    overdue: int
    ownerless: int


def plan_of(session: Session, unit_id: int | None) -> CampaignPlan | None:
    """Return what a municipality has decided about its campaigns, or None."""
    return session.scalar(select(CampaignPlan).where(CampaignPlan.unit_id == unit_id))


def yearly(plan: CampaignPlan | None) -> Yearly:
    """Return the yearly plan of a municipality, the one that holds for all when it has decided nothing."""
    return Yearly(plan.month, plan.day, plan.days, plan.is_active) if plan else DEFAULT


def plans(session: Session) -> dict[int, Yearly]:
    """Return the plans that municipalities have decided on, by unit."""
    return {plan.unit_id: yearly(plan) for plan in session.scalars(select(CampaignPlan))}


def openings(session: Session) -> set[tuple[int, date]]:
    """Return which campaigns have been opened, by unit and the day they open."""
    return {(row.unit_id, row.opens_on) for row in session.execute(select(Campaign.unit_id, Campaign.opens_on))}


def running(session: Session, unit_id: int) -> Sequence[Campaign]:
    """Return the campaigns of a municipality that have not ended, oldest first."""
    statement = select(Campaign).where(Campaign.unit_id == unit_id, Campaign.ended_on.is_(None))
    return session.scalars(statement.order_by(Campaign.opens_on)).all()


def campaigns(session: Session, access: Access) -> Sequence[Campaign]:
    """Return the campaigns a person may read of, newest first."""
    statement = select(Campaign).join(Unit, Unit.id == Campaign.unit_id)
    mine = _theirs(access, Permission.CAMPAIGN_READ)
    return session.scalars(statement.where(mine).order_by(Campaign.opens_on.desc(), Campaign.id.desc())).all()


def campaign_for(
    session: Session, access: Access, campaign_id: int, permission: KernelPermission = Permission.CAMPAIGN_READ
) -> Campaign | None:
    """Return a campaign of a municipality a person may read of or manage, or None."""
    statement = select(Campaign).join(Unit, Unit.id == Campaign.unit_id)
    return session.scalar(statement.where(Campaign.id == campaign_id, _theirs(access, permission)))


def managed(session: Session, access: Access, tenant_id: int | None) -> Unit | None:
    """Return the municipality whose campaigns a person manages, or None."""
    return session.scalar(
        select(Unit).where(Unit.id == tenant_id, access.within(Permission.CAMPAIGN_MANAGE, Unit.path))
    )


def asked_systems(session: Session, tenant_id: int) -> Sequence[System]:
    """Return the systems of a municipality whose owners may be asked, by name."""
    statement = select(System).where(
        System.tenant_id == tenant_id, System.withdrawn_on.is_(None), System.lifecycle.in_(ASKED)
    )
    return session.scalars(statement.order_by(System.name_key, System.id)).all()


def numbers(session: Session, access: Access) -> dict[int, tuple[int, int]]:
    """Return of each campaign how many reviews a person may read of, and how many of them are attested."""
    rows = session.execute(
        select(Attestation.campaign_id, func.count(), func.count(Attestation.attested_on))
        .join(System, System.id == Attestation.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(_counts(), access.within(Permission.CAMPAIGN_READ, Unit.path))
        .group_by(Attestation.campaign_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def coverage_of(session: Session, access: Access, campaign_id: int, today: date) -> list[Coverage]:
    """Return how far each service area that a person may read of has come in a campaign, by name; one statement."""
    source = Source(today)
    return _coverage(session, source, campaign_id, access.within(Permission.CAMPAIGN_READ, source(Unit).c.path))


def coverage(session: Session, source: Source, path: str, campaign_id: int) -> list[Coverage]:
    """Return how far each service area at a place or below it has come in a campaign, by name; one statement.

    Late areas are those with something `overdue` on the source's day.
    """
    return _coverage(session, source, campaign_id, within((path,), source(Unit).c.path))


def newest_campaigns(session: Session, tenant_ids: Sequence[int]) -> Mapping[int, Campaign]:
    """Return the newest campaign of each municipality that has had one."""
    found = session.scalars(select(Campaign).where(Campaign.unit_id.in_(tenant_ids)).order_by(Campaign.opens_on))
    return {campaign.unit_id: campaign for campaign in found}


def newest_of(session: Session, source: Source, unit_id: int | None) -> int | None:
    """Return the id of the campaign of a municipality that was opened last on the source's day, or None."""
    campaign = source(Campaign).c
    found: int | None = session.scalar(
        select(campaign.id)
        .where(campaign.unit_id == unit_id, campaign.opened_on <= source.today)
        .order_by(campaign.opens_on.desc(), campaign.id.desc())
        .limit(1)
    )
    return found


def _coverage(session: Session, source: Source, campaign_id: int, scope: ColumnElement[bool]) -> list[Coverage]:
    attestation, system, unit, area = source(Attestation).c, source(System), source(Unit), source(Unit, "area")
    is_open = attestation.attested_on.is_(None)

    def count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return cast(func.count().filter(and_(*conditions)), Integer)

    rows = session.execute(
        select(
            area.c.id,
            area.c.name,
            func.count(),
            count(~is_open),
            count(is_open, attestation.begun_on.is_not(None)),
            count(is_open, attestation.due_on < source.today),
            count(is_open, attestation.respondent_id.is_(None)),
        )
        .select_from(source(Attestation))
        .join(system, system.c.id == attestation.system_id)
        .join(unit, unit.c.id == system.c.unit_id)
        .outerjoin(area, area.c.id == unit.c.area_id)
        .where(_counts(attestation), attestation.campaign_id == campaign_id, scope)
        .group_by(area.c.id, area.c.name, area.c.name_key)
        .order_by(area.c.name_key.nulls_first(), area.c.id)
    )
    return [Coverage(*row) for row in rows]


def _counts(attestation: Any = Attestation) -> ColumnElement[bool]:
    """Return the predicate of the reviews that count: of systems still asked of, and what is attested."""
    return or_(attestation.withdrawn_on.is_(None), attestation.attested_on.is_not(None))


def _theirs(access: Access, permission: KernelPermission) -> ColumnElement[bool]:
    """Campaigns are read by all who hold a reader's role in the municipality, and managed from its top."""
    if permission == Permission.CAMPAIGN_READ:
        return within_or_above(access, permission, Unit.path)
    return access.within(permission, Unit.path)
