"""Gathers what a package opens with: the front, the agenda and who is asked, and the summary on one page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from isms.health.queries.areas import worst_first
from isms.health.rules.score import Health, relevant
from isms.health.vocabulary import HealthStatus, Indicator, IndicatorResult, RedFlag
from isms.reviews.queries.asked import Asked, part
from isms.reviews.queries.parts.areas import STATUSES, counts_of, why
from isms.reviews.queries.standing import Picture
from isms.reviews.rules.blocks import (
    Bars,
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
from isms.reviews.rules.changes import plain, table_before, trend_of, weighed
from isms.reviews.rules.numbering import numbered
from isms.reviews.vocabulary import PackagePart

AT_MOST = 3
"""How many things go well, and how many are to be decided, on the one page."""

MOST = 0.9
"""The share of the systems that makes an indicator worth saying though it is no better than it was."""


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
    """Yield who is asked; what is on the agenda is put before it when all parts are there."""
    people = tuple(
        Row((one.person.name, one.person.title, term(one.takes_part_as.label), one.disqualified_because))
        for one in asked.participants
    )
    columns = tuple(map(Column, ("participant.person_id", "package.title", "participant.takes_part_as")))
    yield part(
        PackagePart.AGENDA,
        [
            Table(
                "package.participants",
                (*columns, Column("participant.disqualified_because")),
                people,
                "package.no_participants",
            ),
        ],
    )


def with_agenda(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts of a package with the agenda of them all, by the numbers they are printed with."""
    rows = tuple(
        Row((said("package.item", number=number_, what=term(PackagePart(each.key).label)),))
        for number_, each in numbered(parts)
        if number_ and each.area is None and each.key != PackagePart.AGENDA
    )
    table = Table("package.agenda", (Column("package.what"),), rows)
    return tuple(
        replace(each, blocks=(table, *each.blocks)) if each.key == PackagePart.AGENDA else each for each in parts
    )


def summary(asked: Asked) -> Iterator[Part]:
    """Yield the one page that must do for the meeting: how it stands, four figures, what goes well, what to decide."""
    lead = {"n": asked.figures["systems"], "unit": asked.place.name}
    blocks: list[Block] = [Sentence("package.systems", lead, lead=True), _overall(asked)]
    trend = asked.health.trend()
    if trend is not None:
        blocks.append(Sentence("package.overall_trend", {"trend": trend}))
    blocks.append(_compared_with(asked))
    if asked.meeting.summary:
        blocks.append(Written(asked.meeting.summary))
    blocks.append(Figures(tuple(_headline(asked))))
    if asked.health.systems:
        bar = (asked.place.name, counts_of(asked.health.area()))
        blocks.append(Bars("package.spread", STATUSES, (bar,)))
    well = tuple(Row((value,)) for value in going_well(asked.health)[:AT_MOST])
    blocks.append(Table("package.going_well", (Column("package.what"),), well, "package.nothing_well"))
    decide = _to_decide(asked)
    if decide:
        blocks += [Sentence("package.to_decide", {}), Numbered(decide)]
    blocks.append(_flags(asked))
    yield part(PackagePart.SUMMARY, blocks, own_page=True)


def _overall(asked: Asked) -> Sentence:
    status = asked.health.area().status
    if status is None:
        return Sentence("package.overall_unknown", {}, lead=True)
    return Sentence("package.overall", {"status": term(status.label)}, lead=True)


def _compared_with(asked: Asked) -> Sentence:
    """Return what the package is compared with, in plain words."""
    if asked.then is None:
        return Sentence("package.nothing_to_compare_with", {})
    key = "package.compared_with_package" if asked.then.is_frozen else "package.compared_with_day"
    return Sentence(key, {"day": day(asked.then.source.today)})


def _headline(asked: Asked) -> Iterator[Figure]:
    """Yield the four figures; what was is said as the page before printed it, or as history tells it."""
    before = _before(asked)
    health, overdue = asked.health, "package.figure.overdue"
    told = (
        ("package.figure.wanted", health.area().counts[HealthStatus.WANTED], len(health.systems), True),
        ("package.figure.flagged", sum(bool(each.flags) for each in health.health.values()), None, False),
        (overdue, asked.figures["actions"]["overdue"], asked.figures["actions"]["open"], False),
        (
            "package.figure.attested",
            sum(one.attested for one in health.attested) if health.attested else None,
            sum(one.systems for one in health.attested) or None,
            True,
        ),
    )
    for label, now, of, better in told:
        was = before.get(label)
        known = now is not None and was is not None
        trend = trend_of(now or 0, was, more_is_better=better) if known else None
        yield Figure(label, number(now), number(of), trend, difference(now or 0, was or 0) if known else None)


def going_well(health: Picture) -> list[Value]:
    """Return what more systems are as wanted in than then, the most first; then what most of them are."""
    now, before = _as_wanted(health.health.values()), _as_wanted(health.health_before)
    found = []
    for indicator, (part_, of) in now.items():
        more = part_ - before[indicator][0] if indicator in before else 0
        values = {"indicator": term(indicator.label), "part": part_, "of": of}
        if more > 0:
            found.append((more, part_ / of, said("package.well_more", **values, more=more)))
        elif part_ >= MOST * of:
            found.append((0, part_ / of, said("package.well", **values)))
    return [value for _, _, value in sorted(found, key=lambda each: (-each[0], -each[1]))]


def _as_wanted(health: Iterable[Health]) -> dict[Indicator, tuple[int, int]]:
    """Return of each indicator for how many systems it is as wanted, and how many it matters to."""
    counted: dict[Indicator, tuple[int, int]] = {}
    for each in health:
        for outcome in relevant(each.outcomes):
            part_, of = counted.get(outcome.indicator, (0, 0))
            counted[outcome.indicator] = part_ + (outcome.result == IndicatorResult.WANTED), of + 1
    return counted


def _to_decide(asked: Asked) -> tuple[tuple[int, str, Value], ...]:
    """Return what is proposed, and where that is little, the worst of what has a red flag."""
    found: list[tuple[str, Value]] = [
        (_first_line(one.text), said("package.proposal_number", number=one.number)) for one in asked.proposals
    ]
    flagged = [each for each in worst_first(asked.health.systems) if asked.health.health[each.member.ref.code].flags]
    found += [(f"{each.member.ref.code} {each.name}", why(asked, each)) for each in flagged]
    return tuple((place, text, under) for place, (text, under) in enumerate(found[:AT_MOST], start=1))


def _flags(asked: Asked) -> Table:
    counted = Counter(raised.flag for each in asked.health.health.values() for raised in each.flags)
    rows = tuple(Row((term(flag.label), counted[flag])) for flag in RedFlag if counted[flag])
    columns = (Column("package.what"), Column("review.column.systems", numeric=True))
    table = Table("package.flags_now", columns, rows, "package.no_flags")
    return weighed(table, table_before(asked.before, PackagePart.SUMMARY, table.caption), [1])


def difference(now: float, was: float) -> Value:
    """Return what is said of a figure that was another before."""
    if now == was:
        return said("package.unchanged")
    return said("package.more" if now > was else "package.fewer", n=number(abs(now - was)))


def _before(asked: Asked) -> dict[str, float | None]:
    """Return the figures of the one page before, by label; what health has recomputed stands for what was printed."""
    pages = [each for each in asked.before.parts if each.key == PackagePart.SUMMARY] if asked.before else []
    rows = [block for each in pages for block in each.blocks if isinstance(block, Figures)]
    known = {figure.label: plain(figure.number) for row in rows for figure in row.figures}
    area = asked.health.area_before()
    if area is not None:
        known["package.figure.wanted"] = area.counts[HealthStatus.WANTED]
    if asked.health.health_before:
        known["package.figure.flagged"] = sum(bool(each.flags) for each in asked.health.health_before)
    return known


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""
