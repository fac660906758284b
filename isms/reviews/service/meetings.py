"""The decisions about meetings before they are held: when, with whom, and what is written and proposed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.codes import next_code
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.organisation.models import Person, Unit
from isms.organisation.rules.periods import period_of
from isms.organisation.vocabulary import Role, UnitKind
from isms.reviews.models import AreaStatement, Meeting, MeetingPlan, MeetingText, Participant, Proposal
from isms.reviews.queries import meetings as queries
from isms.reviews.rules import meetings as rules
from isms.reviews.rules import plan_refusals as unit_refusals
from isms.reviews.vocabulary import MeetingKind, MeetingState, PackagePart, TakesPartAs

PREFIX = "LG"


def plan(
    session: Session,
    unit: Unit,
    *,
    kind: MeetingKind,
    meets_on: date,
    today: date,
    case_number: str | None = None,
    marking: str | None = None,
) -> Meeting:
    """Plan a meeting of a unit, its steps by the unit's plan, and ask who by role takes part; raises Refused.

    A day that has passed is refused: a meeting is planned before it is held.
    """
    refuse(unit_refusals(unit.kind))
    if meets_on < today:
        raise Refused(Refusal("meeting.planned_too_late", "meets_on"))
    if unit.tenant_id is None:
        raise Refused(Refusal("unit.outside_a_municipality", "unit_id"))
    days = rules.days_of(meets_on, queries.plan_of(session, unit.id) or rules.DEFAULT_PLAN)
    meeting = Meeting(
        tenant_id=unit.tenant_id,
        code=next_code(session, unit.tenant_id, PREFIX),
        unit_id=unit.id,
        kind=kind,
        period=str(period_of(days.freezes_on).previous()),
        case_number=case_number,
        marking=marking,
        **vars(days),
    )
    session.add(meeting)
    session.flush()
    for person, takes_part_as in _by_role(session, unit, today):
        _ask(session, meeting, person.id, takes_part_as)
    session.flush()
    return meeting


def _by_role(session: Session, unit: Unit, today: date) -> Iterator[tuple[Person, TakesPartAs]]:
    """Yield who takes part in a unit's meeting by role, each once: who leads it, the officer, the areas' owners."""
    municipality = session.get_one(Unit, unit.tenant_id)
    leads = Role.CHIEF_EXECUTIVE if unit.kind == UnitKind.MUNICIPALITY else Role.AREA_OWNER
    asked: set[int] = set()
    chairs = queries.holders(session, [leads], unit.path, today, exact=True)[:1]
    officers = queries.holders(session, [Role.SECURITY_OFFICER], municipality.path, today, exact=True)
    secretaries = [person for person in officers if person not in chairs][:1]
    members = queries.holders(session, [Role.AREA_OWNER, Role.LEADERSHIP], unit.path, today, exact=False)
    roles = ((chairs, TakesPartAs.CHAIR), (secretaries, TakesPartAs.SECRETARY), (members, TakesPartAs.MEMBER))
    for people, takes_part_as in roles:
        for person in people:
            if person.id not in asked:
                asked.add(person.id)
                yield person, takes_part_as


def change(
    session: Session,
    meeting: Meeting,
    *,
    meets_on: date,
    collects_on: date,
    freezes_on: date,
    sends_on: date,
    case_number: str | None,
    journal_number: str | None,
    marking: str | None,
) -> None:
    """Change a meeting's days, those of steps that are taken left out, and where it is filed; raises Refused."""
    new = rules.Days(collects_on, freezes_on, sends_on, meets_on)
    refuse([*rules.approved_refusals(meeting.state), *rules.day_refusals(meeting.state, meeting.days, new)])
    for field, day in vars(new).items():
        setattr(meeting, field, day)
    if not rules.has_reached(meeting.state, MeetingState.FROZEN):
        meeting.period = str(period_of(freezes_on).previous())
    meeting.case_number, meeting.journal_number, meeting.marking = case_number, journal_number, marking
    session.flush()


def withdraw(session: Session, meeting: Meeting, *, because: str, today: date) -> None:
    """Call a meeting off; raises Refused once it has been held."""
    if rules.has_reached(meeting.state, MeetingState.HELD):
        raise Refused(Refusal("meeting.was_held"))
    meeting.withdrawn_on, meeting.withdrawn_because = today, because
    session.flush()


def write(
    session: Session,
    meeting: Meeting,
    part: PackagePart,
    *,
    text: str | None,
    nothing_because: str | None,
    written_by_id: int,
    today: date,
) -> MeetingText:
    """Write a part of a package, or why there is nothing to write; raises Refused after the freeze."""
    refuse([*rules.write_refusals(meeting.state), *rules.text_refusals(text, nothing_because)])
    written = next((one for one in queries.texts_of(session, meeting.id) if one.part == part), None)
    if written is None:
        written = MeetingText(tenant_id=meeting.tenant_id, meeting_id=meeting.id, part=part)
        session.add(written)
    written.text, written.nothing_because = text, nothing_because
    written.written_by_id, written.written_on = written_by_id, today
    session.flush()
    return written


def summarise(session: Session, meeting: Meeting, *, summary: str | None, climate_considered: bool) -> None:
    """Say in a sentence or two how it stands, and whether climate change was considered; raises Refused.

    ISO/IEC 27001:2022/Amd 1:2024 asks for the latter.
    """
    refuse(rules.write_refusals(meeting.state))
    meeting.summary, meeting.climate_considered = summary, climate_considered
    session.flush()


def state_area(
    session: Session, meeting: Meeting, area: Unit, *, text: str, written_by_id: int, today: date
) -> AreaStatement:
    """Say what the owner of an area says of it in a package; raises Refused after the freeze."""
    refuse(rules.write_refusals(meeting.state))
    stated = next((one for one in queries.statements_of(session, meeting.id) if one.unit_id == area.id), None)
    if stated is None:
        stated = AreaStatement(tenant_id=meeting.tenant_id, meeting_id=meeting.id, unit_id=area.id)
        session.add(stated)
    stated.text, stated.written_by_id, stated.written_on = text, written_by_id, today
    session.flush()
    return stated


def invite(session: Session, meeting: Meeting, *, person_id: int, takes_part_as: TakesPartAs) -> Participant:
    """Ask somebody to a meeting, again if they were asked before; raises Refused for a second chair or secretary."""
    others = [one.takes_part_as for one in queries.participants_of(session, meeting.id)]
    refuse([*rules.approved_refusals(meeting.state), *rules.invitation_refusals(takes_part_as, others)])
    asked = _ask(session, meeting, person_id, takes_part_as)
    session.flush()
    return asked


def _ask(session: Session, meeting: Meeting, person_id: int, takes_part_as: TakesPartAs) -> Participant:
    left = queries.left_participant(session, meeting.id, person_id)
    if left is not None:
        left.withdrawn_on, left.withdrawn_because, left.takes_part_as = None, None, takes_part_as
        return left
    asked = Participant(
        tenant_id=meeting.tenant_id, meeting_id=meeting.id, person_id=person_id, takes_part_as=takes_part_as
    )
    session.add(asked)
    return asked


def change_participant(
    session: Session,
    meeting: Meeting,
    participant: Participant,
    *,
    takes_part_as: TakesPartAs,
    attended: bool | None,
    disqualified_because: str | None,
) -> None:
    """Say as what somebody takes part, whether they came, and why they left the room; raises Refused."""
    others = [one.takes_part_as for one in queries.participants_of(session, meeting.id) if one.id != participant.id]
    refuse([*rules.approved_refusals(meeting.state), *rules.invitation_refusals(takes_part_as, others)])
    if attended is not None and not rules.has_reached(meeting.state, MeetingState.HELD):
        raise Refused(Refusal("meeting.not_held", "attended"))
    participant.takes_part_as, participant.attended = takes_part_as, attended
    participant.disqualified_because = disqualified_because
    session.flush()


def replace_participant(session: Session, participant: Participant, person_id: int) -> None:
    """Let somebody else take part in a person's place; who is asked already takes over the role. Raises Refused.

    Chair and secretary are two different people, and an approved meeting stays as it was.
    """
    meeting = session.get_one(Meeting, participant.meeting_id)
    refuse(rules.approved_refusals(meeting.state))
    others = {one.person_id: one for one in queries.participants_of(session, meeting.id)}
    heir = others.get(person_id)
    if heir is None:
        participant.person_id = person_id
    elif heir.takes_part_as in rules.SIGNERS:
        raise Refused(Refusal("meeting.signers_are_one", "person_id"))
    else:
        heir.takes_part_as, participant.takes_part_as = participant.takes_part_as, heir.takes_part_as
    session.flush()


def excuse(session: Session, meeting: Meeting, participant: Participant, *, because: str, today: date) -> None:
    """Take somebody off the list of who takes part; raises Refused."""
    refuse(rules.approved_refusals(meeting.state))
    participant.withdrawn_on, participant.withdrawn_because = today, because
    session.flush()


def propose(session: Session, meeting: Meeting, *, text: str, owner_id: int | None, due_on: date | None) -> Proposal:
    """Propose a decision, with who is to follow it up and by when, or only to be taken note of; raises Refused."""
    refuse([*rules.write_refusals(meeting.state), *rules.owner_refusals(owner_id, due_on)])
    proposal = Proposal(
        tenant_id=meeting.tenant_id,
        meeting_id=meeting.id,
        number=queries.last_proposal(session, meeting.id) + 1,
        text=text,
        owner_id=owner_id,
        due_on=due_on,
    )
    session.add(proposal)
    session.flush()
    return proposal


def change_proposal(
    session: Session, meeting: Meeting, proposal: Proposal, *, text: str, owner_id: int | None, due_on: date | None
) -> None:
    """Change what is proposed; raises Refused after the freeze."""
    refuse([*rules.write_refusals(meeting.state), *rules.owner_refusals(owner_id, due_on)])
    proposal.text, proposal.owner_id, proposal.due_on = text, owner_id, due_on
    session.flush()


def withdraw_proposal(session: Session, meeting: Meeting, proposal: Proposal, *, because: str, today: date) -> None:
    """Take a proposal back; its number is not used again. Raises Refused after the freeze."""
    refuse(rules.write_refusals(meeting.state))
    proposal.withdrawn_on, proposal.withdrawn_because = today, because
    session.flush()


def set_plan(session: Session, unit: Unit, *, is_active: bool, today: date, **said: Any) -> MeetingPlan:
    """Set by which plan a unit meets, and open its next meeting when none is; raises Refused.

    said: the fields of `rules.Plan`.
    """
    refuse([*unit_refusals(unit.kind), *rules.plan_refusals(rules.Plan(**said))])
    row = queries.plan_row(session, unit.id)
    if row is None:
        row = MeetingPlan(tenant_id=unit.tenant_id, unit_id=unit.id)
        session.add(row)
    for field, value in said.items():
        setattr(row, field, value)
    row.is_active = is_active
    session.flush()
    open_next(session, unit, today, today)
    return row


def open_next(session: Session, unit: Unit, after: date, today: date) -> Meeting | None:
    """Plan the meeting that comes first after a day by the unit's plan; None when it has none, or one is open."""
    by = queries.plan_of(session, unit.id)
    if by is None or queries.has_one_open(session, unit.id):
        return None
    kind, meets_on = rules.next_meeting(by, max(after, today))
    return plan(session, unit, kind=kind, meets_on=meets_on, today=today)
