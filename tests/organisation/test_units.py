"""What can be done with units on their pages."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from isms.kernel.db import Database
from isms.organisation.models import Unit
from tests.cast import Cast
from tests.client import Client

ClientAs = Callable[[int | None], Client]


@pytest.fixture
def officer(cast: Cast, client_as: ClientAs) -> Client:
    """The municipality's officer, signed in."""
    return client_as(cast.officer)


def path_of(database: Database, unit_id: int) -> str:
    with database.reading() as session:
        return session.scalars(select(Unit.path).where(Unit.id == unit_id)).one()


def test_a_unit_is_established_where_it_belongs(cast: Cast, officer: Client, database: Database) -> None:
    answer = officer.submit("/units/new", kind="unit", parent_id=cast.hem, name="Legevakt", code="HEM-LEG")

    assert answer.status_code == 303
    made = int(answer.location.rsplit("/", 1)[1])
    assert officer.page(answer.location).heading == "Legevakt"
    assert path_of(database, made) == f"/{cast.municipality}/{cast.hem}/{made}/"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Fyll ut «Navn»."),
        ({"code": "OPP"}, "Koden er i bruk"),
        ({"kind": "municipality"}, "En slik enhet kan ikke ligge der."),
        ({"parent_id": ""}, "Velg hvor enheten skal ligge."),
        ({"valid_from": "i går"}, "Skriv datoen som"),
        ({"note": "Gjelder 13097248022"}, "fødselsnummer"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_beside_its_field(
    cast: Cast, officer: Client, fields: dict[str, str], says: str
) -> None:
    whole = {"kind": "unit", "parent_id": cast.hem, "name": "Legevakt", "code": "HEM-LEG", **fields}

    answer = officer.submit("/units/new", **whole)

    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="Legevakt"' in answer.text or fields.get("name") == ""


def test_a_unit_page_shows_where_it_lies_who_leads_and_who_belongs(cast: Cast, officer: Client) -> None:
    officer.submit(f"/units/{cast.hem}/change", leader_id=cast.hem_owner)

    text = officer.page(f"/units/{cast.hem}").text

    for said in ("Astrid Fossheim", "Hjemmetjenesten", "Sykehjem", "Direktør for helse og mestring", "Historikk"):
        assert said in text


def test_a_form_that_is_stale_shows_both_values(cast: Cast, officer: Client) -> None:
    path = f"/units/{cast.hem}/change"
    _, sent = officer.filled(path, name="Mestring")
    officer.submit(path, name="Helse")

    answer = officer.post(path, data=sent)

    assert answer.status_code == 409
    assert "Mestring" in answer.text
    assert "Helse" in answer.text


def test_a_form_sent_twice_makes_one_unit(cast: Cast, officer: Client, database: Database) -> None:
    whole = {"kind": "unit", "parent_id": cast.hem, "name": "Legevakt", "code": "HEM-LEG"}
    _, sent = officer.filled("/units/new", **whole)

    answers = [officer.post("/units/new", data=sent) for _ in range(2)]

    assert answers[0].location == answers[1].location
    with database.reading() as session:
        assert len(session.scalars(select(Unit).where(Unit.name == "Legevakt")).all()) == 1


def test_moving_says_what_moves_along(cast: Cast, officer: Client) -> None:
    assert "1 enhet ligger under denne" in officer.page(f"/units/{cast.home_care}/move").text
    assert "2 enheter ligger under denne" not in officer.page(f"/units/{cast.home_care}/move").text
    assert "Ingen enheter ligger under" in officer.page(f"/units/{cast.school}/move").text


def test_a_moved_unit_takes_its_children_along(cast: Cast, officer: Client, database: Database) -> None:
    answer = officer.submit(f"/units/{cast.home_care}/move", parent_id=cast.opp)

    assert answer.status_code == 303
    with database.reading() as session:
        north = session.get_one(Unit, cast.home_care_north)
        assert north.path == f"/{cast.municipality}/{cast.opp}/{cast.home_care}/{cast.home_care_north}/"
        assert north.area_id == cast.opp
        assert session.get_one(Unit, cast.nursing).area_id == cast.hem


def test_a_unit_cannot_move_below_itself_or_to_a_place_that_is_not_offered(cast: Cast, officer: Client) -> None:
    for place in (cast.home_care_north, cast.home_care, cast.municipality, cast.neighbour_area):
        answer = officer.submit(f"/units/{cast.home_care}/move", parent_id=place)
        assert answer.status_code == 422, place


def test_a_unit_with_people_or_units_left_in_it_is_neither_ended_nor_withdrawn(cast: Cast, officer: Client) -> None:
    for verb, fields in (("end", {"valid_until": "31.12.2026"}), ("withdraw", {})):
        answer = officer.submit(f"/units/{cast.home_care}/{verb}", because="Slått sammen", **fields)
        assert answer.status_code == 422
        assert "1 enhet under den består fortsatt" in answer.text
        assert "1 person er fortsatt knyttet" in answer.text


def test_an_empty_unit_is_ended_with_a_reason_that_its_history_tells(cast: Cast, officer: Client) -> None:
    answer = officer.submit(f"/units/{cast.nursing}/end", valid_until="31.12.2026", because="Slått sammen")

    text = officer.page(answer.location).text
    assert "31.12.2026" in text
    assert "Slått sammen" in text
    assert officer.submit(f"/units/{cast.nursing}/end", valid_until="", because="Feil").status_code == 303


def test_a_withdrawn_unit_leaves_the_register_but_not_its_page(cast: Cast, officer: Client) -> None:
    answer = officer.submit(f"/units/{cast.nursing}/withdraw", because="Registrert to ganger")

    assert "Sykehjem er trukket tilbake." in officer.page(answer.location).text
    assert "Sykehjem" not in officer.page("/units").text
    assert "Registrert to ganger" in officer.page(f"/units/{cast.nursing}").text
    assert officer.get(f"/units/{cast.nursing}/change").status_code == 404


def test_the_register_filters_by_area_and_finds_by_name(cast: Cast, officer: Client) -> None:
    def names(path: str) -> list[str]:
        return [cell.text for cell in officer.page(path).root.all("th") if cell["scope"] == "row"]

    assert names("/units?area=OPP") == ["Barnehage", "Oppvekst", "Skole"]
    assert names("/units?q=HJEMMETJENESTEN") == ["Hjemmetjenesten", "Hjemmetjenesten nord"]
    assert names("/units?area=unknown") == []
    assert "Nabofjord kommune" not in names("/units")


def test_the_tree_shows_units_below_the_one_they_lie_under(cast: Cast, officer: Client) -> None:
    page = officer.page("/units/tree")

    north = next(link for link in page.root.all("a") if link.text == "Hjemmetjenesten nord")
    above = north.above("ul").above("li")  # type: ignore[union-attr]
    assert above is not None
    assert above.all("a")[0].text == "Hjemmetjenesten"


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_an_export_as_of_before_a_move_is_the_one_made_then(
    cast: Cast, officer: Client, ending: str, database: Database
) -> None:
    then = officer.get(f"/units.{ending}")
    officer.submit(f"/units/{cast.home_care}/move", parent_id=cast.opp)
    officer.submit(f"/units/{cast.opp}/change", name="Oppvekst og læring")
    officer.submit(f"/units/{cast.nursing}/withdraw", because="Registrert to ganger")

    moment = then.headers["Systemhelse-Position"]
    as_of = officer.get(f"/units.{ending}?as_of={moment}")

    assert as_of.data == then.data
    assert officer.get(f"/units.{ending}").data != then.data


def test_a_file_tells_beside_itself_who_read_what_and_when(officer: Client) -> None:
    headers = officer.get("/units.csv?q=Øst&kind=unit").headers
    told = [headers[f"Systemhelse-{name}"] for name in ("Read-By", "Read-At", "Asked")]
    assert told == ["Ingrid%20Solvang", "2026-11-22T08:00:00+00:00", "q=%C3%98st&kind=unit"]
