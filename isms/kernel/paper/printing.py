"""Prints a document as PDF that meets PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2) together.

The compiler itself refuses a file that would meet either standard only in part. Everything that was
typed reaches the drawing as data, so that nothing in it is ever read as markup.
"""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from isms.kernel.paper.glyphs import FONTS, printable
from isms.kernel.paper.icons import icons
from isms.kernel.paper.parts import Paper, Table, as_data, as_front

LONGEST_RUN, LONGEST_IN_CELLS = 80, 24
"""Signs without a space that fit a line, and those that fit a narrow column."""

_DRAWING = Path(__file__).parent / "paper.typ"
_one_at_a_time = Lock()
"""The compiler takes one document at a time; a thousand rows are some hundred megabytes while they are drawn."""


def print_paper(paper: Paper) -> bytes:
    """Return the document as PDF; the same document gives the same bytes."""
    said = {
        "lang": paper.language,
        "owner": paper.owner,
        "title": paper.title,
        "lead": paper.lead,
        "marking": paper.marking,
        "page": paper.page_words,
        "landscape": paper.landscape,
        "edges": asdict(paper.edges) if paper.edges else None,
        "front": as_front(paper.front) if paper.front else None,
    }
    parts = [
        _printable(as_data(part), LONGEST_IN_CELLS if isinstance(part, Table) else LONGEST_RUN) for part in paper.parts
    ]
    written = json.dumps({**_printable(said, LONGEST_RUN), "parts": parts, "icons": icons()}, ensure_ascii=False)
    made_at = int(paper.made_at.timestamp())
    with _one_at_a_time:
        printed = _compiler().compile(
            sys_inputs={"paper": written}, format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=made_at
        )
    assert isinstance(printed, bytes)
    return printed


@cache
def _compiler() -> typst.Compiler:
    """Return the compiler, made at the first document: its threads do not survive a fork."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(_DRAWING), root=str(_DRAWING.parent), font_paths=fonts)


def _printable(value: Any, longest: int) -> Any:
    match value:
        case str():
            return printable(value, longest)
        case dict():
            return {key: _printable(item, longest) for key, item in value.items()}
        case list():
            return [_printable(item, longest) for item in value]
        case _:
            return value
