"""The chain: how a change becomes a digest that covers all changes before it."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

GENESIS = "0" * 64

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def canonical(value: object) -> str | None:
    """Return the one text form of a field's value; raises TypeError for a type no column holds."""
    match value:
        case None:
            return None
        case Enum():
            return str(value.value)
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case Decimal():
            return f"{value.normalize():f}"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case tuple():
            return ",".join(str(word) for word in value) or None
        case _:
            raise TypeError(f"no canonical form for {type(value).__name__}")


def new_salt() -> str:
    """Return a fresh salt of 128 bits, in hexadecimal."""
    return secrets.token_hex(16)


def field_digest(salt: str, old: str | None, new: str | None) -> str:
    """Return the digest of one field's change."""
    return _sha256(salt, [old, new])


def sealing_link(head: str, position: int, sealed_at: datetime, header: Sequence[str | None]) -> str:
    """Return the link of a transaction: `header` is actor kind, actor id, action and digest of the reason."""
    return _sha256(head, [position, canonical(sealed_at), *header])


def entry_link(head: str, record: Sequence[object], fields: str) -> str:
    """Return the link of one changed record: `record` is ordinal, tenant, entity, id and kind; `fields` is packed."""
    return _sha256(head, [*record, fields])


def packed(fields: Mapping[str, str]) -> str:
    """Return field digests as the text that is stored and covered by the chain."""
    return _encode(dict(sorted(fields.items())))


def _sha256(prefix: str, content: object) -> str:
    return hashlib.sha256(f"{prefix}\n{_encode(content)}".encode()).hexdigest()
