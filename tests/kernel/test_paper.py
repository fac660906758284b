"""Documents on paper: archivable, tagged, the same bytes each time, and never read as markup."""

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isms.app import registers
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.moments import moment_of, present
from isms.kernel.paper.glyphs import printable
from isms.kernel.paper.parts import Cell, Facts, Paper, PaperColumn, Part, Section, Table, Text
from isms.kernel.paper.printing import print_paper
from isms.kernel.refusal import Refused
from isms.kernel.register import paper as register_papers
from isms.kernel.register.export import export
from isms.kernel.register.paper import MOST_COLUMNS, Reader, selection
from isms.kernel.register.query import Wish
from isms.kernel.vocabulary import Tone
from isms.kernel.words import CATALOGUE
from isms.organisation import service
from isms.organisation.models import Unit
from isms.organisation.vocabulary import UnitKind
from tests.kernel.test_register import ME, UNITS, fill, statements

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
READER = Reader("Kari Nordmann", AT, "Eksempelfjord kommune")
NB = CATALOGUE.words("nb")
HOSTILE = [
    '#read("/etc/passwd")', "#import sys: *", "*b* _c_ `r` $x^2$ @ref <label> [c] {d}", "\\u{41} // no comment /* */",
    "= Heading", "- item", "\u202e moc.live", "a\x00b", "日本 😀 \ue000", "\ufeff\u00ad\u200b", "e\u0301", "\ud800",
    "x" * 400, "line\nline", "a\tb\r\nc", "{{title}} &amp; <b>",
]  # fmt: skip


def document(parts: Sequence[Part], *, title: str = "Systemer", at: datetime = AT, language: str = "nb") -> Paper:
    return Paper(
        language, "Eksempelfjord kommune", title, "12 systemer.", parts, "Side {page} av {pages}", at, "U.off."
    )


def table(rows: int) -> Table:
    return Table(
        [PaperColumn("Navn", 3), PaperColumn("Antall", numeric=True)],
        [[Cell(f"System {number}", Tone.DANGER, strong=True), str(number)] for number in range(rows)],
    )


def opened(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in opened(pdf).pages)


def test_a_document_claims_both_standards_and_is_tagged_named_and_in_its_language() -> None:
    read = opened(print_paper(document([Section("Funn"), Facts([("Hvem", "Kari")]), Text("En.\n\nTo."), table(3)])))

    metadata = read.trailer["/Root"]["/Metadata"].get_data().decode("utf-8")
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.trailer["/Root"]["/Lang"] == "nb"
    assert read.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata is not None and read.metadata.title == "Systemer"


def test_headings_and_cells_are_tagged_as_what_they_are() -> None:
    read = opened(print_paper(document([Section("Funn"), Facts([("Hvem", "Kari")]), table(2)])))

    kinds: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if isinstance(node, pypdf.generic.IndirectObject) else node
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            kinds.append(str(node.get("/S", "")))
            walk(node.get("/K", []))

    walk(read.trailer["/Root"]["/StructTreeRoot"]["/K"])
    assert {"/H1", "/Table", "/THead", "/TH", "/TBody", "/TD", "/L"} <= set(kinds)
    assert kinds.count("/TH") == 2


def test_the_same_document_gives_the_same_bytes() -> None:
    other = document([table(2)], at=AT.replace(hour=9))

    assert print_paper(document([table(2)])) == print_paper(document([table(2)]))
    assert print_paper(document([table(2)])) != print_paper(other)


def test_every_page_says_whose_it_is_its_number_and_the_headings_of_its_table() -> None:
    pages = [page.extract_text() for page in opened(print_paper(document([table(120)]))).pages]

    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Side {number} av {len(pages)}" in page
        assert "Eksempelfjord kommune" in page
        assert "U.off." in page
        assert "Antall" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_text_wherever_it_stands(text: str) -> None:
    parts = [Section(text), Text(text), Facts([(text, text)]), Table([PaperColumn(text)], [[text]])]
    everywhere = Paper("nb", text, text, text, parts, text, AT, text)

    printed = "".join(text_of(print_paper(everywhere)).split())
    assert "root:x:0" not in printed
    assert "".join(printable(text, 24).replace("\u200b", "").split())[:40] in printed.replace("\u200b", "")


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=30))
def test_any_text_can_be_printed(text: str) -> None:
    assert print_paper(document([Section("x"), Text(text), table(1)], title=f"x{text}")).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Ærlig på ø – «§ 24» ≥ 3 × 4 → ok", "Ærlig på ø – «§ 24» ≥ 3 × 4 → ok"),
        ("\u202eabc", "[U+202E]abc"),
        ("日", "[U+65E5]"),
        ("\ue000", "[U+E000]"),
        ("a\tb\rc", "a b\nc"),
        ("x" * 24, "x" * 24),
        ("x" * 25, f"{'x' * 20}\u200bxxxxx"),
        (f"to ord {'y' * 12}", f"to ord {'y' * 12}"),
    ],
)
def test_what_cannot_be_shown_is_printed_as_its_code_point(text: str, printed: str) -> None:
    assert printable(text, 24) == printed


def pdf_of(database: Database, register: str = "units", wish: Wish | None = None, chosen: Sequence[str] = ()) -> bytes:
    with database.reading() as session:
        moment = present(session, database.clock.now())
        made = export(session, registers()[register], moment, CONSOLE, wish or Wish(), NB)
        return made.pdf(READER, chosen)


def test_a_register_on_paper_says_who_read_it_when_and_how_it_was_narrowed(database: Database) -> None:
    fill(database, ["Ærlig"])

    said = text_of(pdf_of(database, wish=Wish(filters={"kind": "unit"})))

    for text in ("Enheter", "22.11.2026, posisjon 1", "av Kari Nordmann", "Type: Virksomhet", "Ærlig"):
        assert text in said, text
    assert "Midten" not in said.replace("Over Midten", "")[: said.index("Ærlig")]


def test_an_empty_register_is_a_document_too(database: Database) -> None:
    assert "0 " in text_of(pdf_of(database, wish=Wish(q="finnes ikke")))


@pytest.mark.parametrize("name", sorted(registers()))
def test_every_register_prints(database: Database, name: str) -> None:
    assert pdf_of(database, name).startswith(b"%PDF")


def test_too_many_rows_are_refused_and_as_many_as_fit_are_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, ["A", "B"])

    monkeypatch.setattr(register_papers, "MOST_ROWS", 4)
    assert pdf_of(database)
    monkeypatch.setattr(register_papers, "MOST_ROWS", 3)
    with pytest.raises(Refused) as no:
        pdf_of(database)
    assert no.value.refusals[0].because == "paper.too_many_rows"


def test_too_many_columns_are_refused(database: Database) -> None:
    systems = registers()["systems"]
    keys = [column.key for column in systems.columns if not column.only_export]
    assert len(keys) > MOST_COLUMNS

    assert pdf_of(database, "systems", chosen=keys[:MOST_COLUMNS])
    with pytest.raises(Refused) as no:
        pdf_of(database, "systems", chosen=keys[: MOST_COLUMNS + 1])
    assert no.value.refusals[0].because == "paper.too_many_columns"


def test_a_print_takes_two_statements_with_its_moment(database: Database) -> None:
    fill(database, ["A"])

    with statements(database) as said:
        pdf_of(database)

    assert len(said) == 2


def test_a_past_moment_prints_as_it_did_then(database: Database) -> None:
    fill(database, ["A"])
    then = pdf_of(database)
    with database.reading() as session:
        now = str(present(session, database.clock.now()))
    with database.transaction(ME, "unit:establish") as session:
        service.establish(session, code="Z", name="Ny", kind=UnitKind.SERVICE_AREA, parent=session.get_one(Unit, 1))

    with database.reading() as session:
        moment = moment_of(session, now, database.clock.now())
        again = export(session, UNITS, moment, CONSOLE, Wish(), NB).pdf(READER)
    assert again == then


def test_a_filter_by_rows_is_said_by_name(database: Database) -> None:
    fill(database, ["A"])
    with database.reading() as session:
        said = selection(session, registers()["risks"], CONSOLE, Wish(q="x", filters={"residual_level": "high"}), NB)

    assert said == "Søk etter «x»; Restrisiko: Høy"


def test_exports_speak_nynorsk_and_two_languages_at_once(database: Database) -> None:
    fill(database, ["A"])

    def made(language: str, register: str = "units") -> list[str]:
        with database.reading() as session:
            moment = present(session, database.clock.now())
            words = CATALOGUE.words(language)
            csv = b"".join(export(session, registers()[register], moment, CONSOLE, Wish(), words).csv())
            return csv.decode("utf-8-sig").splitlines()

    assert '"Navn / Name"' in made("nb+en")[0]
    assert made("nb+en")[1:] == made("nb")[1:]
    assert ('"Tenesteområde"' in made("nn")[0], '"Tjenesteområde"' in made("nb")[0]) == (True, True)


def test_json_is_the_same_in_every_language(database: Database) -> None:
    fill(database, ["A"])
    found = set()
    for language in ("nb", "nn", "en", "nb+en"):
        with database.reading() as session:
            moment = present(session, database.clock.now())
            made = export(session, UNITS, moment, CONSOLE, Wish(), CATALOGUE.words(language))
            found.add(b"".join(made.json()))

    assert len(found) == 1
    assert json.loads(found.pop())["register"] == "units"
