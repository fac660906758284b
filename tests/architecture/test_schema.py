"""The migrations build exactly what the models say, on both databases, and no kind of difference goes unseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from isms.kernel.db import Database
from isms.kernel.seal.triggers import expected_triggers, functions
from isms.kernel.tables import Base
from isms.rooms import ROWS
from tests.architecture.schema import facts


@pytest.fixture
def from_models(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Database]:
    """A database of the same kind as the migrated one, made from the models alone."""
    assert ROWS
    name = "isms_from_models"
    url = f"sqlite:///{tmp_path / name}"
    if database.dialect == "postgresql":
        cluster = request.getfixturevalue("cluster")
        cluster.drop(name)
        url = cluster.copy("template0", name)
    made = Database(url)
    with made.engine.begin() as connection:
        Base.metadata.create_all(connection)
        for statement in (*functions(made.dialect), *expected_triggers(Base.metadata, made.dialect).values()):
            connection.exec_driver_sql(statement)
    yield made
    made.close()


def test_the_migrations_build_what_the_models_say(database: Database, from_models: Database) -> None:
    migrated, said = facts(database), facts(from_models)

    lacking = [f"no migration makes: {fact}" for fact in sorted(said - migrated)]
    beyond = [f"no model says: {fact}" for fact in sorted(migrated - said)]

    assert not lacking + beyond, "\n".join(lacking + beyond)


DIFFERENCES = {
    "column": "ALTER TABLE unit ADD COLUMN extra integer",
    "index": "DROP INDEX ix_unit_path",
    "index of another order": "DROP INDEX ix_unit_path; CREATE INDEX ix_unit_path ON unit (path, id)",
    "index no longer partial": (
        "DROP INDEX ix_unit_history_id; CREATE UNIQUE INDEX ix_unit_history_id ON unit_history (id)"
    ),
    "table": "DROP TABLE submission",
}
ON_POSTGRESQL = {
    "check": "ALTER TABLE unit DROP CONSTRAINT ck_unit_period_ends_after_it_begins",
    "word of a vocabulary": (
        "ALTER TABLE person DROP CONSTRAINT ck_person_language_is_known; ALTER TABLE person ADD CONSTRAINT "
        "ck_person_language_is_known CHECK (language IN ('nb', 'en', 'se'))"
    ),
    "collation": 'ALTER TABLE unit ALTER name_key TYPE varchar COLLATE "default"',
    "unique": "ALTER TABLE unit DROP CONSTRAINT uq_unit_tenant_id_code",
    "empty allowed": "ALTER TABLE unit ALTER code DROP NOT NULL",
    "foreign key": "ALTER TABLE unit DROP CONSTRAINT fk_unit_leader_id_person",
    "trigger": "DROP TRIGGER unit_history_only_close ON unit_history",
    "trigger switched off": "ALTER TABLE unit_history DISABLE TRIGGER unit_history_only_close",
    "length": "ALTER TABLE unit ALTER kind TYPE varchar(41)",
}
ON_SQLITE = {
    "trigger": "DROP TRIGGER unit_history_only_close",
    "check": "UPDATE sqlite_master SET sql = replace(sql, 'valid_until >= valid_from', '1') WHERE name = 'unit'",
    "word of a vocabulary": "UPDATE sqlite_master SET sql = replace(sql, '''nb'', ', '') WHERE name = 'person'",
    "unique": "UPDATE sqlite_master SET sql = replace(sql, '(tenant_id, code)', '(code)') WHERE name = 'unit'",
    "empty allowed": "UPDATE sqlite_master SET sql = replace(sql, 'code TEXT NOT NULL', 'code TEXT')",
    "row numbers": "UPDATE sqlite_master SET sql = replace(sql, 'WITHOUT ROWID', '') WHERE name = 'sealing'",
}


@pytest.mark.parametrize("what", sorted({*DIFFERENCES, *ON_SQLITE, *ON_POSTGRESQL}))
def test_a_difference_of_each_kind_is_seen(database: Database, what: str) -> None:
    own = ON_SQLITE if database.dialect == "sqlite" else ON_POSTGRESQL
    statements = DIFFERENCES.get(what) or own.get(what)
    if statements is None:
        pytest.skip("this database has no such thing")
    before = facts(database)
    with database.engine.connect() as connection:
        if database.dialect == "sqlite":
            connection.exec_driver_sql("PRAGMA writable_schema = ON")
        for statement in statements.split("; "):
            connection.exec_driver_sql(statement)
        connection.commit()
    database.close()

    assert facts(database) != before
