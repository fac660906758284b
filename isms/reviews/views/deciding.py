"""The doors of what a meeting makes of its package: decisions, corrections after the freeze, and signatures."""

from flask import request
from sqlalchemy.orm import Session

from isms.accounts.confirming import password_refusals
from isms.kernel.refusal import refuse
from isms.kernel.web.doors import database, flash, me, now, requires, today
from isms.kernel.web.pages import form_page
from isms.organisation.queries import person_choices
from isms.reviews.forms.meetings import DecisionForm, ErratumForm, SignForm
from isms.reviews.models import Decision, Erratum, Signature
from isms.reviews.queries import meetings as queries
from isms.reviews.service import deciding as service
from isms.reviews.views.blueprint import Answer, blueprint
from isms.reviews.views.meetings import at, meeting_of, shown_meeting
from isms.reviews.vocabulary import MeetingState, PackagePart, Permission


@blueprint.route("/meetings/<int:meeting_id>/decisions/add", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def decide(meeting_id: int) -> Answer:
    """Write what the meeting has decided, from a proposal or without one."""
    with database().reading() as session:
        shown = meeting_of(session, meeting_id, Permission.MEETING_WRITE)
        decided = {one.proposal_id for one in queries.decisions_of(session, meeting_id)}
        waiting = [one for one in queries.proposals_of(session, meeting_id) if one.id not in decided]
        people = person_choices(session, shown.tenant_id)
    chosen = next((one for one in waiting if str(one.id) == request.args.get("proposal")), None)
    said = {"text": chosen.text, "owner_id": chosen.owner_id, "due_on": chosen.due_on} if chosen else {}
    form = DecisionForm(data={"proposal_id": chosen.id if chosen else None, **said})
    form.proposal_id.offer([(one.id, f"{one.number}. {one.text.splitlines()[0]}") for one in waiting])
    form.owner_id.offer(people)

    def save(session: Session) -> Decision:
        deciding = meeting_of(session, meeting_id, Permission.MEETING_WRITE)
        return service.decide(session, deciding, today=today(), **form.values())

    return form_page(
        form,
        title="meeting.decide",
        action="meeting:decide",
        submit="meeting.decide_submit",
        intro="meeting.decide_intro",
        save=save,
        done=lambda _: at(meeting_id, "decisions"),
        cancel=at(meeting_id, "decisions"),
    )


@blueprint.route("/meetings/<int:meeting_id>/errata/add", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def correct(meeting_id: int) -> Answer:
    """Say what is wrong or missing in the frozen package."""
    shown_meeting(meeting_id)
    wanted = request.args.get("part", "")
    form = ErratumForm(data={"part": PackagePart(wanted) if wanted in list(PackagePart) else None})

    def save(session: Session) -> Erratum:
        corrected = meeting_of(session, meeting_id, Permission.MEETING_WRITE)
        return service.correct(session, corrected, written_by_id=me().person_id, today=today(), **form.values())

    return form_page(
        form,
        title="meeting.correct",
        action="meeting:correct",
        submit="meeting.correct_submit",
        save=save,
        done=lambda _: at(meeting_id, "errata"),
        cancel=at(meeting_id, "errata"),
    )


@blueprint.route("/meetings/<int:meeting_id>/sign", methods=["GET", "POST"])
@requires(Permission.MEETING_SIGN)
def sign(meeting_id: int) -> Answer:
    """Sign the minutes, with the password once more; the second signature approves them."""
    with database().reading() as session:
        shown = meeting_of(session, meeting_id, Permission.MEETING_SIGN)
        digest = service.minutes_digest(session, shown)
        decisions = queries.decisions_of(session, meeting_id)
        errata = queries.errata_of(session, meeting_id)
    form = SignForm(data={"digest": digest})
    wrong = list(password_refusals(form.password.data, "password")) if request.method == "POST" else []

    def save(session: Session) -> Signature:
        refuse(wrong)
        signed = meeting_of(session, meeting_id, Permission.MEETING_SIGN)
        read = str(form.digest.data)
        return service.sign(session, signed, person_id=me().person_id, digest=read, now=now())

    def done(signature: Signature) -> str:
        whole = signature.meeting.state == MeetingState.APPROVED
        flash("meeting.was_approved" if whole else "meeting.was_signed")
        return at(meeting_id, "signatures")

    return form_page(
        form,
        title=("meeting.sign", {"code": shown.code}),
        action="meeting:sign",
        submit="meeting.sign_submit",
        intro="meeting.sign_intro",
        groups=[(None, ["password"])],
        save=save,
        done=done,
        cancel=at(meeting_id),
        template="reviews/sign.html",
        meeting=shown,
        digest=digest,
        decisions=decisions,
        errata=errata,
    )
