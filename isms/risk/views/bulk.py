"""The door where several risks get another owner, or their actions another deadline, after a look at each row."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy.orm import Session

from isms.kernel.formats import print_date
from isms.kernel.refusal import AlreadySubmitted, ChangedMeanwhile, Refused
from isms.kernel.submissions import check_unspent, spend
from isms.kernel.web.doors import database, flash, me, now, requires, today, words
from isms.kernel.web.pages import render
from isms.organisation.models import Person
from isms.organisation.queries import person_choices
from isms.risk.forms import BulkForm
from isms.risk.register import assessable_risks
from isms.risk.service.bulk import AT_A_TIME, Change, carry_out, plan_changes
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.views.reading import Reading, reading
from isms.risk.vocabulary import Permission


@blueprint.route("/risks/bulk", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def bulk() -> Answer:
    """Choose what to change about the risks the register is narrowed to, look at each row, and do it at once."""
    form = BulkForm()
    with reading(present=True) as asked:
        form.owner_id.offer(person_choices(asked.session, me().tenant_id))
        ids = _ids(asked.session, asked)
        if request.method == "GET" or not form.is_whole() or len(ids) > AT_A_TIME:
            return _page(asked, form, ids, None), 422 if form.error_list() else 200
        if "apply" not in request.form:
            return _page(asked, form, ids, _plan(asked.session, form, ids)), 200
        if not _chosen():
            form.form_errors.append(words()("bulk.nothing_chosen"))
            return _page(asked, form, ids, _plan(asked.session, form, ids)), 422
    return _applied(asked, form)


def _applied(asked: Reading, form: BulkForm) -> Answer:
    """Carry out what is chosen in one transaction; show every row anew when one of them has changed."""
    who, key = me(), form.submit_key.data or ""
    location = replace(asked.address, path=url_for(".risks")).href()
    try:
        with database().transaction(who.actor, "risk:change_several", form.because.data) as session:
            check_unspent(session, key, who.person_id)
            ids = _ids(session, asked)
            number = carry_out(
                session,
                _plan(session, form, ids),
                _chosen(),
                owner=_owner(session, form),
                **form.deadline(),
                today=today(),
            )
            spend(session, key, who.person_id, location, now())
    except AlreadySubmitted as twice:
        return redirect(twice.location, 303)
    except ChangedMeanwhile as no:
        return _shown_anew(form, no.keys), 409
    except Refused as no:
        form.take(no.refusals)
        return _shown_anew(form, frozenset()), 422
    flash(f"bulk.done.{'one' if number == 1 else 'other'}", n=number)
    return redirect(location, 303)


def _shown_anew(form: BulkForm, changed: frozenset[str]) -> str:
    with reading(present=True) as asked:
        ids = _ids(asked.session, asked)
        return _page(asked, form, ids, _plan(asked.session, form, ids), changed)


def _ids(session: Session, asked: Reading) -> list[int]:
    who = me()
    return assessable_risks(
        session, asked.register, asked.source, who.access, asked.address.wish, who.tenant_id, AT_A_TIME
    )


def _chosen() -> frozenset[str]:
    return frozenset(request.form.getlist("row"))


def _owner(session: Session, form: BulkForm) -> Person | None:
    return session.get(Person, form.owner_id.data) if form.owner_id.data else None


def _plan(session: Session, form: BulkForm, ids: Sequence[int]) -> list[Change]:
    owner, due_on = _owner(session, form), form.due_on.data
    return plan_changes(session, me().access, ids, owner=owner, due_on=due_on, today=today())


def _page(
    asked: Reading,
    form: BulkForm,
    ids: Sequence[int],
    planned: Sequence[Change] | None,
    changed: frozenset[str] = frozenset(),
) -> str:
    owner = _owner(asked.session, form) if planned is not None else None
    lost = {key.rpartition(":")[0] for key in changed}
    return render(
        "risk/bulk.html",
        form=form,
        errors=form.error_list(),
        number=len(ids),
        most=AT_A_TIME,
        too_many=len(ids) > AT_A_TIME,
        rows=[_row(change, form, owner, lost) for change in planned] if planned is not None else None,
        changed=bool(changed),
        wanted=[(name, request.form.get(name, "")) for name in ("owner_id", "due_on", "because", "submit_key")],
        back=replace(asked.address, path=url_for(".risks")).href(),
    )


def _row(change: Change, form: BulkForm, owner: Person | None, lost: set[str]) -> dict[str, Any]:
    """Return a row of the preview: which risk, what of it, from what to what, or why not."""
    say, language = words(), me().language
    risk, action = change.risk, change.action
    if action is None:
        what = say("scenario.owner_id")
        old, new = risk.owner.name if risk.owner else say("risk.no_owner"), owner.name if owner else ""
    else:
        what = say("bulk.deadline_of", code=action.code, title=action.title)
        old, new = print_date(action.due_on, language), print_date(form.due_on.data or action.due_on, language)
    first_look = "apply" not in request.form
    return {
        "key": change.key,
        "risk": risk,
        "what": what,
        "old": old,
        "new": new,
        "refusal": say(change.refusal.because, **change.refusal.values) if change.refusal else None,
        "ticked": first_look or change.key in _chosen(),
        "changed": change.key.rpartition(":")[0] in lost,
    }
