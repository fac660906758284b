"""What is decided about assessments: what they may cover, how long they hold, and when one may be approved."""

from collections.abc import Collection, Iterator
from datetime import date

from isms.kernel.refusal import Refusal
from isms.risk.vocabulary import AssessmentState, AssessmentStatus


def scope_refusals(
    system_ids: Collection[int], tenant_ids: Collection[int | None], subject: str | None
) -> Iterator[Refusal]:
    """Yield why an assessment cannot cover something: neither systems nor a process, or several municipalities."""
    if not system_ids and not subject:
        yield Refusal("assessment.covers_nothing", "systems")
    if len(set(tenant_ids)) > 1:
        yield Refusal("assessment.covers_several_municipalities", "systems")


def validity_refusals(assessed_on: date, valid_until: date, today: date) -> Iterator[Refusal]:
    """Yield why an assessment made on a day cannot be valid until another."""
    if assessed_on > today:
        yield Refusal("assessment.made_in_the_future", "assessed_on")
    if valid_until < assessed_on:
        yield Refusal("assessment.ends_before_it_is_made", "valid_until")


def removal_refusals(removed: Collection[int], at_risk: Collection[int]) -> Iterator[Refusal]:
    """Yield why systems cannot be taken out of an assessment: it holds risks of them."""
    if set(removed) & set(at_risk):
        yield Refusal("assessment.system_has_risks", "systems")


def approval_refusals(status: AssessmentStatus, scenarios: int) -> Iterator[Refusal]:
    """Yield why an assessment cannot be approved: it is already, or it holds no risks."""
    if status == AssessmentStatus.APPROVED:
        yield Refusal("assessment.already_approved")
    if scenarios == 0:
        yield Refusal("assessment.has_no_risks")


def approval_warnings(responsible_id: int, approver_id: int) -> Iterator[Refusal]:
    """Yield what should give pause: the one who made an assessment should not approve it."""
    if responsible_id == approver_id:
        yield Refusal("assessment.approved_by_its_maker")


def assessment_state(valid_until: date | None, today: date) -> AssessmentState:
    """Return how a system stands whose approved assessment is valid until a day; that day still counts."""
    if valid_until is None:
        return AssessmentState.MISSING
    return AssessmentState.EXPIRED if valid_until < today else AssessmentState.VALID
