"""Guards the catalogue: complete in both languages, every key in use there, every key there in use."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, nodes

from tests.architecture.guards.source import modules, templates

LANGUAGES = ("nb", "en")
MAY_BE_LEFT_OUT = ("nn",)
PLURAL = ("one", "other")
SAYS_ONE_KEY = {"t", "words", "Refusal"}
SAYS_A_PLURAL = {"tn", "plural"}


@dataclass
class Use:
    """What code and templates say of the catalogue.

    said: where each key is asked for by its full name. literals: every string there is, for a key may
    travel through a variable. beginnings: strings that a key is put together from.
    """

    said: dict[str, str] = field(default_factory=dict)
    literals: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)


def every_text_stands_in_both_languages(root: Path) -> list[str]:
    """Every key has bokmål and English, and nynorsk where exports want it, with the same placeholders, once."""
    found = []
    seen: dict[str, str] = {}
    for path, key, texts in _entries(root):
        where = f"{path}: {key}"
        if key in seen:
            found.append(f"{where} stands in {seen[key]} already")
        seen[key] = path
        found += [f"{where} has no {language}" for language in LANGUAGES if not texts.get(language)]
        found += [f"{where} speaks {language}" for language in texts if language not in LANGUAGES + MAY_BE_LEFT_OUT]
        found += [f"{where} says nothing in {language}" for language in MAY_BE_LEFT_OUT if texts.get(language) == ""]
        spoken = [_placeholders(text) for text in texts.values()]
        if any(names != spoken[0] for names in spoken):
            found.append(f"{where} has other placeholders in one language than in the other")
    words = dict(_labels(root))
    for key, path in seen.items():
        stem, _, last = key.rpartition(".")
        if last in PLURAL and key not in words and not {f"{stem}.{form}" for form in PLURAL} <= seen.keys():
            found.append(f"{path}: {key} lacks its other number")
    return found


def every_key_in_use_exists(root: Path) -> list[str]:
    """Every key that code or a template asks for, and the label of every word of a vocabulary, is there."""
    there = {key for _, key, _ in _entries(root)}
    asked = _use(root).said | dict(_labels(root))
    return [f"{where}: {key} is not in the catalogue" for key, where in asked.items() if key not in there]


def every_key_is_in_use(root: Path) -> list[str]:
    """Every key is asked for somewhere: by its name, by a beginning, or as the label of a word."""
    use = _use(root)
    labels = dict(_labels(root))
    beginnings = tuple(use.beginnings)

    def is_used(key: str) -> bool:
        stem, _, last = key.rpartition(".")
        plural = last in PLURAL and (stem in use.literals or bool(beginnings) and stem.startswith(beginnings))
        return plural or key in use.literals or key in labels or bool(beginnings) and key.startswith(beginnings)

    return [f"{path}: nobody says {key}" for path, key, _ in _entries(root) if not is_used(key)]


def _entries(root: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    for path in sorted((root / "isms").rglob("catalogue.toml")):
        for key, texts in tomllib.loads(path.read_text("utf-8")).items():
            yield path.relative_to(root).as_posix(), key, texts


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _use(root: Path) -> Use:
    use = Use()
    for module in modules(root, "isms"):
        for node in ast.walk(module.tree):
            _read_python(use, node, module.at(node))
    for path in templates(root):
        tree = Environment(extensions=["jinja2.ext.do"]).parse(path.read_text("utf-8"))  # noqa: S701
        for template_node in tree.find_all(nodes.Node):
            _read_jinja(use, template_node, f"{path.relative_to(root)}:{template_node.lineno}")
    return use


def _read_python(use: Use, node: ast.AST, where: str) -> None:
    match node:
        case ast.Constant(value=str(text)):
            use.literals.add(text)
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if "." in text:
            use.beginnings.add(text)
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Add()) if text.endswith("."):
            use.beginnings.add(text)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]):
            _note(use, name, [part.value for part in _branches(first)], where)


def _branches(node: ast.expr) -> Iterator[ast.Constant]:
    if isinstance(node, ast.IfExp):
        yield from _branches(node.body)
        yield from _branches(node.orelse)
    elif isinstance(node, ast.Constant):
        yield node


def _read_jinja(use: Use, node: nodes.Node, where: str) -> None:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        use.literals.add(node.value)
    elif isinstance(node, nodes.Concat | nodes.Add):
        first = node.nodes[0] if isinstance(node, nodes.Concat) else node.left
        if isinstance(first, nodes.Const) and str(first.value).endswith("."):
            use.beginnings.add(str(first.value))
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.args:
        _note(use, node.node.name, [part.value for part in _jinja_branches(node.args[0])], where)


def _jinja_branches(node: nodes.Expr) -> Iterator[nodes.Const]:
    if isinstance(node, nodes.CondExpr):
        yield from _jinja_branches(node.expr1)
        if node.expr2 is not None:
            yield from _jinja_branches(node.expr2)
    elif isinstance(node, nodes.Const):
        yield node


def _note(use: Use, function: str, keys: list[object], where: str) -> None:
    for key in keys:
        if function in SAYS_ONE_KEY and isinstance(key, str) and "." in key:
            use.said[key] = where
        elif function in SAYS_A_PLURAL and isinstance(key, str):
            use.said |= {f"{key}.{form}": where for form in PLURAL}


def _labels(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the label of every word of every vocabulary and of every audited field, with where it is declared."""
    yield from _fields(root)
    for module in modules(root, "isms"):
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ClassDef) or "Term" not in {getattr(base, "id", "") for base in node.bases}:
                continue
            name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", node.name).lower()
            for statement in node.body:
                if isinstance(statement, ast.Assign):
                    value = statement.value
                    first = value.elts[0] if isinstance(value, ast.Tuple) else value
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        yield f"{name}.{first.value}", module.at(statement)


WITHDRAWAL = ("withdrawn_on", "withdrawn_because")


def _fields(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the label of every audited table and of its fields: history tells their changes in sentences."""
    for module in modules(root, "isms"):
        for node in ast.walk(module.tree):
            bases = {getattr(base, "id", "") for base in node.bases} if isinstance(node, ast.ClassDef) else set()
            if not isinstance(node, ast.ClassDef) or "Audited" not in bases:
                continue
            table = _table_name(node)
            yield table, module.at(node)
            names = [*_audited_fields(node), *(WITHDRAWAL if "Withdrawable" in bases else ())]
            yield from ((f"{table}.{name}", module.at(node)) for name in names)


def _table_name(model: ast.ClassDef) -> str:
    for statement in model.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__tablename__")], value=ast.Constant(value=str(name))):
                return name
    return model.name


def _audited_fields(model: ast.ClassDef) -> Iterator[str]:
    """Yield the names of a model's columns, derived ones left out."""
    for statement in model.body:
        if isinstance(statement, ast.AnnAssign) and "Mapped[" in ast.unparse(statement.annotation):
            value = ast.unparse(statement.value) if statement.value else ""
            if "DERIVED" not in value and not value.startswith("relationship("):
                yield ast.unparse(statement.target)
