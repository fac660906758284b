"""Says whose changes are news for a person, and under which address each record has its page."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from isms.actions.models import Action
from isms.actions.vocabulary import Permission as ActionPermission
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import Permission as DeviationPermission
from isms.kernel.access import Access
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Permission as PortfolioPermission
from isms.projects.models import Project
from isms.projects.vocabulary import Permission as ProjectPermission
from isms.reviews.models import Meeting
from isms.reviews.vocabulary import Permission as ReviewPermission
from isms.risk.models import Assessment, Scenario
from isms.risk.queries.standing import unit_of_risk
from isms.risk.vocabulary import Permission as RiskPermission

NEWS: tuple[tuple[Any, str, Any], ...] = (
    (System, "systems", PortfolioPermission.SYSTEM_READ),
    (Assessment, "assessments", RiskPermission.RISK_READ),
    (Deviation, "deviations", DeviationPermission.DEVIATION_READ),
    (Action, "actions", ActionPermission.ACTION_READ),
    (Project, "projects", ProjectPermission.PROJECT_READ),
    (Meeting, "meetings", ReviewPermission.MEETING_READ),
)
"""Records that lie at a unit: where each has its page, and what one must hold to read it."""

PAGES = {**{model.__tablename__: page for model, page, _ in NEWS}, Scenario.__tablename__: "risks"}


def readable(access: Access) -> Mapping[str, Select[Any]]:
    """Return the ids of all the records a person reads whose changes are news, as selects by table."""
    lying = {
        model.__tablename__: select(model.id)
        .join(Unit, Unit.id == model.unit_id)
        .where(access.within(permission, Unit.path))
        for model, _, permission in NEWS
    }
    risks = (
        select(Scenario.id)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(Assessment.__table__, System.__table__))
        .where(access.within(RiskPermission.RISK_READ, Unit.path))
    )
    return {**lying, Scenario.__tablename__: risks}
