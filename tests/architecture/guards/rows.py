"""Guards what rows may know of each other: keys and relationships point to rooms below, never above."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.guards.source import Module, heights, modules


def keys_and_relationships_point_down(root: Path) -> list[str]:
    """A foreign key or relationship names a table or class of its own room or of one below."""
    places = heights(root, "rooms")
    rooms_of = _rooms_of_rows(root)
    found = []
    for module in _models(root):
        for node, name in _targets(module):
            if name not in rooms_of:
                found.append(f"{module.at(node)}: {name} is no row of any room")
            elif places.get(rooms_of[name], 0) > places.get(module.room, 0):
                found.append(f"{module.at(node)}: {module.room} points up to {name} of {rooms_of[name]}")
    return found


def no_row_hides_behind_a_secondary_table(root: Path) -> list[str]:
    """No relationship uses secondary= (its rows would change unseen by history) or makes its own way back."""
    return [
        f"{module.at(keyword)}: {keyword.arg}= is not used here; give the rows between a class of their own"
        for module in _models(root)
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg in {"secondary", "backref"}
    ]


def _models(root: Path) -> Iterator[Module]:
    for module in modules(root, "isms"):
        if "models" in module.path.relative_to(root).with_suffix("").parts:
            yield module


def _rooms_of_rows(root: Path) -> dict[str, str]:
    """Return the room of every table and every mapped class, by name."""
    found: dict[str, str] = {}
    for module in modules(root, "isms"):
        for node in ast.walk(module.tree):
            names: list[object] = []
            if isinstance(node, ast.ClassDef) and (table := _table_of(node)):
                names = [table, node.name]
            elif isinstance(node, ast.Call) and _called(node) == "Table" and node.args:
                names = [getattr(node.args[0], "value", None)]
            found |= {name: module.room for name in names if isinstance(name, str)}
    return found


def _table_of(node: ast.ClassDef) -> str | None:
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__tablename__")], value=ast.Constant(value=str(table))):
                return table
    return None


def _targets(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield the tables and classes that keys, relationships and annotations name in quotes.

    What they name without quotes they import, and imports have a contract of their own.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            if _called(node) == "ForeignKey":
                yield node, str(node.args[0].value).partition(".")[0]
            elif _called(node) == "relationship":
                yield node, str(node.args[0].value)
        elif isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "Mapped":
            for part in ast.walk(node.slice):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield from ((node, name) for name in re.findall(r"\b[A-Z]\w+", part.value))


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
