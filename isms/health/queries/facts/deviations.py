"""Tells which deviations have touched a system, how they stand, and what is being done about them."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, func, or_, select

from isms.actions.models import Action
from isms.deviations.models import AffectedSystem, Deviation, DeviationAction, DeviationClock
from isms.deviations.vocabulary import Severity, StopCause
from isms.health.queries.facts.reading import DAWN, SINCE, SOME, Reader
from isms.health.rules.facts import Measure, Ref, Reported
from isms.kernel.clock import day_of
from isms.kernel.register.columns import Source

NOT_OWED = (StopCause.NOT_NOTIFIABLE, StopCause.NO_LONGER_APPLIES)
"""What stops a clock because nothing had to be done by it."""


def _missed(source: Source) -> ScalarSelect[Any]:
    """Return the last deadline of law that a deviation has passed: it runs still, or was met too late."""
    clock = source(DeviationClock)
    still, late = clock.c.stopped_at.is_(None), clock.c.stopped_at > clock.c.due_at
    return (
        select(func.max(clock.c.due_at))
        .where(
            clock.c.deviation_id == source(Deviation).c.id,
            or_(and_(still, clock.c.due_at < DAWN), and_(late, clock.c.stop_cause.not_in(NOT_OWED))),
        )
        .correlate(source(Deviation))
        .scalar_subquery()
    )


def _deviations(source: Source) -> Select[Any]:
    """Return the deviations that are open or were closed of late, each beside each of its actions."""
    touched, deviation = source(AffectedSystem), source(Deviation)
    link, action = source(DeviationAction), source(Action)
    counts = action.c.withdrawn_on.is_(None) & (action.c.done_on.is_(None) | (action.c.done_on >= SINCE))
    return (
        select(touched.c.system_id, deviation.c.id, deviation.c.code, deviation.c.severity, deviation.c.reported_on)
        .add_columns(deviation.c.due_on, deviation.c.closed_on, _missed(source).label("missed_at"))
        .add_columns(action.c.id.label("action_id"), action.c.code.label("action_code"))
        .add_columns(action.c.due_on.label("action_due_on"), action.c.done_on)
        .select_from(touched)
        .join(deviation, deviation.c.id == touched.c.deviation_id)
        .outerjoin(link, (link.c.deviation_id == deviation.c.id) & link.c.withdrawn_on.is_(None))
        .outerjoin(action, (action.c.id == link.c.action_id) & counts)
        .where(
            touched.c.system_id.in_(SOME),
            touched.c.withdrawn_on.is_(None),
            deviation.c.withdrawn_on.is_(None),
            deviation.c.rejected_on.is_(None),
            deviation.c.merged_on.is_(None),
            or_(deviation.c.closed_on.is_(None), deviation.c.closed_on >= SINCE),
        )
        .order_by(touched.c.system_id, deviation.c.id, action.c.id)
    )


def _reported(rows: list[Any]) -> dict[str, Any]:
    found = {row.id: row for row in rows}
    return {
        "deviations": tuple(
            Reported(
                ref=Ref("deviation", row.id, row.code),
                is_serious=row.severity == Severity.SERIOUS,
                reported_on=row.reported_on,
                due_on=row.due_on,
                closed_on=row.closed_on,
                missed_on=day_of(row.missed_at) if row.missed_at else None,
            )
            for row in found.values()
        ),
        "measures": [
            Measure(Ref("action", row.action_id, row.action_code), row.action_due_on, row.done_on)
            for row in rows
            if row.action_id is not None
        ],
    }


DEVIATIONS = Reader(("deviations", "measures"), _deviations, _reported)
