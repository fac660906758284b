"""How a package is kept: one JSON text of it, the same for the same package, and the package that a text holds."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from isms.reviews.rules.blocks import (
    Bars,
    Block,
    Column,
    Figure,
    Figures,
    Numbered,
    Package,
    Part,
    Row,
    Sentence,
    Table,
    Written,
)

FORM = 1
"""The version of the form below; a text says which one it is written in."""

Json = dict[str, Any]


def to_json(package: Package) -> Json:
    """Return a package as plain JSON values; one without an annex does not name it."""
    told = {"form": FORM, "head": dict(package.head), "parts": [_part(part) for part in package.parts]}
    return {**told, "annex": dict(package.annex)} if package.annex else told


def from_json(kept: Mapping[str, Any]) -> Package:
    """Return the package that JSON values hold; raises ValueError for another form, KeyError for what is missing."""
    if kept["form"] != FORM:
        raise ValueError(f"not a form of a package: {kept['form']}")
    parts = tuple(_read_part(part) for part in kept["parts"])
    return Package(dict(kept["head"]), parts, dict(kept.get("annex", {})))


def canonical(package: Package) -> str:
    """Return a package as the one text that is kept: keys in order, nothing between them, in UTF-8."""
    return json.dumps(to_json(package), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def read(text: str) -> Package:
    """Return the package that a kept text holds; raises ValueError or KeyError for what is none."""
    return from_json(json.loads(text))


def digest(text: str) -> str:
    """Return the SHA-256 of a kept text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _part(part: Part) -> Json:
    return {
        "key": part.key,
        "answers": list(part.answers),
        "area": part.area,
        "own_page": part.own_page,
        "blocks": [_block(block) for block in part.blocks],
    }


def _block(block: Block) -> Json:
    match block:
        case Sentence(key, values, lead):
            return {"block": "sentence", "key": key, "values": dict(values), "lead": lead}
        case Written(text, by, on, label):
            return {"block": "written", "text": text, "by": by, "on": on.isoformat() if on else None, "label": label}
        case Figures(figures):
            return {"block": "figures", "figures": [_figure(figure) for figure in figures]}
        case Table():
            return _table(block)
        case Numbered(items):
            return {"block": "numbered", "items": [list(item) for item in items]}
        case Bars(caption, labels, rows):
            kept = [[name, list(counts)] for name, counts in rows]
            return {"block": "bars", "caption": caption, "labels": list(labels), "rows": kept}


def _figure(figure: Figure) -> Json:
    return {
        "label": figure.label,
        "number": figure.number,
        "of": figure.of,
        "trend": figure.trend,
        "change": figure.change,
    }


def _table(table: Table) -> Json:
    return {
        "block": "table",
        "caption": table.caption,
        "columns": [{"label": column.label, "numeric": column.numeric} for column in table.columns],
        "rows": [{"cells": list(row.cells), "change": row.change, "strong": row.strong} for row in table.rows],
        "empty": table.empty,
        "more": table.more,
    }


def _read_part(kept: Json) -> Part:
    blocks = tuple(_READERS[block["block"]](block) for block in kept["blocks"])
    return Part(kept["key"], tuple(kept["answers"]), blocks, kept["area"], kept["own_page"])


def _read_written(kept: Json) -> Written:
    on = date.fromisoformat(kept["on"]) if kept["on"] else None
    return Written(kept["text"], kept["by"], on, kept["label"])


def _read_table(kept: Json) -> Table:
    columns = tuple(Column(**column) for column in kept["columns"])
    rows = tuple(Row(tuple(row["cells"]), row["change"], row["strong"]) for row in kept["rows"])
    return Table(kept["caption"], columns, rows, kept["empty"], kept["more"])


def _read_numbered(kept: Json) -> Numbered:
    return Numbered(tuple((number, text, under) for number, text, under in kept["items"]))


def _read_bars(kept: Json) -> Bars:
    rows: Sequence[tuple[str, Sequence[int]]] = tuple((name, tuple(counts)) for name, counts in kept["rows"])
    return Bars(kept["caption"], tuple(kept["labels"]), rows)


_READERS: Mapping[str, Callable[[Json], Block]] = {
    "sentence": lambda kept: Sentence(kept["key"], kept["values"], kept["lead"]),
    "written": _read_written,
    "figures": lambda kept: Figures(tuple(Figure(**figure) for figure in kept["figures"])),
    "table": _read_table,
    "numbered": _read_numbered,
    "bars": _read_bars,
}
