"""Calls other programs of what has happened: signed, at least once, again and again until it is taken or given up."""

import http.client
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from isms.kernel.db import Database
from isms.notices.models import Webhook, WebhookDelivery
from isms.notices.queries.webhooks import due_deliveries, is_due
from isms.notices.rules.webhooks import (
    MOST_ATTEMPTS,
    body_of,
    path_of,
    secret_of,
    signature,
    url_refusals,
    wait_after,
)

log = structlog.get_logger()

AT_A_TIME = 20
PATIENCE_SECONDS = 10
LONGEST_ANSWER = 1024
LONGEST_ERROR = 200


@dataclass(frozen=True)
class Caller:
    """What is needed to call: the program's own key, the hosts the operator has named, and where the program is."""

    secret_key: str
    hosts: Collection[str]
    address: str


class NotTaken(Exception):
    """The program called has not taken what it was told."""


def call_due(database: Database, caller: Caller) -> int:
    """Make the calls that are due and return how many were taken.

    A delivery is marked after its program has taken it; `webhook-id` is the same at every attempt, so that a program
    that is told twice can tell.
    """
    with database.reading() as session:
        waiting = due_deliveries(session, database.clock.now(), AT_A_TIME)
    return sum(_call(database, delivery_id, caller) for delivery_id in waiting)


def _call(database: Database, delivery_id: int, caller: Caller) -> bool:
    now = database.clock.now()
    with database.bookkeeping() as session:
        taken = _take(session, delivery_id, now)
    if taken is None:
        return False
    delivery, webhook = taken
    try:
        _send(delivery, webhook, caller, now)
    except (OSError, http.client.HTTPException, NotTaken) as error:
        given_up = delivery.attempts >= MOST_ATTEMPTS
        log.warning("webhook not taken", delivery=delivery_id, attempt=delivery.attempts, given_up=given_up)
        said = str(error) if isinstance(error, NotTaken) else f"{type(error).__name__}: {error}"
        _note(database, delivery_id, last_error=said[:LONGEST_ERROR], failed_at=now if given_up else None)
        return False
    log.info("webhook taken", delivery=delivery_id, attempt=delivery.attempts)
    _note(database, delivery_id, delivered_at=database.clock.now(), last_error=None)
    return True


def _take(session: Session, delivery_id: int, now: datetime) -> tuple[WebhookDelivery, Webhook] | None:
    """Take a delivery and keep others from it for a while; what a withdrawn webhook waits for is given up."""
    some = select(WebhookDelivery).where(WebhookDelivery.id == delivery_id, *is_due(now))
    delivery = session.scalar(some.with_for_update())
    if delivery is None:
        return None
    webhook = session.get_one(Webhook, delivery.webhook_id)
    if webhook.withdrawn_on is not None:
        delivery.failed_at = now
        return None
    delivery.attempts += 1
    delivery.next_attempt_at = now + wait_after(delivery.attempts)
    return delivery, webhook


def _note(database: Database, delivery_id: int, **outcome: object) -> None:
    with database.bookkeeping() as session:
        session.execute(update(WebhookDelivery).where(WebhookDelivery.id == delivery_id).values(**outcome))


def _send(delivery: WebhookDelivery, webhook: Webhook, caller: Caller, now: datetime) -> None:
    """Call a program once; raises NotTaken for any answer but a 2xx. No redirect is followed, wherever it leads."""
    if any(url_refusals(webhook.url, caller.hosts)):
        raise NotTaken("the host is not named in ISMS_WEBHOOK_HOSTS")
    link = caller.address + path_of(delivery.about)
    body = body_of(delivery.event, delivery.code, link, delivery.happened_at)
    headers = _headers(delivery, body, secret_of(caller.secret_key, webhook.id, webhook.salt), now)
    parts = urlsplit(webhook.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    try:
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        answer.read(LONGEST_ANSWER)
        if not 200 <= answer.status < 300:
            raise NotTaken(f"{answer.status} {answer.reason}")
    finally:
        connection.close()


def _headers(delivery: WebhookDelivery, body: bytes, secret: str, now: datetime) -> dict[str, str]:
    """Return the headers of Standard Webhooks: who this is, when, and the signature over both and the body."""
    message_id, timestamp = f"msg_{delivery.id}", int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Systemhelse",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE_SECONDS, context=context)
    return http.client.HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
