"""How the secret address of a feed is made: from the program's key and the feed's number, so that nothing is kept."""

import hashlib
import hmac
import re

_SHAPE = re.compile(r"([1-9][0-9]{0,9})-([0-9a-f]{64})")


def token_of(key: str, feed_id: int, generation: int) -> str:
    """Return the token of a feed in one generation: its number, and the HMAC-SHA256 of what it is and the number."""
    said = f"calendar-feed:{feed_id}:{generation}"
    return f"{feed_id}-{hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()}"


def feed_named(token: str) -> int | None:
    """Return the number of the feed that a token claims to open, or None for what has not the shape of one."""
    found = _SHAPE.fullmatch(token)
    return int(found[1]) if found else None


def opens(token: str, key: str, feed_id: int, generation: int) -> bool:
    """Say whether a token is that of a feed in its generation; takes the same time whether it is or not."""
    return hmac.compare_digest(token.encode(), token_of(key, feed_id, generation).encode())
