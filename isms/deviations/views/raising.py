"""The doors at which a deviation raises a risk, and a finding of others is registered."""

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.deviations import service
from isms.deviations.forms import FindingForm, RaiseForm
from isms.deviations.models import Deviation
from isms.deviations.queries.linkable import assessable_systems, drafts_of
from isms.deviations.rules.handling import FINDINGS
from isms.deviations.views.blueprint import Answer, blueprint, load, page_of
from isms.deviations.vocabulary import DeviationKind, Permission
from isms.kernel.web.doors import database, found, me, now, requires, today, words
from isms.kernel.web.pages import form_page
from isms.organisation.models import Unit
from isms.organisation.queries import person_choices, standing_units
from isms.portfolio.queries import system_names, systems_by_id
from isms.risk.models import Scenario
from isms.risk.queries import current_model
from isms.risk.views.steps import consequences, likelihoods

FINDING_GROUPS = (
    (
        "deviation.group_finding",
        ("kind", "title", "description", "found_by", "source_document", "source_link", "discovered_at"),
    ),
    ("deviation.group_answer", ("recommendation", "answer_due_on")),
    ("deviation.group_place", ("category", "severity", "unit_id", "systems", "responsible_id", "due_on")),
)


@blueprint.route("/deviations/<int:deviation_id>/raise-risk", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def raise_risk(deviation_id: int) -> Answer:
    """Put a risk that a deviation has shown into a draft assessment."""
    with database().reading() as session:
        standing = load(session, deviation_id)
        systems = assessable_systems(session, me().access, standing.id)
        form = _raise_form(session, standing, {system.id: system.name for system in systems})

    def save(session: Session) -> Scenario:
        values = form.values()
        system_id, assessment_id = values.pop("system_id"), values.pop("assessment_id")
        deviation, (system,) = load(session, deviation_id), systems_by_id(session, [system_id])
        drafts = {draft.id: draft for draft in drafts_of(session, me().access, [system_id])}
        title = words()("deviation.new_assessment", system=system.name, code=deviation.code)
        draft = found(drafts.get(assessment_id)) if assessment_id else None
        who: dict[str, Any] = {"new_title": title, "raised_by_id": me().person_id, "today": today()}
        return service.raise_risk(session, deviation, system, draft, **who, **values)

    answer = form_page(
        form,
        title=("deviation.raise_title", {"code": standing.code}),
        intro="deviation.raise_intro" if systems else "deviation.raise_needs_a_system",
        action="deviation:raise_risk",
        submit="deviation.raise_risk",
        save=save,
        done=lambda made: url_for("risk.risk", scenario_id=made.id),
        cancel=page_of(standing),
    )
    return told(answer, "deviation.risk_raised", code=standing.code)


def _raise_form(session: Session, deviation: Deviation, systems: dict[int, str]) -> RaiseForm:
    only = next(iter(systems)) if len(systems) == 1 else None
    prefilled = {"title": deviation.title, "description": deviation.description, "system_id": only}
    form = RaiseForm(data={**prefilled, "consequence_before": deviation.consequence})
    form.system_id.offer(list(systems.items()))
    drafts = drafts_of(session, me().access, list(systems))
    form.assessment_id.offer([(draft.id, f"{draft.code} {draft.title}") for draft in drafts])
    model, _ = current_model(session, deviation.tenant_id, today())
    form.likelihood_before.offer(likelihoods(model, words()))
    form.consequence_before.offer(consequences(model, words()))
    return form


@blueprint.route("/deviations/new-finding", methods=["GET", "POST"])
@requires(Permission.DEVIATION_TRIAGE)
def register_finding() -> Answer:
    """Register what an audit or a supervisor has found."""
    form = FindingForm()
    form.kind.offer([(kind, words()(kind.label)) for kind in DeviationKind if kind in FINDINGS])
    with database().reading() as session:
        units = session.scalars(standing_units(me().access, Permission.DEVIATION_TRIAGE, today()))
        form.unit_id.offer([(unit.id, unit.name) for unit in units])
        form.systems.offer(system_names(session, me().tenant_id))
        form.responsible_id.offer(person_choices(session, me().tenant_id))

    def save(session: Session) -> Deviation:
        values = form.values()
        systems, unit_id = systems_by_id(session, values.pop("systems")), values.pop("unit_id")
        unit = found(session.get(Unit, unit_id))
        who: dict[str, Any] = {"registered_by_id": me().person_id, "now": now()}
        return service.register_finding(session, unit, systems=systems, **who, **values)

    answer = form_page(
        form,
        title="deviation.register_finding",
        intro="deviation.register_finding_intro",
        action="deviation:register_finding",
        submit="deviation.register_finding",
        save=save,
        done=page_of,
        cancel=url_for(".deviations"),
        groups=FINDING_GROUPS,
    )
    return told(answer, "deviation.finding_registered")
