"""The differences between two moments as sheets: one per kind, or all kinds in one table."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from isms.kernel.sheets.columns import SheetColumn
from isms.kernel.sheets.xlsx_writing import SheetSpec
from isms.kernel.words import Words
from isms.risk.register.difference import Compared, Line, Side
from isms.risk.vocabulary import Difference

Cell = Callable[[Line, Words], Any]

_KNOWN: dict[str, tuple[str, Cell]] = {
    "code": ("scenario.code", lambda line, _: line.code),
    "title": ("scenario.title", lambda line, _: line.known.title),
    "system": ("scenario.system_id", lambda line, _: line.known.system),
    "area": ("scenario.area", lambda line, _: line.known.area),
}
_CLOSED: dict[str, tuple[str, Cell]] = {
    "closed": ("difference.closed", lambda line, words: words(line.closed.label) if line.closed else None),
    "because": ("difference.because", lambda line, _: line.because),
}


def _of(side: Callable[[Line], Side | None], read: Callable[[Side, Words], Any]) -> Cell:
    def cell(line: Line, words: Words) -> Any:
        stood = side(line)
        return read(stood, words) if stood else None

    return cell


def _stood(when: str, side: Callable[[Line], Side | None]) -> dict[str, tuple[str, Cell]]:
    return {
        f"level_{when}": (f"difference.level_{when}", _of(side, lambda it, words: words(it.stood.level.label))),
        f"cell_{when}": (f"difference.cell_{when}", _of(side, lambda it, _: it.cell)),
        f"acceptance_{when}": (
            f"difference.acceptance_{when}",
            _of(side, lambda it, words: words(it.stood.acceptance.label)),
        ),
        f"owner_{when}": (f"difference.owner_{when}", _of(side, lambda it, _: it.owner)),
    }


_BEFORE = _stood("before", lambda line: line.before)
_AFTER = _stood("after", lambda line: line.after)
_EVERY = {**_KNOWN, **_BEFORE, **_AFTER, **_CLOSED}

_SHOWN = {
    Difference.NEW: {**_KNOWN, **_AFTER},
    Difference.CLOSED: {**_KNOWN, **_BEFORE, **_CLOSED},
    Difference.WORSE: {**_KNOWN, **_BEFORE, **_AFTER},
    Difference.BETTER: {**_KNOWN, **_BEFORE, **_AFTER},
    Difference.OWNED_OTHERWISE: {**_KNOWN, **_BEFORE, **_AFTER},
    Difference.ACCEPTED_OTHERWISE: {**_KNOWN, **_BEFORE, **_AFTER},
}


def sheets_of(found: Compared, words: Words) -> Sequence[SheetSpec]:
    """Return a sheet per kind of difference, the empty ones too."""
    return [
        SheetSpec(
            words(kind.label),
            [SheetColumn(key, words.heading(label)) for key, (label, _) in _SHOWN[kind].items()],
            [tuple(cell(line, words) for _, cell in _SHOWN[kind].values()) for line in found.lines[kind]],
        )
        for kind in Difference
    ]


def every_column(words: Words) -> Sequence[SheetColumn]:
    """Return the columns of all differences in one table, the kind first."""
    first = SheetColumn("difference", words.heading("difference.kind"))
    return [first, *(SheetColumn(key, words.heading(label)) for key, (label, _) in _EVERY.items())]


def every_row(found: Compared, words: Words) -> Iterator[tuple[Any, ...]]:
    """Yield all differences as rows of one table, kind by kind."""
    for kind in Difference:
        for line in found.lines[kind]:
            yield words(kind.label), *(cell(line, words) for _, cell in _EVERY.values())
