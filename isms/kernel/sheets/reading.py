"""Which files are read as sheets, and by which reader."""

from pathlib import Path, PurePath

from isms.kernel.sheets.csv_reading import read_csv
from isms.kernel.sheets.refused import SheetRefused
from isms.kernel.sheets.table import Sheet
from isms.kernel.sheets.xlsx_reading import read_xlsx

LARGEST_FILE = 5 * 1024 * 1024

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MACRO_ENDINGS = (".xlsm", ".xltm", ".xlam")


def read_sheet(source: bytes | Path, filename: str | None = None) -> Sheet:
    """Read a .csv or .xlsx file of at most 5 MiB; the name decides how, and the content must agree with it.

    `filename` may be left out for a path. Raises SheetRefused.
    """
    data = _limited(source)
    ending = PurePath(filename or (source.name if isinstance(source, Path) else "")).suffix.lower()
    if ending in _MACRO_ENDINGS:
        raise SheetRefused("sheet.macros")
    if ending not in (".csv", ".xlsx"):
        raise SheetRefused("sheet.old_workbook" if ending == ".xls" else "sheet.unknown_kind", ending=ending)
    if data.startswith(_COMPOUND):
        raise SheetRefused("sheet.encrypted" if _ENCRYPTED_STREAM in data else "sheet.old_workbook", ending=ending)
    if not data.strip():
        raise SheetRefused("sheet.empty")
    if data.startswith(_ZIP) != (ending == ".xlsx"):
        raise SheetRefused("sheet.content_differs", ending=ending)
    return read_xlsx(data) if ending == ".xlsx" else read_csv(data)


def _limited(source: bytes | Path) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            source = file.read(LARGEST_FILE + 1)
    if len(source) > LARGEST_FILE:
        raise SheetRefused("sheet.too_large", megabytes=LARGEST_FILE // 1024 // 1024)
    return source
