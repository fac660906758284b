"""Reads the annual wheel that is shipped, and refuses a file that does not hold together."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LANGUAGES = ("nb", "nn", "en")
FALLBACK = "nb"
KNOWN = {"key", "month", "title", "text", "basis"}


class BrokenWheel(ValueError):
    """The file of the wheel does not hold together; the text names every fault in it."""


@dataclass(frozen=True)
class Shipped:
    """An activity as it is proposed; its basis is where a duty stands, and what of it nobody has checked."""

    key: str
    month: int
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    bases: Mapping[str, str]

    def title(self, language: str) -> str:
        """Return the title in a language, or in bokmål."""
        return self.titles.get(language, self.titles[FALLBACK])

    def text(self, language: str) -> str:
        """Return what is done, in a language or in bokmål; empty when the title says it all."""
        return self.texts.get(language, self.texts.get(FALLBACK, ""))

    def basis(self, language: str) -> str:
        """Return where the duty stands, in a language or in bokmål; empty for what is a proposal of ours."""
        return self.bases.get(language, self.bases.get(FALLBACK, ""))

    def is_told_by(self, title: str, text: str | None) -> bool:
        """Say whether a title and a text are the shipped ones, in whichever language."""
        return any(title == self.title(each) and (text or "") == self.text(each) for each in LANGUAGES)

    def told(self, title: str, text: str | None, language: str) -> tuple[str, str]:
        """Return a title and a text as they are shown: in the reader's language as long as nobody has changed them."""
        return (self.title(language), self.text(language)) if self.is_told_by(title, text) else (title, text or "")


def read_wheel(text: str) -> tuple[Shipped, ...]:
    """Return the activities a file names, in the order of the year; raises BrokenWheel."""
    said = tomllib.loads(text).get("activities", [])
    if faults := list(_faults(said)):
        raise BrokenWheel("\n".join(faults))
    made = [Shipped(one["key"], one["month"], one["title"], one.get("text", {}), one.get("basis", {})) for one in said]
    return tuple(sorted(made, key=lambda one: one.month))


def _faults(said: list[dict[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for number, one in enumerate(said, start=1):
        key = one.get("key")
        if not key or key in seen:
            yield f"activity {number} has the key {key!r}; each has one of its own"
        seen.add(str(key))
        if one.get("month") not in range(1, 13):
            yield f"{key} lies in the month {one.get('month')!r}"
        yield from (f"{key} says {word}, which means nothing" for word in sorted(one.keys() - KNOWN))
        for part in ("title", "text", "basis"):
            texts = one.get(part, {} if part == "title" else None)
            if texts is not None and (lacking := [each for each in LANGUAGES if not texts.get(each)]):
                yield f"{key} has no {part} in {', '.join(lacking)}"


WHEEL = read_wheel((Path(__file__).parent / "wheel.toml").read_text("utf-8"))
"""The wheel that is shipped: a proposal, until a municipality takes it in."""

BY_KEY = {one.key: one for one in WHEEL}
