"""The doors through which a deviation comes in."""

from flask import request, url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.deviations import queries, service
from isms.deviations.forms import ReportForm
from isms.deviations.models import Deviation
from isms.deviations.views.blueprint import Answer, blueprint, page_of
from isms.deviations.vocabulary import Permission
from isms.kernel.web.doors import database, found, me, now, requires
from isms.kernel.web.pages import form_page
from isms.portfolio.queries import system_names, systems_by_id


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
        done=page_of,
        cancel=url_for(".deviations"),
        template="deviations/report.html",
    )
    return told(answer, "deviation.reported")
