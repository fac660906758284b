"""Reads the frameworks, one file each, and refuses a file that does not hold together."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

LANGUAGES = ("nb", "nn", "en")
FALLBACK = "nb"
VERSION = re.compile(r"\d+(\.\d+)*")
KNOWN = {"id", "group", "per_system", *LANGUAGES}


class Coded(Protocol):
    """What is known by a control's code: a row of the municipality's."""

    @property
    def code(self) -> Any: ...


C = TypeVar("C", bound=Coded)


class BrokenFramework(ValueError):
    """A framework's file does not hold together; the text names the file and every fault in it."""


@dataclass(frozen=True)
class Titled:
    """Something with an id, and a title in each language."""

    id: str
    titles: Mapping[str, str]

    def title(self, language: str) -> str:
        """Return the title in a language, or in bokmål when it is not one of the framework's."""
        return self.titles.get(language, self.titles[FALLBACK])


@dataclass(frozen=True)
class Group(Titled):
    """A theme of a framework."""


@dataclass(frozen=True)
class Entry(Titled):
    """A control as its framework names it; `per_system` marks what is worth showing system by system."""

    group: str
    per_system: bool


@dataclass(frozen=True)
class Framework(Titled):
    """A catalogue of controls in a version; its note is printed wherever what is said of it is."""

    version: str
    note: Mapping[str, str]
    groups: tuple[Group, ...]
    entries: tuple[Entry, ...]

    def noted(self, language: str) -> str:
        """Return the note in a language, or in bokmål; empty when there is none."""
        return self.note.get(language, self.note.get(FALLBACK, ""))


class Library:
    """Every framework of a folder, by file name; raises BrokenFramework for a file that does not hold together."""

    def __init__(self, folder: Path) -> None:
        self.frameworks = {framework.id: framework for framework in _all(sorted(folder.glob("*.toml")))}
        self.entries = {entry.id: entry for framework in self.frameworks.values() for entry in framework.entries}
        self.groups = {group.id: group for framework in self.frameworks.values() for group in framework.groups}

    def title(self, code: str, language: str) -> str:
        """Return the title of a control, or nothing when no framework names it any longer."""
        entry = self.entries.get(code)
        return entry.title(language) if entry else ""

    def titled(self, controls: Iterable[C], language: str) -> list[tuple[C, str]]:
        """Return controls, each with its title in a language."""
        return [(control, self.title(control.code, language)) for control in controls]

    def theme(self, code: str) -> str:
        """Return the id of a control's group, or nothing when no framework names the control any longer."""
        entry = self.entries.get(code)
        return entry.group if entry else ""

    def per_system(self, code: str) -> bool:
        """Say whether a control is worth showing system by system."""
        entry = self.entries.get(code)
        return entry is not None and entry.per_system

    def words_of(self, code: str) -> tuple[str, ...]:
        """Return a control's titles in every language, to search in."""
        entry = self.entries.get(code)
        return tuple(entry.titles.values()) if entry else ()


def _all(paths: Iterable[Path]) -> Iterator[Framework]:
    taken: dict[str, str] = {}
    for path in paths:
        try:
            said = tomllib.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise BrokenFramework(f"{path.name}: {error}") from error
        faults = [*_faults(said), *_repeated(said, path.name, taken)]
        if faults:
            raise BrokenFramework("\n".join(f"{path.name}: {fault}" for fault in faults))
        yield _framework(said)


def _repeated(said: Mapping[str, Any], name: str, taken: dict[str, str]) -> Iterator[str]:
    """Yield the ids that this file or an earlier one has used; a reference must lead to one thing alone."""
    for one in ({"id": said.get("id")}, *said.get("groups", ()), *said.get("controls", ())):
        id_ = one.get("id")
        if id_ in taken:
            yield f"{id_} is used twice, first in {taken[id_]}"
        elif id_:
            taken[id_] = name


def _faults(said: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with what a file says, seen alone."""
    groups, controls = said.get("groups", []), said.get("controls", [])
    version = said.get("version")
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        yield f"version is {version!r}; text of numbers with dots between is asked for"
    if not said.get("id"):
        yield "the framework has no id"
    yield from (f"there are no {name}" for name in ("groups", "controls") if not said.get(name))
    yield from _untitled("the framework", said.get("name", {}))
    yield from _untitled("the note", said["note"]) if "note" in said else ()
    for number, one in enumerate((*groups, *controls), start=1):
        if not one.get("id"):
            yield f"entry {number} has no id"
        yield from _untitled(one.get("id") or f"entry {number}", one)
        yield from (f"{one.get('id')} says {key}, which means nothing" for key in sorted(one.keys() - KNOWN))
    known = {group.get("id") for group in groups}
    for control in controls:
        if control.get("group") not in known:
            yield f"{control.get('id')} is of the group {control.get('group')!r}, which the file does not name"


def _untitled(called: str, one: Mapping[str, Any]) -> Iterator[str]:
    lacking = [language for language in LANGUAGES if not str(one.get(language) or "").strip()]
    if lacking:
        yield f"{called} is not named in {', '.join(lacking)}"


def _framework(said: Mapping[str, Any]) -> Framework:
    return Framework(
        said["id"],
        _titles(said["name"]),
        said["version"],
        _titles(said["note"]) if "note" in said else {},
        tuple(Group(group["id"], _titles(group)) for group in said["groups"]),
        tuple(
            Entry(control["id"], _titles(control), control["group"], bool(control.get("per_system")))
            for control in said["controls"]
        ),
    )


def _titles(one: Mapping[str, Any]) -> dict[str, str]:
    return {language: one[language] for language in LANGUAGES}


LIBRARY = Library(Path(__file__).parent)
"""The frameworks that are shipped beside this module: a further one is a further file."""
