"""The doors of assessments."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, panels_for, render
from isms.organisation.models import Unit
from isms.organisation.queries import person_choices, standing_units
from isms.portfolio.models import System
from isms.portfolio.queries import systems_by_id
from isms.risk import queries, service
from isms.risk.forms import AssessmentForm, CopyForm, WithdrawForm
from isms.risk.models import Assessment
from isms.risk.queries import changes, copies
from isms.risk.rules import assessment_state, locked_refusals
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.views.since import since
from isms.risk.vocabulary import AssessmentStatus, Permission

GROUPS = (
    ("assessment.group_scope", ("title", "systems", "subject", "unit_id")),
    ("assessment.group_time", ("assessed_on", "valid_until")),
    ("assessment.group_work", ("responsible_id", "participants", "method", "summary", "exempt_basis")),
)


@blueprint.get("/assessments/<int:assessment_id>")
@requires(Permission.RISK_READ)
def assessment(assessment_id: int) -> Answer:
    """Show an assessment: what it covers, the risks found, and what changed."""
    with database().reading() as session:
        shown = found(queries.assessment_for(session, me().access, assessment_id))
        systems = queries.systems_of(session, shown.id)
        risks = queries.scenarios_of(session, shown.id)
        held = queries.held_on_assessment(me().access, shown, systems) if shown.withdrawn_on is None else frozenset()
        return render(
            "risk/assessment.html",
            assessment=shown,
            systems=systems,
            risks=risks,
            state=assessment_state(shown.valid_until, today()) if shown.status == AssessmentStatus.APPROVED else None,
            since=since(session, shown, risks, words()),
            changes=changes.changes_of(session, shown.id),
            followers=copies.followers(session, shown.id),
            copy_form=CopyForm(),
            may_assess=Permission.RISK_ASSESS in held,
            may_approve=Permission.ASSESSMENT_APPROVE in held,
            panels=panels_for("assessment", session, shown),
            history=sentences(session, words(), [("assessment", shown.id)]),
        )


@blueprint.route("/assessments/new", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def assess() -> Answer:
    """Assess the risks of one or more systems."""
    asked = request.args.get("system", type=int)
    form = AssessmentForm(
        data={
            "assessed_on": today(),
            "responsible_id": me().person_id,
            "systems": [asked] if asked else [],
        }
    )
    with database().reading() as session:
        _offer(session, form, me().tenant_id)

    def save(session: Session) -> Assessment:
        values = _values(session, form)
        return service.assess(session, today=today(), **values)

    answer = form_page(
        form,
        title="assessment.assess",
        intro="assessment.assess_intro",
        action="risk:assess",
        submit="assessment.assess_submit",
        save=save,
        done=_page_of,
        cancel=url_for(".assessments"),
        groups=GROUPS,
    )
    return told(answer, "assessment.assessed")


@blueprint.route("/assessments/<int:assessment_id>/change", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def change_assessment(assessment_id: int) -> Answer:
    """Change what is said of an assessment and what it covers."""
    with database().reading() as session:
        shown = _load(session, assessment_id)
        covered = queries.systems_of(session, shown.id)
        form = AssessmentForm(obj=shown, data={"systems": [system.id for system in covered]})
        _offer(session, form, shown.tenant_id, covered)

    def save(session: Session) -> Assessment:
        changed = _load(session, assessment_id)
        expect_version(changed, form.version.data)
        service.change_assessment(session, changed, today=today(), **_values(session, form))
        return changed

    answer = form_page(
        form,
        title=("assessment.change_title", {"code": shown.code}),
        intro=next((no.because for no in locked_refusals(shown.status)), None),
        action="risk:change_assessment",
        submit="form.save",
        save=save,
        saved=lambda session: _load(session, assessment_id),
        done=_page_of,
        cancel=_page_of(shown),
        groups=GROUPS,
    )
    return told(answer, "assessment.changed", code=shown.code)


@blueprint.route("/assessments/<int:assessment_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RISK_ASSESS)
def withdraw_assessment(assessment_id: int) -> Answer:
    """Withdraw an assessment, and its risks with it, with a reason."""
    with database().reading() as session:
        shown = _load(session, assessment_id)
    form = WithdrawForm()

    def save(session: Session) -> Assessment:
        withdrawn = _load(session, assessment_id)
        service.withdraw_assessment(session, withdrawn, today=today(), **form.values())
        return withdrawn

    answer = form_page(
        form,
        title=("assessment.withdraw_title", {"code": shown.code}),
        intro="assessment.withdraw_intro",
        action="risk:withdraw_assessment",
        submit="assessment.withdraw_submit",
        save=save,
        done=lambda _: url_for(".assessments"),
        cancel=_page_of(shown),
        why=lambda: form.because.data,
    )
    return told(answer, "assessment.withdrawn", code=shown.code)


def _load(session: Session, assessment_id: int) -> Assessment:
    return found(queries.assessment_for(session, me().access, assessment_id, Permission.RISK_ASSESS))


def _page_of(shown: Assessment) -> str:
    return url_for(".assessment", assessment_id=shown.id)


def _offer(session: Session, form: AssessmentForm, tenant_id: int | None, covered: Sequence[System] = ()) -> None:
    """Offer the systems a person may assess, and those that are covered already."""
    mine = queries.assessable_systems(session, me().access, tenant_id)
    others = [(system.id, f"{system.name} ({system.code})") for system in covered]
    form.systems.offer(mine + [pair for pair in others if pair not in mine])
    form.responsible_id.offer(person_choices(session, tenant_id))
    units = session.scalars(standing_units(me().access, Permission.RISK_ASSESS, today())).all()
    form.unit_id.offer([(unit.id, f"{unit.code} {unit.name}") for unit in units])


def _values(session: Session, form: AssessmentForm) -> dict[str, Any]:
    """Return what was filled in, with systems and unit as rows."""
    values = form.values()
    unit_id = values.pop("unit_id")
    values["unit"] = session.get(Unit, unit_id) if unit_id else None
    values["systems"] = list(systems_by_id(session, values["systems"]))
    return values
