"""Decides who answers for a deviation from now on."""

from sqlalchemy.orm import Session

from isms.deviations import rules
from isms.deviations.models import Deviation
from isms.kernel.refusal import refuse


def entrust(session: Session, deviation: Deviation, responsible_id: int) -> None:
    """Let somebody else answer for an open deviation; raises Refused."""
    refuse(rules.handling_refusals(deviation.status))
    deviation.responsible_id = responsible_id
    session.flush()
