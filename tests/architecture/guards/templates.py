"""Guards what stands in templates: nothing unescaped, and no text that belongs in the catalogue."""

import re
from html.parser import HTMLParser
from pathlib import Path

from tests.architecture.guards.source import templates

JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(")
LETTERS = re.compile(r"[^\W\d_]")
READ_ATTRIBUTES = {
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "label",
    "placeholder",
    "title",
}


def nothing_is_marked_safe(root: Path) -> list[str]:
    """No template switches escaping off."""
    return [
        f"{path.relative_to(root)}:{_line(text, match.start())}: {match[0]} switches escaping off"
        for path in templates(root)
        if (text := path.read_text("utf-8"))
        for match in UNESCAPED.finditer(text)
    ]


def all_text_is_in_the_catalogue(root: Path) -> list[str]:
    """No letters stand between tags or in an attribute that is read aloud: t("…") says them."""
    found = []
    for path in templates(root):
        reader = _Reader()
        reader.feed(JINJA.sub(_blank, path.read_text("utf-8")))
        reader.close()
        found += [f"{path.relative_to(root)}:{line}: {text!r} belongs in the catalogue" for line, text in reader.found]
    return found


class _Reader(HTMLParser):
    """Collects what a person would read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in READ_ATTRIBUTES and LETTERS.search(value or ""):
                self.found.append((self.getpos()[0], f"{name}={value}"))

    def handle_data(self, data: str) -> None:
        if letter := LETTERS.search(data):
            line = self.getpos()[0] + data.count("\n", 0, letter.start())
            self.found.append((line, " ".join(data.split())))


def _blank(match: re.Match[str]) -> str:
    """Return as many lines as the match has, so that findings keep their line."""
    return "\n" * match[0].count("\n") or " "


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
