"""Writes blocks as DOCX: real headings, tables whose heads repeat, a language, the same bytes each time."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph

from isms.kernel.paper.parts import Edges, Facts, Paper
from isms.kernel.words import Words
from isms.reviews.papers.pdf import change_of, said_by, with_changes
from isms.reviews.papers.values import heading_of, sentence, text_of
from isms.reviews.rules import blocks
from isms.reviews.rules.blocks import Block, Package, Value

_TAGS = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
_FILE_DATE = (1980, 1, 1, 0, 0, 0)
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_word(package: Package, words: Words, cover: Paper) -> bytes:
    """Return a package as DOCX, with the title, the facts and the edges of the same document on paper."""
    document = Document()
    _set_up(document, cover)
    document.add_heading(_clean(cover.title), 0)
    document.add_paragraph(_clean(cover.lead))
    for facts in cover.parts:
        if isinstance(facts, Facts):
            for what, how in facts.rows:
                _fact(document, what, how)
    for number, part in enumerate(package.parts, start=1):
        document.add_heading(_clean(f"{number} {heading_of(part, words)}"), 1)
        for block in part.blocks:
            _block(document, block, words)
    return _same_each_time(document)


def _set_up(document: Docx, cover: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    fonts = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _TAGS[cover.language])
    for old in fonts.findall(qn("w:lang")):
        fonts.remove(old)
    fonts.append(language)
    document.styles["Normal"].font.size = Pt(10.5)
    _edges(document, cover.edges, cover.page_words)
    _properties(document, cover)


def _properties(document: Docx, cover: Paper) -> None:
    known = document.core_properties
    known.title, known.author, known.language = _clean(cover.title), _clean(cover.owner), _TAGS[cover.language]
    known.last_modified_by, known.comments, known.revision = _clean(cover.owner), "", 1
    known.created = known.modified = _without_zone(cover.made_at)


def _without_zone(instant: datetime) -> datetime:
    """Return an instant in UTC as the library wants it, with nothing that says so."""
    return instant.replace(tzinfo=None, microsecond=0) - (instant.utcoffset() or instant - instant)


def _edges(document: Docx, edges: Edges | None, page_words: str) -> None:
    section = document.sections[0]
    if edges:
        above = " · ".join(text for text in (edges.above, edges.case, edges.marking) if text)
        section.header.paragraphs[0].text = _clean(above)
    foot = section.footer.paragraphs[0]
    if edges:
        foot.add_run(_clean(f"{edges.below} · "))
    for piece in re.split(r"(\{page\}|\{pages\})", page_words):
        if piece in ("{page}", "{pages}"):
            _field(foot, "PAGE" if piece == "{page}" else "NUMPAGES")
        else:
            foot.add_run(piece)


def _field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


def _fact(document: Docx, what: str, how: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run(_clean(f"{what}: ")).bold = True
    paragraph.add_run(_clean(how))


def _block(document: Docx, block: Block, words: Words) -> None:
    match block:
        case blocks.Sentence(key, values):
            document.add_paragraph(_clean(sentence(key, values, words)))
        case blocks.Written():
            _written(document, block, words)
        case blocks.Figures(figures):
            for figure in figures:
                document.add_paragraph(_clean(_figure(figure, words)), style="List Bullet")
        case blocks.Table():
            _table(document, block, words)
        case blocks.Numbered(items):
            for number, text, under in items:
                said = f"{number}. {text}" + (f"\n{text_of(under, words)}" if under else "")
                document.add_paragraph(_clean(said))
        case blocks.Bars(caption, labels, rows):
            document.add_heading(_clean(words(caption)), 2)
            headings = ["", *(words(label) for label in labels)]
            _grid(document, headings, [[name, *counts] for name, counts in rows], words)


def _written(document: Docx, block: blocks.Written, words: Words) -> None:
    if block.label:
        document.add_paragraph().add_run(_clean(words(block.label))).bold = True
    for one in block.text.split("\n\n"):
        document.add_paragraph(_clean(one))
    if by := said_by(block.by, block.on, words):
        document.add_paragraph().add_run(_clean(by)).italic = True


def _figure(figure: blocks.Figure, words: Words) -> str:
    of = words("package_paper.of", n=text_of(figure.of, words)) if figure.of is not None else ""
    change, _ = change_of(figure, words)
    said = " ".join(text for text in (text_of(figure.number, words), of, words(figure.label)) if text)
    return f"{said} ({change})" if change else said


def _table(document: Docx, table: blocks.Table, words: Words) -> None:
    document.add_heading(_clean(words(table.caption)), 2)
    if not table.rows:
        document.add_paragraph(_clean(words(table.empty or "package_paper.empty")))
        return
    headings, rows = with_changes(table, words)
    _grid(document, headings, [values for _, values in rows], words)
    if table.more:
        document.add_paragraph(_clean(words.plural("package_paper.more", table.more)))


def _grid(document: Docx, headings: Sequence[str], rows: Sequence[Sequence[Value]], words: Words) -> None:
    head, *others = document.add_table(1 + len(rows), len(headings), "Table Grid").rows
    _row(head, headings, bold=True)
    _mark(head, "w:tblHeader")
    for row, values in zip(others, rows, strict=True):
        _row(row, [text_of(value, words) for value in values])
        _mark(row, "w:cantSplit")
    document.add_paragraph()


def _row(row: _Row, texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.paragraphs[0].add_run(_clean(text)).bold = bold


def _mark(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _clean(text: str) -> str:
    """Return a text without the signs that XML has no place for."""
    return _NOT_IN_XML.sub("", text)


def _same_each_time(document: Docx) -> bytes:
    """Return the file with its parts as they are and the day of writing left out of the archive."""
    made, kept = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _FILE_DATE), source.read(name), zipfile.ZIP_DEFLATED)
    return kept.getvalue()
