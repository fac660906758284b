"""What somebody with the database's own keys can do: change anything, the triggers put back afterwards."""

from sqlalchemy import Connection, text

from isms.kernel.db import Database


def change_behind_the_seal(database: Database, *statements: str) -> None:
    """Run statements past every trigger and foreign key, as a superuser can; then all is as before."""
    with database.engine.connect() as connection:
        if database.dialect == "postgresql":
            with connection.begin():
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
                _run(connection, statements)
            return
        # SQLite ignores this pragma inside a transaction.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            _run(connection, [f"DROP TRIGGER {trigger.name}" for trigger in triggers])
            _run(connection, statements)
            _run(connection, [trigger.sql for trigger in triggers])
        driver.execute("PRAGMA foreign_keys = ON")


def _run(connection: Connection, statements: tuple[str, ...] | list[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
