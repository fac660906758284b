"""Brings a database's schema to where the program needs it, with Alembic."""

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
    with database.engine.connect() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Run the migrations down to a revision."""
    with database.engine.connect() as connection:
        command.downgrade(_config(connection), revision)


def is_current(database: Database) -> bool:
    """Say whether the database is at the newest revision."""
    with database.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        return present == ScriptDirectory.from_config(_config(connection)).get_current_head()
