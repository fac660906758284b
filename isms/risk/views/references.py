"""The door at which a risk is linked to the controls that keep it down."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.controls.frameworks import LIBRARY
from isms.controls.models import Control
from isms.controls.queries import controls_by_id
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.pages import form_page
from isms.risk import queries, service
from isms.risk.forms import ReferForm
from isms.risk.models import Scenario
from isms.risk.queries.references import applying_controls, controls_of
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.vocabulary import Permission


@blueprint.route("/risks/<int:scenario_id>/controls", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def refer(scenario_id: int) -> Answer:
    """Say which controls keep a risk down."""
    with database().reading() as session:
        shown = _load(session, scenario_id)
        linked = list(controls_of(session, shown.id))
        offered = {control.id: control for control in [*applying_controls(session, shown.tenant_id), *linked]}
    form = ReferForm(
        data={
            "controls": [control.id for control in linked if control.per_system],
            "further": [control.id for control in linked if not control.per_system],
        }
    )
    form.controls.offer([_choice(control) for control in offered.values() if control.per_system])
    form.further.offer([_choice(control) for control in offered.values() if not control.per_system])

    def save(session: Session) -> Scenario:
        referring = _load(session, scenario_id)
        chosen = [*form.controls.data, *form.further.data]
        service.refer(session, referring, controls_by_id(session, referring.tenant_id or 0, chosen), today())
        return referring

    page = url_for(".risk", scenario_id=shown.id, _anchor="controls")
    answer = form_page(
        form,
        title=("scenario.refer_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="risk:refer",
        submit="form.save",
        save=save,
        done=lambda _: page,
        cancel=page,
    )
    return told(answer, "scenario.referred", code=shown.code)


def _load(session: Session, scenario_id: int) -> Scenario:
    return found(queries.scenario_for(session, me().access, scenario_id, Permission.RISK_ASSESS))


def _choice(control: Control) -> tuple[int, str]:
    title = LIBRARY.title(control.code, words().language)
    return control.id, words()("control.titled", code=control.code, title=title)
