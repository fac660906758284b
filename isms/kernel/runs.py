"""Lets many workers share the same jobs: each slot of a job is done once, whoever freezes or dies."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from isms.kernel.db import Database
from isms.kernel.inserting import insert_new
from isms.kernel.tables import Base, choice
from isms.kernel.vocabulary import Term

LEASE = timedelta(minutes=5)
"""How long a worker may be silent before another takes its slot over."""


class RunStatus(Term):
    RUNNING = "running"
    DONE = "done"


class Run(Base):
    """One slot of a job: who has it, on which attempt and until when, or that it is done."""

    __tablename__ = "run"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    slot: Mapped[str] = mapped_column(String(120), primary_key=True)
    status: Mapped[RunStatus] = mapped_column(choice(RunStatus))
    owner: Mapped[str] = mapped_column(String(80))
    attempt: Mapped[int]
    lease_until: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done_has_a_time"),)


@dataclass(frozen=True)
class Claim:
    """A slot that this worker may work on; finishing it is refused once another has taken it over."""

    job: str
    slot: str
    owner: str
    attempt: int


class Superseded(Exception):
    """Another worker has taken the slot over meanwhile: what was done for it must not be kept."""


def claim(database: Database, job: str, slot: str, owner: str, lease: timedelta = LEASE) -> Claim | None:
    """Claim a slot that nobody has, or whose worker has been silent too long; None when there is nothing to do."""
    now = database.clock.now()
    with database.bookkeeping() as session:
        taken = session.execute(
            insert_new(session, Run)
            .values(job=job, slot=slot, status=RunStatus.RUNNING, owner=owner, attempt=1, lease_until=now + lease)
            .returning(Run.attempt)
        ).scalar()
        if taken is None:
            taken = session.execute(
                update(Run)
                .where(Run.job == job, Run.slot == slot, Run.status == RunStatus.RUNNING, Run.lease_until < now)
                .values(owner=owner, attempt=Run.attempt + 1, lease_until=now + lease)
                .returning(Run.attempt)
            ).scalar()
    return Claim(job, slot, owner, taken) if taken else None


def finish(session: Session, claimed: Claim, now: datetime) -> None:
    """Mark a slot done in the transaction that holds its effect; raises Superseded when it is no longer ours."""
    done = session.execute(
        update(Run)
        .where(
            Run.job == claimed.job,
            Run.slot == claimed.slot,
            Run.owner == claimed.owner,
            Run.attempt == claimed.attempt,
            Run.status == RunStatus.RUNNING,
        )
        .values(status=RunStatus.DONE, done_at=now)
        .returning(Run.attempt)
    ).scalar()
    if done is None:
        raise Superseded(f"{claimed.job} {claimed.slot}")


def done_slots(session: Session, job: str) -> set[str]:
    """Return the slots of a job that are done."""
    return set(session.scalars(select(Run.slot).where(Run.job == job, Run.status == RunStatus.DONE)))


def is_done(session: Session, job: str, slot: str) -> bool:
    """Say whether a slot of a job is done."""
    return session.scalar(select(Run.status).where(Run.job == job, Run.slot == slot)) is RunStatus.DONE
