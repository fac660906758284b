"""What is decided about signing in: good passwords, lifetimes, and how long to wait after failures."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from isms.accounts.common_words import COMMON
from isms.accounts.vocabulary import TokenState
from isms.kernel.refusal import Refusal

SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 256
LEAST_REST = 8
LEAST_VARIETY = 5
"""So many characters, and different ones, must stay when the words that anybody would try are taken out."""

LINK_LIFETIME = timedelta(hours=72)
SEEN_INTERVAL = timedelta(minutes=1)

FREE_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)
LONGEST_WAIT = timedelta(minutes=15)
ADDRESS_FAILURES = 100
ADDRESS_WINDOW = timedelta(hours=1)

LONGEST_TOKEN = timedelta(days=365)
MOST_TOKENS = 20
"""So many tokens of one person may stand at a time."""
CHANGES_A_MINUTE = 60
MINUTE = timedelta(minutes=1)

_REPEATED = re.compile(r"(.{1,7}?)\1+.{0,6}", re.DOTALL)


@dataclass(frozen=True)
class Lifetimes:
    """How long a session lives without being used, and at most."""

    idle: timedelta
    absolute: timedelta


class SessionState(Enum):
    LIVE = auto()
    ENDED = auto()
    LAPSED = auto()
    DEACTIVATED = auto()


def normal_password(typed: str) -> str:
    """Return a password in the one form it is hashed in: NFC, and nothing else is touched."""
    return unicodedata.normalize("NFC", typed)


def password_refusals(password: str, own_words: Iterable[str]) -> Iterator[Refusal]:
    """Yield why a password in its normal form is not good enough (OWASP ASVS 5.0 6.2).

    own_words: names that are no secret: the person's, the municipality's, the product's.
    """
    if len(password) < SHORTEST_PASSWORD:
        yield Refusal("password.too_short", "password", {"n": SHORTEST_PASSWORD})
        return
    if len(password) > LONGEST_PASSWORD:
        yield Refusal("password.too_long", "password", {"n": LONGEST_PASSWORD})
        return
    folded = password.casefold()
    if _REPEATED.fullmatch(folded) or _is_guessable(folded):
        yield Refusal("password.repeated", "password")
        return
    nameless = _without(folded, _words(own_words))
    if _is_guessable(nameless):
        yield Refusal("password.own_name", "password")
    elif _is_guessable(_without(nameless, COMMON)):
        yield Refusal("password.common", "password")


def session_state(
    *,
    begun_at: datetime,
    seen_at: datetime,
    ended_at: datetime | None,
    deactivated_on: date | None,
    lifetimes: Lifetimes,
    now: datetime,
) -> SessionState:
    """Return whether a session still lets its person in at an instant, and if not, why."""
    if ended_at is not None:
        return SessionState.ENDED
    if deactivated_on is not None:
        return SessionState.DEACTIVATED
    return SessionState.LIVE if now < lapsed_at(begun_at, seen_at, lifetimes) else SessionState.LAPSED


def lapsed_at(begun_at: datetime, seen_at: datetime, lifetimes: Lifetimes) -> datetime:
    """Return when a session lapses by itself if it is not used again."""
    return min(begun_at + lifetimes.absolute, seen_at + lifetimes.idle)


def wait_after(failures: Sequence[datetime], now: datetime) -> timedelta:
    """Return how long to wait before the next attempt: 2^n seconds after n failures, from the fifth on.

    failures: instants of the failures counted together, in any order.
    """
    recent = [failure for failure in failures if failure > now - FAILURE_WINDOW]
    if len(recent) < FREE_FAILURES:
        return timedelta(0)
    doublings = min(len(recent), 10)
    pause = min(timedelta(seconds=2**doublings), LONGEST_WAIT)
    return max(max(recent) + pause - now, timedelta(0))


def wait_of_address(failures: int, oldest: datetime | None, now: datetime) -> timedelta:
    """Return how long an address of the network waits after its failures of the last hour."""
    if failures < ADDRESS_FAILURES or oldest is None:
        return timedelta(0)
    return max(oldest + ADDRESS_WINDOW - now, timedelta(0))


def link_refusals(
    *, expires_at: datetime, used_at: datetime | None, voided_at: datetime | None, now: datetime
) -> Iterator[Refusal]:
    """Yield why a password link opens nothing."""
    if used_at is not None or voided_at is not None:
        yield Refusal("password_link.spent")
    elif now >= expires_at:
        yield Refusal("password_link.expired")


def invite_refusals(*, deactivated: bool, reaches: bool) -> Iterator[Refusal]:
    """Yield why a link cannot be made for a person.

    reaches: whether the maker may manage people at every place where the person holds a role; else the link
    would open more to its maker than they were given.
    """
    if deactivated:
        yield Refusal("password_link.deactivated")
    if not reaches:
        yield Refusal("password_link.reaches_further")


def token_refusals(*, last_on: date | None, standing: int, today: date) -> Iterator[Refusal]:
    """Yield why a token of the API cannot be made: it has a last day, within a year, and one has not too many.

    standing: how many tokens of the person stand already.
    """
    if last_on is None or last_on < today:
        yield Refusal("api_token.over_already", "last_on")
    elif last_on > today + LONGEST_TOKEN:
        yield Refusal("api_token.lasts_too_long", "last_on", {"day": today + LONGEST_TOKEN})
    if standing >= MOST_TOKENS:
        yield Refusal("api_token.too_many", None, {"most": MOST_TOKENS})


def token_state(*, last_on: date, withdrawn_on: date | None, today: date) -> TokenState:
    """Return whether a token opens anything on a day, and if not, why."""
    if withdrawn_on is not None:
        return TokenState.WITHDRAWN
    return TokenState.ACTIVE if today <= last_on else TokenState.EXPIRED


def wait_of_token(minute_at: datetime | None, changes: int, now: datetime) -> timedelta:
    """Return how long a token waits before its next change; minute_at: when the minute it counts in began."""
    if minute_at is None or changes < CHANGES_A_MINUTE:
        return timedelta(0)
    return max(minute_at + MINUTE - now, timedelta(0))


def first_account_refusals(*, email: str, name: str, may_be_first: bool) -> Iterator[Refusal]:
    """Yield why an account cannot be made at the console; `may_be_first`: whether its role is for the console."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email.strip()):
        yield Refusal("first_account.email", "email")
    if not name.strip():
        yield Refusal("first_account.name", "name")
    if not may_be_first:
        yield Refusal("first_account.role", "role")


def is_own_path(target: str) -> bool:
    """Say whether an address after sign-in is a path of ours and cannot lead a browser elsewhere."""
    if not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return False
    if any(character.isspace() or not character.isprintable() for character in target):
        return False
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def network_of(ip: str) -> str:
    """Return what an address is counted as: itself, or of IPv6 the /64 network that one office holds."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ""
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def device_in_words(user_agent: str) -> str:
    """Return browser and system of a user agent in two words, as in "Firefox, Windows", or ""."""
    browsers = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
    systems = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")
    names = {"Edg": "Edge", "OPR": "Opera", "Mac OS": "macOS"}
    found = [next((word for word in words if word in user_agent), None) for words in (browsers, systems)]
    return ", ".join(names.get(word, word) for word in found if word)


def _words(names: Iterable[str]) -> frozenset[str]:
    """Return the parts of names that are long enough to be looked for, and each name written together."""
    found: set[str] = set()
    for name in names:
        parts = re.split(r"[\W_]+", name.casefold())
        found |= {part for part in [*parts, "".join(parts)] if len(part) >= 3}
    return frozenset(found)


def _without(text: str, words: Iterable[str]) -> str:
    for word in sorted(words, key=lambda word: (-len(word), word)):
        text = text.replace(word, "")
    return text


def _is_guessable(text: str) -> bool:
    rest = _without_runs(text)
    return len(rest) < LEAST_REST or len(set(rest)) < LEAST_VARIETY


def _without_runs(text: str) -> str:
    """Return the text without what only goes on: "aaa", "3456" and "cba" count as their first character."""
    kept = text[:1]
    for before, character in zip(text, text[1:], strict=False):
        if character.isalnum() and abs(ord(character) - ord(before)) > 1:
            kept += character
    return kept
