"""Makes the message on information security, the public edition, from a package: nine chapters that name nobody."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from isms.reviews.rules.blocks import Block, Package, Part, Sentence, Table, Written
from isms.reviews.rules.redaction import FEWEST, Names, all_suppressed, leads_to_records, names_nobody
from isms.reviews.vocabulary import PackagePart

FIXED = {
    "what": 4,
    "why": 3,
    "law": 5,
    "how": 4,
    "status": 1,
    "training": 1,
    "measures": 1,
    "resources": 1,
    "decision": 1,
}
"""The chapters, and how many paragraphs of the catalogue open each."""

OWN = {
    "why": (PackagePart.CHANGES,),
    "law": (PackagePart.EXPECTATIONS,),
    "training": (PackagePart.AUDITS,),
    "resources": (PackagePart.IMPROVEMENTS,),
}
"""Which parts' written texts the municipality's own words of a chapter are."""

COUNTED = {
    "status": (PackagePart.AREAS, PackagePart.DEVIATIONS),
    "training": (PackagePart.AUDITS,),
    "measures": (PackagePart.ACTIONS,),
}
"""Which parts' tables a chapter shows: of the whole, never of one area, and only those that name nobody."""

TOLD = "package.supervisor_told"
"""The sentence of a package that counts breaches: `n` that the supervisor was to be told of, `kept` of them in time."""


def message(package: Package, names: Names, without: Collection[str] = ()) -> Package:
    """Return the public edition of a package; `without` are the parts whose written texts are left out."""
    chapters = []
    for key, paragraphs in FIXED.items():
        blocks: list[Block] = [Sentence(f"message_chapter.{key}.{number}", {}) for number in range(1, paragraphs + 1)]
        for part in _parts(package, COUNTED.get(key, ())):
            blocks += _counts(part, names)
        for part in _parts(package, OWN.get(key, ())):
            if part.key not in without:
                blocks += (replace(block, by=None) for block in part.blocks if isinstance(block, Written))
        chapters.append(Part(f"message_chapter.{key}", (), tuple(blocks)))
    return Package({**package.head, "marking": None}, tuple(chapters))


def own_texts(package: Package) -> list[str]:
    """Return the keys of the parts whose written texts the message holds unless they are left out."""
    parts = (part for keys in OWN.values() for part in _parts(package, keys))
    return [part.key for part in parts if any(isinstance(block, Written) for block in part.blocks)]


def _parts(package: Package, keys: Collection[str]) -> Iterator[Part]:
    yield from (part for part in package.parts if part.key in keys and part.area is None)


def _counts(part: Part, names: Names) -> Iterator[Block]:
    tables = [
        block
        for block in part.blocks
        if isinstance(block, Table) and block.rows and names_nobody(block, names) and not leads_to_records(block)
    ]
    yield from all_suppressed(tables) if part.key == PackagePart.DEVIATIONS else tables
    yield from (_told(block) for block in part.blocks if isinstance(block, Sentence) and block.key == TOLD)


def _told(sentence: Sentence) -> Sentence:
    """Return how many breaches the supervisor was told of, with what was in time when no small number shows."""
    number, kept = (int(str(sentence.values[name])) for name in ("n", "kept"))
    if 0 < number < FEWEST:
        return Sentence("message.told_few", {})
    if any(0 < some < FEWEST for some in (kept, number - kept)):
        return Sentence("message.told", {"n": number})
    return sentence
