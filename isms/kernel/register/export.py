"""Writes a register as CSV, XLSX, JSON or PDF, as it stands or stood at a moment; all but PDF are streamed."""

from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.moments import Moment
from isms.kernel.paper.printing import print_paper
from isms.kernel.register.columns import Column, Register, Source
from isms.kernel.register.kinds import Kind
from isms.kernel.register.paper import Reader, register_paper
from isms.kernel.register.query import Wish, rows
from isms.kernel.sheets.columns import Kind as SheetKind
from isms.kernel.sheets.columns import SheetColumn
from isms.kernel.sheets.csv_writing import write_csv
from isms.kernel.sheets.json_writing import write_json
from isms.kernel.sheets.xlsx_writing import SheetSpec, write_xlsx
from isms.kernel.words import Words

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}
ROWS_AT_A_TIME = 2_000


def export(
    session: Session,
    register: Register,
    moment: Moment,
    access: Access,
    wish: Wish,
    words: Words,
) -> "Export":
    """Return a register's export at a moment; nothing is read until it is written."""
    return Export(session, register, moment, access, wish, words)


class Export:
    """The rows of a register, ready to be written in a format."""

    def __init__(
        self, session: Session, register: Register, moment: Moment, access: Access, wish: Wish, words: Words
    ) -> None:
        self.session = session
        self.register = register
        self.moment = moment
        self.access = access
        self.wish = wish
        self.words = words
        self.columns: Sequence[Column] = register.columns
        source = Source(moment.day, moment.position if moment.past else None)
        self.statement = rows(register, source, access, wish, self.columns, linked=False)

    def csv(self) -> Iterator[bytes]:
        """Yield the export as CSV."""
        return write_csv(self._sheet_columns(plain=True), self._rows(), self.words.language)

    def json(self) -> Iterator[bytes]:
        """Yield the export as JSON."""
        return write_json(self.register.name, self._sheet_columns(plain=False), self._rows())

    def pdf(self, reader: Reader, chosen: Sequence[str] = ()) -> bytes:
        """Return the export as a printed document; raises Refused when paper has not room for it."""
        paper = register_paper(
            self.session, self.register, self.moment, self.access, self.wish, self.words, reader, chosen
        )
        return print_paper(paper)

    def xlsx(self, target: IO[bytes]) -> None:
        """Write the export as a workbook."""
        write_xlsx(target, [self.sheet()])

    def sheet(self) -> SheetSpec:
        """Return the export as a sheet of a workbook; its rows are read when it is written."""
        title = self.words(f"register.{self.register.name}.title")
        return SheetSpec(title, self._sheet_columns(plain=True), self._rows())

    def _sheet_columns(self, *, plain: bool) -> list[SheetColumn]:
        return [
            SheetColumn(
                column.key,
                self.words.heading(column.label),
                SheetKind(column.kind.sheet),
                said=self._said(column.kind, plain=plain),
            )
            for column in self.columns
        ]

    def _said(self, kind: Kind, *, plain: bool) -> Callable[[Any], Any] | None:
        if plain:
            return kind.plain(self.words) if kind.plain else None
        return kind.data

    def _rows(self) -> Iterator[Sequence[Any]]:
        streamed = self.session.connection().execute(self.statement, execution_options={"yield_per": ROWS_AT_A_TIME})
        for some in streamed.partitions():
            yield from some
