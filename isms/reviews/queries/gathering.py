"""Puts a meeting's package together from its parts: of the tables as they stand that day, or stood on another."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.clock import day_of, end_of
from isms.kernel.moments import position_at
from isms.kernel.register.columns import Source
from isms.kernel.remembering import head_of
from isms.organisation.models import Unit
from isms.organisation.rules.periods import read_period
from isms.reviews import figures
from isms.reviews.models import Meeting, MeetingPackage
from isms.reviews.queries import meetings, place_at
from isms.reviews.queries.asked import Asked, Gatherer, Then
from isms.reviews.queries.parts import areas, closing, deviations, following, opening, risks, steering, suppliers
from isms.reviews.queries.standing import picture
from isms.reviews.rules import packages
from isms.reviews.rules.blocks import Package
from isms.reviews.rules.meetings import looked_back_on, parts_of
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
    return _package(ask(session, source, meeting))


def _package(asked: Asked) -> Package:
    parts = tuple(part for key in parts_of(asked.meeting.kind) for part in GATHERERS[key](asked))
    return Package(_head(asked), opening.with_agenda(parts), asked.health.annex)


def shown(session: Session, meeting: Meeting, today: date) -> tuple[Package, MeetingPackage | None]:
    """Return the package of a meeting: the frozen one with its row, or as it would be frozen today."""
    kept = meetings.package_of(session, meeting.id)
    if kept is not None:
        return packages.read(kept.content), kept
    return gather(session, Source(today), meeting), None


def ask(session: Session, source: Source, meeting: Meeting) -> Asked:
    """Return what the parts of a meeting's package are gathered from, and what they are compared with."""
    place = place_at(session, source, meeting.unit_id)
    if place is None:
        raise LookupError(f"unit {meeting.unit_id} is not in force on {source.today}")
    frozen = meetings.package_before(session, meeting)
    since, then = _frozen_before(frozen) if frozen else _looked_back(session, meeting)
    return Asked(
        session=session,
        source=source,
        meeting=meeting,
        place=place,
        since=since,
        figures=figures.figures(session, source, place, since),
        then=then,
        texts={text.part: text for text in meetings.texts_of(session, meeting.id)},
        statements={one.unit_id: one for one in meetings.statements_of(session, meeting.id)},
        participants=meetings.participants_of(session, meeting.id),
        proposals=meetings.proposals_of(session, meeting.id),
        health=picture(session, source, place.path, meeting.tenant_id, then.package.annex if then else {}),
    )


def _frozen_before(frozen: MeetingPackage) -> tuple[date, Then | None]:
    since = day_of(frozen.frozen_at)
    return since, Then(packages.read(frozen.content), Source(since, frozen.position), is_frozen=True)


def _looked_back(session: Session, meeting: Meeting) -> tuple[date, Then | None]:
    """Return from when a meeting without an earlier package looks back, and the package as it would have been then.

    History tells it; None where the register held no systems on any day that may be compared with.
    """
    stretches = looked_back_on(meeting.kind, read_period(meeting.period))
    for since, began_on in stretches:
        day = since - timedelta(days=1)
        source = Source(day, position_at(session, end_of(day)))
        asked = _as_it_stood(session, source, meeting, began_on) if source.position else None
        if asked is not None and asked.figures["systems"]:
            return since, Then(_package(asked), source, is_frozen=False)
    return stretches[0][0], None


def _as_it_stood(session: Session, source: Source, meeting: Meeting, since: date) -> Asked | None:
    """Return what a package of an earlier day is gathered from; nobody had written anything for it."""
    place = place_at(session, source, meeting.unit_id)
    if place is None:
        return None
    return Asked(
        session=session,
        source=source,
        meeting=meeting,
        place=place,
        since=since,
        figures=figures.figures(session, source, place, since),
        then=None,
        texts={},
        statements={},
        participants=(),
        proposals=(),
        health=picture(session, source, place.path, meeting.tenant_id, {}),
    )


def _head(asked: Asked) -> dict[str, str | int | None]:
    """Return what the front and every head say; the digest is taken of this too and stands beside it."""
    meeting, session = asked.meeting, asked.session
    unit = asked.source(Unit)
    municipality = session.scalar(select(unit.c.name).where(unit.c.id == meeting.tenant_id))
    risk_model = current_model(session, meeting.tenant_id, asked.today)[0]
    return {
        "municipality": municipality,
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
