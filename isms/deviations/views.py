"""The doors of deviations."""

from flask import Blueprint, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.actions.forms import NewActionForm
from isms.actions.models import Action
from isms.actions.queries import states_of
from isms.actions.views import told
from isms.deviations import queries, service
from isms.deviations.forms import CloseForm, DeviationForm, ReasonForm, ReportForm
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import DeviationStatus, Permission
from isms.kernel.db import expect_version
from isms.kernel.deadlines import days_overdue, deadline_state
from isms.kernel.web.doors import database, found, me, now, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, panels_for, render
from isms.kernel.web.registers import add_register
from isms.organisation.queries import person_choices
from isms.portfolio.queries import system_names, systems_by_id

blueprint = Blueprint("deviations", __name__)
add_register(
    blueprint,
    "deviations",
    Permission.DEVIATION_READ,
    create=("deviations.report", Permission.DEVIATION_REPORT),
)

Answer = str | Response | tuple[str, int]


@blueprint.get("/deviations/<int:deviation_id>")
@requires(Permission.DEVIATION_READ)
def deviation(deviation_id: int) -> Answer:
    """Show a deviation: how long is left, what happened, what is done, and what changed."""
    with database().reading() as session:
        shown = found(queries.deviation_for(session, me().access, deviation_id))
        systems = queries.systems_of(session, shown.id)
        actions = queries.actions_of(session, shown.id)
        handles = Permission.DEVIATION_HANDLE in queries.held_on(me().access, shown, systems)
        is_open = shown.status == DeviationStatus.OPEN
        return render(
            "deviations/deviation.html",
            deviation=shown,
            systems=systems,
            actions=actions,
            states=states_of(actions, today()),
            is_open=is_open,
            deadline=deadline_state(shown.due_on, today()) if is_open else None,
            late=days_overdue(shown.due_on, today()) if is_open else 0,
            left=(shown.due_on - today()).days,
            may_handle=handles and shown.withdrawn_on is None,
            panels=panels_for("deviation", session, shown),
            history=sentences(session, words(), [("deviation", shown.id)]),
        )


@blueprint.route("/deviations/new", methods=["GET", "POST"])
@requires(Permission.DEVIATION_REPORT)
def report() -> Answer:
    """Report a deviation."""
    form = ReportForm(data={"system_id": request.args.get("system", type=int)})
    with database().reading() as session:
        form.system_id.offer(system_names(session, me().tenant_id))

    def save(session: Session) -> Deviation:
        values = form.values()
        system_id = values.pop("system_id")
        systems = systems_by_id(session, [system_id]) if system_id else ()
        unit = found(queries.home_of(session, me().person_id))
        return service.report(session, unit, me().person_id, now=now(), systems=systems, **values)

    answer = form_page(
        form,
        title="deviation.report",
        intro="deviation.report_intro",
        action="deviation:report",
        submit="deviation.report_submit",
        save=save,
        done=_page_of,
        cancel=url_for(".deviations"),
        template="deviations/report.html",
    )
    return told(answer, "deviation.reported")


@blueprint.route("/deviations/<int:deviation_id>/change", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def change(deviation_id: int) -> Answer:
    """Change what is said of a deviation."""
    with database().reading() as session:
        shown = _load(session, deviation_id)
        touched = [system.id for system in queries.systems_of(session, shown.id)]
        form = DeviationForm(obj=shown, data={"systems": touched})
        form.systems.offer(system_names(session, shown.tenant_id))
        form.responsible_id.offer(person_choices(session, shown.tenant_id))

    def save(session: Session) -> Deviation:
        changed = _load(session, deviation_id)
        expect_version(changed, form.version.data)
        values = form.values()
        systems = systems_by_id(session, values.pop("systems"))
        service.change(session, changed, systems, now=now(), **values)
        return changed

    answer = form_page(
        form,
        title=("deviation.change_title", {"code": shown.code}),
        action="deviation:change",
        submit="form.save",
        save=save,
        saved=lambda session: _load(session, deviation_id),
        done=_page_of,
        cancel=_page_of(shown),
    )
    return told(answer, "deviation.changed", code=shown.code)


@blueprint.route("/deviations/<int:deviation_id>/close", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def close(deviation_id: int) -> Answer:
    """Close a deviation whose cause is known."""
    shown = _shown(deviation_id)
    form = CloseForm(obj=shown)

    def save(session: Session) -> Deviation:
        closed = _load(session, deviation_id)
        expect_version(closed, form.version.data)
        service.close(session, closed, closed_by_id=me().person_id, today=today(), **form.values())
        return closed

    answer = form_page(
        form,
        title=("deviation.close_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="deviation:close",
        submit="deviation.close_submit",
        save=save,
        saved=lambda session: _load(session, deviation_id),
        done=_page_of,
        cancel=_page_of(shown),
    )
    return told(answer, "deviation.closed", code=shown.code)


@blueprint.route("/deviations/<int:deviation_id>/reopen", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def reopen(deviation_id: int) -> Answer:
    """Open a closed deviation again, with a reason."""
    shown = _shown(deviation_id)
    form = ReasonForm()

    def save(session: Session) -> Deviation:
        opened = _load(session, deviation_id)
        service.reopen(session, opened, **form.values())
        return opened

    answer = form_page(
        form,
        title=("deviation.reopen_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="deviation:reopen",
        submit="deviation.reopen_submit",
        save=save,
        done=_page_of,
        cancel=_page_of(shown),
        why=lambda: form.because.data,
    )
    return told(answer, "deviation.reopened", code=shown.code)


@blueprint.route("/deviations/<int:deviation_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def withdraw(deviation_id: int) -> Answer:
    """Withdraw a deviation with a reason."""
    shown = _shown(deviation_id)
    form = ReasonForm()

    def save(session: Session) -> Deviation:
        withdrawn = _load(session, deviation_id)
        service.withdraw(session, withdrawn, today=today(), **form.values())
        return withdrawn

    answer = form_page(
        form,
        title=("deviation.withdraw_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="deviation:withdraw",
        submit="deviation.withdraw_submit",
        save=save,
        done=lambda _: url_for(".deviations"),
        cancel=_page_of(shown),
        why=lambda: form.because.data,
    )
    return told(answer, "deviation.withdrawn", code=shown.code)


@blueprint.route("/deviations/<int:deviation_id>/mend", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def mend(deviation_id: int) -> Answer:
    """Plan an action after a deviation."""
    form = NewActionForm()
    with database().reading() as session:
        shown = _load(session, deviation_id)
        form.owner_id.offer(person_choices(session, shown.tenant_id))

    def save(session: Session) -> Action:
        return service.mend(session, _load(session, deviation_id), today=today(), **form.values())

    answer = form_page(
        form,
        title=("deviation.mend_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="deviation:mend",
        submit="deviation.mend_submit",
        save=save,
        done=lambda _: f"{_page_of(shown)}#actions",
        cancel=_page_of(shown),
    )
    return told(answer, "deviation.mended", code=shown.code)


def _load(session: Session, deviation_id: int) -> Deviation:
    return found(queries.deviation_for(session, me().access, deviation_id, Permission.DEVIATION_HANDLE))


def _shown(deviation_id: int) -> Deviation:
    with database().reading() as session:
        return _load(session, deviation_id)


def _page_of(shown: Deviation) -> str:
    return url_for(".deviation", deviation_id=shown.id)
