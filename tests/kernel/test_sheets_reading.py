import io
import struct
import tomllib
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import isms.kernel.sheets.words
from isms.kernel.sheets.columns import SheetColumn
from isms.kernel.sheets.reading import LARGEST_FILE, read_sheet
from isms.kernel.sheets.refused import SheetRefused
from isms.kernel.sheets.table import MOST_ROWS, Row, cell_name
from isms.kernel.sheets.xlsx_package import MAIN
from isms.kernel.sheets.xlsx_writing import SheetSpec, write_xlsx

SHEET = "xl/worksheets/sheet1.xml"
CATALOGUE = tomllib.loads(Path(isms.kernel.sheets.words.__file__).with_name("catalogue.toml").read_text("utf-8"))


def workbook(*rows: tuple[Any, ...], change: Callable[[Any], None] | None = None) -> bytes:
    """Return a workbook as another program writes it."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(data: bytes, **changes: bytes | None) -> bytes:
    """Return the package with parts replaced or added; the keyword is the path, None leaves the part out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        parts: dict[str, bytes | None] = {**{name: old.read(name) for name in old.namelist()}, **changes}
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def sheet_of(body: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    ).encode()


def refused(data: bytes, name: str = "a.xlsx") -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        read_sheet(data, name)
    return caught.value


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PLAIN = workbook(("Navn", "Antall"), ("Profil", 3))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_of_usual_kinds_is_read(separator: str, encoding: str) -> None:
    text = 'Navn;"Formål, kort"\r\nØst;"to\r\nlinjer; ""sagt"""\n\n;\nVest\n'.replace(";", separator)
    sheet = read_sheet(text.encode(encoding), "Systemer.CSV")
    assert sheet.headers == ("Navn", "Formål, kort")
    assert sheet.rows == (Row(2, ("Øst", f'to\nlinjer{separator} "sagt"')), Row(5, ("Vest", "")))


def test_xlsx_of_other_programs_is_read() -> None:
    data = workbook(
        ("Navn", None, "Fra", "Når", "Tall", "Sann", "Stor"),
        ("Øst\r\nen", None, date(2026, 3, 1), datetime(2026, 3, 1, 13, 45, 0, 4000), 0.1 + 0.2, True, 5.0),
        (None,),
        ("=1 er tekst her", None, None, None, 1019912345, False, -3),
        change=lambda sheet: setattr(sheet["A4"], "data_type", "s"),
    )
    sheet = read_sheet(data, "a.xlsx")
    assert sheet.headers == ("Navn", "Fra", "Når", "Tall", "Sann", "Stor")
    assert sheet.rows == (
        Row(2, ("Øst\nen", "2026-03-01", "2026-03-01 13:45:00", "0.3", "true", "5")),
        Row(4, ("=1 er tekst her", "", "", "1019912345", "false", "-3")),
    )


def test_an_identity_number_kept_as_a_number_gets_its_zero_back() -> None:
    number = "01010100131"
    assert read_sheet(workbook(("Nr",), (int(number),)), "a.xlsx").rows[0].cells == (number,)


def test_links_in_cells_are_read_as_their_text() -> None:
    data = workbook(("Nett",), ("x",), change=lambda sheet: setattr(sheet["A2"], "hyperlink", "https://example.org"))
    assert read_sheet(data, "a.xlsx").rows[0].cells == ("x",)


def test_a_path_is_read_like_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(PLAIN)
    assert read_sheet(tmp_path / "a.xlsx") == read_sheet(PLAIN, "a.xlsx")


def test_cells_have_the_names_a_spreadsheet_gives_them() -> None:
    assert [cell_name(place, 4) for place in (2, 25, 26, 701, 702)] == ["C4", "Z4", "AA4", "ZZ4", "AAA4"]


@pytest.mark.parametrize(
    ("text", "because", "values"),
    [
        ("a;b\n1;2;3", "sheet.cell_without_heading", {"cell": "C2"}),
        ("a;;c\n1;2;3", "sheet.cell_without_heading", {"cell": "B2"}),
        ("\na;b;A\n", "sheet.heading_twice", {"title": "A", "first": "A2", "second": "C2"}),
        (" \n;;\n", "sheet.empty", {}),
        ('a;b\n"x;2\n', "sheet.broken_row", {"row": 2}),
        ("a\n" + "x\n" * (MOST_ROWS + 1), "sheet.too_many_rows", {"limit": 20000}),
        (";".join("x" * 101), "sheet.too_many_columns", {"limit": 100}),
    ],
)
def test_a_csv_that_is_no_table_is_refused_with_its_place(text: str, because: str, values: dict[str, object]) -> None:
    refusal = refused(text.encode(), "a.csv")
    assert (refusal.because, refusal.values) == (because, values)


def test_as_many_rows_and_columns_as_allowed_are_read() -> None:
    assert len(read_sheet(b"a\n" + b"x\n" * MOST_ROWS, "a.csv").rows) == MOST_ROWS
    assert len(read_sheet(";".join(f"k{n}" for n in range(100)).encode(), "a.csv").headers) == 100


@pytest.mark.parametrize(
    ("data", "name", "because"),
    [
        (PLAIN, "a.csv", "sheet.content_differs"),
        (b"Navn;Antall\n", "a.xlsx", "sheet.content_differs"),
        (PLAIN, "a.xlsm", "sheet.macros"),
        (PLAIN, "a.ods", "sheet.unknown_kind"),
        (PLAIN, "xlsx", "sheet.unknown_kind"),
        (b"anything", "a.xls", "sheet.old_workbook"),
        (COMPOUND + bytes(600), "a.xlsx", "sheet.old_workbook"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "sheet.encrypted"),
        (b"", "a.csv", "sheet.empty"),
        (b"", "a.xlsx", "sheet.empty"),
        ("Navn\nØst".encode("utf-16"), "a.csv", "sheet.not_text"),
        (b"Navn\nA\nB\x81\xff", "a.csv", "sheet.unknown_letters"),
        (b"a" * (LARGEST_FILE + 1), "a.csv", "sheet.too_large"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_name(data: bytes, name: str, because: str) -> None:
    assert refused(data, name).because == because


def test_a_formula_is_refused_with_its_cell() -> None:
    refusal = refused(workbook(("a", "b", "c"), (1, 2, 3), (1, 2, 3), (1, 2, "=A1+B1")))
    assert (refusal.because, refusal.values) == ("sheet.formula", {"cell": "C4"})
    shared = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c></row>'
    assert refused(repacked(PLAIN, **{SHEET: sheet_of(shared)})).values == {"cell": "A2"}


def test_a_formula_among_several_sheets_is_refused_only_in_the_first() -> None:
    def beside(sheet: Any) -> None:
        sheet.parent.create_sheet("Lister").append(("=1+1",))

    assert read_sheet(workbook(("a",), ("x",), change=beside), "a.xlsx").rows[0].cells == ("x",)
    refusal = refused(workbook(("a",), ("=1",), change=beside))
    assert (refusal.because, refusal.values) == ("sheet.formula", {"cell": "A2"})


def test_an_error_value_is_refused_with_its_cell() -> None:
    refusal = refused(workbook(("a",), ("#DIV/0!",)))
    assert (refusal.because, refusal.values) == ("sheet.error_value", {"cell": "A2", "value": "#DIV/0!"})


ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
)


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"xl/vbaProject.bin": b"x"}, "sheet.macros"),
        ({"xl/macrosheets/sheet1.xml": b"<x/>"}, "sheet.macros"),
        ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "sheet.external_links"),
        ({"xl/connections.xml": b"<x/>"}, "sheet.external_links"),
        ({"../../etc/cron.d/x": b"x"}, "sheet.strange_parts"),
        ({"/etc/x": b"x"}, "sheet.strange_parts"),
        ({"xl\\x": b"x"}, "sheet.strange_parts"),
        ({"XL/workbook.xml": b"<x/>"}, "sheet.strange_parts"),
        ({SHEET: ENTITY_BOMB}, "sheet.entities"),
        ({"xl/styles.xml": ENTITY_BOMB}, "sheet.entities"),
        ({SHEET: ENTITY_BOMB.decode().encode("utf-16")}, "sheet.strange_parts"),
        ({SHEET: b'<?xml version="1.0" encoding="utf-7"?><x/>'}, "sheet.strange_parts"),
        ({SHEET: b"<worksheet><sheetData><row>"}, "sheet.damaged"),
        ({SHEET: None}, "sheet.damaged"),
        ({"xl/workbook.xml": None}, "sheet.not_a_workbook"),
        ({f"docProps/{n}.xml": b"<x/>" for n in range(200)}, "sheet.too_many_parts"),
        ({"xl/styles.xml": b"<x>" + b"<xf/>" * 500_000}, "sheet.unpacks_too_large"),
    ],
)
def test_a_package_with_anything_in_it_that_could_act_is_refused(changes: dict[str, bytes], because: str) -> None:
    assert refused(repacked(PLAIN, **changes)).because == because


def bomb() -> bytes:
    return repacked(PLAIN, **{SHEET: sheet_of("<row/>" + " " * 100_000_000)})


def million_rows() -> bytes:
    return repacked(PLAIN, **{SHEET: sheet_of("".join(f'<row r="{n}"/>' for n in range(1, 1_000_001)))})


def million_csv_rows() -> bytes:
    return b"a;b\n" + b"1;2\n" * 1_000_000


def far_row() -> bytes:
    last = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    return repacked(PLAIN, **{SHEET: sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>' + last)})


def wide_rows() -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="XFD{n}"/></row>' for n in range(1, 20_000))
    return repacked(PLAIN, **{SHEET: sheet_of(rows)})


def lying_sizes() -> bytes:
    """A member that unpacks to 100 MB and says it is ten bytes."""
    data = bytearray(repacked(PLAIN, **{SHEET: sheet_of(" " * 100_000_000)}))
    real = struct.pack("<I", 100_000_000 + len(sheet_of("")))
    assert data.count(real) == 2
    return bytes(data.replace(real, struct.pack("<I", 10)))


def truncated() -> bytes:
    return PLAIN[: len(PLAIN) // 2]


def one_enormous_row() -> bytes:
    return b";" * (LARGEST_FILE - 1)


def many_entries() -> bytes:
    return PLAIN + b"PK\x01\x02" * 100_000


def formula_at_the_end() -> bytes:
    return workbook(("a", "b"), *[("x", 1)] * 6000, ("x", "=1"))


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (bomb, "a.xlsx"), (million_rows, "a.xlsx"), (million_csv_rows, "a.csv"), (far_row, "a.xlsx"),
        (wide_rows, "a.xlsx"), (lying_sizes, "a.xlsx"), (truncated, "a.xlsx"), (one_enormous_row, "a.csv"),
        (many_entries, "a.xlsx"), (formula_at_the_end, "a.xlsx"),
    ],
)  # fmt: skip
def test_a_file_made_to_exhaust_is_refused_with_little_memory(make: Callable[[], bytes], name: str) -> None:
    data = make()
    tracemalloc.start()
    refused(data, name)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50 * 1024 * 1024


@pytest.mark.parametrize("step", range(0, len(PLAIN), 97))
def test_a_damaged_package_is_refused_or_read_never_a_crash(step: int) -> None:
    because = set()
    for damaged in (PLAIN[:step], PLAIN[:step] + b"\xff\0" + PLAIN[step + 2 :]):
        try:
            read_sheet(damaged, "a.xlsx")
        except SheetRefused as refusal:
            because.add(refusal.because)
    assert because <= CATALOGUE.keys()


def test_every_refusal_has_words_in_both_languages_for_its_values() -> None:
    refusals = [
        refused(b"a;a", "a.csv"), refused(b"a\n1;2", "a.csv"), refused(b'a\n"', "a.csv"),
        refused(PLAIN, "a.csv"),
        refused(b"A\x81\xff", "a.csv"), refused(b"a" * (LARGEST_FILE + 1), "a.csv"), refused(PLAIN, "a.ods"),
        refused(million_csv_rows(), "a.csv"), refused(lying_sizes()), refused(workbook(("a",), ("=1",))),
    ]  # fmt: skip
    for refusal in refusals:
        for lang in ("nb", "en"):
            assert "{" not in CATALOGUE[refusal.because][lang].format(**refusal.values)


def test_a_whole_register_is_read_back() -> None:
    columns = [SheetColumn(f"k{number}", f"Kolonne {number}") for number in range(24)]
    target = io.BytesIO()
    write_xlsx(target, [SheetSpec("Register", columns, [tuple(f"{n} {m}" for m in range(24)) for n in range(2000)])])
    assert len(read_sheet(target.getvalue(), "a.xlsx").rows) == 2000
