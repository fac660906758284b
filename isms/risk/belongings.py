"""What of risk belongs to people: assessments they answer for and risks they own, until the assessment is replaced."""

from datetime import date

from sqlalchemy import ColumnElement, and_, join, outerjoin
from sqlalchemy.orm import Session

from isms.kernel.handover import Belonging
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.risk import service
from isms.risk.models import Assessment, Scenario
from isms.risk.queries.standing import unit_of_risk
from isms.risk.vocabulary import AssessmentStatus, Permission


def _stands(_today: date) -> ColumnElement[bool]:
    return and_(Assessment.withdrawn_on.is_(None), Assessment.status != AssessmentStatus.REPLACED)


def _risk_stands(today: date) -> ColumnElement[bool]:
    return and_(Scenario.withdrawn_on.is_(None), _stands(today))


def _entrust(session: Session, assessment_id: int, person_id: int) -> None:
    service.entrust(session, session.get_one(Assessment, assessment_id), person_id)


def _assign(session: Session, scenario_id: int, person_id: int) -> None:
    service.change_scenario(session, session.get_one(Scenario, scenario_id), owner_id=person_id)


RISKS = join(Scenario.__table__, Assessment.__table__, Assessment.id == Scenario.assessment_id)
PLACED = outerjoin(RISKS, System.__table__, System.id == Scenario.system_id)

BELONGINGS = (
    Belonging(
        person=Assessment.responsible_id,
        label="handover.assessment_responsible",
        page="/assessments/",
        permission=Permission.RISK_READ,
        source=join(Assessment.__table__, Unit.__table__, Unit.id == Assessment.unit_id),
        code=Assessment.code,
        called=Assessment.title,
        place=Unit.path,
        kept=_stands,
        hand_over=_entrust,
    ),
    Belonging(
        person=Scenario.owner_id,
        label="handover.risk_owner",
        page="/risks/",
        permission=Permission.RISK_READ,
        source=join(PLACED, Unit.__table__, Unit.id == unit_of_risk(Assessment.__table__, System.__table__)),
        code=Scenario.code,
        called=Scenario.title,
        place=Unit.path,
        kept=_risk_stands,
        table=RISKS,
        hand_over=_assign,
    ),
)
