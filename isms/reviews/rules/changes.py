"""Decides what has changed in a table since the package before: what is new, gone, worse or better."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from isms.reviews.rules.blocks import Package, Row, Table, Value

Burden = Callable[[Row], float | None]
"""How heavy a row weighs; None when it tells nothing."""


def name_of(row: Row) -> str:
    """Return what a row is known by from one package to the next: the code, or else the text, of its first cell."""
    first = row.cells[0] if row.cells else None
    if isinstance(first, Mapping) and first.get("kind") == "code":
        return str(first["code"])
    return first if isinstance(first, str) else json.dumps(first, sort_keys=True, default=str)


def table_before(before: Package | None, part: str, caption: str, area: str | None = None) -> Table | None:
    """Return the table of a package that lay in a part under a caption, or None."""
    if before is None:
        return None
    blocks = (block for each in before.parts if (each.key, each.area) == (part, area) for block in each.blocks)
    return next((block for block in blocks if isinstance(block, Table) and block.caption == caption), None)


def compared(table: Table, before: Table | None, burden: Burden) -> Table:
    """Return a table with what has changed since the one before; what is overdue stays said so.

    Rows that are gone come last. Without a table before, with the same columns, nothing is said to have changed.
    """
    if before is None or before.columns != table.columns:
        return table
    then = {name_of(row): row for row in before.rows if row.change != "gone"}
    rows = [_moved(row, then.get(name_of(row)), burden) for row in table.rows]
    now = {name_of(row) for row in table.rows}
    # A table that was cut short does not tell what has left it.
    gone = (
        []
        if table.more or before.more
        else [replace(row, change="gone") for name, row in then.items() if name not in now]
    )
    return replace(table, rows=(*rows, *gone))


def weighed(table: Table, before: Table | None, cells: Sequence[int]) -> Table:
    """Return a table of counts with which rows have become more or fewer; what counts none is left out, not gone."""
    told = compared(table, before, by_numbers(cells))
    return replace(told, rows=tuple(row for row in told.rows if row.change != "gone"))


def _moved(row: Row, then: Row | None, burden: Burden) -> Row:
    if row.change is not None or row.strong:
        return row
    if then is None:
        return replace(row, change="new")
    was, is_ = burden(then), burden(row)
    if was is None or is_ is None or was == is_:
        return row
    return replace(row, change="worse" if is_ > was else "better")


def by_term(cell: int, order: Sequence[str]) -> Burden:
    """Return the burden of a row by the word in one of its cells, the lightest first in the order."""

    def weigh(row: Row) -> float | None:
        value = row.cells[cell]
        key = value.get("key") if isinstance(value, Mapping) else None
        return order.index(key) if key in order else None

    return weigh


def by_numbers(cells: Sequence[int]) -> Burden:
    """Return the burden of a row by the sum of some of its cells."""

    def weigh(row: Row) -> float | None:
        numbers = [plain(row.cells[cell]) for cell in cells]
        return sum(number for number in numbers if number is not None)

    return weigh


def plain(value: Value) -> float | None:
    """Return the number a value holds, or None."""
    if isinstance(value, Mapping):
        value = value.get("number")
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def trend_of(now: float, before: float | None, *, more_is_better: bool | None) -> str | None:
    """Return whether a figure is better, same or worse than before, or None when that cannot be said."""
    if before is None or more_is_better is None:
        return None
    if now == before:
        return "same"
    return "better" if (now > before) == more_is_better else "worse"
