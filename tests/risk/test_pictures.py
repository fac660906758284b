"""The heat map: which estimate, which model, which area, and that each cell leads to exactly its risks."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from sqlalchemy import func, select

from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.register.columns import Source
from isms.kernel.register.query import Wish
from isms.kernel.seal.models import Sealing
from isms.risk import service
from isms.risk.models import Scenario
from isms.risk.register import CELLS, RISKS, Heat, cell_of, heat_map
from isms.risk.rules import SHIPPED
from isms.risk.vocabulary import Consequence, Likelihood, RatedAs, RiskLevel
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get, seen

ClientAs = Callable[[int | None], Client]


def estimates(**cells: str) -> Mapping[str, object]:
    """Return the fields of some estimates, each a cell as in "3 4"."""
    fields: dict[str, object] = {}
    for when, cell in cells.items():
        likelihood, consequence = cell.split()
        fields[f"likelihood_{when}"] = Likelihood(likelihood)
        fields[f"consequence_{when}"] = Consequence(consequence)
    return fields


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """Two areas; risks with one, two and three estimates under a model of four steps, and one under five."""
    with database.transaction(ME, "risk:stage") as session:
        journal, school = a_system(session, cast.nursing, "Journal"), a_system(session, cast.school, "Skole")
        four = an_assessment(session, [journal, school], cast.officer)
        a_risk(session, four, journal, "3 4", **estimates(inherent="4 4", after="2 4"))
        a_risk(session, four, journal, "3 4", **estimates(after="1 1"))
        a_risk(session, four, school, "1 1")
        five = an_assessment(session, [school], cast.officer)
        five.model_version = "5x5-1"
        session.flush()
        a_risk(session, five, school, "5 5", title="Alt er borte")
    return cast


def heat(database: Database, rated: RatedAs, position: int | None = None, **filters: str) -> Heat:
    """Return the map of the model of four steps."""
    with database.reading() as session:
        return heat_map(session, RISKS, Source(TODAY, position), CONSOLE, Wish(filters=filters), rated, 4)


@pytest.mark.parametrize(
    ("rated", "cells", "unrated"),
    [
        (RatedAs.INHERENT, {"4 × 4": 1}, 2),
        (RatedAs.CURRENT, {"3 × 4": 2, "1 × 1": 1}, 0),
        (RatedAs.RESIDUAL, {"2 × 4": 1, "1 × 1": 2}, 0),
    ],
)
def test_each_estimate_has_its_map_and_each_cell_its_risks(
    database: Database, told: Cast, rated: RatedAs, cells: dict[str, int], unrated: int
) -> None:
    found = heat(database, rated)
    assert {cell_of(*cell): number for cell, number in found.cells.items() if number} == cells
    assert (found.unrated, found.elsewhere) == (unrated, {5: 1})
    for cell, number in cells.items():
        wish = Wish(filters={CELLS[rated]: cell, "model_size": "4"})
        assert len(seen(database, RISKS, CONSOLE, wish=wish)) == number


def test_a_cell_of_another_model_is_never_mixed_in(database: Database, told: Cast) -> None:
    wish = Wish(filters={"model_size": "5"})
    assert seen(database, RISKS, CONSOLE, ("code", "cell"), wish) == [("R-004", "5 × 5")]
    with database.transaction(ME, "risk:stage") as session:
        changed = estimates(before="1 1")
        service.change_scenario(session, get(session, Scenario, 4), **changed)
    assert heat(database, RatedAs.CURRENT).cells[Likelihood("1"), Consequence("1")] == 1
    assert SHIPPED["5x5-1"].size == 5


def test_areas_are_counted_by_level_whatever_the_model(database: Database, told: Cast) -> None:
    found = heat(database, RatedAs.RESIDUAL)
    high, low = RiskLevel.HIGH, RiskLevel.LOW
    assert [(area.code, area.levels[high], area.levels[low]) for area in found.areas] == [("HEM", 1, 1), ("OPP", 1, 1)]
    assert [area.code for area in heat(database, RatedAs.RESIDUAL, area="OPP").areas] == ["OPP"]


def test_the_map_reads_as_it_stood(database: Database, told: Cast) -> None:
    with database.reading() as session:
        position = session.scalar(select(func.max(Sealing.position)))
    before = heat(database, RatedAs.RESIDUAL)
    with database.transaction(ME, "risk:stage") as session:
        service.withdraw_scenario(session, get(session, Scenario, 3), "Gjelder ikke", date(2026, 11, 22))
    assert heat(database, RatedAs.RESIDUAL) != before
    assert heat(database, RatedAs.RESIDUAL, position) == before


def test_the_page_offers_the_estimates_and_tells_what_the_map_leaves_out(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    text = client.page("/risks/map?rated=inherent").text
    assert "2 risikoer mangler dette anslaget" in text
    assert "1 risiko er vurdert med en modell på 5 × 5" in text
    assert "cell_inherent=4+%C3%97+4&amp;model_size=4" in client.get("/risks/map?rated=inherent").text
    assert client.page("/risks/map?rated=nothing").text == client.page("/risks/map").text
    narrowed = client.get("/risks?cell_inherent=4+%C3%97+4&model_size=4")
    assert "1 risiko" in narrowed.text
    assert 'name="cell_inherent"' in narrowed.text
