"""The decisions about campaigns: when they open, which systems they ask of, and when they end."""

from datetime import date

from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, Campaign, CampaignPlan
from isms.attestations.queries import asking, campaigns
from isms.attestations.rules.campaigns import campaign_refusals, is_asked
from isms.attestations.service.respondents import respondents
from isms.kernel.codes import next_code
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.organisation.models import Unit
from isms.organisation.vocabulary import UnitKind

CAMPAIGN_PREFIX, PREFIX = "SG", "B"


def plan(session: Session, unit: Unit, *, month: int, day: int, days: int, is_active: bool) -> CampaignPlan:
    """Decide when a municipality's campaign opens each year and for how many days it runs; raises Refused."""
    planned = campaigns.plan_of(session, unit.id)
    if planned is None:
        planned = CampaignPlan(tenant_id=unit.id, unit_id=unit.id)
        session.add(planned)
    planned.month, planned.day, planned.days, planned.is_active = month, day, days, is_active
    session.flush()
    return planned


def open_campaign(session: Session, unit: Unit, *, opens_on: date, due_on: date, today: date) -> Campaign:
    """Open a campaign in a municipality and a review of every system it asks of; raises Refused.

    Campaigns that still run end: what nobody has attested in them is asked anew.
    """
    if unit.kind != UnitKind.MUNICIPALITY:
        raise Refused(Refusal("campaign.of_municipalities_only"))
    refuse(campaign_refusals(opens_on, due_on, today))
    for earlier in campaigns.running(session, unit.id):
        earlier.ended_on = today
    campaign = Campaign(
        tenant_id=unit.id,
        code=next_code(session, unit.id, CAMPAIGN_PREFIX),
        unit_id=unit.id,
        opens_on=opens_on,
        due_on=due_on,
        opened_on=today,
    )
    session.add(campaign)
    session.flush()
    _open_reviews(session, campaign, today)
    return campaign


def end_campaign(session: Session, campaign: Campaign, today: date) -> None:
    """End a campaign: what nobody has attested is let be; raises Refused when it has ended."""
    if campaign.ended_on is not None:
        raise Refused(Refusal("campaign.ended_already"))
    campaign.ended_on = today
    session.flush()


def _open_reviews(session: Session, campaign: Campaign, today: date) -> None:
    """Make the reviews of a campaign, by the name of the system."""
    next_opening = campaigns.yearly(campaigns.plan_of(session, campaign.unit_id)).next_opening(campaign.due_on)
    systems = campaigns.asked_systems(session, campaign.unit_id)
    ids = [system.id for system in systems]
    attested, found = asking.last_attested(session, ids), respondents(session, ids, today)
    for system in systems:
        if not is_asked(attested.get(system.id), system.system_class, next_opening):
            continue
        session.add(
            Attestation(
                tenant_id=campaign.tenant_id,
                code=next_code(session, campaign.unit_id, PREFIX),
                campaign_id=campaign.id,
                system_id=system.id,
                respondent_id=found[system.id].person_id,
                inherited=found[system.id].inherited,
                opened_on=today,
                due_on=campaign.due_on,
            )
        )
    session.flush()
