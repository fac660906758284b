"""The doors of what is written for a meeting: its parts, the areas' statements, who takes part, what is proposed."""

from flask import abort
from sqlalchemy.orm import Session

from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, requires, today
from isms.kernel.web.pages import form_page
from isms.organisation.models import Unit
from isms.organisation.queries import person_choices, unit_for
from isms.reviews.forms.meetings import (
    InviteForm,
    PartForm,
    ParticipantForm,
    ProposalForm,
    StatementForm,
    SummaryForm,
    WithdrawForm,
)
from isms.reviews.models import Meeting, Participant, Proposal
from isms.reviews.queries import meetings as queries
from isms.reviews.service import meetings as service
from isms.reviews.views.blueprint import Answer, blueprint
from isms.reviews.views.meetings import at, meeting_of, shown_meeting
from isms.reviews.vocabulary import PackagePart, Permission


@blueprint.route("/meetings/<int:meeting_id>/summary", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def summarise(meeting_id: int) -> Answer:
    """Say in a sentence or two how it stands."""
    shown = shown_meeting(meeting_id)
    form = SummaryForm(obj=shown)

    def save(session: Session) -> None:
        summarised = meeting_of(session, meeting_id, Permission.MEETING_WRITE)
        expect_version(summarised, form.version.data or 0)
        service.summarise(session, summarised, **form.values())

    return form_page(
        form,
        title="meeting.summarise",
        action="meeting:summarise",
        submit="form.save",
        save=save,
        saved=lambda session: meeting_of(session, meeting_id, Permission.MEETING_WRITE),
        done=lambda _: at(meeting_id, "summary"),
        cancel=at(meeting_id, "summary"),
    )


@blueprint.route("/meetings/<int:meeting_id>/texts/<package_part>", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def write_part(meeting_id: int, package_part: str) -> Answer:
    """Write a part of the package, or why there is nothing to write."""
    wanted = PackagePart(package_part) if package_part in list(PackagePart) else abort(404)
    with database().reading() as session:
        meeting_of(session, meeting_id, Permission.MEETING_WRITE)
        standing = {text.part: text for text in queries.texts_of(session, meeting_id)}.get(wanted)
    form = PartForm(obj=standing)

    def save(session: Session) -> None:
        written = meeting_of(session, meeting_id, Permission.MEETING_WRITE)
        there = {text.part: text for text in queries.texts_of(session, meeting_id)}.get(wanted)
        if there is not None:
            expect_version(there, form.version.data or 0)
        service.write(session, written, wanted, written_by_id=me().person_id, today=today(), **form.values())

    return form_page(
        form,
        title=wanted.label,
        action="meeting:write",
        submit="form.save",
        save=save,
        saved=lambda session: {text.part: text for text in queries.texts_of(session, meeting_id)}[wanted],
        done=lambda _: at(meeting_id, package_part, package_part),
        cancel=at(meeting_id, package_part),
    )


@blueprint.route("/meetings/<int:meeting_id>/areas/<int:unit_id>", methods=["GET", "POST"])
@requires(Permission.MEETING_STATE)
def state_area(meeting_id: int, unit_id: int) -> Answer:
    """Say what an area's owner says of it."""

    def load(session: Session) -> tuple[Meeting, Unit]:
        area = found(unit_for(session, me().access, unit_id, Permission.MEETING_STATE))
        stated = found(queries.meeting_of_area(session, meeting_id, area))
        return stated, area

    with database().reading() as session:
        _, area = load(session)
        standing = {one.unit_id: one for one in queries.statements_of(session, meeting_id)}.get(unit_id)
    form = StatementForm(obj=standing)

    def save(session: Session) -> None:
        stated, of = load(session)
        there = {one.unit_id: one for one in queries.statements_of(session, meeting_id)}.get(unit_id)
        if there is not None:
            expect_version(there, form.version.data or 0)
        service.state_area(session, stated, of, text=str(form.text.data), written_by_id=me().person_id, today=today())

    return form_page(
        form,
        title=("meeting.state_area", {"area": area.name}),
        action="meeting:state_area",
        submit="form.save",
        intro="meeting.state_area_intro",
        save=save,
        saved=lambda session: {one.unit_id: one for one in queries.statements_of(session, meeting_id)}[unit_id],
        done=lambda _: at(meeting_id, "areas", "areas"),
        cancel=at(meeting_id, "areas"),
    )


@blueprint.route("/meetings/<int:meeting_id>/participants/add", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def invite(meeting_id: int) -> Answer:
    """Ask somebody to the meeting."""
    shown = shown_meeting(meeting_id)
    form = InviteForm()
    with database().reading() as session:
        form.person_id.offer(person_choices(session, shown.tenant_id))

    def save(session: Session) -> Participant:
        return service.invite(session, meeting_of(session, meeting_id, Permission.MEETING_WRITE), **form.values())

    return form_page(
        form,
        title="meeting.invite",
        action="meeting:invite",
        submit="meeting.invite",
        save=save,
        done=lambda _: at(meeting_id, "participants"),
        cancel=at(meeting_id, "participants"),
    )


def _participant(session: Session, participant_id: int) -> Participant:
    return found(queries.participant_for(session, me().access, participant_id))


@blueprint.route("/participants/<int:participant_id>", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def change_participant(participant_id: int) -> Answer:
    """Say as what somebody takes part, whether they came, and why they left the room."""
    with database().reading() as session:
        shown = _participant(session, participant_id)
        name, meeting_id = shown.person.name, shown.meeting_id
    form = ParticipantForm(obj=shown)

    def save(session: Session) -> None:
        changed = _participant(session, participant_id)
        expect_version(changed, form.version.data or 0)
        service.change_participant(session, changed.meeting, changed, **form.values())

    return form_page(
        form,
        title=("meeting.change_participant", {"name": name}),
        action="participant:change",
        submit="form.save",
        save=save,
        saved=lambda session: _participant(session, participant_id),
        done=lambda _: at(meeting_id, "participants"),
        cancel=at(meeting_id, "participants"),
    )


@blueprint.route("/participants/<int:participant_id>/excuse", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def excuse(participant_id: int) -> Answer:
    """Take somebody off the list of who takes part."""
    with database().reading() as session:
        shown = _participant(session, participant_id)
        name, meeting_id = shown.person.name, shown.meeting_id
    form = WithdrawForm()

    def save(session: Session) -> None:
        left = _participant(session, participant_id)
        service.excuse(session, left.meeting, left, because=str(form.because.data), today=today())

    return form_page(
        form,
        title=("meeting.excuse", {"name": name}),
        action="participant:excuse",
        submit="meeting.excuse_submit",
        save=save,
        done=lambda _: at(meeting_id, "participants"),
        cancel=at(meeting_id, "participants"),
        why=lambda: form.because.data,
    )


@blueprint.route("/meetings/<int:meeting_id>/proposals/add", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def propose(meeting_id: int) -> Answer:
    """Propose a decision."""
    shown = shown_meeting(meeting_id)
    form = ProposalForm()
    with database().reading() as session:
        form.owner_id.offer(person_choices(session, shown.tenant_id))

    def save(session: Session) -> Proposal:
        return service.propose(session, meeting_of(session, meeting_id, Permission.MEETING_WRITE), **form.values())

    return form_page(
        form,
        title="meeting.propose",
        action="meeting:propose",
        submit="meeting.propose",
        save=save,
        done=lambda _: at(meeting_id, "proposals"),
        cancel=at(meeting_id, "proposals"),
    )


def _proposal(session: Session, proposal_id: int) -> Proposal:
    return found(queries.proposal_for(session, me().access, proposal_id))


@blueprint.route("/proposals/<int:proposal_id>", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def change_proposal(proposal_id: int) -> Answer:
    """Change what is proposed."""
    with database().reading() as session:
        shown = _proposal(session, proposal_id)
        form = ProposalForm(obj=shown)
        form.owner_id.offer(person_choices(session, shown.tenant_id, shown.owner_id))
        number, meeting_id = shown.number, shown.meeting_id

    def save(session: Session) -> None:
        changed = _proposal(session, proposal_id)
        expect_version(changed, form.version.data or 0)
        service.change_proposal(session, changed.meeting, changed, **form.values())

    return form_page(
        form,
        title=("meeting.change_proposal", {"number": number}),
        action="proposal:change",
        submit="form.save",
        save=save,
        saved=lambda session: _proposal(session, proposal_id),
        done=lambda _: at(meeting_id, "proposals"),
        cancel=at(meeting_id, "proposals"),
    )


@blueprint.route("/proposals/<int:proposal_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def withdraw_proposal(proposal_id: int) -> Answer:
    """Take a proposal back."""
    with database().reading() as session:
        shown = _proposal(session, proposal_id)
        number, meeting_id = shown.number, shown.meeting_id
    form = WithdrawForm()

    def save(session: Session) -> None:
        taken_back = _proposal(session, proposal_id)
        because = str(form.because.data)
        service.withdraw_proposal(session, taken_back.meeting, taken_back, because=because, today=today())

    return form_page(
        form,
        title=("meeting.withdraw_proposal", {"number": number}),
        action="proposal:withdraw",
        submit="meeting.withdraw_proposal_submit",
        save=save,
        done=lambda _: at(meeting_id, "proposals"),
        cancel=at(meeting_id, "proposals"),
        why=lambda: form.because.data,
    )
