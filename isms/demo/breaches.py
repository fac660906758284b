"""What happens with breaches of personal data in the demo: recorded, decided on, reported."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from isms.demo.replay import Replay
from isms.demo.story import Row
from isms.deviations.models import Deviation
from isms.deviations.queries.breaches import Documented, documented
from isms.deviations.service import breaches
from isms.deviations.vocabulary import BreachPhase, Notifiability, PersonsInformed

PRIVACY = "privacy@demo.example"
FACTS = ("nature", "people_categories", "record_categories", "likely_consequences", "measures")
NUMBERS = ("people_count", "record_count")


def open_breach(replay: Replay, row: Row) -> None:
    """A deviation turns out to be a breach, and what is known of it is written down."""
    with _at(replay, row["opened_at"]).by(PRIVACY, "breach:open") as session:
        of = session.get_one(Deviation, replay.deviations[row["code_hint"]])
        processor = bool(row["from_processor"])
        made = breaches.open_breach(session, of, aware_at=of.aware_at, from_processor=processor, now=replay.clock.now())
        facts: dict[str, Any] = {name: row[name] or None for name in FACTS}
        numbers: dict[str, Any] = {name: int(row[name]) if row[name] else None for name in NUMBERS}
        breaches.fill_in(session, made, contact="Personvernombudet", **facts, **numbers)


def decide_breach(replay: Replay, row: Row) -> None:
    """Somebody decides whether the supervisor is told, and what the persons are told when they are not."""
    with _at(replay, row["decided_at"]).by(row["decided_by_email"], "breach:decide") as session:
        now = replay.clock.now()
        breaches.decide(
            session,
            _known(session, replay, row),
            notifiability=Notifiability(row["notifiability"]),
            decision_reason=row["decision_reason"],
            decided_by_id=replay.people[row["decided_by_email"]],
            now=now,
        )
        if row["not_informed_because"]:
            _inform(session, replay, row, PersonsInformed.NOT_NEEDED)


def report_breach(replay: Replay, row: Row) -> None:
    """The first message to the supervisor is recorded, and that the persons have been informed."""
    with _at(replay, row["informed_at"]).by(row["decided_by_email"], "breach:report") as session:
        breaches.report(
            session,
            _known(session, replay, row),
            phase=BreachPhase.FIRST,
            sent_at=datetime.fromisoformat(row["sent_at"]),
            reference=row["reference"],
            told=row["told"],
            delay_reason=row["delay_reason"] or None,
            sent_by_id=replay.people[row["decided_by_email"]],
            now=replay.clock.now(),
        )
        _inform(session, replay, row, PersonsInformed.INFORMED)


def _inform(session: Session, replay: Replay, row: Row, word: PersonsInformed) -> None:
    breach = _known(session, replay, row).breach
    breaches.inform(
        session,
        breach,
        persons_informed=word,
        informed_at=datetime.fromisoformat(row["informed_at"]) if row["informed_at"] else None,
        informed_how=row["informed_how"] or None,
        not_informed_because=row["not_informed_because"] or None,
        aware_at=breach.deviation.aware_at,
        now=replay.clock.now(),
    )


def _known(session: Session, replay: Replay, row: Row) -> Documented:
    known = documented(session, replay.deviations[row["code_hint"]])
    assert known
    return known


def _at(replay: Replay, instant: str) -> Replay:
    """Let the clock come to an instant, or stay when it is further on already."""
    replay.clock.set(max(replay.clock.now(), datetime.fromisoformat(instant)))
    return replay
