"""What of projects belongs to people: projects they own or lead, benefits still awaited, and endings not finished."""

from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, and_, join
from sqlalchemy.orm import Session

from isms.kernel.handover import Belonging
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.portfolio.vocabulary import Permission as PortfolioPermission
from isms.projects import service
from isms.projects.models import Project, ProjectBenefit, SystemEnding
from isms.projects.vocabulary import Permission

RUNS = and_(Project.withdrawn_on.is_(None), Project.stopped_on.is_(None), Project.ended_on.is_(None))
WITH_PROJECT = join(ProjectBenefit.__table__, Project.__table__, Project.id == ProjectBenefit.project_id)
WITH_SYSTEM = join(SystemEnding.__table__, System.__table__, System.id == SystemEnding.system_id)


def _runs(_today: date) -> ColumnElement[bool]:
    return RUNS


def _is_awaited(_today: date) -> ColumnElement[bool]:
    return and_(RUNS, ProjectBenefit.withdrawn_on.is_(None), ProjectBenefit.realised_on.is_(None))


def _is_ending(_today: date) -> ColumnElement[bool]:
    return and_(System.withdrawn_on.is_(None), System.lifecycle != Lifecycle.ENDED)


def _project(part: Literal["owner_id", "manager_id"], label: str) -> Belonging:
    def hand_over(session: Session, project_id: int, person_id: int) -> None:
        service.hand_over(session, session.get_one(Project, project_id), part, person_id)

    return Belonging(
        person=getattr(Project, part),
        label=label,
        page="/projects/",
        permission=Permission.PROJECT_READ,
        source=join(Project.__table__, Unit.__table__, Unit.id == Project.unit_id),
        code=Project.code,
        called=Project.name,
        place=Unit.path,
        kept=_runs,
        hand_over=hand_over,
    )


def _hand_over_benefit(session: Session, benefit_id: int, person_id: int) -> None:
    service.hand_over_benefit(session, session.get_one(ProjectBenefit, benefit_id), person_id)


def _hand_over_ending(session: Session, ending_id: int, person_id: int) -> None:
    service.hand_over_ending(session, session.get_one(SystemEnding, ending_id), person_id)


BELONGINGS = (
    _project("owner_id", "handover.project_owner"),
    _project("manager_id", "handover.project_manager"),
    Belonging(
        person=ProjectBenefit.owner_id,
        label="handover.benefit_owner",
        page="/projects/benefits/",
        permission=Permission.PROJECT_READ,
        source=join(WITH_PROJECT, Unit.__table__, Unit.id == Project.unit_id),
        code=Project.code,
        called=ProjectBenefit.text,
        place=Unit.path,
        kept=_is_awaited,
        hand_over=_hand_over_benefit,
        table=WITH_PROJECT,
    ),
    Belonging(
        person=SystemEnding.responsible_id,
        label="handover.ending_responsible",
        page="/endings/",
        permission=PortfolioPermission.SYSTEM_READ,
        source=join(WITH_SYSTEM, Unit.__table__, Unit.id == System.unit_id),
        code=System.code,
        called=System.name,
        place=Unit.path,
        kept=_is_ending,
        hand_over=_hand_over_ending,
        table=WITH_SYSTEM,
    ),
)
