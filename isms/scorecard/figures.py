"""Reads what the program itself can tell of a year: each feed's share, as things stand or stood at a position."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.attestations.models import Attestation, Campaign
from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.vocabulary import StopCause
from isms.kernel.clock import end_of, months_after
from isms.kernel.register.columns import Source
from isms.organisation.models import Person
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.risk.models import AssessedSystem, Assessment
from isms.risk.vocabulary import AssessmentStatus
from isms.scorecard.rules import Share
from isms.scorecard.vocabulary import Feed

A_YEAR = 12
"""For how many months training lasts."""


def shares(session: Session, source: Source, tenant_id: int) -> Mapping[Feed, Share]:
    """Return the share of every feed in the year that holds the source's day, up to that day; one statement."""
    counted: list[FromClause] = [COUNTS[feed](source, tenant_id).subquery(feed) for feed in Feed]
    columns = [
        each.c[part].label(f"{feed}_{part}")
        for each, feed in zip(counted, Feed, strict=True)
        for part in ("part", "whole")
    ]
    joined = reduce(lambda joined, each: joined.join(each, true()), counted)
    row = session.execute(select(*columns).select_from(joined)).one()._mapping
    return {feed: Share(row[f"{feed}_part"], row[f"{feed}_whole"]) for feed in Feed}


def _share(part: ColumnElement[bool]) -> Select[Any]:
    """Return a count of the rows of which something holds, and of all rows."""
    columns: list[ColumnElement[Any]] = [func.count(case((part, 1))).label("part"), func.count().label("whole")]
    return select(*columns)


def _valid_assessments(s: Source, tenant_id: int) -> Select[Any]:
    """Of the systems that have not ended, those that an approved assessment covers and still holds for."""
    system, link, assessment = s(System), s(AssessedSystem), s(Assessment)
    covered = exists().where(
        link.c.system_id == system.c.id,
        link.c.withdrawn_on.is_(None),
        link.c.assessment_id == assessment.c.id,
        assessment.c.withdrawn_on.is_(None),
        assessment.c.status == AssessmentStatus.APPROVED,
        assessment.c.valid_until >= s.today,
    )
    return _share(covered).where(
        system.c.tenant_id == tenant_id, system.c.withdrawn_on.is_(None), system.c.lifecycle != Lifecycle.ENDED
    )


def _attested_systems(s: Source, tenant_id: int) -> Select[Any]:
    """Of the reviews in campaigns that opened in the year, those that are attested."""
    attestation, campaign = s(Attestation), s(Campaign)
    return (
        _share(attestation.c.attested_on <= s.today)
        .select_from(attestation.join(campaign, campaign.c.id == attestation.c.campaign_id))
        .where(
            attestation.c.tenant_id == tenant_id,
            attestation.c.withdrawn_on.is_(None),
            campaign.c.opens_on >= _first_day(s),
            campaign.c.opens_on <= s.today,
        )
    )


def _clocks_kept(s: Source, tenant_id: int) -> Select[Any]:
    """Of the statutory clocks that end in the year, those that a report stopped in time.

    A clock that runs counts when it has run out; one that was stopped because there was no duty tells nothing. The
    present day is not over: what ends in the course of it is not missed yet.
    """
    clock, deviation = s(DeviationClock), s(Deviation)
    over = end_of(s.today if s.position is not None else s.today - timedelta(days=1))
    reported = clock.c.stop_cause == StopCause.REPORTED
    return (
        _share(and_(reported, clock.c.stopped_at <= clock.c.due_at))
        .select_from(clock.join(deviation, deviation.c.id == clock.c.deviation_id))
        .where(
            deviation.c.tenant_id == tenant_id,
            deviation.c.withdrawn_on.is_(None),
            clock.c.due_at >= end_of(_first_day(s) - timedelta(days=1)),
            clock.c.due_at < end_of(date(s.today.year, 12, 31)),
            or_(reported, and_(clock.c.stopped_at.is_(None), clock.c.due_at < over)),
        )
    )


def _training_done(s: Source, tenant_id: int) -> Select[Any]:
    """Of the people who are active, those who were trained in the last twelve months, the same day a year ago too."""
    person = s(Person)
    since = months_after(s.today, -A_YEAR)
    return _share(and_(person.c.trained_on >= since, person.c.trained_on <= s.today)).where(
        person.c.tenant_id == tenant_id,
        or_(person.c.deactivated_on.is_(None), person.c.deactivated_on > s.today),
    )


def _actions_in_time(s: Source, tenant_id: int) -> Select[Any]:
    """Of the actions due in the year, those done by their day; what is open and not yet due is left out."""
    action = s(Action)
    return _share(action.c.done_on <= action.c.due_on).where(
        action.c.tenant_id == tenant_id,
        action.c.withdrawn_on.is_(None),
        action.c.due_on >= _first_day(s),
        action.c.due_on <= date(s.today.year, 12, 31),
        or_(action.c.done_on.is_not(None), action.c.due_on < s.today),
    )


def _first_day(s: Source) -> date:
    return date(s.today.year, 1, 1)


COUNTS = {
    Feed.VALID_ASSESSMENTS: _valid_assessments,
    Feed.ATTESTED_SYSTEMS: _attested_systems,
    Feed.CLOCKS_KEPT: _clocks_kept,
    Feed.TRAINING_DONE: _training_done,
    Feed.ACTIONS_IN_TIME: _actions_in_time,
}
