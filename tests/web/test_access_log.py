"""Decides what is written down: every export by anybody, and every page an auditor reads, before it is given."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.models import AccessEntry, AccessKind
from tests.cast import Cast
from tests.client import Client

ClientAs = Callable[[int | None], Client]


def written(database: Database) -> list[AccessEntry]:
    with database.reading() as session:
        return list(session.scalars(select(AccessEntry).order_by(AccessEntry.id)))


def told(database: Database) -> list[tuple[Any, ...]]:
    return [(line.actor_id, line.kind, line.path) for line in written(database)]


def test_of_an_auditor_every_page_is_written_down_and_of_others_none(
    cast: Cast, database: Database, client_as: ClientAs
) -> None:
    for person_id in (cast.officer, cast.hem_owner, cast.auditor):
        for path in ("/units", f"/units/{cast.hem}", "/"):
            assert client_as(person_id).get(path).status_code == 200
    auditor = str(cast.auditor)
    assert told(database) == [
        (auditor, AccessKind.PAGE, "/units"),
        (auditor, AccessKind.PAGE, f"/units/{cast.hem}"),
        (auditor, AccessKind.PAGE, "/"),
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_an_export_by_anybody_tells_who_what_and_at_which_moment(
    cast: Cast, database: Database, client_as: ClientAs, ending: str
) -> None:
    client_as(cast.hem_owner).get(f"/units.{ending}?kind=unit&q=nord&sort=-name").close()
    (line,) = written(database)
    assert (line.actor_kind, line.actor_id, line.tenant_id) == ("person", str(cast.hem_owner), cast.municipality)
    assert (line.kind, line.path, line.register, line.format) == (
        AccessKind.EXPORT,
        f"/units.{ending}",
        "units",
        ending,
    )
    assert line.asked == "kind=unit&q=nord&sort=-name"
    assert line.as_of == "1@2026-11-22"


def test_it_is_written_down_before_the_first_byte_leaves(cast: Cast, database: Database, app: Flask) -> None:
    environ = {"HTTP_X_TEST_PERSON": str(cast.officer)}
    answer = FlaskClient(app, app.response_class).get("/units.csv", environ_overrides=environ, buffered=False)
    assert len(written(database)) == 1
    assert b"Hjemmetjenesten" in b"".join(answer.iter_encoded())
    answer.close()


@pytest.mark.parametrize("path", ["/units.csv", "/units"])
def test_what_cannot_be_written_down_is_not_given(
    cast: Cast, database: Database, client_as: ClientAs, app: Flask, path: str
) -> None:
    app.testing = False
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE access_entry RENAME TO elsewhere")
    answer = client_as(cast.auditor).get(path)
    assert answer.status_code in (500, 503)
    assert "Hjemmetjenesten" not in answer.text
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_what_was_refused_or_is_nobodys_is_not_written_down(
    cast: Cast, database: Database, client_as: ClientAs
) -> None:
    auditor = client_as(cast.auditor)
    for path, status in (("/units/new", 403), ("/units/99999", 404), ("/units?sort=nothing", 400)):
        assert auditor.get(path).status_code == status
    assert auditor.get("/units.doc").status_code == 404
    assert client_as(None).get("/sign-in").status_code == 200
    assert written(database) == []


def test_the_page_of_the_access_log_shows_names_and_is_exported_itself(
    cast: Cast, database: Database, client_as: ClientAs
) -> None:
    client_as(cast.hem_owner).get("/units.csv?q=nord").close()
    page = client_as(cast.officer).page("/audit/access")
    assert "Astrid Fossheim" in page.text
    assert "/units.csv" in page.text
    for ending in ("csv", "xlsx", "json"):
        answer = client_as(cast.auditor).get(f"/audit/access.{ending}")
        assert answer.status_code == 200
        answer.close()
    assert len(written(database)) == 4


def test_a_neighbour_sees_nothing_of_it(cast: Cast, client_as: ClientAs) -> None:
    client_as(cast.hem_owner).get("/units.csv?q=nord").close()
    assert "Astrid Fossheim" not in client_as(cast.outsider).page("/audit/access").text


def test_an_auditor_is_shut_out_the_day_after_the_role_has_ended(
    cast: Cast, client_as: ClientAs, clock: FixedClock
) -> None:
    auditor = client_as(cast.auditor)
    clock.set(datetime(2027, 12, 31, 22, 59, tzinfo=UTC))
    for path in ("/units", "/audit", "/audit/access", "/units.csv"):
        assert auditor.get(path).status_code == 200, path
    clock.set(datetime(2027, 12, 31, 23, 0, tzinfo=UTC))
    for path in ("/units", "/audit", "/audit/access", "/units.csv"):
        assert auditor.get(path).status_code == 403, path
