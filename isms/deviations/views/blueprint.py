"""What the doors of deviations share: the blueprint, the register's door, the loaders, and how a step is taken."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.actions.views import told
from isms.deviations import queries
from isms.deviations.models import Deviation
from isms.deviations.rules import handling
from isms.deviations.vocabulary import HandlingStep, Permission
from isms.kernel.db import expect_version
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.refusal import Refusal
from isms.kernel.web.doors import database, found, me, words
from isms.kernel.web.forms import Form
from isms.kernel.web.pages import form_page
from isms.kernel.web.registers import add_register

blueprint = Blueprint("deviations", __name__)
add_register(
    blueprint,
    "deviations",
    Permission.DEVIATION_READ,
    create=("deviations.report", Permission.DEVIATION_REPORT),
    actions=(
        ("figures.open_page", "deviations.figures", Permission.DEVIATION_READ),
        ("deviation.register_finding", "deviations.register_finding", Permission.DEVIATION_TRIAGE),
    ),
)

Answer = str | Response | tuple[str, int]


def load(session: Session, deviation_id: int, permission: KernelPermission = Permission.DEVIATION_HANDLE) -> Deviation:
    """Return a deviation on which the person holds a permission, or answer that there is none."""
    return found(queries.deviation_for(session, me().access, deviation_id, permission))


def shown(deviation_id: int, permission: KernelPermission = Permission.DEVIATION_HANDLE) -> Deviation:
    """Return a deviation for a page that only shows it."""
    with database().reading() as session:
        return load(session, deviation_id, permission)


def page_of(deviation: Deviation) -> str:
    """Return where the page of a deviation is."""
    return url_for("deviations.deviation", deviation_id=deviation.id)


def load_for(session: Session, deviation_id: int, step: HandlingStep) -> Deviation:
    """Return a deviation with which the person may take a step, or answer that there is none."""
    return load(session, deviation_id, handling.WAYS[step].permission)


def shown_for(deviation_id: int, step: HandlingStep) -> Deviation:
    """Return a deviation for the page of a step."""
    with database().reading() as session:
        return load_for(session, deviation_id, step)


def take_step(
    step: HandlingStep,
    standing: Deviation,
    form: Form,
    act: Callable[[Session, Deviation], Any],
    *,
    done: Callable[[Deviation], str] = page_of,
    why: Callable[[], str | None] | None = None,
    beside: Sequence[Refusal] = (),
    **context: Any,
) -> Answer:
    """Show the form of a step of the handling, or take it; what keeps one from the step is told beside it at once."""

    def save(session: Session) -> Deviation:
        deviation = load_for(session, standing.id, step)
        expect_version(deviation, form.version.data)
        act(session, deviation)
        return deviation

    no = [*handling.step_refusals(step, handling.stage_of(standing), standing.severity), *beside]
    answer = form_page(
        form,
        title=(f"handling.{step}.title", {"code": standing.code}),
        action=f"deviation:{step}",
        submit=step.label,
        save=save,
        saved=lambda session: load_for(session, standing.id, step),
        done=done,
        cancel=page_of(standing),
        why=why,
        **{
            "intro": ("action.title_again", {"title": standing.title}),
            "aside": [words()(each.because, **each.values) for each in no] or None,
            **context,
        },
    )
    return told(answer, f"handling.{step}.done", code=standing.code)
