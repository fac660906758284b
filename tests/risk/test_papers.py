"""One assessment as a file: whose it is, what it holds, and that it is as it stood."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pypdf
import pytest

from isms.app import registers
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.moments import moment_of
from isms.kernel.paper.printing import print_paper
from isms.kernel.register.paper import Reader
from isms.kernel.seal.collector import Actor
from isms.kernel.words import CATALOGUE
from isms.risk import papers
from isms.risk.models import Assessment, Scenario
from tests.client import Client
from tests.filled import Filled
from tests.kernel.test_register import statements

ME = Actor("operator", "tests")
READER = Reader("Torstein Lunde", datetime(2026, 11, 22, 8, tzinfo=UTC), "Eksempelfjord kommune")


def printed(database: Database, assessment_id: int, as_of: str = "", language: str = "nb") -> bytes:
    words = CATALOGUE.words(language)
    with database.reading() as session:
        moment = moment_of(session, as_of, database.clock.now())
        cover = papers.find(session, moment, CONSOLE, assessment_id)
        assert cover
        register = registers()["risk_register"]
        paper = papers.assessment_paper(session, register, cover, moment, CONSOLE, words, READER, assessment_id)
    return print_paper(paper)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_it_holds_the_cover_the_matrix_and_each_risk(database: Database, filled: Filled) -> None:
    said = " ".join(text_of(printed(database, filled.own.assessment_id)).split())

    for text in (
        "ROS-001 Turnussystem 1 ved strømbrudd og tap av nett",
        "Restrisiko: 1 høye, 0 middels og 0 lave.",
        "Deltakere: Fagansvarlig, IKT og personvernombud",
        "Risikomatrise, modell 4x4-1",
        "Høy: 1",
        "R-001 Alarmer når ikke fram ved strømbrudd",
        "Trussel/årsak: Nødstrømmen dekker ikke svitsjene",
        "T-001 Øve på papirrutinen",
        "01.10.2026 / 01.11.2026 (1)",
        "Side 1 av 2",
    ):
        assert text in said, text


@pytest.mark.parametrize("language", ["nb", "nn", "en", "nb+en"])
def test_it_prints_in_every_language(database: Database, filled: Filled, language: str) -> None:
    assert printed(database, filled.own.assessment_id, language=language).startswith(b"%PDF")


def test_the_basis_for_exemption_stands_on_every_page(database: Database, filled: Filled) -> None:
    with database.transaction(ME, "risk:test") as session:
        session.get_one(Assessment, filled.own.assessment_id).exempt_basis = "offl. § 13, jf. fvl. § 13"

    for page in pypdf.PdfReader(io.BytesIO(printed(database, filled.own.assessment_id))).pages:
        assert "Unntatt offentlighet, jf. offl. § 13, jf. fvl. § 13" in page.extract_text()


def test_as_of_a_moment_it_is_the_same_bytes(database: Database, filled: Filled) -> None:
    with database.reading() as session:
        then = str(moment_of(session, "", database.clock.now()))
    before = printed(database, filled.own.assessment_id)

    with database.transaction(ME, "risk:change") as session:
        scenario = session.get_one(Scenario, filled.own.scenario_id)
        scenario.title = "Noe annet"
        scenario.likelihood_reason = "Sett to ganger"

    assert printed(database, filled.own.assessment_id, as_of=then) == before
    assert "Sett to ganger" in text_of(printed(database, filled.own.assessment_id))


def test_it_takes_three_statements(database: Database, filled: Filled) -> None:
    with statements(database) as said:
        printed(database, filled.own.assessment_id)

    assert len(said) == 3


def test_an_auditor_fetches_one_assessment_in_every_format(
    client_as: Callable[[int | None], Client], filled: Filled
) -> None:
    client = client_as(filled.cast.auditor)
    number = filled.own.assessment_id

    for ending in ("csv", "xlsx", "json", "pdf"):
        assert client.get(f"/assessments/{number}.{ending}").status_code == 200
    answer = client.get(f"/assessments/{number}.json")
    assert [row["risk_id"] for row in json.loads(answer.data)["rows"]] == ["R-001"]
    assert "ROS-001" in answer.headers["Content-Disposition"]
    assert client.get(f"/assessments/{number}.doc").status_code == 404
    assert client.get("/assessments/9999.pdf").status_code == 404
    assert client.get(f"/assessments/{filled.neighbouring.assessment_id}.pdf").status_code == 404
    assert client.get(f"/assessments/{number}.pdf?as_of=2190-01-01").status_code == 400
