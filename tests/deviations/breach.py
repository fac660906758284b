"""A breach of personal data at Eksempelfjord, decided and reported, for tests of breaches and of clocks."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from isms.deviations.models import DeviationClock
from isms.deviations.queries import breaches as reads
from isms.deviations.queries.breaches import Documented
from isms.deviations.service import breaches as service
from isms.deviations.vocabulary import BreachPhase, Notifiability
from isms.kernel.db import Database
from tests.cast import Cast
from tests.deviations.test_handle import NOW, reported
from tests.risk.stage import ME

HOUR = timedelta(hours=1)
AWARE = NOW - 2 * HOUR
DUE = AWARE + 72 * HOUR


def opened(database: Database, cast: Cast) -> int:
    """Record a deviation, known of since AWARE, as a breach, and return its id."""
    with database.transaction(ME, "breach:open") as session:
        made = reported(session, cast)
        service.open_breach(session, made, aware_at=AWARE, from_processor=False, now=NOW)
        return made.id


def known(session: Session, deviation_id: int) -> Documented:
    found = reads.documented(session, deviation_id)
    assert found
    return found


def clock_of(session: Session, deviation_id: int) -> DeviationClock:
    found = known(session, deviation_id).clock
    assert found
    return found


def decide(database: Database, cast: Cast, deviation_id: int, word: Notifiability, now: datetime = NOW) -> None:
    with database.transaction(ME, "breach:decide") as session:
        service.decide(
            session,
            known(session, deviation_id),
            notifiability=word,
            decision_reason="Vurdert av ombudet",
            decided_by_id=cast.privacy_officer,
            now=now,
        )


def report(database: Database, cast: Cast, deviation_id: int, **said: Any) -> None:
    fields = {
        "phase": BreachPhase.FIRST,
        "sent_at": NOW,
        "reference": "26/01234",
        "told": "Det vi vet",
        "delay_reason": None,
        "sent_by_id": cast.privacy_officer,
        "now": NOW,
    } | said
    with database.transaction(ME, "breach:report") as session:
        service.report(session, known(session, deviation_id), **fields)
