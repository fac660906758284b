"""How a register is declared: its columns, what they are read from, and who may see which rows."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, Table, literal, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import iterate

from isms.kernel.access import Access
from isms.kernel.permission import Permission
from isms.kernel.register.kinds import EXEMPT, Kind
from isms.kernel.tables import history_of, is_audited
from isms.kernel.words import Words

MOST_PASTS = 256
"""How many tables of moments are kept: making one takes longer than asking it."""


class Source:
    """Where the rows are read from: the tables as they stand, or their versions at a position.

    Calling it with a model, and a name when the same table is joined twice, returns the table to
    use; the same call always returns the same object. `today` is the day expressions reckon from,
    and `access` that of who looks, for a cell that not everybody who sees the row may read.
    """

    access: Access

    def __init__(self, today: date, position: int | None = None) -> None:
        self.today = today
        self.position = position
        self._page: Select[int] | None = None
        self._suffix = ""
        self._used: Mapping[str, set[str]] | None = None
        self._tables: dict[str, FromClause] = {}

    def present(self) -> "Source":
        """Return the source of the tables as they stand, under names of their own beside those of the past."""
        source = Source(self.today)
        source.access = self.access
        source._suffix = "_now"
        return source

    def narrowed(self, page: Select[int]) -> "Source":
        """Return the source of one page: the same tables, with totals of its records alone."""
        source = Source(self.today, self.position)
        source.access = self.access
        source._page = page
        source._used = self._used
        return source

    def using(self, statement: Select[Any]) -> "Source":
        """Return the source of a statement made anew: versions of rows with those columns alone that it asks for."""
        used: dict[str, set[str]] = defaultdict(set)
        for part in iterate(statement):
            table = getattr(part, "table", None)
            if isinstance(table, Subquery):
                used[table.name].add(part.key)  # type: ignore[attr-defined]
        source = Source(self.today, self.position)
        source.access = self.access
        source._used = used
        return source

    def among(self, record_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the predicate that totals need only this record of the register: all of them, or a page's."""
        return true() if self._page is None else record_id.in_(self._page)

    def __call__(self, model: type[Any], name: str | None = None) -> FromClause:
        table = model.__table__
        called = name or table.name
        if called not in self._tables:
            self._tables[called] = self._read(table, called + self._suffix)
        return self._tables[called]

    def once(self, name: str, build: Callable[["Source"], FromClause]) -> FromClause:
        """Return what `build` makes of this source, made at the first call: a join and its columns share it."""
        if name not in self._tables:
            self._tables[name] = build(self)
        return self._tables[name]

    def _read(self, table: Table, name: str) -> FromClause:
        if self.position is None or not is_audited(table):
            return _present(table, name)
        keys = None if self._used is None else tuple(sorted({"id", *self._used[name]}))
        return _past(table, name, self.position, keys)


@cache
def _present(table: Table, name: str) -> FromClause:
    """Return a table under a name; made once, since making it costs more than a page's query."""
    return table.alias(name)


@lru_cache(maxsize=MOST_PASTS)
def _past(table: Table, name: str, position: int, keys: tuple[str, ...] | None) -> FromClause:
    """Return a table as it stood at a position, with some columns or all; kept, as the registers of a moment share it.

    By a short name: every column is listed, and the text of a page's statements is kept short.
    """
    past = history_of(table).alias("h")
    held = or_(past.c.to_position.is_(None), past.c.to_position > position)
    columns = [past] if keys is None else [past.c[key] for key in keys]
    return select(*columns).where(past.c.from_position <= position, held).subquery(name)


ME = "me"
"""The value of a filter that stands for whoever looks."""

Expression = Callable[[Source], ColumnElement[Any]]


@dataclass(frozen=True)
class Join:
    """A table a column needs: joined once, outer, after those it needs itself."""

    name: str
    table: Callable[[Source], FromClause]
    on: Expression
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    """What a filter offers: pairs of value and text, read from audited rows alone for the person who looks."""

    read: Callable[[Session, Access, Words], Sequence[tuple[str, str]]]


@dataclass(frozen=True, eq=False)
class Column:
    """One column: key (also its name in JSON and in filters), label key, expression and kind.

    sort: expression to order by, when the value itself does not. shown: on the page unless chosen away.
    only_export: never on the page. filter: may be filtered by; `options` for values that are rows;
    matches: the predicate of a filter value, when equality is not meant; matches_me: that of the value
    «me», for whoever looks. href: where the cell leads.
    matches: the predicate of a filter value, when equality is not meant. href: where the cell leads.
    public: stands in the public edition too; what is not said to be public is exempt there.
    """

    key: str
    label: str
    value: Expression
    kind: Kind
    needs: tuple[str, ...] = ()
    sort: Expression | None = None
    shown: bool = True
    only_export: bool = False
    filter: bool = False
    options: Options | None = None
    matches: Callable[[Source, str], ColumnElement[bool]] | None = None
    matches_me: Callable[[Source, Access], ColumnElement[bool]] | None = None
    href: Callable[[Source], ColumnElement[Any]] | None = None
    href_prefix: str = ""
    terms: type[Any] | None = None
    public: bool = False


@dataclass(frozen=True)
class SavedView:
    """A named set of filters, shown as a link with its count."""

    key: str
    label: str
    filters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Register:
    """A register: one row per record of a model.

    name: as in URLs, commands and files. scope: the predicate of the rows a person may see, over
    the present tables; `scope_needs` names the joins it uses. order: sort keys in default order, the
    last one unique. search: the stored, folded text searched in. marking: label key of what the foot of
    a printed page says, as why its information may be exempt from public access. silent: columns one
    narrows and sorts by that are never written. has_pages: whether each record has a page of its own.
    editions: label key and path of further exports of the same rows, offered beside its own and narrowed alike.
    """

    name: str
    model: type[Any]
    permission: Permission
    columns: tuple[Column, ...]
    joins: tuple[Join, ...]
    scope: Callable[[Source, Access], ColumnElement[bool]]
    order: Callable[[Source], Sequence[ColumnElement[Any]]]
    scope_needs: tuple[str, ...] = ()
    order_needs: tuple[str, ...] = ()
    search: Expression | None = None
    views: tuple[SavedView, ...] = ()
    live: Expression | None = None
    marking: str | None = None
    silent: tuple[Column, ...] = ()
    has_pages: bool = True
    editions: tuple[tuple[str, str], ...] = ()

    def offering(
        self,
        columns: Sequence[Column] = (),
        joins: Sequence[Join] = (),
        views: Sequence[SavedView] = (),
        after: str | None = None,
    ) -> "Register":
        """Return the register with columns from an upper room, placed after the column with a key.

        A column whose key is there already takes the place that was left for it.
        """
        keys = [column.key for column in self.columns]
        at = keys.index(after) + 1 if after else len(keys)
        filling = {column.key: column for column in columns if column.key in keys}
        new = [column for column in columns if column.key not in keys]
        return replace(
            self,
            columns=tuple(filling.get(c.key, c) for c in (*self.columns[:at], *new, *self.columns[at:])),
            joins=(*self.joins, *joins),
            views=(*self.views, *views),
        )

    def redacted(self) -> "Register":
        """Return the public edition: what is not public is not even read, and its cells say that it is exempt."""
        exempt = [
            column if column.public else replace(column, value=lambda s: literal(""), kind=EXEMPT, needs=(), href=None)
            for column in self.columns
        ]
        return replace(self, columns=tuple(exempt), marking="paper.public", silent=(*self.silent, *self.columns))

    def column(self, key: str) -> Column:
        """Return the column with a key; raises KeyError."""
        return {column.key: column for column in (*self.columns, *self.silent)}[key]
