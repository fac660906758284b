"""Decides who answers for a deviation from now on."""

from sqlalchemy.orm import Session

from isms.deviations.models import Deviation
from isms.deviations.rules.handling import stage_of, step_refusals
from isms.deviations.vocabulary import HandlingStep
from isms.kernel.refusal import refuse


def entrust(session: Session, deviation: Deviation, responsible_id: int) -> None:
    """Let somebody else answer for an open deviation; raises Refused."""
    refuse(step_refusals(HandlingStep.CHANGE, stage_of(deviation), deviation.severity))
    deviation.responsible_id = responsible_id
    session.flush()
