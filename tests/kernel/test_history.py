"""Changes told in sentences: what, by whom, from what to what, in both languages, for every audited column there is."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Integer, Table, insert
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Session

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.chain import canonical
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import AuditEntry, AuditValue, Sealing
from isms.kernel.tables import Base, Instant, WordList, audited_tables
from isms.kernel.web.history import sentences
from isms.kernel.words import CATALOGUE, LANGUAGES
from isms.organisation import service
from isms.organisation.models import Unit
from isms.organisation.vocabulary import UnitKind
from isms.rooms import ROWS
from tests import cast

assert ROWS
COLUMNS = [
    (table, column)
    for table in audited_tables(Base.metadata)
    for column in table.columns
    if not column.primary_key and not column.info.get("derived")
]


def told(database: Database, language: str, entity: str, number: int) -> list[str]:
    with database.reading() as session:
        return [s.text for s in sentences(session, CATALOGUE.words(language), [(entity, number)])]


@pytest.fixture
def kari(database: Database) -> Actor:
    return Actor("person", str(cast.build(database).officer))


def hem(session: Session) -> Unit:
    return session.get_one(Unit, 2)


def test_what_was_set_changed_and_cleared_is_told_newest_first(database: Database, kari: Actor) -> None:
    with database.transaction(kari, "unit:change", why="Vedtak 7") as session:
        unit = hem(session)
        unit.name, unit.note, unit.leader_id = "Helse", "Se vedtak", int(kari.id)
    with database.transaction(kari, "unit:change") as session:
        unit = hem(session)
        unit.note, unit.valid_from, unit.parent_id = None, date(2026, 2, 1), None

    nb, en = told(database, "nb", "unit", 2), told(database, "en", "unit", 2)

    assert nb[0].startswith("Ingrid Solvang endret ")
    for part in (
        "merknad fra «Se vedtak» til tomt",
        "første dag fra «01.01.2026» til «01.02.2026»",
        "ligger under fra «Eksempelfjord kommune» til tomt",
    ):
        assert part in nb[0]
    for part in ("name from “Helse og mestring” to “Helse”", "note to “Se vedtak”", "leader to “Ingrid Solvang”"):
        assert part in en[1]
    assert nb[2] == "Driften registrerte enheten Helse."


def test_a_reason_goes_with_the_change(database: Database, kari: Actor) -> None:
    with database.transaction(kari, "unit:change", why="Vedtak 7") as session:
        hem(session).name = "Helse"

    with database.reading() as session:
        newest = sentences(session, CATALOGUE.words("nb"), [("unit", 2)])[0]

    assert newest.why == "Vedtak 7"


def test_a_withdrawal_is_told_with_its_reason(database: Database, kari: Actor) -> None:
    with database.transaction(kari, "unit:withdraw") as session:
        unit = hem(session)
        unit.withdrawn_on, unit.withdrawn_because = date(2026, 5, 1), "Slått sammen med Oppvekst"

    newest = told(database, "nb", "unit", 2)[0]

    assert newest == "Ingrid Solvang trakk tilbake enheten Helse og mestring: Slått sammen med Oppvekst"


def test_another_record_is_named_in_its_sentences(database: Database, kari: Actor) -> None:
    with database.transaction(kari, "unit:establish") as session:
        service.establish(session, code="X", name="Ny", kind=UnitKind.UNIT, parent=hem(session))
    with database.transaction(kari, "unit:change") as session:
        session.get_one(Unit, 3).name = "Hjemme"

    with database.reading() as session:
        found = sentences(session, CATALOGUE.words("nb"), [("unit", 2), ("unit", 3)])

    assert found[0].text == "Ingrid Solvang endret enheten Hjemme: navn fra «Hjemmetjenesten» til «Hjemme»."


def test_a_record_without_a_past_has_no_sentences(database: Database) -> None:
    assert told(database, "nb", "unit", 99) == []


def values_of(column: Column[Any]) -> tuple[object, object]:
    """Return two values that a column may hold."""
    if column.foreign_keys:
        return 1, 2
    match column.type:
        case EnumType() as kind if kind.enum_class:
            members = list(kind.enum_class)
            return members[0], members[-1]
        case Boolean():
            return False, True
        case Instant():
            return datetime(2026, 1, 2, 3, 4, tzinfo=UTC), datetime(2026, 5, 6, 7, 8, tzinfo=UTC)
        case Date():
            return date(2026, 1, 2), date(2026, 5, 6)
        case Integer():
            return 1, 12345
        case WordList():
            vocabulary = column.info.get("vocabulary")
            words = tuple(word.value for word in vocabulary) if vocabulary else ("a", "b")
            return words[:1], words[:2]
    return "Før", "Etter"


def write_log(session: Session, table: Table, columns: list[Column[Any]], now: datetime) -> None:
    """Write into the log, unsealed, that a record's columns were set, then changed, then cleared."""
    sealed = {"actor_kind": "worker", "actor_id": "1", "action": "a:b", "digest": "", "sealed_at": now}
    session.execute(insert(Sealing), [{"position": p, **sealed} for p in (1, 2, 3)])
    entry = {"ordinal": 1, "entity": table.name, "entity_id": 1, "change": "changed", "fields": "", "digest": ""}
    session.execute(insert(AuditEntry), [{"position": p, **entry} for p in (1, 2, 3)])
    for column in columns:
        one, other = (canonical(value) for value in values_of(column))
        pairs = ((1, None, one), (2, one, other), (3, other, None))
        value = {"ordinal": 1, "field": column.name, "salt": "s"}
        session.execute(insert(AuditValue), [{"position": p, "old": a, "new": b, **value} for p, a, b in pairs])


@pytest.mark.parametrize("table", audited_tables(Base.metadata), ids=lambda table: table.name)
def test_a_change_of_every_audited_column_is_told(database: Database, clock: FixedClock, table: Table) -> None:
    columns = [column for owner, column in COLUMNS if owner is table]
    with database.bookkeeping() as session:
        write_log(session, table, columns, clock.now())

    for language in LANGUAGES:
        words = CATALOGUE.words(language)
        cleared, changed, set_ = told(database, language, table.name, 1)
        for column in columns:
            label = words(f"{table.name}.{column.name}")
            label = label if label[1:2].isupper() else label[:1].lower() + label[1:]
            for sentence in (cleared, changed, set_):
                assert label in sentence, f"{language}: {column} is not told of in «{sentence}»"
        assert "None" not in cleared + changed + set_
