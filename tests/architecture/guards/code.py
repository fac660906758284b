"""Guards what code may do where: commit, read the clock, import late, read settings, speak of the field."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.guards.source import Module, modules

COMMITS = "isms/kernel/db.py"
READS_THE_CLOCK = "isms/kernel/clock.py"
READ_SETTINGS = {
    "isms/app.py",
    "isms/auditing.py",
    "isms/cli.py",
    "isms/console.py",
    "isms/serving.py",
    "isms/worker.py",
}
FIRST_PARTY = {"isms", "config"}

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("func", "now"),
    ("func", "current_date"),
    ("func", "current_timestamp"),
    ("time", "time"),
    ("time", "localtime"),
    ("time", "gmtime"),
}

FIELD_WORDS = {
    "agreement",
    "assessment",
    "attestation",
    "confidentiality",
    "county",
    "deviation",
    "dpia",
    "employee",
    "finding",
    "incident",
    "iso",
    "mitigation",
    "municipal",
    "municipality",
    "personal",
    "portfolio",
    "probability",
    "processor",
    "residual",
    "review",
    "risk",
    "scenario",
    "supplier",
    "system",
    "tertial",
    "threat",
    "treatment",
    "vulnerability",
}
"""Words of the field that the kernel has no use for; it says tenant, record, actor and place."""

NOT_OF_THE_FIELD = {"SystemClock", "SystemExit", "SystemRandom", "system_clock", "file_system"}


def one_module_commits(root: Path) -> list[str]:
    """Only the kernel's door to the database says commit or rollback."""
    return [
        f"{module.at(call)}: only {COMMITS} may {verb}"
        for module in modules(root)
        if module.name != COMMITS
        for call, _, verb in _method_calls(module)
        if verb in {"commit", "rollback"}
    ]


def one_module_reads_the_clock(root: Path) -> list[str]:
    """Only the kernel's clock asks what time it is, be it Python's clock or the database's."""
    return [
        f"{module.at(call)}: {owner}.{verb}() belongs in {READS_THE_CLOCK}"
        for module in modules(root)
        if module.name != READS_THE_CLOCK
        for call, owner, verb in _method_calls(module)
        if (owner, verb) in CLOCKS
    ]


def first_party_imports_stand_at_the_top(root: Path) -> list[str]:
    """No function imports our own code; only create_app does, so that `import isms` stays light."""
    found = []
    for module in modules(root):
        for function in ast.walk(module.tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if module.name == "isms/__init__.py" and function.name == "create_app":
                continue
            for node, name in _imports(function):
                if name.split(".")[0] in FIRST_PARTY:
                    found.append(f"{module.at(node)}: {function.name} imports {name} late")
    return sorted(set(found))


def only_the_doors_read_settings(root: Path) -> list[str]:
    """Only the composition root and the doors import config; everybody else is told."""
    return [
        f"{module.at(node)}: only {', '.join(sorted(READ_SETTINGS))} may import config"
        for module in modules(root, "isms")
        if module.name not in READ_SETTINGS
        for node, name in _imports(module.tree)
        if name.split(".")[0] == "config"
    ]


def the_kernel_knows_no_word_of_the_field(root: Path) -> list[str]:
    """No name in the kernel speaks of what the rooms are about."""
    found = []
    for module in modules(root, "isms/kernel"):
        for node, name in _names(module):
            if name in NOT_OF_THE_FIELD:
                continue
            for word in sorted(_words(name) & FIELD_WORDS):
                found.append(f"{module.at(node)}: {name} speaks of {word}")
    return found


def _method_calls(module: Module) -> Iterator[tuple[ast.Call, str, str]]:
    """Yield every call of an attribute with the last name of what it is called on, and its own name."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            yield node, name, node.func.attr


def _imports(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, "isms" if node.level else node.module or ""


def _names(module: Module) -> Iterator[tuple[ast.AST, str]]:
    yield module.tree, module.path.stem
    for node in ast.walk(module.tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node, name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node, name
            case ast.arg(arg=name):
                yield node, name


def _words(name: str) -> set[str]:
    """Return the words of a snake_case or CamelCase name in lower case, plurals as singulars too."""
    words = {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}
    singular = {word.removesuffix("s") for word in words} | {re.sub("ies$", "y", word) for word in words}
    return words | singular
