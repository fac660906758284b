"""The doors of a system's ending: begin it, settle its parts, and say that the system has ended."""

from collections.abc import Callable
from typing import Any

from flask import abort, url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.forms import Form
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, render
from isms.organisation.queries import person_choices
from isms.portfolio.models import System
from isms.portfolio.queries import system_for
from isms.portfolio.vocabulary import Lifecycle
from isms.portfolio.vocabulary import Permission as PortfolioPermission
from isms.projects import queries, service
from isms.projects.forms import BeginEndingForm, FinishForm, PartForm
from isms.projects.models import SystemEnding
from isms.projects.rules.endings import left
from isms.projects.views.blueprint import Answer, blueprint
from isms.projects.vocabulary import EndingPart, Permission


@blueprint.get("/systems/<int:system_id>/ending")
@requires(PortfolioPermission.SYSTEM_READ)
def ending(system_id: int) -> Answer:
    """Show how far the ending of a system has come, or how it begins."""
    with database().reading() as session:
        system = found(system_for(session, me().access, system_id))
        return _page(session, system, queries.ending_of(session, system_id))


@blueprint.get("/endings/<int:ending_id>")
@requires(PortfolioPermission.SYSTEM_READ)
def ending_by_id(ending_id: int) -> Answer:
    """Show an ending to who answers for it, also when they hold nothing else on the system."""
    with database().reading() as session:
        shown = found(queries.reads_ending(session, me().access, ending_id))
        return _page(session, shown.system, shown)


def _page(session: Session, system: System, ending: SystemEnding | None) -> str:
    parts = queries.parts_of(ending) if ending else {}
    records = [("system_ending", ending.id)] if ending else []
    return render(
        "projects/ending.html",
        system=system,
        ending=ending,
        parts=parts,
        left=left(parts) if ending else [],
        has_ended=system.lifecycle == Lifecycle.ENDED,
        may_end=queries.ends(me().access, system, ending.responsible_id if ending else None),
        history=sentences(session, words(), records) if records else [],
    )


@blueprint.route("/systems/<int:system_id>/ending/begin", methods=["GET", "POST"])
@requires(Permission.SYSTEM_END)
def begin_ending(system_id: int) -> Answer:
    """Begin to end a system."""
    form = BeginEndingForm(data={"begun_on": today(), "responsible_id": me().person_id})
    with database().reading() as session:
        system = _system(session, system_id)
        form.responsible_id.offer(person_choices(session, system.tenant_id))

    def save(session: Session) -> object:
        return service.begin_ending(session, _system(session, system_id), today=today(), **form.values())

    return _form(form, system, save, "begin")


@blueprint.route("/systems/<int:system_id>/ending/<part>", methods=["GET", "POST"])
@requires(Permission.SYSTEM_END)
def settle_part(system_id: int, part: str) -> Answer:
    """Say that a part of an ending is done, or why it is not needed."""
    settled = next((one for one in EndingPart if one.value == part), None) or abort(404)
    with database().reading() as session:
        system = _system(session, system_id)
        said = queries.parts_of(found(queries.ending_of(session, system_id)))[settled]
    form = PartForm(obj=said)

    def save(session: Session) -> None:
        _system(session, system_id)
        ending = found(queries.ending_of(session, system_id))
        service.settle_part(session, ending, settled, today=today(), **form.values())

    return _form(form, system, save, "settle", intro=f"ending.asks.{settled}")


@blueprint.route("/systems/<int:system_id>/ending/finish", methods=["GET", "POST"])
@requires(Permission.SYSTEM_END)
def finish_ending(system_id: int) -> Answer:
    """Say that a system has ended."""
    with database().reading() as session:
        system = _system(session, system_id)
        found(queries.ending_of(session, system_id))
    form = FinishForm(data={"ended_on": today(), "data_went_to": system.data_went_to})

    def save(session: Session) -> None:
        _system(session, system_id)
        ending = found(queries.ending_of(session, system_id))
        service.finish_ending(session, ending, today=today(), **form.values())

    return _form(form, system, save, "finish")


def _form(form: Form, system: System, save: Callable[[Session], object], how: str, **more: Any) -> Answer:
    """Show or take a form about the ending of a system."""
    named = {"name": system.name}
    page = url_for(".ending", system_id=system.id)
    answer = form_page(
        form,
        title=(f"ending.{how}_title", named),
        action=f"ending:{how}",
        submit=f"ending.{how}_submit",
        save=save,
        done=lambda _: page,
        cancel=page,
        **{"intro": f"ending.{how}_intro", **more},
    )
    return told(answer, f"ending.{how}_done", **named)


def _system(session: Session, system_id: int) -> System:
    return found(queries.ending_for(session, me().access, system_id))
