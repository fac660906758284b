"""How a page is made and how a form is taken: one way, for every room."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.kernel.refusal import AlreadySubmitted, Refused, Stale
from isms.kernel.submissions import check_unspent, spend
from isms.kernel.web.doors import Me, assembly, database, may_knock, me, now, today, words
from isms.kernel.web.forms import Form, shown

T = TypeVar("T")
Key = str | tuple[str, Mapping[str, object]]
Groups = Sequence[tuple[Key | None, Sequence[str]]]


def render(template: str, **context: Any) -> str:
    """Return a page."""
    return render_template(template, **context)


def say(key: Key) -> str:
    """Return the text of a catalogue key, or of a key with its values."""
    return words()(key) if isinstance(key, str) else words()(key[0], **key[1])


def form_page(
    form: Form,
    *,
    title: Key,
    action: str,
    save: Callable[[Session], T],
    done: Callable[[T], str],
    cancel: str,
    submit: Key,
    saved: Callable[[Session], Any] | None = None,
    groups: Groups | None = None,
    intro: Key | None = None,
    why: Callable[[], str | None] | None = None,
    template: str = "form.html",
    **context: Any,
) -> Response | tuple[str, int]:
    """Show a form, or take it: validate, save in one transaction, and go where `done(result)` leads.

    save(session) re-loads what it changes and calls the service. saved(session) returns the record
    as it stands, for the page that shows both values when somebody else saved meanwhile. why() is the
    reason that goes into the log. Refusals are shown beside their fields, and nothing typed is lost.
    """
    if request.method == "POST" and "restore" not in request.form and form.validate():
        try:
            return redirect(_saved(form, action, why() if why else None, save, done), 303)
        except AlreadySubmitted as twice:
            return redirect(twice.location, 303)
        except Refused as no:
            form.take(no.refusals)
        except Stale:
            if saved is None:
                raise
            return _conflict(form, saved, title, cancel), 409
    everything: Groups = [(None, [field.name for field in form.business_fields()])]
    texts = {"title": say(title), "intro": say(intro) if intro else None, "submit_label": say(submit)}
    return _shown(form, template, groups or everything, cancel_href=cancel, **texts, **context)


def _shown(form: Form, template: str, groups: Groups, **context: Any) -> tuple[str, int]:
    errors = form.error_list()
    told = [(say(legend) if legend else None, names) for legend, names in groups]
    page = render(
        template, form=form, groups=told, errors=errors, **{"aside": None, "confirm_warnings": None, **context}
    )
    return page, 422 if errors else 200


def _saved(
    form: Form,
    action: str,
    why: str | None,
    save: Callable[[Session], T],
    done: Callable[[T], str],
) -> str:
    """Save a form in one transaction and return where to go; the answer is made after the commit."""
    who = me()
    key = form.submit_key.data or ""
    with database().transaction(who.actor, action, why) as session:
        if key:
            check_unspent(session, key, who.person_id)
        location = done(save(session))
        if key:
            spend(session, key, who.person_id, location, now())
    return location


def _conflict(form: Form, saved: Callable[[Session], Any], title: Key, cancel: str) -> str:
    with database().reading() as session:
        record = saved(session)
        theirs = type(form)(formdata=None, obj=record)
        version = record.version
    rows = []
    kept: list[tuple[str, str]] = [("version", str(version)), ("submit_key", form.submit_key.data or "")]
    for field in form.business_fields():
        other = theirs[field.name]
        if getattr(field, "choices", None) is not None:
            other.choices = field.choices
        yours, standing = shown(field), shown(other)
        if yours == standing or field.data == other.data:
            kept += [(field.name, value) for value in _posted(field)]
            continue
        rows.append(
            {
                "label": words()(field.label.text),
                "name": field.name,
                "yours": yours,
                "saved": standing,
                "yours_value": ",".join(_posted(field)),
                "saved_value": ",".join(_posted(other)),
            }
        )
    return render(
        "conflict.html",
        name=say(title),
        saved_by=words()("conflict.saved_by_somebody"),
        rows=rows,
        kept=kept,
        action=request.path,
        cancel_href=cancel,
    )


def _posted(field: Any) -> list[str]:
    """Return a field's value as a browser would post it."""
    if isinstance(field.data, tuple):
        return [str(getattr(item, "value", item)) for item in field.data]
    if isinstance(field.data, bool):
        return ["y"] if field.data else []
    if field.data is None:
        return [""]
    if getattr(field, "choices", None) is not None:
        return [str(getattr(field.data, "value", field.data))]
    return [str(field._value())]


def panels_for(entity: str, session: Session, record: Any) -> list[dict[str, Any]]:
    """Return the panels that upper rooms add to a record's page, for the person who looks."""
    who: Me = me()
    shown_panels = []
    for panel in assembly().panels.get(entity, ()):
        is_asked = may_knock(who, panel.permission) if panel.by_relation else who.access.allows(panel.permission)
        context = panel.read(session, who, record, today()) if is_asked else None
        if context is not None:
            part = {"id": panel.key, "label": words()(panel.label), "template": panel.template, "leads": panel.leads}
            shown_panels.append({**part, "mark": None, "tone": None, **context})
    return shown_panels
