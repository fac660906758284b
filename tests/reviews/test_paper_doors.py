"""The files of a meeting and of a review as somebody fetches them: frozen, kept, refused, written down."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from docx import Document
from sqlalchemy import select

from isms.cli import main
from isms.kernel.seal.access_log import lines
from isms.kernel.seal.collector import Actor
from isms.organisation.models import Unit
from isms.reviews import jobs
from isms.reviews.jobs.papers import keep_papers_due
from isms.reviews.models import Decision, Meeting, MeetingPackage, Participant, Review, Signature
from isms.reviews.queries.meetings import papers_of
from isms.reviews.queries.naming import names_of
from isms.reviews.rules.packages import canonical, digest
from isms.reviews.rules.redaction import named_in
from isms.reviews.service.papers import KEPT, keep_papers
from isms.reviews.vocabulary import MeetingKind, TakesPartAs
from tests.client import Client
from tests.reviews.conftest import Town
from tests.reviews.packaged import package

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

ME = Actor("operator", "tests")
FROZEN_AT = datetime(2026, 9, 10, tzinfo=UTC)


@pytest.fixture
def meeting_id(town: Town) -> int:
    """A meeting of the municipality, frozen and held, with a decision."""
    town.at(2026, 9, 24, 8)
    with town.database.transaction(ME, "meeting:test") as session:
        unit = session.get_one(Unit, town.cast.municipality)
        at = dict.fromkeys(("collecting_at", "frozen_at", "sent_at", "held_at", "minuted_at"), FROZEN_AT)
        days = dict.fromkeys(("collects_on", "freezes_on", "sends_on", "meets_on"), date(2026, 9, 24))
        meeting = Meeting(
            tenant_id=unit.tenant_id,
            code="LG-001",
            unit_id=unit.id,
            kind=MeetingKind.MAIN,
            period="2026-T2",
            **days,
            **at,
        )
        session.add(meeting)
        session.flush()
        text = canonical(package())
        of = {"tenant_id": unit.tenant_id, "meeting_id": meeting.id}
        session.add(
            MeetingPackage(
                **of, position=1, content=text, digest=digest(text), models="risk=4x4-1", frozen_at=FROZEN_AT
            )
        )
        session.add(
            Participant(**of, person_id=town.cast.chief_executive, takes_part_as=TakesPartAs.CHAIR, attended=True)
        )
        session.add(Decision(**of, number=1, text="Tas til etterretning.", decided_on=date(2026, 9, 24)))
        session.flush()
        return meeting.id


@pytest.fixture
def client(client_as: Callable[[int | None], Client], town: Town) -> Client:
    """The officer's client."""
    return client_as(town.cast.officer)


def keep(town: Town, meeting_id: int) -> int:
    with town.database.transaction(ME, "meeting:keep") as session:
        meeting = session.get_one(Meeting, meeting_id)
        kept = session.scalars(select(MeetingPackage)).one()
        return len(keep_papers(session, meeting, kept, ["nb"]))


def test_every_file_is_given_under_a_name_of_its_own_and_written_down(
    client: Client, town: Town, meeting_id: int
) -> None:
    for name, kind in (
        ("package.pdf", b"%PDF"), ("package.xlsx", b"PK"), ("package.json", b"{"), ("minutes.pdf", b"%PDF"),
        ("minutes.docx", b"PK"), ("message.docx", b"PK"), ("message.pdf", b"%PDF"),
    ):  # fmt: skip
        answer = client.get(f"/meetings/{meeting_id}/{name}?lang=nn")
        assert answer.status_code == 200, name
        assert answer.data.startswith(kind), name
        stem, _, ending = name.partition(".")
        assert f'filename="LG-001-{stem}-nn-1234@2026-09-10.{ending}"' in answer.headers["Content-Disposition"]
    with town.database.reading() as session:
        noted = [(line.path, line.format) for line in lines(session) if line.kind == "export"]
    assert (f"/meetings/{meeting_id}/minutes.docx", "docx") in noted
    assert len(noted) == 7


def test_before_the_freeze_there_is_a_draft_that_says_so(client: Client, town: Town, meeting_id: int) -> None:
    with town.database.transaction(ME, "meeting:test") as session:
        frozen = session.get_one(Meeting, meeting_id)
        days = {day: date(2026, 12, 1) for day in ("collects_on", "freezes_on", "sends_on", "meets_on")}
        planned = Meeting(
            tenant_id=frozen.tenant_id, code="LG-002", unit_id=frozen.unit_id, kind=MeetingKind.SHORT,
            period="2026-T3", **days,
        )  # fmt: skip
        session.add(planned)
        session.flush()
        draft_id = planned.id

    pages = pypdf.PdfReader(io.BytesIO(client.get(f"/meetings/{draft_id}/package.pdf").data)).pages

    assert "Utkast. Tallene er ikke fryst." in pages[0].extract_text()
    assert "Pasientjournal" in "".join(page.extract_text() for page in pages)


def test_there_is_nothing_to_fetch_of_what_is_not_theirs_or_in_a_format_that_is_not_made(
    client: Client, town: Town, meeting_id: int
) -> None:
    assert client.get(f"/meetings/{meeting_id}/package.docx").status_code == 404
    assert client.get(f"/meetings/{meeting_id + 1}/package.pdf").status_code == 404


def test_the_minutes_say_who_came_what_was_decided_and_of_which_package(client: Client, meeting_id: int) -> None:
    document = Document(io.BytesIO(client.get(f"/meetings/{meeting_id}/minutes.docx").data))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    said = " ".join(paragraph.text for paragraph in document.paragraphs)

    assert {"Tas til etterretning.", "Ja"} <= cells
    assert digest(canonical(package())) in said
    assert "Protokollen er ikke signert ennå." in said


def test_a_kept_file_is_the_same_file_whatever_comes_after(client: Client, town: Town, meeting_id: int) -> None:
    before = client.get(f"/meetings/{meeting_id}/minutes.pdf").data
    assert keep(town, meeting_id) == len(KEPT)
    assert keep(town, meeting_id) == 0
    with town.database.transaction(ME, "meeting:sign") as session:
        meeting = session.get_one(Meeting, meeting_id)
        of = {"tenant_id": meeting.tenant_id, "meeting_id": meeting_id, "digest": "d" * 64}
        session.add(
            Signature(**of, person_id=town.cast.chief_executive, signed_as=TakesPartAs.CHAIR, signed_at=FROZEN_AT)
        )

    with town.database.reading() as session:
        assert {one.kind for one in papers_of(session, meeting_id)} == set(KEPT)
    assert client.get(f"/meetings/{meeting_id}/minutes.pdf").data == before
    assert client.get(f"/meetings/{meeting_id}/minutes.pdf?lang=en").data != before


def test_a_message_that_names_a_system_is_refused_and_made_without_the_text(
    client: Client, town: Town, meeting_id: int
) -> None:
    town.change(town.journal, name="Truslene øker")

    answer = client.get(f"/meetings/{meeting_id}/message.docx")
    assert answer.status_code == 422
    assert "Kapittel 2 nevner systemet «Truslene øker»" in answer.text
    assert client.get(f"/meetings/{meeting_id}/message.docx?without=changes").status_code == 200


def test_names_are_those_of_the_municipality_and_directors_may_be_named(town: Town) -> None:
    town.change(town.journal, aliases="Journalen\nGerica")
    town.change(town.journal, name="Ny journal", aliases=None)
    with town.database.reading() as session:
        names = names_of(session, session.get_one(Unit, town.cast.municipality).tenant_id, date(2026, 9, 24))

    assert {"Pasientjournal", "Ny journal", "Journalen", "Gerica", "Skoleplattform"} <= names.systems
    assert names.people


def test_no_part_of_a_public_file_names_anybody_its_properties_neither(
    client: Client, town: Town, meeting_id: int
) -> None:
    with town.database.reading() as session:
        names = names_of(session, session.get_one(Unit, town.cast.municipality).tenant_id, date(2026, 9, 24))
    file = zipfile.ZipFile(io.BytesIO(client.get(f"/meetings/{meeting_id}/message.docx").data))
    texts = {name: re.sub("<[^>]+>", " ", file.read(name).decode()) for name in file.namelist() if name.endswith("xml")}

    assert {"docProps/core.xml", "docProps/app.xml", "word/document.xml", "word/header1.xml"} <= texts.keys()
    assert [(name, one) for name, text in texts.items() for one in named_in(text, names)] == []


def test_the_tertial_block_is_given_to_paste_as_rows_and_as_data(client: Client, town: Town) -> None:
    town.at(2026, 9, 2, 8)
    jobs.prepare_due(town.database, "test")
    with town.database.reading() as session:
        wanted = select(Review).where(Review.unit_id == town.cast.municipality, Review.period == "2026-T2")
        review_id = session.scalars(wanted).one().id

    html = client.get(f"/reviews/{review_id}/tertial.html")
    rows = client.get(f"/reviews/{review_id}/tertial.csv").data.decode("utf-8-sig")
    data = json.loads(client.get(f"/reviews/{review_id}/tertial.json").data)

    assert "attachment" in html.headers["Content-Disposition"]
    assert "Ledelsen har ikke gått gjennom systemhelsen i møte i år." in html.text
    assert "Internkontroll (kommuneloven §§ 25-1 og 25-2)" in html.text
    assert "Oppfølging;Tall;Systemer uten risikovurdering;2;0" in rows
    assert data["head"]["period"] == "2026-T2"
    assert client.get(f"/reviews/{review_id}/tertial.pdf").status_code == 404


def test_the_files_are_listed_and_what_is_being_made_is_said_while_it_is(
    client: Client, town: Town, meeting_id: int
) -> None:
    keep(town, meeting_id)

    listed = client.get(f"/meetings/{meeting_id}/papers")
    making = client.get(f"/meetings/{meeting_id}/papers/making?file=package.pdf&lang=en")

    assert listed.text.count("arkivert") == len(KEPT) + 1
    assert "Pakke til møtet, PDF med 14 rader lages nå." in making.text
    assert making.headers["Refresh"] == f"0; url=/meetings/{meeting_id}/package.pdf?lang=en"
    assert client.get(f"/meetings/{meeting_id}/papers/making?file=package.docx").status_code == 404


def test_an_operator_writes_the_files_to_a_folder_and_is_told_when_there_are_none(
    town: Town, meeting_id: int, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISMS_DATABASE_URL", database_url)

    def written(code: str) -> int:
        return CliRunner().invoke(main, ["review", "papers", code, "--to", str(tmp_path), "--language", "nn"]).exit_code

    assert (written("LG-001"), written("LG-009")) == (0, 1)
    made = sorted(path.name.rpartition("LG-001-")[2] for path in tmp_path.glob("*LG-001*"))
    assert made == ["annex-nn.xlsx", "minutes-nn.docx", "minutes-nn.pdf", "package-nn.pdf"]


def test_the_worker_keeps_the_files_of_an_approved_meeting_once(town: Town, meeting_id: int) -> None:
    assert keep_papers_due(town.database, "first") == 0
    with town.database.transaction(ME, "meeting:approve") as session:
        session.get_one(Meeting, meeting_id).approved_at = town.clock.now()

    assert [keep_papers_due(town.database, name) for name in ("first", "second")] == [1, 0]
    with town.database.reading() as session:
        kept = {(one.kind, one.language) for one in papers_of(session, meeting_id)}
    assert len(kept) == len(KEPT) * 3
