"""The chain: how a change becomes a digest that covers all changes before it."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from json.encoder import encode_basestring

GENESIS = "0" * 64


@dataclass(frozen=True)
class Head:
    """The end of a chain: keep it elsewhere, and a later check finds a log cut short."""

    position: int
    digest: str


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
    return _sha256(salt, f"[{_text(old)},{_text(new)}]")


def sealing_link(head: str, position: int, sealed_at: datetime, header: Sequence[str | None]) -> str:
    """Return the link of a transaction: `header` is actor kind, actor id, action and digest of the reason."""
    return _sha256(head, f"[{position},{','.join(map(_text, (canonical(sealed_at), *header)))}]")


def entry_link(
    head: str, ordinal: int, tenant_id: int | None, entity: str, entity_id: int, change: str, fields: str
) -> str:
    """Return the link of one changed record; `fields` are its packed digests."""
    tenant = "null" if tenant_id is None else tenant_id
    return _sha256(head, f"[{ordinal},{tenant},{_text(entity)},{entity_id},{_text(change)},{_text(fields)}]")


def content_digest(salt: str, cells: Sequence[str | None]) -> str:
    """Return the digest of what one line of the access log tells."""
    return _sha256(salt, f"[{','.join(map(_text, cells))}]")


def access_link(head: str, number: int, content: str) -> str:
    """Return the link of a line of the access log: `content` is the digest of what it tells."""
    return _sha256(head, f"[{number},{_text(content)}]")


def packed(fields: Mapping[str, str]) -> str:
    """Return field digests as the text that is stored and covered by the chain."""
    return json.dumps(dict(sorted(fields.items())), separators=(",", ":"))


def _text(text: str | None) -> str:
    """Return a text as JSON has it; a digest is reckoned some hundred thousand times a second."""
    return "null" if text is None else encode_basestring(text)


def _sha256(prefix: str, content: str) -> str:
    return hashlib.sha256(f"{prefix}\n{content}".encode()).hexdigest()
