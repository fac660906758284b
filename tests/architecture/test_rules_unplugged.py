"""In a file named like this one no test reaches a database: each way in is tried and refused."""

import sqlite3

import psycopg
import pytest
import sqlalchemy

UNPLUGGED = "a test of rules reached for a database"


def test_no_engine_is_made() -> None:
    with pytest.raises(pytest.fail.Exception, match=UNPLUGGED):
        sqlalchemy.create_engine("sqlite://")


def test_sqlite_is_not_reached() -> None:
    with pytest.raises(pytest.fail.Exception, match=UNPLUGGED):
        sqlite3.connect(":memory:")


def test_postgresql_is_not_reached() -> None:
    with pytest.raises(pytest.fail.Exception, match=UNPLUGGED):
        psycopg.connect("host=127.0.0.1")
