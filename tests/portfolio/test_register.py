"""What the registers of systems and suppliers show, find, sort and hide, now and as of a day."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from isms.kernel.access import CONSOLE, Access
from isms.kernel.clock import FixedClock
from isms.kernel.moments import Moment, present
from isms.kernel.register.columns import Source
from isms.kernel.register.export import export
from isms.kernel.register.page import read_address, register_page
from isms.kernel.register.query import Wish, rows
from isms.kernel.words import CATALOGUE
from isms.organisation.vocabulary import Role
from isms.portfolio import service
from isms.portfolio.models import System
from isms.portfolio.register import SUPPLIERS, SYSTEMS
from isms.portfolio.service.fields import FIELDS
from isms.portfolio.vocabulary import Lifecycle
from tests.portfolio.conftest import OFFICER, TODAY, Place, Statements

NB = CATALOGUE.words("nb")


def names(place: Place, wish: Wish | None = None, access: Access = CONSOLE) -> list[str]:
    columns = [SYSTEMS.column("name")]
    with place.database.reading() as session:
        return [row.name for row in session.execute(rows(SYSTEMS, Source(TODAY), access, wish or Wish(), columns))]


def filtered(place: Place, **filters: str) -> list[str]:
    return names(place, Wish(filters=filters))


@pytest.fixture
def portfolio(place: Place) -> Place:
    """Four systems that differ in what a filter asks for."""
    rota = place.register(
        "Turnussystem", owner_id=place.kari, aliases="Arbeidsplan\nØdegård", agreement_until=date(2027, 5, 31)
    )
    journal = place.register("Pasientjournal", unit=place.health, agreement_until=date(2026, 8, 31))
    place.register("Åpen skole", unit=place.school, owner_id=place.jonas, lifecycle=Lifecycle.PHASING_OUT)
    place.register("Ærverdig arkiv", unit=place.school)
    place.rate(rota, 3, 2, 4)
    place.rate(journal, 3, 3, 3, rated_on=date(2025, 1, 1))
    return place


def test_names_sort_as_norwegians_expect(portfolio: Place) -> None:
    assert names(portfolio) == ["Pasientjournal", "Turnussystem", "Ærverdig arkiv", "Åpen skole"]


def test_a_system_is_found_by_name_alias_and_code_however_written(portfolio: Place) -> None:
    for text in ("ødegård", "ØDEGÅRD", "arbeidsplan", "s-001", "turnus"):
        assert names(portfolio, Wish(q=text)) == ["Turnussystem"], text


FILTERS: list[tuple[dict[str, str], list[str]]] = [
    ({"unit": "HEM"}, ["Pasientjournal", "Turnussystem"]),
    ({"unit": "HEM-SYK"}, ["Turnussystem"]),
    ({"unit": "EKF"}, ["Pasientjournal", "Turnussystem", "Ærverdig arkiv", "Åpen skole"]),
    ({"system_class": "4"}, ["Turnussystem"]),
    ({"system_class": "none"}, ["Ærverdig arkiv", "Åpen skole"]),
    ({"system_class": "x"}, []),
    ({"lifecycle": "phasing_out"}, ["Åpen skole"]),
    ({"owner": "none"}, ["Pasientjournal", "Ærverdig arkiv"]),
    ({"owner": "x"}, []),
    ({"rating": "lacking"}, ["Pasientjournal", "Ærverdig arkiv", "Åpen skole"]),
    ({"rating": "expired"}, ["Pasientjournal"]),
    ({"rating": "valid"}, ["Turnussystem"]),
    ({"agreement_until": "12"}, ["Turnussystem"]),
    ({"agreement_until": "6"}, []),
    ({"agreement_until": "past"}, ["Pasientjournal"]),
    ({"warning_count": "some"}, []),
    ({"unit": "OPP", "owner": "none"}, ["Ærverdig arkiv"]),
]


def test_filters_find_what_they_say(portfolio: Place) -> None:
    for filters, expected in FILTERS:
        assert filtered(portfolio, **filters) == expected, filters


def test_an_owner_is_filtered_by_who_it_is(portfolio: Place) -> None:
    assert filtered(portfolio, owner=str(portfolio.kari)) == ["Turnussystem"]


def test_every_column_sorts_both_ways(portfolio: Place) -> None:
    everybody = sorted(names(portfolio))
    for column in SYSTEMS.columns:
        for turned in (False, True):
            assert sorted(names(portfolio, Wish(sort=column.key, descending=turned))) == everybody


def test_missing_values_sort_last_both_ways(portfolio: Place) -> None:
    for turned in (False, True):
        assert names(portfolio, Wish(sort="system_class", descending=turned))[2:] == ["Ærverdig arkiv", "Åpen skole"]


def test_an_area_owner_sees_the_area_alone(portfolio: Place) -> None:
    access = portfolio.access(Role.AREA_OWNER, portfolio.health)
    assert names(portfolio, access=access) == ["Pasientjournal", "Turnussystem"]


def test_an_owner_without_a_role_sees_what_is_theirs(portfolio: Place) -> None:
    assert names(portfolio, access=portfolio.relation(portfolio.kari)) == ["Turnussystem"]


def test_the_operator_sees_no_system(portfolio: Place) -> None:
    assert names(portfolio, access=portfolio.access(Role.OPERATOR, portfolio.tenant)) == []


def test_a_withdrawn_system_leaves_the_register(portfolio: Place) -> None:
    with portfolio.database.transaction(OFFICER, "system:withdraw") as session:
        service.withdraw(session, session.get_one(System, 1), because="Ryddet", today=TODAY)
    assert "Turnussystem" not in names(portfolio)


def page_of(place: Place, register: Any = SYSTEMS, access: Access = CONSOLE, **asked: str) -> Any:
    address = read_address(register, f"/{register.name}", asked, ())
    with place.database.reading() as session:
        return register_page(session, register, Source(TODAY), access, address, NB)


def test_saved_views_count_what_they_find(portfolio: Place) -> None:
    counts = {view.label: view.count for view in page_of(portfolio).views}
    assert counts["Klasse 4"] == "1"
    assert counts["Uten eier"] == "2"
    assert counts["KIT mangler eller er utløpt"] == "3"
    assert counts["Under utfasing"] == "1"


def test_class_and_levels_are_shown_as_badges(portfolio: Place) -> None:
    page = page_of(portfolio, q="turnus")
    cells = dict(zip([column.key for column in page.columns], page.rows[0].cells, strict=True))
    assert re.findall(r">(\w\d)<", cells["kit"]) == ["K3", "I2", "T4"]
    assert "4 Kritisk" in cells["system_class"]
    assert "Gyldig" in cells["rating"]


@pytest.mark.parametrize("more", [0, 30])
def test_a_page_asks_the_database_few_times_whatever_the_rows(portfolio: Place, more: int) -> None:
    for number in range(more):
        portfolio.register(f"System {number}", owner_id=portfolio.kari)
    access = portfolio.access(Role.SECURITY_OFFICER, portfolio.tenant)
    with Statements(portfolio.database) as statements:
        page_of(portfolio, access=access)
    assert len([s for s in statements.asked if s.startswith("SELECT")]) <= 5


def csv_of(place: Place, moment: Moment | None = None) -> str:
    with place.database.reading() as session:
        at = moment or present(session, place.database.clock.now())
        return b"".join(export(session, SYSTEMS, at, CONSOLE, Wish(), NB).csv()).decode("utf-8-sig")


def test_an_export_holds_every_fact_a_file_can_bring(portfolio: Place) -> None:
    columns = {column.key: column.label for column in SYSTEMS.columns}
    assert {field.key: field.label for field in FIELDS}.items() <= columns.items()
    assert len({NB(label) for label in columns.values()}) == len(columns)


def test_an_export_names_people_by_address_and_units_by_code(portfolio: Place) -> None:
    exported = csv_of(portfolio)
    assert "kari@demo.example" in exported
    assert "HEM-SYK" in exported


def test_an_export_of_the_past_is_the_one_made_then(portfolio: Place, clock: FixedClock) -> None:
    before = csv_of(portfolio)
    with portfolio.database.reading() as session:
        then = present(session, clock.now())
    clock.set(datetime(2026, 12, 24, tzinfo=UTC))
    portfolio.rate(1, 4, 4, 4, rated_on=TODAY)
    with portfolio.database.transaction(OFFICER, "system:change") as session:
        service.change(session, session.get_one(System, 1), name="Nytt turnussystem", owner_id=portfolio.jonas)
    assert csv_of(portfolio) != before
    assert csv_of(portfolio, replace(then, past=True)) == before


def test_suppliers_show_how_many_systems_they_deliver_to_all_in_the_municipality(portfolio: Place) -> None:
    with portfolio.database.transaction(OFFICER, "supplier:register") as session:
        id_ = service.register_supplier(session, portfolio.tenant, name="Vaktplan AS").id
    portfolio.register("Vaktbok", supplier_id=id_)
    for access in (CONSOLE, portfolio.access(Role.AREA_OWNER, portfolio.school)):
        page = page_of(portfolio, SUPPLIERS, access)
        assert [re.sub("<.*?>", "", cell) for cell in page.rows[0].cells[:3]] == ["Vaktplan AS", "L-001", "1"]
    assert page_of(portfolio, SUPPLIERS, portfolio.relation(portfolio.kari)).rows == []
