"""What is decided about assessments: what they may cover, how long they hold, and when one may be approved."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from isms.kernel.refusal import Refusal
from isms.portfolio.rules import months_after
from isms.risk.rules.model import Model
from isms.risk.vocabulary import AssessmentState, AssessmentStatus, RiskLevel

UNKNOWN_CLASS_MONTHS = 12
"""The interval of an assessment that covers no system whose class is known."""


def scope_refusals(
    system_ids: Collection[int], tenant_ids: Collection[int | None], subject: str | None
) -> Iterator[Refusal]:
    """Yield why an assessment cannot cover something: neither systems nor a process, or several municipalities."""
    if not system_ids and not subject:
        yield Refusal("assessment.covers_nothing", "systems")
    if len(set(tenant_ids)) > 1:
        yield Refusal("assessment.covers_several_municipalities", "systems")


def interval_months(model: Model, classes: Collection[int | None]) -> int:
    """Return for how many months an assessment may hold: the interval of the highest class it covers."""
    known = [class_ for class_ in classes if class_ is not None]
    return model.intervals[max(known)] if known else UNKNOWN_CLASS_MONTHS


def latest_end(assessed_on: date, months: int) -> date:
    """Return the last day an assessment may be valid: the end of the month in which its interval runs out."""
    return months_after(months_after(assessed_on, months).replace(day=1), 1) - timedelta(days=1)


def validity_refusals(assessed_on: date, valid_until: date, today: date, months: int) -> Iterator[Refusal]:
    """Yield why an assessment made on a day cannot be valid until another; months: its interval."""
    if assessed_on > today:
        yield Refusal("assessment.made_in_the_future", "assessed_on")
    if valid_until < assessed_on:
        yield Refusal("assessment.ends_before_it_is_made", "valid_until")
    if valid_until > latest_end(assessed_on, months):
        yield Refusal("assessment.holds_too_long", "valid_until", {"months": months})


def removal_refusals(
    removed: Collection[int], at_risk: Collection[int | None], subject: str | None
) -> Iterator[Refusal]:
    """Yield why systems or the process cannot be taken out of an assessment: it holds risks of them.

    at_risk: the systems it holds risks of, and None for risks without a system.
    """
    if set(removed) & set(at_risk):
        yield Refusal("assessment.system_has_risks", "systems")
    if None in at_risk and not subject:
        yield Refusal("assessment.subject_has_risks", "subject")


def content_refusals(scenarios: int, ownerless: Sequence[str]) -> Iterator[Refusal]:
    """Yield why an assessment is not ready to be looked at: no risks, or risks that nobody owns (6.1.2 c).

    ownerless: the codes of the risks without an owner.
    """
    if scenarios == 0:
        yield Refusal("assessment.has_no_risks")
    if ownerless:
        yield Refusal("assessment.risks_without_owner", None, {"codes": ", ".join(ownerless)})


def sending_refusals(status: AssessmentStatus) -> Iterator[Refusal]:
    """Yield why an assessment cannot be sent to review: only a draft is."""
    if status != AssessmentStatus.DRAFT:
        yield Refusal("assessment.not_a_draft")


def returning_refusals(status: AssessmentStatus) -> Iterator[Refusal]:
    """Yield why an assessment cannot be sent back to its maker: only one in review is."""
    if status != AssessmentStatus.IN_REVIEW:
        yield Refusal("assessment.not_in_review")


def approval_refusals(
    status: AssessmentStatus, responsible_id: int, approver_id: int, highest: RiskLevel | None
) -> Iterator[Refusal]:
    """Yield why somebody cannot approve an assessment: it is approved, or it is their own and a risk is high.

    A draft may be approved without having been sent: who may approve it has then looked at it.
    """
    if status not in (AssessmentStatus.DRAFT, AssessmentStatus.IN_REVIEW):
        yield Refusal("assessment.already_approved")
    if responsible_id == approver_id and highest == RiskLevel.HIGH:
        yield Refusal("assessment.high_approved_by_its_maker")


def entrusting_refusals(status: AssessmentStatus, *, has_left: bool) -> Iterator[Refusal]:
    """Yield why somebody else cannot answer for an assessment.

    Whoever made it may not accept its risks. So it changes hands as a draft, and later only from who has left.
    """
    if status == AssessmentStatus.REPLACED:
        yield Refusal("assessment.replaced_is_kept")
    elif status != AssessmentStatus.DRAFT and not has_left:
        yield Refusal("assessment.responsible_is_here")


def approval_warnings(responsible_id: int, approver_id: int) -> Iterator[Refusal]:
    """Yield what should give pause: the one who made an assessment should not approve it."""
    if responsible_id == approver_id:
        yield Refusal("assessment.approved_by_its_maker")


def copying_refusals(status: AssessmentStatus, open_copy: str | None) -> Iterator[Refusal]:
    """Yield why an assessment cannot be copied to a new one; open_copy: the code of a copy that is being made."""
    if status != AssessmentStatus.APPROVED:
        yield Refusal("assessment.only_approved_are_copied")
    if open_copy:
        yield Refusal("assessment.is_being_copied", None, {"code": open_copy})


def assessment_state(valid_until: date | None, today: date) -> AssessmentState:
    """Return how a system stands whose approved assessment is valid until a day; that day still counts."""
    if valid_until is None:
        return AssessmentState.MISSING
    return AssessmentState.EXPIRED if valid_until < today else AssessmentState.VALID
