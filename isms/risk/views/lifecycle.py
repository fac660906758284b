"""The doors an assessment goes through: sent to review, given back, approved, copied, and asked whether it holds."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.kernel.db import expect_version
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.pages import form_page
from isms.risk import queries, service
from isms.risk.forms import AnswerForm, ApproveForm, CopyForm, ReturnForm
from isms.risk.models import Assessment, SignificantChange
from isms.risk.queries import changes, copies
from isms.risk.rules import approval_warnings, copying_refusals
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.vocabulary import ChangeAnswer, Permission


@blueprint.route("/assessments/<int:assessment_id>/send", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def send(assessment_id: int) -> Answer:
    """Send a draft to those who may approve it."""
    shown = _shown(assessment_id, Permission.RISK_ASSESS)
    form = ApproveForm(obj=shown)

    def save(session: Session) -> Assessment:
        sent = _load(session, assessment_id, Permission.RISK_ASSESS)
        expect_version(sent, form.version.data)
        service.send(session, sent)
        return sent

    answer = form_page(
        form,
        title=("assessment.send_title", {"code": shown.code}),
        intro=("assessment.send_intro", {"title": shown.title}),
        action="assessment:send",
        submit="assessment.send",
        save=save,
        saved=lambda session: _load(session, assessment_id, Permission.RISK_ASSESS),
        done=page_of,
        cancel=page_of(shown),
    )
    return told(answer, "assessment.sent", code=shown.code)


@blueprint.route("/assessments/<int:assessment_id>/return", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_APPROVE)
def give_back(assessment_id: int) -> Answer:
    """Give an assessment in review back to its maker, with a reason."""
    shown = _shown(assessment_id, Permission.ASSESSMENT_APPROVE)
    form = ReturnForm()

    def save(session: Session) -> Assessment:
        given = _load(session, assessment_id, Permission.ASSESSMENT_APPROVE)
        service.give_back(session, given, **form.values())
        return given

    answer = form_page(
        form,
        title=("assessment.return_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="assessment:return",
        submit="assessment.return_submit",
        save=save,
        done=page_of,
        cancel=page_of(shown),
        why=lambda: form.because.data,
    )
    return told(answer, "assessment.returned", code=shown.code)


@blueprint.route("/assessments/<int:assessment_id>/approve", methods=["GET", "POST"])
@requires(Permission.ASSESSMENT_APPROVE)
def approve(assessment_id: int) -> Answer:
    """Approve an assessment; what keeps one from it is told at once."""
    with database().reading() as session:
        shown = _load(session, assessment_id, Permission.ASSESSMENT_APPROVE)
        number = queries.count_scenarios(session, shown.id)
        faults = service.approval_faults(session, shown, me().person_id, today())
    form = ApproveForm(obj=shown)
    pauses = [] if faults else approval_warnings(shown.responsible_id, me().person_id)

    def save(session: Session) -> Assessment:
        approved = _load(session, assessment_id, Permission.ASSESSMENT_APPROVE)
        expect_version(approved, form.version.data)
        service.approve(session, approved, me().person_id, today())
        return approved

    answer = form_page(
        form,
        title=("assessment.approve_title", {"code": shown.code}),
        intro=(
            "assessment.approve_intro",
            {"title": shown.title, "risks": words().plural("register.risks.count", number)},
        ),
        action="assessment:approve",
        submit="assessment.approve_submit",
        save=save,
        saved=lambda session: _load(session, assessment_id, Permission.ASSESSMENT_APPROVE),
        done=page_of,
        cancel=page_of(shown),
        template="risk/approve.html",
        warnings=[words()(each.because, **each.values) for each in [*faults, *pauses]],
        replaces=shown.previous_id is not None,
    )
    return told(answer, "assessment.approved", code=shown.code)


@blueprint.route("/assessments/<int:assessment_id>/copy", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def copy(assessment_id: int) -> Answer:
    """Copy an approved assessment and its risks to a new draft."""
    with database().reading() as session:
        shown = _load(session, assessment_id, Permission.RISK_ASSESS)
        open_copy = copies.open_copy(session, shown.id)
    form = CopyForm()
    faults = copying_refusals(shown.status, open_copy.code if open_copy else None)

    def save(session: Session) -> Assessment:
        return service.copy(session, _load(session, assessment_id, Permission.RISK_ASSESS), today=today())

    answer = form_page(
        form,
        title=("assessment.copy_title", {"code": shown.code}),
        intro="assessment.copy_intro",
        action="assessment:copy",
        submit="assessment.copy",
        save=save,
        done=page_of,
        cancel=page_of(shown),
        template="risk/approve.html",
        warnings=[words()(each.because, **each.values) for each in faults],
    )
    return told(answer, "assessment.copied", code=shown.code)


@blueprint.route("/changes/<int:change_id>/answer", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def answer_change(change_id: int) -> Answer:
    """Say whether an assessment still holds after a significant change; to assess again leads to a copy."""

    def load(session: Session) -> SignificantChange:
        return found(changes.change_for(session, me().access, change_id, Permission.RISK_ASSESS))

    with database().reading() as session:
        shown = load(session)
    form = AnswerForm()

    def save(session: Session) -> SignificantChange:
        answered = load(session)
        service.answer(session, answered, answered_by_id=me().person_id, today=today(), **form.values())
        return answered

    def done(answered: SignificantChange) -> str:
        again = answered.answer == ChangeAnswer.REASSESS
        return url_for(".copy" if again else ".assessment", assessment_id=answered.assessment_id)

    answer = form_page(
        form,
        title=("significant_change.answer_title", {"code": shown.assessment.code}),
        intro=(
            "significant_change.answer_intro",
            {"what": words()(shown.kind.label), "system": shown.system.name, "source": shown.source},
        ),
        action="change:answer",
        submit="significant_change.answer_submit",
        save=save,
        done=done,
        cancel=page_of(shown.assessment),
    )
    return told(answer, "significant_change.answered", code=shown.assessment.code)


def page_of(shown: Assessment) -> str:
    """Return the address of an assessment."""
    return url_for(".assessment", assessment_id=shown.id)


def _load(session: Session, assessment_id: int, permission: KernelPermission) -> Assessment:
    return found(queries.assessment_for(session, me().access, assessment_id, permission))


def _shown(assessment_id: int, permission: KernelPermission) -> Assessment:
    with database().reading() as session:
        return _load(session, assessment_id, permission)
