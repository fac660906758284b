"""What one select tells of some systems: how it is asked, of today or of a past moment, and how its rows are read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Select, Table, bindparam
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import iterate

from isms.health.rules.criteria import KEPT_MONTHS
from isms.kernel.clock import end_of, months_after
from isms.kernel.register.columns import Source
from isms.kernel.tables import Instant

Columns = Mapping[str, Collection[str]]
"""The names of columns by those of their tables."""

SOME: BindParameter[Any] = bindparam("some", expanding=True)
"""The ids of the systems that are asked of."""

SINCE = bindparam("since", type_=Date)
"""The day from which what is over is told."""

DAWN = bindparam("dawn", type_=Instant)
"""The instant the day begins at."""


@dataclass(frozen=True)
class Reader:
    """A select over some systems: its rows begin with a system's id and are ordered by it.

    facts: the names of what it tells. fold: these of one system, from its rows.
    """

    facts: tuple[str, ...]
    select: Callable[[Source], Select[Any]]
    fold: Callable[[list[Any]], dict[str, Any]]

    def read(self, session: Session, source: Source, ids: list[int]) -> dict[int, dict[str, Any]]:
        """Return what is told of each of some systems, by their ids; nothing of those without rows."""
        statement = _of_today(self) if source.position is None else self.select(source)
        yesterday = date.fromordinal(source.today.toordinal() - 1)
        told = {"some": ids, "since": months_after(source.today, -KEPT_MONTHS), "dawn": end_of(yesterday)}
        rows = session.execute(statement, told)
        return {id_: self.fold(list(some)) for id_, some in groupby(rows, key=lambda row: int(row[0]))}


@cache
def columns_of(reader: Reader) -> Columns:
    """Return which columns of which tables a reader reads, as its select says."""
    found: dict[str, set[str]] = defaultdict(set)
    for part in iterate(_of_today(reader)):
        for column in part.base_columns if isinstance(part, ColumnElement) else ():
            table = getattr(column, "table", None)
            if isinstance(table, Table):
                found[table.name].add(str(column.key))
    return found


@cache
def _of_today(reader: Reader) -> Select[Any]:
    """Return the select over the tables as they stand; made once, since making it takes longer than the question."""
    return reader.select(Source(date.min))
