"""What sheets of units, people and roles do: everything or nothing, shown before it is done."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from isms.kernel.access import CONSOLE
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.imports import Context, Fate, Import, Outdated, Plan
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import Sealing
from isms.kernel.sheets.reading import read_sheet
from isms.kernel.uploads import Upload
from isms.organisation.imports import IMPORTS, PEOPLE, ROLES, UNITS
from isms.organisation.models import Person, RoleHolding, Unit
from tests.cast import Cast
from tests.client import Client, filled_in
from tests.markup import Page

ClientAs = Callable[[int | None], Client]
DEMO = Path(__file__).parents[2] / "isms" / "demo" / "data"
OPERATOR = Actor("operator", "test")


@pytest.fixture
def officer(cast: Cast, client_as: ClientAs) -> Client:
    """The municipality's officer, signed in."""
    return client_as(cast.officer)


def console(database: Database, tenant_id: int | None = None) -> Context:
    return Context(CONSOLE, tenant_id, day_of(database.clock.now()))


def carry_out(database: Database, imported: Import, text: str | Path, tenant_id: int | None = None) -> Plan:
    sheet = read_sheet(text) if isinstance(text, Path) else read_sheet(text.encode(), "sheet.csv")
    with database.transaction(OPERATOR, imported.action) as session:
        return imported.carry_out(session, sheet, console(database, tenant_id))


def said(plan: Plan) -> list[tuple[int | None, str | None, str]]:
    return [(problem.row, problem.column, problem.because) for problem in plan.problems]


def count(session: Session, model: type[Unit | Person | RoleHolding]) -> int:
    return session.scalar(select(func.count(model.id))) or 0


def send(client: Client, name: str, text: str | bytes, filename: str = "sheet.csv") -> tuple[int, Page]:
    target, sent = client.filled(f"/{name}/import")
    content = text if isinstance(text, bytes) else text.encode()
    answer = client.post(target, data={**sent, "file": (BytesIO(content), filename)})
    return answer.status_code, Page(answer.text)


def confirm(client: Client, page: Page, name: str) -> int:
    form = next(form for form in page.root.all("form") if any(i["name"] == "upload" for i in form.all("input")))
    return client.post(f"/{name}/import", data=filled_in(form)).status_code


def test_the_demo_files_import_and_again_change_nothing(database: Database) -> None:
    first = carry_out(database, UNITS, DEMO / "units.csv")
    assert not first.problems
    assert [notice.because for notice in first.notices] == ["unit.leaders_unknown"]
    for imported in (PEOPLE, ROLES):
        assert not carry_out(database, imported, DEMO / f"{imported.name}.csv").problems
    again = carry_out(database, UNITS, DEMO / "units.csv")
    assert {difference.label for row in again.rows for difference in row.differences} == {"unit.leader_email"}

    with database.reading() as session:
        north = session.scalars(select(Unit).where(Unit.code == "HEM-HJT-NOR")).one()
        leader = session.get_one(Person, north.leader_id)
        assert leader.email == "kari.myrvoll@demo.example"
        assert north.path.count("/") == 5
        positions = session.scalar(select(func.max(Sealing.position)))
    for imported in IMPORTS.values():
        plan = carry_out(database, imported, DEMO / f"{imported.name}.csv")
        assert {row.fate for row in plan.rows} == {Fate.UNCHANGED}, imported.name
    with database.reading() as session:
        assert session.scalar(select(func.max(Sealing.position))) == positions


def test_every_problem_is_named_with_row_and_column_and_nothing_is_written(cast: Cast, database: Database) -> None:
    sheet = (
        "Kode;Name;kind;Kode til enheten over;Første dag;Siste dag;Merknad\n"
        ";Uten kode;Virksomhet;HEM;;;\n"
        "A;Feil type;Avdeling;HEM;;;\n"
        "B;Ukjent over;unit;XXX;;;\n"
        "C;Under kommunen;unit;EKF;;;\n"
        "D;Ett;unit;HEM;1.2.2026;31.1.2026;\n"
        "D;To;unit;HEM;;;\n"
        "E;Nummer;unit;HEM;;;Født 13097248022\n"
        "F;Dato;unit;HEM;i fjor;;\n"
        "HEM;Helse;unit;EKF;;;\n"
        "HEM-HJT;Rundt;unit;HEM-HJT-NOR;;;\n"
        "OPP;Oppvekst;service_area;EKF;;31.12.2026;\n"
        "G;Riktig;unit;HEM;;;\n"
    )
    plan = carry_out(database, UNITS, sheet, cast.municipality)

    assert said(plan) == [
        (2, "unit.code", "import.cell_missing"),
        (3, "unit.kind", "import.word_unknown"),
        (4, "unit.parent_code", "import.unit_unknown"),
        (5, "unit.parent_code", "unit.wrong_parent"),
        (6, "unit.valid_until", "period.ends_before_it_begins"),
        (7, "unit.code", "import.twice"),
        (8, "unit.note", "form.identity_number"),
        (9, "unit.valid_from", "form.date_unreadable"),
        (10, "unit.kind", "unit.kind_fixed"),
        (11, "unit.parent_code", "unit.below_itself"),
        (12, "unit.valid_until", "unit.units_remain.other"),
        (12, "unit.valid_until", "unit.people_remain.one"),
    ]
    assert "13097248022" not in repr(plan)
    with database.reading() as session:
        assert count(session, Unit) == 11


def test_headings_that_are_missing_or_unknown_are_problems(cast: Cast, database: Database) -> None:
    plan = carry_out(database, UNITS, "Kode;Navn;Name;Farge\nA;B;C;D\n", cast.municipality)

    assert said(plan)[:3] == [
        (None, None, "import.heading_twice"),
        (None, None, "import.heading_unknown"),
        (None, "unit.kind", "import.heading_missing"),
    ]


def test_an_import_moves_renames_establishes_and_ends_in_whatever_order(cast: Cast, database: Database) -> None:
    sheet = (
        "code;name;kind;parent_code;valid_until\n"
        "HEM-NY-UND;Under;unit;HEM-NY;\n"
        "HEM-HJT;Hjemmetjenester;unit;HEM-NY;\n"
        "HEM-NY;Ny;unit;HEM;\n"
        "HEM-SYK;Sykehjem;unit;HEM;31.12.2026\n"
    )
    plan = carry_out(database, UNITS, sheet, cast.municipality)

    assert not plan.problems
    assert [row.fate for row in plan.rows] == [Fate.NEW, Fate.CHANGED, Fate.NEW, Fate.CHANGED]
    with database.reading() as session:
        new = session.scalars(select(Unit).where(Unit.code == "HEM-NY")).one()
        north = session.get_one(Unit, cast.home_care_north)
        assert north.path == f"{new.path}{cast.home_care}/{north.id}/"
        assert session.get_one(Unit, cast.nursing).valid_until is not None


def test_people_and_roles_update_by_their_keys(cast: Cast, database: Database) -> None:
    people = (
        "email;name;unit_code;trained_on\n"
        "Employee@example.test;Nora Berg;OPP-SKO;1.9.2026\nny@example.test;Ny Person;HEM;\n"
    )
    assert not carry_out(database, PEOPLE, people, cast.municipality).problems
    roles = (
        "E-post;Rolle;Kode til enheten;Siste dag\n"
        "ny@example.test;Ledergruppe;EKF;\n"
        "auditor@example.test;Auditor;EKF;31.12.2028\n"
    )
    plan = carry_out(database, ROLES, roles, cast.municipality)

    assert not plan.problems
    assert [row.fate for row in plan.rows] == [Fate.NEW, Fate.CHANGED]
    with database.reading() as session:
        assert session.get_one(Person, cast.employee).name == "Nora Berg"
        assert session.get_one(Person, cast.employee).title == "Helsefagarbeider"
        assert session.get_one(Person, cast.employee).trained_on == date(2026, 9, 1)
        until = session.scalars(select(RoleHolding.valid_until).where(RoleHolding.person_id == cast.auditor)).one()
        assert until is not None
        assert until.year == 2028


def test_people_and_roles_that_cannot_be_are_refused(cast: Cast, database: Database) -> None:
    people = (
        "email;name;unit_code;trained_on\nutenkrøll;A;HEM;\noutsider@example.test;B;HEM;\n"
        "c@example.test;C;HEL-LEG;\nd@example.test;D;HEM;23.11.2026\n"
    )
    assert said(carry_out(database, PEOPLE, people, cast.municipality)) == [
        (2, "person.email", "import.email_unreadable"),
        (3, "person.email", "person.email_taken"),
        (4, "person.unit_code", "import.unit_unknown"),
        (5, "person.trained_on", "person.trained_in_the_future"),
    ]
    roles = "email;role;unit_code\noutsider@example.test;employee;EKF\nemployee@example.test;auditor;EKF\n"
    assert said(carry_out(database, ROLES, roles, cast.municipality)) == [
        (2, "person.email", "import.person_unknown"),
        (3, "role_holding.valid_until", "role.needs_an_end"),
    ]


def test_what_is_done_is_what_was_shown(cast: Cast, database: Database) -> None:
    sheet = read_sheet(b"code;name;kind;parent_code\nHEM;Helse;service_area;EKF\n", "x.csv")
    with database.reading() as session:
        shown = UNITS.plan(session, sheet, console(database, cast.municipality)).fingerprint
    carry_out(database, UNITS, "code;name;kind\nHEM;Mestring;service_area\n", cast.municipality)

    with pytest.raises(Outdated), database.transaction(OPERATOR, "unit:import") as session:
        UNITS.carry_out(session, sheet, console(database, cast.municipality), shown)


@pytest.mark.parametrize("name", ["units", "people"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_registers_own_export_imports_as_no_change(
    cast: Cast, officer: Client, name: str, ending: str, language: str, database: Database
) -> None:
    officer.submit(f"/units/{cast.hem}/change", note="=1+1", leader_id=cast.hem_owner)
    officer.submit(f"/units/{cast.nursing}/end", valid_until="31.12.2026", because="Slås sammen")
    with database.transaction(OPERATOR, "person:language") as session:
        session.get_one(Person, cast.officer).language = language  # type: ignore[assignment]
    export = officer.get(f"/{name}.{ending}").data

    status, page = send(officer, name, export, f"{name}.{ending}")

    assert status == 200, page.text
    unchanged = {"units": 8, "people": 9}[name]
    assert f"{unchanged} {'uendrede' if language == 'nb' else 'unchanged'}" in page.text
    assert not any(i["name"] == "upload" for i in page.root.all("input"))


def test_a_file_is_shown_before_it_is_confirmed_and_then_saved(cast: Cast, officer: Client, database: Database) -> None:
    text = "code;name;kind;parent_code\nHEM-LEG;Legevakt;unit;HEM\nHEM;Helse;service_area;EKF\n"
    status, page = send(officer, "units", text)

    assert status == 200
    for told in ("1 ny", "1 endret", "HEM-LEG", "Helse og mestring", "Legevakt"):
        assert told in page.text
    with database.reading() as session:
        assert count(session, Unit) == 11
    assert [confirm(officer, page, "units") for _ in range(2)] == [303, 303]
    assert "Importen er lagret: 1 nye og 1 endrede." in officer.page("/units").text
    with database.reading() as session:
        assert count(session, Unit) == 12


def test_what_changed_meanwhile_is_shown_anew(cast: Cast, officer: Client) -> None:
    _, page = send(officer, "units", "code;name;kind\nHEM;Helse;service_area\n")
    officer.submit(f"/units/{cast.hem}/change", name="Mestring")

    assert confirm(officer, page, "units") == 409
    assert officer.page(f"/units/{cast.hem}").heading == "Mestring"


def test_a_file_with_an_identity_number_is_refused_and_not_kept(
    cast: Cast, officer: Client, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    status, page = send(officer, "people", "email;name;unit_code;13097248022\na@b.no;13097248022;HEM;x\n")

    assert status == 422
    assert "fødselsnummer" in page.text
    assert "13097248022" not in page.text
    assert "13097248022" not in "".join(capsys.readouterr())
    with database.reading() as session:
        assert session.scalars(select(Upload.sha256)).all() == []


@pytest.mark.parametrize(
    ("content", "filename", "says"),
    [
        (b"", "x.csv", "Filen er tom"),
        (b"PK\x03\x04nonsense", "x.xlsx", "Filen"),
        (b"a;b", "x.pdf", "Filen må være en .xlsx- eller .csv-fil."),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_beside_its_field(
    cast: Cast, officer: Client, content: bytes, filename: str, says: str
) -> None:
    status, page = send(officer, "units", content, filename)

    assert status == 422
    assert says in page.text
    assert officer.submit("/units/import").status_code == 422


def test_a_kept_file_is_its_senders_and_not_for_ever(
    cast: Cast, officer: Client, client_as: ClientAs, clock: FixedClock
) -> None:
    _, page = send(officer, "units", "code;name;kind;parent_code\nHEM-LEG;Legevakt;unit;HEM\n")

    assert confirm(client_as(cast.outsider), page, "units") in {400, 422}
    clock.advance(hours=3)
    assert confirm(officer, page, "units") == 422


def test_nobody_imports_where_they_may_not_manage(cast: Cast, client_as: ClientAs) -> None:
    outsider = client_as(cast.outsider)
    status, page = send(outsider, "units", "code;name;kind;parent_code\nHEM-LEG;Legevakt;unit;HEM\n")
    assert status == 422
    assert "Ingen enhet har denne koden." in page.text
    status, page = send(outsider, "units", "code;name;kind;parent_code\nNYK;Ny kommune;municipality;\n")
    assert status == 422
    assert "Du har ikke tilgang" in page.text
    status, page = send(outsider, "roles", "email;role;unit_code\noutsider@example.test;leadership;NAB\n")
    assert status == 422
    assert "Du kan ikke gi deg selv en rolle." in page.text
