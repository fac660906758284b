"""Decides what is said of each part of a package on one line, and which of its rows have changed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from isms.health.vocabulary import HealthStatus
from isms.reviews.rules.blocks import (
    Block,
    Figures,
    Numbered,
    Package,
    Part,
    Row,
    Sentence,
    Table,
    Value,
    Written,
    said,
)
from isms.reviews.rules.changes import name_of, plain
from isms.reviews.rules.meetings import NOT_TAKEN_UP, is_answered
from isms.reviews.vocabulary import PackagePart, RowChange

TOLD_FIRST = (RowChange.WORSE, RowChange.OVERDUE, RowChange.NEW, RowChange.GONE, RowChange.BETTER)
"""In which order changes are told: what needs somebody first."""

FIGURES = {
    PackagePart.FOLLOW_UP: "package.decisions_overdue",
    PackagePart.RISKS: "review.risks.high",
    PackagePart.ACTIONS: "package.actions_overdue",
    PackagePart.DEVIATIONS: "review.deviations.open",
}
"""The figure that stands for a part, by its label."""

ROWS = {
    PackagePart.AGENDA: ("package.participants",),
    PackagePart.CHANGES: ("package.changes",),
    PackagePart.SCORECARD: ("package.card",),
    PackagePart.AUDITS: ("package.findings",),
    PackagePart.SUPPLIERS: ("package.agreements_ending", "package.support_ending"),
    PackagePart.IMPROVEMENTS: ("package.wishes",),
    PackagePart.SIGNING: ("package.signers",),
    PackagePart.APPENDIX: ("package.all_systems",),
}
"""The tables whose rows stand for a part, by caption."""


COMPARED = ("package.compared_with_package", "package.compared_with_day", "package.nothing_to_compare_with")
"""The sentences that say what a package is compared with."""


def headline_of(part: Part) -> Value:
    """Return a part in a few words with its most telling figure; None for one that has neither figure nor words."""
    key = PackagePart(part.key)
    found = _COUNTERS.get(key, _of_rows)(part) if part.area is None else _of_area(part)
    return found if found is not None else _of_words(part)


def changes_in(parts: Iterable[Part]) -> list[tuple[RowChange, int]]:
    """Return how many rows of some parts have changed how, each name once; what none has become is left out."""
    return [(change, len(rows)) for change, rows in _changed(parts)]


def changed(package: Package) -> list[tuple[RowChange, Collection[Row]]]:
    """Return the records of a package that have changed since last time, each once for each way.

    Counts are left out; what has left one table and stands in another is not gone.
    """
    standing = {name_of(row) for row in _rows(package.parts) if row.change != RowChange.GONE}
    found = []
    for change, rows in _changed(package.parts):
        named = [row for name, row in rows.items() if _is_record(row) and not (change == "gone" and name in standing)]
        found.append((change, named))
    return [(change, named) for change, named in found if named]


def _is_record(row: Row) -> bool:
    first = row.cells[0]
    return isinstance(first, Mapping) and first["kind"] == "code"


def compared_with(package: Package) -> Sentence | None:
    """Return what a package says of what it is compared with, if it says so."""
    blocks = (block for part in package.parts for block in part.blocks)
    return next((block for block in blocks if isinstance(block, Sentence) and block.key in COMPARED), None)


def _changed(parts: Iterable[Part]) -> list[tuple[RowChange, Mapping[str, Row]]]:
    found: dict[RowChange, dict[str, Row]] = {change: {} for change in TOLD_FIRST}
    for row in _rows(parts):
        if row.change:
            found[RowChange(row.change)].setdefault(name_of(row), row)
    return [(change, rows) for change, rows in found.items() if rows]


def _rows(parts: Iterable[Part]) -> Iterator[Row]:
    return (row for part in parts for table in _tables(part) for row in table.rows)


def _tables(part: Part) -> Iterator[Table]:
    return (block for block in part.blocks if isinstance(block, Table))


def _of_rows(part: Part) -> Value:
    captions = ROWS.get(PackagePart(part.key), ())
    rows = [row for table in _tables(part) if table.caption in captions for row in table.rows if row.change != "gone"]
    return said(f"meeting.headline.{part.key}", n=len(rows)) if rows else None


def _of_figure(part: Part) -> Value:
    figures = (figure for block in part.blocks if isinstance(block, Figures) for figure in block.figures)
    numbers = (plain(figure.number) for figure in figures if figure.label == FIGURES[PackagePart(part.key)])
    number = next(numbers, None)
    return said(f"meeting.headline.{part.key}", n=int(number)) if number is not None else None


def _of_areas(part: Part) -> Value:
    for table in _tables(part):
        labels = [column.label for column in table.columns]
        whole = next((row for row in table.rows if row.strong), None)
        if whole is not None and HealthStatus.WANTED.label in labels:
            wanted, of = (
                whole.cells[labels.index(label)] for label in (HealthStatus.WANTED.label, "review.column.systems")
            )
            return said("meeting.headline.areas", part=wanted, of=of)
    return None


def _of_area(part: Part) -> Value:
    lead = next((block for block in part.blocks if isinstance(block, Sentence) and block.lead), None)
    return said("meeting.headline.areas", part=lead.values["wanted"], of=lead.values["n"]) if lead else None


def _of_projects(part: Part) -> Value:
    counts = [
        plain(row.cells[1]) for table in _tables(part) if table.caption == "package.by_phase" for row in table.rows
    ]
    return said("meeting.headline.projects", n=int(sum(count or 0 for count in counts))) if counts else None


def _of_proposals(part: Part) -> Value:
    items = sum(len(block.items) for block in part.blocks if isinstance(block, Numbered))
    return said("meeting.headline.proposals", n=items)


def _of_words(part: Part) -> Value:
    """Return whether anybody has written in a part that people write."""
    if not is_answered(part):
        return said("meeting.headline.waits")
    if any(isinstance(block, Sentence) and block.key == NOT_TAKEN_UP for block in part.blocks):
        return said("meeting.headline.not_taken_up")
    written: list[Block] = [block for block in part.blocks if isinstance(block, Written)]
    if not written:
        return None
    nothing = all(isinstance(block, Written) and block.label for block in written)
    return said("package.nothing_because" if nothing else "meeting.headline.written")


_COUNTERS: Mapping[PackagePart, Callable[[Part], Value]] = {
    **dict.fromkeys(FIGURES, _of_figure),
    PackagePart.AREAS: _of_areas,
    PackagePart.PROJECTS: _of_projects,
    PackagePart.PROPOSALS: _of_proposals,
}
