"""Saying which controls keep a risk down."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from isms.controls.models import Control
from isms.kernel.links import link_exactly
from isms.kernel.refusal import Refusal, refuse
from isms.risk.models import Scenario, ScenarioControl
from isms.risk.queries.references import control_links_of
from isms.risk.rules import follow_up_refusals


def refer(session: Session, scenario: Scenario, controls: Sequence[Control], today: date) -> None:
    """Say exactly which controls keep a risk down; raises Refused for those of another municipality."""
    refuse(follow_up_refusals(scenario.assessment.status))
    if any(control.tenant_id != scenario.tenant_id for control in controls):
        refuse([Refusal("scenario.control_of_another", "controls")])
    links = {link.control_id: link for link in control_links_of(session, scenario.id)}
    wanted = {control.id for control in controls}

    def make(control_id: int) -> ScenarioControl:
        return ScenarioControl(tenant_id=scenario.tenant_id, scenario_id=scenario.id, control_id=control_id)

    link_exactly(session, links, wanted, make, today=today, because=scenario.code)
