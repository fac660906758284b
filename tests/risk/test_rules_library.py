"""Templates to start a risk from: what is shipped, what is refused, and which kinds fit a system."""

import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

from isms.kernel.words import LANGUAGES
from isms.risk import library
from isms.risk.library import ANY_KIND, Malformed, Template
from isms.risk.rules import CATEGORIES
from isms.risk.vocabulary import AffectedProperty, Intent

WHOLE = """
name.nb = "Lekeplass"
name.en = "Playground"
words = ["huske"]

[[template]]
key = "swing_breaks"
intent = "unintended"
properties = ["availability"]
privacy_affected = false
driving_category = "life_health"
annex_a = ["A.7.13"]
title.nb = "Husken ryker mens et barn leker"
title.en = "The swing breaks while a child plays"
description.nb = "Kjettingen ryker uten forvarsel, og barnet faller ned på hardt underlag."
description.en = "The chain breaks without warning and the child falls on hard ground."
cause.nb = "Kjettingen er slitt og har rustet gjennom vinteren."
cause.en = "The chain is worn and has rusted through the winter."
vulnerability.nb = "Ingen ser over utstyret når våren kommer."
vulnerability.en = "Nobody looks over the equipment when spring comes."
controls.nb = ["Gjerde rundt plassen"]
controls.en = ["Fence around the place"]
measures.nb = ["Se over utstyret hver vår", "Bytt kjettingen"]
measures.en = ["Look over the equipment every spring", "Replace the chain"]
"""


def loaded(folder: Path, text: str) -> list[Template]:
    (folder / "playground.toml").write_text(text, "utf-8")
    return [template for kind in library.load(folder) for template in kind.templates]


def test_at_least_forty_templates_over_ten_kinds_are_shipped() -> None:
    specific = [kind for kind in library.kinds() if kind.key != ANY_KIND]
    assert len(specific) >= 10
    assert len(library.templates()) >= 40
    assert all(len(kind.templates) >= 3 for kind in library.kinds())
    assert ANY_KIND in {kind.key for kind in library.kinds()}


def test_what_is_shipped_is_read_once() -> None:
    assert library.kinds() is library.kinds()
    assert library.templates() is library.templates()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_templates_say_the_same(language: str) -> None:
    for part in ("title", "description", "cause", "vulnerability"):
        said = [getattr(template.texts(language), part) for template in library.templates().values()]
        assert len(set(said)) == len(said), part


def sentences(template: Template, language: str) -> list[str]:
    texts = template.texts(language)
    return [texts.description, texts.cause, texts.vulnerability]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_a_sentence_ends_as_one_and_what_is_a_title_does_not(language: str) -> None:
    for template in library.templates().values():
        texts = template.texts(language)
        lines = [texts.title, *texts.controls, *texts.measures]
        assert all(sentence.endswith(".") for sentence in sentences(template, language)), template.key
        assert not any(line.endswith(".") for line in lines), template.key
        assert all(line[0].isupper() for line in [*lines, *sentences(template, language)]), template.key


def test_the_two_languages_are_not_mixed_up() -> None:
    for template in library.templates().values():
        english = " ".join([template.texts("en").title, *sentences(template, "en")])
        norwegian = " ".join([template.texts("nb").title, *sentences(template, "nb")])
        assert not re.search("[æøåÆØÅ«»]", english), template.key
        assert not re.search(r"\b(the|and|of|is not)\b|[“”]", norwegian), template.key
        assert not any(name is not None for _, name, _, _ in Formatter().parse(english + norwegian)), template.key


def test_each_consequence_category_and_each_property_is_used() -> None:
    shipped = library.templates().values()
    assert {template.driving_category for template in shipped} == set(CATEGORIES)
    assert {word for template in shipped for word in template.properties} == set(AffectedProperty)
    assert {template.intent for template in shipped} == set(Intent)


def test_who_reads_what_they_should_not_hurts_privacy_or_the_service() -> None:
    for template in library.templates().values():
        if template.driving_category == "privacy":
            assert template.privacy_affected, template.key


def test_annex_a_has_ninety_three_ids() -> None:
    assert len(set(library.annex_a_ids())) == 93


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    (template,) = loaded(tmp_path, WHOLE)
    assert template.key == "playground.swing_breaks"
    assert template.properties == ("availability",)
    assert template.texts("en").measures == ("Look over the equipment every spring", "Replace the chain")
    assert template.texts("de") == template.texts("nb")


def without(line: str) -> Callable[[str], str]:
    return lambda text: re.sub(rf"^{re.escape(line)} = .*\n", "", text, flags=re.MULTILINE)


def instead(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


LONG_MEASURE = "Bytt kjettingen" + " og alt annet" * 10
FAULTS = [
    (lambda text: text + text[text.index("[[") :], "swing_breaks: the key is used twice"),
    (without("title.en"), "swing_breaks: title has no en"),
    (without("measures.nb"), "swing_breaks: measures has no nb"),
    (without("name.nb"), "name has no nb"),
    (without("intent"), "swing_breaks: intent is missing"),
    (without("words"), "words is missing"),
    (instead('"unintended"', '"perhaps"'), "intent is not one of intended, unintended"),
    (instead('"life_health"', '"weather"'), "driving_category is not one of life_health"),
    (instead("= false", '= "no"'), "privacy_affected is neither true nor false"),
    (instead('["availability"]', '["beauty"]'), "properties has the unknown word beauty"),
    (instead('["availability"]', '["availability", "availability"]'), "properties has a word twice"),
    (instead('["availability"]', "[]"), "properties is not a list of words"),
    (instead("A.7.13", "A.7.15"), "annex_a has the unknown word A.7.15"),
    (instead('["huske"]', '"huske"'), "words is not a list of texts"),
    (instead('"Bytt kjettingen"', '" "'), "measures.nb is empty"),
    (instead('"Husken ryker mens et barn leker"', '""'), "title.nb is empty"),
    (instead("Husken ryker mens", "Husken  ryker mens"), "title.nb is not one clean line"),
    (instead("Husken ryker mens et barn leker", "Husken ryker"), "title.nb has 12 characters, not 20 to 110"),
    (instead("Bytt kjettingen", LONG_MEASURE), f"measures.nb has {len(LONG_MEASURE)} characters, not 5 to 90"),
    (instead(', "Bytt kjettingen"', ""), "measures.nb has 1 lines, not 2 to 3"),
    (instead(', "Bytt kjettingen"', ""), "measures has more lines in one language than in another"),
    (instead("swing_breaks", "Swing breaks"), "template 1: key is not words in lower case joined by _"),
    (instead("annex_a =", "likelihood = 3\nannex_a ="), "swing_breaks: likelihood is not known here"),
    (lambda text: text[: text.index("[[")], "there are no templates"),
    (lambda text: text + "[[", "playground.toml: "),
]


@pytest.mark.parametrize(("spoil", "says"), FAULTS, ids=[says for _, says in FAULTS])
def test_a_spoilt_file_is_refused_by_name(tmp_path: Path, spoil: Callable[[str], str], says: str) -> None:
    with pytest.raises(Malformed) as refusal:
        loaded(tmp_path, spoil(WHOLE))
    lines = str(refusal.value).splitlines()
    assert any(line.startswith("playground.toml: ") and says in line for line in lines), lines


def test_every_fault_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(WHOLE.replace("A.7.13", "A.9.1"), "utf-8")
    with pytest.raises(Malformed) as refusal:
        loaded(tmp_path, without("cause.nb")(without("title.en")(WHOLE)))
    assert len(str(refusal.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("system", "kind"),
    [
        ("Pasientjournal, EPJ", "health_record"),
        ("Fagsystem barnevern", "child_welfare"),
        ("LØNNS- OG PERSONALSYSTEM", "payroll_hr"),
        ("Driftskontroll vann", "water_control"),
        ("Sak- og arkivsystem", "case_archive"),
    ],
)
def test_a_system_is_known_by_what_it_is_called(system: str, kind: str) -> None:
    assert [found.key for found, fits in library.in_order([system], "nb") if fits] == [kind]


def test_a_word_fits_only_where_a_word_begins() -> None:
    fitting = [kind.key for kind, fits in library.in_order(["Logistikk", "Navneregister", "Virussøk"], "nb") if fits]
    assert fitting == []


@pytest.mark.parametrize(("language", "first"), [("nb", "Barnehage"), ("en", "Building cases, property and maps")])
def test_kinds_that_fit_come_first_then_any_then_the_rest_by_name(language: str, first: str) -> None:
    ordered = library.in_order(["Kasse i svømmehallen"], language)
    assert [kind.key for kind, _ in ordered[:2]] == ["payment", ANY_KIND]
    assert ordered[2][0].name(language) == first
    assert len(ordered) == len(library.kinds())
