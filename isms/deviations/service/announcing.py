"""Tells other programs what happens to a deviation."""

from datetime import datetime

from sqlalchemy.orm import Session

from isms.deviations.models import Deviation
from isms.notices.service import announce
from isms.notices.vocabulary import WebhookEvent


def announced(session: Session, deviation: Deviation, event: WebhookEvent, now: datetime) -> None:
    """Have the webhooks of a deviation's municipality be told of an event, by its code alone."""
    announce(session, deviation.tenant_id or 0, event, f"deviation:{deviation.id}", deviation.code, now)
