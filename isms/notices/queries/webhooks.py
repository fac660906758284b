"""Reads of webhooks: which are told of what, and how each has fared."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.notices.models import Webhook, WebhookDelivery
from isms.notices.vocabulary import Permission
from isms.organisation.models import Unit

NEWEST = 20


def webhooks_told_of(session: Session, tenant_id: int, event: str) -> Sequence[Webhook]:
    """Return the webhooks of a municipality that are told of an event; one that rests is told of none."""
    statement = select(Webhook).where(Webhook.tenant_id == tenant_id, Webhook.withdrawn_on.is_(None), _awake())
    return [webhook for webhook in session.scalars(statement.order_by(Webhook.id)) if event in webhook.events]


def webhook_for(session: Session, access: Access, webhook_id: int) -> Webhook | None:
    """Return a webhook of a municipality whose notices the reader looks after, or None."""
    return session.scalar(select(Webhook).where(Webhook.id == webhook_id, _theirs(access)))


def webhooks_of(session: Session, access: Access) -> list[tuple[Webhook, WebhookDelivery | None]]:
    """Return the webhooks a reader looks after, those in force first, each with its newest delivery."""
    newest = select(func.max(WebhookDelivery.id)).group_by(WebhookDelivery.webhook_id)
    rows = session.execute(
        select(Webhook, WebhookDelivery)
        .outerjoin(WebhookDelivery, (WebhookDelivery.webhook_id == Webhook.id) & WebhookDelivery.id.in_(newest))
        .where(_theirs(access))
        .order_by(Webhook.withdrawn_on.is_not(None), Webhook.label, Webhook.id)
    )
    return [(row[0], row[1]) for row in rows]


def deliveries_of(session: Session, webhook_id: int) -> Sequence[WebhookDelivery]:
    """Return what a webhook was last told, newest first."""
    some = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    return session.scalars(some.order_by(WebhookDelivery.id.desc()).limit(NEWEST)).all()


def is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the predicates of the deliveries to be tried at an instant; those of a webhook that rests wait."""
    unsettled = WebhookDelivery.delivered_at.is_(None), WebhookDelivery.failed_at.is_(None)
    awake = WebhookDelivery.webhook_id.in_(select(Webhook.id).where(_awake()))
    return *unsettled, WebhookDelivery.next_attempt_at <= now, awake


def due_deliveries(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Return the ids of the deliveries to be tried at an instant, in the order they came."""
    return session.scalars(
        select(WebhookDelivery.id).where(*is_due(now)).order_by(WebhookDelivery.id).limit(limit)
    ).all()


def _awake() -> ColumnElement[bool]:
    return Webhook.resting_since.is_(None)


def _theirs(access: Access) -> ColumnElement[bool]:
    places = select(Unit.id).where(access.within(Permission.NOTICE_MANAGE, Unit.path))
    return Webhook.tenant_id.in_(places)
