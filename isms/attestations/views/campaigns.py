"""The doors of campaigns: what runs, how far each area has come, and when the next one opens."""

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.attestations.forms.campaigns import CampaignForm, EndForm, PlanForm
from isms.attestations.models import Campaign, CampaignPlan
from isms.attestations.queries import campaigns as queries
from isms.attestations.service import campaigns as service
from isms.attestations.views.blueprint import blueprint
from isms.attestations.vocabulary import CampaignState, OpensByItself, Permission
from isms.kernel.db import expect_version
from isms.kernel.formats import print_date
from isms.kernel.web.doors import database, found, me, requires, today
from isms.kernel.web.pages import form_page, render
from isms.organisation.models import Unit


@blueprint.get("/campaigns")
@requires(Permission.CAMPAIGN_READ)
def campaigns() -> str:
    """Show the campaigns and when the next one opens."""
    with database().reading() as session:
        shown = queries.campaigns(session, me().access)
        numbers = queries.numbers(session, me().access)
        plan = queries.yearly(queries.plan_of(session, me().tenant_id))
    lines = [(campaign, state_of(campaign), *numbers.get(campaign.id, (0, 0))) for campaign in shown]
    next_opening = plan.next_opening(today()) if plan.is_active else None
    return render("attestations/campaigns.html", lines=lines, next_opening=next_opening, manages=_manages())


@blueprint.get("/campaigns/<int:campaign_id>")
@requires(Permission.CAMPAIGN_READ)
def campaign(campaign_id: int) -> str:
    """Show how far each service area has come in a campaign, those that are late first named."""
    with database().reading() as session:
        shown = found(queries.campaign_for(session, me().access, campaign_id))
        areas = queries.coverage_of(session, me().access, shown.id, today())
    is_running = shown.ended_on is None
    late = [area for area in areas if area.overdue] if is_running else []
    total = {name: sum(getattr(area, name) for area in areas) for name in ("systems", "attested", "begun", "overdue")}
    return render(
        "attestations/campaign.html",
        campaign=shown,
        state=state_of(shown),
        areas=areas,
        late=late,
        total=total,
        ownerless=sum(area.ownerless for area in areas),
        manages=_manages() and is_running,
    )


@blueprint.route("/campaigns/open", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
def open_campaign() -> Response | tuple[str, int]:
    """Open a campaign now."""
    form = CampaignForm()

    def save(session: Session) -> Campaign:
        unit = _managed(session)
        said: dict[str, Any] = form.values()
        return service.open_campaign(session, unit, opens_on=today(), today=today(), **said)

    return form_page(
        form,
        title="campaign.open",
        intro="campaign.open_intro",
        action="campaign:open",
        submit="campaign.open",
        save=save,
        done=lambda opened: url_for("attestations.campaign", campaign_id=opened.id),
        cancel=url_for("attestations.campaigns"),
    )


@blueprint.route("/campaigns/plan", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
def plan() -> Response | tuple[str, int]:
    """Decide when a campaign opens each year."""
    with database().reading() as session:
        standing = queries.plan_of(session, me().tenant_id)
    yearly = queries.yearly(standing)
    chosen = {"month": yearly.month, "day": yearly.day, "days": yearly.days, "version": getattr(standing, "version", 0)}
    by_itself = OpensByItself.YES if yearly.is_active else OpensByItself.NO
    form = PlanForm(data={**chosen, "opens_by_itself": by_itself})

    def save(session: Session) -> CampaignPlan:
        unit = _managed(session)
        planned = queries.plan_of(session, unit.id)
        if planned is not None:
            expect_version(planned, form.version.data or 0)
        values: dict[str, Any] = form.values()
        is_active = values.pop("opens_by_itself") == OpensByItself.YES
        return service.plan(session, unit, **values, is_active=is_active)

    return form_page(
        form,
        title="campaign.plan",
        intro="campaign.plan_intro",
        action="campaign:plan",
        submit="form.save",
        save=save,
        done=lambda _: url_for("attestations.campaigns"),
        cancel=url_for("attestations.campaigns"),
    )


@blueprint.route("/campaigns/<int:campaign_id>/end", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
def end_campaign(campaign_id: int) -> Response | tuple[str, int]:
    """End a campaign; what nobody has attested is let be."""
    with database().reading() as session:
        shown = found(queries.campaign_for(session, me().access, campaign_id, Permission.CAMPAIGN_MANAGE))
    form = EndForm()

    def save(session: Session) -> None:
        ended = found(queries.campaign_for(session, me().access, campaign_id, Permission.CAMPAIGN_MANAGE))
        service.end_campaign(session, ended, today())

    here = url_for("attestations.campaign", campaign_id=campaign_id)
    opened = print_date(shown.opens_on, me().language)
    return form_page(
        form,
        title=("campaign.end_title", {"opened": opened}),
        intro="campaign.end_intro",
        action="campaign:end",
        submit="campaign.end",
        save=save,
        done=lambda _: here,
        cancel=here,
    )


def state_of(shown: Campaign) -> CampaignState:
    """Return whether a campaign runs."""
    return CampaignState.RUNNING if shown.ended_on is None else CampaignState.ENDED


def _managed(session: Session) -> Unit:
    return found(queries.managed(session, me().access, me().tenant_id))


def _manages() -> bool:
    return me().access.allows(Permission.CAMPAIGN_MANAGE)
