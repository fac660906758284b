"""What runs on risks: until assessments are to be made anew, and until acceptances end."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.clocks.rules import Deadline, people
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.risk.models import Acceptance, Assessment, Scenario
from isms.risk.queries.standing import risk_counts, unit_of_risk
from isms.risk.vocabulary import AcceptanceKind, AssessmentStatus


def deadlines(session: Session) -> Iterator[Deadline]:
    """Yield the last day of every approved assessment, and of every acceptance that a risk rests on."""
    yield from _assessments(session)
    yield from _acceptances(session)


def _assessments(session: Session) -> Iterator[Deadline]:
    rows = session.execute(
        select(
            Assessment.id,
            Assessment.code,
            Assessment.tenant_id,
            Assessment.responsible_id,
            Assessment.valid_until,
            Unit.path,
        )
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(Assessment.status == AssessmentStatus.APPROVED, Assessment.withdrawn_on.is_(None))
        .order_by(Assessment.id)
    )
    for row in rows:
        yield Deadline(
            rule="assessment",
            about=f"assessment:{row.id}",
            code=row.code,
            path=f"/assessments/{row.id}",
            tenant_id=row.tenant_id,
            place=row.path,
            owner_ids=(row.responsible_id,),
            due_on=row.valid_until,
        )


def _acceptances(session: Session) -> Iterator[Deadline]:
    rows = session.execute(
        select(
            Acceptance.id,
            Acceptance.code,
            Acceptance.tenant_id,
            Acceptance.accepted_by_id,
            Acceptance.valid_until,
            Scenario.owner_id,
            Unit.path,
        )
        .join(Scenario, Scenario.acceptance_id == Acceptance.id)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(Assessment.__table__, System.__table__))
        .where(
            Acceptance.kind == AcceptanceKind.ACCEPTED,
            Scenario.withdrawn_on.is_(None),
            risk_counts(Assessment.__table__, System.__table__),
        )
        .order_by(Acceptance.id)
    )
    for row in rows:
        yield Deadline(
            rule="acceptance",
            about=f"acceptance:{row.id}",
            code=row.code,
            path=f"/acceptances/{row.id}",
            tenant_id=row.tenant_id,
            place=row.path,
            owner_ids=people(row.accepted_by_id, row.owner_id),
            due_on=row.valid_until,
        )
