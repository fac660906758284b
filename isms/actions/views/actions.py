"""The doors of the register of actions and of a single one: read, change, move, complete, judge and withdraw."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions import queries, service
from isms.actions.forms import ChangeForm, CompleteForm, EffectForm, MoveDeadlineForm, WithdrawForm
from isms.actions.models import Action
from isms.actions.register import source_href
from isms.actions.rules import effect_refusals
from isms.actions.views.blueprint import Answer, blueprint, told
from isms.actions.vocabulary import ActionStatus, Permission
from isms.kernel.db import expect_version
from isms.kernel.deadlines import days_overdue, deadline_state
from isms.kernel.formats import print_date
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, panels_for, render
from isms.kernel.web.registers import add_register
from isms.organisation.queries import person_choices

add_register(
    blueprint,
    "actions",
    Permission.ACTION_READ,
    actions=[
        ("action.overdue", "actions.overdue", Permission.ACTION_READ),
        ("action.reassign", "actions.reassign", Permission.ACTION_CHANGE),
    ],
)


@blueprint.get("/actions/<int:action_id>")
@requires(Permission.ACTION_READ)
def action(action_id: int) -> Answer:
    """Show an action: what is to be done, by whom and when, and what changed."""
    with database().reading() as session:
        shown = found(queries.action_for(session, me().access, action_id))
        standing = shown.withdrawn_on is None
        is_open = standing and shown.status == ActionStatus.OPEN
        may_change = queries.may_change(me().access, shown)
        judging = shown.owner_id, me().person_id
        return render(
            "actions/action.html",
            action=shown,
            source_href=source_href(shown.source_kind, shown.source_code),
            moves=queries.moves_of(session, shown),
            is_open=is_open,
            deadline=deadline_state(shown.due_on, today()) if is_open else None,
            late=days_overdue(shown.due_on, today()) if is_open else 0,
            may_change=is_open and may_change,
            may_judge=standing and may_change and not any(effect_refusals(*judging, is_done=not is_open)),
            panels=panels_for("action", session, shown),
            history=sentences(session, words(), [("action", shown.id)]),
        )


@blueprint.route("/actions/<int:action_id>/change", methods=["GET", "POST"])
@requires(Permission.ACTION_CHANGE)
def change(action_id: int) -> Answer:
    """Change what is to be done and by whom."""
    shown = _shown(action_id)
    form = ChangeForm(obj=shown)
    with database().reading() as session:
        form.owner_id.offer(person_choices(session, shown.tenant_id))

    def save(session: Session) -> Action:
        changed = _load(session, action_id)
        expect_version(changed, form.version.data)
        service.change(session, changed, **form.values())
        return changed

    answer = form_page(
        form,
        title=("action.change_title", {"code": shown.code}),
        action="action:change",
        submit="form.save",
        save=save,
        saved=lambda session: _load(session, action_id),
        done=_page_of,
        cancel=_page_of(shown),
    )
    return told(answer, "action.changed", code=shown.code)


@blueprint.route("/actions/<int:action_id>/move-deadline", methods=["GET", "POST"])
@requires(Permission.ACTION_CHANGE)
def move_deadline(action_id: int) -> Answer:
    """Move an action's deadline, with a reason."""
    shown = _shown(action_id)
    form = MoveDeadlineForm(data={"version": shown.version})

    def save(session: Session) -> Action:
        moved = _load(session, action_id)
        expect_version(moved, form.version.data)
        service.move_deadline(session, moved, today=today(), **form.values())
        return moved

    answer = form_page(
        form,
        title=("action.move_title", {"code": shown.code}),
        intro=(
            "action.move_intro",
            {"day": _day(shown), "times": words().plural("action.moved_times", shown.times_moved)},
        ),
        action="action:move_deadline",
        submit="action.move_submit",
        save=save,
        saved=lambda session: _load(session, action_id),
        done=_page_of,
        cancel=_page_of(shown),
        why=lambda: form.because.data,
    )
    return told(answer, "action.moved", code=shown.code)


@blueprint.route("/actions/<int:action_id>/complete", methods=["GET", "POST"])
@requires(Permission.ACTION_CHANGE)
def complete(action_id: int) -> Answer:
    """Complete an action."""
    shown = _shown(action_id)
    form = CompleteForm(data={"done_on": today(), "version": shown.version})

    def save(session: Session) -> Action:
        done = _load(session, action_id)
        service.complete(session, done, today=today(), **form.values())
        return done

    answer = form_page(
        form,
        title=("action.complete_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="action:complete",
        submit="action.complete_submit",
        save=save,
        done=_page_of,
        cancel=_page_of(shown),
    )
    return told(answer, "action.completed", code=shown.code)


@blueprint.route("/actions/<int:action_id>/judge-effect", methods=["GET", "POST"])
@requires(Permission.ACTION_CHANGE)
def judge_effect(action_id: int) -> Answer:
    """Judge the effect of an action that is done."""
    shown = _shown(action_id)
    form = EffectForm(obj=shown)

    def save(session: Session) -> Action:
        judged = _load(session, action_id)
        expect_version(judged, form.version.data)
        values = form.values()
        service.judge_effect(session, judged, **values, judge_id=me().person_id, today=today())
        return judged

    answer = form_page(
        form,
        title=("action.effect_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="action:judge_effect",
        submit="action.effect_submit",
        save=save,
        saved=lambda session: _load(session, action_id),
        done=_page_of,
        cancel=_page_of(shown),
    )
    return told(answer, "action.effect_judged", code=shown.code)


@blueprint.route("/actions/<int:action_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.ACTION_CHANGE)
def withdraw(action_id: int) -> Answer:
    """Withdraw an action with a reason."""
    shown = _shown(action_id)
    form = WithdrawForm()

    def save(session: Session) -> Action:
        withdrawn = _load(session, action_id)
        service.withdraw(session, withdrawn, today=today(), **form.values())
        return withdrawn

    answer = form_page(
        form,
        title=("action.withdraw_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="action:withdraw",
        submit="action.withdraw_submit",
        save=save,
        done=lambda _: url_for(".actions"),
        cancel=_page_of(shown),
        why=lambda: form.because.data,
    )
    return told(answer, "action.withdrawn", code=shown.code)


def _load(session: Session, action_id: int) -> Action:
    return found(queries.action_for(session, me().access, action_id, Permission.ACTION_CHANGE))


def _shown(action_id: int) -> Action:
    with database().reading() as session:
        return _load(session, action_id)


def _page_of(shown: Action) -> str:
    return url_for(".action", action_id=shown.id)


def _day(shown: Action) -> str:
    return print_date(shown.due_on, me().language)
