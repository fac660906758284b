"""Reads of meetings: who may see which, who takes part, what is said and decided, and what was frozen before."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from isms.actions.models import Action
from isms.kernel.access import Access
from isms.kernel.permission import Permission as KernelPermission
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.vocabulary import Role, UnitKind
from isms.reviews.models import (
    AreaStatement,
    Decision,
    Erratum,
    Meeting,
    MeetingPackage,
    MeetingPaper,
    MeetingPlan,
    MeetingText,
    Participant,
    Proposal,
    Signature,
)
from isms.reviews.rules.meetings import DEFAULT_PLAN, Plan
from isms.reviews.vocabulary import Permission


def takes_part(person_id: int | None) -> ColumnElement[bool]:
    """Return the predicate that a person is asked to a meeting."""
    mine = Participant.meeting_id == Meeting.id, Participant.person_id == person_id, Participant.withdrawn_on.is_(None)
    return exists().where(*mine)


def meeting_for(
    session: Session, access: Access, meeting_id: int, permission: KernelPermission = Permission.MEETING_READ
) -> Meeting | None:
    """Return a meeting of a unit within which the permission is held, or to read for who is asked to it; or None."""
    theirs = access.within(permission, Unit.path)
    if permission == Permission.MEETING_READ:
        theirs = or_(theirs, takes_part(access.person_id))
    return session.scalar(
        select(Meeting)
        .join(Unit, Unit.id == Meeting.unit_id)
        .where(Meeting.id == meeting_id, Meeting.withdrawn_on.is_(None), theirs)
        .options(joinedload(Meeting.unit))
    )


def package_of(session: Session, meeting_id: int) -> MeetingPackage | None:
    """Return what was frozen for a meeting, or None."""
    return session.scalar(select(MeetingPackage).where(MeetingPackage.meeting_id == meeting_id))


def package_before(session: Session, meeting: Meeting) -> MeetingPackage | None:
    """Return what was frozen last for a meeting of the same unit and before another was, or None."""
    statement = (
        select(MeetingPackage)
        .join(Meeting, Meeting.id == MeetingPackage.meeting_id)
        .where(Meeting.unit_id == meeting.unit_id, Meeting.id != meeting.id)
    )
    if meeting.frozen_at is not None:
        statement = statement.where(MeetingPackage.frozen_at < meeting.frozen_at)
    return session.scalar(statement.order_by(MeetingPackage.frozen_at.desc(), MeetingPackage.id.desc()).limit(1))


def texts_of(session: Session, meeting_id: int) -> Sequence[MeetingText]:
    """Return what is written under the parts of a package, with who wrote it."""
    statement = select(MeetingText).where(MeetingText.meeting_id == meeting_id)
    return session.scalars(statement.options(joinedload(MeetingText.written_by)).order_by(MeetingText.id)).all()


def statements_of(session: Session, meeting_id: int) -> Sequence[AreaStatement]:
    """Return what the areas say, with who wrote it."""
    statement = select(AreaStatement).where(AreaStatement.meeting_id == meeting_id)
    with_names = joinedload(AreaStatement.written_by), joinedload(AreaStatement.unit)
    return session.scalars(statement.options(*with_names).order_by(AreaStatement.id)).all()


def participants_of(session: Session, meeting_id: int) -> Sequence[Participant]:
    """Return who is asked to a meeting, in the order they were."""
    statement = select(Participant).where(Participant.meeting_id == meeting_id, Participant.withdrawn_on.is_(None))
    return session.scalars(statement.options(joinedload(Participant.person)).order_by(Participant.id)).all()


def left_participant(session: Session, meeting_id: int, person_id: int) -> Participant | None:
    """Return who was asked to a meeting and taken off the list again, or None."""
    return session.scalar(
        select(Participant).where(
            Participant.meeting_id == meeting_id,
            Participant.person_id == person_id,
            Participant.withdrawn_on.is_not(None),
        )
    )


def last_proposal(session: Session, meeting_id: int) -> int:
    """Return the highest number a proposal to a meeting has had, those taken back counted; 0 for none."""
    return session.scalar(select(func.max(Proposal.number)).where(Proposal.meeting_id == meeting_id)) or 0


def proposals_of(session: Session, meeting_id: int) -> Sequence[Proposal]:
    """Return what a meeting is asked to decide, by number."""
    statement = select(Proposal).where(Proposal.meeting_id == meeting_id, Proposal.withdrawn_on.is_(None))
    return session.scalars(statement.options(joinedload(Proposal.owner)).order_by(Proposal.number)).all()


def decisions_of(session: Session, meeting_id: int) -> Sequence[Decision]:
    """Return what a meeting has decided, with the actions that follow it up, by number."""
    statement = select(Decision).where(Decision.meeting_id == meeting_id)
    with_action = joinedload(Decision.action).joinedload(Action.owner)
    return session.scalars(statement.options(with_action).order_by(Decision.number, Decision.id)).all()


def errata_of(session: Session, meeting_id: int) -> Sequence[Erratum]:
    """Return what was corrected after the freeze, in order."""
    statement = select(Erratum).where(Erratum.meeting_id == meeting_id)
    return session.scalars(statement.options(joinedload(Erratum.written_by)).order_by(Erratum.id)).all()


def signatures_of(session: Session, meeting_id: int) -> Sequence[Signature]:
    """Return who has signed, in order."""
    statement = select(Signature).where(Signature.meeting_id == meeting_id)
    return session.scalars(statement.options(joinedload(Signature.person)).order_by(Signature.id)).all()


def papers_of(session: Session, meeting_id: int) -> Sequence[MeetingPaper]:
    """Return the files that are kept of a meeting."""
    statement = select(MeetingPaper).where(MeetingPaper.meeting_id == meeting_id)
    return session.scalars(statement.order_by(MeetingPaper.kind, MeetingPaper.language)).all()


def unkept_meetings(session: Session) -> Sequence[int]:
    """Return the ids of approved meetings of which no file is kept yet."""
    kept = exists().where(MeetingPaper.meeting_id == Meeting.id)
    frozen = exists().where(MeetingPackage.meeting_id == Meeting.id)
    return session.scalars(
        select(Meeting.id).where(Meeting.approved_at.is_not(None), frozen, ~kept).order_by(Meeting.id)
    ).all()


def plan_row(session: Session, unit_id: int) -> MeetingPlan | None:
    """Return by which plan a unit meets, if one has been set."""
    return session.scalar(select(MeetingPlan).where(MeetingPlan.unit_id == unit_id))


def plan_of(session: Session, unit_id: int) -> Plan | None:
    """Return by which plan a unit meets: its own, or the default; None when it meets by none."""
    row = plan_row(session, unit_id)
    if row is None:
        return DEFAULT_PLAN
    if not row.is_active:
        return None
    return Plan(row.main_month, row.short_month, row.day, row.collect_days, row.freeze_days, row.send_days)


def open_meetings(session: Session) -> Sequence[Meeting]:
    """Return the meetings that have not been sent out yet, by the day they meet."""
    return session.scalars(
        select(Meeting)
        .where(Meeting.sent_at.is_(None), Meeting.withdrawn_on.is_(None))
        .options(joinedload(Meeting.unit))
        .order_by(Meeting.meets_on, Meeting.id)
    ).all()


def has_one_open(session: Session, unit_id: int, but: int | None = None) -> bool:
    """Say whether a unit has a meeting, other than one, that has not been held."""
    statement = select(Meeting.id).where(
        Meeting.unit_id == unit_id, Meeting.withdrawn_on.is_(None), Meeting.held_at.is_(None), Meeting.id != (but or 0)
    )
    return session.scalar(statement.limit(1)) is not None


def areas_of(session: Session, unit: Unit, today: date) -> Sequence[Unit]:
    """Return the service areas in force at a unit or below it, by name."""
    return session.scalars(
        select(Unit)
        .where(
            Unit.kind == UnitKind.SERVICE_AREA,
            Unit.path.startswith(unit.path),
            Unit.withdrawn_on.is_(None),
            or_(Unit.valid_until.is_(None), Unit.valid_until >= today),
        )
        .order_by(Unit.name_key, Unit.id)
    ).all()


def holders(session: Session, roles: Sequence[Role], path: str, today: date, *, exact: bool) -> Sequence[Person]:
    """Return the active people who hold one of some roles at a place, or below it when not exact, by role and name."""
    at = Unit.path == path if exact else Unit.path.startswith(path)
    return session.scalars(
        select(Person)
        .join(RoleHolding, RoleHolding.person_id == Person.id)
        .join(Unit, Unit.id == RoleHolding.unit_id)
        .where(
            RoleHolding.role.in_(roles),
            at,
            RoleHolding.withdrawn_on.is_(None),
            RoleHolding.valid_from <= today,
            or_(RoleHolding.valid_until.is_(None), RoleHolding.valid_until >= today),
            Person.deactivated_on.is_(None),
        )
        .order_by(Person.name_key, Person.id)
        .distinct()
    ).all()


def meetings_of(session: Session, access: Access, unit_id: int, limit: int = 6) -> Sequence[Meeting]:
    """Return the meetings of a unit that a person may read, the next or newest first."""
    theirs = or_(access.within(Permission.MEETING_READ, Unit.path), takes_part(access.person_id))
    return session.scalars(
        select(Meeting)
        .join(Unit, Unit.id == Meeting.unit_id)
        .where(Meeting.unit_id == unit_id, Meeting.withdrawn_on.is_(None), theirs)
        .order_by(Meeting.meets_on.desc(), Meeting.id.desc())
        .limit(limit)
    ).all()


def meeting_of_area(session: Session, meeting_id: int, area: Unit) -> Meeting | None:
    """Return a meeting of an area, or of what lies above it, or None."""
    found = session.get(Meeting, meeting_id, options=[joinedload(Meeting.unit)])
    if found is None or found.withdrawn_on is not None or area.kind != UnitKind.SERVICE_AREA:
        return None
    return found if area.path.startswith(found.unit.path) else None


def participant_for(session: Session, access: Access, participant_id: int) -> Participant | None:
    """Return who takes part in a meeting that the asker writes, with the meeting; or None."""
    return session.scalar(
        select(Participant)
        .join(Meeting, Meeting.id == Participant.meeting_id)
        .join(Unit, Unit.id == Meeting.unit_id)
        .where(
            Participant.id == participant_id,
            Participant.withdrawn_on.is_(None),
            Meeting.withdrawn_on.is_(None),
            access.within(Permission.MEETING_WRITE, Unit.path),
        )
        .options(joinedload(Participant.meeting), joinedload(Participant.person))
    )


def proposal_for(session: Session, access: Access, proposal_id: int) -> Proposal | None:
    """Return what is proposed to a meeting that the asker writes, with the meeting; or None."""
    return session.scalar(
        select(Proposal)
        .join(Meeting, Meeting.id == Proposal.meeting_id)
        .join(Unit, Unit.id == Meeting.unit_id)
        .where(
            Proposal.id == proposal_id,
            Proposal.withdrawn_on.is_(None),
            Meeting.withdrawn_on.is_(None),
            access.within(Permission.MEETING_WRITE, Unit.path),
        )
        .options(joinedload(Proposal.meeting))
    )
