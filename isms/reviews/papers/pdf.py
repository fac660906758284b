"""Puts a package on paper: its front, its parts with their numbers, and who has signed it by its digest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from isms.kernel.formats import print_date, print_instant
from isms.kernel.paper.parts import (
    Bars,
    BigNumber,
    BigNumbers,
    Cell,
    Edges,
    Facts,
    Front,
    Numbered,
    Paper,
    PaperColumn,
    Quote,
    Section,
    Segment,
    Table,
    Text,
)
from isms.kernel.paper.parts import Part as PaperPart
from isms.kernel.paper.printing import print_paper
from isms.kernel.register.paper import width_of
from isms.kernel.vocabulary import Tone
from isms.kernel.words import Words
from isms.reviews.papers.values import drawn, heading_of, instant_of, period_of, sentence, text_of, word_of
from isms.reviews.rules import blocks
from isms.reviews.rules.blocks import Block, Package, Part, Plain, Value
from isms.reviews.rules.numbering import numbered
from isms.reviews.vocabulary import FigureTrend, PackagePart, RowChange, TakesPartAs

ON_THE_FRONT = (
    "unit",
    "kind",
    "period",
    "since",
    "until",
    "meets_on",
    "case_number",
    "code",
    "marking",
    "frozen_at",
    "position",
    "models",
)
ALONE = PackagePart.SUMMARY
"""The part that has a page to itself: it must do for the meeting."""
ICON = 8
"""How many signs an icon and the frame about its word take."""
MANY, CROWDED = 6, 23
"""With more columns than so many, none takes more: long words must not run into the next column."""
WORST_LAST = (Tone.SUCCESS, Tone.ACCENT, Tone.WARNING, Tone.DANGER)


@dataclass(frozen=True)
class Signed:
    """Who has signed, as what and when."""

    name: str
    signed_as: TakesPartAs
    signed_at: datetime


@dataclass(frozen=True)
class Corrected:
    """What turned out wrong after the freeze, who says so and when."""

    text: str
    name: str
    written_on: date


@dataclass(frozen=True)
class Seal:
    """What is known of a package beside itself: its digest, who has signed it, what was corrected since."""

    digest: str
    signed: Sequence[Signed] = ()
    corrected: Sequence[Corrected] = ()


def print_package(package: Package, words: Words, at: datetime, seal: Seal | None = None) -> bytes:
    """Return a package as PDF; `at` is the date of a file that is not frozen yet, and of no other."""
    return print_paper(package_paper(package, words, at, seal))


def package_paper(package: Package, words: Words, at: datetime, seal: Seal | None = None) -> Paper:
    """Return a package as a document: its front, its parts, its signing and what was corrected."""
    head = package.head
    parts: list[PaperPart] = []
    breaks = False
    for number, part in numbered(package.parts):
        if part.key == PackagePart.FRONT:
            continue
        alone = part.own_page or part.key == ALONE
        parts += _part(part, number, words, new_page=breaks or alone or part.key in _NEW_PAGE)
        if part.key == PackagePart.SIGNING and seal:
            parts += _signing(head, seal, words)
        breaks = alone
    if seal and seal.corrected:
        parts += _corrections(seal.corrected, words)
    marking = str(head["marking"] or words("review.marking"))
    paper = document(package, words, at, words("package_paper.title"), parts, marking)
    return replace(paper, front=_front(package, words, marking, seal))


def _front(package: Package, words: Words, marking: str, seal: Seal | None) -> Front:
    """Return the first page: what a shelf or a screen must tell of the package, and who has signed or is to."""
    said = [block for part in package.parts if part.key == PackagePart.FRONT for block in part.blocks]
    purpose = " ".join(sentence(one.key, one.values, words) for one in said if isinstance(one, blocks.Sentence))
    signed = [
        (words(one.signed_as.label), one.name, print_instant(one.signed_at, words.language))
        for one in (seal.signed if seal else ())
    ]
    waiting = [(words(role.label), "", "") for role in (TakesPartAs.CHAIR, TakesPartAs.SECRETARY)]
    head = {key: value for key, value in package.head.items() if key not in ("unit", "marking")}
    return Front(purpose, front_facts(head, words), marking, words("meeting.signatures"), signed or waiting)


def plain_paper(package: Package, words: Words, at: datetime, title: str, marking: str | None = None) -> Paper:
    """Return minutes or a message as a document: its front, then its parts; `marking` replaces the package's."""
    parts: list[PaperPart] = [Facts(front_facts(package.head, words))]
    for number, part in enumerate(package.parts, start=1):
        parts += _part(part, str(number), words, new_page=part.own_page)
    return document(package, words, at, title, parts, marking)


def document(
    package: Package, words: Words, at: datetime, title: str, parts: Sequence[PaperPart], marking: str | None = None
) -> Paper:
    """Return parts as a document that says on every page whose it is, its case, its marking and its figures' time."""
    head = package.head
    owner, period = str(head["municipality"]), period_of(str(head["period"]), words)
    frozen = head["frozen_at"]
    said = " · ".join([str(head["unit"]), period])
    return Paper(
        language=words.language,
        owner=owner,
        title=title,
        lead=said,
        parts=parts,
        page_words=words("paper.page"),
        made_at=datetime.fromisoformat(str(frozen)) if frozen else at,
        edges=Edges(
            above=" · ".join([owner, title, period]),
            case=words("package_paper.case", number=head["case_number"]) if head["case_number"] else str(head["code"]),
            marking=str(head["marking"] or "") if marking is None else marking,
            below=frozen_words(head, words),
        ),
    )


def frozen_words(head: Mapping[str, Plain], words: Words) -> str:
    """Return when the figures were frozen and by which models, or that they were not."""
    if not head["frozen_at"]:
        return words("package_paper.not_frozen")
    at = instant_of(str(head["frozen_at"]), words)
    return words("package_paper.frozen", at=at, models=models_of(str(head["models"] or ""), words))


def front_facts(head: Mapping[str, Plain], words: Words) -> list[tuple[str, str]]:
    """Return what the front says of a package, label and value; what is missing is left out."""
    return [
        (words(f"package_paper.head.{key}"), _head_value(key, str(head[key]), words))
        for key in ON_THE_FRONT
        if head.get(key) not in (None, "")
    ]


def _head_value(key: str, value: str, words: Words) -> str:
    match key:
        case "kind":
            return words(f"meeting_kind.{value}")
        case "period":
            return period_of(value, words)
        case "since" | "until" | "meets_on":
            return print_date(date.fromisoformat(value), words.language)
        case "frozen_at":
            return instant_of(value, words)
        case "models":
            return models_of(value, words)
    return value


def models_of(text: str, words: Words) -> str:
    """Return which models figures rest on: "risk=4x4-1 health=H-2" as words; what names no model stays as it is."""
    said = []
    for one in text.replace(";", " ").replace(",", " ").split():
        name, _, code = one.partition("=")
        key = f"package_paper.model.{name}"
        said.append(words(key, code=code) if key in words else one)
    return ", ".join(said) or words("package_paper.no_models")


_NEW_PAGE = (PackagePart.SIGNING, PackagePart.APPENDIX)


def _part(part: Part, number: str, words: Words, *, new_page: bool) -> Iterator[PaperPart]:
    yield Section(heading_of(part, words), 1, new_page, number)
    yield from blocks_of(part, words)
    if part.answers:
        yield Text(words("package_paper.answers", letters=", ".join(part.answers)), small=True)


def blocks_of(part: Part, words: Words) -> Iterator[PaperPart]:
    """Yield the blocks of a part as they are drawn on paper."""
    for block in part.blocks:
        yield from _block(block, words)


def _block(block: Block, words: Words) -> Iterator[PaperPart]:
    match block:
        case blocks.Sentence(key, values, lead):
            yield Text(sentence(key, values, words), lead=lead)
        case blocks.Written(text, by, on, label):
            yield Quote(text, said_by(by, on, words), words(label) if label else "")
        case blocks.Figures(figures):
            yield BigNumbers([_figure(figure, words) for figure in figures])
        case blocks.Table():
            yield from _table(block, words)
        case blocks.Numbered(items):
            yield Numbered(
                [(str(number), text, text_of(under, words) if under else "") for number, text, under in items]
            )
        case blocks.Bars():
            yield Section(words(block.caption), 2)
            yield _bars(block, words)


def said_by(by: str | None, on: date | None, words: Words) -> str:
    """Return who has written something and when."""
    return ", ".join(said for said in (by, print_date(on, words.language) if on else None) if said)


def change_of(figure: blocks.Figure, words: Words) -> tuple[str, FigureTrend | None]:
    """Return what is said of a figure's change, in words that need no picture, and its trend."""
    trend = FigureTrend(figure.trend) if figure.trend else None
    if figure.change is not None:
        return text_of(figure.change, words), trend
    return words(trend.label) if trend else "", trend


def _figure(figure: blocks.Figure, words: Words) -> BigNumber:
    change, trend = change_of(figure, words)
    of = words("package_paper.of", n=text_of(figure.of, words)) if figure.of is not None else ""
    return BigNumber(text_of(figure.number, words), of, words(figure.label), change, trend.icon if trend else None)


def _table(table: blocks.Table, words: Words) -> Iterator[PaperPart]:
    yield Section(words(table.caption), 2)
    if not table.rows:
        yield Text(words(table.empty or "package_paper.empty"))
        return
    headings, rows = with_changes(table, words)
    cells = [
        [_cell(value, words, strong=row.strong or place == 0) for place, value in enumerate(values)]
        for row, values in rows
    ]
    columns = [*table.columns, *[blocks.Column("")] * (len(headings) - len(table.columns))]
    widths = [width_of(heading, [_wide(row[place]) for row in cells]) for place, heading in enumerate(headings)]
    most = CROWDED if len(headings) > MANY else max(widths)
    shaped = zip(headings, (min(width, most) for width in widths), columns, strict=True)
    yield Table([PaperColumn(heading, width, column.numeric) for heading, width, column in shaped], cells)
    if table.more:
        yield Text(words.plural("package_paper.more", table.more), small=True)


def with_changes(table: blocks.Table, words: Words) -> tuple[list[str], list[tuple[blocks.Row, list[Value]]]]:
    """Return the headings and rows of a table; where any row has changed, its change is a last column."""
    headings = [words(column.label) for column in table.columns]
    if not any(row.change for row in table.rows):
        return headings, [(row, list(row.cells)) for row in table.rows]
    said = [[*row.cells, blocks.term(RowChange(row.change).label) if row.change else ""] for row in table.rows]
    return [*headings, words("package_paper.change")], list(zip(table.rows, said, strict=True))


def _cell(value: Value, words: Words, *, strong: bool) -> str | Cell:
    shown = drawn(value, words)
    if shown.term and shown.term.icon:
        return Cell(shown.text, shown.term.tone, icon=shown.term.icon)
    return Cell(shown.text, strong=True) if strong else shown.text


def _wide(cell: str | Cell) -> str:
    """Return a cell's text with room for its icon, or for strong signs; a word stays beside its icon."""
    if isinstance(cell, str):
        return cell
    if cell.icon:
        return cell.text.replace(" ", "x") + "x" * ICON
    return cell.text + "xx" if cell.strong else cell.text


def _bars(bars: blocks.Bars, words: Words) -> Bars:
    totals = [sum(counts[place] for _, counts in bars.rows) for place in range(len(bars.labels))]
    segments = []
    for place, label in enumerate(bars.labels):
        term = word_of(label)
        tone = term.tone if term else WORST_LAST[round(place * 3 / max(len(bars.labels) - 1, 1))]
        segments.append(Segment(words(label), text_of(totals[place], words), tone, term.icon if term else None))
    return Bars(segments, [(name, list(counts), said_counts(bars, counts, words)) for name, counts in bars.rows])


def said_counts(bars: blocks.Bars, counts: Sequence[int], words: Words) -> str:
    """Return one bar in words: "6 ønsket, 2 akseptabelt"."""
    said = [f"{count} {words(label)}" for label, count in zip(bars.labels, counts, strict=True) if count]
    return ", ".join(said) or text_of(0, words)


def _signing(head: Mapping[str, Plain], seal: Seal, words: Words) -> Iterator[PaperPart]:
    yield Facts(
        [(words("package_paper.digest"), seal.digest), (words("package_paper.figures"), frozen_words(head, words))]
    )
    yield Text(words("package_paper.digest_note"), small=True)
    yield signatures(seal.signed, words)


def signatures(signed: Sequence[Signed], words: Words) -> Table:
    """Return who has signed as a table; where nobody has, it has lines for those who will."""
    headings = ("signed_as", "name", "signed_at")
    rows: list[list[str | Cell]] = [
        [words(one.signed_as.label), Cell(one.name, strong=True), print_instant(one.signed_at, words.language)]
        for one in signed
    ] or [[words(role.label), "", ""] for role in (TakesPartAs.CHAIR, TakesPartAs.SECRETARY)]
    columns = [PaperColumn(words(f"package_paper.{heading}"), 2) for heading in headings]
    return Table(columns, rows)


def _corrections(corrected: Sequence[Corrected], words: Words) -> Iterator[PaperPart]:
    yield Section(words("package_paper.errata"), 1, new_page=True)
    yield Text(words("package_paper.errata_note"))
    for one in corrected:
        yield Quote(one.text, said_by(one.name, one.written_on, words))
