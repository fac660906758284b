"""Measurements at the doors: recorded, shown, withdrawn, exported and imported; the newest of a kind counts."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.app import registers
from isms.kernel.access import CONSOLE
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.imports import Context, Fate, Plan
from isms.kernel.moments import present
from isms.kernel.refusal import Refused
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish
from isms.kernel.sheets.reading import read_sheet
from isms.kernel.words import CATALOGUE
from isms.measurements import queries, service
from isms.measurements.imports import MEASUREMENTS
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import LogState, MeasurementKind, MeasurementResult, MeasurementSource
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from tests.cast import Cast
from tests.client import Client, filled_in
from tests.markup import Page
from tests.risk.stage import ME, TODAY, a_system

ClientAs = Callable[[int | None], Client]
Kind = MeasurementKind
sqlite_only = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
HEAD = "system_code;kind;measured_on;passed;hours;days;by_supplier;log_state;evidence"


def measure(session: Session, system: System, kind: MeasurementKind, measured_on: date, **answers: Any) -> Measurement:
    by: dict[str, Any] = {"source": MeasurementSource.FORM, "recorded_by_id": None, "today": TODAY}
    return service.record(session, system, kind, measured_on=measured_on, **by, **answers)


@pytest.fixture
def systems(database: Database, cast: Cast) -> tuple[int, int]:
    """A system that the employee administers, and one of the school's."""
    with database.transaction(ME, "system:register") as session:
        mine = a_system(session, cast.nursing, "Journal", administrator_id=cast.employee)
        return mine.id, a_system(session, cast.school, "Skoleplattform").id


def test_the_newest_standing_measurement_of_each_kind_counts(database: Database, systems: tuple[int, int]) -> None:
    day, mine, other = date(2026, 5, 1), *systems
    with database.transaction(ME, "measurement:record") as session:
        system = session.get_one(System, mine)
        later = measure(session, system, Kind.RESTORE_TEST, TODAY, passed=True, hours=3)
        measure(session, system, Kind.RESTORE_TEST, day, passed=False)
        measure(session, system, Kind.LOGGING, day, log_state=LogState.OFF)
        same_day = measure(session, system, Kind.LOGGING, day, log_state=LogState.REVIEWED)
        measure(session, session.get_one(System, other), Kind.ZERO_REPORT, day)
    with database.reading() as session:
        found = queries.latest(session)
        assert {id_: set(kinds) for id_, kinds in found.items()} == {
            mine: {Kind.RESTORE_TEST, Kind.LOGGING},
            other: {Kind.ZERO_REPORT},
        }
        assert found[mine][Kind.RESTORE_TEST].hours == 3
        assert found[mine][Kind.LOGGING].id == same_day.id
        assert found[mine][Kind.LOGGING].result is MeasurementResult.LOG_REVIEWED
        assert set(queries.latest(session, [other])) == {other}
        assert queries.latest(session, []) == {}
    with database.transaction(ME, "measurement:withdraw") as session:
        service.withdraw(session, session.get_one(Measurement, later.id), because="Feil system", today=TODAY)
    with database.reading() as session:
        assert queries.latest(session)[mine][Kind.RESTORE_TEST].measured_on == day
        ids = [one.id for one in queries.history(session, mine)]
        assert (ids[0], len(ids)) == (later.id, 4)


@sqlite_only
def test_a_claim_that_is_not_made_and_none_are_the_same(database: Database, systems: tuple[int, int]) -> None:
    with database.transaction(ME, "measurement:record") as session:
        system = session.get_one(System, systems[0])
        assert measure(session, system, Kind.ZERO_REPORT, TODAY, by_supplier=False).by_supplier is None
        with pytest.raises(Refused):
            measure(session, system, Kind.RESTORE_TEST, TODAY, hours=3)


@sqlite_only
def test_the_form_of_patching_asks_of_everybody_but_who_has_the_suppliers_word(
    cast: Cast, systems: tuple[int, int], client_as: ClientAs
) -> None:
    person, form = client_as(cast.employee), f"/systems/{systems[0]}/measurements/patching"
    assert person.get(form).text.count("valgfritt") == len(("evidence", "note"))
    assert person.submit(form, supported="yes").status_code == 422
    assert person.submit(form, by_supplier="y").status_code == 422
    assert person.submit(form, by_supplier="y", evidence="Sak 26/45").status_code == 303


@sqlite_only
def test_whoever_administers_a_system_records_and_its_page_tells(
    cast: Cast, systems: tuple[int, int], client_as: ClientAs
) -> None:
    mine, other = systems
    person, officer, page = client_as(cast.employee), client_as(cast.officer), f"/systems/{mine}/measurements"
    assert "Ingenting er registrert ennå" in person.get(page).text
    assert f'href="{page}"' in person.get(f"/systems/{mine}").text
    refused = person.submit(f"{page}/restore_test", measured_on="23.11.2026", hours="3", by_supplier="y")
    assert refused.status_code == 422
    assert "Velg" in refused.text or "Fyll" in refused.text
    future = person.submit(f"{page}/restore_test", measured_on="23.11.2026", passed="yes", by_supplier="y")
    assert future.status_code == 422
    assert "framtiden" in future.text
    assert "leverandørens dokumentasjon" in future.text
    said = {
        "measured_on": "22.11.2026",
        "passed": "yes",
        "hours": "3",
        "evidence": "Sak 26/44\nhttps://arkiv.example.test/44",
    }
    answer = person.submit(f"{page}/restore_test", **said)
    assert answer.status_code == 303
    text = person.get(page).text
    for told in ("Gjenopprettet", "Tok 3 timer", 'href="https://arkiv.example.test/44"', "Nora Aasen 22.11.2026"):
        assert told in text
    assert "Sist målt 22.11.2026: Gjenopprettet" in person.get(f"{page}/restore_test").text
    assert person.submit(f"{page}/zero_report").status_code == 303
    assert person.get(f"/systems/{other}/measurements/logging").status_code == 404
    assert person.get(f"/systems/{mine}/measurements/coffee").status_code == 404
    assert person.get("/measurements/1/withdraw").status_code == 404
    assert officer.submit("/measurements/1/withdraw", because="").status_code == 422
    assert officer.submit("/measurements/1/withdraw", because="Feil system").status_code == 303
    assert "Trukket tilbake 22.11.2026: Feil system" in person.get(page).text
    assert officer.get("/measurements/1/withdraw").status_code == 404


@sqlite_only
def test_the_register_narrows_to_what_is_in_force(
    database: Database, cast: Cast, systems: tuple[int, int], client_as: ClientAs
) -> None:
    with database.transaction(ME, "measurement:record") as session:
        system = session.get_one(System, systems[0])
        measure(session, system, Kind.RESTORE_TEST, date(2026, 3, 1), passed=False)
        measure(session, system, Kind.RESTORE_TEST, TODAY, passed=True)
    officer = client_as(cast.officer)
    assert "Ikke gjenopprettet" in officer.get("/measurements").text
    assert "Ikke gjenopprettet" not in officer.get("/measurements.csv?newest=yes").text
    assert "Ikke gjenopprettet" in officer.get("/measurements.csv?newest=no").text
    assert "Journal" not in client_as(cast.opp_owner).get("/measurements").text
    with database.transaction(ME, "system:withdraw") as session:
        portfolio.withdraw(session, session.get_one(System, systems[0]), because="Feil", today=TODAY)
    assert "Journal" not in officer.get("/measurements").text
    assert "Registrer ny" not in officer.get(f"/systems/{systems[0]}/measurements").text


def carry_out(database: Database, sheet: bytes, ending: str = "csv") -> Plan:
    labels = [column.label for column in registers()["measurements"].columns]
    context = Context(CONSOLE, None, TODAY, register=labels)
    with database.transaction(ME, MEASUREMENTS.action) as session:
        return MEASUREMENTS.carry_out(session, read_sheet(sheet, f"x.{ending}"), _of_the_town(session, context))


def _of_the_town(session: Session, context: Context) -> Context:
    tenant_id = session.scalars(select(System.tenant_id)).first()
    return Context(context.access, tenant_id, context.today, register=context.register)


def test_a_file_brings_many_and_again_changes_nothing(
    database: Database, systems: tuple[int, int], clock: FixedClock
) -> None:
    sheet = (
        f"{HEAD}\nS-001;restore_test;1.10.2026;ja;5;;ja;;SOC 2\nSkoleplattform;Logging;2026-10-01;;;;;off;\n"
        "s-001;zero_report;1.10.2026;;;;;;\n"
    )
    first = carry_out(database, sheet.encode())
    assert (first.problems, [row.fate for row in first.rows]) == ((), [Fate.NEW] * 3)
    for language, ending in (("nb", "csv"), ("en", "csv")):
        with database.reading() as session:
            moment = present(session, clock.now())
            said = CATALOGUE.words(language)
            made = export(session, registers()["measurements"], moment, CONSOLE, Wish(), said)
            again = carry_out(database, b"".join(made.csv()), ending)
        assert (again.problems, {row.fate for row in again.rows}) == ((), {Fate.UNCHANGED})
    otherwise = carry_out(database, f"{HEAD}\nS-001;restore_test;1.10.2026;ja;6;;ja;;SOC 2\n".encode())
    assert [row.fate for row in otherwise.rows] == [Fate.CHANGED]
    with database.reading() as session:
        found = queries.latest(session, [systems[0]])[systems[0]][Kind.RESTORE_TEST]
        assert (found.hours, found.by_supplier, found.passed) == (6, True, True)
        sources = {one.source for one in queries.history(session, systems[0])}
        assert sources == {MeasurementSource.IMPORTED}


@sqlite_only
def test_a_file_with_wrong_rows_does_nothing_and_says_why(database: Database, systems: tuple[int, int]) -> None:
    sheet = (
        f"{HEAD}\nS-900;logging;1.10.2026;;;;;off;\nS-001;logging;23.11.2026;;;;;off;\n"
        "S-001;restore_test;1.10.2026;;;;;;\nS-001;zero_report;1.10.2026;;;4;;;\nS-001;patching;1.10.2026;;;;ja;;\n"
        "S-001;coffee;1.10.2026;;;;;;\nS-001;logging;1.10.2026;;-1;;;off;\n"
    )
    plan = carry_out(database, sheet.encode())
    assert [(problem.row, problem.because) for problem in plan.problems] == [
        (2, "measurement.system_unknown"),
        (3, "measurement.in_the_future"),
        (4, "measurement.passed_missing"),
        (5, "measurement.of_another_kind"),
        (6, "measurement.supplier_evidence_missing"),
        (7, "import.word_unknown"),
        (8, "form.number_out_of_range"),
    ]
    with database.reading() as session:
        assert queries.history(session, systems[0]) == []


@sqlite_only
def test_a_sheet_on_the_page_reaches_only_the_senders_systems(
    cast: Cast, systems: tuple[int, int], client_as: ClientAs
) -> None:
    person = client_as(cast.employee)

    def send(rows: str) -> tuple[int, Page]:
        form = filled_in(person.page("/measurements/import").root.all("form")[-1])
        form["file"] = (BytesIO(f"{HEAD}\n{rows}".encode()), "x.csv")
        answer = person.post("/measurements/import", data=form)
        return answer.status_code, Page(answer.text)

    status, page = send("S-002;logging;1.10.2026;;;;;off;\n")
    assert (status, "Ingen av systemene du ser, har denne koden" in page.text) == (422, True)
    status, page = send("S-001;logging;1.10.2026;;;;;off;\n")
    assert (status, "1 ny" in page.text) == (200, True)
    sent = filled_in(next(form for form in page.root.all("form") if form.above("main") and "upload" in filled_in(form)))
    assert person.post("/measurements/import", data=sent).status_code == 303
    assert "Importert fra fil" in person.get(f"/systems/{systems[0]}/measurements").text
