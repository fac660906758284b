"""How the first sheet of an XLSX workbook is read into text, after the guard has let it through."""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook

from isms.kernel.identity_numbers import is_identity_number
from isms.kernel.sheets.refused import SheetRefused
from isms.kernel.sheets.table import MOST_COLUMNS, MOST_ROWS, Sheet, cell_name, table_from
from isms.kernel.sheets.xlsx_guard import check_package

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DIGITS_EXACT = 15
_MOST_CELLS = (MOST_ROWS + 1) * MOST_COLUMNS


def read_xlsx(data: bytes) -> Sheet:
    """Read the first sheet; days come out as 2026-03-01, moments as 2026-03-01 13:45:00, numbers with point.

    Raises SheetRefused, naming the cell for a formula or an error value.
    """
    check_package(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises anything at all for packages that are not as they should be
        raise SheetRefused("sheet.damaged") from error
    try:
        if not workbook.worksheets:
            raise SheetRefused("sheet.damaged")
        sheet: Any = workbook.worksheets[0]
        # The size a sheet states of itself may be wrong, and makes openpyxl fill it with empty cells.
        sheet.reset_dimensions()
        return table_from(_lines(sheet))
    except SheetRefused:
        raise
    except Exception as error:
        raise SheetRefused("sheet.damaged") from error
    finally:
        workbook.close()


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    cells_seen = 0
    for number, cells in enumerate(sheet.rows, 1):
        # A row is as wide as its last cell, be it empty: some of 16,384 cells are nothing, thousands take
        # minutes.
        cells_seen += len(cells)
        too_wide = len(cells) > MOST_COLUMNS and any(cell.value is not None for cell in cells[MOST_COLUMNS:])
        if too_wide or cells_seen > _MOST_CELLS:
            raise SheetRefused("sheet.too_many_columns", limit=MOST_COLUMNS)
        yield number, [_text(cell, place, number) for place, cell in enumerate(cells[:MOST_COLUMNS])]


def _text(cell: Any, place: int, row: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise SheetRefused("sheet.formula", cell=cell_name(place, row))
    if cell.data_type == "e":
        raise SheetRefused("sheet.error_value", cell=cell_name(place, row), value=str(value))
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value).replace("\r\n", "\n").replace("\r", "\n")
    return _printed(value)


def _printed(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        # Times are kept as fractions of a day; what is lost of a second is put back.
        whole = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return whole.date().isoformat() if whole.time() == time() else whole.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        value = int(value) if value.is_integer() else f"{value:.{_DIGITS_EXACT}g}"
    return _with_leading_zero(str(value))


def _with_leading_zero(digits: str) -> str:
    """Give back the zero a national identity number loses when kept as a number, so that it is found."""
    return "0" + digits if len(digits) == 10 and is_identity_number("0" + digits) else digits
