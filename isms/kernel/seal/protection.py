"""Puts the triggers in place when a migration makes a table, and takes them away with it."""

from sqlalchemy import Column, Connection, MetaData, Table

from isms.kernel.seal.models import ACCESS_TABLES, LOG_TABLES
from isms.kernel.seal.triggers import functions, history_triggers, log_triggers
from isms.kernel.tables import Base, history_name


def protect_log(connection: Connection) -> None:
    """Make the log's tables append-only."""
    dialect = connection.dialect.name
    for statement in functions(dialect):
        connection.exec_driver_sql(statement)
    for table in LOG_TABLES:
        assert isinstance(table, Table)
        _create(connection, log_triggers(table, dialect))


def protect_access_log(connection: Connection) -> None:
    """Make the access log append-only."""
    for table in ACCESS_TABLES:
        assert isinstance(table, Table)
        _create(connection, log_triggers(table, connection.dialect.name))


def protect_history(connection: Connection, *names: str) -> None:
    """Let the history of the named tables only be added to and closed; also renews triggers after a change."""
    for name in names:
        reflected = _in_declared_order(Table(history_name(name), MetaData(), autoload_with=connection))
        triggers = history_triggers(reflected, connection.dialect.name)
        for trigger in triggers:
            on = f" ON {reflected.name}" if connection.dialect.name == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}{on}")
        _create(connection, triggers)


def protect_rows(connection: Connection, *names: str) -> None:
    """Let the rows of the named tables be written once and never changed."""
    for name in names:
        table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
        _create(connection, log_triggers(table, connection.dialect.name))


def release_rows(connection: Connection, *names: str) -> None:
    """Let the rows of the named tables be changed again: for a migration that goes back."""
    for name in names:
        table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
        on = f" ON {name}" if connection.dialect.name == "postgresql" else ""
        for trigger in log_triggers(table, connection.dialect.name):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on}")


def _in_declared_order(reflected: Table) -> Table:
    """Return a table with its columns as the models order them: a column added later lies last in the database."""
    declared = Base.metadata.tables.get(reflected.name)
    order = [column.name for column in declared.columns] if declared is not None else []
    known = sorted((c for c in reflected.columns if c.name in order), key=lambda column: order.index(column.name))
    others = [column for column in reflected.columns if column.name not in order]
    return Table(
        reflected.name, MetaData(), *(Column(c.name, c.type, primary_key=c.primary_key) for c in known + others)
    )


def _create(connection: Connection, triggers: dict[str, str]) -> None:
    for statement in triggers.values():
        connection.exec_driver_sql(statement)
