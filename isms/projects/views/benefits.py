"""The doors of benefits: what a project shall give, and what came of it."""

from sqlalchemy.orm import Session

from isms.kernel.web.doors import database, found, me, requires, today
from isms.organisation.queries import person_choices
from isms.projects import queries, service
from isms.projects.forms import BenefitForm, RealiseForm, WithdrawForm
from isms.projects.models import ProjectBenefit
from isms.projects.views.blueprint import Answer, blueprint, load, project_form
from isms.projects.views.projects import page
from isms.projects.vocabulary import Permission


@blueprint.get("/projects/benefits/<int:benefit_id>")
@requires(Permission.PROJECT_READ)
def benefit(benefit_id: int) -> Answer:
    """Show the project that a benefit is planned for."""
    with database().reading() as session:
        return page(session, found(queries.project_of_benefit(session, me().access, benefit_id)))


@blueprint.route("/projects/<int:project_id>/benefits", methods=["GET", "POST"])
@requires(Permission.PROJECT_CHANGE)
def add_benefit(project_id: int) -> Answer:
    """Plan what a project shall give."""
    form = BenefitForm()
    with database().reading() as session:
        planned = load(session, project_id)
        form.owner_id.offer(person_choices(session, planned.tenant_id))

    def save(session: Session) -> object:
        return service.add_benefit(session, load(session, project_id), **form.values())

    return project_form(
        form,
        planned,
        save,
        action="benefit:add",
        title="benefit.add_title",
        submit="benefit.add_submit",
        done="benefit.added",
        part="benefits",
    )


@blueprint.route("/projects/benefits/<int:benefit_id>/change", methods=["GET", "POST"])
@requires(Permission.PROJECT_CHANGE)
def change_benefit(benefit_id: int) -> Answer:
    """Change what a project shall give."""
    with database().reading() as session:
        changed = _load(session, benefit_id)
        form = BenefitForm(obj=changed)
        form.owner_id.offer(person_choices(session, changed.tenant_id, changed.owner_id))

    def save(session: Session) -> None:
        service.change_benefit(session, _load(session, benefit_id), **form.values())

    return project_form(
        form,
        changed.project,
        save,
        action="benefit:change",
        title="benefit.change_title",
        submit="benefit.change_submit",
        done="benefit.changed",
        part="benefits",
    )


@blueprint.route("/projects/benefits/<int:benefit_id>/realise", methods=["GET", "POST"])
@requires(Permission.PROJECT_CHANGE)
def realise_benefit(benefit_id: int) -> Answer:
    """Tell what came of a benefit."""
    with database().reading() as session:
        realised = _load(session, benefit_id, own=True)
    form = RealiseForm(obj=realised)
    if not form.is_submitted() and realised.realised_on is None:
        form.realised_on.data = today()

    def save(session: Session) -> None:
        service.realise_benefit(session, _load(session, benefit_id, own=True), today=today(), **form.values())

    return project_form(
        form,
        realised.project,
        save,
        action="benefit:realise",
        title="benefit.realise_title",
        submit="benefit.realise_submit",
        done="benefit.told",
        part="benefits",
        aside=[realised.text],
    )


@blueprint.route("/projects/benefits/<int:benefit_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PROJECT_CHANGE)
def withdraw_benefit(benefit_id: int) -> Answer:
    """Withdraw a benefit from the plan."""
    form = WithdrawForm()
    with database().reading() as session:
        withdrawn = _load(session, benefit_id)

    def save(session: Session) -> None:
        service.withdraw_benefit(session, _load(session, benefit_id), today=today(), **form.values())

    return project_form(
        form,
        withdrawn.project,
        save,
        action="benefit:withdraw",
        title="benefit.withdraw_title",
        submit="benefit.withdraw_submit",
        done="benefit.withdrawn",
        part="benefits",
        aside=[withdrawn.text],
        why=lambda: form.because.data,
    )


def _load(session: Session, benefit_id: int, *, own: bool = False) -> ProjectBenefit:
    return found(queries.benefit_for(session, me().access, benefit_id, own=own))
