"""Writes the tables of a package as a workbook: one sheet each, days and numbers as such, a read-me in front."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from isms.kernel.sheets.columns import Kind, SheetColumn
from isms.kernel.sheets.xlsx_writing import SheetSpec, Written, write_workbook
from isms.kernel.words import Words
from isms.reviews.papers.pdf import front_facts, with_changes
from isms.reviews.papers.values import heading_of, rounded, text_of
from isms.reviews.rules import blocks
from isms.reviews.rules.blocks import Package, Value
from isms.reviews.rules.numbering import numbered


def write_annex(package: Package, words: Words, digest: str) -> bytes:
    """Return the tables and bars of a package as XLSX; the same package gives the same bytes."""
    target = io.BytesIO()

    def about(written: Sequence[Written]) -> SheetSpec:
        rows = [
            (words("workbook.holds"), words("package_paper.title")),
            (words("workbook.owner"), str(package.head["municipality"])),
            *front_facts(package.head, words),
            (words("package_paper.digest"), digest),
            *(
                (
                    words("workbook.sheet", name=sheet.name),
                    words("workbook.sheet_value", n=sheet.rows, part=sheet.part, sha256=sheet.sha256),
                )
                for sheet in written
            ),
        ]
        columns = [
            SheetColumn("what", words("workbook.what"), width=34),
            SheetColumn("how", words("workbook.how"), width=110),
        ]
        return SheetSpec(words("workbook.read_me"), columns, rows)

    write_workbook(target, list(_sheets(package, words)), words("workbook.read_me"), about)
    return target.getvalue()


def _sheets(package: Package, words: Words) -> Iterator[SheetSpec]:
    for number, part in numbered(package.parts):
        for block in part.blocks:
            name = f"{number} {heading_of(part, words) if part.area else ''}".strip()
            match block:
                case blocks.Table():
                    headings, rows = with_changes(block, words)
                    values = [cells for _, cells in rows]
                    yield _sheet(f"{name} {words(block.caption)}", headings, values, words)
                case blocks.Bars(caption, labels, bars):
                    headings = [words("package_paper.name"), *(words(label) for label in labels)]
                    yield _sheet(f"{name} {words(caption)}", headings, [[row, *counts] for row, counts in bars], words)


def _sheet(name: str, headings: Sequence[str], rows: Sequence[Sequence[Value]], words: Words) -> SheetSpec:
    columns, turned = [], []
    for place, heading in enumerate(headings):
        kind, cells = typed([row[place] for row in rows], words)
        columns.append(SheetColumn(str(place), heading, kind))
        turned.append(cells)
    return SheetSpec(name, columns, list(zip(*turned, strict=True)))


def typed(values: Sequence[Value], words: Words) -> tuple[Kind, list[Any]]:
    """Return what a column holds and its cells as such: days, whole numbers or decimals, or else the texts."""
    kinds = {_kind(value) for value in values if value is not None}
    if kinds == {Kind.DATE}:
        return Kind.DATE, [value and _day(value) for value in values]
    if kinds == {Kind.INTEGER}:
        return Kind.INTEGER, [None if value is None else int(_number(value) or 0) for value in values]
    if kinds and kinds <= {Kind.INTEGER, Kind.DECIMAL}:
        return Kind.DECIMAL, [None if value is None else _number(value) for value in values]
    return Kind.TEXT, [None if value is None else text_of(value, words) for value in values]


def _kind(value: Value) -> Kind:
    match value:
        case bool():
            return Kind.TEXT
        case int():
            return Kind.INTEGER
        case float():
            return Kind.DECIMAL
        case {"kind": "day"}:
            return Kind.DATE
        case {"kind": "change"} | {"kind": "number", "decimals": 0}:
            return Kind.INTEGER
        case {"kind": "number"}:
            return Kind.DECIMAL
        case {"kind": "percent"}:
            return Kind.DECIMAL
    return Kind.TEXT


def _number(value: Any) -> Decimal | None:
    if not isinstance(value, dict):
        return Decimal(str(value))
    if value["number"] is None:
        return None
    return rounded(value["number"], value.get("decimals", 1))


def _day(value: Any) -> date:
    return date.fromisoformat(value["day"])
