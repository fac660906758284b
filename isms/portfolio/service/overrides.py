"""Setting demands on a system aside for a while, with a reason, and taking that back."""

from datetime import date

from sqlalchemy.orm import Session

from isms.kernel.refusal import refuse
from isms.portfolio import queries, rules
from isms.portfolio.models import DemandOverride, System
from isms.portfolio.vocabulary import Quality


def override_demand(
    session: Session,
    system: System,
    quality: Quality,
    *,
    reason: str | None,
    valid_until: date | None,
    decided_by_id: int,
    today: date,
) -> DemandOverride:
    """Set aside what is demanded of a quality of a system, up to today's demand, and return that; raises Refused.

    The system keeps its own level, and the demand goes no further through it. A higher demand warns again.
    """
    demand = queries.demand_on(session, system.id, quality)
    own, level = (demand.own, demand.level) if demand else (None, None)
    refuse(rules.override_refusals(own, level, reason, valid_until, today))
    override = DemandOverride(
        system_id=system.id,
        tenant_id=system.tenant_id,
        quality=quality,
        level=level,
        accepted=own,
        reason=reason,
        decided_by_id=decided_by_id,
        decided_on=today,
        valid_until=valid_until,
    )
    session.add(override)
    session.flush()
    return override


def withdraw_override(session: Session, override: DemandOverride, *, because: str | None, today: date) -> None:
    """Take an override back with a reason; the demand then counts again. Raises Refused."""
    refuse(rules.withdrawal_refusals(because, withdrawn=override.withdrawn_on is not None))
    override.withdrawn_on = today
    override.withdrawn_because = because
    session.flush()


def lapse_overrides(session: Session, today: date) -> int:
    """Undo what follows from overrides whose last day is past, and return how many there were."""
    past = queries.past_overrides(session, today)
    for override in past:
        override.lapsed_on = today
    session.flush()
    return len(past)
