"""Reminders of acceptances that end, by the rule as it is shipped: to whom, when, once each, and what they hold."""

from datetime import date, timedelta

import pytest

from isms.app import SOURCES
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.notices.jobs.telling import tell_due
from isms.organisation import service as organisation
from isms.organisation.models import Person
from isms.risk import service
from isms.risk.models import Scenario
from tests.cast import Cast
from tests.notices.stage import ADDRESS, mails
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get

ENDS = date(2027, 11, 22)
ACCEPTOR, OWNER, OFFICER = "hem.owner@example.test", "employee@example.test", "officer@example.test"


@pytest.fixture
def risk_id(database: Database, cast: Cast) -> int:
    """A medium risk owned by the employee and accepted for a year by the owner of the area."""
    with database.transaction(ME, "risk:stage") as session:
        system = a_system(session, cast.nursing, "Journal", owner_id=cast.employee)
        assessment = an_assessment(session, [system], cast.officer)
        risk = a_risk(session, assessment, system, "2 3", owner_id=cast.employee, title="Hemmelig tittel")
        service.approve(session, assessment, cast.officer, TODAY)
        service.accept(session, risk, cast.hem_owner, today=TODAY, reason="Nytten er liten")
        return risk.id


def told(database: Database) -> list[tuple[str, int]]:
    """Return who was told of the acceptance, and how many days before its end."""
    found = []
    for mail in mails(database):
        assert "Hemmelig" not in f"{mail.title} {mail.body}"
        if "AKS-001" in mail.body:
            assert f"{ADDRESS}/acceptances/1\n" in mail.body
            found.append((mail.recipient, (ENDS - mail.due_on).days))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def come_to(database: Database, day: date) -> None:
    """Let every day from today to another pass, and two workers look after the last."""
    clock = database.clock
    assert isinstance(clock, FixedClock)
    clock.advance(hours=24 * (day - clock.now().date()).days)
    tell_due(database, SOURCES, ADDRESS)
    tell_due(database, SOURCES, ADDRESS)


def test_both_are_reminded_once_30_and_7_days_ahead_and_when_it_is_over(database: Database, risk_id: int) -> None:
    expected: list[tuple[str, int]] = []
    for day in (31, 30, 29, 8, 7, 6, 0, -1, -2):
        come_to(database, ENDS - timedelta(days=day))
        if day in {30, 7, -1}:
            expected += [(OWNER, day), (ACCEPTOR, day)] + ([(OFFICER, day)] if day < 0 else [])
        assert told(database) == expected


def test_a_worker_that_was_away_tells_in_one_mail_how_it_stands_now(database: Database, risk_id: int) -> None:
    come_to(database, ENDS - timedelta(days=3))
    assert told(database) == [(OWNER, 3), (ACCEPTOR, 3)]
    assert "AKS-001, frist 22. november 2027" in next(m.body for m in mails(database) if m.recipient == OWNER)


def test_nobody_is_reminded_of_what_no_longer_holds(database: Database, cast: Cast, risk_id: int) -> None:
    with database.transaction(ME, "risk:revoke") as session:
        risk = get(session, Scenario, risk_id)
        service.revoke(session, risk, cast.hem_owner, reason="Nytt", today=TODAY)
    come_to(database, ENDS)
    assert told(database) == []


def test_who_has_left_is_not_written_to(database: Database, cast: Cast, risk_id: int) -> None:
    with database.transaction(ME, "person:deactivate") as session:
        organisation.deactivate(session, get(session, Person, cast.hem_owner), TODAY)
    come_to(database, ENDS)
    assert told(database) == [(OWNER, 0)]


def test_one_who_owns_and_accepts_gets_one_letter(database: Database, cast: Cast, risk_id: int) -> None:
    with database.transaction(ME, "risk:change") as session:
        service.change_scenario(session, get(session, Scenario, risk_id), owner_id=cast.hem_owner)
    come_to(database, ENDS)
    assert told(database) == [(ACCEPTOR, 0)]
