"""Reads a source tree: its modules parsed, its templates, and the order of its rooms."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

NOT_ROOMS = {"kernel", "cli", "console", "importing", "auditing", "worker", "demo", "app", "rooms"}
"""What may be a folder below isms/ and yet has no room's furniture."""


@dataclass(frozen=True)
class Module:
    """A Python file of the tree."""

    root: Path
    path: Path

    @property
    def name(self) -> str:
        """The path below the root, as a finding prints it."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def room(self) -> str:
        """The folder or module below isms/ that it belongs to; "" for what belongs to none."""
        parts = self.path.relative_to(self.root).with_suffix("").parts
        return parts[1] if len(parts) > 1 and parts[0] == "isms" and parts[1] != "__init__" else ""

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The source, parsed."""
        return ast.parse(self.text, self.name)

    def at(self, node: ast.AST) -> str:
        """Say where a node stands."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


def modules(root: Path, *below: str) -> Iterator[Module]:
    """Yield the Python files below the named folders (or the named files themselves), in order."""
    for start in below or ("isms", "config.py"):
        place = root / start
        paths = [place] if place.is_file() else sorted(place.rglob("*.py"))
        for path in paths:
            yield Module(root, path)


def templates(root: Path) -> Iterator[Path]:
    """Yield the template files in order."""
    yield from sorted(path for path in (root / "templates").rglob("*") if path.is_file())


def rooms(root: Path) -> list[str]:
    """Return the rooms that are there: the packages below isms/ with furniture of their own."""
    return sorted(
        path.name
        for path in (root / "isms").glob("*")
        if path.is_dir() and path.name not in NOT_ROOMS and any(path.rglob("*.py"))
    )


def contracts(root: Path) -> dict[str, dict[str, Any]]:
    """Return the import contracts of pyproject.toml by id."""
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def layers(root: Path, contract: str) -> list[list[str]]:
    """Return the names in each layer of a contract, topmost first."""
    return [
        [name.strip(" ()") for name in layer.replace(":", "|").split("|")]
        for layer in contracts(root)[contract]["layers"]
    ]


def heights(root: Path, contract: str) -> dict[str, int]:
    """Return how high each name of a contract stands; 0 is the lowest layer."""
    return {name: height for height, names in enumerate(reversed(layers(root, contract))) for name in names}
