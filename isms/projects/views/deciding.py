"""The doors at which a project is decided on, and at which its security gates are settled."""

from collections.abc import Callable

from flask import abort
from sqlalchemy.orm import Session

from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.forms import Form
from isms.projects import queries, service
from isms.projects.forms import DecideForm, TickForm, WaiveForm, WithdrawForm
from isms.projects.models import Project
from isms.projects.rules.phases import entered, next_point
from isms.projects.views.blueprint import Answer, blueprint, load, project_form, shown
from isms.projects.vocabulary import DecisionPoint, GateState, Outcome, Permission, SecurityGate


@blueprint.route("/projects/<int:project_id>/decide", methods=["GET", "POST"])
@requires(Permission.PROJECT_DECIDE)
def decide(project_id: int) -> Answer:
    """Decide whether a project goes on into its next phase."""
    with database().reading() as session:
        decided = load(session, project_id, Permission.PROJECT_DECIDE)
        point = next_point(queries.standing_of(decided)) or abort(404)
        standing = queries.gates_at(session, decided, point, today())
    form = DecideForm(data={"decided_on": today(), "version": decided.version})
    missing = [gate.gate for gate in standing if gate.state == GateState.OPEN]
    form.outcome.offer([(outcome, _meaning(point, outcome)) for outcome in Outcome])
    if not missing:
        del form.waived_because

    def save(session: Session) -> None:
        saved = load(session, project_id, Permission.PROJECT_DECIDE)
        expect_version(saved, form.version.data)
        values = {"waived_because": None, **form.values()}
        service.decide(session, saved, decided_by_id=me().person_id, today=today(), **values)

    say = words()
    aside = [say("decision.gates_open"), *(say(gate.label) for gate in missing)] if missing else [say("decision.ready")]
    return project_form(
        form,
        decided,
        save,
        action="project:decide",
        title="decision.title",
        submit="decision.submit",
        done="decision.taken",
        intro=f"decision.question.{point}",
        aside=aside,
        saved=lambda session: load(session, project_id, Permission.PROJECT_DECIDE),
    )


@blueprint.route("/projects/decisions/<int:decision_taken_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PROJECT_DECIDE)
def withdraw_decision(decision_taken_id: int) -> Answer:
    """Withdraw the latest decision on a project, which then stands where it stood before."""
    form = WithdrawForm()
    with database().reading() as session:
        shown = found(queries.decision_for(session, me().access, decision_taken_id))
        project, point = load(session, shown.project_id, Permission.PROJECT_DECIDE), words()(shown.point.label)

    def save(session: Session) -> None:
        decision = found(queries.decision_for(session, me().access, decision_taken_id))
        service.withdraw_decision(session, decision, today=today(), **form.values())

    return project_form(
        form,
        project,
        save,
        action="project:withdraw_decision",
        title="decision.withdraw_title",
        submit="decision.withdraw_submit",
        done="decision.withdrawn",
        part="decision",
        intro=("decision.withdraw_intro", {"point": point}),
        why=lambda: form.because.data,
    )


def _meaning(point: DecisionPoint, outcome: Outcome) -> str:
    """Return what an outcome means at a point."""
    phase = entered(point)
    if outcome != Outcome.APPROVED:
        return words()(outcome.label)
    return words()("decision.into", phase=words()(phase.label)) if phase else words()("decision.ends")


def _settle(form: Form, project: Project, save: Callable[[Session], object], gate: SecurityGate, how: str) -> Answer:
    """Show or take a form about one gate of a project."""
    keys = {"title": f"gate.{how}_title", "submit": f"gate.{how}_submit", "done": f"gate.{how}_done"}
    asked = f"gate.asks.{gate}"
    return project_form(form, project, save, action=f"gate:{how}", part="decision", intro=asked, **keys)


def _gate(name: str) -> SecurityGate:
    return next((gate for gate in SecurityGate if gate.value == name), None) or abort(404)


@blueprint.route("/projects/<int:project_id>/gates/<gate>", methods=["GET", "POST"])
@requires(Permission.PROJECT_CHANGE)
def tick_gate(project_id: int, gate: str) -> Answer:
    """Say that a gate is met, with the evidence, or that it is open after all."""
    ticked = _gate(gate)
    with database().reading() as session:
        project = load(session, project_id)
        said = queries.gate_of(session, project_id, ticked)
        form = TickForm(obj=said) if said else TickForm(data={"met_on": today()})

    def save(session: Session) -> None:
        service.tick_gate(
            session, load(session, project_id), ticked, settled_by_id=me().person_id, today=today(), **form.values()
        )

    return _settle(form, project, save, ticked, "tick")


@blueprint.route("/projects/<int:project_id>/gates/<gate>/waive", methods=["GET", "POST"])
@requires(Permission.PROJECT_DECIDE)
def waive_gate(project_id: int, gate: str) -> Answer:
    """Waive a gate, with the reason."""
    waived, form = _gate(gate), WaiveForm()

    def save(session: Session) -> None:
        project = load(session, project_id, Permission.PROJECT_DECIDE)
        service.waive_gate(session, project, waived, settled_by_id=me().person_id, today=today(), **form.values())

    return _settle(form, shown(project_id, Permission.PROJECT_DECIDE), save, waived, "waive")
