"""How secrets are made and kept: Argon2id for passwords, SHA-256 for tokens of 256 random bits."""

import hashlib
import secrets

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
_NOBODY = _HASHER.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password in its normal form."""
    return _HASHER.hash(password)


def matches(encoded: str | None, password: str) -> bool:
    """Say whether a password belongs to a hash; without a hash it takes the same time and never does."""
    try:
        return _HASHER.verify(encoded or _NOBODY, password) and encoded is not None
    except (VerificationError, InvalidHashError):
        return False


API_PREFIX = "shk_"
"""What tokens of the API begin with, so that one left lying where it should not be is recognised."""


def new_api_token() -> str:
    """Return a fresh token of the API: 256 random bits behind the prefix."""
    return f"{API_PREFIX}{new_token()}"


def new_token() -> str:
    """Return a fresh token of 256 bits that can stand in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return the SHA-256 of a token, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
