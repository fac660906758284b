"""How a table is written as JSON: one object with the register's name and its rows, the same bytes each time.

Moments are UTC, days ISO 8601, money whole øre, lists of texts arrays, decimals numbers.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC

from isms.kernel.sheets.columns import Cells, Kind, Row, SheetColumn, batches

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_Converter = Callable[[Cells], Iterable[object]]


def write_json(
    register: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Row],
    about: Mapping[str, object] | None = None,
) -> Iterator[bytes]:
    """Yield the table as bytes, one row a line; `about` may say more of the whole, as its position."""
    opening = _encode({"register": register, **(about or {})})[:-1] + ',"rows":['
    yield opening.encode("utf-8", "replace")
    keys = [column.key for column in columns]
    converters = [_CONVERTERS.get(column.kind) for column in columns]
    between = "\n"
    for turned in batches(rows, columns):
        values = [convert(cells) if convert else cells for convert, cells in zip(converters, turned, strict=True)]
        lines = [_encode(dict(zip(keys, row, strict=True))) for row in zip(*values, strict=True)]
        yield (between + ",\n".join(lines)).encode("utf-8", "replace")
        between = ",\n"
    yield b"\n]}\n"


_CONVERTERS: dict[Kind, _Converter] = {
    Kind.DECIMAL: lambda cells: [None if c is None else float(c) for c in cells],
    Kind.DATE: lambda cells: [None if c is None else c.isoformat() for c in cells],
    Kind.INSTANT: lambda cells: [
        None if c is None else c.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") for c in cells
    ],
}
