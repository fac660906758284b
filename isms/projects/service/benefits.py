"""Planning what a project shall give, and telling what came of it."""

from datetime import date

from sqlalchemy.orm import Session

from isms.actions.rules import reason_refusals
from isms.kernel.refusal import refuse
from isms.projects.models import Project, ProjectBenefit
from isms.projects.rules import phases as rules
from isms.projects.vocabulary import BenefitDimension


def add_benefit(
    session: Session,
    project: Project,
    *,
    dimension: BenefitDimension,
    text: str,
    owner_id: int | None,
    due_on: date | None,
) -> ProjectBenefit:
    """Plan a benefit of a project and return it."""
    benefit = ProjectBenefit(
        tenant_id=project.tenant_id,
        project_id=project.id,
        dimension=dimension,
        text=text,
        owner_id=owner_id,
        due_on=due_on,
    )
    session.add(benefit)
    session.flush()
    return benefit


def change_benefit(
    session: Session,
    benefit: ProjectBenefit,
    *,
    dimension: BenefitDimension,
    text: str,
    owner_id: int | None,
    due_on: date | None,
) -> None:
    """Change what a project shall give."""
    benefit.dimension = dimension
    benefit.text = text
    benefit.owner_id = owner_id
    benefit.due_on = due_on
    session.flush()


def realise_benefit(
    session: Session, benefit: ProjectBenefit, *, realised: str | None, realised_on: date | None, today: date
) -> None:
    """Tell what came of a benefit, and when; raises Refused."""
    refuse(rules.benefit_refusals(realised, realised_on, today))
    benefit.realised = realised
    benefit.realised_on = realised_on
    session.flush()


def withdraw_benefit(session: Session, benefit: ProjectBenefit, *, because: str | None, today: date) -> None:
    """Withdraw a benefit from the plan, with a reason; raises Refused."""
    refuse(reason_refusals(because))
    benefit.withdrawn_on = today
    benefit.withdrawn_because = because
    session.flush()


def hand_over_benefit(session: Session, benefit: ProjectBenefit, owner_id: int) -> None:
    """Give a benefit another owner."""
    benefit.owner_id = owner_id
    session.flush()
