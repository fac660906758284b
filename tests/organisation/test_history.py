"""Every field of units, people and roles is told in a sentence that a person can read."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Column, Table

from isms.kernel.db import Database
from isms.kernel.seal.collector import Actor
from isms.kernel.web.history import Sentence, sentences
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.vocabulary import Language, Role, UnitKind
from tests.cast import Cast

MODELS = (Unit, Person, RoleHolding)
OTHER: dict[type[Any], Any] = {UnitKind: UnitKind.GROUP, Language: Language.EN, Role: Role.LEADERSHIP}


def audited_columns() -> list[Any]:
    found = []
    for model in MODELS:
        table = model.__table__
        assert isinstance(table, Table)
        for column in table.columns:
            if not column.primary_key and not column.info.get("derived"):
                found.append(pytest.param(model, column, id=f"{table.name}.{column.name}"))
    return found


def another_value(column: Column[Any], cast: Cast) -> Any:
    if column.foreign_keys:
        return {"unit": cast.school, "person": cast.opp_owner}[next(iter(column.foreign_keys)).column.table.name]
    kind = getattr(column.type, "enum_class", None)
    if kind:
        return OTHER[kind]
    return {date: date(2027, 3, 1), str: "Noe annet"}[column.type.python_type]


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize(("model", "column"), audited_columns())
def test_a_change_of_any_field_reads_as_a_sentence(
    database: Database, cast: Cast, model: type[Any], column: Column[Any], language: str
) -> None:
    words = CATALOGUE.words(language)
    with database.transaction(Actor("person", str(cast.officer)), "test:change", "Fordi det er slik") as session:
        record = session.get_one(model, {Unit: cast.hem, Person: cast.hem_owner, RoleHolding: 1}[model])
        setattr(record, column.name, another_value(column, cast))
        if column.name == "withdrawn_on":
            record.withdrawn_because = "Det var en feil."

    with database.reading() as session:
        told = sentences(session, words, [(model.__tablename__, record.id)], limit=1)[0]

    assert told.text.startswith("Ingrid Solvang ")
    assert told.text.endswith(".")
    assert told.why == "Fordi det er slik"
    reads(told, words(f"{model.__tablename__}.{column.name}"))


def reads(told: Sentence, label: str) -> None:
    """Check that a sentence names the field and holds nothing that only the program understands."""
    assert label.casefold() in told.text.casefold() or "trakk tilbake" in told.text or "withdrew" in told.text
    for raw in ("None", "_id", "_on", "leadership", "service_area", "{", " from from", " fra fra"):
        assert raw not in told.text, told.text
    assert isinstance(told.when, datetime)


def test_a_role_is_told_with_whom_and_where(database: Database, cast: Cast) -> None:
    words = CATALOGUE.words("nb")
    with database.reading() as session:
        on_own_page, on_the_persons = (
            sentences(session, words, [first, ("role_holding", 7)])[-1].text
            for first in (("role_holding", 7), ("person", cast.auditor))
        )

    assert on_own_page == (
        "Driften registrerte rollen «Revisor»: person «Torstein Lunde»; gjelder for «Eksempelfjord kommune»; "
        "første dag «01.01.2026»; siste dag «31.12.2027»."
    )
    assert "person «" not in on_the_persons
