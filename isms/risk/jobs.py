"""The timed door of risk: reminds of acceptances that end, once a day, however many workers run."""

from datetime import timedelta

from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.formats import long_date
from isms.kernel.outbox import Letter, put
from isms.kernel.runs import LEASE, Superseded, claim, finish
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Person
from isms.risk.models import Acceptance
from isms.risk.queries.acceptance import ending
from isms.risk.rules.acceptance import reminder

JOB = "acceptance:remind"


def remind_due(database: Database, owner: str, address: str, lease: timedelta = LEASE) -> int:
    """Put the reminders that are due today in the outbox and return how many; each person is told each thing once.

    A mail holds numbers and a link below `address`, and nothing of what the risk is.
    """
    now = database.clock.now()
    today = day_of(now)
    claimed = claim(database, JOB, today.isoformat(), owner, lease)
    if claimed is None:
        return 0
    with database.reading() as session:
        letters = [
            (_letter(acceptance, which, person, address), acceptance.valid_until)
            for acceptance, people in ending(session, today)
            if acceptance.valid_until and (which := reminder(acceptance.accepted_on, acceptance.valid_until, today))
            for person in people
        ]
    try:
        with database.bookkeeping() as session:
            for letter, ends_on in letters:
                put(session, letter, ends_on, now)
            finish(session, claimed, now)
    except Superseded:
        return 0
    return len(letters)


def _letter(acceptance: Acceptance, which: str, person: Person, address: str) -> Letter:
    words = CATALOGUE.words(person.language)
    assert acceptance.valid_until
    values = {
        "code": acceptance.code,
        "day": long_date(acceptance.valid_until, person.language),
        "link": f"{address}/acceptances/{acceptance.id}",
    }
    return Letter(
        f"acceptance:{which}",
        f"acceptance:{acceptance.id}",
        person.email,
        words(f"acceptance.mail_title.{which}", **values),
        words(f"acceptance.mail_body.{which}", **values),
    )
