"""The doors of projects: the register, the page, and the forms that register, change and withdraw them."""

from collections.abc import Sequence
from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.kernel.db import expect_version
from isms.kernel.deadlines import DeadlineState, deadline_state
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, panels_for, render
from isms.kernel.web.registers import add_register
from isms.organisation.models import Unit
from isms.organisation.queries import person_choices, standing_units
from isms.portfolio.queries import ids_within, system_names
from isms.portfolio.queries import system_for as readable_system
from isms.portfolio.vocabulary import Permission as PortfolioPermission
from isms.projects import queries, service
from isms.projects.forms import AttachForm, ProjectForm, WithdrawForm
from isms.projects.models import DecisionTaken, Project
from isms.projects.rules.phases import PHASES, entered, next_point
from isms.projects.views.blueprint import Answer, blueprint, load, page_of, project_form, shown
from isms.projects.vocabulary import Outcome, Permission, Phase, ProjectState

add_register(
    blueprint,
    "projects",
    Permission.PROJECT_READ,
    create=("projects.register", Permission.PROJECT_REGISTER),
    actions=(("phases.title", "projects.phases", Permission.PROJECT_READ),),
)


@blueprint.get("/projects/<int:project_id>")
@requires(Permission.PROJECT_READ)
def project(project_id: int) -> Answer:
    """Show a project: where it stands, what is decided next, its systems and benefits, and what changed."""
    with database().reading() as session:
        return page(session, load(session, project_id, Permission.PROJECT_READ))


def page(session: Session, project: Project) -> str:
    """Return the page of a project that may be read."""
    standing = queries.standing_of(project)
    point = next_point(standing) if project.withdrawn_on is None else None
    held = queries.held_on(me().access, project)
    decisions, said = queries.decisions_of(session, project.id), queries.said_of(session, project.id)
    standing_decisions = [decision for decision in decisions if decision.withdrawn_on is None]
    systems = queries.systems_of(session, me().access, project.id)
    benefits = queries.benefits_of(session, project.id)
    overdue = standing.state == ProjectState.RUNNING and deadline_state(project.planned_end_on, today())
    return render(
        "projects/project.html",
        project=project,
        standing=standing,
        phases=PHASES,
        at=PHASES.index(standing.phase),
        since=_since(project, standing_decisions),
        point=point,
        gates=queries.gates_with(project, point, systems, benefits, said, today()) if point else [],
        passed=queries.passed_gates(project, said),
        decisions=decisions,
        latest=standing_decisions[-1] if standing_decisions else None,
        systems=systems,
        benefits=benefits,
        overdue=overdue == DeadlineState.OVERDUE,
        me_id=me().person_id,
        may_change=Permission.PROJECT_CHANGE in held,
        may_decide=Permission.PROJECT_DECIDE in held,
        panels=panels_for("project", session, project),
        history=sentences(session, words(), [("project", project.id)], related=queries.records_of(project.id)),
    )


@blueprint.route("/projects/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_REGISTER)
def register() -> Answer:
    """Register a project."""
    form = ProjectForm(data={"begun_on": today()})
    with database().reading() as session:
        _offer(session, form, Permission.PROJECT_REGISTER, me().tenant_id)

    def save(session: Session) -> Project:
        values = form.values()
        unit = session.get_one(Unit, values.pop("unit_id"))
        return service.register(session, unit, today=today(), **values)

    answer = form_page(
        form,
        title="project.register",
        intro="project.register_intro",
        action="project:register",
        submit="project.register_submit",
        save=save,
        done=lambda made: page_of(made.id),
        cancel=url_for(".projects"),
    )
    return told(answer, "project.registered", name=form.name.data)


@blueprint.route("/projects/<int:project_id>/change", methods=["GET", "POST"])
@requires(Permission.PROJECT_CHANGE)
def change(project_id: int) -> Answer:
    """Change what is said of a project."""
    with database().reading() as session:
        changed = load(session, project_id)
        form = ProjectForm(obj=changed)
        _offer(session, form, Permission.PROJECT_CHANGE, changed.tenant_id, changed)

    def save(session: Session) -> Project:
        saved = load(session, project_id)
        expect_version(saved, form.version.data)
        values = form.values()
        unit = session.get_one(Unit, values.pop("unit_id"))
        service.change(session, saved, unit, today=today(), **values)
        return saved

    return project_form(
        form,
        changed,
        save,
        action="project:change",
        title="project.change_title",
        submit="project.change_submit",
        done="project.changed",
        saved=lambda session: load(session, project_id),
    )


@blueprint.route("/projects/<int:project_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PROJECT_CHANGE)
def withdraw(project_id: int) -> Answer:
    """Withdraw a project that was registered by mistake."""
    form = WithdrawForm()

    def save(session: Session) -> None:
        service.withdraw(session, load(session, project_id), today=today(), **form.values())

    return project_form(
        form,
        shown(project_id),
        save,
        action="project:withdraw",
        title="project.withdraw_title",
        submit="project.withdraw_submit",
        done="project.withdrawn",
        intro="project.withdraw_intro",
        why=lambda: form.because.data,
    )


@blueprint.route("/projects/<int:project_id>/systems", methods=["GET", "POST"])
@requires(Permission.PROJECT_CHANGE)
def attach(project_id: int) -> Answer:
    """Say what a project does with a system."""
    form = AttachForm()
    with database().reading() as session:
        attached = load(session, project_id)
        assert attached.tenant_id
        readable = ids_within(session, me().access, attached.tenant_id, PortfolioPermission.SYSTEM_READ)
        form.system_id.offer(
            [(id_, name) for id_, name in system_names(session, attached.tenant_id) if id_ in readable]
        )

    def save(session: Session) -> object:
        system = found(readable_system(session, me().access, form.system_id.data))
        return service.attach(session, load(session, project_id), system, form.part.data)

    return project_form(
        form,
        attached,
        save,
        action="project:attach",
        title="project.attach_title",
        submit="project.attach_submit",
        done="project.attached",
        part="systems",
    )


@blueprint.route("/projects/systems/<int:attached_id>/detach", methods=["GET", "POST"])
@requires(Permission.PROJECT_CHANGE)
def detach(attached_id: int) -> Answer:
    """Say that a system is a project's no longer."""
    form = WithdrawForm()
    with database().reading() as session:
        link = found(queries.attached_for(session, me().access, attached_id))

    def save(session: Session) -> None:
        standing = found(queries.attached_for(session, me().access, attached_id))
        service.detach(session, standing, today=today(), **form.values())

    return project_form(
        form,
        link.project,
        save,
        action="project:detach",
        title="project.detach_title",
        submit="project.detach_submit",
        done="project.detached",
        part="systems",
        intro=("project.detach_intro", {"system": link.system.name}),
        why=lambda: form.because.data,
    )


def _since(project: Project, decisions: Sequence[DecisionTaken]) -> dict[Phase, date]:
    """Return the day on which each phase was entered, of those that have been."""
    approved = [decision for decision in decisions if decision.outcome == Outcome.APPROVED]
    opened = {phase: one.decided_on for one in approved if (phase := entered(one.point)) is not None}
    return {Phase.IDEA: project.begun_on, **opened}


def _offer(
    session: Session,
    form: ProjectForm,
    permission: KernelPermission,
    tenant_id: int | None,
    project: Project | None = None,
) -> None:
    """Offer the units where the permission is held, the project's own too, and the people of the municipality."""
    units = session.scalars(standing_units(me().access, permission, today())).all()
    offered = {unit.id: unit.name for unit in units if unit.tenant_id == tenant_id}
    if project is not None:
        offered.setdefault(project.unit_id, project.unit.name)
    form.unit_id.offer(list(offered.items()))
    form.owner_id.offer(person_choices(session, tenant_id, project.owner_id if project else None))
    form.manager_id.offer(person_choices(session, tenant_id, project.manager_id if project else None))
