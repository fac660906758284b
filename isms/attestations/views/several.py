"""The door of many rows: systems of class 1 are answered one by one on one page, and attested with one password."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.accounts.confirming import password_refusals
from isms.accounts.signed import writer_mark
from isms.attestations.forms.attesting import AttestForm
from isms.attestations.models import Attestation
from isms.attestations.queries import reviews
from isms.attestations.queries.facts import facts_of
from isms.attestations.rules.parts import Difference, Facts
from isms.attestations.service import filling
from isms.attestations.service.attesting import needed_steps
from isms.attestations.views.attesting import attest_in
from isms.attestations.views.blueprint import blueprint
from isms.attestations.views.comparing import changed_steps
from isms.attestations.views.lists import is_simple
from isms.attestations.vocabulary import Answer, AttestationStep, Permission
from isms.kernel.refusal import AlreadySubmitted, Refusal, Refused, refuse
from isms.kernel.submissions import check_unspent, spend
from isms.kernel.web.doors import database, flash, me, now, requires, today, words
from isms.kernel.web.pages import render


@dataclass(frozen=True)
class Row:
    """A review on the page of many: what is known, what has changed, the parts to answer, and what is said now."""

    review: Attestation
    facts: Facts
    changes: dict[AttestationStep, list[Difference]]
    needed: list[AttestationStep]
    answer: str | None
    is_first: bool

    @property
    def name(self) -> str:
        """What its boxes are called."""
        return f"answer_{self.review.id}"


@blueprint.route("/attestations/bulk", methods=["GET", "POST"])
@requires(Permission.ATTESTATION_ATTEST)
def bulk() -> Response | tuple[str, int]:
    """Answer the systems of class 1 that wait for whoever looks, and attest those that stand unchanged."""
    with database().reading() as session:
        rows = _rows(session, today())
    form = AttestForm() if request.method == "POST" else AttestForm(formdata=None)
    if request.method == "POST":
        try:
            if form.validate():
                return _attest(rows, form)
        except AlreadySubmitted as twice:
            return redirect(twice.location, 303)
        except Refused as no:
            form.take(no.refusals)
    errors = form.error_list()
    kept = {"rows": rows, "writer": writer_mark(me().person_id)}
    page = render("attestations/bulk.html", **kept, form=form, errors=errors, say=words())
    return page, 422 if errors else 200


def _rows(session: Session, day: date) -> list[Row]:
    found = [review for review in reviews.mine(session, me().person_id) if is_simple(review)]
    facts = facts_of(session, [review.system_id for review in found], day) if found else {}
    changed = changed_steps(session, facts)
    return [
        Row(
            review,
            facts[review.system_id],
            changed.get(review.system_id, {}),
            needed_steps(facts[review.system_id], review.system.system_class, day),
            request.form.get(f"answer_{review.id}"),
            review.system_id not in changed,
        )
        for review in found
        if review.system_id in facts
    ]


def _attest(rows: list[Row], form: AttestForm) -> Response:
    """Attest the rows that stand unchanged, each with a record of its own; those to be corrected stay open."""
    stand = [row for row in rows if row.answer == Answer.UNCHANGED]
    wrong = [row for row in rows if row.answer == Answer.CHANGED]
    refuse([] if stand else [Refusal("attestation.none_stand")])
    refuse(password_refusals(form.password.data, "password"))
    there = url_for("attestations.mine")
    key = form.submit_key.data or ""
    with database().transaction(me().actor, "attestation:attest_several") as session:
        check_unspent(session, key, me().person_id)
        for row in stand:
            _answer_all(session, row)
            attest_in(session, row.review.id)
        spend(session, key, me().person_id, there, now())
    flash("attestation.bulk_done", n=len(stand), left=len(wrong))
    return redirect(there, 303)


def _answer_all(session: Session, row: Row) -> None:
    """Say of every part of a review that it stands; refused where somebody has said that something is wrong."""
    review = reviews.review_for(session, me().access, row.review.id, Permission.ATTESTATION_ATTEST)
    if review is None:
        raise Refused(Refusal("attestation.is_over"))
    standing = reviews.answers_of(session, review.id)
    if any(answer.unchanged is False for answer in standing.values()):
        raise Refused(Refusal("attestation.has_corrections", values={"system": review.system.name}))
    for step in row.needed:
        saves = standing[step].saves if step in standing else 0
        said: dict[str, Any] = {"unchanged": True, "typed": {}, "saves": saves, "by_id": me().person_id, "now": now()}
        filling.fill(session, review, step, **said)
