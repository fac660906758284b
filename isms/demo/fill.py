"""Fills a database with the invented municipality, once, and never one it did not make."""

import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from isms.accounts import service as accounts
from isms.app import SOURCES
from isms.demo.happens import happen
from isms.demo.replay import MAKER, Replay, begin
from isms.demo.story import BEGINNING, happenings, rows
from isms.health.jobs import recompute_due
from isms.kernel.clock import OSLO, FixedClock, SystemClock, day_of
from isms.kernel.db import Database
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.seal.models import Sealing
from isms.notices.jobs.telling import tell_due
from isms.organisation.queries import person_by_email

DONE = "demo:done"
ADDRESS = "http://127.0.0.1:8000"
TOLD_SINCE = timedelta(days=30)
"""For how long people of the demo have been told of deadlines."""


def is_made(session: Session) -> bool:
    """Say whether the demo stands whole; raises Refused for a database that something else has made.

    A demo that was stopped half-way is refused, too: the operator removes it and starts again.
    """
    if session.scalar(select(exists().where(Sealing.action == DONE))):
        return True
    if session.scalar(select(exists().where(Sealing.position.is_not(None)))):
        raise Refused(Refusal("cli.not_the_demo"))
    return False


def fill(database: Database, say: Callable[[str], None]) -> None:
    """Make the demo's past, from its beginning to today; the database's clock must be a FixedClock."""
    clock = database.clock
    if not isinstance(clock, FixedClock):
        raise TypeError("the demo is made under a clock that can be set")
    today = day_of(SystemClock().now())
    clock.set(datetime.combine(BEGINNING, time(7), OSLO))
    replay = Replay(database, clock)
    begin(replay)
    everything = happenings(today)
    told_on = today - TOLD_SINCE
    for number, happening in enumerate(everything, start=1):
        if happening.day > told_on:
            told_on = happening.day
            tell(replay, told_on)
        happen(replay, happening)
        say(f"{happening.day} {number}/{len(everything)}")
    tell(replay, today)
    recompute_due(database, "demo")


def tell(replay: Replay, day: date) -> None:
    """Tell people of what is due on a day; the mail waits in the outbox, as the demo knows no mail server."""
    replay.set_day(day)
    tell_due(replay.database, SOURCES, ADDRESS)


def give_password(database: Database, wanted: str | None) -> str:
    """Give everybody in the demo one password and return it: the wanted one, or one made up."""
    password = wanted or secrets.token_urlsafe(12)
    with database.transaction(MAKER, DONE) as session:
        for row in rows("people"):
            person = person_by_email(session, row["email"])
            if person is not None:
                accounts.put_password(session, person, password, None, database.clock.now())
    return password


def people() -> list[tuple[str, str]]:
    """Return the accounts to try, as pairs of e-mail address and title."""
    return [(row["email"], row["title"]) for row in rows("people") if row["email"].split("@")[0] in TRY]


TRY = ("officer", "owner.hem", "director", "auditor", "employee", "privacy", "operator")
