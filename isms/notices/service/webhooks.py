"""The decisions about webhooks, and what they are told; each is named by its verb and leaves the commit to its door."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.inserting import insert_new
from isms.kernel.refusal import refuse
from isms.kernel.text import normalise
from isms.notices.models import Webhook, WebhookDelivery
from isms.notices.queries import webhooks as queries
from isms.notices.rules.webhooks import url_refusals
from isms.notices.vocabulary import WebhookEvent


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
    values: dict[str, Any] = {"webhook_id": webhook_id, "event": str(event), "about": about, "key": key, "code": code}
    values |= {"happened_at": now, "attempts": 0, "next_attempt_at": now}
    session.execute(insert_new(session, WebhookDelivery).values(**values))


def try_out(session: Session, webhook: Webhook, now: datetime) -> None:
    """Send a webhook a test, whatever events it wants to know of."""
    about = f"webhook:{webhook.id}"
    deliver(session, webhook.id, WebhookEvent.TEST.value, about, webhook.label, now, now.isoformat())


def add_webhook(
    session: Session,
    tenant_id: int,
    *,
    label: str,
    url: str,
    events: Sequence[str],
    salt: str,
    hosts: Collection[str],
    now: datetime,
) -> Webhook:
    """Add a program that is told of events in a municipality; raises Refused for an address that may not be called."""
    refuse(url_refusals(url, hosts))
    webhook = Webhook(tenant_id=tenant_id, label=normalise(label), url=url, events=tuple(events))
    webhook.salt, webhook.secret_since = salt, now
    session.add(webhook)
    session.flush()
    return webhook


def change_webhook(
    session: Session,
    webhook: Webhook,
    *,
    label: str,
    url: str,
    events: Sequence[str],
    is_on: bool,
    hosts: Collection[str],
    today: date,
) -> None:
    """Change where a program is, what it is told of, and whether it is told; raises Refused as `add_webhook` does.

    What was put before it came to rest waits until it goes on.
    """
    refuse(url_refusals(url, hosts))
    webhook.label, webhook.url, webhook.events = normalise(label), url, tuple(events)
    webhook.resting_since = None if is_on else webhook.resting_since or today
    session.flush()


def renew_secret(session: Session, webhook: Webhook, salt: str, now: datetime) -> None:
    """Give a webhook a new secret; the old one signs nothing more."""
    webhook.salt, webhook.secret_since = salt, now
    session.flush()


def withdraw_webhook(session: Session, webhook: Webhook, because: str, today: date) -> None:
    """Tell a program of nothing more."""
    webhook.withdrawn_on, webhook.withdrawn_because = today, normalise(because)
    session.flush()
