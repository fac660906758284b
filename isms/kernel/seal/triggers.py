"""What the database itself refuses: the log and what is written once cannot be changed at all, history only closed."""

from collections.abc import Iterator

from sqlalchemy import Connection, MetaData, Table, text

from isms.kernel.seal.models import ACCESS_TABLES, LOG_TABLES
from isms.kernel.tables import audited_tables, history_of, immutable_tables

REFUSAL = "is append-only"

POSTGRESQL_FUNCTIONS = {
    "refuse_change": f"BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' {REFUSAL}'; END",
    "only_close_version": f"""
    BEGIN
        IF OLD.to_position IS NULL AND NEW.to_position IS NOT NULL
           AND to_jsonb(NEW) - 'to_position' = to_jsonb(OLD) - 'to_position' THEN RETURN NEW; END IF;
        RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' {REFUSAL}';
    END
    """,
}
"""Name → body of each function that the triggers call."""


def log_triggers(table: Table, dialect: str) -> dict[str, str]:
    """Return the triggers of a table whose rows are written once: name → statement that creates it."""
    name = table.name
    if dialect == "postgresql":
        return {
            f"{name}_refuse_change": f"CREATE TRIGGER {name}_refuse_change BEFORE DELETE OR UPDATE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            **_truncate(name),
        }
    return {
        f"{name}_refuse_update": _refuse(f"{name}_refuse_update", "UPDATE", name),
        f"{name}_refuse_delete": _refuse(f"{name}_refuse_delete", "DELETE", name),
        **_replace(table),
    }


def history_triggers(table: Table, dialect: str) -> dict[str, str]:
    """Return the triggers of a history table: name → statement that creates it."""
    name = table.name
    if dialect == "postgresql":
        return {
            f"{name}_only_close": f"CREATE TRIGGER {name}_only_close BEFORE UPDATE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION only_close_version()",
            f"{name}_refuse_delete": f"CREATE TRIGGER {name}_refuse_delete BEFORE DELETE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            **_truncate(name),
        }
    fixed = ", ".join(f'"{column.name}"' for column in table.columns if column.name != "to_position")
    reopening = "OLD.to_position IS NOT NULL OR NEW.to_position IS NULL"
    return {
        f"{name}_refuse_update": _refuse(f"{name}_refuse_update", f"UPDATE OF {fixed}", name),
        f"{name}_only_close": _refuse(f"{name}_only_close", "UPDATE OF to_position", name, reopening),
        f"{name}_refuse_delete": _refuse(f"{name}_refuse_delete", "DELETE", name),
        **_replace(table),
    }


def expected_triggers(metadata: MetaData, dialect: str) -> dict[str, str]:
    """Return every trigger a database of ours must have."""
    found: dict[str, str] = {}
    for table in _only_added_to(metadata):
        found |= log_triggers(table, dialect)
    for table in audited_tables(metadata):
        found |= history_triggers(history_of(table), dialect)
    return found


def _only_added_to(metadata: MetaData) -> Iterator[Table]:
    """Yield the tables whose rows are never changed: the log, the access log and immutable records."""
    for table in (*LOG_TABLES, *ACCESS_TABLES, *immutable_tables(metadata)):
        assert isinstance(table, Table)
        yield table


def trigger_faults(connection: Connection, metadata: MetaData) -> Iterator[str]:
    """Yield a sentence for each trigger or function that is absent, switched off or not as we make it.

    A trigger that is not ours, on a table that ours protect, is a fault too: it could swallow what is written.
    """
    postgresql = connection.dialect.name == "postgresql"
    expected = expected_triggers(metadata, connection.dialect.name)
    present = dict(_postgresql_triggers(connection) if postgresql else _sqlite_triggers(connection))
    guarded = {str(t) for t in (*_only_added_to(metadata), *map(history_of, audited_tables(metadata)))}
    for name, statement in sorted(expected.items()):
        if name not in present:
            yield f"trigger {name} is missing or switched off"
        elif present[name][1] != _squeezed(statement):
            yield f"trigger {name} was changed"
    for name in sorted(present.keys() - expected.keys()):
        if present[name][0] in guarded:
            yield f"trigger {name} on {present[name][0]} is not ours"
    if postgresql:
        yield from _function_faults(connection)


def _sqlite_triggers(connection: Connection) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield every trigger: name → its table and the statement that made it."""
    for row in connection.execute(text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")):
        yield row.name, (row.tbl_name, _squeezed(row.sql))


def _postgresql_triggers(connection: Connection) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield every trigger that is on: name → its table and the statement that would make it."""
    statement = """
        SELECT tgname, relname, pg_get_triggerdef(pg_trigger.oid, true) AS made_by
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND relnamespace = current_schema()::regnamespace
    """
    for row in connection.execute(text(statement)):
        yield row.tgname, (row.relname, _squeezed(row.made_by))


def _function_faults(connection: Connection) -> Iterator[str]:
    statement = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    present = {row.proname: _squeezed(row.prosrc) for row in connection.execute(text(statement))}
    for name, body in POSTGRESQL_FUNCTIONS.items():
        if present.get(name) != _squeezed(body):
            yield f"function {name} is missing or changed"


def _squeezed(sql: str) -> str:
    return " ".join(sql.split())


def _refuse(trigger: str, event: str, table: str, when: str | None = None) -> str:
    condition = f"WHEN {when} " if when else ""
    return (
        f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{table} {REFUSAL}'); END"
    )


def _replace(table: Table) -> dict[str, str]:
    """SQLite deletes what REPLACE puts aside without firing DELETE triggers, so look before the insert."""
    same_key = " AND ".join(f"{c.name} = NEW.{c.name}" for c in table.primary_key.columns)
    name = f"{table.name}_refuse_replace"
    taken = f"EXISTS (SELECT 1 FROM {table.name} WHERE {same_key})"
    if "to_position" in table.columns:
        taken += (
            f" OR (NEW.to_position IS NULL AND EXISTS"
            f" (SELECT 1 FROM {table.name} WHERE id = NEW.id AND to_position IS NULL))"
        )
    return {name: _refuse(name, "INSERT", table.name, taken)}


def _truncate(name: str) -> dict[str, str]:
    return {
        f"{name}_refuse_truncate": f"CREATE TRIGGER {name}_refuse_truncate BEFORE TRUNCATE ON {name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    }


def functions(dialect: str) -> Iterator[str]:
    """Yield the statements that make the functions the triggers call."""
    if dialect == "postgresql":
        for name, body in POSTGRESQL_FUNCTIONS.items():
            yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
