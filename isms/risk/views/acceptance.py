"""The doors of acceptance: accept a residual risk, revoke it, approve its plan, and read what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.actions.views import told
from isms.kernel.formats import long_date
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.forms import Form
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, panels_for, render
from isms.kernel.web.registers import add_register
from isms.risk import queries, service
from isms.risk.forms import AcceptForm, AcceptHighForm, AcceptMediumForm, AcceptPrivacyForm, ApprovePlanForm, RevokeForm
from isms.risk.models import Acceptance, Scenario
from isms.risk.queries import acceptance as decisions
from isms.risk.rules.acceptance import AWAITING, plan_refusals
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.views.steps import consequences, likelihoods
from isms.risk.vocabulary import AcceptanceKind, AcceptanceState, AssessmentStatus, Permission, RiskLevel

add_register(blueprint, "acceptances", Permission.RISK_READ)


@dataclass(frozen=True)
class Part:
    """What the page of a risk says of its acceptance.

    sentence: how it stands. who: whose decision it is. because: why the reader cannot accept, when
    somebody has to. records: newest first. may_*: what the reader may do now.
    """

    state: AcceptanceState
    sentence: str
    who: str | None
    because: Sequence[str]
    records: Sequence[Acceptance]
    may_accept: bool
    may_revoke: bool
    may_approve_plan: bool


def part(session: Session, risk: Scenario, actions: Sequence[Action], held: frozenset[KernelPermission]) -> Part:
    """Return what the page of a risk says of its acceptance to whoever looks."""
    records = decisions.acceptances_of(session, risk)
    newest = next((record for record in records if record.id == risk.acceptance_id), None)
    known = decisions.consider(session, risk, me().person_id, actions, today())
    state = decisions.state_of_risk(risk, newest, today())
    is_current = risk.withdrawn_on is None and risk.assessment.status != AssessmentStatus.REPLACED
    is_open = is_current and state in AWAITING
    holders = decisions.acceptors(session, risk, known.needed, today()) if is_open else ()
    names = ", ".join(person.name for person in holders) or words()("acceptance.nobody_holds_it")
    accepts = Permission.RISK_ACCEPT in held and not known.refusals and is_current
    plans = not any(plan_refusals(risk.owner_id, me().person_id, risk.treatment))
    return Part(
        state=state,
        sentence=_sentence(state, newest),
        who=words()(f"acceptance.who.{known.needed}", names=names) if is_open else None,
        because=_texts(known.refusals) if is_open else (),
        records=records,
        may_accept=accepts and (is_open or state == AcceptanceState.EXPIRING),
        may_revoke=_stands(newest) and is_current and Permission.RISK_ACCEPT in held and known.held is not None,
        may_approve_plan=plans and is_current and risk.plan_approved_on is None,
    )


@blueprint.route("/risks/<int:scenario_id>/accept", methods=["GET", "POST"])
@requires(Permission.RISK_ACCEPT)
def accept(scenario_id: int) -> Answer:
    """Accept the residual of a risk until a day."""
    with database().reading() as session:
        shown = _load(session, scenario_id)
        actions = queries.actions_of(session, shown.id)
        known = decisions.consider(session, shown, me().person_id, actions, today())
        told_of = _facts(shown)
    form = _form(shown, known.latest)

    def save(session: Session) -> Acceptance:
        risk = _load(session, scenario_id)
        _expect_the_same(risk, form)
        return service.accept(session, risk, me().person_id, today=today(), **form.values())

    answer = form_page(
        form,
        title=("acceptance.accept_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="risk:accept",
        submit="acceptance.accept",
        save=save,
        done=_to_part,
        cancel=f"{_page_of(shown)}#acceptance",
        cancel_label=words()("acceptance.keep_open"),
        template="risk/accept.html",
        refusals=_texts(known.refusals),
        doubts=_texts(known.doubts),
        advice=_advice(shown, known.planned, known.latest),
        facts_told=told_of,
    )
    return told(answer, "acceptance.accepted", code=shown.code)


@blueprint.route("/risks/<int:scenario_id>/revoke", methods=["GET", "POST"])
@requires(Permission.RISK_ACCEPT)
def revoke(scenario_id: int) -> Answer:
    """Revoke the acceptance of a risk with a reason."""
    with database().reading() as session:
        shown = _load(session, scenario_id)
        newest = session.get(Acceptance, shown.acceptance_id) if shown.acceptance_id else None
        told_of = _facts(shown)
    form = RevokeForm()
    missing = () if _stands(newest) else (Refusal("acceptance.nothing_to_revoke"),)

    def save(session: Session) -> Acceptance:
        risk = _load(session, scenario_id)
        return service.revoke(session, risk, me().person_id, today=today(), **form.values())

    answer = form_page(
        form,
        title=("acceptance.revoke_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="risk:revoke",
        submit="acceptance.revoke",
        save=save,
        done=_to_part,
        cancel=f"{_page_of(shown)}#acceptance",
        cancel_label=words()("acceptance.keep"),
        template="risk/accept.html",
        refusals=_texts(missing),
        doubts=(),
        advice=(words()("acceptance.revoke_advice"),),
        facts_told=told_of,
    )
    return told(answer, "acceptance.revoked", code=shown.code)


@blueprint.route("/risks/<int:scenario_id>/approve-plan", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def approve_plan(scenario_id: int) -> Answer:
    """Approve the plan to treat a risk, as its owner."""
    with database().reading() as session:
        shown = _load(session, scenario_id, Permission.RISK_ASSESS)
        told_of = _facts(shown)
    form = ApprovePlanForm(obj=shown)

    def save(session: Session) -> Scenario:
        risk = _load(session, scenario_id, Permission.RISK_ASSESS)
        _expect_the_same(risk, form)
        service.approve_plan(session, risk, me().person_id, today())
        return risk

    answer = form_page(
        form,
        title=("scenario.plan_title", {"code": shown.code}),
        intro=("action.title_again", {"title": shown.title}),
        action="risk:approve_plan",
        submit="scenario.plan_approve",
        save=save,
        done=_page_of,
        cancel=_page_of(shown),
        template="risk/accept.html",
        refusals=_texts(tuple(plan_refusals(shown.owner_id, me().person_id, shown.treatment))),
        doubts=(),
        advice=(words()("scenario.plan_advice"),),
        facts_told=told_of,
    )
    return told(answer, "scenario.plan_approved", code=shown.code)


@blueprint.get("/acceptances/<int:acceptance_id>")
@requires(Permission.RISK_READ)
def acceptance(acceptance_id: int) -> Answer:
    """Show one record of acceptance, with what it was given for and how it stands."""
    with database().reading() as session:
        shown = found(decisions.acceptance_for(session, me().access, acceptance_id))
        risk = shown.scenario
        living = decisions.standing_on(session, shown)
        state = decisions.state_of_risk(living, shown, today()) if living else AcceptanceState.SUPERSEDED
        model = queries.model_of(risk.assessment)
        return render(
            "risk/acceptance.html",
            acceptance=shown,
            risk=risk,
            living=living or risk,
            state=state,
            sentence=_sentence(state, shown),
            likelihood=dict(likelihoods(model, words()))[shown.likelihood],
            consequence=dict(consequences(model, words()))[shown.consequence],
            panels=panels_for("acceptance", session, shown),
            history=sentences(session, words(), [("acceptance", shown.id)]),
        )


def _form(risk: Scenario, latest: date) -> Form:
    """Return the form that a level takes, with the last possible day filled in."""
    kinds = {RiskLevel.LOW: AcceptForm, RiskLevel.MEDIUM: AcceptMediumForm}
    privacy = AcceptPrivacyForm if risk.privacy_affected else AcceptHighForm
    kind = kinds.get(risk.residual_level, privacy)
    return kind(data={"valid_until": max(latest, today()), "version": risk.version})


def _advice(risk: Scenario, planned: bool, latest: date) -> tuple[str, ...]:
    """Return what accepting a level means and takes."""
    say, day = words(), long_date(latest, me().language)
    lacking = () if planned or risk.residual_level != RiskLevel.HIGH else (say("acceptance.plan_missing"),)
    return say(f"acceptance.advice.{risk.residual_level}", day=day), *lacking


def _facts(risk: Scenario) -> dict[str, Any]:
    """Return what is decided about: the residual, why it is that high, whose it is and what it rests on."""
    model = queries.model_of(risk.assessment)
    return {
        "risk": risk,
        "likelihood": dict(likelihoods(model, words()))[risk.likelihood_after or risk.likelihood_before],
        "consequence": dict(consequences(model, words()))[risk.consequence_after or risk.consequence_before],
    }


def _sentence(state: AcceptanceState, record: Acceptance | None) -> str:
    """Return how a risk, or a record, stands, in a sentence."""
    language = me().language
    until = record.valid_until if record else None
    values = {
        "who": record.accepted_by.name if record else "",
        "day": long_date(record.accepted_on, language) if record else "",
        "until": long_date(until, language) if until else "",
    }
    return words()(f"acceptance.verdict.{state}", **values)


def _expect_the_same(risk: Scenario, form: Form) -> None:
    """Refuse a decision on a risk that has changed since it was looked at."""
    if risk.version != form.version.data:
        raise Refused(Refusal("acceptance.risk_has_changed"))


def _stands(record: Acceptance | None) -> bool:
    return record is not None and record.kind == AcceptanceKind.ACCEPTED


def _texts(refusals: Sequence[Refusal]) -> tuple[str, ...]:
    return tuple(words()(refusal.because, **refusal.values) for refusal in refusals)


def _load(session: Session, scenario_id: int, permission: KernelPermission = Permission.RISK_ACCEPT) -> Scenario:
    return found(queries.scenario_for(session, me().access, scenario_id, permission))


def _page_of(shown: Scenario) -> str:
    return url_for(".risk", scenario_id=shown.id)


def _to_part(made: Acceptance) -> str:
    return url_for(".risk", scenario_id=made.scenario_id, _anchor="acceptance")
