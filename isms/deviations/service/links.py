"""Decides which systems a deviation touches, and what a serious one asks of their assessments."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session

from isms.deviations import queries, rules
from isms.deviations.models import AffectedSystem, Deviation
from isms.kernel.links import link_exactly
from isms.portfolio.models import System
from isms.risk.service import note_serious_deviation


def touch(session: Session, deviation: Deviation, systems: Sequence[System], today: date) -> set[int]:
    """Let a deviation touch exactly some systems, and return those it did not touch before."""
    links = {link.system_id: link for link in queries.links_of(session, deviation.id)}
    wanted = {system.id for system in systems}

    def make(system_id: int) -> AffectedSystem:
        return AffectedSystem(tenant_id=deviation.tenant_id, deviation_id=deviation.id, system_id=system_id)

    return link_exactly(session, links, wanted, make, today=today, because=deviation.code)


def question(session: Session, deviation: Deviation, system_ids: Collection[int], today: date) -> None:
    """Let a serious deviation question the assessments of systems that it has not touched as serious before."""
    if rules.is_serious(deviation.severity):
        note_serious_deviation(session, system_ids, deviation.code, today)
