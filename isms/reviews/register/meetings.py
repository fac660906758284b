"""The register of meetings: whose, when, where they stand, and how much they have decided."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, exists, func, or_, select

from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Join, Register, Source
from isms.kernel.register.kinds import CODE, DATE, INSTANT, INTEGER, TEXT, choice
from isms.organisation.models import Unit
from isms.reviews.models import Decision, Meeting, Participant
from isms.reviews.vocabulary import MeetingKind, MeetingState, Permission

UNIT = Join("unit", lambda s: s(Unit), lambda s: s(Meeting).c.unit_id == s(Unit).c.id)


def state_of(s: Source) -> ColumnElement[str]:
    """Return where a meeting stands, as `rules.meetings.state_of` decides from the instants of its steps."""
    meeting = s(Meeting).c
    reached = (
        (meeting.approved_at, MeetingState.APPROVED),
        (meeting.minuted_at, MeetingState.MINUTES),
        (meeting.held_at, MeetingState.HELD),
        (meeting.sent_at, MeetingState.SENT),
        (meeting.frozen_at, MeetingState.FROZEN),
        (meeting.collecting_at, MeetingState.COLLECTING),
    )
    whens: list[Any] = [(at.is_not(None), state.value) for at, state in reached]
    return case(*whens, else_=MeetingState.PLANNED.value)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    """Return the predicate of the meetings a person reads: within reach, or those they are asked to."""
    participant = s(Participant)
    asked = exists().where(
        participant.c.meeting_id == s(Meeting).c.id,
        participant.c.person_id == access.person_id,
        participant.c.withdrawn_on.is_(None),
    )
    standing = s(Meeting).c.withdrawn_on.is_(None)
    return standing & or_(access.within(Permission.MEETING_READ, s(Unit).c.path), asked)


def decisions_by_meeting(source: Source) -> FromClause:
    """Return how much each meeting has decided."""

    def build(s: Source) -> FromClause:
        decision = s(Decision)
        return (
            select(decision.c.meeting_id.label("key"), func.count().label("number"))
            .where(decision.c.meeting_id.is_not(None))
            .group_by(decision.c.meeting_id)
            .subquery("decisions_by_meeting")
        )

    return source.once("decisions_by_meeting", build)


DECIDED = Join("decided", decisions_by_meeting, lambda s: s(Meeting).c.id == decisions_by_meeting(s).c.key)

MEETINGS = Register(
    name="meetings",
    model=Meeting,
    permission=Permission.MEETING_READ,
    joins=(UNIT, DECIDED),
    scope=_scope,
    scope_needs=("unit",),
    order=lambda s: (s(Meeting).c.meets_on.desc(), s(Unit).c.kind, s(Unit).c.name_key, s(Meeting).c.id),
    order_needs=("unit",),
    search=lambda s: s(Meeting).c.search_text,
    columns=(
        Column(
            "unit_name",
            "meeting.unit_id",
            lambda s: s(Unit).c.name,
            TEXT,
            needs=("unit",),
            sort=lambda s: s(Unit).c.name_key,
            href=lambda s: s(Meeting).c.id,
            href_prefix="/meetings/",
        ),
        Column("code", "meeting.code", lambda s: s(Meeting).c.code, CODE, sort=lambda s: s(Meeting).c.code_key),
        Column("kind", "meeting.kind", lambda s: s(Meeting).c.kind, choice(MeetingKind), filter=True),
        Column("meets_on", "meeting.meets_on", lambda s: s(Meeting).c.meets_on, DATE),
        Column("state", "meeting.state", state_of, choice(MeetingState), filter=True),
        Column("freezes_on", "meeting.freezes_on", lambda s: s(Meeting).c.freezes_on, DATE),
        Column(
            "decisions",
            "meeting.decisions",
            lambda s: func.coalesce(decisions_by_meeting(s).c.number, 0),
            INTEGER,
            needs=("decided",),
        ),
        Column("case_number", "meeting.case_number", lambda s: s(Meeting).c.case_number, TEXT, shown=False),
        Column("journal_number", "meeting.journal_number", lambda s: s(Meeting).c.journal_number, TEXT, shown=False),
        Column("period", "meeting.period", lambda s: s(Meeting).c.period, TEXT, shown=False),
        Column("frozen_at", "meeting.frozen_at", lambda s: s(Meeting).c.frozen_at, INSTANT, shown=False),
        Column("approved_at", "meeting.approved_at", lambda s: s(Meeting).c.approved_at, INSTANT, shown=False),
        Column("unit_code", "meeting.unit_code", lambda s: s(Unit).c.code, CODE, needs=("unit",), only_export=True),
    ),
)
