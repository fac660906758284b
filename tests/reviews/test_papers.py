"""A package on paper and in sheets: the same bytes each time, every page marked, days and numbers as such."""

import hashlib
import io
import json
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from docx import Document

from isms.kernel.paper.printing import print_paper
from isms.kernel.sheets.columns import Kind
from isms.kernel.words import CATALOGUE
from isms.reviews.papers.html import write_html
from isms.reviews.papers.pdf import Corrected, Seal, Signed, package_paper, plain_paper, print_package
from isms.reviews.papers.sheets import typed, write_annex
from isms.reviews.papers.snapshot import write_snapshot
from isms.reviews.papers.values import drawn, text_of
from isms.reviews.papers.word import write_word
from isms.reviews.rules.blocks import (
    Package,
    Part,
    Value,
    Written,
    change,
    code,
    day,
    number,
    percent,
    said,
    term,
)
from isms.reviews.rules.numbering import letters, numbered
from isms.reviews.rules.packages import canonical, digest, read
from isms.reviews.vocabulary import TakesPartAs
from isms.risk.vocabulary import RiskLevel
from tests.reviews.packaged import PARTS, package

AT = datetime(2026, 9, 10, tzinfo=UTC)
NB, NN, EN = (CATALOGUE.words(language) for language in ("nb", "nn", "en"))
SEAL = Seal(
    digest(canonical(package())),
    [Signed("Kari Nordmann", TakesPartAs.CHAIR, datetime(2026, 9, 25, 12, tzinfo=UTC))],
    [Corrected("Tabellen skulle vist 7.", "Ola Nes", date(2026, 9, 20))],
)


@pytest.fixture(scope="module")
def pages() -> list[str]:
    """The pages of the package in bokmål."""
    return [page.extract_text() for page in opened(print_package(package(), NB, AT, SEAL)).pages]


def opened(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        (None, "–", "–"),
        (True, "Ja", "Yes"),
        (12345, "12\u00a0345", "12\u00a0345"),
        (2.25, "2,3", "2.3"),
        ("fri tekst", "fri tekst", "fri tekst"),
        (day(date(2026, 9, 1)), "01.09.2026", "2026-09-01"),
        (number(76.25, 1), "76,3", "76.3"),
        (number(11), "11", "11"),
        (percent(74.5), "75\u00a0%", "75%"),
        (percent(None), "ikke målt", "not measured"),
        (change(3), "+3", "+3"),
        (change(-3), "-3", "-3"),
        (code("S-001", "/systems/1"), "S-001", "S-001"),
        (term("risk_level.high"), "Høy", "High"),
        (said("review.sentence", unit="EKF", n=1), "EKF har 1 system.", "EKF has 1 system."),
        (said("review.sentence", unit="EKF", n=2), "EKF har 2 systemer.", "EKF has 2 systems."),
    ],
)
def test_a_value_is_said_in_the_language_of_the_reader(value: Value, nb: str, en: str) -> None:
    assert (text_of(value, NB), text_of(value, EN)) == (nb, en)


def test_a_word_keeps_its_icon_and_a_code_its_way() -> None:
    assert drawn(term("risk_level.high"), NB).term == RiskLevel.HIGH
    assert drawn(code("S-001", "/systems/1"), NB).href == "/systems/1"


def test_parts_are_numbered_and_those_of_an_area_lettered() -> None:
    assert [number_ for number_, _ in numbered(PARTS)] == ["", "1", "2", "3", "4", "4a", "4b", "5", "6", ""]
    assert [letters(n) for n in (1, 26, 27, 52, 53)] == ["a", "z", "aa", "az", "ba"]


def test_every_page_says_case_marking_freeze_and_its_number(pages: list[str]) -> None:
    for at, page in enumerate(pages, 1):
        for text in (
            "Eksempelfjord kommune · Ledelsens gjennomgang av systemhelse · 2. tertial 2026",
            "Sak 26/00417",
            "Unntatt offentlighet, jf. offl. § 24 tredje ledd",
            "Tall fryst 10.09.2026 02.00 · risikomodell 4x4-1, helsemodell H-3",
            f"Side {at} av {len(pages)}",
        ):
            assert text in page, text


def test_the_front_page_tells_whose_it_is_its_case_its_marking_and_who_signs(pages: list[str]) -> None:
    front = " ".join(pages[0].split())
    for text in ("Eksempelfjord kommune", "26/00417", "offl. § 24 tredje ledd", "Signaturer", "Kari Nordmann"):
        assert text in front
    assert "61 systemer" not in front


def test_the_summary_and_each_area_have_a_page_of_their_own(pages: list[str]) -> None:
    assert "61 systemer" in pages[2]
    assert "Truslene øker" not in pages[2]
    for place, area in ((4, "4aHelse"), (5, "4bKultur")):
        assert area in "".join(pages[place].split())


def test_the_signing_page_holds_the_digest_and_who_has_signed_and_errata_come_last(pages: list[str]) -> None:
    signing = next(page for page in pages if SEAL.digest in "".join(page.split()))

    assert "Kari Nordmann" in signing
    assert "25.09.2026" in signing
    assert "Tabellen skulle vist 7." in pages[-1]
    assert "Ola Nes, 20.09.2026" in pages[-1]


def test_the_pdf_claims_both_standards_and_is_the_same_each_time() -> None:
    first = print_package(package(), NN, AT, SEAL)
    metadata = opened(first).trailer["/Root"]["/Metadata"].get_data().decode("utf-8")

    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert opened(first).trailer["/Root"]["/Lang"] == "nn"
    assert print_package(package(), NN, datetime(2030, 1, 1, tzinfo=UTC), SEAL) == first


def test_a_package_read_from_its_text_is_drawn_as_the_one_that_was_frozen() -> None:
    assert package_paper(read(canonical(package())), EN, AT, SEAL) == package_paper(package(), EN, AT, SEAL)


def test_a_draft_says_that_nothing_is_frozen() -> None:
    edges = package_paper(package(frozen_at=None), NB, AT).edges

    assert edges and edges.below == "Utkast. Tallene er ikke fryst."


def test_the_annex_has_a_sheet_per_table_with_days_and_numbers_as_such() -> None:
    annex = write_annex(package(), NB, "d" * 64)
    book = openpyxl.load_workbook(io.BytesIO(annex))
    sheet = book["4a Helse Systemer som må følges"]

    assert book.sheetnames[0] == "Lesmeg"
    assert sheet.auto_filter.ref == "A1:F4"
    assert [cell.value for cell in sheet[2]] == ["S-001", "Høy", 4, 74.5, datetime(2026, 10, 1), "Dårligere"]
    assert [cell.value for cell in sheet[3]] == ["S-002", "Lav", 3, None, None, None]
    assert write_annex(package(), NB, "d" * 64) == annex


@pytest.mark.parametrize(
    ("values", "kind", "cells"),
    [
        ([1, None], Kind.INTEGER, [1, None]),
        ([1, number(2.55, 1)], Kind.DECIMAL, [Decimal("1.0"), Decimal("2.6")]),
        ([percent(None), percent(10)], Kind.DECIMAL, [None, Decimal("10.0")]),
        ([day(date(2026, 1, 1)), None], Kind.DATE, [date(2026, 1, 1), None]),
        ([day(date(2026, 1, 1)), "senere"], Kind.TEXT, ["01.01.2026", "senere"]),
        ([True, 1], Kind.TEXT, ["Ja", "1"]),
        ([None], Kind.TEXT, [None]),
    ],
)
def test_a_column_holds_what_all_its_cells_are(values: list[Value], kind: Kind, cells: list[object]) -> None:
    assert typed(values, NB) == (kind, cells)


def test_the_snapshot_holds_the_text_whose_digest_it_tells() -> None:
    text = canonical(package())
    told = json.loads(write_snapshot(text, digest(text)))

    again = json.dumps(told["package"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(again.encode()).hexdigest() == told["sha256"]
    assert told["schema"] == "systemhelse.package"


def test_word_has_headings_tables_with_heads_a_language_and_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    cover = plain_paper(package(), NN, AT, "Protokoll")
    first = write_word(package(), NN, cover)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    document = Document(io.BytesIO(first))

    assert write_word(package(), NN, cover) == first
    assert [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"][-3:] == [
        f"{number_} {NN(f'package_part.{part}')}"
        for number_, part in ((8, "deviations"), (9, "signing"), (10, "appendix"))
    ]
    assert "w:tblHeader" in document.tables[0]._tbl.xml
    assert 'w:lang w:val="nn-NO"' in document.styles.element.xml
    assert document.core_properties.created == datetime(2026, 9, 10, tzinfo=UTC)
    assert "Sak 26/00417" in document.sections[0].header.paragraphs[0].text


def test_hostile_text_is_text_in_every_format() -> None:
    texts = ['#read("/etc/passwd")', "a\x00\x0bb", "\ud800", "<script>alert(1)</script>", "\u202e"]
    text = " ".join(texts)
    hostile = Package(package(case_number=text).head, (Part("changes", (), (Written(text, text, None),), text),))

    assert print_paper(package_paper(hostile, NB, AT)).startswith(b"%PDF")
    assert write_word(hostile, NB, plain_paper(hostile, NB, AT, text)).startswith(b"PK")
    assert "<script>" not in write_html(hostile, NB, text)


def test_html_has_a_language_and_tables_with_scoped_heads() -> None:
    html = write_html(replace(package(), parts=PARTS[3:6]), EN, "Report")

    assert '<html lang="en">' in html
    assert re.search(r'<th scope="col">System</th>', html)
    assert '<th scope="row">S-001</th>' in html
