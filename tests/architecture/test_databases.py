"""The tests' databases are what they promise: migrated, fresh for each test, and gone with the run."""

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import sqlalchemy

from isms.kernel.db import Database
from isms.kernel.migrate import is_current

ROOT = Path(__file__).parents[2]

KEEPS_A_SERVER = """
from tests import postgres
server = postgres.start()
print(server.cluster.directory, server.process.pid, flush=True)
input()
"""


def test_a_database_is_migrated(database: Database) -> None:
    assert is_current(database)


def test_two_databases_do_not_share_rows(new_database_url: Callable[[], str]) -> None:
    first, second = sqlalchemy.create_engine(new_database_url()), sqlalchemy.create_engine(new_database_url())

    with first.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE only_here (id integer)"))

    assert "only_here" in sqlalchemy.inspect(first).get_table_names()
    assert "only_here" not in sqlalchemy.inspect(second).get_table_names()
    first.dispose()
    second.dispose()


@pytest.mark.postgresql
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")
def test_the_server_dies_with_a_run_that_is_killed() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", KEEPS_A_SERVER],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with run:
        directory, server = run.stdout.readline().split()
        end_of_server = os.pidfd_open(int(server))
        psycopg.connect(f"host={directory} user=isms dbname=postgres").close()

        run.kill()

        ended, _, _ = select.select([end_of_server], [], [], 20)
    os.close(end_of_server)
    shutil.rmtree(directory)
    assert ended, "the server outlived its run"
