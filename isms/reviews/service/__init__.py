"""The decisions about period reviews; each is named by its verb and leaves the commit to its door."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.clock import day_of, end_of
from isms.kernel.codes import next_code
from isms.kernel.moments import position_at
from isms.kernel.outbox import Letter, put
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.kernel.register.columns import Source
from isms.kernel.words import CATALOGUE, Words
from isms.organisation.models import Person, Unit
from isms.organisation.rules.periods import Period, read_period
from isms.reviews import figures, queries
from isms.reviews.models import Review, ReviewComment, ReviewPlan
from isms.reviews.rules import movements, plan_refusals, preparation_refusals

PREFIX = "G"


@dataclass(frozen=True)
class Draft:
    """A review that has been read through history but not yet kept."""

    unit_id: int
    tenant_id: int
    period: Period
    position: int
    content: str


def draft(session: Session, unit: Unit, period: Period, today: date) -> Draft | None:
    """Read the figures of a unit as they were at the end of a period's last day.

    Returns None when the unit was not in force that day; raises Refused before the period has ended.
    """
    refuse(preparation_refusals(period, today))
    position = position_at(session, end_of(period.ends_on))
    source = Source(period.ends_on, position)
    place = queries.place_at(session, source, unit.id)
    if place is None or unit.tenant_id is None:
        return None
    content = figures.figures(session, source, place, period.begins_on)
    content["change"] = _change(session, unit.id, period, content)
    return Draft(unit.id, unit.tenant_id, period, position, figures.canonical(content))


def keep(session: Session, drafted: Draft, now: datetime) -> Review:
    """Keep a draft as the review of its unit and period, and tell the officers; raises Refused for a second one."""
    review = Review(
        tenant_id=drafted.tenant_id,
        code=next_code(session, drafted.tenant_id, PREFIX),
        unit_id=drafted.unit_id,
        period=str(drafted.period),
        ends_on=drafted.period.ends_on,
        position=drafted.position,
        prepared_at=now,
        figures=drafted.content,
    )
    session.add(review)
    session.flush()
    _tell_officers(session, review, now)
    return review


def comment(session: Session, review: Review, *, text: str, written_by_id: int, today: date) -> ReviewComment:
    """Add a comment to a review."""
    added = ReviewComment(
        tenant_id=review.tenant_id, review_id=review.id, text=text, written_by_id=written_by_id, written_on=today
    )
    session.add(added)
    session.flush()
    return added


def plan(session: Session, unit: Unit, *, first_period: str) -> ReviewPlan:
    """Set the first period a unit is reviewed for; raises Refused for what is no period or a unit never reviewed."""
    refuse(plan_refusals(unit.kind))
    try:
        period = str(read_period(first_period))
    except ValueError:
        raise Refused(Refusal("review.no_period", "first_period")) from None
    planned = queries.plan_of(session, unit.id)
    if planned is None:
        planned = ReviewPlan(tenant_id=unit.tenant_id, unit_id=unit.id)
        session.add(planned)
    planned.first_period = period
    session.flush()
    return planned


def term(words: Words, period: Period) -> str:
    """Return a period as people say it."""
    return words("review.term", number=period.number, year=period.year)


def _change(session: Session, unit_id: int, period: Period, content: dict[str, Any]) -> dict[str, Any] | None:
    """Return what has changed since the review before, by code and name, or None when there is none before."""
    before = queries.review_before(session, unit_id, period)
    if before is None:
        return None
    then, now = figures.standings(json.loads(before.figures)), figures.standings(content)
    moved = asdict(movements(then, now))
    names = {code: standing.name for code, standing in (then | now).items()}
    told: dict[str, Any] = {word: [[code, names[code]] for code in codes] for word, codes in moved.items()}
    return {"since": before.period, "before": figures.headline(json.loads(before.figures)), **told}


def _tell_officers(session: Session, review: Review, now: datetime) -> None:
    officers: Sequence[Person] = queries.officers_of(session, review.tenant_id, day_of(now))
    unit = session.get_one(Unit, review.unit_id)
    for officer in officers:
        words = CATALOGUE.words(officer.language)
        values = {"code": review.code, "unit": unit.name, "period": term(words, read_period(review.period))}
        letter = Letter(
            "review:prepared",
            f"review:{review.id}",
            officer.email,
            words("review.mail_title", **values),
            words("review.mail_body", **values),
        )
        put(session, letter, review.ends_on, now)
