"""The doors of meetings: the page that is the package, planning, changing, and the steps between."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import abort, current_app, request, url_for
from sqlalchemy.orm import Session

from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, now, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, render
from isms.kernel.web.registers import add_register
from isms.organisation.models import Unit
from isms.organisation.queries import standing_units, unit_for
from isms.reviews.forms.meetings import ChangeMeetingForm, MeetingForm, MeetingPlanForm, StepForm, WithdrawForm
from isms.reviews.models import Meeting, MeetingPlan
from isms.reviews.queries import gathering
from isms.reviews.queries import meetings as queries
from isms.reviews.rules import REVIEWED_KINDS
from isms.reviews.rules import meetings as rules
from isms.reviews.service import meetings as service
from isms.reviews.service import steps
from isms.reviews.views.blueprint import Answer, blueprint
from isms.reviews.views.drawing import page_of
from isms.reviews.vocabulary import MeetingStep, Permission

add_register(blueprint, "meetings", Permission.MEETING_READ, create=("reviews.plan_meeting", Permission.MEETING_PLAN))

STEPS: Mapping[MeetingStep, Callable[[Session, Meeting, datetime, str], object]] = {
    MeetingStep.COLLECT: steps.collect,
    MeetingStep.FREEZE: lambda session, meeting, at, _: steps.freeze(session, meeting, at),
    MeetingStep.SEND: steps.send,
    MeetingStep.HOLD: lambda session, meeting, at, _: steps.hold(session, meeting, at),
    MeetingStep.MINUTE: steps.minute,
}
"""What each step does; the last is taken by the second signature."""


def meeting_of(session: Session, meeting_id: int, permission: Permission) -> Meeting:
    """Return a meeting that whoever asks may do something with; answers 404 otherwise."""
    return found(queries.meeting_for(session, me().access, meeting_id, permission))


def shown_meeting(meeting_id: int, permission: Permission = Permission.MEETING_WRITE) -> Meeting:
    """Return a meeting to show a form about it."""
    with database().reading() as session:
        return meeting_of(session, meeting_id, permission)


def at(meeting_id: int, anchor: str | None = None, opened: str | None = None) -> str:
    """Return where a meeting's page is, or a part of it; opened: the part that is not folded there."""
    return url_for("reviews.meeting", meeting_id=meeting_id, open=opened, _anchor=anchor)


@blueprint.get("/meetings/<int:meeting_id>")
@requires(Permission.MEETING_READ)
def meeting(meeting_id: int) -> Answer:
    """Show a meeting: what is to be done next, the package, and what the meeting made of it."""
    with database().reading() as session:
        shown = meeting_of(session, meeting_id, Permission.MEETING_READ)
        package, kept = gathering.shown(session, shown, today())
        errata = queries.errata_of(session, shown.id)
        missing = rules.missing_letters(package, {str(one.part) for one in errata if one.part})
        return render(
            "reviews/meeting.html",
            meeting=shown,
            kept=kept,
            errata=errata,
            history=sentences(session, words(), [("meeting", shown.id)]),
            **page_of(session, me(), shown, package, missing, today(), request.args.get("open", "")),
        )


@blueprint.route("/meetings/new", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def plan_meeting() -> Answer:
    """Plan a meeting."""
    form = MeetingForm()
    with database().reading() as session:
        units = session.scalars(standing_units(me().access, Permission.MEETING_PLAN, today()))
        form.unit_id.offer([(unit.id, unit.name) for unit in units if unit.kind in REVIEWED_KINDS])

    def save(session: Session) -> Meeting:
        said = form.values()
        unit = found(unit_for(session, me().access, said.pop("unit_id"), Permission.MEETING_PLAN))
        return service.plan(session, unit, today=today(), **said)

    return form_page(
        form,
        title="meeting.plan",
        action="meeting:plan",
        submit="meeting.plan_submit",
        intro="meeting.plan_intro",
        save=save,
        done=lambda planned: at(planned.id),
        cancel=url_for("reviews.meetings"),
    )


@blueprint.route("/meetings/<int:meeting_id>/change", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def change_meeting(meeting_id: int) -> Answer:
    """Change when a meeting's steps are taken and where it is filed."""
    shown = shown_meeting(meeting_id, Permission.MEETING_PLAN)
    form = ChangeMeetingForm(obj=shown)

    def save(session: Session) -> None:
        changed = meeting_of(session, meeting_id, Permission.MEETING_PLAN)
        expect_version(changed, form.version.data or 0)
        service.change(session, changed, **form.values())

    return form_page(
        form,
        title=("meeting.change", {"code": shown.code}),
        action="meeting:change",
        submit="form.save",
        save=save,
        saved=lambda session: meeting_of(session, meeting_id, Permission.MEETING_PLAN),
        done=lambda _: at(meeting_id),
        cancel=at(meeting_id),
    )


@blueprint.route("/meetings/<int:meeting_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def withdraw_meeting(meeting_id: int) -> Answer:
    """Call a meeting off."""
    shown = shown_meeting(meeting_id, Permission.MEETING_PLAN)
    form = WithdrawForm()

    def save(session: Session) -> None:
        called_off = meeting_of(session, meeting_id, Permission.MEETING_PLAN)
        service.withdraw(session, called_off, because=str(form.because.data), today=today())

    return form_page(
        form,
        title=("meeting.withdraw", {"code": shown.code}),
        action="meeting:withdraw",
        submit="meeting.withdraw_submit",
        save=save,
        done=lambda _: url_for("reviews.meetings"),
        cancel=at(meeting_id),
        why=lambda: form.because.data,
    )


@blueprint.route("/meetings/<int:meeting_id>/steps/<meeting_step>", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def take_step(meeting_id: int, meeting_step: str) -> Answer:
    """Take the next step by hand."""
    step = MeetingStep(meeting_step) if meeting_step in STEPS else abort(404)
    return _confirmed(meeting_id, f"meeting.step.{step}", f"meeting:{step}", step.label, _take(step))


def _take(step: MeetingStep) -> Callable[[Session, Meeting], None]:
    def take(session: Session, taken: Meeting) -> None:
        STEPS[step](session, taken, now(), current_app.config["ADDRESS"])

    return take


@blueprint.route("/meetings/<int:meeting_id>/reopen", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def reopen(meeting_id: int) -> Answer:
    """Take the minutes back, before anybody has signed them."""
    return _confirmed(meeting_id, "meeting.step.reopen", "meeting:reopen", "meeting.reopen", steps.reopen)


def _confirmed(meeting_id: int, intro: str, action: str, title: str, do: Callable[[Session, Meeting], None]) -> Answer:
    shown = shown_meeting(meeting_id)
    form = StepForm(obj=shown)

    def save(session: Session) -> None:
        do(session, meeting_of(session, meeting_id, Permission.MEETING_WRITE))

    return form_page(
        form,
        title=title,
        action=action,
        submit=title,
        intro=intro,
        save=save,
        done=lambda _: at(meeting_id),
        cancel=at(meeting_id),
    )


@blueprint.route("/units/<int:unit_id>/meeting-plan", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def plan_meetings(unit_id: int) -> Answer:
    """Set in which months a unit meets."""

    def load(session: Session) -> Unit:
        unit = found(unit_for(session, me().access, unit_id, Permission.MEETING_PLAN))
        return found(unit if unit.kind in REVIEWED_KINDS else None)

    with database().reading() as session:
        unit = load(session)
        row = queries.plan_row(session, unit_id)
    form = MeetingPlanForm(obj=row, data=None if row else {**vars(rules.DEFAULT_PLAN), "is_active": True})

    def save(session: Session) -> MeetingPlan:
        standing = queries.plan_row(session, unit_id)
        if standing is not None:
            expect_version(standing, form.version.data or 0)
        return service.set_plan(session, load(session), today=today(), **form.values())

    return form_page(
        form,
        title=("meeting.plan_of", {"unit": unit.name}),
        action="meeting_plan:set",
        submit="form.save",
        intro="meeting.plan_of_intro",
        save=save,
        saved=lambda session: queries.plan_row(session, unit_id),
        done=lambda _: url_for("organisation.unit", unit_id=unit_id),
        cancel=url_for("organisation.unit", unit_id=unit_id),
    )
