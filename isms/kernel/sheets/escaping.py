"""How text in a CSV cell is kept from being taken for a formula, and how that is undone on import.

A text that begins with a sign spreadsheets act on gets an apostrophe before it, and so does one that begins
with apostrophes and then such a sign: taking one apostrophe away again is therefore exact. The signs are
those of the OWASP page on CSV injection, their full-width forms included.
"""

import re
from collections.abc import Iterable

ACTING_SIGNS = "=+-@\t\r\n＝＋－＠"

_SUSPECT = frozenset(ACTING_SIGNS + "'")
_ACTS = re.compile(f"'*[{re.escape(ACTING_SIGNS)}]")
_SOME_ACT = re.compile(f"\0'*[{re.escape(ACTING_SIGNS)}]")


def escape(texts: Iterable[str | None]) -> list[str]:
    """Return the texts as they are safe in CSV cells, None as no text."""
    plain = [text or "" for text in texts]
    # One look at all of them is cheaper than a look at each, and mostly finds nothing.
    if _SOME_ACT.search("\0" + "\0".join(plain)) is None:
        return plain
    return [f"'{text}" if text[:1] in _SUSPECT and _ACTS.match(text) else text for text in plain]


def unescape(text: str) -> str:
    """Return the text that `escape` was given."""
    return text[1:] if text[:1] == "'" and _ACTS.match(text) else text
