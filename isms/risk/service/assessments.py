"""Assessments: make, change, send to review, approve and withdraw them."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.rules import reason_refusals
from isms.kernel.codes import next_code
from isms.kernel.links import link_exactly
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.kernel.text import normalise
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.rules import months_after
from isms.risk import queries, rules
from isms.risk.models import AssessedSystem, Assessment
from isms.risk.queries import copies
from isms.risk.service.changes import rest_on
from isms.risk.service.copying import take_over
from isms.risk.vocabulary import AssessmentStatus

ASSESSMENT_PREFIX = "ROS"


class AssessmentFields(TypedDict, total=False):
    """What is said of an assessment; on change, what is not given stays.

    Without `valid_until` the interval of the highest class it covers decides.
    """

    title: str
    subject: str | None
    method: str | None
    assessed_on: date
    responsible_id: int
    participants: str | None
    valid_until: date | None
    summary: str | None
    exempt_basis: str | None


def assess(
    session: Session,
    systems: Sequence[System],
    *,
    today: date,
    unit: Unit | None = None,
    **fields: Unpack[AssessmentFields],
) -> Assessment:
    """Assess some systems, or a process, and return the draft; it lies at the first system's unit if no other is given.

    `title`, `assessed_on` and `responsible_id` must be among the fields. Raises Refused.
    """
    refuse(rules.scope_refusals([s.id for s in systems], [s.tenant_id for s in systems], fields.get("subject")))
    if unit is None and not systems:
        raise Refused(Refusal("assessment.unit_missing", "unit_id"))
    place = unit or systems[0].unit
    tenant_id = actions.tenant_of(place)
    if systems and systems[0].tenant_id != tenant_id:
        raise Refused(Refusal("assessment.unit_elsewhere", "unit_id"))
    model, model_id = queries.current_model(session, tenant_id, today)
    assessment = Assessment(
        tenant_id=tenant_id,
        unit_id=place.id,
        model_version=model.code,
        model_id=model_id,
        status=AssessmentStatus.DRAFT,
        **fields,
    )
    _set_end(assessment, model, systems, today)
    assessment.title = normalise(assessment.title)
    assessment.code = next_code(session, tenant_id, ASSESSMENT_PREFIX)
    session.add(assessment)
    session.flush()
    _cover(session, assessment, systems, today)
    return assessment


def change_assessment(
    session: Session,
    assessment: Assessment,
    systems: Sequence[System],
    *,
    today: date,
    unit: Unit | None = None,
    **fields: Unpack[AssessmentFields],
) -> None:
    """Change what is said of a draft and which systems it covers; raises Refused."""
    refuse(rules.locked_refusals(assessment.status))
    tenants = [assessment.tenant_id, *(system.tenant_id for system in systems)]
    refuse(rules.scope_refusals([s.id for s in systems], tenants, fields.get("subject", assessment.subject)))
    if unit is not None:
        if unit.tenant_id != assessment.tenant_id:
            raise Refused(Refusal("assessment.unit_elsewhere", "unit_id"))
        assessment.unit_id = unit.id
    with session.no_autoflush:
        for name, value in fields.items():
            setattr(assessment, name, value)
        assessment.title = normalise(assessment.title)
        _set_end(assessment, queries.model_of(assessment), systems, today)
    _cover(session, assessment, systems, today)
    session.flush()


def entrust(session: Session, assessment: Assessment, responsible_id: int) -> None:
    """Let somebody else answer for an assessment, also once it is approved; raises Refused.

    It says who follows the assessment up from now on, not who made it: the log keeps that.
    """
    has_left = assessment.responsible.deactivated_on is not None
    refuse(rules.entrusting_refusals(assessment.status, has_left=has_left))
    assessment.responsible_id = responsible_id
    session.flush()


def send(session: Session, assessment: Assessment) -> None:
    """Send a draft to whoever approves it; raises Refused when it is none, or not ready to be looked at."""
    refuse(rules.sending_refusals(assessment.status))
    refuse(_content(session, assessment))
    assessment.status = AssessmentStatus.IN_REVIEW
    session.flush()


def give_back(session: Session, assessment: Assessment, because: str) -> None:
    """Make an assessment in review a draft again, with a reason, which the log keeps; raises Refused."""
    refuse([*rules.returning_refusals(assessment.status), *reason_refusals(because)])
    assessment.status = AssessmentStatus.DRAFT
    session.flush()


def approve(session: Session, assessment: Assessment, approver_id: int, today: date) -> None:
    """Approve an assessment, and keep what it rests on; the one it was copied from is replaced. Raises Refused."""
    refuse(approval_faults(session, assessment, approver_id, today))
    rest_on(session, assessment, queries.systems_of(session, assessment.id))
    take_over(session, assessment)
    assessment.status = AssessmentStatus.APPROVED
    assessment.approved_by_id = approver_id
    assessment.approved_on = today
    session.flush()


def approval_faults(session: Session, assessment: Assessment, approver_id: int, today: date) -> list[Refusal]:
    """Return everything that keeps somebody from approving an assessment on a day."""
    highest = copies.highest_level(session, assessment.id)
    classes = [system.system_class for system in queries.systems_of(session, assessment.id)]
    months = rules.interval_months(queries.model_of(assessment), classes)
    return [
        *rules.approval_refusals(assessment.status, assessment.responsible_id, approver_id, highest),
        *_content(session, assessment),
        *rules.validity_refusals(assessment.assessed_on, assessment.valid_until, today, months),
    ]


def withdraw_assessment(session: Session, assessment: Assessment, because: str, today: date) -> None:
    """Withdraw an assessment with a reason; its risks leave the lists with it. Raises Refused."""
    refuse([*rules.withdrawal_refusals(assessment.status), *reason_refusals(because)])
    assessment.withdrawn_on = today
    assessment.withdrawn_because = because
    session.flush()


def _content(session: Session, assessment: Assessment) -> list[Refusal]:
    """Return why what an assessment holds is not ready to be looked at."""
    number, nobodys = queries.count_scenarios(session, assessment.id), copies.ownerless(session, assessment.id)
    return list(rules.content_refusals(number, nobodys))


def _set_end(assessment: Assessment, model: rules.Model, systems: Sequence[System], today: date) -> None:
    """Set how long an assessment holds when nobody has said it; raises Refused for a day that cannot be."""
    months = rules.interval_months(model, [system.system_class for system in systems])
    assessment.valid_until = _said_or_due(assessment.valid_until, assessment.assessed_on, months)
    refuse(rules.validity_refusals(assessment.assessed_on, assessment.valid_until, today, months))


def _said_or_due(said: date | None, assessed_on: date, months: int) -> date:
    return said or months_after(assessed_on, months)


def _cover(session: Session, assessment: Assessment, systems: Sequence[System], today: date) -> None:
    """Let an assessment cover exactly some systems; raises Refused for one left out that has risks in it."""
    links = {link.system_id: link for link in queries.links_of(session, assessment.id)}
    wanted = {system.id for system in systems}
    dropped = {id_ for id_, link in links.items() if link.withdrawn_on is None and id_ not in wanted}
    refuse(rules.removal_refusals(dropped, queries.systems_at_risk(session, assessment.id), assessment.subject))

    def make(system_id: int) -> AssessedSystem:
        return AssessedSystem(tenant_id=assessment.tenant_id, assessment_id=assessment.id, system_id=system_id)

    link_exactly(session, links, wanted, make, today=today, because=assessment.code)
