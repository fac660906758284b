"""A register's page and exports: what is found, in which order, how many, and with how few statements."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from isms.app import registers
from isms.kernel.access import CONSOLE, Access, Holding
from isms.kernel.db import Database
from isms.kernel.moments import present
from isms.kernel.register import query
from isms.kernel.register.columns import Column, Register, SavedView, Source
from isms.kernel.register.export import export
from isms.kernel.register.kinds import TEXT
from isms.kernel.register.page import PER_PAGE, RegisterPage, count_words, read_address, register_page
from isms.kernel.register.query import EXACT_TO, UnknownFilter, Wish
from isms.kernel.seal.collector import Actor
from isms.kernel.words import CATALOGUE
from isms.organisation import service
from isms.organisation.models import Unit
from isms.organisation.vocabulary import Permission, UnitKind

ME = Actor("person", "1")
UNITS = registers()["units"]
NB = CATALOGUE.words("nb")
NAMES = ["Ås", "Østre", "Ærlig", "Zoo", "Andre", "aal", "øre", "100 %", "a_b", "axb", "S-10", "S-2"]
IN_ORDER = ["100 %", "a_b", "aal", "Andre", "axb", "S-2", "S-10", "Zoo", "Ærlig", "øre", "Østre", "Ås"]


def fill(database: Database, names: list[str]) -> None:
    with database.transaction(ME, "unit:import") as session:
        top = service.establish(session, code="T", name="Toppen", kind=UnitKind.MUNICIPALITY, parent=None)
        area = service.establish(session, code="M", name="Midten", kind=UnitKind.SERVICE_AREA, parent=top)
        for number, name in enumerate(names):
            service.establish(session, code=f"U{number}", name=name, kind=UnitKind.UNIT, parent=area)


def page(
    database: Database, asked: Mapping[str, Any] | None = None, register: Register = UNITS, access: Access = CONSOLE
) -> RegisterPage:
    with database.reading() as session:
        address = read_address(register, f"/{register.name}", asked or {}, ())
        source = Source(present(session, database.clock.now()).day)
        return register_page(session, register, source, access, address, NB)


def names(shown: RegisterPage) -> list[str]:
    return [str(row.cells[0]) for row in shown.rows]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect every statement that reaches the database."""
    said: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SET")):
            said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


def test_names_stand_in_the_order_norwegians_expect(database: Database) -> None:
    fill(database, NAMES)

    assert [name for name in names(page(database)) if name in IN_ORDER] == IN_ORDER


@pytest.mark.parametrize(("sort", "last"), [("parent", "Toppen"), ("-parent", "Toppen")])
def test_what_is_missing_comes_last_both_ways(database: Database, sort: str, last: str) -> None:
    fill(database, ["A", "B"])

    assert names(page(database, {"sort": sort}))[-1] == last


def test_equal_values_keep_the_default_order(database: Database) -> None:
    fill(database, ["C", "A", "B"])

    assert names(page(database, {"sort": "-kind", "kind": "unit"})) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ØRE", ["øre"]),
        ("ås", ["Ås"]),
        ("100 %", ["100 %"]),
        ("%", ["100 %"]),
        ("a_b", ["a_b"]),
        ("_", ["a_b"]),
        ("\\", []),
        ("U5 aal", ["aal"]),
    ],
)
def test_search_folds_case_and_takes_signs_as_they_are(database: Database, q: str, found: list[str]) -> None:
    fill(database, NAMES)

    assert names(page(database, {"q": q})) == found


def test_a_filter_finds_its_rows_and_shows_what_was_chosen(database: Database) -> None:
    fill(database, ["A"])

    shown = page(database, {"kind": "service_area"})

    assert names(shown) == ["Midten"]
    assert [option for option in shown.filters[0].options if option[2]] == [("service_area", "Tjenesteområde", True)]


@pytest.mark.parametrize("asked", [{"sort": "secret"}, {"sort": "-secret"}])
def test_an_unknown_column_is_refused(database: Database, asked: dict[str, str]) -> None:
    with pytest.raises(UnknownFilter):
        page(database, asked)


@pytest.mark.parametrize("filters", [{"secret": "x"}, {"name": "x"}])
def test_a_filter_the_register_does_not_offer_is_refused(database: Database, filters: dict[str, str]) -> None:
    with database.reading() as session, pytest.raises(UnknownFilter):
        moment = present(session, database.clock.now())
        export(session, UNITS, moment, CONSOLE, Wish(filters=filters), NB)


def test_a_filter_value_that_is_no_word_finds_nothing(database: Database) -> None:
    fill(database, ["A"])

    assert names(page(database, {"kind": "ship'; --"})) == []


def test_pages_follow_each_other_without_loss(database: Database) -> None:
    fill(database, [f"Enhet {number}" for number in range(PER_PAGE + 3)])

    first, second, beyond = (page(database, {"page": number}) for number in ("1", "2", "99"))

    assert len(names(first)) == PER_PAGE
    assert len({*names(first), *names(second)}) == PER_PAGE + 5
    assert names(beyond) == names(second)
    assert (second.pager.first, second.pager.last, second.pager.total_text) == ("51", "55", "55")
    assert (first.pager.previous, second.pager.next) == (None, None)


def test_counts_are_exact_up_to_a_limit(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database, ["A", "B", "C"])
    monkeypatch.setattr(query, "EXACT_TO", 4)
    with database.reading() as session:
        source = Source(present(session, database.clock.now()).day)
        wishes = [Wish(), Wish(filters={"kind": "unit"})]
        assert query.counts(session, UNITS, source, CONSOLE, wishes) == [5, 3]
        monkeypatch.setattr(query, "EXACT_TO", 2)
        assert query.counts(session, UNITS, source, CONSOLE, wishes) == [3, 3]


def test_beyond_the_limit_a_count_says_more_than() -> None:
    assert count_words(EXACT_TO, NB) == "10\u00a0000"
    assert count_words(EXACT_TO + 1, NB) == "mer enn 10\u00a0000"


def test_saved_views_are_counted_in_the_statement_that_counts_the_rows(database: Database) -> None:
    views = (SavedView("units", "unit.below", {"kind": "unit"}), SavedView("areas", "unit.facts", {"kind": "group"}))
    fill(database, ["A", "B"])
    page(database)

    database.memory.forget()
    with statements(database) as plain:
        page(database)
    database.memory.forget()
    with statements(database) as with_views:
        shown = page(database, {"kind": "unit"}, UNITS.offering(views=views))

    assert [(view.count, view.current) for view in shown.views] == [("", False), ("2", True), ("0", False)]
    assert len(with_views) == len(plain)


def test_a_page_takes_as_many_statements_whatever_the_number_of_rows(database: Database) -> None:
    fill(database, ["A"])
    with statements(database) as few:
        page(database)
    with database.transaction(ME, "unit:import") as session:
        area = session.get(Unit, 2)
        for number in range(60):
            service.establish(session, code=f"V{number}", name=f"V{number}", kind=UnitKind.UNIT, parent=area)
    with statements(database) as many:
        page(database)

    assert len(few) == len(many) <= 4


def test_an_export_reads_its_rows_bit_by_bit_in_one_statement(database: Database) -> None:
    with database.transaction(ME, "unit:import") as session:
        session.add_all(Unit(code=f"{n}", name=f"Enhet {n}", kind=UnitKind.GROUP) for n in range(4_500))
    with database.reading() as session, statements(database) as said:
        moment = present(session, database.clock.now())
        made = export(session, UNITS, moment, CONSOLE, Wish(), NB).csv()
        said.clear()
        chunks = list(made)

    assert len(said) == 1
    assert len(chunks) > 4
    assert b"".join(chunks).count(b"\r\n") == 4_501


def test_a_link_leads_where_the_column_says_and_nowhere_without_a_target(database: Database) -> None:
    above = Column(
        "above",
        "unit.parent_id",
        lambda s: s(Unit, "parent").c.name,
        TEXT,
        needs=("parent",),
        href=lambda s: s(Unit, "parent").c.id,
        href_prefix="/units/",
    )
    fill(database, ["<b>A</b>"])

    shown = page(database, register=UNITS.offering([above], after="name"))

    cells = {row.cells[0]: row.cells[1] for row in shown.rows}
    assert cells == {
        "&lt;b&gt;A&lt;/b&gt;": '<a href="/units/2">Midten</a>',
        "Midten": '<a href="/units/1">Toppen</a>',
        "Toppen": "",
    }
    assert {row.href for row in shown.rows} == {"/units/1", "/units/2", "/units/3"}


def test_a_withdrawn_record_leaves_page_and_count(database: Database) -> None:
    fill(database, ["A"])
    with database.transaction(ME, "unit:withdraw") as session:
        session.get_one(Unit, 3).withdrawn_on = database.clock.now().date()

    shown = page(database)

    assert names(shown) == ["Midten", "Toppen"]
    assert shown.count_text == "2 enheter"


@pytest.mark.parametrize(("path", "seen"), [("/1/2/", 2), ("/1/", 3), ("/9/", 0)])
def test_only_what_lies_in_scope_is_seen(database: Database, path: str, seen: int) -> None:
    fill(database, ["A"])
    access = Access(1, (Holding("auditor", path),), {Permission.UNIT_READ: frozenset({"auditor"})})

    assert len(names(page(database, access=access))) == seen


def test_an_address_survives_the_way_through_its_own_link() -> None:
    asked = {"q": "å & b", "sort": "-name", "kind": "unit", "page": "3"}

    address = read_address(UNITS, "/units", asked, ("code",))

    assert address.href(page=3) == "/units?q=%C3%A5+%26+b&kind=unit&sort=-name&page=3&columns=code"


def test_a_column_only_for_exports_stays_off_the_page(database: Database) -> None:
    fill(database, ["A"])
    hidden = replace(UNITS.column("code"), key="hidden", only_export=True)

    shown = page(database, register=UNITS.offering([hidden]))

    assert "hidden" not in [column.key for column in shown.columns]
    assert "hidden" not in [key for key, _, _ in shown.column_choice]
