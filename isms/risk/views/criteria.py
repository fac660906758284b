"""The doors of the risk model: what holds today, its versions, and the editing and approving of a new one."""

from types import SimpleNamespace
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from isms.accounts.confirming import password_refusals
from isms.actions.views import told
from isms.kernel.db import expect_version
from isms.kernel.formats import print_date
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.refusal import refuse
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, render
from isms.organisation.queries import unit_for
from isms.risk import queries, rules, service
from isms.risk.forms import ApproveModelForm, DraftModelForm, WithdrawForm, model_form
from isms.risk.models import RiskModel
from isms.risk.queries import criteria
from isms.risk.rules import Model
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.views.model_values import chosen, filled
from isms.risk.views.steps import consequences, guide, likelihoods
from isms.risk.vocabulary import ModelStatus, Permission


@blueprint.get("/risk-models")
@requires(Permission.MODEL_READ)
def models() -> Answer:
    """Show the risk model that holds today, and the versions before and after it."""
    with database().reading() as session:
        holds, holds_id = queries.current_model(session, me().tenant_id, today())
        return render(
            "risk/models.html",
            holds=holds,
            holds_id=holds_id,
            versions=criteria.models_of(session, me().tenant_id),
            may_edit=me().access.allows(Permission.MODEL_EDIT),
            **_picture(holds),
        )


@blueprint.get("/risk-models/<int:model_id>")
@requires(Permission.MODEL_READ)
def model(model_id: int) -> Answer:
    """Show one version of the risk model."""
    with database().reading() as session:
        shown = found(criteria.model_for(session, me().access, model_id, me().tenant_id))
        is_draft = shown.status == ModelStatus.DRAFT and shown.withdrawn_on is None
        return render(
            "risk/model.html",
            model=shown,
            may_edit=is_draft and me().access.allows(Permission.MODEL_EDIT),
            may_approve=is_draft and me().access.allows(Permission.MODEL_APPROVE),
            history=sentences(session, words(), [("risk_model", shown.id)]),
            **_picture(criteria.as_rules(shown)),
        )


@blueprint.route("/risk-models/new", methods=["GET", "POST"])
@requires(Permission.MODEL_EDIT)
def draft_model() -> Answer:
    """Draft a new version of the risk model from the one that holds, or from one the program ships."""
    with database().reading() as session:
        holds, _ = queries.current_model(session, me().tenant_id, today())
    bases = {holds.code: holds} | dict(rules.SHIPPED)
    form = DraftModelForm(data={"valid_from": today(), "base": holds.code})
    form.base.offer([(code, _called(base)) for code, base in bases.items()])

    def save(session: Session) -> RiskModel:
        place = found(unit_for(session, me().access, me().tenant_id or 0, Permission.MODEL_EDIT))
        values = form.values()
        return service.draft_model(session, place.id, bases[values.pop("base")], **values)

    answer = form_page(
        form,
        title="risk_model.draft",
        intro="risk_model.draft_intro",
        action="risk_model:draft",
        submit="risk_model.draft_submit",
        save=save,
        done=lambda made: url_for(".change_model", model_id=made.id),
        cancel=url_for(".models"),
    )
    return told(answer, "risk_model.drafted")


@blueprint.route("/risk-models/<int:model_id>/change", methods=["GET", "POST"])
@requires(Permission.MODEL_EDIT)
def change_model(model_id: int) -> Answer:
    """Change a draft of the risk model."""
    with database().reading() as session:
        shown = _load(session, model_id, Permission.MODEL_EDIT)
        standing = criteria.as_rules(shown)
    form = model_form(shown.size)(obj=_as_filled(shown))

    def save(session: Session) -> RiskModel:
        changed = _load(session, model_id, Permission.MODEL_EDIT)
        expect_version(changed, form.version.data)
        values = form.values()
        said: dict[str, Any] = {name: values[name] for name in ("title", "valid_from", "basis")}
        service.change_model(session, changed, chosen(standing, values, words()), today=today(), **said)
        return changed

    answer = form_page(
        form,
        title=("risk_model.change_title", {"code": shown.code}),
        action="risk_model:change",
        submit="form.save",
        save=save,
        saved=lambda session: _as_filled(_load(session, model_id, Permission.MODEL_EDIT)),
        done=_page_of,
        cancel=_page_of(shown),
        groups=(("risk_model.group_about", ("title", "valid_from", "basis")),),
        template="risk/model_form.html",
        **_picture(standing),
    )
    return told(answer, "risk_model.changed", code=shown.code)


@blueprint.route("/risk-models/<int:model_id>/approve", methods=["GET", "POST"])
@requires(Permission.MODEL_APPROVE)
def approve_model(model_id: int) -> Answer:
    """Approve a draft of the risk model, with the password once more; from its day on assessments are made under it."""
    with database().reading() as session:
        shown = _load(session, model_id, Permission.MODEL_APPROVE)
    form = ApproveModelForm(obj=shown)
    wrong = list(password_refusals(form.password.data, "password")) if request.method == "POST" else []

    def save(session: Session) -> RiskModel:
        refuse(wrong)
        approved = _load(session, model_id, Permission.MODEL_APPROVE)
        expect_version(approved, form.version.data)
        service.approve_model(session, approved, criteria.as_rules(approved), me().person_id, today())
        return approved

    answer = form_page(
        form,
        title=("risk_model.approve_title", {"code": shown.code}),
        intro=("risk_model.approve_intro", {"title": shown.title, "day": print_date(shown.valid_from, me().language)}),
        action="risk_model:approve",
        submit="risk_model.approve_submit",
        save=save,
        saved=lambda session: _load(session, model_id, Permission.MODEL_APPROVE),
        done=_page_of,
        cancel=_page_of(shown),
    )
    return told(answer, "risk_model.approved", code=shown.code)


@blueprint.route("/risk-models/<int:model_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.MODEL_EDIT)
def withdraw_model(model_id: int) -> Answer:
    """Withdraw a draft of the risk model with a reason."""
    with database().reading() as session:
        shown = _load(session, model_id, Permission.MODEL_EDIT)
    form = WithdrawForm()

    def save(session: Session) -> RiskModel:
        withdrawn = _load(session, model_id, Permission.MODEL_EDIT)
        service.withdraw_model(session, withdrawn, today=today(), **form.values())
        return withdrawn

    answer = form_page(
        form,
        title=("risk_model.withdraw_title", {"code": shown.code}),
        action="risk_model:withdraw",
        submit="risk_model.withdraw_submit",
        save=save,
        done=lambda _: url_for(".models"),
        cancel=_page_of(shown),
        why=lambda: form.because.data,
    )
    return told(answer, "risk_model.withdrawn", code=shown.code)


def _load(session: Session, model_id: int, permission: KernelPermission) -> RiskModel:
    return found(criteria.model_for(session, me().access, model_id, me().tenant_id, permission))


def _as_filled(shown: RiskModel) -> SimpleNamespace:
    """Return a model as its form shows it, with what the catalogue says where the model says nothing."""
    said = {name: getattr(shown, name) for name in ("title", "valid_from", "basis", "version")}
    return SimpleNamespace(**said, **filled(criteria.as_rules(shown), words()))


def _page_of(shown: RiskModel) -> str:
    return url_for(".model", model_id=shown.id)


def _called(base: Model) -> str:
    """Return what a model is called where one is chosen: its code and its size."""
    return words()("risk_model.base_of", code=base.code, n=base.size)


def _picture(shown: Model) -> dict[str, Any]:
    """Return what draws a model: the matrix, what the steps mean, who accepts what, and the intervals."""
    say = words()
    return {
        "guide": guide(shown, say),
        "acceptance": shown.acceptance,
        "intervals": shown.intervals,
        "size": shown.size,
        "cells": {
            "caption": say("risk_model.cells"),
            "column_title": say("risks.map.likelihood"),
            "columns": [name for _, name in likelihoods(shown, say)],
            "rows": [
                {
                    "label": name,
                    "step": consequence.value,
                    "cells": [{"term": shown.level(step, consequence)} for step in shown.likelihoods],
                }
                for consequence, name in reversed(consequences(shown, say))
            ],
        },
    }
