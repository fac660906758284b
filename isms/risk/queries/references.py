"""Which controls keep a risk down, and which risks a control keeps down."""

from collections.abc import Sequence

from sqlalchemy import FromClause, func, select
from sqlalchemy.orm import Session, joinedload, load_only

from isms.controls.models import Control
from isms.controls.vocabulary import Applicability
from isms.kernel.access import Access
from isms.kernel.register.columns import Source
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.risk.models import Assessment, Scenario, ScenarioControl
from isms.risk.queries import LISTED, scenario_scope
from isms.risk.queries.standing import risk_counts, unit_of_risk
from isms.risk.vocabulary import Permission

BETWEEN = "; "
"""What parts the references of a risk; no reference holds it."""


def controls_of(session: Session, scenario_id: int) -> Sequence[Control]:
    """Return the controls linked to a risk with their owners, in the order of their codes."""
    linked = select(ScenarioControl.control_id).where(
        ScenarioControl.scenario_id == scenario_id, ScenarioControl.withdrawn_on.is_(None)
    )
    statement = select(Control).where(Control.id.in_(linked)).options(joinedload(Control.owner).load_only(Person.name))
    return session.scalars(statement.order_by(Control.code_key, Control.id)).all()


def control_links_of(session: Session, scenario_id: int) -> Sequence[ScenarioControl]:
    """Return every link from a risk to a control, withdrawn ones too."""
    return session.scalars(select(ScenarioControl).where(ScenarioControl.scenario_id == scenario_id)).all()


def applying_controls(session: Session, tenant_id: int | None) -> Sequence[Control]:
    """Return the controls that apply to a municipality, in the order of their codes."""
    applies = Control.applicability == Applicability.APPLIES
    statement = select(Control).where(Control.tenant_id == tenant_id, applies)
    return session.scalars(statement.order_by(Control.code_key, Control.id)).all()


def kept_down_by(session: Session, access: Access, control_id: int) -> Sequence[Scenario]:
    """Return the risks that count, and that a person may read, which a control is linked to; the worst first."""
    linked = select(ScenarioControl.scenario_id).where(
        ScenarioControl.control_id == control_id, ScenarioControl.withdrawn_on.is_(None)
    )
    scenario, system, assessment = Scenario.__table__, System.__table__, Assessment.__table__
    statement = (
        select(Scenario)
        .join(Assessment, Assessment.id == Scenario.assessment_id)
        .outerjoin(System, System.id == Scenario.system_id)
        .join(Unit, Unit.id == unit_of_risk(assessment, system))
        .where(
            Scenario.id.in_(linked),
            Scenario.withdrawn_on.is_(None),
            risk_counts(assessment, system),
            scenario_scope(access, Permission.RISK_READ, scenario, system, Unit.__table__.c.path),
        )
        .options(
            load_only(*LISTED),
            joinedload(Scenario.owner).load_only(Person.name),
            joinedload(Scenario.system).load_only(System.name),
        )
    )
    return session.scalars(statement.order_by(Scenario.rank.desc(), Scenario.code_key, Scenario.id)).all()


def references_by_risk(source: Source) -> FromClause:
    """Return per risk the codes of its controls, in no order: neither database promises one."""

    def build(s: Source) -> FromClause:
        link, control = s(ScenarioControl), s(Control)
        return (
            select(
                link.c.scenario_id.label("key"),
                func.aggregate_strings(control.c.code, BETWEEN).label("codes"),
            )
            .join_from(link, control, control.c.id == link.c.control_id)
            .where(link.c.withdrawn_on.is_(None), s.among(link.c.scenario_id))
            .group_by(link.c.scenario_id)
            .subquery()
        )

    return source.once("references_by_risk", build)
