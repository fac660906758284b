"""The registers of risks and assessments, what risk offers the register of systems, and who sees which rows."""

from datetime import date

import pytest
from sqlalchemy import func, select

from isms.app import matrix, registers
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.register.columns import Source
from isms.kernel.register.query import Wish, counts
from isms.kernel.seal.models import Sealing
from isms.risk import service
from isms.risk.models import Assessment, Scenario
from isms.risk.register import ASSESSMENTS, RISKS, heat_map
from isms.risk.vocabulary import Consequence, Likelihood, RatedAs
from tests.cast import Cast
from tests.risk.stage import ME, TODAY, a_risk, a_system, access_for, an_action, an_assessment, get, seen

LATE, LATER = date(2026, 11, 21), date(2026, 12, 24)


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """Two systems in two areas; an approved assessment that is valid, and one that has expired."""
    with database.transaction(ME, "risk:stage") as session:
        journal = a_system(session, cast.nursing, "Journal", owner_id=cast.employee)
        school = a_system(session, cast.school, "Skoleplattform")
        a_system(session, cast.school, "Uvurdert")
        valid = an_assessment(session, [journal, school], cast.officer, title="Begge")
        old = an_assessment(
            session,
            [school],
            cast.officer,
            title="Gammel",
            assessed_on=date(2025, 11, 1),
            valid_until=date(2026, 11, 21),
        )
        first = a_risk(session, valid, journal, "2 4", title="Åpen journal", owner_id=cast.hem_owner)
        a_risk(session, valid, journal, "1 1", title="Treg")
        third = a_risk(session, old, school, "4 2", title="Ødelagt skjerm", owner_id=cast.auditor)
        service.approve(session, old, cast.hem_owner, TODAY)
        an_action(session, first, cast.hem_owner, LATE)
        an_action(session, first, cast.hem_owner, LATER)
        an_action(session, third, cast.hem_owner, LATER)
    return cast


def test_risks_stand_worst_first(database: Database, told: Cast) -> None:
    columns = ("code", "residual_level", "cell", "system", "area", "owner", "actions", "actions_open")
    assert seen(database, RISKS, CONSOLE, columns) == [
        ("R-001", "high", "2 × 4", "Journal", "Helse og mestring", "Astrid Fossheim", "overdue", 2),
        ("R-003", "medium", "4 × 2", "Skoleplattform", "Oppvekst", "Torstein Lunde", "planned", 1),
        ("R-002", "low", "1 × 1", "Journal", "Helse og mestring", None, "none", 0),
    ]


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({"residual_level": "high"}, ["R-001"]),
        ({"residual_level": "medium"}, ["R-003"]),
        ({"owner": "none"}, ["R-002"]),
        ({"actions": "overdue"}, ["R-001"]),
        ({"cell": "4 × 2"}, ["R-003"]),
        ({"area": "OPP"}, ["R-003"]),
    ],
)
def test_risks_are_filtered(database: Database, told: Cast, filters: dict[str, str], codes: list[str]) -> None:
    assert seen(database, RISKS, CONSOLE, wish=Wish(filters=filters)) == [(code,) for code in codes]


def test_risks_are_found_whatever_the_case(database: Database, told: Cast) -> None:
    assert seen(database, RISKS, CONSOLE, wish=Wish(q="ØDELAGT")) == [("R-003",)]


def test_every_view_counts_what_it_shows(database: Database, told: Cast) -> None:
    for register in (RISKS, ASSESSMENTS):
        wishes = [Wish(filters=view.filters) for view in register.views]
        with database.reading() as session:
            counted = counts(session, register, Source(TODAY), CONSOLE, wishes)
        assert counted == [len(seen(database, register, CONSOLE, wish=wish)) for wish in wishes]


def test_every_column_can_be_read_and_sorted_by(database: Database, told: Cast) -> None:
    for name in ("systems", "risks", "assessments", "actions"):
        register = registers()[name]
        for column in register.columns:
            for down in (False, True):
                wish = Wish(sort=column.key, descending=down)
                assert seen(database, register, CONSOLE, (column.key,), wish)


def test_the_heat_map_counts_by_residual(database: Database, told: Cast) -> None:
    with database.reading() as session:
        wish = Wish(filters={"area": "HEM"})
        cells = heat_map(session, RISKS, Source(TODAY), CONSOLE, wish, RatedAs.RESIDUAL, 4).cells
    assert {cell for cell, number in cells.items() if number} == {
        (Likelihood("2"), Consequence("4")),
        (Likelihood("1"), Consequence("1")),
    }
    assert len(cells) == 25


def test_systems_show_their_worst_risk_and_how_their_assessment_stands(database: Database, told: Cast) -> None:
    columns = ("name", "risks", "highest_risk", "assessment", "assessment_valid_until")
    found = seen(database, registers()["systems"], CONSOLE, columns)
    assert found == [
        ("Journal", 2, "high", "missing", None),
        ("Skoleplattform", 1, "medium", "expired", date(2026, 11, 21)),
        ("Uvurdert", 0, None, "missing", None),
    ]
    wish = Wish(filters={"assessment": "expired"})
    assert seen(database, registers()["systems"], CONSOLE, ("name",), wish) == [("Skoleplattform",)]


def test_assessments_show_what_they_hold(database: Database, told: Cast) -> None:
    columns = ("code", "status", "state", "systems", "risks", "highest_risk", "approved_by")
    assert seen(database, ASSESSMENTS, CONSOLE, columns) == [
        ("ROS-001", "draft", None, 2, 2, "high", None),
        ("ROS-002", "approved", "expired", 1, 1, "medium", "Astrid Fossheim"),
    ]


def test_a_withdrawn_assessment_takes_its_risks_out_of_the_lists(database: Database, told: Cast) -> None:
    with database.transaction(ME, "assessment:withdraw") as session:
        service.withdraw_assessment(session, get(session, Assessment, 1), "Erstattet", TODAY)
    assert seen(database, RISKS, CONSOLE) == [("R-003",)]
    assert seen(database, registers()["systems"], CONSOLE, ("name", "risks"))[0] == ("Journal", 0)


def test_the_registers_read_as_they_stood(database: Database, told: Cast) -> None:
    names = ("code", "residual_level", "cell", "owner", "actions")
    with database.reading() as session:
        position = session.scalar(select(func.max(Sealing.position)))
    before = seen(database, RISKS, CONSOLE, names)
    systems = seen(database, registers()["systems"], CONSOLE, ("name", "risks", "highest_risk"))
    with database.transaction(ME, "risk:change") as session:
        risk = get(session, Scenario, 1)
        service.change_scenario(
            session, risk, likelihood_after=Likelihood("1"), consequence_after=Consequence("1"), owner_id=None
        )
        service.withdraw_assessment(session, get(session, Assessment, 2), "Gjelder ikke", TODAY)
    assert seen(database, RISKS, CONSOLE, names) != before
    assert seen(database, RISKS, CONSOLE, names, position=position) == before
    assert (
        seen(database, registers()["systems"], CONSOLE, ("name", "risks", "highest_risk"), position=position) == systems
    )


def test_everybody_sees_the_risks_of_their_part_and_of_what_is_theirs(database: Database, told: Cast) -> None:
    def codes(person_id: int) -> list[str]:
        return sorted(row[0] for row in seen(database, RISKS, access_for(database, matrix(), person_id)))

    assert codes(told.officer) == ["R-001", "R-002", "R-003"]
    assert codes(told.hem_owner) == ["R-001", "R-002"]
    assert codes(told.opp_owner) == ["R-003"]
    assert codes(told.employee) == ["R-001", "R-002"]
    assert codes(told.operator) == []
    assert codes(told.outsider) == []


def test_everybody_sees_the_assessments_of_their_part_and_of_their_systems(database: Database, told: Cast) -> None:
    def codes(person_id: int) -> list[str]:
        return sorted(row[0] for row in seen(database, ASSESSMENTS, access_for(database, matrix(), person_id)))

    assert codes(told.officer) == ["ROS-001", "ROS-002"]
    assert codes(told.opp_owner) == ["ROS-001", "ROS-002"]
    assert codes(told.hem_owner) == ["ROS-001"]
    assert codes(told.employee) == ["ROS-001"]
    assert codes(told.outsider) == []
