"""Reminders of acceptances that end: to whom, when, once each, and what they hold."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.outbox import Mail
from isms.organisation import service as organisation
from isms.organisation.models import Person
from isms.risk import service
from isms.risk.jobs import remind_due
from isms.risk.models import Scenario
from tests.cast import Cast
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get

ADDRESS = "https://systemhelse.example.no"
ENDS = date(2027, 11, 22)


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


def mails(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.scalars(select(Mail).order_by(Mail.id)).all()
        assert all("Hemmelig" not in f"{mail.title} {mail.body}" for mail in rows)
        return [(mail.kind, mail.recipient) for mail in rows]


def come_to(database: Database, day: date) -> None:
    """Let every day from today to another pass, and the worker look after each of them twice."""
    clock = database.clock
    assert isinstance(clock, FixedClock)
    clock.advance(hours=24 * (day - clock.now().date()).days)
    remind_due(database, "one", ADDRESS)
    remind_due(database, "two", ADDRESS)


def told(kind: str) -> list[tuple[str, str]]:
    return [(f"acceptance:{kind}", f"{who}@example.test") for who in ("hem.owner", "employee")]


def test_both_are_reminded_once_30_and_7_days_ahead_and_when_it_is_over(database: Database, risk_id: int) -> None:
    come_to(database, ENDS - timedelta(days=31))
    assert mails(database) == []
    for day in (30, 29, 8):
        come_to(database, ENDS - timedelta(days=day))
        assert mails(database) == told("in_30_days")
    for day in (7, 6, 0):
        come_to(database, ENDS - timedelta(days=day))
        assert mails(database) == told("in_30_days") + told("in_7_days")
    for day in (1, 2):
        come_to(database, ENDS + timedelta(days=day))
        assert mails(database) == told("in_30_days") + told("in_7_days") + told("lapsed")


def test_a_worker_that_was_away_tells_of_what_is_due_now(database: Database, risk_id: int) -> None:
    come_to(database, ENDS - timedelta(days=3))
    assert mails(database) == told("in_7_days")


def test_a_letter_says_the_number_the_day_and_where_to_go(database: Database, risk_id: int) -> None:
    come_to(database, ENDS - timedelta(days=30))
    with database.reading() as session:
        letter = session.scalars(select(Mail)).first()
        assert letter
        assert letter.title == "Aksept AKS-001 går ut 22. november 2027"
        assert letter.body.endswith(f"{ADDRESS}/acceptances/1")


def test_nobody_is_reminded_of_what_no_longer_holds(database: Database, cast: Cast, risk_id: int) -> None:
    with database.transaction(ME, "risk:revoke") as session:
        risk = get(session, Scenario, risk_id)
        service.revoke(session, risk, cast.hem_owner, reason="Nytt", today=TODAY)
    come_to(database, ENDS)
    assert mails(database) == []


def test_who_has_left_is_not_written_to(database: Database, cast: Cast, risk_id: int) -> None:
    with database.transaction(ME, "person:deactivate") as session:
        organisation.deactivate(session, get(session, Person, cast.hem_owner), TODAY)
    come_to(database, ENDS)
    assert mails(database) == told("in_7_days")[1:]


def test_one_who_owns_and_accepts_gets_one_letter(database: Database, cast: Cast, risk_id: int) -> None:
    with database.transaction(ME, "risk:change") as session:
        service.change_scenario(session, get(session, Scenario, risk_id), owner_id=cast.hem_owner)
    come_to(database, ENDS)
    assert mails(database) == told("in_7_days")[:1]
