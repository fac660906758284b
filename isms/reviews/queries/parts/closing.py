"""Gathers what only people know, what is proposed, who signs, and how all of it is to be read."""

from collections import Counter
from collections.abc import Iterator

from isms.attestations.queries.wishes import wishes
from isms.health.vocabulary import IndicatorResult
from isms.reviews.models import Proposal
from isms.reviews.queries.asked import Asked, part
from isms.reviews.queries.parts.areas import WORST_LAST, joined
from isms.reviews.rules.blocks import (
    Block,
    Column,
    Numbered,
    Part,
    Row,
    Sentence,
    Table,
    Value,
    code,
    day,
    number,
    said,
    term,
)
from isms.reviews.rules.changes import by_term, compared, table_before, weighed
from isms.reviews.rules.meetings import ANSWERS, LETTERS, SIGNERS, parts_of
from isms.reviews.vocabulary import Fault, PackagePart

GAPS = (Fault.RATING_MISSING, Fault.RATING_EXPIRED, Fault.ASSESSMENT_MISSING, Fault.ASSESSMENT_EXPIRED, Fault.OWNERLESS)


def feedback(asked: Asked) -> Iterator[Part]:
    """Yield what interested parties have said, and from which areas owners have not answered when asked."""
    blocks = asked.written(PackagePart.FEEDBACK, owed=True)
    if asked.health.attested:
        blocks.append(_answers(asked))
    yield part(PackagePart.FEEDBACK, blocks)


def _answers(asked: Asked) -> Table:
    """Return how far each area has come in the annual review; one that is late is overdue."""
    rows = tuple(
        Row(
            (one.name or said("review.no_area"), one.systems, one.attested, one.overdue, one.ownerless),
            "overdue" if one.overdue else None,
        )
        for one in asked.health.attested
    )
    counts = ("package.asked", "package.attested", "package.late", "package.nobody_to_ask")
    columns = (Column("review.area"), *(Column(label, numeric=True) for label in counts))
    return Table("package.annual_review", columns, rows)


def improvements(asked: Asked) -> Iterator[Part]:
    """Yield what can be made better, what it takes, and what owners have wished for."""
    wished = wishes(asked.session, asked.source, asked.place.path, asked.since)
    rows = tuple(Row((code(one.code, f"/systems/{one.system_id}"), one.name, one.text)) for one in wished)
    blocks = asked.written(PackagePart.IMPROVEMENTS, owed=not rows)
    if rows:
        columns = tuple(map(Column, ("review.column.system", "package.name", "package.wish")))
        blocks.append(Table("package.wishes", columns, rows))
    yield part(PackagePart.IMPROVEMENTS, blocks)


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
    yield part(
        PackagePart.APPENDIX,
        [
            *methods,
            Table("package.crosswalk", (Column("package.letter"), Column("package.part")), crosswalk),
            _gaps(asked),
            _systems(asked),
        ],
        own_page=True,
    )


def _gaps(asked: Asked) -> Table:
    """Return what is not known: what systems lack, and of how many each indicator was never measured."""
    outcomes = [outcome for health in asked.health.health.values() for outcome in health.outcomes]
    unmeasured = Counter(each.indicator for each in outcomes if each.result == IndicatorResult.NOT_MEASURED)
    rows = [Row((said(fault.label), asked.figures["faults"][str(fault)])) for fault in GAPS]
    rows += [Row((said("package.unmeasured", what=term(each.label)), n)) for each, n in unmeasured.most_common()]
    columns = Column("package.what"), Column("review.column.systems", numeric=True)
    table = Table("package.gaps", columns, tuple(rows))
    return weighed(table, table_before(asked.before, PackagePart.APPENDIX, table.caption), [1])


def _systems(asked: Asked) -> Table:
    """Return every system that counts: how it stands and its points; what has changed since the package before."""
    rows = tuple(
        Row(
            (
                code(one.member.ref.code, f"/systems/{one.member.ref.id}"),
                one.name,
                one.area[1] if one.area else said("review.no_area"),
                one.member.system_class,
                term(one.member.status.label),
                number(one.member.points / 10, 1),
                number(one.coverage / 10),
            )
        )
        for one in asked.health.systems
    )
    columns = (
        *map(Column, ("review.column.system", "package.name", "review.area")),
        Column("review.column.class", numeric=True),
        Column("package.status"),
        Column("package.points_column", numeric=True),
        Column("package.measured_column", numeric=True),
    )
    table = Table("package.all_systems", columns, rows, "package.no_systems")
    before = None if asked.health.is_recomputed else table_before(asked.before, PackagePart.APPENDIX, table.caption)
    return compared(table, before, by_term(4, [status.label for status in WORST_LAST]))
