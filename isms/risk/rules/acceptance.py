"""What is decided about accepting a residual risk: who may, what it takes, until when, and when it no longer holds."""

from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta

from isms.kernel.refusal import Refusal
from isms.organisation.vocabulary import Role
from isms.portfolio.rules import months_after
from isms.risk.rules.locks import follow_up_refusals
from isms.risk.rules.model import Model
from isms.risk.vocabulary import AcceptanceKind, AcceptanceState, AssessmentStatus, Authority, RiskLevel, Treatment

ADVISERS = frozenset({Role.SECURITY_OFFICER, Role.PRIVACY_OFFICER})
"""The roles that advise the line and therefore never accept for it (GDPR article 38 no. 6)."""

EXPIRES_SOON_DAYS = 30

LINE = tuple(Authority)
"""The authorities of the line, lowest first."""

AWAITING = frozenset({AcceptanceState.OPEN, AcceptanceState.LAPSED, AcceptanceState.STALE, AcceptanceState.REVOKED})
"""The states in which somebody has to decide."""


@dataclass(frozen=True)
class Standing:
    """Who somebody is at the place of a risk.

    owns_system: owner or deputy owner of its system. roles: those held at the place or above it.
    advises: holds an adviser's role anywhere.
    """

    owns_system: bool = False
    roles: frozenset[Role] = frozenset()
    advises: bool = False


@dataclass(frozen=True)
class Given:
    """What the newest record of a risk's acceptance says, and what it was given for."""

    kind: AcceptanceKind
    valid_until: date | None
    rating_version: int
    system_class: int | None


def authorities(standing: Standing, *, system_is_owned: bool) -> frozenset[Authority]:
    """Return the levels somebody holds at the place of a risk.

    Where no system owner is, in a process or for a system without one, the area owner holds that level too.
    """
    held = set()
    if standing.owns_system:
        held.add(Authority.SYSTEM_OWNER)
    if Role.AREA_OWNER in standing.roles:
        held.add(Authority.AREA_OWNER)
        if not system_is_owned:
            held.add(Authority.SYSTEM_OWNER)
    if Role.CHIEF_EXECUTIVE in standing.roles:
        held.add(Authority.CHIEF_EXECUTIVE)
    return frozenset(held)


def highest(held: Collection[Authority]) -> Authority | None:
    """Return the highest of some levels, or None for none."""
    return max(held, key=LINE.index, default=None)


def authority_needed(model: Model, level: RiskLevel, makers: Set[Authority]) -> Authority:
    """Return who must accept a residual level: as the model says, or the next level up when the maker holds that.

    makers: the levels held by whoever made the assessment; at the top it takes another person of that level.
    """
    needed = model.acceptance[level].authority
    while needed in makers and needed != LINE[-1]:
        needed = LINE[LINE.index(needed) + 1]
    return needed


def acceptor_refusals(
    needed: Authority, held: Collection[Authority], *, advises: bool, made_it: bool
) -> Iterator[Refusal]:
    """Yield why somebody cannot accept a risk that takes an authority; a higher one does what a lower one may."""
    top = highest(held)
    if advises:
        yield Refusal("acceptance.advisers_never_accept")
    elif made_it and needed in held:
        yield Refusal("acceptance.maker_needs_another_person")
    elif made_it:
        yield Refusal(f"acceptance.maker_never_accepts.{needed}")
    elif top is None or LINE.index(top) < LINE.index(needed):
        yield Refusal(f"acceptance.not_the_authority.{needed}")


def risk_refusals(status: AssessmentStatus, *, breaks_law: bool) -> Iterator[Refusal]:
    """Yield why nobody can accept a risk: its assessment is replaced or not approved, or it breaks the law."""
    if status == AssessmentStatus.REPLACED:
        yield Refusal("assessment.locked.replaced")
    elif breaks_law:
        yield Refusal("acceptance.breaks_the_law")
    elif status != AssessmentStatus.APPROVED:
        yield Refusal("acceptance.assessment_not_approved")
    else:
        yield from follow_up_refusals(status)


def latest_end(model: Model, level: RiskLevel, today: date, next_assessment_on: date) -> date:
    """Return the last day an acceptance of a level may hold, which is also its default.

    A low risk is accepted until it is assessed again at the latest.
    """
    end = months_after(today, model.acceptance[level].months)
    return min(end, next_assessment_on) if level == RiskLevel.LOW else end


def end_refusals(level: RiskLevel, valid_until: date, latest: date, today: date) -> Iterator[Refusal]:
    """Yield why an acceptance cannot hold until a day: it is past, or later than the latest end."""
    if level == RiskLevel.LOW and latest < today:
        yield Refusal("acceptance.assess_first", "valid_until")
    elif valid_until < today:
        yield Refusal("acceptance.ends_in_the_past", "valid_until")
    elif valid_until > latest:
        yield Refusal("acceptance.ends_too_late", "valid_until")


def ground_refusals(
    level: RiskLevel,
    *,
    reason: str | None,
    compensation: str | None,
    privacy_opinion: str | None,
    planned: bool,
    privacy_affected: bool,
) -> Iterator[Refusal]:
    """Yield what an acceptance of a level lacks; a low one needs nothing.

    planned: whether an open action with a date treats the risk.
    """
    if level != RiskLevel.LOW and not reason:
        yield Refusal("acceptance.reason_missing", "reason")
    if level != RiskLevel.HIGH:
        return
    if not compensation:
        yield Refusal("acceptance.compensation_missing", "compensation")
    if not planned:
        yield Refusal("acceptance.plan_missing")
    if privacy_affected and not privacy_opinion:
        yield Refusal("acceptance.privacy_opinion_missing", "privacy_opinion")


def doubts(
    residual: RiskLevel, *, questionable: bool, plan_approved: bool, assessment_expired: bool
) -> Iterator[Refusal]:
    """Yield what should give pause before accepting: a hope without a measure, a plan or assessment that is wanting.

    questionable: as `is_questionable` decides.
    """
    if questionable:
        yield Refusal("scenario.questionable")
    if residual != RiskLevel.LOW and not plan_approved:
        yield Refusal("scenario.plan_not_approved")
    if residual != RiskLevel.LOW and assessment_expired:
        yield Refusal("acceptance.assessment_expired")


def revoke_refusals(kind: AcceptanceKind | None, reason: str | None) -> Iterator[Refusal]:
    """Yield why an acceptance cannot be revoked: there is none, or no reason is given."""
    if kind != AcceptanceKind.ACCEPTED:
        yield Refusal("acceptance.nothing_to_revoke")
    if not reason:
        yield Refusal("acceptance.reason_missing", "reason")


def plan_refusals(owner_id: int | None, person_id: int, treatment: Treatment | None) -> Iterator[Refusal]:
    """Yield why somebody cannot approve the plan to treat a risk (ISO/IEC 27001:2022 6.1.3 f)."""
    if owner_id != person_id:
        yield Refusal("scenario.plan_is_its_owners")
    if treatment is None:
        yield Refusal("scenario.plan_is_empty")


def acceptance_state(
    given: Given | None,
    *,
    status: AssessmentStatus,
    breaks_law: bool,
    rating_version: int,
    system_class: int | None,
    today: date,
) -> AcceptanceState:
    """Return how a risk stands with its acceptance on a day; the last day of an acceptance still counts."""
    if status == AssessmentStatus.REPLACED:
        return AcceptanceState.SUPERSEDED
    if breaks_law:
        return AcceptanceState.UNLAWFUL
    if status != AssessmentStatus.APPROVED:
        return AcceptanceState.NOT_YET
    if given is None:
        return AcceptanceState.OPEN
    if given.kind == AcceptanceKind.REVOKED or given.valid_until is None:
        return AcceptanceState.REVOKED
    if given.valid_until < today:
        return AcceptanceState.LAPSED
    if (given.rating_version, given.system_class) != (rating_version, system_class):
        return AcceptanceState.STALE
    if given.valid_until <= today + timedelta(days=EXPIRES_SOON_DAYS):
        return AcceptanceState.EXPIRING
    return AcceptanceState.ACCEPTED
