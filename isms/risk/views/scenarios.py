"""The doors of risks: identify, change, treat and withdraw them."""

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.forms import NewActionForm
from isms.actions.models import Action
from isms.actions.queries import states_of
from isms.actions.views import told
from isms.controls.frameworks import LIBRARY
from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, panels_for, render
from isms.organisation.queries import person_choices
from isms.portfolio.models import System
from isms.risk import queries, service
from isms.risk.forms import OwnerForm, ScenarioForm, WithdrawForm
from isms.risk.models import Assessment, Scenario
from isms.risk.queries.references import controls_of
from isms.risk.rules import follow_up_refusals, is_questionable, locked_refusals
from isms.risk.views import starting
from isms.risk.views.acceptance import part as acceptance_part
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.views.steps import Guide, categories, category_name, consequences, guide, likelihoods
from isms.risk.vocabulary import AffectedProperty, Permission

EVENT = ("title", "system_id", "description", "cause", "intent", "vulnerability", "properties", "privacy_affected")
TODAY = ("existing_controls", "likelihood_before", "likelihood_reason", "consequence_before", "driving_category")

GROUPS = (
    ("scenario.group_event", EVENT),
    ("scenario.group_today", (*TODAY, "consequence_reason", "knowledge")),
    ("scenario.group_after", ("treatment", "likelihood_after", "consequence_after", "after_reason")),
    ("scenario.group_responsible", ("owner_id", "legal_requirement", "breaks_law")),
    ("scenario.group_inherent", ("likelihood_inherent", "consequence_inherent")),
)


@blueprint.get("/risks/<int:scenario_id>")
@requires(Permission.RISK_READ)
def risk(scenario_id: int) -> Answer:
    """Show a risk: how high it is, why, what is done about it, and what changed."""
    with database().reading() as session:
        shown = found(queries.scenario_for(session, me().access, scenario_id))
        actions = queries.actions_of(session, shown.id)
        held = queries.held_on_scenario(me().access, shown)
        model = queries.model_of(shown.assessment)
        _, before, after = service.estimates_of(shown)
        return render(
            "risk/risk.html",
            risk=shown,
            actions=actions,
            controls=LIBRARY.titled(controls_of(session, shown.id), words().language),
            states=states_of(actions, today()),
            properties=[words()(AffectedProperty(word).label) for word in shown.properties],
            category=category_name(shown.driving_category, words()) if shown.driving_category else "",
            likelihoods=dict(likelihoods(model, words())),
            consequences=dict(consequences(model, words())),
            questionable=is_questionable(before, after, len(actions)),
            locked=next((no.because for no in locked_refusals(shown.assessment.status)), None),
            over=any(follow_up_refusals(shown.assessment.status)),
            may_assess=shown.withdrawn_on is None and Permission.RISK_ASSESS in held,
            acceptance=acceptance_part(session, shown, actions, held),
            panels=panels_for("scenario", session, shown),
            history=sentences(session, words(), [("scenario", shown.id)]),
        )


@blueprint.route("/assessments/<int:assessment_id>/risks/new", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def identify(assessment_id: int) -> Answer:
    """Identify a risk in an assessment, from the first of the templates in the address if there are any."""

    def load(session: Session) -> Assessment:
        return found(queries.assessment_for(session, me().access, assessment_id, Permission.RISK_ASSESS))

    with database().reading() as session:
        shown = load(session)
        systems = queries.systems_of(session, shown.id)
        chosen = starting.chosen_templates()
        only_one = len(systems) == 1 and not shown.subject
        form = ScenarioForm(data={"system_id": systems[0].id if only_one else None, **starting.prefilled(chosen)})
        told_steps = _offer(session, form, shown)

    def save(session: Session) -> Scenario:
        values = form.values()
        return service.identify(session, load(session), _system(session, values), **values)

    answer = form_page(
        form,
        title=("scenario.identify_title", {"code": shown.code}),
        intro=("scenario.identify_intro", {"title": shown.title}),
        action="risk:identify",
        submit="scenario.identify_submit",
        save=save,
        done=lambda made: starting.identify_address(made.assessment_id, chosen[1:]),
        cancel=url_for(".assessment", assessment_id=shown.id),
        groups=GROUPS,
        template="risk/identify.html",
        guide=told_steps,
        **starting.beside(shown.id, chosen),
    )
    return told(answer, "scenario.identified")


@blueprint.route("/risks/<int:scenario_id>/change", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def change_risk(scenario_id: int) -> Answer:
    """Change what is said of a risk, and rate it again."""
    with database().reading() as session:
        shown = _load(session, scenario_id)
        form = ScenarioForm(obj=shown)
        told_steps = _offer(session, form, shown.assessment)

    def save(session: Session) -> Scenario:
        changed = _load(session, scenario_id)
        expect_version(changed, form.version.data)
        values = form.values()
        service.change_scenario(session, changed, _system(session, values), **values)
        return changed

    answer = form_page(
        form,
        title=("scenario.change_title", {"code": shown.code}),
        action="risk:change",
        submit="form.save",
        save=save,
        saved=lambda session: _load(session, scenario_id),
        done=_page_of,
        cancel=_page_of(shown),
        groups=GROUPS,
        template="risk/scenario_form.html",
        guide=told_steps,
    )
    return told(answer, "scenario.changed", code=shown.code)


@blueprint.route("/risks/<int:scenario_id>/assign", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def assign_risk(scenario_id: int) -> Answer:
    """Give a risk another owner, also while its assessment is approved."""
    with database().reading() as session:
        shown = _load(session, scenario_id)
        form = OwnerForm(obj=shown)
        form.owner_id.offer(person_choices(session, shown.tenant_id, shown.owner_id))

    def save(session: Session) -> Scenario:
        changed = _load(session, scenario_id)
        expect_version(changed, form.version.data)
        service.change_scenario(session, changed, **form.values())
        return changed

    answer = form_page(
        form,
        title=("scenario.assign_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="risk:assign",
        submit="form.save",
        save=save,
        saved=lambda session: _load(session, scenario_id),
        done=_page_of,
        cancel=_page_of(shown),
    )
    return told(answer, "scenario.changed", code=shown.code)


@blueprint.route("/risks/<int:scenario_id>/treat", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def treat(scenario_id: int) -> Answer:
    """Plan an action against a risk."""
    form = NewActionForm()
    with database().reading() as session:
        shown = _load(session, scenario_id)
        form.owner_id.offer(person_choices(session, shown.tenant_id))

    def save(session: Session) -> Action:
        return service.treat(session, _load(session, scenario_id), today=today(), **form.values())

    answer = form_page(
        form,
        title=("scenario.treat_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="risk:treat",
        submit="scenario.treat_submit",
        save=save,
        done=lambda _: f"{_page_of(shown)}#actions",
        cancel=_page_of(shown),
    )
    return told(answer, "scenario.treated", code=shown.code)


@blueprint.route("/risks/<int:scenario_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def withdraw_risk(scenario_id: int) -> Answer:
    """Withdraw a risk with a reason."""
    with database().reading() as session:
        shown = _load(session, scenario_id)
    form = WithdrawForm()

    def save(session: Session) -> Scenario:
        withdrawn = _load(session, scenario_id)
        service.withdraw_scenario(session, withdrawn, today=today(), **form.values())
        return withdrawn

    answer = form_page(
        form,
        title=("scenario.withdraw_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="risk:withdraw",
        submit="scenario.withdraw_submit",
        save=save,
        done=lambda gone: url_for(".assessment", assessment_id=gone.assessment_id),
        cancel=_page_of(shown),
        why=lambda: form.because.data,
    )
    return told(answer, "scenario.withdrawn", code=shown.code)


def _load(session: Session, scenario_id: int) -> Scenario:
    return found(queries.scenario_for(session, me().access, scenario_id, Permission.RISK_ASSESS))


def _page_of(shown: Scenario) -> str:
    return url_for(".risk", scenario_id=shown.id)


def _system(session: Session, values: dict[str, Any]) -> System | None:
    """Take the system out of what was filled in, as a row."""
    system_id = values.pop("system_id")
    return found(session.get(System, system_id)) if system_id else None


def _offer(session: Session, form: ScenarioForm, assessment: Assessment) -> Guide:
    """Offer what an assessment covers, its municipality's people and its model's steps; return what these mean."""
    form.system_id.offer([(system.id, system.name) for system in queries.systems_of(session, assessment.id)])
    form.owner_id.offer(person_choices(session, assessment.tenant_id))
    model = queries.model_of(assessment)
    for when in service.ESTIMATES:
        form[f"likelihood_{when}"].offer(likelihoods(model, words()))
        form[f"consequence_{when}"].offer(consequences(model, words()))
    form.driving_category.offer(categories(model, words()))
    return guide(model, words())
