"""The doors through which a deviation ends, and the one that opens it again."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.deviations import queries, service
from isms.deviations.forms import CloseForm, MergeForm, ReasonForm
from isms.deviations.models import Deviation
from isms.deviations.views.blueprint import Answer, blueprint, load, load_for, shown_for, take_step
from isms.deviations.vocabulary import HandlingStep, Permission
from isms.kernel.web.doors import database, me, now, requires, today


@blueprint.route("/deviations/<int:deviation_id>/close", methods=["GET", "POST"])
@requires(Permission.DEVIATION_CLOSE)
def close(deviation_id: int) -> Answer:
    """Close a deviation whose correction works, with what was learnt."""
    standing = shown_for(deviation_id, HandlingStep.CLOSE)
    form = CloseForm(obj=standing)

    def act(session: Session, deviation: Deviation) -> None:
        service.close(session, deviation, closed_by_id=me().person_id, now=now(), **form.values())

    return take_step(HandlingStep.CLOSE, standing, form, act)


@blueprint.route("/deviations/<int:deviation_id>/reject", methods=["GET", "POST"])
@requires(Permission.DEVIATION_TRIAGE)
def reject(deviation_id: int) -> Answer:
    """Reject a deviation that is none, with a reason."""
    standing = shown_for(deviation_id, HandlingStep.REJECT)
    form = ReasonForm(obj=standing)

    def act(session: Session, deviation: Deviation) -> None:
        service.reject(session, deviation, rejected_by_id=me().person_id, today=today(), **form.values())

    return take_step(HandlingStep.REJECT, standing, form, act, why=lambda: form.because.data)


@blueprint.route("/deviations/<int:deviation_id>/merge", methods=["GET", "POST"])
@requires(Permission.DEVIATION_TRIAGE)
def merge(deviation_id: int) -> Answer:
    """Merge a deviation into another of the same matter."""
    with database().reading() as session:
        standing = load_for(session, deviation_id, HandlingStep.MERGE)
        form = MergeForm(obj=standing)
        form.merged_into_id.offer(queries.mergeable(session, me().access, standing))

    def act(session: Session, deviation: Deviation) -> None:
        into = load(session, form.merged_into_id.data, Permission.DEVIATION_TRIAGE)
        service.merge(session, deviation, into, merged_by_id=me().person_id, today=today())

    return take_step(HandlingStep.MERGE, standing, form, act)


@blueprint.route("/deviations/<int:deviation_id>/reopen", methods=["GET", "POST"])
@requires(Permission.DEVIATION_CLOSE)
def reopen(deviation_id: int) -> Answer:
    """Open a closed or rejected deviation again, with a reason."""
    standing = shown_for(deviation_id, HandlingStep.REOPEN)
    form = ReasonForm(obj=standing)

    def act(session: Session, deviation: Deviation) -> None:
        service.reopen(session, deviation, reopened_by_id=me().person_id, today=today(), **form.values())

    return take_step(HandlingStep.REOPEN, standing, form, act, why=lambda: form.because.data)


@blueprint.route("/deviations/<int:deviation_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.DEVIATION_TRIAGE)
def withdraw(deviation_id: int) -> Answer:
    """Withdraw a deviation with a reason."""
    standing = shown_for(deviation_id, HandlingStep.WITHDRAW)
    form = ReasonForm(obj=standing)

    def act(session: Session, deviation: Deviation) -> None:
        service.withdraw(session, deviation, today=today(), **form.values())

    register = url_for(".deviations")
    return take_step(HandlingStep.WITHDRAW, standing, form, act, done=lambda _: register, why=lambda: form.because.data)
