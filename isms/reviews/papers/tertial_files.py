"""Writes the block of a tertial report as HTML to paste, as rows of CSV, or as JSON."""

import json
from collections.abc import Iterator

from isms.kernel.sheets.columns import SheetColumn
from isms.kernel.sheets.csv_writing import write_csv
from isms.kernel.words import Words
from isms.reviews.papers.html import write_html
from isms.reviews.papers.values import heading_of, text_of
from isms.reviews.rules.blocks import Package, Table
from isms.reviews.rules.packages import to_json

SCHEMA = "systemhelse.tertial"
COLUMNS = ("part", "table", "what", "now", "change")


def write_tertial(package: Package, words: Words, ending: str) -> bytes:
    """Return the block in a format: html, csv or json."""
    match ending:
        case "html":
            return write_html(package, words, words("tertial.title")).encode()
        case "csv":
            columns = [SheetColumn(key, words.heading(f"tertial.{key}")) for key in COLUMNS]
            return b"".join(write_csv(columns, _rows(package, words), words.language))
    text = json.dumps({"schema": SCHEMA, **to_json(package)}, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def _rows(package: Package, words: Words) -> Iterator[tuple[str | None, ...]]:
    for part in package.parts:
        for block in part.blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    cells = [None if cell is None else text_of(cell, words) for cell in row.cells]
                    told = [*cells, *[None] * (3 - len(cells))]
                    yield (heading_of(part, words), words(block.caption), *told)
