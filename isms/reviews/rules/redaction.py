"""What may not stand in the public edition: systems, suppliers, risks, people and counts that could tell of somebody.

The texts of the catalogue are the program's own and name nobody; what people have written and what cells hold is
looked through.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from isms.kernel.refusal import Refusal
from isms.reviews.rules.blocks import (
    Bars,
    Block,
    Figures,
    Numbered,
    Package,
    Row,
    Sentence,
    Table,
    Value,
    Written,
    said,
)
from isms.reviews.vocabulary import PackagePart

FEWEST = 3
"""A smaller number of deviations could tell of somebody; none tells of nobody."""
FEWER = "message.fewer_than_three"
NOT_SHOWN = "message.not_shown"
SHORT = 4
"""Names of fewer letters are looked for in their own case: «HR» is a name, «hr» hardly."""

_CODE = re.compile(r"\b(?:S|L|R|ROS|AKS|AV|T)-\d{3,}\b")


class Named(StrEnum):
    """What a public text may not name."""

    SYSTEM = "system"
    SUPPLIER = "supplier"
    RISK = "risk"
    PERSON = "person"


@dataclass(frozen=True)
class Names:
    """The names that may not stand in a public text; people are those below director level."""

    systems: frozenset[str]
    suppliers: frozenset[str]
    risks: frozenset[str]
    people: frozenset[str]

    def by_kind(self) -> Iterator[tuple[Named, frozenset[str]]]:
        """Yield each kind with its names."""
        yield from zip(Named, (self.systems, self.suppliers, self.risks, self.people), strict=True)


@dataclass(frozen=True)
class Found:
    """A name that was found, and what it names; a code of a record is no name, and names nothing more."""

    name: str
    kind: Named | None


def redaction_refusals(message: Package, package: Package, names: Names) -> Iterator[Refusal]:
    """Yield why a message may not leave: which chapter says what, in the order of the chapters.

    package: what the message was made from; the tables of its deviations are where small counts are looked for.
    """
    counted = captions(package, PackagePart.DEVIATIONS)
    for number, chapter in enumerate(message.parts, start=1):
        texts = [text for block in chapter.blocks for text in texts_of(block)]
        for found in dict.fromkeys(one for text in texts for one in named_in(text, names)):
            because = f"message.names_a_{found.kind}" if found.kind else "message.holds_a_code"
            yield Refusal(because, values={"chapter": number, "name": found.name})
        if any(_is_small(block) for block in chapter.blocks if isinstance(block, Table) and block.caption in counted):
            yield Refusal("message.counts_too_few", values={"chapter": number})


def captions(package: Package, key: PackagePart) -> frozenset[str]:
    """Return the captions of the tables of a part."""
    tables = (block for part in package.parts if part.key == key for block in part.blocks)
    return frozenset(block.caption for block in tables if isinstance(block, Table))


def named_in(text: str, names: Names) -> Iterator[Found]:
    """Yield each name that a text holds as words of its own, in any case, and each code of a record."""
    plain = " ".join(text.split())
    folded = plain.casefold()
    for kind, some in names.by_kind():
        for name in sorted(some):
            looked, at = (name, plain) if len(name) < SHORT else (name.casefold(), folded)
            if looked in at and re.search(rf"(?<!\w){re.escape(looked)}(?!\w)", at):
                yield Found(name, kind)
    yield from (Found(code, None) for code in _CODE.findall(plain))


def texts_of(block: Block) -> Iterator[str]:
    """Yield what people have written and cells hold in a block, and no text of the catalogue."""
    match block:
        case Sentence(_, values):
            yield from _of_values(values.values())
        case Written(text, by):
            yield from (one for one in (text, by) if one)
        case Figures(figures):
            yield from _of_values(value for one in figures for value in (one.number, one.of, one.change))
        case Table(_, _, rows):
            yield from _of_values(cell for row in rows for cell in row.cells)
        case Numbered(items):
            yield from (text for _, text, _ in items)
            yield from _of_values(under for _, _, under in items)
        case Bars(_, _, rows):
            yield from (name for name, _ in rows)


def _of_values(values: Iterable[Value]) -> Iterator[str]:
    for value in values:
        match value:
            case str():
                yield value
            case {"kind": "code", "code": code}:
                yield code
            case {"kind": "said", "values": told}:
                yield from _of_values(told.values())


def suppressed(table: Table) -> Table:
    """Return a table of deviations with counts below three replaced by words.

    Where just one number of a column is replaced, the column's total would give it away, and is left out too.
    """
    small = [{place for place, cell in enumerate(row.cells) if place and _small(cell)} for row in table.rows]
    alone = {
        place
        for place in range(len(table.columns))
        if sum(place in places for row, places in zip(table.rows, small, strict=True) if not row.strong) == 1
    }
    rows = [_suppressed(row, places, alone) for row, places in zip(table.rows, small, strict=True)]
    return replace(table, rows=tuple(rows))


def _suppressed(row: Row, small: set[int], alone: set[int]) -> Row:
    def cell(place: int, value: Value) -> Value:
        if place in small:
            return said(FEWER)
        return said(NOT_SHOWN) if row.strong and place in alone else value

    return replace(row, cells=tuple(cell(place, value) for place, value in enumerate(row.cells)))


def _is_small(table: Table) -> bool:
    return any(_small(cell) for row in table.rows for cell in row.cells[1:])


def _small(value: Value) -> bool:
    number = value.get("number") if isinstance(value, Mapping) and value["kind"] == "number" else value
    return isinstance(number, int | float) and not isinstance(number, bool) and 0 < number < FEWEST


def names_nobody(block: Block, names: Names) -> bool:
    """Say whether a block may stand in the public edition as it is."""
    return not any(True for text in texts_of(block) for _ in named_in(text, names))
