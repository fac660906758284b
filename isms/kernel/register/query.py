"""Builds the one select behind a register: its page, its count and its exports."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, String, and_, bindparam, case, func, select, type_coerce
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.register.columns import ME, Column, Register, Source
from isms.kernel.remembering import remembered
from isms.kernel.tables import is_audited
from isms.kernel.text import folded, like_pattern

EXACT_TO = 10_000
"""Counts are exact up to here; beyond it they are called "more than"."""

PER_PAGE = 50

MOST_STATEMENTS = 300
"""How many pages' statements are kept, each of them some ten thousand bytes."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see of a register."""

    q: str = ""
    sort: str | None = None
    descending: bool = False
    filters: Mapping[str, str] = field(default_factory=dict, hash=False)


class UnknownFilter(ValueError):
    """A filter or sort names a column the register does not offer."""


def rows(
    register: Register, source: Source, access: Access, wish: Wish, columns: Sequence[Column], *, linked: bool = True
) -> Select[Any]:
    """Return the select of the columns and, when `linked`, each one's link target and the record's id, in order.

    Raises UnknownFilter.
    """
    source.access = access
    needs = _needs(register, wish, columns)
    return _values(register, source, wish, columns, needs, linked=linked).where(
        *_conditions(register, source, access, wish)
    )


def page_rows(
    session: Session,
    register: Register,
    source: Source,
    access: Access,
    wish: Wish,
    columns: Sequence[Column],
    page: int,
) -> Sequence[Row[Any]]:
    """Return a page of rows as `rows` gives them, counted from 1; raises UnknownFilter."""
    statement = _page(register, source.today, source.position, access, wish, tuple(columns))
    return session.connection().execute(statement, {"before": (page - 1) * PER_PAGE}).all()


@lru_cache(maxsize=MOST_STATEMENTS)
def _page(
    register: Register, today: date, position: int | None, access: Access, wish: Wish, columns: tuple[Column, ...]
) -> Select[Any]:
    """Return the select of a page, made once for a person, a day and a wish: making it takes longer than asking it.

    The page is found first and its columns are read for it alone, totals too.
    """
    source = Source(today, position)
    source.access = access
    return _brief(source, lambda s: _found(register, s, access, wish, columns))


def _brief(source: Source, make: Callable[[Source], Select[Any]]) -> Select[Any]:
    """Return a statement that names no more of the past than it needs, so that its text is short."""
    whole = make(source)
    return whole if source.position is None else make(source.using(whole))


def _found(register: Register, source: Source, access: Access, wish: Wish, columns: Sequence[Column]) -> Select[Any]:
    found = (
        select(source(register.model).c.id)
        .select_from(_joined(register, source, _needs(register, wish, ())))
        .where(*_conditions(register, source, access, wish))
        .order_by(*_order(register, source, wish))
        .offset(bindparam("before"))
        .limit(PER_PAGE)
        .cte("page")
    )
    narrowed = source.narrowed(select(found.c.id))
    return _values(register, narrowed, wish, columns, _needs(register, wish, columns, scoped=False)).where(
        narrowed.among(narrowed(register.model).c.id)
    )


def counts(session: Session, register: Register, source: Source, access: Access, wishes: Sequence[Wish]) -> list[int]:
    """Return how many rows each wish finds, no more than one past EXACT_TO; all in one pass, in one statement.

    What is counted of audited records is remembered until somebody writes.
    """
    unordered = [replace(wish, sort=None, descending=False) for wish in wishes]

    def read(places: list[int]) -> Sequence[int]:
        return session.execute(_counts(register, source, access, [unordered[place] for place in places])).one()

    if is_audited(register.model.__table__):
        questions = [(register, source.position, wish) for wish in unordered]
        found: Sequence[int] = remembered(session, source.today, access, questions, read)
    else:
        found = read(list(range(len(wishes))))
    return [min(number, EXACT_TO + 1) for number in found]


def _counts(register: Register, source: Source, access: Access, wishes: Sequence[Wish]) -> Select[Any]:
    source.access = access
    needs = {name for wish in wishes for name in _needs(register, wish, (), ordered=False)}

    def make(s: Source) -> Select[Any]:
        numbers: list[ColumnElement[Any]] = [_count(_wanted(register, s, access, wish)) for wish in wishes]
        return select(*numbers).select_from(_joined(register, s, needs)).where(*_visible(register, s, access))

    return _brief(source, make)


def _count(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[Any]:
    return func.count(case((and_(*conditions), 1))) if conditions else func.count()


def _values(
    register: Register, source: Source, wish: Wish, columns: Sequence[Column], needs: set[str], *, linked: bool = True
) -> Select[Any]:
    values: list[ColumnElement[Any]] = [_raw(column, source).label(column.key) for column in columns]
    if linked:
        values += [c.href(source).label(f"{c.key}_href") for c in columns if c.href]
        values.append(source(register.model).c.id.label("record_id"))
    return select(*values).select_from(_joined(register, source, needs)).order_by(*_order(register, source, wish))


def _column(register: Register, key: str) -> Column:
    try:
        return register.column(key)
    except KeyError as error:
        raise UnknownFilter(key) from error


def _raw(column: Column, source: Source) -> ColumnElement[Any]:
    """Return the value as the database holds it: vocabularies and word lists as plain text."""
    value = column.value(source)
    return type_coerce(value, String) if column.kind.name in {"choice", "several"} else value


def _needs(
    register: Register, wish: Wish, columns: Iterable[Column], *, ordered: bool = True, scoped: bool = True
) -> set[str]:
    """Return the names of the joins that columns, and what decides which rows there are and their order, use."""
    used = list(columns)
    needs: set[str] = set()
    if scoped:
        needs |= {*register.scope_needs}
        used += [_column(register, key) for key, value in wish.filters.items() if value]
    if ordered:
        needs |= {*register.order_needs}
        used += [_column(register, wish.sort)] if wish.sort else []
    return needs | {name for column in used for name in column.needs}


def _joined(register: Register, source: Source, needs: set[str]) -> FromClause:
    by_name = {join.name: join for join in register.joins}
    pending = list(needs)
    while pending:
        for name in by_name[pending.pop()].needs:
            if name not in needs:
                needs.add(name)
                pending.append(name)
    tables: FromClause = source(register.model)
    for join in register.joins:
        if join.name in needs:
            tables = tables.outerjoin(join.table(source), join.on(source))
    return tables


def _conditions(register: Register, source: Source, access: Access, wish: Wish) -> list[ColumnElement[bool]]:
    return [*_visible(register, source, access), *_wanted(register, source, access, wish)]


def _visible(register: Register, source: Source, access: Access) -> list[ColumnElement[bool]]:
    """Return the predicates of the rows there are for a reader."""
    main = source(register.model)
    conditions = [_scope(register, source, access)]
    if "withdrawn_on" in main.c:
        conditions.append(main.c.withdrawn_on.is_(None))
    if register.live:
        conditions.append(register.live(source))
    return conditions


def _wanted(register: Register, source: Source, access: Access, wish: Wish) -> list[ColumnElement[bool]]:
    """Return the predicates of a wish's search and filters."""
    conditions: list[ColumnElement[bool]] = []
    if wish.q and register.search is not None:
        text = register.search(source)
        words = folded(wish.q).split()
        conditions += [text.like(like_pattern(word), escape="\\") for word in words]
    for key, value in wish.filters.items():
        if value:
            conditions.append(_matches(_column(register, key), source, access, value))
    return conditions


def _matches(column: Column, source: Source, access: Access, value: str) -> ColumnElement[bool]:
    if not column.filter:
        raise UnknownFilter(column.key)
    if column.matches_me and value == ME:
        return column.matches_me(source, access)
    if column.matches:
        return column.matches(source, value)
    return _raw(column, source) == value


def _scope(register: Register, source: Source, access: Access) -> ColumnElement[bool]:
    """Access to the past follows today's roles over where the record lies today, or last lay."""
    if source.position is None:
        return register.scope(source, access)
    present = source.present()
    record = present(register.model).c.id
    visible = (
        select(record)
        .select_from(_joined(register, present, set(register.scope_needs)))
        .where(record == source(register.model).c.id, register.scope(present, access))
    )
    # EXISTS and not IN: a page in its default order looks at fifty rows, where IN lists every one first.
    return visible.correlate(source(register.model)).exists()


def _order(register: Register, source: Source, wish: Wish) -> list[ColumnElement[Any]]:
    default = list(register.order(source))
    if not wish.sort:
        return default
    chosen = _column(register, wish.sort)
    key = (chosen.sort or chosen.value)(source)
    return [(key.desc() if wish.descending else key.asc()).nulls_last(), *default]
