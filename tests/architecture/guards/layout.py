"""Guards where things lie, what they are called and how long they are."""

import ast
from pathlib import Path

from tests.architecture.guards.source import contracts, heights, modules, rooms, templates

MODULE_LINES = 400
FUNCTION_LINES = 40
TEMPLATE_LINES = 120

EMPTY_NAMES = {
    "base",
    "common",
    "data",
    "helper",
    "helpers",
    "info",
    "manager",
    "misc",
    "shared",
    "util",
    "utils",
}

EVERYTHING = ("isms", "config.py", "migrations", "tests", "tools")


def every_room_has_a_place(root: Path) -> list[str]:
    """A folder or module below isms/ stands in the order of the rooms."""
    places = heights(root, "rooms")
    there = {module.room for module in modules(root, "isms")} - {""}
    return [f"isms/{name} has no place in the contract on rooms" for name in sorted(there - places.keys())]


def every_file_of_a_room_has_a_place(root: Path) -> list[str]:
    """A room holds only the furniture that every room has, under the names every room uses."""
    places = heights(root, "furniture").keys() | {"__init__"}
    found = []
    for room in rooms(root):
        for path in sorted((root / "isms" / room).iterdir()):
            is_code = path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))
            if is_code and path.stem not in places:
                found.append(f"isms/{room}/{path.name} has no place in the contract on furniture")
    return found


def names_say_what_is_inside(root: Path) -> list[str]:
    """No module or package has a name under which anything fits."""
    found = []
    for module in modules(root):
        parts = module.path.relative_to(root).with_suffix("").parts
        found += [
            f"{module.name}: {part} says nothing about what is inside"
            for part in parts
            if part in EMPTY_NAMES or part.rpartition("_")[2] in EMPTY_NAMES - {"base", "data"}
        ]
    return found


def modules_stay_short(root: Path) -> list[str]:
    """No module has over 400 lines; a migration is written once and read as one list, so it may."""
    return [
        f"{module.name} has {lines} lines, {MODULE_LINES} are allowed"
        for module in modules(root, *EVERYTHING)
        if "versions" not in module.path.parts and (lines := module.text.count("\n")) > MODULE_LINES
    ]


def functions_stay_short(root: Path) -> list[str]:
    """No function has over 40 lines, its docstring counted; a migration's may."""
    found = []
    for module in modules(root, *EVERYTHING):
        if "versions" in module.path.parts:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    found.append(f"{module.at(node)}: {node.name} has {lines} lines, {FUNCTION_LINES} are allowed")
    return found


def templates_stay_short(root: Path) -> list[str]:
    """No template has over 120 lines."""
    return [
        f"{path.relative_to(root)} has {lines} lines, {TEMPLATE_LINES} are allowed"
        for path in templates(root)
        if (lines := path.read_text("utf-8").count("\n")) > TEMPLATE_LINES
    ]


def the_contracts_ignore_nothing(root: Path) -> list[str]:
    """No import contract lets an import through by name."""
    return [
        f"the contract {name} uses {option}"
        for name, contract in contracts(root).items()
        for option in ("ignore_imports", "exhaustive_ignores")
        if contract.get(option)
    ]
