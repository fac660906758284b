"""Writes blocks as plain HTML that a word processor takes in when it is pasted: headings, paragraphs, tables."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from isms.kernel.words import Words
from isms.reviews.papers.pdf import change_of, frozen_words, said_by, with_changes
from isms.reviews.papers.values import heading_of, period_of, sentence, text_of
from isms.reviews.rules import blocks
from isms.reviews.rules.blocks import Block, Package, Value

_PAGE = Markup(
    '<!doctype html>\n<html lang="{lang}">\n<head><meta charset="utf-8">'
    "<title>{title} · {product}</title></head>\n<body>\n"
    "<main>\n<h1>{title}</h1>\n{body}\n<p><small>{below}</small></p>\n</main>\n</body>\n</html>\n"
)


def write_html(package: Package, words: Words, title: str) -> str:
    """Return a package as a page of its own; what was typed is escaped."""
    head = package.head
    titled = f"{title}: {head['unit']}, {period_of(str(head['period']), words)}"
    body = Markup("\n").join(line for part in package.parts for line in _part(part, words))
    return str(
        _PAGE.format(
            lang=words.language,
            title=titled,
            product=words("shell.product"),
            body=body,
            below=frozen_words(head, words),
        )
    )


def _part(part: blocks.Part, words: Words) -> Iterator[Markup]:
    yield Markup("<h2>{}</h2>").format(heading_of(part, words))
    for block in part.blocks:
        yield from _block(block, words)


def _block(block: Block, words: Words) -> Iterator[Markup]:
    match block:
        case blocks.Sentence(key, values):
            yield _paragraph(sentence(key, values, words))
        case blocks.Written(text, by, on):
            yield from (_paragraph(one) for one in text.split("\n\n"))
            if said := said_by(by, on, words):
                yield _paragraph(said)
        case blocks.Figures(figures):
            for one in figures:
                yield _paragraph(
                    f"{words(one.label)}: {text_of(one.number, words)}. {change_of(one, words)[0]}".strip()
                )
        case blocks.Table():
            yield Markup("<h3>{}</h3>").format(words(block.caption))
            if block.rows:
                headings, rows = with_changes(block, words)
                yield _table(headings, [values for _, values in rows], words)
            else:
                yield _paragraph(words(block.empty or "package_paper.empty"))
        case blocks.Numbered(items):
            yield from (_paragraph(f"{number}. {text}") for number, text, _ in items)
        case blocks.Bars(caption, labels, bars):
            yield Markup("<h3>{}</h3>").format(words(caption))
            headings = [words("package_paper.name"), *(words(label) for label in labels)]
            yield _table(headings, [[name, *counts] for name, counts in bars], words)


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _table(headings: Sequence[str], rows: Sequence[Sequence[Value]], words: Words) -> Markup:
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(heading) for heading in headings)
    lines = Markup("\n").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            text_of(first, words),
            Markup("").join(Markup("<td>{}</td>").format(text_of(cell, words)) for cell in others),
        )
        for first, *others in rows
    )
    return Markup('<table border="1">\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>').format(
        heads, lines
    )
