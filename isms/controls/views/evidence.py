"""The doors of evidence."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.controls import queries, service
from isms.controls.forms import EvidenceForm, WithdrawForm
from isms.controls.views.blueprint import Answer, blueprint, control_form, load, shown
from isms.controls.vocabulary import Permission
from isms.kernel.web.doors import database, found, me, requires, today
from isms.kernel.web.pages import form_page


@blueprint.route("/controls/<int:control_id>/evidence", methods=["GET", "POST"])
@requires(Permission.CONTROL_REVIEW)
def add_evidence(control_id: int) -> Answer:
    """Add evidence that a control is at work."""
    form = EvidenceForm(data={"dated_on": today()})

    def save(session: Session) -> object:
        return service.add_evidence(session, load(session, control_id), today=today(), **form.values())

    return control_form(
        form,
        shown(control_id),
        save,
        action="evidence:add",
        title="evidence.add_title",
        submit="evidence.add_submit",
        done="evidence.added",
        part="evidence",
    )


@blueprint.route("/controls/evidence/<int:evidence_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CONTROL_REVIEW)
def withdraw_evidence(evidence_id: int) -> Answer:
    """Withdraw evidence, with a reason."""
    form = WithdrawForm()
    with database().reading() as session:
        withdrawn = found(queries.evidence_for(session, me().access, evidence_id))

    def save(session: Session) -> None:
        standing = found(queries.evidence_for(session, me().access, evidence_id))
        service.withdraw_evidence(session, standing, today=today(), **form.values())

    page = url_for(".control", control_id=withdrawn.control_id, _anchor="evidence")
    answer = form_page(
        form,
        title=("evidence.withdraw_title", {"title": withdrawn.title}),
        action="evidence:withdraw",
        submit="evidence.withdraw_submit",
        save=save,
        done=lambda _: page,
        cancel=page,
        why=lambda: form.because.data,
    )
    return told(answer, "evidence.withdrawn")
