"""Offers templates to start a risk from: the files beside this one, one per kind of system, checked when read."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from isms.kernel.text import folded, normalise, sort_key
from isms.kernel.vocabulary import terms
from isms.kernel.words import LANGUAGES
from isms.risk.rules import CATEGORIES
from isms.risk.vocabulary import AffectedProperty, Intent

ANY_KIND = "any_system"
"""The kind whose templates fit every system."""

TEXTS = {"title": (20, 110), "description": (50, 300), "cause": (30, 200), "vulnerability": (30, 200)}
"""The texts of a template, each with its shortest and longest length in characters."""

LISTS = {"controls": (1, 3, 60), "measures": (2, 3, 90)}
"""The lists of a template: how few and how many lines, and how long a line may be."""

FACTS = ("key", "intent", "properties", "privacy_affected", "driving_category", "annex_a")

_KEY = re.compile(r"[a-z]+(_[a-z]+)*")
_ANNEX_A = {"5": 37, "6": 8, "7": 14, "8": 34}


class Malformed(ValueError):
    """The library holds what cannot be offered; the message names file, template and fault, one a line."""


@dataclass(frozen=True)
class Texts:
    """What a template says, in one language; controls and measures are short lines."""

    title: str
    description: str
    cause: str
    vulnerability: str
    controls: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """An unwanted event to start from; how likely and how bad it is, is for the municipality to judge.

    `key` is `<kind>.<key in the file>` and stays the same; `annex_a` holds ids of ISO/IEC 27001:2022 Annex A.
    """

    key: str
    intent: Intent
    properties: tuple[str, ...]
    privacy_affected: bool
    driving_category: str
    annex_a: tuple[str, ...]
    said: Mapping[str, Texts]

    def texts(self, language: str) -> Texts:
        """Return what the template says in a language, or in bokmål when it is not one of ours."""
        return self.said.get(language, self.said[LANGUAGES[0]])


@dataclass(frozen=True)
class Kind:
    """A kind of municipal system, the beginnings of words that its systems are named by, and its templates."""

    key: str
    names: Mapping[str, str]
    words: tuple[str, ...]
    templates: tuple[Template, ...]

    def name(self, language: str) -> str:
        """Return the name in a language, or in bokmål when it is not one of ours."""
        return self.names.get(language, self.names[LANGUAGES[0]])

    def fits(self, system_names: str) -> bool:
        """Say whether a system of these names looks like one of this kind."""
        named = folded(system_names)
        return any(re.search(rf"\b{re.escape(folded(word))}", named) for word in self.words)


@cache
def kinds() -> tuple[Kind, ...]:
    """Return the kinds that are shipped, in the order of their keys."""
    return load(Path(__file__).parent)


@cache
def templates() -> Mapping[str, Template]:
    """Return the templates that are shipped, by key."""
    return {template.key: template for kind in kinds() for template in kind.templates}


def in_order(system_names: Sequence[str], language: str) -> list[tuple[Kind, bool]]:
    """Return every kind and whether it fits one of the systems: first those, then any kind, then by name."""
    fitting = {kind.key for kind in kinds() if any(kind.fits(names) for names in system_names)}

    def place(kind: Kind) -> tuple[bool, bool, str]:
        return kind.key not in fitting, kind.key != ANY_KIND, sort_key(kind.name(language))

    return [(kind, kind.key in fitting) for kind in sorted(kinds(), key=place)]


def load(folder: Path) -> tuple[Kind, ...]:
    """Read the kinds in a folder, one TOML file each; raises Malformed naming every fault in all of them."""
    read: dict[str, dict[str, Any]] = {}
    faults = []
    for path in sorted(folder.glob("*.toml")):
        try:
            read[path.stem] = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(f"{path.name}: {error}")
    faults += [f"{key}.toml: {fault}" for key, content in read.items() for fault in _kind_faults(content)]
    if faults:
        raise Malformed("\n".join(faults))
    return tuple(_kind(key, content) for key, content in read.items())


def _kind(key: str, content: Mapping[str, Any]) -> Kind:
    made = tuple(_template(key, entry) for entry in content["template"])
    return Kind(key, content["name"], tuple(content["words"]), made)


def _template(kind: str, entry: Mapping[str, Any]) -> Template:
    said = {language: _texts(entry, language) for language in LANGUAGES}
    return Template(
        key=f"{kind}.{entry['key']}",
        intent=Intent(entry["intent"]),
        properties=tuple(entry["properties"]),
        privacy_affected=entry["privacy_affected"],
        driving_category=entry["driving_category"],
        annex_a=tuple(entry["annex_a"]),
        said=said,
    )


def _texts(entry: Mapping[str, Any], language: str) -> Texts:
    lines: dict[str, Any] = {name: tuple(entry[name][language]) for name in LISTS}
    return Texts(**{name: entry[name][language] for name in TEXTS}, **lines)


def _kind_faults(content: Mapping[str, Any]) -> Iterator[str]:
    yield from _other_keys(content, ("name", "words", "template"))
    yield from _text_faults("name", content.get("name"), 3, 60)
    if not _are_texts(content.get("words")):
        yield "words is not a list of texts"
    entries = content.get("template")
    if not isinstance(entries, list) or not entries:
        yield "there are no templates"
        return
    seen = set()
    for number, entry in enumerate(entries, start=1):
        key = entry.get("key")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            yield f"template {number}: key is not words in lower case joined by _"
            continue
        if key in seen:
            yield f"{key}: the key is used twice"
        seen.add(key)
        yield from (f"{key}: {fault}" for fault in _template_faults(entry))


def _template_faults(entry: Mapping[str, Any]) -> Iterator[str]:
    yield from _other_keys(entry, (*FACTS, *TEXTS, *LISTS))
    if entry.get("intent") not in terms(Intent):
        yield f"intent is not one of {', '.join(terms(Intent))}"
    if entry.get("driving_category") not in CATEGORIES:
        yield f"driving_category is not one of {', '.join(CATEGORIES)}"
    if not isinstance(entry.get("privacy_affected"), bool):
        yield "privacy_affected is neither true nor false"
    yield from _word_faults("properties", entry.get("properties"), terms(AffectedProperty))
    yield from _word_faults("annex_a", entry.get("annex_a"), annex_a_ids())
    for name, (shortest, longest) in TEXTS.items():
        yield from _text_faults(name, entry.get(name), shortest, longest)
    for name, (fewest, most, longest) in LISTS.items():
        yield from _list_faults(name, entry.get(name), fewest, most, longest)


def annex_a_ids() -> list[str]:
    """Return the ids of the 93 controls of ISO/IEC 27001:2022 Annex A."""
    return [f"A.{theme}.{number}" for theme, last in _ANNEX_A.items() for number in range(1, last + 1)]


def _other_keys(content: Mapping[str, Any], known: Sequence[str]) -> Iterator[str]:
    yield from (f"{name} is missing" for name in known if name not in content)
    yield from (f"{name} is not known here" for name in content if name not in known)


def _word_faults(name: str, value: Any, known: Sequence[str]) -> Iterator[str]:
    if not _are_texts(value) or not value:
        yield f"{name} is not a list of words"
        return
    yield from (f"{name} has the unknown word {word}" for word in value if word not in known)
    if len(set(value)) < len(value):
        yield f"{name} has a word twice"


def _text_faults(name: str, value: Any, shortest: int, longest: int) -> Iterator[str]:
    for language, text in _spoken(value).items():
        if text is None:
            yield f"{name} has no {language}"
        else:
            yield from _line_faults(f"{name}.{language}", text, shortest, longest)


def _list_faults(name: str, value: Any, fewest: int, most: int, longest: int) -> Iterator[str]:
    spoken = _spoken(value)
    for language, lines in spoken.items():
        if not _are_texts(lines):
            yield f"{name} has no {language}"
            continue
        if not fewest <= len(lines) <= most:
            yield f"{name}.{language} has {len(lines)} lines, not {fewest} to {most}"
        for line in lines:
            yield from _line_faults(f"{name}.{language}", line, 5, longest)
    if len({len(lines) for lines in spoken.values() if _are_texts(lines)}) > 1:
        yield f"{name} has more lines in one language than in another"


def _line_faults(name: str, text: Any, shortest: int, longest: int) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{name} is empty"
    elif text != normalise(text):
        yield f"{name} is not one clean line"
    elif not shortest <= len(text) <= longest:
        yield f"{name} has {len(text)} characters, not {shortest} to {longest}"


def _spoken(value: Any) -> dict[str, Any]:
    given = value if isinstance(value, dict) else {}
    return {language: given.get(language) for language in LANGUAGES}


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)
