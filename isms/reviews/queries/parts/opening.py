"""Gathers what a package opens with: the front, the agenda and who is asked, and the summary on one page."""

from collections.abc import Iterator, Mapping
from typing import Any

from isms.reviews.figures import headline
from isms.reviews.queries.asked import Asked, part
from isms.reviews.rules.blocks import (
    Block,
    Column,
    Figure,
    Figures,
    Numbered,
    Part,
    Row,
    Sentence,
    Table,
    Value,
    Written,
    day,
    number,
    said,
    term,
)
from isms.reviews.rules.changes import plain, trend_of
from isms.reviews.rules.meetings import parts_of
from isms.reviews.vocabulary import PackagePart

AT_MOST = 3
"""How many things go well, and how many are to be decided, on the one page."""

MORE_IS_BETTER: Mapping[str, bool | None] = {
    "systems": None,
    "rated": True,
    "high_risks": False,
    "overdue_actions": False,
}


def front(asked: Asked) -> Iterator[Part]:
    """Yield the front page: whose meeting it is, what it looks back on, and when."""
    meeting = asked.meeting
    facts: tuple[tuple[str, Value], ...] = (
        ("meeting.unit_id", asked.place.name),
        ("meeting.kind", term(meeting.kind.label)),
        ("package.looks_back_on", said("package.from_until", since=day(asked.since), until=day(asked.today))),
        ("meeting.meets_on", day(meeting.meets_on)),
        ("meeting.case_number", meeting.case_number),
        ("meeting.code", meeting.code),
    )
    rows = tuple(Row((said(label), value)) for label, value in facts if value is not None)
    columns = (Column("package.what"), Column("package.value"))
    yield part(PackagePart.FRONT, [Sentence("package.purpose", {}), Table("package.facts", columns, rows)])


def agenda(asked: Asked) -> Iterator[Part]:
    """Yield what is on the agenda and who is asked."""
    left_out = {PackagePart.FRONT, PackagePart.AGENDA, PackagePart.APPENDIX}
    items = tuple(Row((term(key.label),)) for key in parts_of(asked.meeting.kind) if key not in left_out)
    people = tuple(
        Row((one.person.name, one.person.title, term(one.takes_part_as.label), one.disqualified_because))
        for one in asked.participants
    )
    columns = tuple(map(Column, ("participant.person_id", "package.title", "participant.takes_part_as")))
    yield part(
        PackagePart.AGENDA,
        [
            Table("package.agenda", (Column("package.what"),), items),
            Table(
                "package.participants",
                (*columns, Column("participant.disqualified_because")),
                people,
                "package.no_participants",
            ),
        ],
    )


def summary(asked: Asked) -> Iterator[Part]:
    """Yield the one page that must do for the meeting: a sentence, four figures, what goes well, what to decide."""
    troubled = sum(bool(standing["faults"]) for standing in asked.figures["portfolio"].values())
    lead = {"n": asked.figures["systems"], "unit": asked.place.name}
    blocks: list[Block] = [Sentence("package.systems", lead, lead=True)]
    about = Sentence("package.need_attention", {"n": troubled}, lead=True)
    blocks.append(about if troubled else Sentence("package.all_well", {}, lead=True))
    if asked.meeting.summary:
        blocks.append(Written(asked.meeting.summary))
    figures = list(_headline(asked))
    blocks.append(Figures(tuple(figures)))
    well = tuple(Row((said("package.goes_well", what=said(one.label), change=one.change),)) for one in figures
                 if one.trend == "better")[:AT_MOST]  # fmt: skip
    blocks.append(Table("package.going_well", (Column("package.what"),), well, "package.nothing_better"))
    proposed = asked.proposals[:AT_MOST]
    if proposed:
        blocks.append(Sentence("package.to_decide", {}))
        blocks.append(Numbered(tuple((one.number, _first_line(one.text), None) for one in proposed)))
    yield part(PackagePart.SUMMARY, blocks, own_page=True)


def _headline(asked: Asked) -> Iterator[Figure]:
    before = _before(asked)
    of: Mapping[str, Any] = {"rated": asked.figures["systems"], "overdue_actions": asked.figures["actions"]["open"]}
    for key, now in headline(dict(asked.figures)).items():
        was = before.get(f"review.figure.{key}")
        trend = trend_of(now, was, more_is_better=MORE_IS_BETTER[key])
        change = None if was is None else difference(now, was)
        yield Figure(f"review.figure.{key}", number(now), number(of.get(key)), trend, change)


def difference(now: float, was: float) -> Value:
    """Return what is said of a figure that was another before."""
    if now == was:
        return said("package.unchanged")
    return said("package.more" if now > was else "package.fewer", n=number(abs(now - was)))


def _before(asked: Asked) -> dict[str, float | None]:
    """Return the figures of the one page before, by label."""
    if asked.before is not None:
        pages = [each for each in asked.before.parts if each.key == PackagePart.SUMMARY]
        rows = [block for each in pages for block in each.blocks if isinstance(block, Figures)]
        return {figure.label: plain(figure.number) for row in rows for figure in row.figures}
    if asked.earlier is not None:
        return {f"review.figure.{key}": value for key, value in headline(dict(asked.earlier)).items()}
    return {}


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""
