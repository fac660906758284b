"""Makes a page of a register: rows as cells, filters, saved views, paging, from what the address asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.formats import print_integer
from isms.kernel.register import body
from isms.kernel.register.body import PageRow
from isms.kernel.register.columns import Column, Register, SavedView, Source
from isms.kernel.register.query import EXACT_TO, PER_PAGE, UnknownFilter, Wish, counts, page_rows
from isms.kernel.remembering import remembered
from isms.kernel.words import Words

NEIGHBOURS = 2


@dataclass(frozen=True)
class Address:
    """What the address asks for: parameters of a register page, cleaned."""

    path: str
    wish: Wish
    page: int = 1
    as_of: str = ""
    columns: Sequence[str] = ()

    def href(self, **changes: Any) -> str:
        """Return this address with changes: `page`, `sort`, `q`, or a filter; empty ones are left out."""
        sort = f"-{self.wish.sort}" if self.wish.descending and self.wish.sort else self.wish.sort
        asked: dict[str, Any] = {
            "q": self.wish.q,
            **self.wish.filters,
            "sort": sort,
            "page": None,
            "as_of": self.as_of,
            "columns": list(self.columns),
            **changes,
        }
        pairs = urlencode({key: value for key, value in asked.items() if value}, doseq=True)
        return f"{self.path}?{pairs}" if pairs else self.path


def read_address(register: Register, path: str, arguments: Mapping[str, Any], columns: Sequence[str]) -> Address:
    """Return what the arguments of an address ask for; raises UnknownFilter for what the register lacks."""
    sort = str(arguments.get("sort") or "")
    every = (*register.columns, *register.silent)
    known = {column.key for column in every}
    filterable = {column.key for column in every if column.filter}
    for key in (sort.lstrip("-"), *columns):
        if key and key not in known:
            raise UnknownFilter(key)
    filters = {key: str(arguments[key]) for key in filterable if arguments.get(key)}
    page = str(arguments.get("page") or "1")
    return Address(
        path,
        Wish(str(arguments.get("q") or "").strip(), sort.lstrip("-") or None, sort.startswith("-"), filters),
        max(1, int(page)) if page.isdigit() and len(page) < 7 else 1,
        str(arguments.get("as_of") or "").strip(),
        tuple(columns),
    )


@dataclass(frozen=True)
class PageColumn:
    key: str
    label: str
    sort_href: str
    aria_sort: str | None
    numeric: bool


@dataclass(frozen=True)
class PageFilter:
    name: str
    label: str
    kind: str
    value: str
    options: Sequence[tuple[str, str, bool]] = ()


@dataclass(frozen=True)
class PageView:
    label: str
    href: str
    count: str
    current: bool


@dataclass(frozen=True)
class Pager:
    first: str
    last: str
    total_text: str
    pages: Sequence[tuple[str, str | None, bool]]
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class RegisterPage:
    """What templates/register.html shows."""

    title: str
    sentence: str
    columns: Sequence[PageColumn]
    rows: Sequence[PageRow]
    body: Markup
    filters: Sequence[PageFilter]
    views: Sequence[PageView]
    q: str
    as_of: str
    as_of_banner: str | None
    pager: Pager
    count_text: str
    exports: Sequence[tuple[str, str]]
    column_choice: Sequence[tuple[str, str, bool]]
    empty: tuple[str, str | None, str | None]
    create: tuple[str, str] | None = None
    extra_actions: Sequence[tuple[str, str]] = ()
    kept: Sequence[tuple[str, str]] = ()

    def with_(self, **changes: Any) -> "RegisterPage":
        """Return the page with some of its parts changed."""
        return replace(self, **changes)


def register_page(
    session: Session,
    register: Register,
    source: Source,
    access: Access,
    address: Address,
    words: Words,
    *,
    with_rows: bool = True,
) -> RegisterPage:
    """Return a page of a register: one statement for its rows, one for every count, one per list of options.

    with_rows: False for a page that draws the register otherwise and asks for what it draws itself.
    """
    columns = shown_columns(register, address.columns)
    wishes = [address.wish, *(Wish(filters=view.filters) for view in register.views)]
    total, *view_counts = counts(session, register, source, access, wishes)
    last_page = max(1, -(-min(total, EXACT_TO) // PER_PAGE)) if total <= EXACT_TO else None
    page = min(address.page, last_page) if last_page else address.page
    read = page_rows(session, register, source, access, address.wish, columns, page) if with_rows else []
    found = body.page_rows(register, columns, read, words)
    number = count_words(total, words)
    return RegisterPage(
        title=words(f"register.{register.name}.title"),
        sentence="",
        columns=[_head(column, address, words) for column in columns],
        rows=found,
        body=body.table_body(columns, found, words),
        filters=filters_of(session, register, access, address, words),
        views=_views(register, view_counts, address, words),
        q=address.wish.q,
        as_of=address.as_of,
        as_of_banner=None,
        pager=_pager(address, page, last_page, total, len(found), words),
        count_text=words(f"register.{register.name}.count.{'one' if total == 1 else 'other'}", n=number),
        exports=_exports(register, address, words),
        column_choice=[(c.key, words(c.label), c in columns) for c in register.columns if not c.only_export],
        empty=(_emptiness(register, address, words), None, None),
        kept=[("sort", address.href(q=None).partition("sort=")[2].partition("&")[0])] if address.wish.sort else [],
    )


def filters_of(
    session: Session,
    register: Register,
    access: Access,
    address: Address,
    words: Words,
    *,
    only: Sequence[str] = (),
) -> list[PageFilter]:
    """Return what a page can be narrowed by, or `only` some of it; silent columns where they narrow it already."""
    silent = [column for column in register.silent if address.wish.filters.get(column.key)]
    narrowing = [c for c in (*register.columns, *silent) if c.filter and (not only or c.key in only)]

    def read(places: list[int]) -> list[list[tuple[str, str]]]:
        return [_offered(session, access, narrowing[place], words) for place in places]

    # What is offered is told no day, and so follows none.
    offered = remembered(session, None, access, [(column, words.language) for column in narrowing], read)
    return [_filter(column, some, address, words) for column, some in zip(narrowing, offered, strict=True)]


def shown_columns(register: Register, chosen: Sequence[str]) -> list[Column]:
    """Return the columns of a page: the chosen ones, or those shown by default; the first is always there."""
    first, *others = [column for column in register.columns if not column.only_export]
    return [first, *(c for c in others if (c.key in chosen if chosen else c.shown))]


def count_words(total: int, words: Words) -> str:
    """Return a count as it is said: exact to 10,000, then "more than"."""
    if total > EXACT_TO:
        return words("register.more_than", n=print_integer(EXACT_TO, words.language))
    return print_integer(total, words.language)


def _emptiness(register: Register, address: Address, words: Words) -> str:
    if address.wish.q or address.wish.filters:
        return words("register.nothing_found")
    return words(f"register.{register.name}.empty")


def _views(register: Register, numbers: Sequence[int], address: Address, words: Words) -> list[PageView]:
    named = [_view(view, number, address, words) for view, number in zip(register.views, numbers, strict=True)]
    return [_all_view(address, words), *named] if named else []


def _exports(register: Register, address: Address, words: Words) -> list[tuple[str, str]]:
    own = [(ending.upper(), f"{address.path}.{ending}") for ending in ("xlsx", "csv", "json", "pdf")]
    others = [(words(label), path) for label, path in register.editions]
    here = address.href(page=None)
    return [(label, here.replace(address.path, path, 1)) for label, path in (*own, *others)]


def _all_view(address: Address, words: Words) -> PageView:
    plain = not address.wish.filters and not address.wish.q
    return PageView(words("register.all"), address.path, "", plain)


def _view(view: SavedView, number: int, address: Address, words: Words) -> PageView:
    href = f"{address.path}?{urlencode(view.filters)}"
    return PageView(words(view.label), href, count_words(number, words), view.filters == address.wish.filters)


def _head(column: Column, address: Address, words: Words) -> PageColumn:
    current = address.wish.sort == column.key
    order = ("descending" if address.wish.descending else "ascending") if current else None
    turned = current and not address.wish.descending
    href = address.href(sort=f"-{column.key}" if turned else column.key)
    return PageColumn(column.key, words(column.label), href, order, column.kind.numeric)


def _offered(session: Session, access: Access, column: Column, words: Words) -> list[tuple[str, str]]:
    if column.options:
        return list(column.options.read(session, access, words))
    return [(term.value, words(term.label)) for term in column.terms or ()]


def _filter(column: Column, offered: Sequence[tuple[str, str]], address: Address, words: Words) -> PageFilter:
    value = address.wish.filters.get(column.key, "")
    if not offered:
        return PageFilter(column.key, words(column.label), "text", value)
    options = [("", words("register.any"), not value)]
    options += [(key, text, key == value) for key, text in offered]
    return PageFilter(column.key, words(column.label), "choice", value, options)


def _pager(address: Address, page: int, last_page: int | None, total: int, here: int, words: Words) -> Pager:
    first = (page - 1) * PER_PAGE + 1 if here else 0
    more = page < last_page if last_page else here == PER_PAGE
    near = range(max(1, page - NEIGHBOURS), min(last_page or page + 1, page + NEIGHBOURS) + 1)
    numbers = sorted({1, *near, *([last_page] if last_page else [])})
    pages: list[tuple[str, str | None, bool]] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number - before > 1:
            pages.append(("…", None, False))
        pages.append((str(number), address.href(page=number), number == page))
    language = words.language
    return Pager(
        print_integer(first, language),
        print_integer(first + here - 1 if here else 0, language),
        count_words(total, words),
        pages,
        address.href(page=page - 1) if page > 1 else None,
        address.href(page=page + 1) if more else None,
    )
