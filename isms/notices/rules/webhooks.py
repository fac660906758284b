"""What is decided about webhooks: which addresses may be called, what is said, how it is signed, and when again."""

import base64
import hashlib
import hmac
import json
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from isms.kernel.refusal import Refusal
from isms.notices.vocabulary import DeliveryState

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""The hosts that are this machine; what is sent to them leaves nothing readable on a wire."""

SECRET_MARK = "whsec_"  # noqa: S105 - what every secret of this kind begins with
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_DOUBLINGS = 10
MOST_ATTEMPTS = 20
"""About four days of trying."""


def url_refusals(url: str, hosts: Collection[str]) -> Iterator[Refusal]:
    """Yield why an address may not be called: only https, and only hosts the operator has named, as host or host:port.

    A host that is this machine may be called without https.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        yield Refusal("webhook.url_unreadable", "url")
        return
    if not host or parts.username or parts.password or parts.fragment or parts.scheme not in {"http", "https"}:
        yield Refusal("webhook.url_unreadable", "url")
    elif host not in hosts and f"{host}:{port}" not in hosts:
        yield Refusal("webhook.host_not_named", "url", {"host": host})
    elif parts.scheme != "https" and host not in LOOPBACK:
        yield Refusal("webhook.not_https", "url")


def secret_of(secret_key: str, webhook_id: int, salt: str) -> str:
    """Return the secret a webhook is signed with, as "whsec_" and base64; it follows from the program's own key."""
    derived = hmac.digest(secret_key.encode(), f"webhook:{webhook_id}:{salt}".encode(), "sha256")
    return SECRET_MARK + base64.b64encode(derived).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message as Standard Webhooks has it: "v1," and base64 of an HMAC-SHA256."""
    key = base64.b64decode(secret.removeprefix(SECRET_MARK))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def body_of(event: str, code: str, link: str, happened_at: datetime) -> bytes:
    """Return what is sent: which event, of which record by its code, where its page is, and when; no text of it."""
    said = {
        "type": event,
        "timestamp": happened_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "data": {"code": code, "link": link},
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def path_of(about: str) -> str:
    """Return where the page of a record is: "/deviations/12" of "deviation:12"."""
    table, _, number = about.partition(":")
    return f"/{table.replace('_', '-')}s/{number}"


def delivery_state(delivered_at: datetime | None, failed_at: datetime | None, attempts: int) -> DeliveryState:
    """Return how far a delivery has come."""
    if delivered_at:
        return DeliveryState.DELIVERED
    if failed_at:
        return DeliveryState.FAILED
    return DeliveryState.TROUBLED if attempts else DeliveryState.WAITING


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubled each time, up to some hours."""
    doublings = min(attempts - 1, MOST_DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
