"""What a sheet of systems does: everything or nothing, shown before it is done."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from isms.app import registers
from isms.kernel.access import CONSOLE
from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.imports import Context, Fate, Plan, PlannedRow, Stopped, Unconfirmed
from isms.kernel.moments import present
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish
from isms.kernel.sheets.reading import read_sheet
from isms.kernel.text import normalise, normalise_lines
from isms.kernel.uploads import Upload
from isms.kernel.words import CATALOGUE
from isms.organisation.imports import PEOPLE, UNITS
from isms.organisation.queries import only_municipality
from isms.portfolio import service
from isms.portfolio.imports import SYSTEMS
from isms.portfolio.models import Supplier, System
from isms.portfolio.vocabulary import Dpia, Hosting, Lifecycle, PersonalData
from tests.cast import Cast
from tests.client import Client, filled_in
from tests.markup import Page
from tests.portfolio.conftest import OFFICER, Place

ClientAs = Callable[[int | None], Client]
DEMO = Path(__file__).parents[2] / "isms" / "demo" / "data"
BOTH = ("create_suppliers", "leave_owners_out")
HEAD = "code;name;unit_code;lifecycle"
REGISTER = [column.label for column in registers()["systems"].columns]


def context(database: Database, **more: Any) -> Context:
    return replace(Context(CONSOLE, None, day_of(database.clock.now()), register=REGISTER), **more)


def carry_out(database: Database, text: str | bytes, filename: str = "x.csv", **more: Any) -> Plan:
    sheet = read_sheet(text if isinstance(text, bytes) else text.encode(), filename)
    with database.transaction(OFFICER, SYSTEMS.action) as session:
        return SYSTEMS.carry_out(session, sheet, context(database, **more))


def said(plan: Plan) -> list[tuple[int | None, str | None, str]]:
    return [(problem.row, problem.column, problem.because) for problem in plan.problems]


def count(database: Database, model: type[System | Supplier]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(model.id))) or 0


def system(database: Database, name: str) -> System:
    with database.reading() as session:
        return session.scalars(select(System).where(System.name == name)).one()


def exported(database: Database, ending: str, language: str) -> bytes:
    with database.reading() as session:
        moment = present(session, database.clock.now())
        made = export(session, registers()["systems"], moment, CONSOLE, Wish(), CATALOGUE.words(language))
        if ending == "csv":
            return b"".join(made.csv())
        file = BytesIO()
        made.xlsx(file)
        return file.getvalue()


def test_the_demo_file_imports_and_again_changes_nothing(database: Database) -> None:
    for imported in (UNITS, PEOPLE):
        sheet = read_sheet(DEMO / f"{imported.name}.csv")
        with database.transaction(OFFICER, imported.action) as session:
            imported.carry_out(session, sheet, context(database))
    with database.transaction(OFFICER, "supplier:register") as session, (DEMO / "suppliers.csv").open() as file:
        tenant_id = only_municipality(session)
        assert tenant_id
        for row in csv.DictReader(file, delimiter=";"):
            service.register_supplier(session, tenant_id, name=row["name"])

    first = carry_out(database, (DEMO / "systems.csv").read_bytes())
    assert (first.problems, first.notices) == ((), ())
    assert {row.fate for row in first.rows} == {Fate.NEW}
    assert system(database, "Pasientjournal").aliases == "Pleie- og omsorgsjournal\nEPJ"
    for language in ("nb", "en"):
        for ending in ("csv", "xlsx"):
            again = carry_out(database, exported(database, ending, language), f"x.{ending}")
            assert not again.problems
            assert {row.fate for row in again.rows} == {Fate.UNCHANGED}
            assert [notice.because for notice in again.notices] == ["import.headings_ignored"]


MUCH_THAT_IS_WRONG = (
    f"{HEAD};hosting;users;agreement_from;agreement_until;hosting_country;replaces;evidence_links;description\n"
    ";Turnussystem;HEM;in_use;;;;;;;;\n"
    "S-900;Ukjent kode;HEM;in_use;;;;;;;;\n"
    ";Ukjent enhet;XXX;in_use;;;;;;;;\n"
    ";Ukjent ord;HEM;brukes;måneskinn;;;;;;;\n"
    ";Tall;HEM;in_use;;mange;;;;;;\n"
    ";Stort tall;HEM;in_use;;99999999999;;;;;;\n"
    ";Datoer;HEM;in_use;;;1.2.2026;2026-01-31;;;;\n"
    ";Land;HEM;in_use;;;;;Norge;;;\n"
    ";Erstatter;HEM;in_use;;;;;;Finnes ikke;;\n"
    ";Lenke;HEM;in_use;;;;;;;javascript:alert(1);\n"
    ";Avsluttet;HEM;ended;;;;;;;;\n"
    ";;HEM;in_use;;;;;;;;\n"
    ";Nummer;HEM;in_use;;;;;;;;Født 13097248022\n"
    ";Dobbel;HEM;in_use;;;;;;;;\n"
    ";DOBBEL;HEM;in_use;;;;;;;;\n"
    ";Riktig;HEM;in_use;;;;;;;;\n"
)


def test_every_problem_is_named_with_row_and_column_and_nothing_is_written(place: Place) -> None:
    place.register("Turnussystem")
    plan = carry_out(
        place.database,
        MUCH_THAT_IS_WRONG,
    )

    assert said(plan) == [
        (2, "system.name", "import.name_exists"),
        (3, "system.code", "import.code_unknown"),
        (4, "system.unit_code", "import.unit_unknown"),
        (5, "system.lifecycle", "import.word_unknown"),
        (5, "system.hosting", "import.word_unknown"),
        (6, "system.users", "form.number_unreadable"),
        (7, "system.users", "form.number_out_of_range"),
        (8, "system.agreement_until", "period.ends_before_it_begins"),
        (9, "system.hosting_country", "portfolio.country_unknown"),
        (10, "system.replaces_id", "import.system_unknown"),
        (11, "system.evidence_links", "portfolio.link_unreadable"),
        (12, "system.ended_on", "system.end_incomplete"),
        (12, "system.data_went_to", "system.end_incomplete"),
        (13, "system.name", "import.cell_missing"),
        (14, "system.description", "form.identity_number"),
        (16, "system.name", "import.twice"),
    ]
    assert plan.problems[0].values == {"code": "S-001"}
    assert "13097248022" not in repr(plan)
    assert count(place.database, System) == 1


def test_a_code_changes_the_system_and_only_what_the_file_says(place: Place) -> None:
    place.register("Turnussystem", users=10, purpose="Vakter", aliases="A\nB")
    plan = carry_out(place.database, f"{HEAD};Antall brukere\ns-001;Turnus;OPP;Under utfasing;1 900\n")

    assert [(d.label, d.old, d.new) for d in plan.rows[0].differences] == [
        ("system.name", "Turnussystem", "Turnus"),
        ("system.unit_code", "HEM-SYK", "OPP"),
        ("system.lifecycle", Lifecycle.IN_USE, Lifecycle.PHASING_OUT),
        ("system.users", 10, 1900),
    ]
    changed = system(place.database, "Turnus")
    assert (changed.unit_id, changed.users, changed.purpose) == (place.school, 1900, "Vakter")


def test_what_replaces_what_may_come_in_the_same_file(place: Place) -> None:
    old = place.register("Gammelt")
    sheet = f"{HEAD};replaces\n;Nyest;HEM;planned;nytt\n;Nytt;HEM;in_use;s-001\nS-001;Eldst;HEM;in_use;\n"
    assert not carry_out(place.database, sheet).problems
    new = system(place.database, "Nytt")
    assert new.replaces_id == old
    assert system(place.database, "Nyest").replaces_id == new.id
    assert said(carry_out(place.database, f"{HEAD};replaces\n;Selv;HEM;in_use;Selv\n")) == [
        (2, "system.replaces_id", "import.system_unknown")
    ]


def test_suppliers_come_and_unknown_owners_stay_out_only_when_that_is_said(place: Place) -> None:
    sheet = f"{HEAD};supplier;owner_email\n;A;HEM;in_use;Ny AS;kari@demo.example\n;B;HEM;in_use;ny as;x@demo.example\n"
    for consents in ((), ("create_suppliers",), ("leave_owners_out",)):
        with pytest.raises(Unconfirmed) as no:
            carry_out(place.database, sheet, consents=consents)
        assert {notice.consent for notice in no.value.notices} == set(BOTH) - set(consents)
    assert (count(place.database, System), count(place.database, Supplier)) == (0, 0)

    plan = carry_out(place.database, sheet, consents=BOTH)
    assert [notice.values for notice in plan.notices] == [{"names": "Ny AS"}, {"emails": "x@demo.example"}]
    first, second = system(place.database, "A"), system(place.database, "B")
    assert first.supplier_id == second.supplier_id is not None
    assert (first.owner_id, second.owner_id) == (place.kari, None)


def test_nothing_is_half_written_when_a_late_row_is_refused(place: Place) -> None:
    values = {"unit_code": "HEM", "lifecycle": Lifecycle.IN_USE}
    rows = [PlannedRow(n, (f"N{n}",), {**values, "name": f"N{n}"}, Fate.NEW) for n in range(2, 401)]
    late = PlannedRow(401, ("N2",), {**values, "name": "N2", "users": -1}, Fate.NEW)

    with pytest.raises(Stopped) as no, place.database.transaction(OFFICER, SYSTEMS.action) as session:
        SYSTEMS.apply(session, Plan([*rows, late]), context(place.database))

    assert [(p.row, p.column) for p in no.value.problems] == [(401, "system.users")]
    assert count(place.database, System) == 0


HOSTILE = st.sampled_from(
    ["=1+1", "'=1+1", "'", "-1", "@x", "+47", "a;b", 'a"b', "a, b", "a\n=b", "_x0041_", "  a", "Ø"]
)
TEXT = st.one_of(HOSTILE, st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Nd"]), max_size=12))
LINE = TEXT.map(lambda text: normalise(text) or None)
LINES = TEXT.map(lambda text: normalise_lines(text) or None)
DAY = st.none() | st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31))
FACTS = st.fixed_dictionaries(
    {
        "aliases": LINES,
        "purpose": LINES,
        "description": LINES,
        "agreement_reference": LINE,
        "critical_periods": LINE,
        "in_use_from": DAY,
        "end_of_support_on": DAY,
        "hosting": st.none() | st.sampled_from(Hosting),
        "hosting_country": st.sampled_from([None, "NO", "SE"]),
        "dpia": st.sampled_from(Dpia),
        "personal_data": st.sets(st.sampled_from([term.value for term in PersonalData])).map(tuple),
        "users": st.none() | st.integers(0, 2_000_000_000),
        "round_the_clock": st.booleans(),
        "master_data": st.booleans(),
        "evidence_links": st.sampled_from([None, "https://a.example/x,y", "https://a.example/1\nhttps://b.example/2"]),
    }
)


@settings(
    max_examples=4, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=st.lists(st.tuples(LINE, FACTS), min_size=1, max_size=4))
def test_a_registers_own_export_imports_as_no_change(place: Place, facts: list[tuple[str | None, Any]]) -> None:
    for number, (name, values) in enumerate(facts):
        place.register(f"{name or ''} {count(place.database, System)}-{number}", owner_id=place.kari, **values)
    for ending in ("csv", "xlsx"):
        for language in ("nb", "en"):
            plan = carry_out(place.database, exported(place.database, ending, language), f"x.{ending}")
            assert not plan.problems
            assert [row.differences for row in plan.rows if row.fate is not Fate.UNCHANGED] == []


def send(client: Client, text: str | bytes, filename: str = "x.csv") -> tuple[int, Page]:
    target, sent = client.filled("/systems/import")
    content = text if isinstance(text, bytes) else text.encode()
    answer = client.post(target, data={**sent, "file": (BytesIO(content), filename)})
    return answer.status_code, Page(answer.text)


def confirm(client: Client, page: Page, *consents: str) -> tuple[int, Page]:
    form = next(form for form in page.root.all("form") if any(i["name"] == "upload" for i in form.all("input")))
    sent = filled_in(form)
    sent.setlist("consent", list(consents))
    answer = client.post("/systems/import", data=sent)
    return answer.status_code, Page(answer.text)


SHEET = f"{HEAD};supplier;owner_email\n;Turnus;HEM-SYK;in_use;Ny AS;ingen@example.test\n"


def test_the_page_shows_asks_and_saves(cast: Cast, client_as: ClientAs, database: Database) -> None:
    officer = client_as(cast.officer)
    assert "/systems/import" in [link["href"] for link in officer.page("/systems").root.all("a")]
    status, page = send(officer, SHEET)
    assert status == 200
    for told in ("1 ny", "Turnus", "Ny AS", "ingen@example.test"):
        assert told in page.text
    status, page = confirm(officer, page, "create_suppliers")
    assert status == 422
    assert "Kryss av for at du er enig" in page.text
    assert count(database, System) == 0

    assert confirm(officer, page, *BOTH)[0] == 303
    assert confirm(officer, page, *BOTH)[0] == 303
    assert (count(database, System), count(database, Supplier)) == (1, 1)


def test_what_changed_meanwhile_is_shown_anew(cast: Cast, client_as: ClientAs, database: Database) -> None:
    officer = client_as(cast.officer)
    _, page = send(officer, SHEET)
    with database.transaction(OFFICER, "supplier:register") as session:
        service.register_supplier(session, cast.municipality, name="Ny AS")
    status, page = confirm(officer, page, *BOTH)
    assert status == 409
    assert "endret siden" in page.text
    assert count(database, System) == 0


def test_one_imports_only_where_one_may(cast: Cast, client_as: ClientAs) -> None:
    assert client_as(cast.employee).get("/systems/import").status_code == 403
    owner = client_as(cast.hem_owner)
    status, page = send(owner, f"{HEAD}\n;Skole;OPP;in_use\n")
    assert status == 422
    assert "Du har ikke tilgang" in page.text
    status, _ = send(owner, f"{HEAD}\n;Helse;HEM;in_use\n")
    assert status == 200


def test_hostile_text_is_shown_as_text_and_identity_numbers_are_not_kept(
    cast: Cast, client_as: ClientAs, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    officer = client_as(cast.officer)
    status, page = send(officer, f"{HEAD}\n;<script>alert(1)</script>;HEM;in_use\n;'=1+1;HEM;in_use\n")
    assert status == 200
    assert "<script>alert(1)</script>" in page.text
    assert confirm(officer, page)[0] == 303
    assert system(database, "=1+1").code == "S-002"

    status, page = send(officer, f"{HEAD};13097248022\n;Navn 13097248022;HEM;in_use;x\n")
    assert status == 422
    assert "13097248022" not in page.text
    assert "13097248022" not in "".join(capsys.readouterr())
    with database.reading() as session:
        assert len(session.scalars(select(Upload.sha256)).all()) == 1


def test_a_person_has_their_systems_on_their_page(cast: Cast, client_as: ClientAs, database: Database) -> None:
    place = Place(database, cast.municipality, cast.hem, cast.nursing, cast.opp, cast.employee, cast.opp_owner)
    place.register("Turnussystem", owner_id=cast.employee, deputy_administrator_id=cast.employee)
    page = client_as(cast.officer).page(f"/people/{cast.employee}")
    assert "Turnussystem" in page.text
    assert "Stedfortreder for forvalter" in page.text
    assert "Turnussystem" in client_as(cast.officer).page(f"/people/{cast.employee}/deactivate").text
