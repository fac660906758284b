"""The risk register that auditors get: 43 columns in their order, the same bytes on both databases and for ever."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.app import registers
from isms.controls.models import Control, Evidence
from isms.controls.vocabulary import Applicability, ControlStatus
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.moments import moment_of, present
from isms.kernel.register import workbook as workbooks
from isms.kernel.register.export import export
from isms.kernel.register.paper import Reader
from isms.kernel.register.query import Wish
from isms.kernel.seal.collector import Actor
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Person
from isms.reviews.models import Decision
from isms.risk.models import Acceptance, Scenario, ScenarioControl
from isms.risk.register.workbook import risk_workbook
from isms.risk.vocabulary import AcceptanceKind, Authority, Consequence, Likelihood
from tests.cast import Cast
from tests.client import Client
from tests.filled import Filled
from tests.kernel.test_register import statements

ME = Actor("operator", "tests")
HEADINGS = [
    "Risiko-ID",
    "Kommune",
    "Tjenesteområde",
    "Virksomhet",
    "System / prosess",
    "Systemklasse (K-I-T)",
    "ROS-ID, tittel og dato",
    "Metode-/modellversjon",
    "Uønsket hendelse (tittel)",
    "Beskrivelse / scenario",
    "Trussel/årsak",
    "Sårbarhet",
    "Berørt egenskap (K/I/T)",
    "Personvern berørt",
    "Eksisterende tiltak",
    "Sannsynlighet før",
    "Konsekvens før",
    "Drivende konsekvenstype",
    "Risikonivå før",
    "Kunnskapsstyrke",
    "Risikohåndtering",
    "Tiltak (ID og tittel)",
    "Tiltakseier",
    "Frist / ny frist (antall flyttinger)",
    "Tiltaksstatus",
    "Dager over frist",
    "Utført dato / effekt vurdert",
    "Sannsynlighet etter",
    "Konsekvens etter",
    "Restrisiko",
    "Risikoeier",
    "Akseptert av (rolle, navn)",
    "Akseptert dato / gyldig til",
    "Begrunnelse for aksept",
    "Referanse (Annex A / NSM)",
    "Regelverkskrav",
    "Tilknyttede avvik",
    "Neste gjennomgang",
    "Opprettet/endret (dato, av)",
    "Behandlet i gjennomgang (dato, vedtak)",
    "Unntatt offentlighet (hjemmel)",
    "Bevis/lenke",
    "Historikk (antall versjoner)",
]


def made(database: Database, ending: str = "json", as_of: str = "", language: str = "nb", **filters: str) -> bytes:
    with database.reading() as session:
        moment = moment_of(session, as_of, database.clock.now())
        register = registers()["risk_register"]
        found = export(session, register, moment, CONSOLE, Wish(filters=filters), CATALOGUE.words(language))
        return b"".join(found.csv() if ending == "csv" else found.json())


def rows(database: Database, **asked: str) -> list[dict[str, Any]]:
    """Return the rows as CSV writes them, by heading."""
    text = made(database, "csv", **asked).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def in_json(database: Database, **asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(made(database, **asked))["rows"]
    return found


def accept(session: Session, scenario: Scenario, kind: AcceptanceKind) -> None:
    given = Acceptance(
        tenant_id=scenario.tenant_id,
        code=f"A-{kind}",
        scenario_id=scenario.id,
        kind=kind,
        level=scenario.residual_level,
        likelihood=Likelihood.POSSIBLE,
        consequence=Consequence.VERY_SERIOUS,
        authority=Authority.CHIEF_EXECUTIVE,
        accepted_by_id=scenario.owner_id,
        accepted_on=date(2026, 11, 20),
        valid_until=date(2027, 5, 20) if kind == AcceptanceKind.ACCEPTED else None,
        reason="Reserverutinen er øvd",
        rating_version=1,
    )
    session.add(given)
    session.flush()
    scenario.acceptance_id = given.id


def test_it_has_the_columns_an_auditor_expects_in_their_order(database: Database, filled: Filled) -> None:
    assert list(rows(database)[0]) == HEADINGS
    assert len(HEADINGS) == 43


@pytest.mark.parametrize("language", ["nn", "en", "nb+en"])
def test_every_heading_is_told_in_every_language(language: str) -> None:
    words = CATALOGUE.words(language)
    headings = [words.heading(column.label) for column in registers()["risk_register"].columns]

    assert len(set(headings)) == 43
    assert all("nn" in CATALOGUE.entries[column.label] for column in registers()["risk_register"].columns)


def test_a_row_answers_without_asking_anybody(database: Database, filled: Filled) -> None:
    row = rows(database)[0]

    assert row["System / prosess"] == "Turnussystem 1 (S-001)"
    assert row["ROS-ID, tittel og dato"] == "ROS-001 Turnussystem 1 ved strømbrudd og tap av nett, 15.06.2026"
    assert row["Sannsynlighet før"] == "3 – Sannsynlig"
    assert row["Konsekvens etter"] == "4 – Svært alvorlig"
    assert row["Tiltak (ID og tittel)"] == "T-001 Øve på papirrutinen; T-002 Flytte lisensene"
    assert row["Frist / ny frist (antall flyttinger)"] == "01.10.2026 / 01.11.2026 (1); 01.02.2027"
    assert row["Dager over frist"] == "21; –"
    assert row["Tiltaksstatus"] == "Åpent; Åpent"
    assert row["Tilknyttede avvik"] == "AV-001 (Åpent)"
    assert row["Opprettet/endret (dato, av)"] == "15.06.2026, filled"
    assert row["Historikk (antall versjoner)"] == "1"


def test_json_keeps_the_fields_apart(database: Database, filled: Filled) -> None:
    row = in_json(database)[0]

    assert row["likelihood_before"] == "3"
    assert row["action_deadlines"][0] == {
        "code": "T-001",
        "first_due_on": "2026-10-01",
        "due_on": "2026-11-01",
        "times_moved": 1,
    }
    assert row["made_and_changed"]["made_at"].startswith("2026-06-15T")
    assert row["accepted_by"]["kind"] == "accepted"


def test_an_acceptance_and_its_revocation_are_told(database: Database, filled: Filled) -> None:
    with database.transaction(ME, "risk:accept") as session:
        accept(session, session.get_one(Scenario, 1), AcceptanceKind.ACCEPTED)
    row = rows(database)[0]
    assert row["Akseptert av (rolle, navn)"] == "Kommunedirektør, Kari Ødegård Myrvoll"
    assert row["Akseptert dato / gyldig til"] == "20.11.2026 – 20.05.2027"

    with database.transaction(ME, "risk:revoke") as session:
        accept(session, session.get_one(Scenario, 1), AcceptanceKind.REVOKED)
    assert rows(database)[0]["Akseptert av (rolle, navn)"] == "Trukket tilbake av Kari Ødegård Myrvoll"


def test_a_decision_that_an_action_follows_up_is_told(database: Database, filled: Filled) -> None:
    with database.transaction(ME, "review:decide") as session:
        decision = Decision(review_id=1, text="Øv før jul; si fra", decided_on=date(2026, 11, 21), action_id=1)
        decision.tenant_id = session.get_one(Scenario, 1).tenant_id
        session.add(decision)

    code = in_json(database)[0]["reviews"][0]["review"]
    assert rows(database)[0]["Behandlet i gjennomgang (dato, vedtak)"] == f"21.11.2026, {code}: Øv før jul; si fra"


def test_controls_and_their_evidence_are_named(database: Database, filled: Filled) -> None:
    with database.transaction(ME, "control:adopt") as session:
        tenant_id = session.get_one(Scenario, 1).tenant_id
        assert tenant_id
        for code in ("A.8.13", "A.5.9"):
            control = Control(
                tenant_id=tenant_id,
                framework="iso27001",
                framework_version="1",
                code=code,
                applicability=Applicability.APPLIES,
                status=next(iter(ControlStatus)),
            )
            session.add(control)
            session.flush()
            session.add(ScenarioControl(tenant_id=tenant_id, scenario_id=1, control_id=control.id))
        proof = Evidence(tenant_id=tenant_id, control_id=control.id, title="Logg fra prøve", dated_on=date(2026, 5, 4))
        proof.link = "https://arkiv.example.test/1"
        session.add(proof)

    row = rows(database)[0]
    assert row["Referanse (Annex A / NSM)"] == "A.5.9; A.8.13"
    assert row["Bevis/lenke"] == "04.05.2026 Logg fra prøve https://arkiv.example.test/1"


def test_a_change_is_counted_and_dated(database: Database, filled: Filled) -> None:
    with database.transaction(Actor("person", "1"), "risk:change") as session:
        session.get_one(Scenario, 1).title = "Alarmer når aldri fram"
        name = session.get_one(Person, 1).name

    assert rows(database)[0]["Opprettet/endret (dato, av)"] == f"15.06.2026, filled; 22.11.2026, {name}"
    assert rows(database)[0]["Historikk (antall versjoner)"] == "2"


def test_the_filters_of_the_page_narrow_it(database: Database, filled: Filled) -> None:
    assert len(rows(database, area="OPP")) == 1
    assert len(rows(database, area="HEM", residual_level="low")) == 0


def test_what_it_said_it_says_for_ever(database: Database, filled: Filled) -> None:
    with database.reading() as session:
        then = str(present(session, database.clock.now()))
    before = {ending: made(database, ending) for ending in ("csv", "json")}

    with database.transaction(ME, "risk:change") as session:
        scenario = session.get_one(Scenario, 1)
        scenario.title = "Et annet navn"
        accept(session, scenario, AcceptanceKind.ACCEPTED)
        actions.move_deadline(session, session.get_one(Action, 1), date(2027, 1, 1), "Mer tid", date(2026, 11, 22))

    assert {ending: made(database, ending, as_of=then) for ending in before} == before
    assert made(database) != before["json"]


def test_two_statements_whatever_the_number_of_rows(database: Database, filled: Filled) -> None:
    with statements(database) as said:
        made(database)

    assert len(said) == 2


def workbook(database: Database, *, public: bool = False, language: str = "nb") -> tuple[bytes, Any]:
    """Return a workbook's bytes, and it as openpyxl reads it."""
    target = io.BytesIO()
    with database.reading() as session:
        moment = present(session, database.clock.now())
        words = CATALOGUE.words(language)
        wanted = risk_workbook(session, registers(), moment, words, tenant_id=None, with_trail=True, public=public)
        reader = Reader("Torstein Lunde", database.clock.now(), "Eksempelfjord kommune")
        workbooks.write(target, session, wanted, moment, CONSOLE, Wish(), words, reader)
    return target.getvalue(), openpyxl.load_workbook(target)


def said(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_the_workbook_says_what_it_is_and_proves_its_sheets(database: Database, filled: Filled) -> None:
    body, book = workbook(database)

    assert book.sheetnames[0] == "Lesmeg"
    assert {"Systemer", "Risikoregister", "Tiltak", "Avvik", "Revisjonsspor", "Kodeverk"} <= set(book.sheetnames)
    facts = said(book["Lesmeg"])
    assert ("Hentet ut", "22.11.2026 09.00 av Torstein Lunde") in facts
    assert ("Versjoner av risikomodellen", "4x4-1") in facts
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        for name in book.sheetnames[1:]:
            told = dict(facts)[f"Ark: {name}"]
            part, digest = re.findall(r"(xl/\S+): ([0-9a-f]{64})", told)[0]
            assert sha256(package.read(part)).hexdigest() == digest
            assert int(told.split(" ")[0]) == len(said(book[name])) - 1


def test_the_workbook_is_the_same_bytes_for_the_same_moment(database: Database, filled: Filled) -> None:
    assert workbook(database)[0] == workbook(database)[0]


def test_the_public_edition_holds_nothing_that_is_not_said_to_be_public(database: Database, filled: Filled) -> None:
    body, book = workbook(database, public=True)

    assert "Revisjonsspor" not in book.sheetnames
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        everything = b"".join(package.read(name) for name in package.namelist()).decode("utf-8")
    for secret in ("Turnussystem", "Ødegård", "Nødstrømmen", "Papirlister", "Øve på", "Alarmer"):
        assert secret not in everything, secret
    row = dict(zip(*said(book["Risikoregister"])[:2], strict=True))
    assert row["Sårbarhet"] == "Unntatt offentlighet, jf. offl. § 24 tredje ledd"
    assert row["Restrisiko"] == "Høy"
    assert row["Risiko-ID"] == "R-001"


def test_code_lists_stand_in_three_languages(database: Database, filled: Filled) -> None:
    rows_ = said(workbook(database)[1]["Kodeverk"])

    assert rows_[0] == ("Kolonne", "Kode", "Bokmål", "Nynorsk", "Engelsk")
    assert ("Restrisiko", "high", "Høy", "Høg", "High") in [("Restrisiko", *row[1:]) for row in rows_]


def test_the_audit_trail_names_who_did_what(database: Database, filled: Filled) -> None:
    rows_ = said(workbook(database)[1]["Revisjonsspor"])

    assert rows_[0][:4] == ("Posisjon", "Tidspunkt", "Hvem", "Handling")
    assert any(row[3] == "filled:assess" and row[4] == "risikoen" for row in rows_)


def test_auditors_fetch_both_editions(client_as: Callable[[int | None], Client], cast: Cast) -> None:
    client = client_as(cast.auditor)

    for path in ("/risks/workbook.xlsx", "/risks/workbook.xlsx?edition=public&lang=nn", "/risks/register.pdf"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.data[:2] in {b"PK", b"%P"}
    for path in ("/risks/workbook.xlsx?edition=secret", "/risks/register.csv?lang=sv", "/risks/workbook.xlsx?sort=x"):
        assert client.get(path).status_code == 400, path
