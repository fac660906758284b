"""The doors of systems: register, page, and the forms that register, change and withdraw them."""

from collections.abc import Iterable

from flask import url_for
from sqlalchemy.orm import Session
from wtforms import Field

from isms.kernel.db import expect_version
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.imports import add_import
from isms.kernel.web.pages import form_page, panels_for, render
from isms.kernel.web.registers import add_register
from isms.organisation import queries as organisation
from isms.organisation.models import Unit
from isms.portfolio import queries, service
from isms.portfolio.forms import GROUPS, SystemForm, WithdrawForm
from isms.portfolio.imports import SYSTEMS
from isms.portfolio.models import System
from isms.portfolio.views.blueprint import Answer, blueprint, told
from isms.portfolio.views.system_page import SystemPage
from isms.portfolio.vocabulary import Lifecycle, Permission

add_register(
    blueprint,
    "systems",
    Permission.SYSTEM_READ,
    create=("portfolio.register", Permission.SYSTEM_REGISTER),
    actions=[
        ("register.mismatches.title", "portfolio.mismatches", Permission.SYSTEM_READ),
        ("import.systems.title", "portfolio.import_systems", Permission.SYSTEM_REGISTER),
    ],
)
add_import(blueprint, SYSTEMS, Permission.SYSTEM_REGISTER, done="portfolio.systems")

RELATED = ("owner", "deputy_owner", "administrator", "deputy_administrator")
HISTORY_ENTRIES = 20


@blueprint.get("/systems/<int:system_id>")
@requires(Permission.SYSTEM_READ)
def system(system_id: int) -> Answer:
    """Show a system: what is the matter, what it needs, what it leans on, and what changed when."""
    with database().reading() as session:
        access = me().access
        shown = found(queries.system_for(session, access, system_id))
        ratings = queries.ratings_of(session, system_id)
        neighbours = queries.neighbours_of(session, access, system_id, today())
        demands = queries.demand_lines(session, access, system_id)
        related = queries.records_of(system_id)
        history = sentences(session, words(), [("system", system_id)], HISTORY_ENTRIES, related=related)
        return render(
            "portfolio/system.html",
            page=SystemPage(shown, ratings, neighbours, demands, queries.held_on(access, shown), today(), words()),
            system=shown,
            area=shown.unit.area,
            replaced_by=[other for other in shown.replaced_by if other.withdrawn_on is None],
            history=history,
            panels=panels_for("system", session, shown),
        )


@blueprint.route("/systems/new", methods=["GET", "POST"])
@requires(Permission.SYSTEM_REGISTER)
def register() -> Answer:
    """Register a system."""
    form = SystemForm()
    with database().reading() as session:
        _offer(session, form, Permission.SYSTEM_REGISTER, me().tenant_id)

    def save(session: Session) -> System:
        values = form.values()
        unit = session.get_one(Unit, values.pop("unit_id"))
        return service.register(session, unit, **values)

    answer = form_page(
        form,
        title="system.register",
        intro="system.register_intro",
        action="system:register",
        submit="system.register_submit",
        save=save,
        done=lambda made: url_for(".system", system_id=made.id),
        cancel=url_for(".systems"),
        groups=GROUPS,
    )
    return told(answer, "system.registered", name=form.name.data)


@blueprint.route("/systems/<int:system_id>/change", methods=["GET", "POST"])
@requires(Permission.SYSTEM_CHANGE)
def change(system_id: int) -> Answer:
    """Change the facts of a system."""

    def load(session: Session) -> System:
        return found(queries.system_for(session, me().access, system_id, Permission.SYSTEM_CHANGE))

    with database().reading() as session:
        shown = load(session)
        form = SystemForm(obj=shown)
        _offer(session, form, Permission.SYSTEM_CHANGE, shown.tenant_id, shown)
        if shown.lifecycle != Lifecycle.ENDED:
            form.lifecycle.offer([(each, words()(each.label)) for each in Lifecycle if each != Lifecycle.ENDED])
        title = ("system.change", {"name": shown.name})

    def save(session: Session) -> System:
        changed = load(session)
        expect_version(changed, form.version.data)
        values = form.values()
        unit = session.get_one(Unit, values.pop("unit_id"))
        service.change(session, changed, unit, **values)
        return changed

    answer = form_page(
        form,
        title=title,
        action="system:change",
        submit="system.change_submit",
        save=save,
        saved=load,
        done=lambda changed: url_for(".system", system_id=changed.id),
        cancel=url_for(".system", system_id=system_id),
        groups=GROUPS,
    )
    return told(answer, "system.changed", name=form.name.data)


@blueprint.route("/systems/<int:system_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.SYSTEM_WITHDRAW)
def withdraw(system_id: int) -> Answer:
    """Withdraw a system with a reason."""

    def load(session: Session) -> System:
        return found(queries.system_for(session, me().access, system_id, Permission.SYSTEM_WITHDRAW))

    with database().reading() as session:
        shown = load(session)
        form = WithdrawForm(obj=shown)
        needing = [n.name for n in queries.neighbours_of(session, me().access, system_id, today()) if not n.is_needed]
        name = shown.name

    def save(session: Session) -> System:
        withdrawn = load(session)
        expect_version(withdrawn, form.version.data)
        service.withdraw(session, withdrawn, because=form.because.data, today=today())
        return withdrawn

    warning = words()("system.withdraw_needed_by", names=", ".join(needing)) if needing else None
    answer = form_page(
        form,
        title=("system.withdraw", {"name": name}),
        intro="system.withdraw_intro",
        action="system:withdraw",
        submit="system.withdraw_submit",
        save=save,
        saved=load,
        done=lambda _: url_for(".systems"),
        cancel=url_for(".system", system_id=system_id),
        aside=[warning] if warning else None,
    )
    return told(answer, "system.withdrawn", name=name)


def _offer(
    session: Session,
    form: SystemForm,
    permission: KernelPermission,
    tenant_id: int | None,
    system: System | None = None,
) -> None:
    """Offer the form its rows; what the system has now stays on offer, also when it is gone elsewhere."""
    units = session.scalars(organisation.standing_units(me().access, permission, today()))
    pairs = [(unit.id, f"{unit.code} {unit.name}") for unit in units if unit.tenant_id == tenant_id]
    _offer_with(form.unit_id, pairs, (system.unit_id, system.unit.name) if system else None)
    people = organisation.person_choices(session, tenant_id)
    for relation in RELATED:
        person = getattr(system, relation) if system else None
        _offer_with(form[f"{relation}_id"], people, (person.id, person.name) if person else None)
    suppliers = [(supplier.id, supplier.name) for supplier in queries.suppliers_of(session, tenant_id)]
    supplier = system.supplier if system else None
    _offer_with(form.supplier_id, suppliers, (supplier.id, supplier.name) if supplier else None)
    others = [pair for pair in queries.system_names(session, tenant_id) if not system or pair[0] != system.id]
    old = system.replaces if system else None
    _offer_with(form.replaces_id, others, (old.id, f"{old.name} ({old.code})") if old else None)


def _offer_with(field: Field, pairs: Iterable[tuple[int, str]], now: tuple[int, str] | None) -> None:
    offered = list(pairs)
    if now and now[0] not in dict(offered):
        offered.append(now)
    field.offer(offered)
