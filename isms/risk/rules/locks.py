"""What is locked when an assessment is looked at, approved or replaced, and what goes on afterwards."""

from collections.abc import Collection, Iterator

from isms.kernel.refusal import Refusal
from isms.risk.vocabulary import AssessmentStatus

FOLLOWED_UP = frozenset({"owner_id", "plan_approved_by_id", "plan_approved_on", "acceptance_id"})
"""What follows up a risk, and may change while its assessment stands; all else said of it is the assessment."""


def is_locked(status: AssessmentStatus) -> bool:
    """Say whether an assessment, what it covers and its risks stand as they are: all but a draft does."""
    return status != AssessmentStatus.DRAFT


def locked_refusals(status: AssessmentStatus, changed: Collection[str] | None = None) -> Iterator[Refusal]:
    """Yield why an assessment, or fields of its risks, cannot be changed.

    changed: the fields of a risk that would get another value; None when the assessment itself would change.
    A replaced assessment is over: nothing of it changes, not even what follows up its risks.
    """
    if changed is not None and (not changed or (status != AssessmentStatus.REPLACED and set(changed) <= FOLLOWED_UP)):
        return
    if is_locked(status):
        yield Refusal(f"assessment.locked.{status.value}")


def follow_up_refusals(status: AssessmentStatus) -> Iterator[Refusal]:
    """Yield why a risk cannot be treated any more: its assessment has been replaced."""
    if status == AssessmentStatus.REPLACED:
        yield Refusal(f"assessment.locked.{status.value}")


def withdrawal_refusals(status: AssessmentStatus) -> Iterator[Refusal]:
    """Yield why an assessment cannot be withdrawn: a replaced one is what last year rested on."""
    if status == AssessmentStatus.REPLACED:
        yield Refusal("assessment.replaced_is_kept")
