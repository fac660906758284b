"""Changes the words that a CHECK of a table allows where the table stands, for migrations.

Rebuilding a table, which is Alembic's way on SQLite, drops its triggers and breaks what points to it.
"""

import re
from collections.abc import Sequence

from sqlalchemy import Connection, text


def allow_words(connection: Connection, table: str, column: str, constraint: str, words: Sequence[str]) -> None:
    """Let a column hold exactly some words; constraint: the full name of its CHECK.

    Rows that hold other words make PostgreSQL refuse. SQLite does not look at rows: what is edited is the text
    of the schema, which its own manual names as the way to change a CHECK.
    """
    allowed = ", ".join(f"'{word}'" for word in words)
    check = f"CONSTRAINT {constraint} CHECK ({column} IN ({allowed}))"
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"))
        connection.execute(text(f"ALTER TABLE {table} ADD {check}"))
        return
    stored = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table")
    before = connection.execute(stored, {"table": table}).scalar_one()
    after, found = re.subn(rf"CONSTRAINT {constraint} CHECK \({column} IN \([^)]*\)\)", check, before)
    if found != 1:
        raise LookupError(f"{table} has no CHECK {constraint} on {column}")
    schema_version = connection.execute(text("PRAGMA schema_version")).scalar_one()
    connection.execute(text("PRAGMA writable_schema = ON"))
    changed = text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table")
    connection.execute(changed, {"sql": after, "table": table})
    connection.execute(text(f"PRAGMA schema_version = {schema_version + 1}"))
    connection.execute(text("PRAGMA writable_schema = RESET"))
