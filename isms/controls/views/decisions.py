"""The doors at which a municipality decides: which frameworks it follows, and which controls apply."""

from collections.abc import Sequence

from flask import request, url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.controls import queries, service
from isms.controls.forms import AdoptForm, DecideForm, DecideSeveralForm
from isms.controls.frameworks import LIBRARY
from isms.controls.models import Control
from isms.controls.views.blueprint import Answer, blueprint, control_form, load
from isms.controls.vocabulary import Applicability, Permission
from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, requires, words
from isms.kernel.web.pages import form_page
from isms.organisation.models import Unit
from isms.organisation.queries import person_choices


@blueprint.route("/controls/adopt", methods=["GET", "POST"])
@requires(Permission.CONTROL_MANAGE)
def adopt() -> Answer:
    """Let the municipality follow a framework."""
    form = AdoptForm()
    language = words().language
    form.framework.offer([(framework.id, framework.title(language)) for framework in LIBRARY.frameworks.values()])

    def save(session: Session) -> str:
        service.adopt(session, _municipality(session), form.framework.data)
        return str(form.framework.data)

    answer = form_page(
        form,
        title="control.adopt",
        intro="control.adopt_intro",
        action="control:adopt",
        submit="control.adopt_submit",
        save=save,
        done=lambda framework: url_for(".controls", framework=framework),
        cancel=url_for(".controls"),
        aside=[framework.noted(language) for framework in LIBRARY.frameworks.values()],
    )
    return told(answer, "control.adopted")


@blueprint.route("/controls/<int:control_id>/decide", methods=["GET", "POST"])
@requires(Permission.CONTROL_MANAGE)
def decide(control_id: int) -> Answer:
    """Decide whether a control applies, why, and who owns it."""
    with database().reading() as session:
        decided = load(session, control_id, Permission.CONTROL_MANAGE)
        form = DecideForm(obj=decided)
        form.owner_id.offer(person_choices(session, decided.tenant_id, decided.owner_id))

    def save(session: Session) -> Control:
        saved = load(session, control_id, Permission.CONTROL_MANAGE)
        expect_version(saved, form.version.data)
        service.decide(session, saved, **form.values())
        return saved

    return control_form(
        form,
        decided,
        save,
        action="control:decide",
        title="control.decide_title",
        submit="control.decide_submit",
        done="control.decided",
        saved=lambda session: load(session, control_id, Permission.CONTROL_MANAGE),
    )


@blueprint.route("/controls/decide-several", methods=["GET", "POST"])
@requires(Permission.CONTROL_MANAGE)
def decide_several() -> Answer:
    """Decide several controls of a theme alike."""
    with database().reading() as session:
        tenant_id = _municipality(session).id
        everything = queries.controls_of(session, tenant_id)
        people = person_choices(session, tenant_id)
    theme = _theme(everything)
    offered = [control for control in everything if control.theme == theme]
    undecided = [control.id for control in offered if control.applicability == Applicability.UNDECIDED]
    form = DecideSeveralForm(data={"controls": undecided})
    form.controls.offer([(control.id, _called(control)) for control in offered])
    form.owner_id.offer(people)

    def save(session: Session) -> None:
        values = form.values()
        controls = queries.controls_by_id(session, tenant_id, values.pop("controls"))
        service.decide_several(session, controls, **values)

    answer = form_page(
        form,
        title="control.decide_several",
        intro="control.decide_several_intro",
        action="control:decide_several",
        submit="control.decide_submit",
        save=save,
        done=lambda _: url_for(".controls", theme=theme),
        cancel=url_for(".controls"),
        groups=[(_heading(theme), ["controls"]), (None, ["applicability", "reason", "owner_id"])],
        template="controls/several.html",
        themes=list(dict.fromkeys(control.theme for control in everything)),
        chosen=theme,
    )
    return told(answer, "control.decided_several")


def _theme(everything: Sequence[Control]) -> str | None:
    """Return the theme that is asked for, or the first one."""
    there = list(dict.fromkeys(control.theme for control in everything))
    asked = request.args.get("theme")
    return asked if asked in there else next(iter(there), None)


def _heading(theme: str | None) -> tuple[str, dict[str, object]] | None:
    group = LIBRARY.groups.get(theme or "")
    return ("control.titled", {"code": group.id, "title": group.title(words().language)}) if group else None


def _called(control: Control) -> str:
    return words()("control.titled", code=control.code, title=LIBRARY.title(control.code, words().language))


def _municipality(session: Session) -> Unit:
    who = me()
    return found(queries.municipality_for(session, who.access, who.tenant_id, Permission.CONTROL_MANAGE))
