"""The doors of one review: it is read and filled in part by part, every answer kept at once."""

import json
from typing import Any

from flask import abort, request, url_for
from flask import redirect as go
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.accounts.signed import writer_mark
from isms.attestations import papers
from isms.attestations.forms.attesting import AttestForm
from isms.attestations.forms.campaigns import DelegateForm
from isms.attestations.forms.steps import StepForm
from isms.attestations.models import Attestation
from isms.attestations.queries import reviews
from isms.attestations.rules.reviews import state_of
from isms.attestations.service import filling as service
from isms.attestations.service.corrections import action_titles
from isms.attestations.views.blueprint import blueprint
from isms.attestations.views.gathering import Gathered, form_of, gather
from isms.attestations.vocabulary import Answer, AttestationState, AttestationStep, Permission
from isms.kernel.vocabulary import terms
from isms.kernel.web.doors import database, flash, found, me, now, requires, today, words
from isms.kernel.web.pages import form_page, render
from isms.organisation import queries as organisation


@blueprint.get("/attestations/<int:attestation_id>")
@requires(Permission.ATTESTATION_READ)
def review(attestation_id: int) -> str:
    """Show a review to be filled in, whole or one part, or what was attested."""
    with database().reading() as session:
        shown = found(reviews.review_for(session, me().access, attestation_id))
        record = reviews.record_of(session, shown.id) if shown.attested_on else None
        gathered = gather(session, me().access, shown, today()) if record is None else None
    if record is not None:
        kept = json.loads(record.content)
        parts, wishes = papers.parts_of(kept, words()), kept["wishes"]
        return render("attestations/attested.html", review=shown, record=record, parts=parts, wishes=wishes)
    return page(found(gathered))


@blueprint.post("/attestations/<int:attestation_id>/steps/<step>")
@requires(Permission.ATTESTATION_FILL)
def fill(attestation_id: int, step: str) -> Response | tuple[str, int]:
    """Keep what is said of one part; what cannot be kept is shown again as it was typed, with why."""
    if step not in terms(AttestationStep):
        abort(404)
    asked = AttestationStep(step)
    with database().reading() as session:
        shown = found(reviews.review_for(session, me().access, attestation_id, Permission.ATTESTATION_FILL))
        form = form_of(session, me().access, shown, asked, request.form)
    if not form.validate():
        return _again(attestation_id, asked, form, 422)
    try:
        with database().transaction(me().actor, "attestation:fill") as session:
            review = found(reviews.review_for(session, me().access, attestation_id, Permission.ATTESTATION_FILL))
            service.fill(
                session,
                review,
                asked,
                unchanged=_unchanged(asked, form.answer.data),
                typed=form.typed(),
                saves=form.version.data or 0,
                by_id=me().person_id,
                now=now(),
            )
    except service.SavedByAnother as other:
        form.version.data = other.saving.saves
        return _again(attestation_id, asked, form, 409, other.saving)
    here = url_for("attestations.review", attestation_id=attestation_id, step=request.args.get("step"))
    return go(f"{here}#{asked}", 303)


def _unchanged(step: AttestationStep, answer: Answer | None) -> bool | None:
    if step == AttestationStep.WISHES:
        return None
    return None if answer is None else answer == Answer.UNCHANGED


def _again(
    attestation_id: int, step: AttestationStep, form: StepForm, status: int, conflict: service.Saving | None = None
) -> tuple[str, int]:
    """Show the page with what was typed; a page that saves by itself takes only what succeeds."""
    by_itself = "HX-Request" in request.headers
    with database().reading() as session:
        shown = found(reviews.review_for(session, me().access, attestation_id, Permission.ATTESTATION_FILL))
        gathered = gather(session, me().access, shown, today())
    part = found(gathered.part(step))
    part.form, part.conflict = form, conflict
    return page(gathered, errors=form.error_list(), by_itself=by_itself), 200 if by_itself else status


def page(gathered: Gathered, *, form: AttestForm | None = None, errors: Any = (), by_itself: bool = False) -> str:
    """Return the page of a review."""
    say, review = words(), gathered.review
    only = request.args.get("step", "")
    steps = [part.step for part in gathered.parts]
    step = AttestationStep(only) if only in terms(AttestationStep) and AttestationStep(only) in steps else None
    titles = [
        title for part in gathered.parts for title, _ in action_titles(part.step, part.said, review.system.name, say)
    ]
    return render(
        "attestations/review.html",
        writer=writer_mark(me().person_id),
        gathered=gathered,
        review=review,
        step=step,
        next_step=_next(steps, step),
        state=state(review),
        answered=sum(not part.is_missing for part in gathered.parts if part.is_needed),
        titles=titles,
        form=form or AttestForm(formdata=None),
        errors=list(errors),
        by_itself=by_itself,
        say=say,
        may_fill=Permission.ATTESTATION_FILL in gathered.held and not service.is_over(review),
        may_attest=Permission.ATTESTATION_ATTEST in gathered.held and not service.is_over(review),
        may_delegate=Permission.ATTESTATION_DELEGATE in gathered.held and not service.is_over(review),
    )


def state(review: Attestation) -> AttestationState:
    """Return where a review stands today."""
    return state_of(
        attested_on=review.attested_on,
        begun_on=review.begun_on,
        due_on=review.due_on,
        is_over=service.is_over(review),
        today=today(),
    )


def _next(steps: list[AttestationStep], step: AttestationStep | None) -> AttestationStep | None:
    at = steps.index(step) + 1 if step else len(steps)
    return steps[at] if at < len(steps) else None


@blueprint.route("/attestations/<int:attestation_id>/delegate", methods=["GET", "POST"])
@requires(Permission.ATTESTATION_DELEGATE)
def delegate(attestation_id: int) -> Response | tuple[str, int]:
    """Let somebody fill in for the respondent."""

    def load(session: Session) -> Attestation:
        return found(reviews.review_for(session, me().access, attestation_id, Permission.ATTESTATION_DELEGATE))

    with database().reading() as session:
        shown = load(session)
        people = organisation.person_choices(session, shown.tenant_id, shown.delegate_id)
        name = shown.system.name
    form = DelegateForm(obj=shown)
    form.delegate_id.offer([(id_, called) for id_, called in people if id_ != shown.respondent_id])

    def save(session: Session) -> None:
        review = load(session)
        service.delegate(session, review, organisation.person(session, form.delegate_id.data))
        flash("attestation.delegated")

    here = url_for("attestations.review", attestation_id=attestation_id)
    return form_page(
        form,
        title=("attestation.delegate", {"system": name}),
        intro="attestation.delegate_intro",
        action="attestation:delegate",
        submit="form.save",
        save=save,
        done=lambda _: here,
        cancel=here,
    )
