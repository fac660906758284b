"""Tells people of deadlines: puts what is missing, sends the urgent at once and the rest once a day.

Whoever does it, however often, in whatever order and after whatever pause: the notices are the same, since they follow
from the deadlines and the clock alone, and each is told once, since its mail is put in the transaction that marks it.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.outbox import Letter, put
from isms.kernel.remembering import Head, head_of
from isms.notices import queries, service
from isms.notices.models import Notice
from isms.notices.rules import may_gather
from isms.notices.service import letters
from isms.notices.vocabulary import Withheld

log = structlog.get_logger()

OFTEN_ENOUGH_MINUTES = 15
"""How often to look though nobody has written anything: deadlines come nearer by themselves."""


class Teller:
    """Tells what is due; remembers what it has seen, so that nothing is read again when nothing can be new."""

    def __init__(self, database: Database, sources: service.Sources, address: str) -> None:
        self.database = database
        self.sources = sources
        self.address = address
        self.seen: tuple[Head, datetime] | None = None

    def tell_due(self) -> int:
        """Tell what is due and return how many mails were put."""
        now = self.database.clock.now()
        with self.database.reading() as session:
            seen = head_of(session), _part_of_the_hour(now)
        if seen == self.seen:
            return 0
        put_now = tell_due(self.database, self.sources, self.address)
        self.seen = seen
        if put_now:
            log.info("mails of notices put", mails=put_now)
        return put_now


def _part_of_the_hour(now: datetime) -> datetime:
    return now.replace(minute=now.minute - now.minute % OFTEN_ENOUGH_MINUTES, second=0, microsecond=0)


def tell_due(database: Database, sources: service.Sources, address: str) -> int:
    """Put the notices that are missing, then the mails that may leave now, and return how many mails were put."""
    now = database.clock.now()
    with database.reading() as session:
        standing = service.standing(session, sources, now)
    if standing.missing:
        with database.bookkeeping() as session:
            service.keep(session, standing.missing)
    with database.reading() as session:
        waiting = queries.untold(session)
        people = queries.recipients(session, list(waiting), day_of(now))
        gathered = queries.mailed(session, letters.DIGEST, day_of(now)) if waiting else set()
    sent = 0
    for person_id, notices in waiting.items():
        may_gather_now = may_gather(now) and letters.about_digest(person_id) not in gathered
        sent += _tell(database, people[person_id], notices, standing.running, address, may_gather_now)
    return sent


def _tell(
    database: Database,
    recipient: queries.Recipient,
    notices: Sequence[Notice],
    running: service.Running,
    address: str,
    may_gather_now: bool,
) -> int:
    """Write to one person in one transaction: what is told is marked with it, and what is withheld with why."""
    now = database.clock.now()
    today = day_of(now)
    why = {notice.id: service.withheld_because(notice, recipient, running) for notice in notices}
    urgent = [notice for notice in notices if why[notice.id] is None and notice.urgent]
    calm = [notice for notice in notices if why[notice.id] is None and not notice.urgent and may_gather_now]
    withheld = [notice for notice in notices if why[notice.id] is not None]
    if not (urgent or calm or withheld):
        return 0
    sent = 0
    try:
        with database.bookkeeping() as session:
            for reason in Withheld:
                service.mark(session, [n for n in withheld if why[n.id] == reason], withheld=reason)
            if urgent:
                sent += _put(session, letters.urgent(recipient, urgent, today, address), urgent, now)
            if calm:
                sent += _put(session, letters.digest(recipient, calm, today, address), calm, now)
    except service.Taken:
        return 0
    return sent


def _put(session: Session, letter: Letter, notices: Sequence[Notice], now: datetime) -> bool:
    """Put a mail and mark what it tells; a person who has had the day's digest already gets the next one."""
    mail_id = put(session, letter, day_of(now), now)
    if mail_id is not None:
        service.mark(session, notices, mail_id=mail_id)
    return mail_id is not None
