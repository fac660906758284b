"""What may not stand in the public edition: systems, suppliers, risks, people and counts that could tell of somebody.

The texts of the catalogue are the program's own and name nobody; what people have written and what cells hold is
looked through.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

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
SENTENCE = 3
"""A title of a deviation of fewer words says what happens everywhere, and tells of no single one."""

_CODE = re.compile(r"(?<!\w)(?:S|L|R|ROS|AKS|AV|T|P|B)-\d{3,}(?!\w)", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_KIND_OF_COMPANY = re.compile(
    r"(?:[\s,]+(?:as|asa|a/s|ab|aps|oyj?|gmbh|inc|ltd|sa|norge|noreg|norway|norden|nordic)\.?)+$", re.IGNORECASE
)


class Named(StrEnum):
    """What a public text may not name."""

    SYSTEM = "system"
    SUPPLIER = "supplier"
    RISK = "risk"
    PERSON = "person"
    DEVIATION = "deviation"


@dataclass(frozen=True)
class Names:
    """The names that may not stand in a public text; people are those below director level, the last are titles."""

    systems: frozenset[str]
    suppliers: frozenset[str]
    risks: frozenset[str]
    people: frozenset[str]
    deviations: frozenset[str] = frozenset()

    def by_kind(self) -> Iterator[tuple[Named, frozenset[str]]]:
        """Yield each kind with its names."""
        yield from zip(Named, (self.systems, self.suppliers, self.risks, self.people, self.deviations), strict=True)


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
    """Yield each name that a text holds as words of its own, and each code of a record.

    In any case and with the s of the genitive, however its words are joined; a supplier also without what kind of
    company it is, a person also by first and last name alone, or the last name first.
    """
    plain = _plain(text)
    folded = plain.casefold()
    for kind, some in names.by_kind():
        for name in sorted(some):
            looked = _looked_for(name, kind)
            at = plain if len(name) < SHORT else folded
            if looked.hint in at and re.search(looked.pattern, at):
                yield Found(name, kind)
    yield from (Found(code, None) for code in _CODE.findall(plain))


@dataclass(frozen=True)
class _Looked:
    """How a name is looked for: `hint` is in every text that the pattern is found in."""

    hint: str
    pattern: str


@cache
def _looked_for(name: str, kind: Named) -> _Looked:
    plain = _plain(name)
    if len(name) < SHORT:
        return _Looked(plain[:1], rf"(?<!\w)(?:{re.escape(plain)}|{re.escape(plain.upper())})(?!\w)")
    if kind == Named.SUPPLIER:
        plain = _KIND_OF_COMPANY.sub("", plain) or plain
    words = [re.escape(word) for word in re.findall(r"\w+", plain.casefold())] or [re.escape(plain.casefold())]
    joined = r"\W{0,3}".join(words)
    if kind == Named.PERSON and len(words) > 1:
        first, last = words[0], words[-1]
        joined = rf"{joined}|{first}\W{{1,3}}(?:\w+\W{{1,3}}){{0,2}}{last}|{last}\W{{1,3}}{first}"
    return _Looked(min(words[0], words[-1], key=len), rf"(?<!\w)(?:{joined})(?:['’]?s)?(?!\w)")


def _plain(text: str) -> str:
    """Return a text in one line of plain signs: none that cannot be seen, one dash, letters of one width."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.translate(_DASHES).split())


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

    Where a number of a column is replaced, the column's total would give it away, and is left out too.
    """
    small = [{place for place, cell in enumerate(row.cells) if place and _small(cell)} for row in table.rows]
    hidden = {place for row, places in zip(table.rows, small, strict=True) if not row.strong for place in places}
    rows = [_suppressed(row, places, hidden) for row, places in zip(table.rows, small, strict=True)]
    return replace(table, rows=tuple(rows))


def all_suppressed(tables: Sequence[Table]) -> list[Table]:
    """Return tables of deviations with small counts replaced.

    Of those that count the same in different ways only the first is left where any hides a number: the sum of one
    would tell what another does not.
    """
    told = []
    for table in tables:
        alike = [each for each in tables if each.columns[1:] == table.columns[1:]]
        if table is alike[0] or all(suppressed(each) == each for each in alike):
            told.append(suppressed(table))
    return told


def _suppressed(row: Row, small: set[int], hidden: set[int]) -> Row:
    def cell(place: int, value: Value) -> Value:
        if place in small:
            return said(FEWER)
        return said(NOT_SHOWN) if row.strong and place in hidden else value

    return replace(row, cells=tuple(cell(place, value) for place, value in enumerate(row.cells)))


def _is_small(table: Table) -> bool:
    return any(_small(cell) for row in table.rows for cell in row.cells[1:])


def _small(value: Value) -> bool:
    number = value.get("number") if isinstance(value, Mapping) and value["kind"] == "number" else value
    return isinstance(number, int | float) and not isinstance(number, bool) and 0 < number < FEWEST


def names_nobody(block: Block, names: Names) -> bool:
    """Say whether a block may stand in the public edition as it is."""
    return not any(True for text in texts_of(block) for _ in named_in(text, names))


def leads_to_records(table: Table) -> bool:
    """Say whether a cell of a table leads to a record, by itself or within a sentence."""
    return any(_is_code(cell) for row in table.rows for cell in row.cells)


def _is_code(value: Value) -> bool:
    match value:
        case {"kind": "code"}:
            return True
        case {"kind": "said", "values": Mapping() as told}:
            return any(_is_code(one) for one in told.values())
    return False
