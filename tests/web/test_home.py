"""Decides what the home page tells of: the newest change of what one reads, and what falls due, nearest first."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from isms.app import matrix
from isms.kernel.db import Database
from isms.overview.queries import home
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, TODAY, a_risk, a_system, access_for, an_action, an_assessment, get

ClientAs = Callable[[int | None], Client]


@pytest.fixture
def changed(database: Database, cast: Cast) -> Cast:
    """Two systems in two areas; the first is changed twice."""
    with database.transaction(ME, "system:register") as session:
        a_system(session, cast.nursing, "Pasientjournal")
        a_system(session, cast.school, "Skoleplattform")
    for users in (10, 20):
        with database.transaction(ME, "system:change") as session:
            portfolio.change(session, get(session, System, 1), users=users)
    return cast


def news(page: str) -> str:
    return page.partition('id="changes"')[2].partition("</section>")[0]


def test_a_record_is_news_once_however_often_it_was_changed(changed: Cast, client_as: ClientAs) -> None:
    told = news(client_as(changed.chief_executive).get("/").text)
    assert told.count('href="/systems/1"') == 1
    assert "endret systemet" in told
    assert "registrerte systemet" in told
    assert told.index("/systems/1") < told.index("/systems/2")


def test_nobody_is_told_of_what_they_do_not_read(changed: Cast, client_as: ClientAs) -> None:
    told = news(client_as(changed.opp_owner).get("/").text)
    assert "/systems/2" in told
    assert "/systems/1" not in told
    assert news(client_as(changed.employee).get("/").text) == ""
    assert "/systems/" not in news(client_as(changed.outsider).get("/").text)


def test_only_who_reads_the_log_is_led_there(changed: Cast, client_as: ClientAs) -> None:
    assert 'href="/audit"' in news(client_as(changed.officer).get("/").text)
    assert 'href="/audit"' not in news(client_as(changed.opp_owner).get("/").text)


def test_what_is_long_overdue_does_not_hide_what_is_to_come(database: Database, cast: Cast) -> None:
    days = (*range(-9, 0), *range(31))
    with database.transaction(ME, "risk:stage") as session:
        system = a_system(session, cast.nursing, "Pasientjournal")
        risk = a_risk(session, an_assessment(session, [system], cast.officer), system)
        for day in days:
            an_action(session, risk, cast.officer, TODAY + timedelta(days=day))
    with database.reading() as session:
        found = home.due(session, access_for(database, matrix(), cast.officer), TODAY)
    assert [(item.due_on - TODAY).days for item in found] == [-9, -8, -7, 0, 1, 2, 3, 4, 5]
