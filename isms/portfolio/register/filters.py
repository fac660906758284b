"""What the filters of the systems register mean, and what they offer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, or_, select
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.register.columns import Source
from isms.kernel.words import Words
from isms.organisation.models import Unit
from isms.portfolio import queries
from isms.portfolio.models import Demand, DemandOverride, System
from isms.portfolio.rules import LEVELS, months_after
from isms.portfolio.vocabulary import RatingState

NONE = "none"
LACKING = "lacking"
SOME = "some"
PAST = "past"
MONTHS_AHEAD = ("6", "12")


def rating_state(s: Source) -> ColumnElement[Any]:
    until = s(System).c.rating_valid_until
    return case(
        (until.is_(None), literal(RatingState.MISSING.value)),
        (until < s.today, literal(RatingState.EXPIRED.value)),
        else_=literal(RatingState.VALID.value),
    )


def in_rating_state(s: Source, value: str) -> ColumnElement[bool]:
    until = s(System).c.rating_valid_until
    if value == LACKING:
        return or_(until.is_(None), until < s.today)
    return rating_state(s) == value


def of_class(s: Source, value: str) -> ColumnElement[bool]:
    column = s(System).c.system_class
    if value == NONE:
        return column.is_(None)
    return column == int(value) if value in map(str, LEVELS) else false()


def at_or_below(s: Source, code: str) -> ColumnElement[bool]:
    """Return the predicate that a system's unit is the one with a code or lies below it."""
    place = s(Unit, "place")
    return exists(
        select(place.c.id).where(
            place.c.code == code,
            place.c.tenant_id == s(System).c.tenant_id,
            s(Unit).c.path.like(place.c.path.concat("%")),
        )
    )


def owned_by(s: Source, value: str) -> ColumnElement[bool]:
    if value == NONE:
        return s(System).c.owner_id.is_(None)
    return s(System).c.owner_id == int(value) if value.isdecimal() and len(value) < 10 else false()


def agreement_ends(s: Source, value: str) -> ColumnElement[bool]:
    until = s(System).c.agreement_until
    if value == PAST:
        return until < s.today
    if value in MONTHS_AHEAD:
        return and_(until >= s.today, until <= months_after(s.today, int(value)))
    return false()


def warnings(s: Source) -> ColumnElement[Any]:
    """Return how many demands a system does not meet, but for those that are set aside today."""
    counted = s(System).c.warning_count
    demand, override = s(Demand), s(DemandOverride)
    aside = (
        select(func.count())
        .select_from(demand.join(override, override.c.id == demand.c.override_id))
        .where(demand.c.system_id == s(System).c.id, override.c.valid_until >= s.today)
        .correlate(s(System))
        .scalar_subquery()
    )
    return case((counted > 0, counted - aside), else_=0)


def has_warnings(s: Source, value: str) -> ColumnElement[bool]:
    return warnings(s) > 0 if value == SOME else false()


def class_options(_session: Session, _access: Access, words: Words) -> Sequence[tuple[str, str]]:
    classes = [(str(level), words(f"class.{level}")) for level in reversed(LEVELS)]
    return [*classes, (NONE, words("class.missing"))]


def state_options(_session: Session, _access: Access, words: Words) -> Sequence[tuple[str, str]]:
    states = [(state.value, words(state.label)) for state in RatingState]
    return [*states, (LACKING, words("system.rating_lacking"))]


def agreement_options(_session: Session, _access: Access, words: Words) -> Sequence[tuple[str, str]]:
    ahead = [(months, words("system.agreement_ends_within", months=months)) for months in MONTHS_AHEAD]
    return [(PAST, words("system.agreement_past")), *ahead]


def warning_options(_session: Session, _access: Access, words: Words) -> Sequence[tuple[str, str]]:
    return [(SOME, words("system.has_warnings"))]


def owner_options(session: Session, access: Access, words: Words) -> Sequence[tuple[str, str]]:
    return [(NONE, words("finding.no_owner")), *queries.owners(session, access)]


def unit_options(session: Session, access: Access, _words: Words) -> Sequence[tuple[str, str]]:
    return queries.unit_choices(session, access)
