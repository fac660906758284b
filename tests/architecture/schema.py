"""Everything a database says of its own schema, as plain sentences that two databases can be compared by."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, inspect, text

from isms.kernel.db import Database

NOT_OURS = "alembic_version"

POSTGRESQL = {
    "column": """
        SELECT relname, attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL'
               ELSE '' END || coalesce(' COLLATE ' || collname, '') || coalesce(' DEFAULT ' ||
               pg_get_expr(adbin, adrelid), '')
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        LEFT JOIN pg_collation ON pg_collation.oid = attcollation AND attcollation <> 100
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped
    """,
    "constraint": """
        SELECT relname, conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
        FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE true
    """,
    "index": """
        SELECT relname, pg_get_indexdef(indexrelid)
        FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE true
    """,
    "trigger": """
        SELECT relname, tgenabled::text || ' ' || pg_get_triggerdef(pg_trigger.oid, true)
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal
    """,
}


def facts(database: Database) -> set[str]:
    """Return every column, constraint, index, trigger and function of a database."""
    with database.engine.connect() as connection:
        read = _postgresql if database.dialect == "postgresql" else _sqlite
        return set(read(connection))


def row_counts(database: Database) -> dict[str, int]:
    """Return how many rows each table has."""
    with database.engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if name != NOT_OURS]
        return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}  # noqa: S608


def _postgresql(connection: Connection) -> Iterator[str]:
    for kind, statement in POSTGRESQL.items():
        in_ours = f"{statement} AND relnamespace = current_schema()::regnamespace"
        for table, said in connection.execute(text(in_ours)):
            if table != NOT_OURS:
                yield f"{table}: {kind} {_squeezed(said)}"
    functions = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    for name, body in connection.execute(text(functions)):
        yield f"function {name}: {_squeezed(body)}"


def _sqlite(connection: Connection) -> Iterator[str]:
    masters = connection.execute(
        text("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    ).all()
    for kind, name, table, statement in masters:
        if kind in {"trigger", "index"}:
            yield f"{table}: {kind} {_squeezed(statement)}"
        elif kind == "table" and name != NOT_OURS:
            yield f"{name}: {'no row numbers' if 'WITHOUT ROWID' in statement else 'row numbers'}"
            yield from _sqlite_table(connection, name)


def _sqlite_table(connection: Connection, table: str) -> Iterator[str]:
    for _, name, kind, required, default, key, hidden in connection.execute(text(f"PRAGMA table_xinfo({table})")):
        yield f"{table}: column {name} {kind} required={required} default={default} key={key} hidden={hidden}"
    inspected = inspect(connection)
    read: dict[str, Any] = {
        "key": [inspected.get_pk_constraint(table)],
        "foreign key": inspected.get_foreign_keys(table),
        "unique": inspected.get_unique_constraints(table),
        "check": inspected.get_check_constraints(table),
    }
    for kind, some in read.items():
        for one in some:
            said = {name: str(value) for name, value in one.items() if name != "sqltext"}
            yield f"{table}: {kind} {_squeezed(one.get('sqltext', ''))} {sorted(said.items())}"


def _squeezed(statement: str) -> str:
    return " ".join(statement.split())
