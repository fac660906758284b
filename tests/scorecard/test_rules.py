"""A result is read, put in its band and compared; band and trend are two values, each with both sides of its limits."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isms.scorecard.rules import (
    Requirement,
    Share,
    band_of,
    kept,
    read_value,
    requirement_refusals,
    result_refusals,
    trend,
    year_refusals,
)
from isms.scorecard.vocabulary import Band, Feed, MeasuredIn, ScoreTrend, WantedDirection

HIGHER, LOWER = WantedDirection.HIGHER, WantedDirection.LOWER
NUMBER, PERCENT, STATE = MeasuredIn.NUMBER, MeasuredIn.PERCENT, MeasuredIn.STATE
WANTED, ACCEPTABLE, UNACCEPTABLE, NOT_MEASURED = Band
BETTER, SAME, WORSE, UNKNOWN = ScoreTrend

SHARE = Requirement(PERCENT, HIGHER, "95", "80")
FEW = Requirement(NUMBER, LOWER, "5", "10")
STRICT = Requirement(NUMBER, HIGHER, "5")
INTRODUCED = Requirement(STATE, None, "Innført", "I arbeid\nUnder utprøving")


@pytest.mark.parametrize(
    ("requirement", "before", "now", "band", "change"),
    [
        (STRICT, "6", "5", WANTED, WORSE),
        (Requirement(NUMBER, HIGHER, "3"), "3", "7", WANTED, BETTER),
        (Requirement(NUMBER, HIGHER, "10"), "13", "11", WANTED, WORSE),
        (INTRODUCED, "I arbeid", "Innført", WANTED, BETTER),
        (Requirement(STATE, None, "Innført"), None, "Innført", WANTED, UNKNOWN),
        (Requirement(NUMBER, HIGHER, "800"), "523", None, NOT_MEASURED, UNKNOWN),
        (Requirement(NUMBER, HIGHER, "800"), None, "523", UNACCEPTABLE, UNKNOWN),
    ],
)
def test_a_card_of_2017_tells_apart_what_its_document_drew_as_one_mark(
    requirement: Requirement, before: str | None, now: str | None, band: Band, change: ScoreTrend
) -> None:
    assert (band_of(requirement, now), trend(requirement, now, before)) == (band, change)


@pytest.mark.parametrize(
    ("requirement", "value", "band"),
    [
        (SHARE, "95", WANTED),
        (SHARE, "94.9", ACCEPTABLE),
        (SHARE, "80", ACCEPTABLE),
        (SHARE, "79.9", UNACCEPTABLE),
        (FEW, "5", WANTED),
        (FEW, "5.1", ACCEPTABLE),
        (FEW, "10", ACCEPTABLE),
        (FEW, "10.1", UNACCEPTABLE),
        (STRICT, "4.99", UNACCEPTABLE),
        (INTRODUCED, "innført", WANTED),
        (INTRODUCED, "UNDER utprøving", ACCEPTABLE),
        (INTRODUCED, "Ikke begynt", UNACCEPTABLE),
        (INTRODUCED, None, NOT_MEASURED),
    ],
)
def test_a_limit_belongs_to_the_better_band(requirement: Requirement, value: str | None, band: Band) -> None:
    assert band_of(requirement, value) == band


@pytest.mark.parametrize(
    ("requirement", "before", "now", "change"),
    [
        (SHARE, "80", "80.1", BETTER),
        (SHARE, "80", "80.0", SAME),
        (SHARE, "80", "79.9", WORSE),
        (FEW, "5", "4", BETTER),
        (FEW, "5", "6", WORSE),
        (INTRODUCED, "Innført", "I arbeid", WORSE),
        (INTRODUCED, "I arbeid", "Under utprøving", SAME),
        (INTRODUCED, "Ikke begynt", "I arbeid", BETTER),
        (SHARE, None, None, UNKNOWN),
    ],
)
def test_a_trend_follows_what_is_wanted(requirement: Requirement, before: str, now: str, change: ScoreTrend) -> None:
    assert trend(requirement, now, before) == change


@settings(max_examples=50)
@given(st.decimals(0, 100, places=1), st.decimals(0, 100, places=1), st.sampled_from((SHARE, FEW, STRICT)))
def test_a_better_number_never_falls_in_a_worse_band(one: object, other: object, requirement: Requirement) -> None:
    if trend(requirement, str(one), str(other)) == BETTER:
        order = (UNACCEPTABLE, ACCEPTABLE, WANTED)
        assert order.index(band_of(requirement, str(one))) >= order.index(band_of(requirement, str(other)))


@pytest.mark.parametrize(
    ("measured_in", "text", "value"),
    [
        (NUMBER, "12,50", "12.5"),
        (NUMBER, "1 234", "1234"),
        (NUMBER, "-3", "-3"),
        (NUMBER, "-0,0", "0"),
        (NUMBER, "100", "100"),
        (PERCENT, "87,5 %", "87.5"),
        (PERCENT, "0", "0"),
        (PERCENT, "100 %", "100"),
        (STATE, "  I   arbeid ", "I arbeid"),
    ],
)
def test_a_value_is_read_as_people_type_it(measured_in: MeasuredIn, text: str, value: str) -> None:
    assert read_value(measured_in, text) == value


@pytest.mark.parametrize(
    ("measured_in", "text"),
    [(NUMBER, "mange"), (NUMBER, "5 %"), (NUMBER, "1" * 16), (PERCENT, "100,1"), (PERCENT, "-0,1"), (STATE, " ")],
)
def test_nonsense_is_no_value(measured_in: MeasuredIn, text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_value(measured_in, text)


@pytest.mark.parametrize(
    ("requirement", "feed", "said"),
    [
        (Requirement(PERCENT, HIGHER, "95", "80"), Feed.CLOCKS_KEPT, []),
        (Requirement(PERCENT, HIGHER, "95", "95"), None, []),
        (Requirement(NUMBER, LOWER, "5", ""), None, []),
        (Requirement(STATE, None, "Innført\nVedtatt", "I arbeid"), None, []),
        (Requirement(PERCENT, HIGHER, "80", "80,1"), None, ["acceptable"]),
        (Requirement(NUMBER, LOWER, "5", "4,9"), None, ["acceptable"]),
        (Requirement(NUMBER, None, "5"), None, ["direction"]),
        (Requirement(NUMBER, HIGHER, "mye", "litt"), None, ["wanted", "acceptable"]),
        (Requirement(PERCENT, HIGHER, "101"), None, ["wanted"]),
        (Requirement(STATE, None, " \n"), None, ["wanted"]),
        (Requirement(STATE, None, "Innført", "innført"), None, ["acceptable"]),
        (Requirement(NUMBER, HIGHER, "5"), Feed.CLOCKS_KEPT, ["feed"]),
        (Requirement(PERCENT, LOWER, "5"), Feed.CLOCKS_KEPT, ["feed"]),
    ],
)
def test_a_requirement_that_says_nothing_sensible_is_refused_beside_its_field(
    requirement: Requirement, feed: Feed | None, said: list[str]
) -> None:
    assert [refusal.field for refusal in requirement_refusals(requirement, feed)] == said


def test_a_requirement_is_kept_as_it_is_compared() -> None:
    assert kept(Requirement(PERCENT, HIGHER, "95,0 %", " ")) == Requirement(PERCENT, HIGHER, "95", None)
    assert kept(Requirement(STATE, HIGHER, "Innført \n\n Vedtatt")) == Requirement(STATE, None, "Innført\nVedtatt")


@pytest.mark.parametrize(
    ("value", "not_measured", "note", "said"),
    [
        ("12", False, None, []),
        (None, True, "Undersøkelsen var utsatt", []),
        (None, True, "  ", ["note"]),
        (None, False, "Undersøkelsen var utsatt", ["value"]),
        ("12", True, "Undersøkelsen var utsatt", ["not_measured"]),
        ("tolv", False, None, ["value"]),
    ],
)
def test_a_year_has_a_value_or_says_why_it_has_none(
    value: str | None, not_measured: bool, note: str | None, said: list[str]
) -> None:
    assert [refusal.field for refusal in result_refusals(NUMBER, value, not_measured, note)] == said


@pytest.mark.parametrize(
    ("year", "is_fed", "refused"),
    [(2026, False, False), (2026, True, True), (2025, True, False), (2027, False, True), (2000, False, False)]
    + [(1999, False, True)],
)
def test_a_year_to_come_is_not_recorded_nor_one_that_the_program_still_follows(
    year: int, is_fed: bool, refused: bool
) -> None:
    assert any(year_refusals(year, is_fed, date(2026, 12, 31))) == refused


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(0, 0, None), (0, 3, "0"), (2, 3, "66.6"), (2999, 3000, "99.9"), (3, 3, "100")]
)
def test_a_share_is_never_told_as_better_than_it_is(part: int, whole: int, told: str | None) -> None:
    assert Share(part, whole).percent == told
