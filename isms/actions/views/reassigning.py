"""The door where several open actions get another owner, after a look at each."""

from collections.abc import Sequence
from dataclasses import replace

from flask import redirect, request, url_for
from sqlalchemy.orm import Session

from isms.actions.forms import ReassignForm
from isms.actions.register import open_actions
from isms.actions.service import Reassignment, plan_reassignments, reassign_several
from isms.actions.views.blueprint import Answer, blueprint
from isms.actions.vocabulary import Permission
from isms.kernel.refusal import AlreadySubmitted, ChangedMeanwhile, Refused
from isms.kernel.submissions import check_unspent, spend
from isms.kernel.web.doors import database, flash, me, now, requires, words
from isms.kernel.web.pages import render
from isms.kernel.web.reading import Reading, reading
from isms.organisation.queries import person, person_choices

AT_A_TIME = 500
"""The most actions that change hands together: more than anybody looks through, and one short transaction."""


@blueprint.route("/actions/reassign", methods=["GET", "POST"])
@requires(Permission.ACTION_CHANGE)
def reassign() -> Answer:
    """Choose who takes over the open actions the register is narrowed to, look at each, and do it at once."""
    form = ReassignForm()
    with reading("actions", present=True) as asked:
        form.owner_id.offer(person_choices(asked.session, me().tenant_id))
        ids = _ids(asked.session, asked)
        if request.method == "GET" or not form.validate() or len(ids) > AT_A_TIME:
            return _page(asked, form, None), 422 if form.error_list() else 200
        if "apply" not in request.form:
            return _page(asked, form, _planned(asked.session, form, ids)), 200
    return _applied(asked, form)


def _applied(asked: Reading, form: ReassignForm) -> Answer:
    """Carry out what is ticked in one transaction; show every row anew when one of them has changed."""
    who, key = me(), form.submit_key.data or ""
    location = replace(asked.address, path=url_for(".actions")).href()
    try:
        with database().transaction(who.actor, "action:reassign", form.because.data) as session:
            check_unspent(session, key, who.person_id)
            ids = _ids(session, asked)
            number = reassign_several(session, who.access, ids, _ticked(), form.owner_id.data, form.because.data)
            spend(session, key, who.person_id, location, now())
    except AlreadySubmitted as twice:
        return redirect(twice.location, 303)
    except ChangedMeanwhile as no:
        return _shown_anew(form, no.keys), 409
    except Refused as no:
        form.take(no.refusals)
        return _shown_anew(form), 422
    flash(f"action.reassigned.{'one' if number == 1 else 'other'}", n=number)
    return redirect(location, 303)


def _shown_anew(form: ReassignForm, changed: frozenset[str] = frozenset()) -> str:
    with reading("actions", present=True) as asked:
        return _page(asked, form, _planned(asked.session, form, _ids(asked.session, asked)), changed)


def _ids(session: Session, asked: Reading) -> list[int]:
    who = me()
    return open_actions(session, asked.register, asked.source, who.access, asked.address.wish, who.tenant_id, AT_A_TIME)


def _ticked() -> frozenset[str]:
    return frozenset(request.form.getlist("row"))


def _planned(session: Session, form: ReassignForm, ids: Sequence[int]) -> list[Reassignment]:
    return plan_reassignments(session, me().access, ids, form.owner_id.data)


def _page(
    asked: Reading,
    form: ReassignForm,
    planned: Sequence[Reassignment] | None,
    changed: frozenset[str] = frozenset(),
) -> str:
    number = len(_ids(asked.session, asked))
    heir = person(asked.session, form.owner_id.data) if planned is not None else None
    lost = {key.partition(":")[0] for key in changed}
    first_look = "apply" not in request.form
    return render(
        "actions/reassign.html",
        form=form,
        errors=form.error_list(),
        number=number,
        most=AT_A_TIME,
        too_many=number > AT_A_TIME,
        heir=heir,
        rows=[
            {
                "key": each.key,
                "action": each.action,
                "refusal": words()(each.refusal.because) if each.refusal else None,
                "ticked": first_look or each.key in _ticked(),
                "changed": str(each.action.id) in lost,
            }
            for each in planned or ()
        ],
        changed=bool(changed),
        wanted=[(name, request.form.get(name, "")) for name in ("owner_id", "because", "submit_key")],
        back=replace(asked.address, path=url_for(".actions")).href(),
    )
