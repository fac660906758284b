"""A part says its most telling figure in a few words, and a package which of its rows have changed."""

from isms.reviews.rules.blocks import (
    Column,
    Figure,
    Figures,
    Numbered,
    Package,
    Part,
    Row,
    Sentence,
    Table,
    Written,
    code,
    number,
    said,
)
from isms.reviews.rules.headlines import changed, changes_in, headline_of
from isms.reviews.rules.meetings import NOT_WRITTEN

COUNTS = (Column("review.area"), Column("review.column.systems", True), Column("health_status.wanted", True))


def table(caption: str, *rows: Row) -> Table:
    return Table(caption, (Column("package.what"), Column("package.name")), rows)


def test_each_part_says_the_figure_that_stands_for_it() -> None:
    figures = Figures((Figure("review.risks.high", number(3)), Figure("review.risks.low", number(9))))
    areas = Table("review.areas", COUNTS, (Row(("Helse", 4, 1)), Row(("I alt", 7, 2), strong=True)))
    lead = Sentence("package.area_lead", {"n": 4, "wanted": 1}, True)
    assert headline_of(Part("risks", (), (figures,))) == said("meeting.headline.risks", n=3)
    assert headline_of(Part("areas", (), (areas,))) == said("meeting.headline.areas", part=2, of=7)
    assert headline_of(Part("areas", (), (lead,), "Helse")) == said("meeting.headline.areas", part=1, of=4)
    assert headline_of(Part("proposals", (), (Numbered(((1, "Noe", None),)),))) == said(
        "meeting.headline.proposals", n=1
    )


def test_a_part_that_people_write_says_whether_they_have() -> None:
    assert headline_of(Part("feedback", (), (Sentence(NOT_WRITTEN, {}),))) == said("meeting.headline.waits")
    assert headline_of(Part("feedback", (), (Written("To har klaget."),))) == said("meeting.headline.written")
    nothing = Written("Ingen har sagt noe.", label="package.nothing_because")
    assert headline_of(Part("feedback", (), (nothing,))) == said("package.nothing_because")
    assert headline_of(Part("front", (), ())) is None


def test_a_record_has_changed_once_in_each_way_and_is_not_gone_while_it_stands_elsewhere() -> None:
    one, other = code("S-001", "/systems/1"), code("S-002", "/systems/2")
    ending = Part("suppliers", (), (table("package.agreements_ending", Row((one, "Arkiv"), "gone")),))
    flags = Part("summary", (), (table("package.flags_now", Row((said("red_flag.x"), 3), "worse")),))
    every = Part(
        "appendix", (), (table("package.all_systems", Row((one, "Arkiv"), "worse"), Row((other, "Kart"), "gone")),)
    )
    assert [
        (change, [row.cells[1] for row in rows]) for change, rows in changed(Package({}, (flags, ending, every)))
    ] == [
        ("worse", ["Arkiv"]),
        ("gone", ["Kart"]),
    ]
    assert changes_in([ending, every]) == [("worse", 1), ("gone", 2)]
