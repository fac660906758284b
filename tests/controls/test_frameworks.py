"""The shipped frameworks are whole, and a file that does not hold together is refused in words."""

from pathlib import Path

import pytest

from isms.controls.frameworks import LANGUAGES, LIBRARY, BrokenFramework, Library

SOUND = """
id = "house-1"
version = "1.0"
[name]
nb = "Husreglene"
nn = "Husreglane"
en = "House rules"
[[groups]]
id = "H.1"
nb = "Orden"
nn = "Orden"
en = "Order"
[[controls]]
id = "H.1.1"
group = "H.1"
nb = "Lukk døren"
nn = "Lukk døra"
en = "Shut the door"
per_system = true
"""
PER_SYSTEM = (
    "A.5.9 A.5.12 A.5.15 A.5.16 A.5.18 A.5.19 A.5.20 A.5.21 A.5.22 A.5.23 A.5.24 A.5.25 A.5.26 A.5.27 A.5.30 A.5.31 "
    "A.5.33 A.5.34 A.5.35 A.6.8 A.8.2 A.8.5 A.8.8 A.8.13 A.8.15 A.8.32"
)


def library(folder: Path, *texts: str) -> Library:
    """Return the library of some files."""
    for number, text in enumerate(texts):
        (folder / f"{number}.toml").write_text(text, "utf-8")
    return Library(folder)


def test_annex_a_has_its_93_ids_in_four_groups() -> None:
    annex = LIBRARY.frameworks["iso27001-2022"]
    expected = [
        f"A.{group}.{number}" for group, count in ((5, 37), (6, 8), (7, 14), (8, 34)) for number in range(1, count + 1)
    ]
    assert [entry.id for entry in annex.entries] == expected
    assert [entry.id for entry in annex.entries if entry.per_system] == PER_SYSTEM.split()
    assert all(entry.id.startswith(f"{entry.group}.") for entry in annex.entries)


def test_nsm_has_its_21_principles_and_says_what_they_do_not_mean() -> None:
    nsm = LIBRARY.frameworks["nsm-2.1"]
    expected = [f"NSM {group}.{n}" for group, count in ((1, 3), (2, 10), (3, 4), (4, 4)) for n in range(1, count + 1)]
    assert [entry.id for entry in nsm.entries] == expected
    assert "sikkerhetsloven" in nsm.noted("nb")
    assert nsm.noted("se") == nsm.noted("nb")


def test_titles_stand_in_three_languages_and_are_told_apart_within_a_framework() -> None:
    for framework in LIBRARY.frameworks.values():
        for language in LANGUAGES:
            titles = [entry.title(language) for entry in framework.entries]
            assert len(set(titles)) == len(titles)


def test_a_title_falls_back_to_bokmal_and_a_control_no_file_names_has_none() -> None:
    assert LIBRARY.title("A.8.13", "se") == LIBRARY.title("A.8.13", "nb") == "Sikkerhetskopier"
    assert LIBRARY.title("A.8.13", "nn") == "Tryggleikskopiar"
    assert LIBRARY.title("A.9.99", "nb") == ""
    assert LIBRARY.words_of("A.9.99") == ()


def test_a_new_framework_is_a_file(tmp_path: Path) -> None:
    found = library(tmp_path, SOUND)
    assert found.title("H.1.1", "en") == "Shut the door"
    assert found.entries["H.1.1"].per_system
    assert found.frameworks["house-1"].noted("nb") == ""


FAULTS = {
    "a control used twice": (SOUND + SOUND[SOUND.index("[[controls]]") :], "H.1.1 is used twice, first in 0.toml"),
    "a language missing": (SOUND.replace('nn = "Lukk døra"\n', ""), "H.1.1 is not named in nn"),
    "a language left empty": (SOUND.replace("Shut the door", "  "), "H.1.1 is not named in en"),
    "a group's language": (SOUND.replace('en = "Order"\n', ""), "H.1 is not named in en"),
    "a name in one language": (SOUND.replace('en = "House rules"\n', ""), "the framework is not named in en"),
    "a note in one language": (
        SOUND.replace("[[groups]]", '[note]\nnb = "Obs"\n[[groups]]'),
        "the note is not named in nn, en",
    ),
    "an unknown group": (SOUND.replace('group = "H.1"', 'group = "H.2"'), "H.1.1 is of the group 'H.2', which"),
    "no group": (SOUND.replace('group = "H.1"\n', ""), "H.1.1 is of the group None, which"),
    "no version": (SOUND.replace('version = "1.0"\n', ""), "version is None"),
    "a version in words": (SOUND.replace('"1.0"', '"newest"'), "version is 'newest'"),
    "a version that is a number": (SOUND.replace('"1.0"', "1.0"), "version is 1.0"),
    "no id": (SOUND.replace('id = "H.1.1"\n', ""), "entry 2 has no id"),
    "no id of the framework": (SOUND.replace('id = "house-1"\n', ""), "the framework has no id"),
    "no controls": (SOUND[: SOUND.index("[[controls]]")], "there are no controls"),
    "a word that means nothing": (SOUND.replace("per_system", "per_sytem"), "H.1.1 says per_sytem"),
    "not TOML": (SOUND + "[[", "0.toml:"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_file_that_does_not_hold_together_is_refused_in_words(tmp_path: Path, what: str) -> None:
    text, says = FAULTS[what]
    with pytest.raises(BrokenFramework) as refused:
        library(tmp_path, text)
    assert says in str(refused.value)
    assert str(refused.value).startswith("0.toml: ")


def test_an_id_of_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenFramework, match=r"1\.toml: H\.1\.1 is used twice, first in 0\.toml"):
        library(tmp_path, SOUND, SOUND.replace("house-1", "house-2").replace('"H.1"', '"H.9"'))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BrokenFramework) as refused:
        library(tmp_path, SOUND.replace('"1.0"', '"x"').replace('group = "H.1"', 'group = "H.2"'))
    assert len(str(refused.value).splitlines()) == 2
