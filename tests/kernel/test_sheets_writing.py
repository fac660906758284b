import io
import json
import zipfile
from collections.abc import Sequence
from csv import reader
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isms.kernel.sheets.columns import Kind, SheetColumn
from isms.kernel.sheets.csv_writing import write_csv
from isms.kernel.sheets.escaping import ACTING_SIGNS, escape, unescape
from isms.kernel.sheets.json_writing import write_json
from isms.kernel.sheets.reading import read_sheet
from isms.kernel.sheets.xlsx_writing import LONGEST_TEXT, SheetSpec, write_xlsx

HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠x", "'=1+1",
    "''+1", "{=1+1}", '=HYPERLINK("http://example.org";"x")', "=cmd|' /C calc'!A0", "http://example.org",
    "mailto:a@example.org", "internal:Ark1!A1", "<f>1+1</f>", "]]></t><f>1+1</f>", "_x003D_1+1",
    "_x000D_", "&#61;1", 'a";=1+1;"', "1e5", "0012",
]  # fmt: skip
EVERY_KIND = [
    SheetColumn("name", "Navn; kort, klart", Kind.TEXT),
    SheetColumn("aliases", "Andre navn", Kind.TEXTS),
    SheetColumn("users", "Brukere", Kind.INTEGER),
    SheetColumn("share", "Andel", Kind.DECIMAL),
    SheetColumn("cost", "Kostnad", Kind.MONEY),
    SheetColumn("ends_on", "Slutter", Kind.DATE),
    SheetColumn("rated_at", "Vurdert", Kind.INSTANT),
    SheetColumn("open", "Åpen", Kind.BOOLEAN),
]
MOMENT = datetime(2026, 10, 25, 0, 30, 15, tzinfo=UTC)
ROWS: list[tuple[Any, ...]] = [
    ('Øst "1"; a', ("Profil", "VP"), 1140, Decimal("1234.50"), -123405, date(2026, 3, 1), MOMENT, True),
    (None,) * 8,
    ("=1", (), -5, Decimal("1E+3"), 5, date(1899, 1, 1), MOMENT, False),
]
ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffe\uffff"))


def texts(*titles: str) -> list[SheetColumn]:
    return [SheetColumn(title, title) for title in titles]


def xlsx(columns: Sequence[SheetColumn], rows: Sequence[tuple[Any, ...]], name: str = "Ark") -> bytes:
    target = io.BytesIO()
    write_xlsx(target, [SheetSpec(name, columns, rows)])
    return target.getvalue()


def csv(columns: Sequence[SheetColumn], rows: Sequence[tuple[Any, ...]], lang: str = "nb") -> bytes:
    return b"".join(write_csv(columns, rows, lang))


def one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_csv_is_what_excel_opens_rightly() -> None:
    assert csv(EVERY_KIND, ROWS).decode("utf-8") == (
        '\ufeff"Navn; kort, klart";"Andre navn";"Brukere";"Andel";"Kostnad";"Slutter";"Vurdert";"Åpen"\r\n'
        '"Øst ""1""; a";"Profil; VP";1140;1234,50;-1234,05;01.03.2026;2026-10-25 02:30:15+02:00;Ja\r\n'
        ";;;;;;;\r\n"
        "'=1;;-5;1000;0,05;01.01.1899;2026-10-25 02:30:15+02:00;Nei\r\n"
    )
    assert b";1234.50;-1234.05;2026-03-01;" in csv(EVERY_KIND, ROWS, "en")


def test_json_is_exact_and_one_row_a_line() -> None:
    written = b"".join(write_json("systems", EVERY_KIND, ROWS, {"position": 7}))
    read = json.loads(written)
    assert (read["register"], read["position"], len(read["rows"])) == ("systems", 7, 3)
    assert read["rows"][0] == {
        "name": 'Øst "1"; a', "aliases": ["Profil", "VP"], "users": 1140, "share": 1234.5, "cost": -123405,
        "ends_on": "2026-03-01", "rated_at": "2026-10-25T00:30:15Z", "open": True,
    }  # fmt: skip
    assert set(read["rows"][1].values()) == {None}
    assert written.count(b"\n") == 5
    assert json.loads(b"".join(write_json("systems", EVERY_KIND, []))) == {"register": "systems", "rows": []}


def test_xlsx_has_real_dates_and_numbers_a_frozen_heading_and_a_filter() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx(EVERY_KIND, ROWS, "Systemer [1]: alle/av dem, nå og siden")))
    sheet: Any = workbook.worksheets[0]
    assert sheet.title == "Systemer  1   alle av dem, nå o"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:H4")
    assert [cell.value for cell in sheet[2]] == [
        'Øst "1"; a', "Profil; VP", 1140, 1234.5, -1234.05,
        datetime(2026, 3, 1), datetime(2026, 10, 25, 2, 30, 15), True,
    ]  # fmt: skip
    assert [cell.value for cell in sheet[3]] == [None] * 8
    assert sheet["F4"].value == "1899-01-01"
    assert sheet["A1"].font.bold
    assert sheet["F2"].is_date
    assert sheet.column_dimensions["A"].width > 20


def test_the_same_rows_give_the_same_workbook() -> None:
    assert xlsx(EVERY_KIND, ROWS) == xlsx(EVERY_KIND, list(ROWS))


def test_tabs_have_names_of_their_own() -> None:
    target = io.BytesIO()
    write_xlsx(
        target,
        [SheetSpec(name, texts("a"), []) for name in ("Ark", "ARK", "''", "x" * 40, "x" * 40, "A & 'b'")],
    )
    names = openpyxl.load_workbook(target).sheetnames
    assert names == ["Ark", "ARK 2", "3", "x" * 31, "x" * 29 + " 5", "A & 'b"]


def test_more_than_one_batch_of_rows_is_written() -> None:
    rows = [(f"R-{number}",) for number in range(1201)]
    for data, name in ((csv(texts("Kode"), rows), "a.csv"), (xlsx(texts("Kode"), rows), "a.xlsx")):
        assert [row.cells for row in read_sheet(data, name).rows] == rows
    assert len(json.loads(b"".join(write_json("r", texts("code"), rows)))["rows"]) == 1201


def test_a_row_of_another_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="2 cells for 1"):
        csv(texts("a"), [("x", "y")])
    with pytest.raises(ValueError, match="2 cells for 1"):
        xlsx(texts("a"), [("x", "y")])


def test_text_beyond_what_a_cell_holds_is_cut() -> None:
    (row,) = read_sheet(xlsx(texts("a"), [("x" * (LONGEST_TEXT + 9),)]), "a.xlsx").rows
    assert row.cells == ("x" * LONGEST_TEXT,)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text_in_every_format(text: str) -> None:
    columns = [SheetColumn("a", text), SheetColumn("b", "b", Kind.TEXTS)]
    rows = [(text, (text,))]
    package = xlsx(columns, rows)
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(package)).worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        assert not [name for name in parts.namelist() if "sheet1.xml.rels" in name]
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    (heading, _), (cell, listed) = reader(
        io.StringIO(csv(columns, rows).decode("utf-8-sig"), newline=""), delimiter=";"
    )
    assert not {heading[0], cell[0], listed[0]} & set(ACTING_SIGNS)
    for data, name in ((package, "a.xlsx"), (csv(columns, rows), "a.csv")):
        assert read_sheet(data, name).rows[0].cells == (one_line_end(text),) * 2
    assert json.loads(b"".join(write_json("r", columns, rows)))["rows"] == [{"a": text, "b": [text]}]


@given(ANY_TEXT)
def test_escaping_is_undone_exactly_and_leaves_no_acting_sign(text: str) -> None:
    (escaped,) = escape([text])
    assert unescape(escaped) == text
    assert not escaped or escaped[0] not in ACTING_SIGNS


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.just("x"), ANY_TEXT, ANY_TEXT), min_size=1, max_size=4))
def test_any_text_comes_back_from_csv_with_its_line_ends_made_one(rows: list[tuple[str, str, str]]) -> None:
    sheet = read_sheet(csv(texts("a", "b", "c"), rows), "a.csv")
    assert [row.cells for row in sheet.rows] == [tuple(map(one_line_end, row)) for row in rows]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.just("x"), ANY_TEXT, ANY_TEXT), min_size=1, max_size=4))
def test_any_text_xml_can_hold_comes_back_from_xlsx(rows: list[tuple[str, str, str]]) -> None:
    sheet = read_sheet(xlsx(texts("a", "b", "c"), rows), "a.xlsx")
    controls = dict.fromkeys(code for code in range(32) if chr(code) not in "\t\n\r")
    assert [row.cells for row in sheet.rows] == [
        tuple(one_line_end(cell.translate(controls)) for cell in row) for row in rows
    ]
