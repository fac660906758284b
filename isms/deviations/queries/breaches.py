"""Reads of breaches of personal data: who may handle one, and what has been told of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from isms.deviations.models import Breach, BreachReport, Deviation, DeviationClock
from isms.deviations.queries.clocks import clocks_of
from isms.deviations.rules.clocks import OF_BREACHES
from isms.deviations.vocabulary import BreachPhase, Permission
from isms.kernel.access import Access
from isms.organisation.models import Person, Unit


@dataclass(frozen=True)
class Documented:
    """A breach with its clock and its messages, in the order they were sent; its clock is that of breaches."""

    breach: Breach
    clock: DeviationClock | None
    reports: Sequence[BreachReport]

    @property
    def phases(self) -> tuple[BreachPhase, ...]:
        """The phases of the messages that have been sent."""
        return tuple(report.phase for report in self.reports)


def handled_by(session: Session, access: Access, deviation_id: int) -> Deviation | None:
    """Return a deviation that stands, at a place where the person handles breaches, or None."""
    return session.scalar(
        select(Deviation)
        .join(Unit, Unit.id == Deviation.unit_id)
        .where(
            Deviation.id == deviation_id,
            Deviation.withdrawn_on.is_(None),
            access.within(Permission.BREACH_HANDLE, Unit.path),
        )
        .options(joinedload(Deviation.unit))
    )


def breach_of(session: Session, deviation_id: int) -> Breach | None:
    """Return the breach that a deviation is, with who decided on it, or None."""
    return session.scalar(
        select(Breach)
        .where(Breach.deviation_id == deviation_id)
        .options(joinedload(Breach.decided_by).load_only(Person.name))
    )


def documented(session: Session, deviation_id: int) -> Documented | None:
    """Return the breach that a deviation is with its clock and messages, or None; three statements."""
    breach = breach_of(session, deviation_id)
    if breach is None:
        return None
    clock = next((clock for clock in clocks_of(session, deviation_id) if clock.rule in OF_BREACHES), None)
    return Documented(breach, clock, reports_of(session, breach.id))


def reports_of(session: Session, breach_id: int) -> Sequence[BreachReport]:
    """Return the messages about a breach with who sent them, in the order they were sent."""
    return session.scalars(
        select(BreachReport)
        .where(BreachReport.breach_id == breach_id)
        .options(joinedload(BreachReport.sent_by).load_only(Person.name))
        .order_by(BreachReport.sent_at, BreachReport.id)
    ).all()
