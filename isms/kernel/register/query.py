"""Builds the one select behind a register: its page, its count and its exports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, func, select, type_coerce
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.register.columns import ME, Column, Register, Source
from isms.kernel.text import folded, like_pattern

EXACT_TO = 10_000
"""Counts are exact up to here; beyond it they are called "more than"."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see of a register."""

    q: str = ""
    sort: str | None = None
    descending: bool = False
    filters: Mapping[str, str] = field(default_factory=dict)


class UnknownFilter(ValueError):
    """A filter or sort names a column the register does not offer."""


def rows(register: Register, source: Source, access: Access, wish: Wish, columns: Sequence[Column]) -> Select[Any]:
    """Return the select of the columns, then each column's link target, then the record's id, in order.

    Raises UnknownFilter.
    """
    source.access = access
    chosen = _column(register, wish.sort) if wish.sort else None
    needs = _needs(register, wish, columns, chosen)
    values: list[ColumnElement[Any]] = [_raw(column, source).label(column.key) for column in columns]
    links = [c.href(source).label(f"{c.key}_href") for c in columns if c.href]
    main = source(register.model)
    return (
        select(*values, *links, main.c.id.label("record_id"))
        .select_from(_joined(register, source, needs))
        .where(*_conditions(register, source, access, wish))
        .order_by(*_order(register, source, chosen, wish.descending))
    )


def counts(session: Session, register: Register, source: Source, access: Access, wishes: Sequence[Wish]) -> list[int]:
    """Return how many rows each wish finds, in one statement, counting no further than one past EXACT_TO."""
    found = session.execute(select(*(_count(register, source, access, wish) for wish in wishes))).one()
    return [int(number) for number in found]


def _count(register: Register, source: Source, access: Access, wish: Wish) -> ColumnElement[int]:
    source.access = access
    needs = _needs(register, wish, (), None, ordered=False)
    some = (
        select(source(register.model).c.id)
        .select_from(_joined(register, source, needs))
        .where(*_conditions(register, source, access, wish))
        .limit(EXACT_TO + 1)
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()


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
    register: Register, wish: Wish, columns: Iterable[Column], sort: Column | None, *, ordered: bool = True
) -> set[str]:
    filtered = [_column(register, key) for key, value in wish.filters.items() if value]
    used = [*columns, *filtered, *([sort] if sort else [])]
    return {
        *register.scope_needs,
        *(register.order_needs if ordered else ()),
        *(name for column in used for name in column.needs),
    }


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
    main = source(register.model)
    conditions = [_scope(register, source, access)]
    if "withdrawn_on" in main.c:
        conditions.append(main.c.withdrawn_on.is_(None))
    if register.live:
        conditions.append(register.live(source))
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
    present = Source(source.today)
    visible = (
        select(present(register.model).c.id)
        .select_from(_joined(register, present, set(register.scope_needs)))
        .where(register.scope(present, access))
    )
    return source(register.model).c.id.in_(visible)


def _order(register: Register, source: Source, chosen: Column | None, descending: bool) -> list[ColumnElement[Any]]:
    default = list(register.order(source))
    if chosen is None:
        return default
    key = (chosen.sort or chosen.value)(source)
    return [(key.desc() if descending else key.asc()).nulls_last(), *default]
