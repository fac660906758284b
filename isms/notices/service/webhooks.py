"""The decisions about webhooks, and what they are told; each is named by its verb and leaves the commit to its door."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from isms.notices.models import WebhookDelivery
from isms.notices.queries import webhooks as queries


def announce(
    session: Session, tenant_id: int, event: str, about: str, code: str, now: datetime, key: str | None = None
) -> None:
    """Have every webhook of a municipality that wants to know of an event be told, when the transaction is kept.

    event: "deviation.reported". about: "deviation:12", the record. key: what tells this time apart from others that
    the same happens to it; the instant when left out.
    """
    for webhook in queries.webhooks_told_of(session, tenant_id, event):
        deliver(session, webhook.id, event, about, code, now, key or now.isoformat())


def deliver(session: Session, webhook_id: int, event: str, about: str, code: str, now: datetime, key: str) -> None:
    """Put one delivery in the outbox of webhooks; the same one a second time is left out."""
    chosen = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"webhook_id": webhook_id, "event": event, "about": about, "key": key, "code": code}
    statement = chosen(WebhookDelivery).values(**values, happened_at=now, attempts=0, next_attempt_at=now)
    session.execute(statement.on_conflict_do_nothing())
