from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isms.kernel import formats

LANGUAGES = st.sampled_from(["nb", "en"])


@pytest.mark.parametrize("typed", ["01.03.2026", "1.3.26", " 1.3.2026 ", "2026-03-01", "1.03.26"])
def test_a_date_may_be_typed_in_several_ways(typed: str) -> None:
    assert formats.read_date(typed) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "31.02.2026",
        "1/3/26",
        "2026-3-1",
        "1.3.026",
        "1.3",
        "20260301",
        "01.01.1026",
        "1.3.26 kl. 8",
        "１.3.26",
    ],
)
def test_what_is_not_a_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        formats.read_date(typed)


def test_two_digits_of_a_year_lie_between_1970_and_2069() -> None:
    assert formats.read_date("1.1.69").year == 2069
    assert formats.read_date("1.1.70").year == 1970


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1 234,5", "1234.5"),
        ("1\u00a0234\u202f567.25", "1234567.25"),
        ("-0,50", "-0.50"),
        ("\u22123", "-3"),
        ("12345", "12345"),
    ],
)
def test_a_number_may_have_comma_or_point_and_parted_thousands(typed: str, number: str) -> None:
    assert str(formats.read_decimal(typed)) == number


@pytest.mark.parametrize("typed", ["", "1.234,5", "12 34", "1,", ",5", "1e3", "NaN", "--1", "1  234", "5 kr", "٣"])
def test_what_is_not_a_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        formats.read_decimal(typed)


def test_a_whole_number_has_no_decimals() -> None:
    assert formats.read_integer("1 140") == 1140
    with pytest.raises(ValueError):
        formats.read_integer("1,0")


def test_money_is_read_into_oere() -> None:
    assert formats.read_money("1 234,5") == 123450
    assert formats.read_money("-0,05") == -5
    with pytest.raises(ValueError):
        formats.read_money("1,005")


def test_yes_and_no_are_read_in_both_languages() -> None:
    assert [formats.read_boolean(text) for text in ("Ja", " NEI", "yes", "No", "true", "USANN")] == [
        True, False, True, False, True, False,
    ]  # fmt: skip
    with pytest.raises(ValueError):
        formats.read_boolean("kanskje")


def test_printing_follows_the_language() -> None:
    assert formats.print_decimal(Decimal("-1234567.50"), "nb") == "-1\u00a0234\u00a0567,50"
    assert formats.print_decimal(Decimal("1234.50"), "en") == "1\u00a0234.50"
    assert formats.print_integer(1140, "nb") == "1\u00a0140"
    assert formats.print_money(123456, "nb") == "1\u00a0234,56"
    assert formats.print_date(date(2026, 3, 1), "nb") == "01.03.2026"
    assert formats.print_date(date(2026, 3, 1), "en") == "2026-03-01"
    assert formats.long_date(date(2026, 11, 30), "nb") == "30. november 2026"
    assert formats.long_date(date(2026, 11, 30), "en") == "30 November 2026"


def test_a_moment_is_printed_as_oslo_saw_it() -> None:
    assert formats.print_instant(datetime(2026, 7, 31, 22, 30, tzinfo=UTC), "nb") == "01.08.2026 00.30"
    assert formats.print_instant(datetime(2026, 12, 31, 22, 30, tzinfo=UTC), "en") == "2026-12-31 23:30"
    with pytest.raises(ValueError):
        formats.print_instant(datetime(2026, 1, 1), "nb")


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), LANGUAGES)
def test_a_printed_date_reads_back(day: date, lang: str) -> None:
    assert formats.read_date(formats.print_date(day, lang)) == day


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.integers(), LANGUAGES)
def test_printed_numbers_read_back(number: Decimal, whole: int, lang: str) -> None:
    assert formats.read_decimal(formats.print_decimal(number, lang)) == number
    assert formats.read_integer(formats.print_integer(whole, lang)) == whole
    assert formats.read_money(formats.print_money(whole, lang)) == whole
