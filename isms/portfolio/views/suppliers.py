"""The doors of suppliers: register, page, and the forms that register, change and withdraw them."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, panels_for, render
from isms.kernel.web.registers import add_register
from isms.organisation.models import Unit
from isms.portfolio import queries, service
from isms.portfolio.forms import SupplierForm, WithdrawForm
from isms.portfolio.models import Supplier
from isms.portfolio.views.blueprint import Answer, blueprint, told
from isms.portfolio.vocabulary import Permission

add_register(
    blueprint,
    "suppliers",
    Permission.SUPPLIER_READ,
    create=("portfolio.register_supplier", Permission.SUPPLIER_REGISTER),
)


@blueprint.get("/suppliers/<int:supplier_id>")
@requires(Permission.SUPPLIER_READ)
def supplier(supplier_id: int) -> Answer:
    """Show a supplier, what it delivers to those who look, and what changed when."""
    with database().reading() as session:
        access = me().access
        shown = found(queries.supplier_for(session, access, supplier_id))
        place = session.get_one(Unit, shown.tenant_id).path
        stands = shown.withdrawn_on is None
        return render(
            "portfolio/supplier.html",
            supplier=shown,
            systems=queries.systems_from(session, access, supplier_id),
            may_change=stands and access.allows_at(Permission.SUPPLIER_CHANGE, place),
            may_withdraw=stands and access.allows_at(Permission.SUPPLIER_WITHDRAW, place),
            history=sentences(session, words(), [("supplier", supplier_id)]),
            panels=panels_for("supplier", session, shown),
        )


@blueprint.route("/suppliers/new", methods=["GET", "POST"])
@requires(Permission.SUPPLIER_REGISTER)
def register_supplier() -> Answer:
    """Register a supplier of one's municipality."""
    form = SupplierForm()
    tenant_id = found(me().tenant_id)
    answer = form_page(
        form,
        title="supplier.register",
        action="supplier:register",
        submit="supplier.register_submit",
        save=lambda session: service.register_supplier(session, tenant_id, **form.values()),
        done=lambda made: url_for(".supplier", supplier_id=made.id),
        cancel=url_for(".suppliers"),
    )
    return told(answer, "supplier.registered", name=form.name.data)


@blueprint.route("/suppliers/<int:supplier_id>/change", methods=["GET", "POST"])
@requires(Permission.SUPPLIER_CHANGE)
def change_supplier(supplier_id: int) -> Answer:
    """Change what is known of a supplier."""

    def load(session: Session) -> Supplier:
        return found(queries.supplier_for(session, me().access, supplier_id, Permission.SUPPLIER_CHANGE))

    with database().reading() as session:
        shown = load(session)
        form = SupplierForm(obj=shown)
        name = shown.name

    def save(session: Session) -> Supplier:
        changed = load(session)
        expect_version(changed, form.version.data)
        service.change_supplier(session, changed, **form.values())
        return changed

    answer = form_page(
        form,
        title=("supplier.change", {"name": name}),
        action="supplier:change",
        submit="form.save",
        save=save,
        saved=load,
        done=lambda changed: url_for(".supplier", supplier_id=changed.id),
        cancel=url_for(".supplier", supplier_id=supplier_id),
    )
    return told(answer, "supplier.changed", name=form.name.data)


@blueprint.route("/suppliers/<int:supplier_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.SUPPLIER_WITHDRAW)
def withdraw_supplier(supplier_id: int) -> Answer:
    """Withdraw a supplier with a reason."""

    def load(session: Session) -> Supplier:
        return found(queries.supplier_for(session, me().access, supplier_id, Permission.SUPPLIER_WITHDRAW))

    with database().reading() as session:
        shown = load(session)
        form = WithdrawForm(obj=shown)
        name = shown.name

    def save(session: Session) -> Supplier:
        withdrawn = load(session)
        expect_version(withdrawn, form.version.data)
        service.withdraw_supplier(session, withdrawn, because=form.because.data, today=today())
        return withdrawn

    answer = form_page(
        form,
        title=("supplier.withdraw", {"name": name}),
        action="supplier:withdraw",
        submit="supplier.withdraw_submit",
        save=save,
        saved=load,
        done=lambda _: url_for(".suppliers"),
        cancel=url_for(".supplier", supplier_id=supplier_id),
    )
    return told(answer, "supplier.withdrawn", name=name)
