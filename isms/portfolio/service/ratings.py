"""Rating how much protection a system needs."""

from datetime import date
from typing import NotRequired, TypedDict, Unpack

from sqlalchemy.orm import Session

from isms.kernel.refusal import refuse
from isms.portfolio import queries, rules
from isms.portfolio.models import Rating, System


class RatingFields(TypedDict):
    """A level from 1 to 4 and a reason per letter; without `valid_until` the class decides."""

    k: int
    k_reason: str | None
    i: int
    i_reason: str | None
    t: int
    t_reason: str | None
    rated_on: NotRequired[date | None]
    valid_until: NotRequired[date | None]
    override_reason: NotRequired[str | None]


def rate(session: Session, system: System, *, rated_by_id: int, today: date, **fields: Unpack[RatingFields]) -> Rating:
    """Rate a system and return the rating, which is then the current one; raises Refused.

    A level below a floor is refused without a reason to override; without `rated_on` it is rated today.
    """
    need = rules.Need(fields["k"], fields["i"], fields["t"])
    rated_on = fields.get("rated_on") or today
    valid_until = fields.get("valid_until") or rules.default_valid_until(rated_on, _class(need))
    override_reason = fields.get("override_reason")
    latest_on = queries.latest_rated_on(session, system.id)
    reasons = {name: fields[name] for name in ("k_reason", "i_reason", "t_reason")}
    refuse(
        [
            *rules.rating_refusals(need, rated_on, valid_until, latest_on=latest_on, today=today),
            *rules.reason_refusals(reasons),
            *rules.floor_refusals(need, floors_of(system), override_reason),
        ]
    )
    rating = Rating(
        system_id=system.id,
        tenant_id=system.tenant_id,
        rated_on=rated_on,
        rated_by_id=rated_by_id,
        k=need.k,
        i=need.i,
        t=need.t,
        **reasons,
        valid_until=valid_until,
        override_reason=override_reason,
    )
    session.add(rating)
    session.flush()
    return rating


def floors_of(system: System) -> tuple[rules.Floor, ...]:
    """Return the lowest levels that the facts of a system allow."""
    return rules.floors(
        system.personal_data,
        system.users,
        round_the_clock=system.round_the_clock,
        master_data=system.master_data,
    )


def _class(need: rules.Need) -> int:
    """Return the class of a need that may hold levels there are none of, so that the rule can say so."""
    return min(max(rules.system_class(need), rules.LEVELS[0]), rules.LEVELS[-1])
