"""A package is kept as one text: what is read back is what was kept, and the same package gives the same digest."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isms.reviews.rules import packages
from isms.reviews.rules.blocks import (
    Bars,
    Block,
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
    day,
    number,
    percent,
    said,
    term,
)

texts = st.text(max_size=12)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
plain = st.none() | st.booleans() | st.integers(-9, 999) | st.floats(-9, 99, allow_nan=False) | texts
values = (
    plain
    | days.map(day)
    | texts.map(term)
    | st.builds(lambda key, n: said(key, n=n), texts, st.integers(0, 9))
    | st.floats(0, 100, allow_nan=False).map(lambda value: number(value, 1))
    | st.floats(0, 1, allow_nan=False).map(percent)
    | st.builds(code, texts, st.none() | texts)
)
words = st.none() | texts


def some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


rows = st.builds(Row, some(values), words, st.booleans())
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Sentence, texts, st.dictionaries(texts, values, max_size=2), st.booleans()),
    st.builds(Written, texts, words, st.none() | days, words),
    st.builds(Figures, some(st.builds(Figure, texts, values, values, words, values))),
    st.builds(Table, texts, some(st.builds(Column, texts, st.booleans())), some(rows), words, st.integers(0, 9)),
    st.builds(Numbered, some(st.tuples(st.integers(1, 9), texts, values))),
    st.builds(Bars, texts, some(texts), some(st.tuples(texts, some(st.integers(0, 9))))),
)
parts = st.builds(Part, texts, some(texts), some(blocks), words, st.booleans())
annexes = st.dictionaries(texts, plain, max_size=2)
packs = st.builds(Package, st.dictionaries(texts, plain, max_size=3), some(parts), annexes)


@settings(max_examples=50, deadline=None)
@given(packs)
def test_a_package_that_is_kept_is_read_back_as_it_was(package: Package) -> None:
    text = packages.canonical(package)
    again = packages.read(text)
    assert again == package
    assert packages.canonical(again) == text


def test_the_digest_does_not_depend_on_the_order_in_which_things_were_put() -> None:
    one = Package({"code": "L-001", "unit": "Øvre"}, ())
    other = Package({"unit": "Øvre", "code": "L-001"}, ())
    assert packages.digest(packages.canonical(one)) == packages.digest(packages.canonical(other))
    assert len(packages.digest(packages.canonical(one))) == 64


def test_a_text_of_another_form_is_not_read() -> None:
    kept = packages.to_json(Package({}, ()))
    with pytest.raises(ValueError, match="not a form"):
        packages.read(json.dumps({**kept, "form": 99}))
