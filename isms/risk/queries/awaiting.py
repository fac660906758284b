"""How risks stand with their acceptance and whose decision they await, as SQL over the rows of any day."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, exists, false, func, or_, select, type_coerce

from isms.kernel.access import Access, topmost, within
from isms.kernel.register.columns import Source
from isms.organisation.models import RoleHolding, Unit
from isms.organisation.vocabulary import Role
from isms.portfolio.models import System
from isms.risk.models import Acceptance, Assessment, RiskModel, Scenario
from isms.risk.queries.acceptance import in_force
from isms.risk.rules import DEFAULT
from isms.risk.rules.acceptance import ADVISERS, EXPIRES_SOON_DAYS
from isms.risk.vocabulary import AcceptanceKind, AcceptanceState, AssessmentStatus, Authority, RiskLevel

NEWEST = "given"


def newest(source: Source) -> Any:
    """Return the table of the newest record of acceptance of each risk."""
    return source(Acceptance, NEWEST)


def state_of(s: Source) -> ColumnElement[str]:
    """Return how a risk stands with its acceptance on the source's day, as `rules.acceptance_state` decides.

    It is stale by comparing the rating version that the acceptance holds with today's.
    """
    given = newest(s)
    return case(
        (_status(s) == AssessmentStatus.REPLACED.value, AcceptanceState.SUPERSEDED.value),
        (s(Scenario).c.breaks_law, AcceptanceState.UNLAWFUL.value),
        (_status(s) != AssessmentStatus.APPROVED.value, AcceptanceState.NOT_YET.value),
        (given.c.id.is_(None), AcceptanceState.OPEN.value),
        (_is_revoked(s), AcceptanceState.REVOKED.value),
        (given.c.valid_until < s.today, AcceptanceState.LAPSED.value),
        (_has_changed(s), AcceptanceState.STALE.value),
        (given.c.valid_until <= s.today + timedelta(days=EXPIRES_SOON_DAYS), AcceptanceState.EXPIRING.value),
        else_=AcceptanceState.ACCEPTED.value,
    )


def is_in(s: Source, state: str) -> ColumnElement[bool]:
    """Return the predicate of the risks in a state; those that lists are made of are said without the others."""
    given = newest(s)
    today, soon = s.today, s.today + timedelta(days=EXPIRES_SOON_DAYS)
    if state == AcceptanceState.LAPSED:
        return and_(_is_acceptable(s), given.c.valid_until < today)
    if state == AcceptanceState.STALE:
        return and_(_is_acceptable(s), given.c.valid_until >= today, _has_changed(s))
    if state == AcceptanceState.EXPIRING:
        return and_(_is_acceptable(s), given.c.valid_until.between(today, soon), ~_has_changed(s))
    return state_of(s) == state


def is_open(s: Source) -> ColumnElement[bool]:
    """Return the predicate of the risks that somebody has to decide on: of the states in `rules.AWAITING`."""
    given = newest(s)
    over = or_(given.c.id.is_(None), _is_revoked(s), given.c.valid_until < s.today, _has_changed(s))
    return and_(_is_acceptable(s), over)


def needed_by(s: Source) -> ColumnElement[str]:
    """Return who must accept a risk, as `rules.authority_needed` decides: by its model and who made the assessment."""
    asked, maker_id = _by_model(s), s(Assessment).c.responsible_id
    owned_by_maker = or_(*(owner == maker_id for owner in _owners(s)))
    when_leading = {_OWNER: case((or_(owned_by_maker, _has_no_owner(s)), _CHIEF), else_=_OWNER)}
    otherwise = {_OWNER: case((owned_by_maker, _AREA), else_=_OWNER), _AREA: _AREA}
    return case(
        (_maker_leads(s), case(when_leading, value=asked, else_=_CHIEF)),
        else_=case(otherwise, value=asked, else_=_CHIEF),
    )


def awaits(s: Source) -> ColumnElement[str | None]:
    """Return whose acceptance an open risk awaits; nothing for the others."""
    return case((is_open(s), needed_by(s)), else_=None)


def awaits_me(s: Source, access: Access) -> ColumnElement[bool]:
    """Return the predicate of the open risks whose level a person holds, neither adviser nor maker."""
    if access.person_id is None or ADVISERS & {holding.role for holding in access.holdings}:
        return false()
    path = s(Unit).c.path
    area = within(_places(access, Role.AREA_OWNER), path)
    mine = or_(*(owner == access.person_id for owner in _owners(s)))
    held = {_OWNER: or_(mine, and_(_has_no_owner(s), area)), _AREA: area}
    chief = within(_places(access, Role.CHIEF_EXECUTIVE), path)
    return and_(
        is_open(s),
        s(Assessment).c.responsible_id != access.person_id,
        case(held, value=needed_by(s), else_=chief),
    )


_OWNER, _AREA, _CHIEF = (authority.value for authority in Authority)


def _status(s: Source) -> ColumnElement[str]:
    return _text(s(Assessment).c.status)


def _is_acceptable(s: Source) -> ColumnElement[bool]:
    """Return the predicate of the risks that somebody may accept: lawful, and of an approved assessment."""
    breaks_law = s(Scenario).c.breaks_law
    return and_(or_(breaks_law.is_(None), ~breaks_law), _status(s) == AssessmentStatus.APPROVED.value)


def _is_revoked(s: Source) -> ColumnElement[bool]:
    return _text(newest(s).c.kind) == AcceptanceKind.REVOKED.value


def _has_changed(s: Source) -> ColumnElement[bool]:
    """Return the predicate that rating or class are not those a risk was accepted with."""
    given = newest(s)
    return or_(
        func.coalesce(s(Scenario).c.rating_version, 1) != given.c.rating_version,
        s(System).c.system_class.is_distinct_from(given.c.system_class),
    )


def _owners(s: Source) -> tuple[ColumnElement[Any], ...]:
    return s(System).c.owner_id, s(System).c.deputy_owner_id


def _has_no_owner(s: Source) -> ColumnElement[bool]:
    return and_(*(owner.is_(None) for owner in _owners(s)))


def _by_model(s: Source) -> ColumnElement[str]:
    """Return who accepts a level by the model of the assessment; the models that the program ships agree on it."""
    model, level = s(RiskModel), _text(s(Scenario).c.residual_level)
    return case(
        *(
            (
                level == word.value,
                func.coalesce(_text(model.c[f"{word}_accepted_by"]), DEFAULT.acceptance[word].authority.value),
            )
            for word in RiskLevel
        ),
        else_=_CHIEF,
    )


def _maker_leads(s: Source) -> ColumnElement[bool]:
    """Return the predicate that whoever made the assessment is the owner of an area that holds the risk."""
    role, held_at = s(RoleHolding, "lead"), s(Unit, "led")
    assessment, place = s(Assessment), s(Unit)
    return exists(
        select(role.c.id)
        .select_from(role.join(held_at, held_at.c.id == role.c.unit_id))
        .where(
            role.c.person_id == assessment.c.responsible_id,
            _text(role.c.role) == Role.AREA_OWNER.value,
            in_force(role, s.today),
            func.substr(place.c.path, 1, func.length(held_at.c.path)) == held_at.c.path,
        )
        .correlate(assessment, place)
    )


def _places(access: Access, role: Role) -> tuple[str, ...]:
    return topmost(holding.path for holding in access.holdings if holding.role == role)


def _text(column: ColumnElement[Any]) -> ColumnElement[str]:
    return type_coerce(column, String)
