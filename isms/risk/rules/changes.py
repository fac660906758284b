"""What is decided about significant changes: when what an approved assessment rests on no longer holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from isms.kernel.refusal import Refusal
from isms.risk.vocabulary import AssessmentStatus, ChangeAnswer, ChangeKind


@dataclass(frozen=True)
class Basis:
    """What an assessment rests on in a system: its confidentiality, integrity, availability and supplier."""

    k: int | None
    i: int | None
    t: int | None
    supplier_id: int | None

    @property
    def is_known(self) -> bool:
        """Whether anything was known of the system's need; assessments approved before this was kept know nothing."""
        return self.k is not None


def changes_since(basis: Basis, now: Basis) -> Iterator[ChangeKind]:
    """Yield in what ways a system is more than an assessment rests on.

    A basis that nothing is known of cannot be exceeded; a supplier where there was none is another supplier.
    """
    pairs = ((basis.k, now.k), (basis.i, now.i), (basis.t, now.t))
    if any(was is not None and is_ is not None and is_ > was for was, is_ in pairs):
        yield ChangeKind.RATING_RAISED
    if basis.supplier_id != now.supplier_id and (basis.is_known or basis.supplier_id is not None):
        yield ChangeKind.SUPPLIER_CHANGED


def answer_refusals(
    status: AssessmentStatus, answered: ChangeAnswer | None, answer: ChangeAnswer | None, reason: str | None
) -> Iterator[Refusal]:
    """Yield why a change cannot be answered: the assessment no longer stands, it is answered, or half an answer."""
    if status != AssessmentStatus.APPROVED:
        yield Refusal("significant_change.assessment_is_over")
    if answered is not None:
        yield Refusal("significant_change.answered_already")
    if answer is None:
        yield Refusal("significant_change.answer_is_half", "answer")
    if not (reason or "").strip():
        yield Refusal("significant_change.answer_is_half", "answer_reason")
