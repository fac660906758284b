"""The doors through which systems are connected and parted."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, requires, today
from isms.kernel.web.pages import form_page
from isms.portfolio import queries, service
from isms.portfolio.forms import DependencyForm, NewDependencyForm, WithdrawForm
from isms.portfolio.models import Dependency, System
from isms.portfolio.views.blueprint import Answer, blueprint, told
from isms.portfolio.vocabulary import Permission


def _back(system_id: int) -> str:
    return url_for(".system", system_id=system_id, _anchor="dependencies")


@blueprint.route("/systems/<int:system_id>/depend", methods=["GET", "POST"])
@requires(Permission.SYSTEM_CHANGE)
def depend(system_id: int) -> Answer:
    """Say that a system depends on another."""

    def load(session: Session) -> System:
        return found(queries.system_for(session, me().access, system_id, Permission.SYSTEM_CHANGE))

    form = NewDependencyForm()
    with database().reading() as session:
        shown = load(session)
        others = queries.system_names(session, shown.tenant_id)
        form.depends_on_id.offer([pair for pair in others if pair[0] != system_id])
        name = shown.name

    def save(session: Session) -> Dependency:
        values = form.values()
        other = session.get_one(System, values.pop("depends_on_id"))
        return service.depend(session, load(session), other, **values)

    answer = form_page(
        form,
        title=("dependency.depend", {"name": name}),
        action="dependency:depend",
        submit="dependency.depend_submit",
        save=save,
        done=lambda made: _back(made.system_id),
        cancel=_back(system_id),
        groups=[(None, ["depends_on_id", "what", "direction", "criticality", "note"])],
    )
    return told(answer, "dependency.depended")


@blueprint.route("/dependencies/<int:dependency_id>/change", methods=["GET", "POST"])
@requires(Permission.SYSTEM_CHANGE)
def change_dependency(dependency_id: int) -> Answer:
    """Change what is said of a dependency."""

    def load(session: Session) -> Dependency:
        return found(queries.dependency_for(session, me().access, dependency_id, Permission.SYSTEM_CHANGE))

    with database().reading() as session:
        shown = load(session)
        form = DependencyForm(obj=shown)
        system_id, name = shown.system_id, shown.depends_on.name

    def save(session: Session) -> Dependency:
        changed = load(session)
        expect_version(changed, form.version.data)
        service.change_dependency(session, changed, **form.values())
        return changed

    answer = form_page(
        form,
        title=("dependency.change", {"name": name}),
        action="dependency:change",
        submit="form.save",
        save=save,
        saved=load,
        done=lambda changed: _back(changed.system_id),
        cancel=_back(system_id),
    )
    return told(answer, "dependency.changed")


@blueprint.route("/dependencies/<int:dependency_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.SYSTEM_CHANGE)
def withdraw_dependency(dependency_id: int) -> Answer:
    """Withdraw a dependency with a reason."""

    def load(session: Session) -> Dependency:
        return found(queries.dependency_for(session, me().access, dependency_id, Permission.SYSTEM_CHANGE))

    with database().reading() as session:
        shown = load(session)
        form = WithdrawForm(obj=shown)
        system_id, name = shown.system_id, shown.depends_on.name

    def save(session: Session) -> Dependency:
        withdrawn = load(session)
        expect_version(withdrawn, form.version.data)
        service.withdraw_dependency(session, withdrawn, because=form.because.data, today=today())
        return withdrawn

    answer = form_page(
        form,
        title=("dependency.withdraw", {"name": name}),
        action="dependency:withdraw",
        submit="dependency.withdraw_submit",
        save=save,
        saved=load,
        done=lambda withdrawn: _back(withdrawn.system_id),
        cancel=_back(system_id),
    )
    return told(answer, "dependency.withdrawn")
