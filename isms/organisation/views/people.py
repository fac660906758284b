"""The doors of people: the register, a person's page, coming and going, and the roles they hold."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.kernel.db import expect_version
from isms.kernel.handover import counted
from isms.kernel.web.doors import assembly, database, flash, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.imports import add_import
from isms.kernel.web.pages import form_page, panels_for, render
from isms.kernel.web.registers import add_register
from isms.organisation import queries, service
from isms.organisation.forms import ConfirmForm, GrantForm, NewPersonForm, PersonForm, WithdrawForm
from isms.organisation.imports import PEOPLE, ROLES
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.rules import is_in_force
from isms.organisation.views.blueprint import Answer, blueprint
from isms.organisation.views.handover import by_kind
from isms.organisation.vocabulary import Permission

add_register(
    blueprint,
    "people",
    Permission.PERSON_READ,
    create=("organisation.register_person", Permission.PERSON_MANAGE),
    actions=[
        ("import.people.title", "organisation.import_people", Permission.PERSON_MANAGE),
        ("import.roles.title", "organisation.import_roles", Permission.ROLE_GRANT),
        ("handover.all", "organisation.handovers", Permission.PERSON_HAND_OVER),
    ],
)
add_import(blueprint, PEOPLE, Permission.PERSON_MANAGE, done="organisation.people")
add_import(blueprint, ROLES, Permission.ROLE_GRANT, done="organisation.people")

OWNS = "person:owns"
"""Panels that say what a person owns, on their page."""


@blueprint.get("/people/<int:person_id>")
@requires(Permission.PERSON_READ)
def person(person_id: int) -> Answer:
    """Show a person: who they are, the roles they hold and have held, what they own, and what changed when."""
    access = me().access
    with database().reading() as session:
        shown = found(queries.person_for(session, access, person_id))
        home = found(session.get(Unit, shown.unit_id))
        return render(
            "organisation/person.html",
            person=shown,
            home=home,
            may_read_home=access.allows_at(Permission.UNIT_READ, home.path),
            holdings=_held(session, shown),
            may_change=access.allows_at(Permission.PERSON_MANAGE, home.path),
            may_hand_over=access.allows_at(Permission.PERSON_HAND_OVER, home.path),
            may_grant=access.allows(Permission.ROLE_GRANT) and shown.id != me().person_id,
            history=sentences(session, words(), [("person", shown.id)], related=queries.records_of(shown.id)),
            panels=[*panels_for(OWNS, session, shown), *panels_for("person", session, shown)],
        )


def _held(session: Session, shown: Person) -> list[dict[str, object]]:
    access = me().access
    return [
        {
            "holding": holding,
            "in_force": is_in_force(holding.valid_from, holding.valid_until, today()),
            "may_withdraw": access.allows_at(Permission.ROLE_GRANT, holding.unit.path),
        }
        for holding in queries.holdings_of(session, shown.id)
    ]


def _managed(session: Session, person_id: int) -> Person:
    return found(queries.person_for(session, me().access, person_id, Permission.PERSON_MANAGE))


def _home(session: Session, unit_id: int) -> Unit:
    return found(queries.unit_for(session, me().access, unit_id, Permission.PERSON_MANAGE))


def _places(session: Session, permission: Permission) -> list[tuple[int, str]]:
    units = session.scalars(queries.standing_units(me().access, permission, today()))
    return [(unit.id, f"{unit.code} {unit.name}") for unit in units]


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def register_person() -> Answer:
    """Register a person at a unit."""
    form = NewPersonForm()
    with database().reading() as session:
        form.unit_id.offer(_places(session, Permission.PERSON_MANAGE))

    def save(session: Session) -> Person:
        values = form.values()
        trained_on = values.pop("trained_on")
        made = service.register_person(session, unit=_home(session, values.pop("unit_id")), **values)
        service.train(session, made, trained_on, today())
        return made

    return form_page(
        form,
        title="person.register",
        action="person:register",
        submit="person.register_submit",
        save=save,
        done=lambda made: url_for(".person", person_id=made.id),
        cancel=url_for(".people"),
    )


@blueprint.route("/people/<int:person_id>/change", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def change_person(person_id: int) -> Answer:
    """Change what is said of a person."""
    with database().reading() as session:
        shown = _managed(session, person_id)
        form = PersonForm(obj=shown)
        form.unit_id.offer(_places(session, Permission.PERSON_MANAGE))

    def save(session: Session) -> Person:
        changed = _managed(session, person_id)
        expect_version(changed, form.version.data)
        values = form.values()
        service.train(session, changed, values.pop("trained_on"), today())
        service.change_person(session, changed, unit=_home(session, values.pop("unit_id")), **values)
        return changed

    return form_page(
        form,
        title=("person.change", {"name": shown.name}),
        action="person:change",
        submit="form.save",
        save=save,
        saved=lambda session: _managed(session, person_id),
        done=lambda changed: url_for(".person", person_id=changed.id),
        cancel=url_for(".person", person_id=person_id),
    )


@blueprint.route("/people/<int:person_id>/deactivate", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def deactivate(person_id: int) -> Answer:
    """Show what a person holds and owns, and set them as having left when that is confirmed."""
    form = ConfirmForm()
    with database().reading() as session:
        shown = _managed(session, person_id)
        form.version.data = form.version.data or shown.version
        holdings = [held for held in _held(session, shown) if held["in_force"]]
        kinds = by_kind(session, shown)

    def save(session: Session) -> int:
        leaving = _managed(session, person_id)
        expect_version(leaving, form.version.data)
        service.deactivate(session, leaving, today())
        return counted(session, assembly().belongings, [person_id], today()).get(person_id, 0)

    return form_page(
        form,
        title=("person.deactivate", {"name": shown.name}),
        intro="person.deactivate_intro",
        action="person:deactivate",
        submit="person.deactivate_submit",
        save=save,
        done=lambda number: url_for(".hand_over" if number else ".person", person_id=person_id),
        cancel=url_for(".person", person_id=person_id),
        template="organisation/deactivate.html",
        holdings=holdings,
        kinds=kinds,
    )


@blueprint.route("/people/<int:person_id>/reactivate", methods=["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
def reactivate(person_id: int) -> Answer:
    """Let a person who had left in again."""
    form = ConfirmForm()
    with database().reading() as session:
        shown = _managed(session, person_id)

    def save(session: Session) -> Person:
        returning = _managed(session, person_id)
        service.reactivate(session, returning)
        return returning

    return form_page(
        form,
        title=("person.reactivate", {"name": shown.name}),
        intro="person.reactivate_intro",
        action="person:reactivate",
        submit="person.reactivate_submit",
        save=save,
        done=lambda back: url_for(".person", person_id=back.id),
        cancel=url_for(".person", person_id=person_id),
    )


@blueprint.route("/people/<int:person_id>/roles/new", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT)
def grant_role(person_id: int) -> Answer:
    """Grant a person a role at one of the places where the granter may."""
    access = me().access
    form = GrantForm(data={"valid_from": today()})
    with database().reading() as session:
        shown = found(queries.person_for(session, access, person_id))
        form.unit_id.offer(_places(session, Permission.ROLE_GRANT))

    def save(session: Session) -> RoleHolding:
        values = form.values()
        return service.grant_role(
            session,
            found(queries.person_for(session, access, person_id)),
            unit=found(queries.unit_for(session, access, values.pop("unit_id"), Permission.ROLE_GRANT)),
            granted_by=me().person_id,
            **values,
        )

    return form_page(
        form,
        title=("role.grant", {"name": shown.name}),
        action="role:grant",
        submit="role.grant_submit",
        save=save,
        done=lambda held: url_for(".person", person_id=held.person_id),
        cancel=url_for(".person", person_id=person_id),
    )


@blueprint.route("/roles/<int:holding_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT)
def withdraw_role(holding_id: int) -> Answer:
    """Withdraw a role, with the reason."""
    form = WithdrawForm()
    with database().reading() as session:
        shown = found(queries.holding_for(session, me().access, holding_id))
        holder = found(session.get(Person, shown.person_id))

    def save(session: Session) -> int:
        held = found(queries.holding_for(session, me().access, holding_id))
        service.withdraw_role(session, held, str(form.because.data), today())
        return held.person_id

    def done(person_id: int) -> str:
        flash("role.withdrawn", role=words()(shown.role.label))
        return url_for(".person", person_id=person_id)

    return form_page(
        form,
        title=("role.withdraw", {"role": words()(shown.role.label), "name": holder.name}),
        action="role:withdraw",
        submit="withdraw.submit",
        save=save,
        done=done,
        cancel=url_for(".person", person_id=holder.id),
    )
