"""What is different between the register of risks at two moments, on pages and in files."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isms.app import DERIVATIONS, registers
from isms.kernel.access import CONSOLE
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.moments import Moment, moment_of
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Person, Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.risk import service
from isms.risk.models import Assessment, Scenario
from isms.risk.queries.trend import levels_at
from isms.risk.register import Compared, compared
from isms.risk.vocabulary import Closed, Consequence, Difference, Likelihood, RiskLevel
from tests import cast as casting
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get
from tests.risk.test_as_of import HAPPENINGS, Happening, begin

ClientAs = Callable[[int | None], Client]
RISKS = registers()["risks"]


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """An approved assessment of three risks in one area, and a fourth risk in another."""
    with database.transaction(ME, "risk:stage") as session:
        journal, school = a_system(session, cast.nursing, "Journal"), a_system(session, cast.school, "Skole")
        assessment = an_assessment(session, [journal], cast.officer, title="Journalen")
        for number in range(3):
            a_risk(session, assessment, journal, "2 3", title=f"Hendelse {number}", owner_id=cast.officer)
        service.send(session, assessment)
        service.approve(session, assessment, cast.hem_owner, TODAY)
        a_risk(session, an_assessment(session, [school], cast.officer), school, "2 3", title="Skolen")
    return cast


def now(database: Database) -> Moment:
    """Return the newest position as a moment that is over."""
    with database.reading() as session:
        return replace(moment_of(session, "", database.clock.now()), past=True)


def between(database: Database, before: Moment, wish: Wish | None = None) -> Compared:
    """Return what is different since a moment."""
    today = database.clock.now().date()
    with database.reading() as session:
        past = Source(before.day, before.position)
        return compared(session, RISKS, past, Source(today), CONSOLE, wish or Wish())


def codes(found: Compared) -> dict[str, list[str]]:
    """Return the codes of each kind of difference that there is."""
    return {kind.value: [line.code for line in lines] for kind, lines in found.lines.items() if lines}


def test_a_copy_that_takes_over_is_the_same_risk(database: Database, told: Cast) -> None:
    before = now(database)
    with database.transaction(ME, "assessment:copy") as session:
        copied = service.copy(session, get(session, Assessment, 1), today=TODAY)
        risks = {risk.code: risk for risk in session.query(Scenario).filter_by(assessment_id=copied.id)}
        service.change_scenario(session, risks["R-001"], **worst())
        service.withdraw_scenario(session, risks["R-002"], "Systemet er skilt fra nettet", TODAY)
        a_risk(session, copied, get(session, System, 1), "1 1", title="Ny hendelse", owner_id=told.officer)
    assert codes(between(database, before)) == {}
    with database.transaction(ME, "assessment:approve") as session:
        service.send(session, get(session, Assessment, 3))
        service.approve(session, get(session, Assessment, 3), told.hem_owner, TODAY)
    found = between(database, before)
    assert codes(found)["new"] == ["R-005"]
    assert codes(found)["worse"] == ["R-001"]
    assert codes(found)["closed"] == ["R-002"]
    closed = found.lines[Difference.CLOSED][0]
    assert (closed.closed, closed.because) == (Closed.DROPPED, "Systemet er skilt fra nettet")
    assert found.shifts[RiskLevel.MEDIUM, None] == 1


def worst() -> Any:
    """Return the estimate of today at its worst."""
    return {"likelihood_before": Likelihood("4"), "consequence_before": Consequence("4")}


def test_a_closed_risk_says_why(database: Database, told: Cast) -> None:
    before = now(database)
    with database.transaction(ME, "system:withdraw") as session:
        portfolio.withdraw(session, get(session, System, 2), because="Byttet ut", today=TODAY)
    with database.transaction(ME, "assessment:withdraw") as session:
        service.withdraw_assessment(session, get(session, Assessment, 1), "Feil omfang", TODAY)
    found = between(database, before).lines[Difference.CLOSED]
    assert {(line.code, line.closed, line.because) for line in found} == {
        *((f"R-00{n}", Closed.ASSESSMENT_WITHDRAWN, "Feil omfang") for n in (1, 2, 3)),
        ("R-004", Closed.SYSTEM_WITHDRAWN, "Byttet ut"),
    }


def test_a_move_or_a_new_name_is_no_difference_but_another_owner_is(database: Database, told: Cast) -> None:
    before = now(database)
    with database.transaction(ME, "risk:stage") as session:
        portfolio.change(session, get(session, System, 1), get(session, Unit, told.school))
        get(session, Person, told.officer).name = "Ingrid Solvang Berg"
        service.change_scenario(session, get(session, Scenario, 3), owner_id=told.hem_owner)
    found = between(database, before)
    assert codes(found) == {"owned_otherwise": ["R-003"]}
    line = found.lines[Difference.OWNED_OTHERWISE][0]
    assert line.before and line.after
    assert (line.before.owner, line.after.owner) == ("Ingrid Solvang", "Astrid Fossheim")
    assert (line.before.area, line.after.area) == ("Helse og mestring", "Oppvekst")


def test_a_filter_takes_the_risks_it_finds_at_either_moment(database: Database, told: Cast) -> None:
    before = now(database)
    with database.transaction(ME, "risk:stage") as session:
        portfolio.change(session, get(session, System, 1), get(session, Unit, told.school))
        service.change_scenario(session, get(session, Scenario, 3), owner_id=told.hem_owner)
        service.withdraw_scenario(session, get(session, Scenario, 4), "Gjelder ikke", TODAY)
    for area, kinds in (("HEM", {"owned_otherwise"}), ("OPP", {"closed", "owned_otherwise"})):
        assert set(codes(between(database, before, Wish(filters={"area": area})))) == kinds
    assert set(codes(between(database, before, Wish(filters={"owner": str(told.officer)})))) == {"owned_otherwise"}


def test_the_page_and_the_files_say_the_same(database: Database, told: Cast, client_as: ClientAs) -> None:
    before = now(database)
    with database.transaction(ME, "risk:stage") as session:
        service.withdraw_scenario(session, get(session, Scenario, 4), "Gjelder ikke", TODAY)
        service.change_scenario(session, get(session, Scenario, 1), owner_id=told.hem_owner)
    client = client_as(told.officer)
    page = client.page(f"/risks/difference?from={before}")
    assert "Trukket: Gjelder ikke" in page.text
    assert "Ingen nye risikoer" in page.text
    rows = list(csv.reader(io.StringIO(client.get(f"/risks/difference.csv?from={before}").text[1:]), delimiter=";"))
    assert [row[:2] for row in rows[1:]] == [["Lukket", "R-004"], ["Ny eier", "R-001"]]
    body = json.loads(client.get(f"/risks/difference.json?from={before}").data)
    assert [row["code"] for row in body["rows"]] == ["R-004", "R-001"]
    workbook = zipfile.ZipFile(io.BytesIO(client.get(f"/risks/difference.xlsx?from={before}").data))
    names = workbook.read("xl/workbook.xml").decode()
    assert [name for name in ("Nye", "Lukket", "Verre", "Bedre", "Ny eier") if f'name="{name}"' not in names] == []
    swapped = client.get(f"/risks/difference.csv?to={before}&from={body['to']}")
    assert swapped.data == client.get(f"/risks/difference.csv?from={before}&to={body['to']}").data
    assert client.get("/risks/difference?from=x").status_code == 400
    assert client.get("/risks/difference?to=99999@2026-01-01").status_code == 400


def test_files_of_a_past_span_never_change(database: Database, told: Cast, client_as: ClientAs) -> None:
    client, before = client_as(told.officer), now(database)
    with database.transaction(ME, "risk:stage") as session:
        service.change_scenario(session, get(session, Scenario, 1), owner_id=told.hem_owner)
    address = f"from={before}&to={now(database)}"
    files = [client.get(f"/risks/difference.{ending}?{address}").data for ending in ("csv", "json", "xlsx")]
    with database.transaction(ME, "risk:stage") as session:
        get(session, Person, told.hem_owner).name = "Astrid Berg"
        service.withdraw_scenario(session, get(session, Scenario, 4), "Gjelder ikke", TODAY)
    assert files == [client.get(f"/risks/difference.{ending}?{address}").data for ending in ("csv", "json", "xlsx")]


def test_the_overview_shows_the_worst_the_movement_and_the_trend(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    before = now(database)
    with database.transaction(ME, "risk:stage") as session:
        service.change_scenario(session, get(session, Scenario, 4), **worst())
    text = client_as(told.officer).page(f"/risks/overview?since={before}&pace=month").text
    assert "1 verre" in text
    assert text.index("Skolen") < text.index("Hendelse 0")
    assert "Hendelse" not in client_as(told.officer).page("/risks/overview?area=OPP").text
    assert client_as(told.officer).get("/risks/overview?since=x").status_code == 400


def registered(database: Database, moment: Moment) -> dict[str, dict[str, object]]:
    """Return the exported register of risks at a moment, by code."""
    with database.reading() as session:
        made = export(session, RISKS, moment, CONSOLE, Wish(), CATALOGUE.words("en"))
        return {row["code"]: row for row in json.loads(b"".join(made.json()))["rows"]}


@pytest.mark.slow
@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 60)), min_size=6, max_size=12))
def test_the_difference_is_that_of_the_two_exported_registers(
    new_database_url: Callable[[], str], happenings: list[tuple[str, int]]
) -> None:
    clock = FixedClock()
    database = Database(new_database_url(), clock=clock, derivations=DERIVATIONS)
    try:
        cast = casting.build(database)
        begin(database, cast)
        kept = [now(database)]
        for name, number in happenings:
            clock.advance(hours=30)
            with suppress(Refused, ZeroDivisionError), database.transaction(ME, f"risk:{name}") as session:
                getattr(Happening(session, clock, cast, number), name)()
            kept.append(now(database))
        for one, other in combinations(kept[::3], 2):
            agree(database, one, other)
    finally:
        database.close()


def agree(database: Database, one: Moment, other: Moment) -> None:
    """See that the difference of two moments is that of their registers, and the trend counts the same rows."""
    was, is_ = registered(database, one), registered(database, other)
    with database.reading() as session:
        sources = Source(one.day, one.position), Source(other.day, other.position)
        found = compared(session, RISKS, *sources, CONSOLE, Wish())
        levels = levels_at(session, CONSOLE, [one, other])
    by_kind = codes(found)
    assert set(by_kind.get("new", ())) == is_.keys() - was.keys()
    assert set(by_kind.get("closed", ())) == was.keys() - is_.keys()
    both = was.keys() & is_.keys()
    assert set(by_kind.get("owned_otherwise", ())) == {
        code for code in both if was[code]["owner"] != is_[code]["owner"]
    }
    moved = {code for code in both if rank_of(was[code]) != rank_of(is_[code])}
    assert {*by_kind.get("worse", ()), *by_kind.get("better", ())} == moved
    for rows, counted in zip((was, is_), levels, strict=True):
        assert counted == {lv: sum(row["residual_level"] == lv.value for row in rows.values()) for lv in RiskLevel}


def rank_of(row: dict[str, object]) -> tuple[object, int]:
    """Return what a risk is ranked by: its level, then likelihood times consequence."""
    likelihood, _, consequence = str(row["cell"]).partition(" × ")
    return row["residual_level"], int(likelihood) * int(consequence)
