"""What the doors of projects share: the blueprint, the loader, and how one project's form is shown and taken."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.actions.views import told
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.web.doors import database, found, me
from isms.kernel.web.forms import Form
from isms.kernel.web.pages import form_page
from isms.projects import queries
from isms.projects.models import Project
from isms.projects.vocabulary import Permission

blueprint = Blueprint("projects", __name__)

Answer = str | Response | tuple[str, int]


def load(session: Session, project_id: int, permission: KernelPermission = Permission.PROJECT_CHANGE) -> Project:
    """Return a project on which the person holds a permission, or answer that there is none."""
    return found(queries.project_for(session, me().access, project_id, permission))


def shown(project_id: int, permission: KernelPermission = Permission.PROJECT_CHANGE) -> Project:
    """Return a project to show a form of."""
    with database().reading() as session:
        return load(session, project_id, permission)


def page_of(project_id: int, part: str = "") -> str:
    """Return the address of a project's page, or of a part of it."""
    return url_for("projects.project", project_id=project_id, _anchor=part or None)


def project_form(
    form: Form,
    project: Project,
    save: Callable[[Session], object],
    *,
    action: str,
    title: str,
    submit: str,
    done: str,
    part: str = "",
    **more: Any,
) -> Answer:
    """Show or take a form about one project; title, submit and done are catalogue keys, title and done with {name}."""
    named = {"name": project.name}
    page = page_of(project.id, part)
    answer = form_page(
        form,
        title=(title, named),
        action=action,
        submit=submit,
        save=save,
        done=lambda _: page,
        cancel=page,
        **more,
    )
    return told(answer, done, **named)
