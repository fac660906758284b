"""Gathers what only people know, what is proposed, who signs, and how all of it is to be read."""

from collections.abc import Iterator

from isms.reviews.models import Proposal
from isms.reviews.queries.asked import Asked, part
from isms.reviews.queries.parts.areas import joined
from isms.reviews.rules.blocks import (
    Block,
    Column,
    Numbered,
    Part,
    Row,
    Sentence,
    Table,
    Value,
    day,
    said,
    term,
)
from isms.reviews.rules.meetings import ANSWERS, LETTERS, SIGNERS, parts_of
from isms.reviews.vocabulary import Fault, PackagePart

GAPS = (Fault.RATING_MISSING, Fault.RATING_EXPIRED, Fault.ASSESSMENT_MISSING, Fault.ASSESSMENT_EXPIRED, Fault.OWNERLESS)


def scorecard(asked: Asked) -> Iterator[Part]:
    """Yield what is written of objectives and how far they are met."""
    yield part(PackagePart.SCORECARD, asked.written(PackagePart.SCORECARD, owed=True))


def feedback(asked: Asked) -> Iterator[Part]:
    """Yield what interested parties have said."""
    yield part(PackagePart.FEEDBACK, asked.written(PackagePart.FEEDBACK, owed=True))


def improvements(asked: Asked) -> Iterator[Part]:
    """Yield what can be made better, and what it takes."""
    yield part(PackagePart.IMPROVEMENTS, asked.written(PackagePart.IMPROVEMENTS, owed=True))


def projects(asked: Asked) -> Iterator[Part]:
    """Yield what is written of projects, if anything is."""
    written = asked.written(PackagePart.PROJECTS)
    if written:
        yield part(PackagePart.PROJECTS, written)


def proposals(asked: Asked) -> Iterator[Part]:
    """Yield what the meeting is asked to decide, by number."""
    items = tuple((one.number, one.text, _followed_up(one)) for one in asked.proposals)
    blocks: list[Block] = [Numbered(items)] if items else [Sentence("package.no_proposals", {})]
    yield part(PackagePart.PROPOSALS, [*asked.written(PackagePart.PROPOSALS), *blocks], own_page=True)


def _followed_up(proposal: Proposal) -> Value:
    if proposal.owner is None:
        return said("package.to_take_note_of")
    return said("package.to_follow_up", owner=proposal.owner.name, day=day(proposal.due_on))


def signing(asked: Asked) -> Iterator[Part]:
    """Yield who signs the minutes."""
    signers = [one for one in asked.participants if one.takes_part_as in SIGNERS]
    rows = tuple(Row((term(one.takes_part_as.label), one.person.name, one.person.title)) for one in signers)
    columns = tuple(map(Column, ("participant.takes_part_as", "participant.person_id", "package.title")))
    table = Table("package.signers", columns, rows, "package.no_signers")
    yield part(PackagePart.SIGNING, [Sentence("package.signing", {}), table])


def appendix(asked: Asked) -> Iterator[Part]:
    """Yield how the figures are made, which part answers which letter, and what is not known."""
    methods = [Sentence(f"package.method.{key}", {}) for key in ("figures", "faults", "change", "risk", "actions")]
    shown = parts_of(asked.meeting.kind)
    crosswalk = tuple(
        Row(
            (
                said(f"package.letter.{letter}"),
                joined([term(key.label) for key in shown if letter in ANSWERS.get(key, ())]),
            )
        )
        for letter in LETTERS
    )
    gaps = tuple(Row((term(fault.label), asked.figures["faults"][str(fault)])) for fault in GAPS)
    yield part(
        PackagePart.APPENDIX,
        [
            *methods,
            Table("package.crosswalk", (Column("package.letter"), Column("package.part")), crosswalk),
            Table("package.gaps", (Column("package.what"), Column("review.column.systems", numeric=True)), gaps),
        ],
        own_page=True,
    )
