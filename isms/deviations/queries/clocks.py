"""Reads of what runs on deviations: their own days, and the clocks that law sets off."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.clocks.rules import Deadline, people
from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.rules.clocks import OF_BREACHES
from isms.deviations.vocabulary import DeviationStatus
from isms.kernel.clock import day_of
from isms.organisation.models import Unit


def clocks_of(session: Session, deviation_id: int) -> Sequence[DeviationClock]:
    """Return the clocks of a deviation, stopped ones too, in the order they end."""
    return session.scalars(
        select(DeviationClock)
        .where(DeviationClock.deviation_id == deviation_id)
        .order_by(DeviationClock.due_at, DeviationClock.id)
    ).all()


def deadlines(session: Session) -> Iterator[Deadline]:
    """Yield what runs on deviations: days to close by, checks of effect, answers to findings, and statutory clocks."""
    yield from _days(session)
    yield from _clocks(session)


def _days(session: Session) -> Iterator[Deadline]:
    rows = session.execute(
        select(
            Deviation.id,
            Deviation.code,
            Deviation.tenant_id,
            Deviation.responsible_id,
            Deviation.due_on,
            Deviation.effect_due_on,
            Deviation.effect_checked_on,
            Deviation.answer_due_on,
            Deviation.answered_on,
            Unit.path,
        )
        .join(Unit, Unit.id == Deviation.unit_id)
        .where(Deviation.status == DeviationStatus.OPEN, Deviation.withdrawn_on.is_(None))
        .order_by(Deviation.id)
    )
    for row in rows:
        running = {
            "deviation": row.due_on,
            "deviation_effect": row.effect_due_on if row.effect_checked_on is None else None,
            "finding_answer": row.answer_due_on if row.answered_on is None else None,
        }
        for rule, due_on in running.items():
            if due_on is not None:
                yield Deadline(
                    rule=rule,
                    about=f"deviation:{row.id}",
                    path=f"/deviations/{row.id}",
                    due_on=due_on,
                    **_whose(row),
                )


def _clocks(session: Session) -> Iterator[Deadline]:
    rows = session.execute(
        select(
            DeviationClock.id,
            DeviationClock.deviation_id,
            DeviationClock.rule,
            DeviationClock.due_at,
            Deviation.code,
            Deviation.tenant_id,
            Deviation.responsible_id,
            Unit.path,
        )
        .join(Deviation, Deviation.id == DeviationClock.deviation_id)
        .join(Unit, Unit.id == Deviation.unit_id)
        .where(DeviationClock.stopped_at.is_(None), Deviation.withdrawn_on.is_(None))
        .order_by(DeviationClock.id)
    )
    for row in rows:
        page = f"/deviations/{row.deviation_id}"
        yield Deadline(
            rule=row.rule,
            about=f"deviation_clock:{row.id}",
            path=f"{page}/breach" if row.rule in OF_BREACHES else page,
            due_on=day_of(row.due_at),
            due_at=row.due_at,
            **_whose(row),
        )


def _whose(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "tenant_id": row.tenant_id,
        "place": row.path,
        "owner_ids": people(row.responsible_id),
    }
