"""What is decided about reports without an account: the address that cannot be guessed, and how many are taken."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

WINDOW = timedelta(hours=1)
KEPT_FOR = timedelta(days=1)
MOST_OF_AN_ADDRESS = 5
MOST_OF_A_MUNICIPALITY = 60
"""Reports within the window; proposals of ours."""

ADDRESS_BYTES = 20


def address_of(secret: str, unit_id: int, generation: int) -> str:
    """Return the unguessable part of an open form's address: 160 bits that follow from the program's secret.

    Nothing secret is stored: a new generation is a new address, and the old one leads nowhere.
    """
    return base64.b32encode(_derived(secret, "open-form", unit_id, generation)[:ADDRESS_BYTES]).decode().lower()


def is_address(told: str, secret: str, unit_id: int, generation: int) -> bool:
    """Say whether a told address is that of an open form; takes as long whatever is told."""
    return hmac.compare_digest(told.encode(), address_of(secret, unit_id, generation).encode())


def counted_as(secret: str, unit_id: int, ip: str) -> str:
    """Return what stands for a network address when its reports are counted.

    It cannot be turned round without the secret. IPv6 is counted by the 64 bits that one subscriber has.
    """
    return _derived(secret, "open-report", unit_id, _network(ip)).hex()


def wait(reported_at: Sequence[datetime], most: int, now: datetime) -> timedelta:
    """Return how long to wait before another report is taken, or nothing when one may come now."""
    recent = sorted(instant for instant in reported_at if instant > now - WINDOW)
    return recent[-most] + WINDOW - now if len(recent) >= most else timedelta(0)


def _network(ip: str) -> str:
    try:
        address: IPv4Address | IPv6Address = ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


def _derived(secret: str, purpose: str, *parts: object) -> bytes:
    said = "\0".join([purpose, *map(str, parts)])
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()
