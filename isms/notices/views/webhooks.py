"""The doors of webhooks: which programs are told of what, their secret once, a test, and their end."""

import secrets

from flask import current_app, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, flash, found, me, now, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, render
from isms.notices.forms import ChangeWebhookForm, WebhookForm, WithdrawForm
from isms.notices.models import Webhook
from isms.notices.queries import webhooks as queries
from isms.notices.rules.webhooks import delivery_state, secret_of
from isms.notices.service import webhooks as service
from isms.notices.views.blueprint import Answer, blueprint, told
from isms.notices.vocabulary import Permission, WebhookEvent

SALT_BYTES = 16


@blueprint.get("/webhooks")
@requires(Permission.NOTICE_MANAGE)
def webhooks() -> Answer:
    """Show the programs that are told of events."""
    with database().reading() as session:
        rows = queries.webhooks_of(session, me().access)
    return render("notices/webhooks.html", rows=rows, hosts=sorted(_hosts()), state=delivery_state, event=WebhookEvent)


@blueprint.route("/webhooks/new", methods=["GET", "POST"])
@requires(Permission.NOTICE_MANAGE)
def add_webhook() -> Answer:
    """Add a program, and show its secret once."""
    form = WebhookForm()
    form.leave_the_test_out()
    added: list[Webhook] = []

    def save(session: Session) -> Webhook:
        values = {**form.values(), "salt": secrets.token_hex(SALT_BYTES), "hosts": _hosts(), "now": now()}
        added.append(service.add_webhook(session, found(me().tenant_id), **values))
        return added[0]

    answer = form_page(
        form,
        title="webhook.add",
        intro="webhook.add_intro",
        action="webhook:add",
        submit="webhook.add",
        save=save,
        done=_page_of,
        cancel=url_for(".webhooks"),
    )
    return _secret_page(added[0]) if added and isinstance(answer, Response) else answer


@blueprint.get("/webhooks/<int:webhook_id>")
@requires(Permission.NOTICE_MANAGE)
def webhook(webhook_id: int) -> Answer:
    """Show a webhook and what it was last told."""
    with database().reading() as session:
        shown = _load(session, webhook_id)
        return render(
            "notices/webhook.html",
            webhook=shown,
            events=", ".join(words()(WebhookEvent(event).label) for event in shown.events),
            deliveries=queries.deliveries_of(session, shown.id),
            state=delivery_state,
            event=WebhookEvent,
            history=sentences(session, words(), [("webhook", shown.id)]),
        )


@blueprint.route("/webhooks/<int:webhook_id>/change", methods=["GET", "POST"])
@requires(Permission.NOTICE_MANAGE)
def change_webhook(webhook_id: int) -> Answer:
    """Change where a program is and what it is told of, or let it rest; its secret stays."""
    with database().reading() as session:
        shown = _load_standing(session, webhook_id)
    form = ChangeWebhookForm(obj=shown, data={"is_on": shown.resting_since is None})
    form.leave_the_test_out()

    def save(session: Session) -> Webhook:
        changed = _load_standing(session, webhook_id)
        expect_version(changed, form.version.data)
        service.change_webhook(session, changed, hosts=_hosts(), today=today(), **form.values())
        return changed

    answer = form_page(
        form,
        title=("webhook.change_title", {"label": shown.label}),
        intro="webhook.change_intro",
        action="webhook:change",
        submit="form.save",
        save=save,
        saved=lambda session: _load_standing(session, webhook_id),
        done=_page_of,
        cancel=_page_of(shown),
    )
    return told(answer, "webhook.changed")


@blueprint.post("/webhooks/<int:webhook_id>/test")
@requires(Permission.NOTICE_MANAGE)
def try_webhook(webhook_id: int) -> Answer:
    """Send a test."""
    with database().bookkeeping() as session:
        shown = _load_standing(session, webhook_id)
        found(shown if shown.resting_since is None else None)
        service.try_out(session, shown, now())
    flash("webhook.test_put")
    return redirect(_page_of(shown), 303)


@blueprint.post("/webhooks/<int:webhook_id>/renew-secret")
@requires(Permission.NOTICE_MANAGE)
def renew_secret(webhook_id: int) -> Answer:
    """Make a new secret in place of the old one, and show it once."""
    with database().transaction(me().actor, "webhook:renew_secret") as session:
        shown = _load_standing(session, webhook_id)
        service.renew_secret(session, shown, secrets.token_hex(SALT_BYTES), now())
    return _secret_page(shown)


@blueprint.route("/webhooks/<int:webhook_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.NOTICE_MANAGE)
def withdraw_webhook(webhook_id: int) -> Answer:
    """Tell a program of nothing more."""
    form = WithdrawForm()
    with database().reading() as session:
        shown = _load_standing(session, webhook_id)

    def save(session: Session) -> Webhook:
        withdrawn = _load_standing(session, webhook_id)
        service.withdraw_webhook(session, withdrawn, str(form.because.data), today())
        return withdrawn

    answer = form_page(
        form,
        title=("webhook.withdraw_title", {"label": shown.label}),
        intro="webhook.withdraw_intro",
        action="webhook:withdraw",
        submit="webhook.withdraw",
        save=save,
        done=lambda _: url_for(".webhooks"),
        cancel=_page_of(shown),
        why=lambda: form.because.data,
    )
    return told(answer, "webhook.withdrawn")


def _secret_page(shown: Webhook) -> Response:
    secret = secret_of(current_app.config["SECRET_KEY"], shown.id, shown.salt)
    answer = Response(render("notices/secret.html", webhook=shown, secret=secret), mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _hosts() -> frozenset[str]:
    return frozenset(current_app.config["WEBHOOK_HOSTS"])


def _load(session: Session, webhook_id: int) -> Webhook:
    return found(queries.webhook_for(session, me().access, webhook_id))


def _load_standing(session: Session, webhook_id: int) -> Webhook:
    shown = _load(session, webhook_id)
    return found(shown if shown.withdrawn_on is None else None)


def _page_of(shown: Webhook) -> str:
    return url_for(".webhook", webhook_id=shown.id)
