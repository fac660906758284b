"""Puts a meeting's package together from its parts: of the present tables, as they stand that day."""

import json
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from isms.kernel.clock import day_of, end_of
from isms.kernel.moments import position_at
from isms.kernel.register.columns import Source
from isms.kernel.remembering import head_of
from isms.organisation.models import Unit
from isms.organisation.rules.periods import period_of, read_period
from isms.reviews import figures
from isms.reviews.models import Meeting, MeetingPackage
from isms.reviews.queries import meetings, place_at, review_before
from isms.reviews.queries.asked import Asked, Gatherer
from isms.reviews.queries.parts import areas, closing, deviations, following, opening, risks, steering, suppliers
from isms.reviews.queries.standing import picture
from isms.reviews.rules import packages
from isms.reviews.rules.blocks import Package
from isms.reviews.rules.meetings import parts_of
from isms.reviews.vocabulary import PackagePart
from isms.risk.queries.criteria import current_model

GATHERERS: Mapping[PackagePart, Gatherer] = {
    PackagePart.FRONT: opening.front,
    PackagePart.AGENDA: opening.agenda,
    PackagePart.SUMMARY: opening.summary,
    PackagePart.FOLLOW_UP: following.follow_up,
    PackagePart.CHANGES: following.changes,
    PackagePart.EXPECTATIONS: following.expectations,
    PackagePart.AREAS: areas.areas,
    PackagePart.SCORECARD: steering.scorecard,
    PackagePart.RISKS: risks.risks,
    PackagePart.ACTIONS: risks.actions,
    PackagePart.DEVIATIONS: deviations.deviations,
    PackagePart.AUDITS: deviations.audits,
    PackagePart.SUPPLIERS: suppliers.suppliers,
    PackagePart.FEEDBACK: closing.feedback,
    PackagePart.IMPROVEMENTS: closing.improvements,
    PackagePart.PROJECTS: steering.projects,
    PackagePart.PROPOSALS: closing.proposals,
    PackagePart.SIGNING: closing.signing,
    PackagePart.APPENDIX: closing.appendix,
}
"""Who gathers each part. A room that has more to say of a part is added to its gatherer."""


def gather(session: Session, source: Source, meeting: Meeting) -> Package:
    """Return a meeting's package as the source's tables stand; raises LookupError when its unit is not in force."""
    asked = ask(session, source, meeting)
    parts = tuple(part for key in parts_of(meeting.kind) for part in GATHERERS[key](asked))
    return Package(_head(asked), opening.with_agenda(parts), asked.health.annex)


def shown(session: Session, meeting: Meeting, today: date) -> tuple[Package, MeetingPackage | None]:
    """Return the package of a meeting: the frozen one with its row, or as it would be frozen today."""
    kept = meetings.package_of(session, meeting.id)
    if kept is not None:
        return packages.read(kept.content), kept
    return gather(session, Source(today), meeting), None


def ask(session: Session, source: Source, meeting: Meeting) -> Asked:
    """Return what the parts of a meeting's package are gathered from."""
    place = place_at(session, source, meeting.unit_id)
    if place is None:
        raise LookupError(f"unit {meeting.unit_id} is not in force on {source.today}")
    before = meetings.package_before(session, meeting)
    period = read_period(meeting.period)
    since = day_of(before.frozen_at) if before else period.begins_on
    earlier = None if before else review_before(session, meeting.unit_id, period_of(source.today))
    then = before.position if before else position_at(session, end_of(since - timedelta(days=1)))
    kept = packages.read(before.content) if before else None
    day_then = since if before else since - timedelta(days=1)
    return Asked(
        session=session,
        source=source,
        meeting=meeting,
        place=place,
        since=since,
        figures=figures.figures(session, source, place, since),
        before=kept,
        then=then or None,
        earlier=json.loads(earlier.figures) if earlier else None,
        texts={text.part: text for text in meetings.texts_of(session, meeting.id)},
        statements={one.unit_id: one for one in meetings.statements_of(session, meeting.id)},
        participants=meetings.participants_of(session, meeting.id),
        proposals=meetings.proposals_of(session, meeting.id),
        health=picture(
            session,
            source,
            place.path,
            meeting.tenant_id,
            kept.annex if kept else {},
            Source(day_then, then) if then else None,
        ),
    )


def _head(asked: Asked) -> dict[str, str | int | None]:
    """Return what the front and every head say; the digest is taken of this too and stands beside it."""
    meeting, session = asked.meeting, asked.session
    municipality = session.get_one(Unit, meeting.tenant_id)
    risk_model = current_model(session, meeting.tenant_id, asked.today)[0]
    return {
        "municipality": municipality.name,
        "unit": asked.place.name,
        "kind": str(meeting.kind),
        "period": meeting.period,
        "since": asked.since.isoformat(),
        "until": asked.today.isoformat(),
        "meets_on": meeting.meets_on.isoformat(),
        "case_number": meeting.case_number,
        "marking": meeting.marking,
        "frozen_at": meeting.frozen_at.isoformat() if meeting.frozen_at else None,
        "position": asked.source.position or head_of(session)[0],
        "models": f"risk={risk_model.code} health={asked.health.model.code}",
        "code": meeting.code,
    }
