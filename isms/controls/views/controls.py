"""The doors of one control: its page, how far it has come, its actions and its systems."""

from datetime import timedelta

from sqlalchemy.orm import Session

from isms.actions.forms import NewActionForm
from isms.actions.queries import states_of
from isms.controls import queries, service
from isms.controls.forms import LinkForm, ReviewForm
from isms.controls.frameworks import LIBRARY
from isms.controls.models import Control
from isms.controls.rules import evidence_state
from isms.controls.views.blueprint import Answer, blueprint, control_form, load, shown
from isms.controls.vocabulary import Applicability, Permission
from isms.kernel.db import expect_version
from isms.kernel.deadlines import DeadlineState, deadline_state
from isms.kernel.web.doors import database, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import panels_for, render
from isms.kernel.web.registers import add_register
from isms.organisation.queries import person_choices
from isms.portfolio.queries import system_names, systems_by_id

A_YEAR = timedelta(days=365)

add_register(
    blueprint,
    "controls",
    Permission.CONTROL_READ,
    create=("controls.adopt", Permission.CONTROL_MANAGE),
    actions=(
        ("statement.open", "controls.statement", Permission.CONTROL_READ),
        ("control.decide_several", "controls.decide_several", Permission.CONTROL_MANAGE),
    ),
)


@blueprint.get("/controls/<int:control_id>")
@requires(Permission.CONTROL_READ)
def control(control_id: int) -> Answer:
    """Show a control: what is said of it, what shows it, where it is at work, and what changed."""
    with database().reading() as session:
        found = load(session, control_id, Permission.CONTROL_READ)
        held = queries.held_on(me().access, found)
        applies = found.applicability == Applicability.APPLIES
        pieces = queries.evidence_of(session, found.id)
        actions = queries.actions_of(session, found.id)
        language = words().language
        return render(
            "controls/control.html",
            control=found,
            title=LIBRARY.title(found.code, language),
            framework=LIBRARY.frameworks.get(found.framework),
            theme=LIBRARY.groups.get(found.theme),
            language=language,
            applies=applies,
            overdue=applies and found.next_review_on and deadline_state(found.next_review_on, today()),
            Overdue=DeadlineState.OVERDUE,
            pieces=[(piece, evidence_state([piece.valid_until], today())) for piece in pieces],
            evidence=evidence_state([piece.valid_until for piece in pieces], today()),
            actions=actions,
            states=states_of(actions, today()),
            systems=queries.systems_of(session, me().access, found.id),
            may_manage=Permission.CONTROL_MANAGE in held,
            may_review=Permission.CONTROL_REVIEW in held and applies,
            panels=panels_for("control", session, found),
            history=sentences(session, words(), [("control", found.id)], related=queries.records_of(found.id)),
        )


@blueprint.route("/controls/<int:control_id>/review", methods=["GET", "POST"])
@requires(Permission.CONTROL_REVIEW)
def review(control_id: int) -> Answer:
    """Say how far a control has come."""
    reviewed = shown(control_id)
    form = ReviewForm(obj=reviewed)
    if not form.is_submitted():
        form.next_review_on.data = today() + A_YEAR

    def save(session: Session) -> Control:
        saved = load(session, control_id)
        expect_version(saved, form.version.data)
        service.review(session, saved, today=today(), **form.values())
        return saved

    return control_form(
        form,
        reviewed,
        save,
        action="control:review",
        title="control.review_title",
        submit="control.review_submit",
        done="control.reviewed",
        saved=lambda session: load(session, control_id),
    )


@blueprint.route("/controls/<int:control_id>/plan", methods=["GET", "POST"])
@requires(Permission.CONTROL_REVIEW)
def plan(control_id: int) -> Answer:
    """Plan an action for a control."""
    form = NewActionForm()
    with database().reading() as session:
        planned = load(session, control_id)
        form.owner_id.offer(person_choices(session, planned.tenant_id))

    def save(session: Session) -> object:
        return service.plan(session, load(session, control_id), today=today(), **form.values())

    return control_form(
        form,
        planned,
        save,
        action="control:plan",
        title="control.plan_title",
        submit="control.plan_submit",
        done="control.planned",
        part="actions",
    )


@blueprint.route("/controls/<int:control_id>/systems", methods=["GET", "POST"])
@requires(Permission.CONTROL_MANAGE)
def link(control_id: int) -> Answer:
    """Say in which systems a control is at work."""
    with database().reading() as session:
        linked = load(session, control_id, Permission.CONTROL_MANAGE)
        standing = [at.system_id for at in queries.links_of(session, linked.id) if at.withdrawn_on is None]
        form = LinkForm(data={"systems": standing})
        form.systems.offer(system_names(session, linked.tenant_id))

    def save(session: Session) -> None:
        saved = load(session, control_id, Permission.CONTROL_MANAGE)
        service.link(session, saved, systems_by_id(session, form.systems.data), today())

    return control_form(
        form,
        linked,
        save,
        action="control:link",
        title="control.link_title",
        submit="control.link_submit",
        done="control.linked",
        part="systems",
    )
