"""Brings a database's schema to where the program needs it, with Alembic."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from isms.kernel.db import Database

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the migrations up to a revision."""
    with _migrating(database) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Run the migrations down to a revision."""
    with _migrating(database) as connection:
        command.downgrade(_config(connection), revision)


def is_current(database: Database) -> bool:
    """Say whether the database is at the newest revision."""
    with database.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        return present == ScriptDirectory.from_config(_config(connection)).get_current_head()


@contextmanager
def _migrating(database: Database) -> Iterator[Connection]:
    """Open a connection on which SQLite lets a table be made anew under rows that point to it.

    The pragma holds outside transactions alone, so it is given to the driver; raises RuntimeError when a
    migration has left a row that points nowhere.
    """
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if database.dialect != "sqlite" or driver is None:
            yield connection
            return
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
            if astray := driver.execute("PRAGMA foreign_key_check").fetchone():
                raise RuntimeError(f"a migration has left a row of {astray[0]} that points nowhere")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
