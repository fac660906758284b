"""Takes a backup that one file holds whole, and restores it into an empty database."""

import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from os import environ
from pathlib import Path

from sqlalchemy import URL, inspect

from isms.kernel.db import Database
from isms.kernel.refusal import Refusal, Refused

SQLITE_MAGIC = b"SQLite format 3\x00"
POSTGRESQL_MAGIC = b"PGDMP"


def backup(database: Database, target: Path) -> None:
    """Write a consistent backup while the database is in use; raises Refused when the file exists."""
    if target.exists():
        raise Refused(Refusal("backup.file_exists", values={"file": target}))
    unfinished = target.with_name(f"{target.name}.unfinished")
    if database.dialect == "sqlite":
        with (
            closing(sqlite3.connect(str(database.url.database))) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
    else:
        _run(["pg_dump", "--format=custom", f"--file={unfinished}"], database.url)
    unfinished.replace(target)


def restore(database: Database, source: Path) -> None:
    """Restore a backup into an empty database of the same kind; raises Refused for anything else."""
    if not source.is_file():
        raise Refused(Refusal("backup.no_such_file", values={"file": source}))
    if inspect(database.engine).get_table_names():
        raise Refused(Refusal("backup.not_empty"))
    with source.open("rb") as file:
        start = file.read(len(SQLITE_MAGIC))
    database.close()
    if database.dialect == "sqlite":
        _restore_sqlite(database, source, start)
    elif start.startswith(POSTGRESQL_MAGIC):
        options = ["--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={database.url.database}"]
        _run(["pg_restore", *options, str(source)], database.url)
    else:
        raise Refused(Refusal("backup.other_kind"))


def _restore_sqlite(database: Database, source: Path, start: bytes) -> None:
    if start != SQLITE_MAGIC:
        raise Refused(Refusal("backup.other_kind"))
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        try:
            (sound,) = copy.execute("PRAGMA integrity_check").fetchone()
        except sqlite3.DatabaseError:
            sound = "broken"
        if sound != "ok":
            raise Refused(Refusal("backup.broken"))
        with closing(sqlite3.connect(str(database.url.database))) as target:
            copy.backup(target)


def _run(command: list[str], url: URL) -> None:
    """Run a tool of PostgreSQL with the address in its environment, so that no password shows in a list."""
    program = shutil.which(command[0])
    if program is None:
        raise Refused(Refusal("backup.tool_missing", values={"tool": command[0]}))
    done = subprocess.run(  # noqa: S603
        [program, *command[1:]], env={**environ, **_connection(url)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(Refusal("backup.tool_failed", values={"tool": command[0], "said": done.stderr.strip()[-500:]}))


def _connection(url: URL) -> Mapping[str, str]:
    given = {
        "PGHOST": str(url.query.get("host") or url.host or ""),
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
    }
    return {name: value for name, value in given.items() if value}
