"""Reads of which systems there are to work out."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from isms.portfolio.models import System


def last_id(session: Session) -> int:
    """Return the highest id of a system; 0 without any."""
    return session.scalar(select(func.max(System.id))) or 0


def ids_between(session: Session, first: int, beyond: int) -> Sequence[int]:
    """Return the ids of systems from one up to another, which is not among them."""
    return session.scalars(select(System.id).where(System.id >= first, System.id < beyond).order_by(System.id)).all()
