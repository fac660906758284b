"""The doors of attesting: one review at a time, with one's password, and the receipt afterwards."""

from flask import Response, abort, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from isms.accounts.confirming import password_refusals
from isms.attestations.forms.attesting import AttestForm
from isms.attestations.models import Attestation, AttestationRecord
from isms.attestations.papers import receipt_printer
from isms.attestations.queries import reviews
from isms.attestations.service import attesting as service
from isms.attestations.service.attesting import Signature
from isms.attestations.service.corrections import Attester
from isms.attestations.views.blueprint import blueprint
from isms.attestations.views.filling import page
from isms.attestations.views.gathering import Gathered, gather
from isms.attestations.vocabulary import AttestedAs, Permission
from isms.kernel import blobs
from isms.kernel.refusal import AlreadySubmitted, Refused, refuse
from isms.kernel.submissions import check_unspent, spend
from isms.kernel.web.doors import database, flash, found, me, now, requires, today, words


@blueprint.post("/attestations/<int:attestation_id>/attest")
@requires(Permission.ATTESTATION_ATTEST)
def attest(attestation_id: int) -> AnyResponse | tuple[str, int]:
    """Attest a review; whoever does says their password once more."""
    here = url_for("attestations.review", attestation_id=attestation_id)
    with database().reading() as session:
        shown = found(reviews.review_for(session, me().access, attestation_id, Permission.ATTESTATION_ATTEST))
        gathered = gather(session, me().access, shown, today())
    form = AttestForm()
    try:
        if not form.validate():
            return page(gathered, form=form, errors=form.error_list()), 422
        refuse(password_refusals(form.password.data, "password"))
        key = form.submit_key.data or ""
        with database().transaction(me().actor, "attestation:attest") as session:
            check_unspent(session, key, me().person_id)
            attest_in(session, attestation_id)
            spend(session, key, me().person_id, here, now())
    except AlreadySubmitted as twice:
        return redirect(twice.location, 303)
    except Refused as no:
        form.take(no.refusals)
        return page(gathered, form=form, errors=form.error_list()), 422
    flash("attestation.attested_flash", system=shown.system.name)
    return redirect(here, 303)


def attest_in(session: Session, attestation_id: int) -> AttestationRecord:
    """Attest a review as who is signed in, in a transaction that is open; raises Refused."""
    review = found(reviews.review_for(session, me().access, attestation_id, Permission.ATTESTATION_ATTEST))
    return attest_gathered(session, gather(session, me().access, review, today()))


def attest_gathered(session: Session, gathered: Gathered) -> AttestationRecord:
    """Attest what has been gathered in this transaction; raises Refused."""
    by = Attester(me().person_id, me().access, today(), words())
    return service.attest(
        session,
        gathered.review,
        gathered.said,
        gathered.typed,
        gathered.needed,
        by,
        Signature(me().name, _role(gathered.review), now()),
        receipt_printer(words(), me().tenant_name or "", now()),
    )


def _role(review: Attestation) -> AttestedAs:
    return AttestedAs.OWNER if review.system.owner_id == me().person_id else AttestedAs.AREA_OWNER


@blueprint.get("/attestations/records/<int:record_id>.pdf")
@requires(Permission.ATTESTATION_READ)
def receipt(record_id: int) -> Response:
    """Download the receipt of what was attested, as it was printed then."""
    with database().reading() as session:
        record = found(reviews.record_for(session, me().access, record_id))
        content = blobs.content_of(session, record.receipt) or abort(404)
        name = f"{record.attestation.code}.pdf"
    answer = Response(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
