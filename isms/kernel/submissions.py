"""Lets a form that is sent twice be saved once: each rendering carries a key that is spent with the save."""

import secrets
from datetime import datetime

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from isms.kernel.refusal import AlreadySubmitted
from isms.kernel.tables import Base


class Submission(Base):
    """A spent submit key, whose it was, and where its save led."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[int]
    location: Mapped[str]
    submitted_at: Mapped[datetime]


def new_submit_key() -> str:
    """Return a fresh key for one rendering of a form."""
    return secrets.token_hex(16)


_SPENT = select(Submission.location).where(
    Submission.key == bindparam("submit_key"), Submission.person_id == bindparam("by")
)


def check_unspent(session: Session, key: str, person_id: int) -> None:
    """Raise AlreadySubmitted when the person has spent the key; the writer's lock keeps twins apart."""
    location = session.connection().execute(_SPENT, {"submit_key": key, "by": person_id}).scalar()
    if location is not None:
        raise AlreadySubmitted(location)


def spend(session: Session, key: str, person_id: int, location: str, now: datetime) -> None:
    """Spend a key in the transaction that saves the form."""
    session.add(Submission(key=key, person_id=person_id, location=location, submitted_at=now))
