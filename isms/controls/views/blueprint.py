"""What the doors of controls share: the blueprint, the loader, and how one control's form is shown and taken."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.actions.views import told
from isms.controls import queries
from isms.controls.frameworks import LIBRARY
from isms.controls.models import Control
from isms.controls.vocabulary import Permission
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.web.doors import database, found, me, words
from isms.kernel.web.forms import Form
from isms.kernel.web.pages import form_page

blueprint = Blueprint("controls", __name__)

Answer = str | Response | tuple[str, int]


def load(session: Session, control_id: int, permission: KernelPermission = Permission.CONTROL_REVIEW) -> Control:
    """Return a control on which the person holds a permission, or answer that there is none."""
    return found(queries.control_for(session, me().access, control_id, permission))


def shown(control_id: int, permission: KernelPermission = Permission.CONTROL_REVIEW) -> Control:
    """Return a control to show a form of."""
    with database().reading() as session:
        return load(session, control_id, permission)


def page_of(control: Control, part: str = "") -> str:
    """Return the address of a control's page, or of a part of it."""
    return url_for(".control", control_id=control.id, _anchor=part or None)


def control_form(
    form: Form,
    control: Control,
    save: Callable[[Session], object],
    *,
    action: str,
    title: str,
    submit: str,
    done: str,
    part: str = "",
    **more: Any,
) -> Answer:
    """Show or take a form about one control; title, submit and done are catalogue keys, title and done with {code}."""
    named = {"code": control.code}
    answer = form_page(
        form,
        title=(title, named),
        intro=("control.titled", {**named, "title": LIBRARY.title(control.code, words().language)}),
        action=action,
        submit=submit,
        save=save,
        done=lambda _: page_of(control, part),
        cancel=page_of(control),
        **more,
    )
    return told(answer, done, **named)
