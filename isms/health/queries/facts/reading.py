"""What one select tells of some systems: how it is asked, of today or of a past moment, and how its rows are read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Date, Select, bindparam
from sqlalchemy.orm import Session

from isms.health.rules.criteria import KEPT_MONTHS
from isms.kernel.clock import end_of, months_after
from isms.kernel.register.columns import Source
from isms.kernel.tables import Instant

SOME: BindParameter[Any] = bindparam("some", expanding=True)
"""The ids of the systems that are asked of."""

SINCE = bindparam("since", type_=Date)
"""The day from which what is over is told."""

DAWN = bindparam("dawn", type_=Instant)
"""The instant the day begins at."""


@dataclass(frozen=True)
class Reader:
    """A select over some systems: its rows begin with a system's id and are ordered by it.

    models: what it reads. facts: the names of what it tells. fold: these of one system, from its rows.
    """

    models: tuple[type[Any], ...]
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
def _of_today(reader: Reader) -> Select[Any]:
    """Return the select over the tables as they stand; made once, since making it takes longer than the question."""
    return reader.select(Source(date.min))
