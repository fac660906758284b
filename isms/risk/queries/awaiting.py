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
from isms.risk.rules.acceptance import ADVISERS, AWAITING, EXPIRES_SOON_DAYS, SETTLED
from isms.risk.vocabulary import AcceptanceKind, AcceptanceState, Authority, RiskLevel

NEWEST = "newest_acceptance"


def newest(source: Source) -> Any:
    """Return the table of the newest record of acceptance of each risk."""
    return source(Acceptance, NEWEST)


def state_of(s: Source) -> ColumnElement[str]:
    """Return how a risk stands with its acceptance on the source's day, as `rules.acceptance_state` decides.

    It is stale by comparing the rating version that the acceptance holds with today's.
    """
    scenario, given = s(Scenario), newest(s)
    changed = or_(
        func.coalesce(scenario.c.rating_version, 1) != given.c.rating_version,
        s(System).c.system_class.is_distinct_from(given.c.system_class),
    )
    return case(
        (func.coalesce(scenario.c.breaks_law, false()), AcceptanceState.UNLAWFUL.value),
        (_text(s(Assessment).c.status).not_in(_words(SETTLED)), AcceptanceState.NOT_YET.value),
        (given.c.id.is_(None), AcceptanceState.OPEN.value),
        (_text(given.c.kind) == AcceptanceKind.REVOKED.value, AcceptanceState.REVOKED.value),
        (given.c.valid_until < s.today, AcceptanceState.LAPSED.value),
        (changed, AcceptanceState.STALE.value),
        (given.c.valid_until <= s.today + timedelta(days=EXPIRES_SOON_DAYS), AcceptanceState.EXPIRING.value),
        else_=AcceptanceState.ACCEPTED.value,
    )


def is_open(s: Source) -> ColumnElement[bool]:
    """Return the predicate of the risks that somebody has to decide on."""
    return state_of(s).in_(_words(AWAITING))


def needed_by(s: Source) -> ColumnElement[str]:
    """Return who must accept a risk, as `rules.authority_needed` decides: by its model and who made the assessment."""
    system = s(System)
    asked = _by_model(s)
    maker_id = s(Assessment).c.responsible_id
    owned = or_(system.c.owner_id.is_not(None), system.c.deputy_owner_id.is_not(None))
    owns = func.coalesce(or_(system.c.owner_id == maker_id, system.c.deputy_owner_id == maker_id), false())
    leads = _maker_leads(s)
    first = or_(owns, and_(~owned, leads))
    return case(
        (asked == Authority.SYSTEM_OWNER.value, case((~first, asked), (leads, _CHIEF), else_=_AREA)),
        (and_(asked == Authority.AREA_OWNER.value, leads), _CHIEF),
        else_=asked,
    )


def awaits(s: Source) -> ColumnElement[str | None]:
    """Return whose acceptance an open risk awaits; nothing for the others."""
    return case((is_open(s), needed_by(s)), else_=None)


def awaits_me(s: Source, access: Access) -> ColumnElement[bool]:
    """Return the predicate of the open risks whose level a person holds, neither adviser nor maker."""
    roles = {holding.role for holding in access.holdings}
    if access.person_id is None or roles & ADVISERS:
        return false()
    system, path, needed = s(System), s(Unit).c.path, needed_by(s)
    area = within(_places(access, Role.AREA_OWNER), path)
    mine = or_(system.c.owner_id == access.person_id, system.c.deputy_owner_id == access.person_id)
    nobodys = and_(system.c.owner_id.is_(None), system.c.deputy_owner_id.is_(None))
    return and_(
        is_open(s),
        s(Assessment).c.responsible_id != access.person_id,
        or_(
            and_(needed == Authority.SYSTEM_OWNER.value, or_(mine, and_(nobodys, area))),
            and_(needed == Authority.AREA_OWNER.value, area),
            and_(needed == Authority.CHIEF_EXECUTIVE.value, within(_places(access, Role.CHIEF_EXECUTIVE), path)),
        ),
    )


_AREA, _CHIEF = Authority.AREA_OWNER.value, Authority.CHIEF_EXECUTIVE.value


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
    holding, held_at = s(RoleHolding, "makers_role"), s(Unit, "makers_place")
    assessment, place = s(Assessment), s(Unit)
    return exists(
        select(holding.c.id)
        .select_from(holding.join(held_at, held_at.c.id == holding.c.unit_id))
        .where(
            holding.c.person_id == assessment.c.responsible_id,
            _text(holding.c.role) == Role.AREA_OWNER.value,
            in_force(holding, s.today),
            func.substr(place.c.path, 1, func.length(held_at.c.path)) == held_at.c.path,
        )
        .correlate(assessment, place)
    )


def _places(access: Access, role: Role) -> tuple[str, ...]:
    return topmost(holding.path for holding in access.holdings if holding.role == role)


def _text(column: ColumnElement[Any]) -> ColumnElement[str]:
    return type_coerce(column, String)


def _words(terms: Any) -> list[str]:
    return sorted(term.value for term in terms)
