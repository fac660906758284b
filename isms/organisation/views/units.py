"""The doors of units: the register, the tree, a unit's page, and what is decided about it."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from isms.kernel.access import ROOT
from isms.kernel.db import expect_version
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.web.doors import database, flash, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.imports import add_import
from isms.kernel.web.pages import form_page, panels_for, render
from isms.kernel.web.registers import add_register
from isms.organisation import queries, service
from isms.organisation.forms import EndUnitForm, MoveForm, NewUnitForm, UnitForm, WithdrawForm
from isms.organisation.imports import UNITS
from isms.organisation.models import Unit
from isms.organisation.rules import PARENTS
from isms.organisation.views.blueprint import Answer, blueprint
from isms.organisation.vocabulary import Permission

add_register(
    blueprint,
    "units",
    Permission.UNIT_READ,
    create=("organisation.establish", Permission.UNIT_MANAGE),
    actions=[
        ("unit.tree", "organisation.tree", Permission.UNIT_READ),
        ("import.units.title", "organisation.import_units", Permission.UNIT_MANAGE),
    ],
)
add_import(blueprint, UNITS, Permission.UNIT_MANAGE, done="organisation.units")


@blueprint.get("/units/tree")
@requires(Permission.UNIT_READ)
def tree() -> Answer:
    """Show the units in force as the tree they are."""
    with database().reading() as session:
        standing = list(session.scalars(queries.standing_units(me().access, Permission.UNIT_READ, today())))
    return render("organisation/tree.html", branches=branches(standing))


def branches(units: Iterable[Unit]) -> list[dict[str, Any]]:
    """Return units as nested branches, siblings by name; a unit whose parent is not shown stands at the top."""
    made: dict[int, dict[str, Any]] = {}
    tops: list[dict[str, Any]] = []
    by_name = sorted(units, key=lambda unit: (unit.name_key, unit.id))
    for unit in by_name:
        made[unit.id] = {"unit": unit, "below": []}
    for unit in by_name:
        above = made.get(unit.parent_id or 0)
        (above["below"] if above else tops).append(made[unit.id])
    return tops


@blueprint.get("/units/<int:unit_id>")
@requires(Permission.UNIT_READ)
def unit(unit_id: int) -> Answer:
    """Show a unit: what it is, what lies under it, who belongs to it, and what changed when."""
    access = me().access
    with database().reading() as session:
        shown = found(queries.unit_for(session, access, unit_id))
        reads_people = access.allows_at(Permission.PERSON_READ, shown.path)
        return render(
            "organisation/unit.html",
            unit=shown,
            parent=session.get(Unit, shown.parent_id) if shown.parent_id else None,
            may_read_parent=bool(shown.parent_id and queries.unit_for(session, access, shown.parent_id)),
            leader=queries.person(session, shown.leader_id),
            children=queries.children(session, shown.id),
            people=queries.people_at(session, shown.id) if reads_people else None,
            may_change=access.allows_at(Permission.UNIT_MANAGE, shown.path) and shown.withdrawn_on is None,
            history=sentences(session, words(), [("unit", shown.id)]),
            panels=panels_for("unit", session, shown),
        )


def _managed(session: Session, unit_id: int) -> Unit:
    unit = found(queries.unit_for(session, me().access, unit_id, Permission.UNIT_MANAGE))
    return found(unit if unit.withdrawn_on is None else None)


def _named(unit: Unit) -> tuple[int, str]:
    return unit.id, f"{unit.code} {unit.name}"


@blueprint.route("/units/new", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def establish() -> Answer:
    """Establish a unit."""
    form = NewUnitForm()
    with database().reading() as session:
        parents = session.scalars(queries.standing_units(me().access, Permission.UNIT_MANAGE, today()))
        form.parent_id.offer([_named(parent) for parent in parents])
        form.leader_id.offer(queries.person_choices(session, me().tenant_id))

    def save(session: Session) -> Unit:
        values = form.values()
        parent_id = values.pop("parent_id")
        if parent_id is None and not me().access.allows_at(Permission.UNIT_MANAGE, ROOT):
            raise Refused(Refusal("unit.parent_needed", "parent_id"))
        parent = _managed(session, parent_id) if parent_id else None
        return service.establish(session, parent=parent, **values)

    return form_page(
        form,
        title="unit.establish",
        action="unit:establish",
        submit="unit.establish_submit",
        save=save,
        done=lambda made: url_for(".unit", unit_id=made.id),
        cancel=url_for(".units"),
        groups=[(None, ["kind", "parent_id", "name", "code", "leader_id", "valid_from", "note"])],
    )


@blueprint.route("/units/<int:unit_id>/change", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def change_unit(unit_id: int) -> Answer:
    """Change what is said of a unit."""
    with database().reading() as session:
        shown = _managed(session, unit_id)
        form = UnitForm(obj=shown)
        form.leader_id.offer(queries.person_choices(session, shown.tenant_id, shown.leader_id))

    def save(session: Session) -> Unit:
        changed = _managed(session, unit_id)
        expect_version(changed, form.version.data)
        service.change_unit(session, changed, **form.values())
        return changed

    return form_page(
        form,
        title=("unit.change", {"name": shown.name}),
        action="unit:change",
        submit="form.save",
        save=save,
        saved=lambda session: _managed(session, unit_id),
        done=lambda changed: url_for(".unit", unit_id=changed.id),
        cancel=url_for(".unit", unit_id=unit_id),
    )


@blueprint.route("/units/<int:unit_id>/move", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def move(unit_id: int) -> Answer:
    """Move a unit, and all that lies under it, to another place in the tree."""
    access = me().access
    with database().reading() as session:
        shown = _managed(session, unit_id)
        form = MoveForm(obj=shown)
        places = session.scalars(queries.standing_units(access, Permission.UNIT_MANAGE, today()))
        form.parent_id.offer(
            [
                _named(place)
                for place in places
                if place.kind in PARENTS[shown.kind] and not place.path.startswith(shown.path)
            ]
        )
        along = len(queries.below(session, shown.path))

    def save(session: Session) -> Unit:
        moved = _managed(session, unit_id)
        expect_version(moved, form.version.data)
        service.move(session, moved, _managed(session, form.parent_id.data))
        return moved

    return form_page(
        form,
        title=("unit.move", {"name": shown.name}),
        intro=(
            "unit.move_alone" if along == 0 else f"unit.move_along.{'one' if along == 1 else 'other'}",
            {"n": along},
        ),
        action="unit:move",
        submit="unit.move_submit",
        save=save,
        done=lambda moved: url_for(".unit", unit_id=moved.id),
        cancel=url_for(".unit", unit_id=unit_id),
    )


@blueprint.route("/units/<int:unit_id>/end", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def end_unit(unit_id: int) -> Answer:
    """Give a unit its last day."""
    with database().reading() as session:
        shown = _managed(session, unit_id)
        form = EndUnitForm(obj=shown)

    def save(session: Session) -> Unit:
        ended = _managed(session, unit_id)
        expect_version(ended, form.version.data)
        service.end_unit(session, ended, form.valid_until.data)
        return ended

    return form_page(
        form,
        title=("unit.end", {"name": shown.name}),
        intro="unit.end_intro",
        action="unit:end",
        submit="form.save",
        save=save,
        why=lambda: form.because.data,
        done=lambda ended: url_for(".unit", unit_id=ended.id),
        cancel=url_for(".unit", unit_id=unit_id),
    )


@blueprint.route("/units/<int:unit_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE)
def withdraw_unit(unit_id: int) -> Answer:
    """Withdraw a unit that was registered by mistake."""
    form = WithdrawForm()
    with database().reading() as session:
        shown = _managed(session, unit_id)

    def save(session: Session) -> Unit:
        withdrawn = _managed(session, unit_id)
        service.withdraw_unit(session, withdrawn, str(form.because.data), today())
        return withdrawn

    def done(withdrawn: Unit) -> str:
        flash("unit.withdrawn", name=withdrawn.name)
        return url_for(".units")

    return form_page(
        form,
        title=("unit.withdraw", {"name": shown.name}),
        intro="unit.withdraw_intro",
        action="unit:withdraw",
        submit="withdraw.submit",
        save=save,
        done=done,
        cancel=url_for(".unit", unit_id=unit_id),
    )
