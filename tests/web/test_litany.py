"""Decides that every page of the program is well made, in both languages, and that looking changes nothing."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Text, select
from werkzeug.routing import Rule

from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Person
from tests.client import Client
from tests.markup import Element, Page
from tests.web.conftest import Place, rows_of
from tests.web.routes import OF_THE_LINE, addresses, rules

PAGES = [rule for rule in rules("GET") if rule.endpoint != "static"]
SAMPLED = (
    "/",
    "/systems",
    "/controls",
    "/controls/statement",
    "/risks",
    "/risks/map",
    "/deviations",
    "/deviations/figures",
    "/projects",
    "/projects/phases",
    "/calendar",
    "/reviews",
    "/audit",
)
READ_ALOUD = ("title", "alt", "placeholder", "aria-label", "content")
OURS = re.compile("[æøåÆØÅ]")
KEY = re.compile(r"[a-z_]+(\.[a-z_0-9]+)+")
NORWEGIAN = frozenset(text["nb"] for text in CATALOGUE.entries.values()) - frozenset(
    text["en"] for text in CATALOGUE.entries.values()
)


def look(place: Place, client: Client, path: str) -> str:
    """Get a page as the officer, see that it is well made and has changed nothing, and return its markup."""
    before = rows_of(place.database)
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    markup = answer.text if answer.mimetype == "text/html" else str(len(answer.data))
    answer.close()
    assert place.database.engine.pool.checkedout() == 0, "a connection was kept"  # type: ignore[attr-defined]
    assert rows_of(place.database) == before
    return markup


def addressed(place: Place, rule: Rule) -> Iterator[str]:
    more: dict[str, object] = {"person_id": place.left} if rule.endpoint == "organisation.reactivate" else {}
    return addresses(rule, place.filled.own, token=place.token, **more)


@pytest.mark.parametrize("rule", PAGES, ids=lambda rule: str(rule.rule))
def test_a_page_is_well_made_and_looking_changes_nothing(place: Place, rule: Rule) -> None:
    stranger_only = rule.endpoint == "accounts.sign_in"
    cast = place.filled.cast
    reader = cast.chief_executive if rule.endpoint in OF_THE_LINE else cast.officer
    client = place.client(None if stranger_only else reader)
    for path in addressed(place, rule):
        look(place, client, path)


@pytest.mark.parametrize("rule", PAGES, ids=lambda rule: str(rule.rule))
def test_a_page_in_english_has_no_norwegian_but_that_of_its_rows(place: Place, written: list[str], rule: Rule) -> None:
    stranger_only = rule.endpoint == "accounts.sign_in"
    client = place.client(None if stranger_only else place.english)
    client.set_cookie("language", "en")
    for path in addressed(place, rule):
        answer = client.get(path)
        if answer.mimetype == "text/html":
            page = Page(answer.text)
            assert page.root.all("html")[0]["lang"] == "en"
            assert list(untranslated(page.root, written)) == [], path


def untranslated(root: Element, written: list[str]) -> Iterator[str]:
    """Yield what is read aloud, does not come from the rows, and is Norwegian or a key."""
    for text in read_aloud(root):
        rest = text
        for said in written if OURS.search(text) else ():
            rest = rest.replace(said, "")
        if KEY.fullmatch(text) or OURS.search(rest) or (text in NORWEGIAN and text not in written):
            yield text


def read_aloud(element: Element) -> Iterator[str]:
    """Yield the texts of an element but those that say they are Norwegian."""
    if element["lang"] == "nb":
        return
    yield from (element[name] for name in READ_ALOUD if element[name])
    for child in element.children:
        if isinstance(child, Element):
            yield from read_aloud(child)
        elif child.strip():
            yield " ".join(child.split())


@pytest.fixture(scope="module")
def written(place: Place) -> list[str]:
    """What people have written in the rows, longest first."""
    found = {CATALOGUE.entries["language.nb"]["nb"]}
    with place.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            columns = [c for c in table.columns if isinstance(c.type, Text) or c.type.python_type is str]
            for row in session.execute(select(*columns)) if columns else ():
                found.update(" ".join(line.split()) for value in row if value for line in value.splitlines())
                found.update(" ".join(value.split()) for value in row if value)
    return sorted(found - {""}, key=len, reverse=True)


def test_pages_are_the_same_on_postgresql(place_on_postgresql: Place, place: Place) -> None:
    for path in SAMPLED:
        texts = [
            Page(look(each, each.client(each.filled.cast.officer), path)).text for each in (place, place_on_postgresql)
        ]
        assert texts[0] == texts[1], path


def test_every_person_of_the_cast_has_a_home(place: Place) -> None:
    with place.database.reading() as session:
        people = session.scalars(select(Person.id)).all()
    for person_id in people:
        look(place, place.client(person_id), "/")
