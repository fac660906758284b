"""Reads of webhooks: which are told of what, and how each has fared."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.notices.models import Webhook


def webhooks_told_of(session: Session, tenant_id: int, event: str) -> Sequence[Webhook]:
    """Return the webhooks of a municipality that are told of an event."""
    statement = select(Webhook).where(Webhook.tenant_id == tenant_id, Webhook.withdrawn_on.is_(None))
    return [webhook for webhook in session.scalars(statement.order_by(Webhook.id)) if event in webhook.events]
