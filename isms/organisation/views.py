"""The doors of units and people."""

from flask import Blueprint, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, panels_for, render
from isms.kernel.web.registers import add_register
from isms.organisation import queries, service
from isms.organisation.forms import NewUnitForm, UnitForm
from isms.organisation.models import Unit
from isms.organisation.vocabulary import Permission

blueprint = Blueprint("organisation", __name__)
add_register(blueprint, "units", Permission.UNIT_READ, create=("organisation.establish", Permission.UNIT_MANAGE))
add_register(blueprint, "people", Permission.PERSON_READ)

Answer = str | Response | tuple[str, int]


@blueprint.get("/units/<int:unit_id>")
@requires(Permission.UNIT_READ)
def unit(unit_id: int) -> Answer:
    """Show a unit: what it is, what lies under it, and what changed when."""
    with database().reading() as session:
        shown = found(queries.unit_for(session, me().access, unit_id))
        return render(
            "organisation/unit.html",
            unit=shown,
            parent=session.get(Unit, shown.parent_id) if shown.parent_id else None,
            leader=queries.person(session, shown.leader_id),
            children=queries.children(session, shown.id),
            may_change=me().access.allows_at(Permission.UNIT_MANAGE, shown.path),
            history=sentences(session, words(), [("unit", shown.id)]),
            panels=panels_for("unit", session, shown),
        )


@blueprint.route("/units/new", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def establish() -> Answer:
    """Establish a unit."""
    form = NewUnitForm()
    with database().reading() as session:
        parents = session.scalars(queries.standing_units(me().access, Permission.UNIT_MANAGE, today()))
        form.parent_id.offer([(parent.id, f"{parent.code} {parent.name}") for parent in parents])
        form.leader_id.offer(queries.person_choices(session, me().tenant_id))

    def save(session: Session) -> Unit:
        values = form.values()
        parent_id = values.pop("parent_id")
        parent = session.get(Unit, parent_id) if parent_id else None
        return service.establish(session, parent=parent, **values)

    return form_page(
        form,
        title="unit.establish",
        action="unit:establish",
        submit="unit.establish_submit",
        save=save,
        done=lambda made: url_for(".unit", unit_id=made.id),
        cancel=url_for(".units"),
        groups=[(None, ["kind", "parent_id", "name", "code", "leader_id", "valid_from", "valid_until", "note"])],
    )


@blueprint.route("/units/<int:unit_id>/change", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def change_unit(unit_id: int) -> Answer:
    """Change what is said of a unit."""

    def load(session: Session) -> Unit:
        return found(queries.unit_for(session, me().access, unit_id, Permission.UNIT_MANAGE))

    with database().reading() as session:
        shown = load(session)
        form = UnitForm(obj=shown)
        form.leader_id.offer(queries.person_choices(session, shown.tenant_id))

    def save(session: Session) -> Unit:
        changed = load(session)
        expect_version(changed, form.version.data)
        service.change_unit(session, changed, **form.values())
        return changed

    return form_page(
        form,
        title=("unit.change", {"name": shown.name}),
        action="unit:change",
        submit="form.save",
        save=save,
        saved=load,
        done=lambda changed: url_for(".unit", unit_id=changed.id),
        cancel=url_for(".unit", unit_id=unit_id),
    )
