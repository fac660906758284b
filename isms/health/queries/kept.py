"""Reads of what is kept of systems' health."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.health.models import SystemHealth


def health_of(session: Session, system_id: int) -> SystemHealth | None:
    """Return what is kept of a system, or None before it has been worked out the first time."""
    return session.scalar(select(SystemHealth).where(SystemHealth.system_id == system_id))
