import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isms.kernel.text import folded, like_pattern, normalise, normalise_lines, sort_key

ANY_TEXT = st.text(st.characters(codec="utf-8"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Visma \t Profil\n", "Visma Profil"),
        ("A\u030a", "Å"),
        ("fag\u00adsystem", "fagsystem"),
        ("a\u202eb\x00c\x1b[31m", "abc[31m"),
        ("\ufeffnavn\u00a0og\u2003tall", "navn og tall"),
        ("a \x07 b", "a b"),
        ("\ud800x", "x"),
    ],
)
def test_a_line_of_text_is_cleaned(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise_lines(normalise_lines(text)) == normalise_lines(text)
    assert folded(folded(text)) == folded(text)


def test_lines_keep_their_indentation_and_lose_what_trails() -> None:
    assert normalise_lines("\r\n\r\nFørst  \r\n  - så\x00\rslutt\n\n") == "Først\n  - så\nslutt"


def test_search_finds_capitals_of_the_norwegian_alphabet() -> None:
    assert folded("ØRLAND", "Ærlig  ÅS") == folded("ørland ærlig ås") == "ørland ærlig ås"
    assert folded("O\u0308ST", None, "") == "öst"


@given(ANY_TEXT)
def test_search_does_not_mind_case_or_composition(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)
    assert folded(text.casefold()) == folded(text)


def test_a_search_for_like_signs_means_the_signs() -> None:
    assert like_pattern(r"50%_\x") == r"%50\%\_\\x%"


def test_the_norwegian_alphabet_ends_with_ae_oe_aa() -> None:
    names = ["Ås", "Øst", "Ærlig", "Zoo", "aa", "élan", "Elan b", "Ab", "Äger", "Öye", "Ål", "Øks"]
    assert sorted(names, key=sort_key) == [
        "aa", "Ab", "élan", "Elan b", "Zoo", "Äger", "Ærlig", "Øks", "Øst", "Öye", "Ål", "Ås",
    ]  # fmt: skip


def test_numbers_sort_by_value() -> None:
    codes = [
        "S-10",
        "S-9",
        "S-100000000000",
        "S-2",
        "S-2.10",
        "S-2.9",
        "S-0",
        "S",
        "S-99999999",
        "S-123456789",
    ]
    assert sorted(codes, key=sort_key) == [
        "S", "S-0", "S-2", "S-2.9", "S-2.10", "S-9", "S-10", "S-99999999", "S-123456789", "S-100000000000",
    ]  # fmt: skip


def test_case_accents_and_punctuation_only_break_ties() -> None:
    assert sorted(["IKT drift 2", "ikt-drift 1", "«IKT, drift» 3"], key=sort_key) == [
        "ikt-drift 1",
        "IKT drift 2",
        "«IKT, drift» 3",
    ]


def test_other_scripts_follow_the_latin_letters_in_their_own_order() -> None:
    assert sorted(["Ω", "日", "α", "å", "z"], key=sort_key) == ["z", "å", "α", "Ω", "日"]


@given(st.integers(min_value=0), st.integers(min_value=0))
def test_any_two_numbers_sort_by_value(one: int, other: int) -> None:
    assert (sort_key(f"R-{one} x") < sort_key(f"R-{other} x")) == (one < other)


@given(ANY_TEXT, ANY_TEXT)
def test_keys_order_alike_as_text_and_as_bytes_and_tie_only_for_equal_texts(one: str, other: str) -> None:
    first, second = sort_key(one), sort_key(other)
    assert (first < second) == (first.encode() < second.encode())
    assert (first == second) == (normalise(one) == normalise(other))
