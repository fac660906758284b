"""The doors through which a deviation is changed, judged, worked on, corrected and checked."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from isms.actions.forms import NewActionForm
from isms.actions.models import Action
from isms.actions.views import told
from isms.deviations import service
from isms.deviations.forms import (
    AnswerForm,
    CheckEffectForm,
    CorrectForm,
    DeviationForm,
    ExplainForm,
    FindingFactsForm,
    StartForm,
    TriageForm,
)
from isms.deviations.models import Deviation
from isms.deviations.rules import handling
from isms.deviations.rules.severity import PROPOSED
from isms.deviations.views.blueprint import Answer, blueprint, load, load_for, page_of, shown_for, take_step
from isms.deviations.vocabulary import DeviationKind, HandlingStep, Permission
from isms.kernel.db import expect_version
from isms.kernel.formats import print_date
from isms.kernel.web.doors import database, me, now, requires, today, words
from isms.kernel.web.forms import Form
from isms.kernel.web.pages import form_page
from isms.organisation.queries import person_choices
from isms.risk.vocabulary import Consequence

TRIAGE_GROUPS = (
    ("deviation.group_what", ("kind", "category", "personal_data")),
    ("deviation.group_hits", ("hits_confidentiality", "hits_integrity", "hits_availability", "consequence")),
    ("deviation.group_severity", ("severity", "severity_reason")),
    ("deviation.group_who", ("aware_at", "responsible_id", "due_on")),
)
STEPS_OF_FOUR = tuple(Consequence)[:4]


@blueprint.route("/deviations/<int:deviation_id>/change", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def change(deviation_id: int) -> Answer:
    """Change what is said of a deviation."""
    with database().reading() as session:
        standing = load_for(session, deviation_id, HandlingStep.CHANGE)
        form: Form = (FindingFactsForm if standing.kind in handling.FINDINGS else DeviationForm)(obj=standing)
        form["responsible_id"].offer(person_choices(session, standing.tenant_id, standing.responsible_id))

    def act(session: Session, deviation: Deviation) -> None:
        service.change(session, deviation, now=now(), **form.values())

    return take_step(HandlingStep.CHANGE, standing, form, act, intro=None)


@blueprint.route("/deviations/<int:deviation_id>/triage", methods=["GET", "POST"])
@requires(Permission.DEVIATION_TRIAGE)
def triage(deviation_id: int) -> Answer:
    """Judge a deviation: what it is, how serious, and who is responsible."""
    with database().reading() as session:
        standing = load_for(session, deviation_id, HandlingStep.TRIAGE)
        form = TriageForm(obj=standing)
        form.responsible_id.offer(person_choices(session, standing.tenant_id, standing.responsible_id))
    if request.method == "GET" and standing.severity_reason is None:
        form.severity.data = None
    if request.method == "GET" and standing.triaged_on is None:
        form.kind.data = form.kind.data or DeviationKind.DEVIATION
        form.due_on.data = None
    form.consequence.offer([(step, words()(step.label)) for step in STEPS_OF_FOUR])

    def act(session: Session, deviation: Deviation) -> None:
        service.triage(session, deviation, triaged_by_id=me().person_id, now=now(), **form.values())

    return take_step(
        HandlingStep.TRIAGE,
        standing,
        form,
        act,
        groups=TRIAGE_GROUPS,
        template="deviations/triage.html",
        proposed=[(step, PROPOSED[step]) for step in STEPS_OF_FOUR],
    )


@blueprint.route("/deviations/<int:deviation_id>/start", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def start(deviation_id: int) -> Answer:
    """Begin to work on a deviation."""
    standing = shown_for(deviation_id, HandlingStep.START)
    form = StartForm(obj=standing)

    def act(session: Session, deviation: Deviation) -> None:
        service.start(session, deviation, started_by_id=me().person_id, today=today(), **form.values())

    return take_step(HandlingStep.START, standing, form, act)


@blueprint.route("/deviations/<int:deviation_id>/explain", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def explain(deviation_id: int) -> Answer:
    """Say why a deviation happened, as far as it is known."""
    standing = shown_for(deviation_id, HandlingStep.EXPLAIN)
    form = ExplainForm(obj=standing)

    def act(session: Session, deviation: Deviation) -> None:
        service.explain(session, deviation, **form.values())

    return take_step(HandlingStep.EXPLAIN, standing, form, act)


@blueprint.route("/deviations/<int:deviation_id>/correct", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def correct(deviation_id: int) -> Answer:
    """Say that a deviation is corrected, and when its effect is to be checked."""
    standing = shown_for(deviation_id, HandlingStep.CORRECT)
    form = CorrectForm(obj=standing)
    if request.method == "GET":
        form.effect_due_on.data = handling.default_effect_due_on(today())

    def act(session: Session, deviation: Deviation) -> None:
        service.correct(session, deviation, corrected_by_id=me().person_id, today=today(), **form.values())

    return take_step(HandlingStep.CORRECT, standing, form, act)


@blueprint.route("/deviations/<int:deviation_id>/check-effect", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def check_effect(deviation_id: int) -> Answer:
    """Judge whether a correction has had effect."""
    standing = shown_for(deviation_id, HandlingStep.CHECK_EFFECT)
    form = CheckEffectForm(obj=standing)

    def act(session: Session, deviation: Deviation) -> None:
        service.check_effect(session, deviation, judge_id=me().person_id, today=today(), **form.values())

    planned = standing.effect_due_on
    told_so: dict[str, Any] = {}
    if planned is not None and planned > today():
        told_so["intro"] = ("handling.check_effect.early", {"day": print_date(planned, me().language)})
    no = list(handling.judge_refusals(me().person_id, standing.corrected_by_id, standing.responsible_id))
    return take_step(HandlingStep.CHECK_EFFECT, standing, form, act, beside=no, **told_so)


@blueprint.route("/deviations/<int:deviation_id>/answer", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def answer(deviation_id: int) -> Answer:
    """Say what the municipality answers to a finding."""
    standing = shown_for(deviation_id, HandlingStep.CHANGE)
    form = AnswerForm(obj=standing)

    def save(session: Session) -> Deviation:
        answered = load_for(session, deviation_id, HandlingStep.CHANGE)
        expect_version(answered, form.version.data)
        service.answer(session, answered, today=today(), **form.values())
        return answered

    said = form_page(
        form,
        title=("deviation.answer_title", {"code": standing.code}),
        intro=("action.title_again", {"title": standing.title}),
        action="deviation:answer",
        submit="form.save",
        save=save,
        saved=lambda session: load_for(session, deviation_id, HandlingStep.CHANGE),
        done=lambda made: f"{page_of(made)}#finding",
        cancel=page_of(standing),
    )
    return told(said, "deviation.answer_saved", code=standing.code)


@blueprint.route("/deviations/<int:deviation_id>/mend", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def mend(deviation_id: int) -> Answer:
    """Plan an action after a deviation."""
    form = NewActionForm()
    with database().reading() as session:
        standing = load(session, deviation_id)
        form.owner_id.offer(person_choices(session, standing.tenant_id))

    def save(session: Session) -> Action:
        return service.mend(session, load(session, deviation_id), today=today(), **form.values())

    answer = form_page(
        form,
        title=("deviation.mend_title", {"code": standing.code}),
        intro=("action.title_again", {"title": standing.title}),
        action="deviation:mend",
        submit="deviation.mend_submit",
        save=save,
        done=lambda _: f"{page_of(standing)}#actions",
        cancel=page_of(standing),
    )
    return told(answer, "deviation.mended", code=standing.code)
