"""The doors of health models: what holds today, its versions, and the editing and deciding of a new one."""

from types import SimpleNamespace
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from isms.accounts.confirming import password_refusals
from isms.actions.views import told
from isms.health.forms.models import NUMBERS, DecideModelForm, DraftModelForm, NumbersForm, WithdrawModelForm
from isms.health.models import HealthModel
from isms.health.queries import models as queries
from isms.health.rules import SHIPPED, Model
from isms.health.service import models as service
from isms.health.views.blueprint import Answer, blueprint
from isms.health.views.model_picture import differing, filled, picture
from isms.health.vocabulary import HealthModelState, Permission
from isms.kernel.db import expect_version
from isms.kernel.formats import print_date
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.refusal import refuse
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, render
from isms.organisation.queries import unit_for


@blueprint.get("/health-models")
@requires(Permission.HEALTH_MODEL_READ)
def models() -> Answer:
    """Show the health model that holds today, and the versions before and after it."""
    with database().reading() as session:
        holds = queries.model_in_force(session, me().tenant_id, today())
        return render(
            "health/models.html",
            holds=holds,
            is_shipped=holds.code == SHIPPED.code,
            versions=queries.models_of(session, me().tenant_id),
            may_draft=me().access.allows(Permission.HEALTH_MODEL_DRAFT),
            differing=differing(holds, words()),
            **picture(holds),
        )


@blueprint.get("/health-models/<int:health_model_id>")
@requires(Permission.HEALTH_MODEL_READ)
def model(health_model_id: int) -> Answer:
    """Show one version of the health model."""
    with database().reading() as session:
        shown = _load(session, health_model_id, Permission.HEALTH_MODEL_READ)
        is_draft = shown.state == HealthModelState.DRAFT and shown.withdrawn_on is None
        kept = queries.as_rules(session, shown)
        return render(
            "health/model.html",
            model=shown,
            may_change=is_draft and me().access.allows(Permission.HEALTH_MODEL_DRAFT),
            may_decide=is_draft and me().access.allows(Permission.HEALTH_MODEL_DECIDE),
            history=sentences(session, words(), [("health_model", shown.id)]),
            differing=differing(kept, words()),
            **picture(kept),
        )


@blueprint.route("/health-models/new", methods=["GET", "POST"])
@requires(Permission.HEALTH_MODEL_DRAFT)
def draft_model() -> Answer:
    """Draft a new version of the health model from the one that holds, or from the one the program ships."""
    with database().reading() as session:
        holds = queries.model_in_force(session, me().tenant_id, today())
    bases: dict[str, Model] = {each.code: each for each in (holds, SHIPPED)}
    form = DraftModelForm(data={"valid_from": today(), "base": holds.code})
    form.base.offer([(code, _called(code)) for code in bases])

    def save(session: Session) -> HealthModel:
        place = found(unit_for(session, me().access, me().tenant_id or 0, Permission.HEALTH_MODEL_DRAFT))
        values = form.values()
        return service.draft_model(session, place.id, bases[values.pop("base")], **values)

    answer = form_page(
        form,
        title="health_model.draft",
        intro="health_model.draft_intro",
        action="health_model:draft",
        submit="health_model.draft_submit",
        save=save,
        done=lambda made: url_for(".change_model", health_model_id=made.id),
        cancel=url_for(".models"),
    )
    return told(answer, "health_model.drafted")


@blueprint.route("/health-models/<int:health_model_id>/change", methods=["GET", "POST"])
@requires(Permission.HEALTH_MODEL_DRAFT)
def change_model(health_model_id: int) -> Answer:
    """Change a draft of the health model: its name and day, and every number."""
    with database().reading() as session:
        shown = _load(session, health_model_id, Permission.HEALTH_MODEL_DRAFT)
        standing = queries.as_rules(session, shown)
    form = NumbersForm(obj=_as_filled(shown, standing))

    def save(session: Session) -> HealthModel:
        changed = _load(session, health_model_id, Permission.HEALTH_MODEL_DRAFT)
        expect_version(changed, form.version.data)
        values = form.values()
        numbers = {name: values[field] for field, name in NUMBERS.items()}
        said: dict[str, Any] = {name: values[name] for name in ("title", "valid_from", "basis")}
        service.change_model(session, changed, numbers, **said)
        return changed

    def saved(session: Session) -> SimpleNamespace:
        there = _load(session, health_model_id, Permission.HEALTH_MODEL_DRAFT)
        return _as_filled(there, queries.as_rules(session, there))

    answer = form_page(
        form,
        title=("health_model.change_title", {"code": shown.code}),
        action="health_model:change",
        submit="form.save",
        save=save,
        saved=saved,
        done=_page_of,
        cancel=_page_of(shown),
        groups=(("health_model.group_about", ("title", "valid_from", "basis")),),
        template="health/model_form.html",
        **picture(standing),
    )
    return told(answer, "health_model.changed", code=shown.code)


@blueprint.route("/health-models/<int:health_model_id>/decide", methods=["GET", "POST"])
@requires(Permission.HEALTH_MODEL_DECIDE)
def decide_model(health_model_id: int) -> Answer:
    """Decide a draft of the health model, with the password once more; from its day on health is measured by it."""
    with database().reading() as session:
        shown = _load(session, health_model_id, Permission.HEALTH_MODEL_DECIDE)
    form = DecideModelForm(obj=shown)
    wrong = list(password_refusals(form.password.data, "password")) if request.method == "POST" else []

    def save(session: Session) -> HealthModel:
        refuse(wrong)
        decided = _load(session, health_model_id, Permission.HEALTH_MODEL_DECIDE)
        expect_version(decided, form.version.data)
        basis = form.basis.data
        service.decide_model(session, decided, basis=basis, decided_by_id=me().person_id, today=today())
        return decided

    answer = form_page(
        form,
        title=("health_model.decide_title", {"code": shown.code}),
        intro=("health_model.decide_intro", {"title": shown.title, "day": print_date(shown.valid_from, me().language)}),
        action="health_model:decide",
        submit="health_model.decide_submit",
        groups=[(None, ["basis", "password"])],
        save=save,
        saved=lambda session: _load(session, health_model_id, Permission.HEALTH_MODEL_DECIDE),
        done=_page_of,
        cancel=_page_of(shown),
    )
    return told(answer, "health_model.decided", code=shown.code)


@blueprint.route("/health-models/<int:health_model_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.HEALTH_MODEL_DRAFT)
def withdraw_model(health_model_id: int) -> Answer:
    """Withdraw a draft of the health model with a reason."""
    with database().reading() as session:
        shown = _load(session, health_model_id, Permission.HEALTH_MODEL_DRAFT)
    form = WithdrawModelForm()

    def save(session: Session) -> HealthModel:
        withdrawn = _load(session, health_model_id, Permission.HEALTH_MODEL_DRAFT)
        service.withdraw_model(session, withdrawn, today=today(), **form.values())
        return withdrawn

    answer = form_page(
        form,
        title=("health_model.withdraw_title", {"code": shown.code}),
        action="health_model:withdraw",
        submit="health_model.withdraw",
        save=save,
        done=lambda _: url_for(".models"),
        cancel=_page_of(shown),
        why=lambda: form.because.data,
    )
    return told(answer, "health_model.withdrawn", code=shown.code)


def _load(session: Session, health_model_id: int, permission: KernelPermission) -> HealthModel:
    return found(queries.model_for(session, me().access, health_model_id, me().tenant_id, permission))


def _as_filled(shown: HealthModel, standing: Model) -> SimpleNamespace:
    """Return a draft as its form shows it."""
    said = {name: getattr(shown, name) for name in ("title", "valid_from", "basis", "version")}
    return SimpleNamespace(**said, **filled(standing))


def _page_of(shown: HealthModel) -> str:
    return url_for(".model", health_model_id=shown.id)


def _called(code: str) -> str:
    """Return what a model is called where one is chosen: its code, and whether the program ships it."""
    return words()("health_model.base_shipped", code=code) if code == SHIPPED.code else code
