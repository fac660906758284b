"""The doors through which a deviation is handled and ended."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.forms import NewActionForm
from isms.actions.models import Action
from isms.actions.views import told
from isms.deviations import queries, service
from isms.deviations.forms import CloseForm, DeviationForm, ReasonForm
from isms.deviations.models import Deviation
from isms.deviations.views.blueprint import Answer, blueprint, load, page_of, shown
from isms.deviations.vocabulary import Permission
from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, me, now, requires, today
from isms.kernel.web.pages import form_page
from isms.organisation.queries import person_choices
from isms.portfolio.queries import system_names, systems_by_id


@blueprint.route("/deviations/<int:deviation_id>/change", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def change(deviation_id: int) -> Answer:
    """Change what is said of a deviation."""
    with database().reading() as session:
        standing = load(session, deviation_id)
        touched = [system.id for system in queries.systems_of(session, standing.id)]
        form = DeviationForm(obj=standing, data={"systems": touched})
        form.systems.offer(system_names(session, standing.tenant_id))
        form.responsible_id.offer(person_choices(session, standing.tenant_id))

    def save(session: Session) -> Deviation:
        changed = load(session, deviation_id)
        expect_version(changed, form.version.data)
        values = form.values()
        systems = systems_by_id(session, values.pop("systems"))
        service.change(session, changed, systems, now=now(), **values)
        return changed

    answer = form_page(
        form,
        title=("deviation.change_title", {"code": standing.code}),
        action="deviation:change",
        submit="form.save",
        save=save,
        saved=lambda session: load(session, deviation_id),
        done=page_of,
        cancel=page_of(standing),
    )
    return told(answer, "deviation.changed", code=standing.code)


@blueprint.route("/deviations/<int:deviation_id>/close", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def close(deviation_id: int) -> Answer:
    """Close a deviation whose cause is known."""
    standing = shown(deviation_id)
    form = CloseForm(obj=standing)

    def save(session: Session) -> Deviation:
        closed = load(session, deviation_id)
        expect_version(closed, form.version.data)
        service.close(session, closed, closed_by_id=me().person_id, today=today(), **form.values())
        return closed

    answer = form_page(
        form,
        title=("deviation.close_title", {"code": standing.code}),
        intro=("action.title_again", {"title": standing.title}),
        action="deviation:close",
        submit="deviation.close_submit",
        save=save,
        saved=lambda session: load(session, deviation_id),
        done=page_of,
        cancel=page_of(standing),
    )
    return told(answer, "deviation.closed", code=standing.code)


@blueprint.route("/deviations/<int:deviation_id>/reopen", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def reopen(deviation_id: int) -> Answer:
    """Open a closed deviation again, with a reason."""
    standing = shown(deviation_id)
    form = ReasonForm()

    def save(session: Session) -> Deviation:
        opened = load(session, deviation_id)
        service.reopen(session, opened, **form.values())
        return opened

    answer = form_page(
        form,
        title=("deviation.reopen_title", {"code": standing.code}),
        intro=("action.title_again", {"title": standing.title}),
        action="deviation:reopen",
        submit="deviation.reopen_submit",
        save=save,
        done=page_of,
        cancel=page_of(standing),
        why=lambda: form.because.data,
    )
    return told(answer, "deviation.reopened", code=standing.code)


@blueprint.route("/deviations/<int:deviation_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def withdraw(deviation_id: int) -> Answer:
    """Withdraw a deviation with a reason."""
    standing = shown(deviation_id)
    form = ReasonForm()

    def save(session: Session) -> Deviation:
        withdrawn = load(session, deviation_id)
        service.withdraw(session, withdrawn, today=today(), **form.values())
        return withdrawn

    answer = form_page(
        form,
        title=("deviation.withdraw_title", {"code": standing.code}),
        intro=("action.title_again", {"title": standing.title}),
        action="deviation:withdraw",
        submit="deviation.withdraw_submit",
        save=save,
        done=lambda _: url_for(".deviations"),
        cancel=page_of(standing),
        why=lambda: form.because.data,
    )
    return told(answer, "deviation.withdrawn", code=standing.code)


@blueprint.route("/deviations/<int:deviation_id>/mend", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def mend(deviation_id: int) -> Answer:
    """Plan an action after a deviation."""
    form = NewActionForm()
    with database().reading() as session:
        standing = load(session, deviation_id)
        form.owner_id.offer(person_choices(session, standing.tenant_id))

    def save(session: Session) -> Action:
        return service.mend(session, load(session, deviation_id), today=today(), **form.values())

    answer = form_page(
        form,
        title=("deviation.mend_title", {"code": standing.code}),
        intro=("action.title_again", {"title": standing.title}),
        action="deviation:mend",
        submit="deviation.mend_submit",
        save=save,
        done=lambda _: f"{page_of(standing)}#actions",
        cancel=page_of(standing),
    )
    return told(answer, "deviation.mended", code=standing.code)
