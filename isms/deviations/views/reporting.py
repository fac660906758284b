"""The door through which an employee reports a deviation, and what is turned away before it."""

from flask import request, url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.deviations import queries, service
from isms.deviations.forms import ReportForm
from isms.deviations.models import Deviation
from isms.deviations.queries.reporting import directions_of
from isms.deviations.rules.reporting import elsewhere
from isms.deviations.views.blueprint import Answer, blueprint, page_of
from isms.deviations.vocabulary import About, Permission
from isms.kernel.web.doors import database, found, held_unless, me, now, requires
from isms.kernel.web.pages import form_page, render
from isms.portfolio.queries import system_names, systems_by_id


def belongs_elsewhere() -> About | None:
    """Return what is turned away of this request's form, its files' names included; nothing of it is kept."""
    names = [file.filename or "" for file in request.files.values()]
    return elsewhere(request.form.get("about"), [*request.form.values(), *names])


def turned_away(about: About, back: str, **context: object) -> Answer:
    """Say where something that does not belong here is told; nothing that was typed is said again."""
    chosen = about == request.form.get("about")
    return render("deviations/report_elsewhere.html", about=about, chosen=chosen, back=back, **context), 422


@blueprint.route("/deviations/new", methods=["GET", "POST"])
@requires(Permission.DEVIATION_REPORT)
@held_unless(lambda: belongs_elsewhere() is not None)
def report() -> Answer:
    """Report a deviation."""
    about = belongs_elsewhere() if request.method == "POST" else None
    with database().reading() as session:
        directions = directions_of(session, me().tenant_id)
    if about:
        return turned_away(about, url_for(".report"), directions=directions)
    form = ReportForm(data={"system_id": request.args.get("system", type=int), "discovered_at": now()})
    with database().reading() as session:
        form.system_id.offer(system_names(session, me().tenant_id))
    made: list[str] = []

    def save(session: Session) -> Deviation:
        values = form.said()
        system_id = values.pop("system_id")
        systems = systems_by_id(session, [system_id]) if system_id else ()
        unit = found(queries.home_of(session, me().person_id))
        reported = service.report(session, unit, me().person_id, now=now(), systems=systems, **values)
        made.append(reported.code)
        return reported

    answer = form_page(
        form,
        title="deviation.report",
        intro="deviation.report_intro",
        action="deviation:report",
        submit="deviation.report_submit",
        save=save,
        done=page_of,
        cancel=url_for(".deviations"),
        groups=[(None, form.questions())],
        template="deviations/report.html",
        directions=directions,
    )
    return told(answer, "deviation.reported", code=made[0]) if made else answer
