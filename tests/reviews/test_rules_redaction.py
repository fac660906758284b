"""The public edition names no system, supplier, risk or employee, and counts no few; each rule on both sides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isms.reviews.papers.message import message, own_texts
from isms.reviews.rules.blocks import (
    Block,
    Column,
    Numbered,
    Package,
    Part,
    Row,
    Sentence,
    Table,
    Value,
    Written,
    code,
    said,
)
from isms.reviews.rules.redaction import FEWER, NOT_SHOWN, Names, named_in, redaction_refusals, suppressed
from tests.reviews.packaged import HEAD, NUMBERS, package

NAMES = Names(
    frozenset({"Gerica", "HR", "Visma Flyt", "P-360"}),
    frozenset({"Tietoevry Norway AS"}),
    frozenset({"Alarmer når ikke fram"}),
    frozenset({"Kari Nordmann", "Per Ole Bø"}),
    frozenset({"Epikrise sendt til feil mottaker"}),
)


def said_in(text: str) -> list[tuple[str, str | None]]:
    return [(found.name, found.kind) for found in named_in(text, NAMES)]


def refused(*blocks: Block) -> list[tuple[str, object]]:
    chapter = Part("message_chapter.why", (), blocks)
    refusals = redaction_refusals(Package(HEAD, (Part("x", (), ()), chapter)), package(), NAMES)
    return [(one.because, one.values["chapter"]) for one in refusals]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vi har byttet Gerica i år.", [("Gerica", "system")]),
        ("GERICA", [("Gerica", "system")]),
        ("visma\n flyt er ute", [("Visma Flyt", "system")]),
        ("Gericas passord", [("Gerica", "system")]),
        ("Gericaen", []),
        ("Ge\u00adri\u200bca", [("Gerica", "system")]),
        ("Ｇｅｒｉｃａ", [("Gerica", "system")]),
        ("VismaFlyt, Visma-Flyt og visma – flyt", [("Visma Flyt", "system")]),
        ("Visma", []),
        ("p360", [("P-360", "system")]),
        ("P\u2011360", [("P-360", "system"), ("P-360", None)]),
        ("HR-systemet", [("HR", "system")]),
        ("hr", []),
        ("Avtalen med TietoEvry går ut.", [("Tietoevry Norway AS", "supplier")]),
        ("Norway AS", []),
        ("alarmer når ikke fram", [("Alarmer når ikke fram", "risk")]),
        ("Alarmer når fram", []),
        ("Takk til Kari Nordmann.", [("Kari Nordmann", "person")]),
        ("Kari Nordmanns råd", [("Kari Nordmann", "person")]),
        ("Nordmann, Kari", [("Kari Nordmann", "person")]),
        ("Kari A. Nordmann", [("Kari Nordmann", "person")]),
        ("kari.nordmann@eksempel.no", [("Kari Nordmann", "person")]),
        ("Per Bø", [("Per Ole Bø", "person")]),
        ("Takk til Kari.", []),
        ("epikrise  sendt til feil mottaker i mai", [("Epikrise sendt til feil mottaker", "deviation")]),
        ("Se R-017 og S-001.", [("R-017", None), ("S-001", None)]),
        ("se r-017, ROS\u2013012, P-002 og B-003", [(code, None) for code in ("r-017", "ROS-012", "P-002", "B-003")]),
        ("Se ISO-27001 og R-17.", []),
    ],
)
def test_names_are_found_as_words_of_their_own(text: str, found: list[tuple[str, str | None]]) -> None:
    assert said_in(text) == found


@settings(max_examples=50)
@given(st.sampled_from(sorted(NAMES.systems)), st.text(" .,!?-«»()\n", max_size=3), st.text(" .,!?-«»()\n", max_size=3))
def test_what_stands_around_a_name_does_not_hide_it(name: str, before: str, after: str) -> None:
    assert (name, "system") in said_in(f"ord{before or ' '}{name}{after or ' '}ord")


@pytest.mark.parametrize(
    "block",
    [
        Written("Gerica er nede.", None, None),
        Sentence("review.sentence", {"unit": "Gerica", "n": 1}),
        Sentence("review.sentence", {"unit": said("review.of", n="Gerica"), "n": 1}),
        Numbered(((1, "Bytt Gerica", None),)),
        Table("tertial.figures", NUMBERS, (Row(("Gerica", 4)),)),
    ],
)
def test_a_message_that_names_a_system_is_refused_wherever_it_stands(block: Block) -> None:
    assert refused(block) == [("message.names_a_system", 2)]


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Tietoevry", "message.names_a_supplier"),
        ("Epikrise sendt til feil mottaker", "message.names_a_deviation"),
        ("Alarmer når ikke fram", "message.names_a_risk"),
        ("Kari Nordmann", "message.names_a_person"),
        ("R-001", "message.holds_a_code"),
    ],
)
def test_each_kind_of_name_is_refused_in_words_of_its_own(text: str, because: str) -> None:
    assert refused(Written(text)) == [(because, 2)]


def test_a_text_that_names_nobody_passes() -> None:
    assert refused(Written("Vi har byttet et system i Levekår.")) == []


@pytest.mark.parametrize(("count", "is_refused"), [(0, False), (1, True), (2, True), (3, False)])
def test_few_deviations_are_refused_and_none_or_three_are_not(count: int, is_refused: bool) -> None:
    block = Table("tertial.by_status", NUMBERS, (Row(("Tap", count)),))

    assert refused(block) == ([("message.counts_too_few", 2)] if is_refused else [])
    assert refused(Table("tertial.figures", NUMBERS, (Row(("Systemer", count)),))) == []


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((5, 0, 7), (5, 0, 7)),
        ((5, 2, 7), (5, said(FEWER), said(NOT_SHOWN))),
        ((1, 1, 2), (said(FEWER), said(FEWER), said(FEWER))),
        ((2, 2, 4), (said(FEWER), said(FEWER), said(NOT_SHOWN))),
        ((1, 0, 1), (said(FEWER), 0, said(FEWER))),
    ],
)
def test_few_are_told_as_fewer_than_three_and_the_total_does_not_give_them_away(
    counts: tuple[int, int, int], shown: tuple[Value, ...]
) -> None:
    rows = [Row((name, count), strong=name == "I alt") for name, count in zip(("A", "B", "I alt"), counts, strict=True)]
    told = suppressed(Table("tertial.by_status", (Column("a"), Column("b", numeric=True)), rows))

    assert tuple(row.cells[1] for row in told.rows) == shown


def by(caption: str, *counts: int) -> Table:
    return Table(caption, NUMBERS, tuple(Row((name, count)) for name, count in zip("ABC", counts, strict=True)))


@pytest.mark.parametrize(("counts", "shown"), [((5, 2, 7), ["by_category"]), ((5, 3, 6), ["by_category", "by_area"])])
def test_two_ways_of_counting_the_same_do_not_give_away_what_one_hides(
    counts: tuple[int, int, int], shown: list[str]
) -> None:
    causes = Table("top_causes", (Column("cause"), Column("number", numeric=True)), (Row(("Feil", 4)),))
    counted = Part("deviations", (), (by("by_category", *counts), by("by_area", 8, 6, 0), causes))
    status = message(Package(HEAD, (counted,)), NAMES).parts[4]

    assert [block.caption for block in status.blocks if isinstance(block, Table)] == [*shown, "top_causes"]


def test_a_table_that_leads_to_records_is_left_out_however_deep_they_lie() -> None:
    leads = Row((said("package.both", first=code("X-1"), rest=None), 4))
    actions = Part("actions", (), (Table("actions", NUMBERS, (leads,)), by("overdue", 1, 2, 3)))
    measures = message(Package(HEAD, (actions,)), NAMES).parts[6]

    assert [block.caption for block in measures.blocks if isinstance(block, Table)] == ["overdue"]


def test_the_message_of_a_package_has_nine_chapters_and_leaves_out_what_leads_to_records() -> None:
    made = message(package(), NAMES)
    tables = [block.caption for part in made.parts for block in part.blocks if isinstance(block, Table)]

    assert len(made.parts) == 9
    assert tables == ["tertial.figures", "tertial.by_status"]
    assert list(redaction_refusals(made, package(), NAMES)) == []


def test_the_authors_of_a_text_are_not_named_and_a_text_can_be_left_out() -> None:
    def texts(made: Package) -> list[Written]:
        return [block for part in made.parts for block in part.blocks if isinstance(block, Written)]

    assert [(one.text[:7], one.by) for one in texts(message(package(), NAMES))] == [("Truslen", None)]
    assert own_texts(package()) == ["changes"]
    assert texts(message(package(), NAMES, ["changes"])) == []


@pytest.mark.parametrize(
    ("number", "kept", "key"),
    [
        (0, 0, "package.supervisor_told"), (1, 1, "message.told_few"), (2, 0, "message.told_few"),
        (3, 3, "package.supervisor_told"), (3, 2, "message.told"), (5, 1, "message.told"),
        (6, 3, "package.supervisor_told"),
    ],
)  # fmt: skip
def test_few_breaches_are_not_counted_out(number: int, kept: int, key: str) -> None:
    told = Part("deviations", (), (Sentence("package.supervisor_told", {"n": number, "kept": kept}),))
    status = message(Package(HEAD, (told,)), NAMES).parts[4]

    assert [block.key for block in status.blocks if isinstance(block, Sentence)][1:] == [key]
