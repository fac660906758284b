"""Where a review stands on a day, what it still lacks, and why it cannot be attested."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from isms.attestations.rules.fitness import FUNCTIONAL, TECHNICAL
from isms.attestations.vocabulary import AttestationState, AttestationStep
from isms.kernel.refusal import Refusal

ASSESS_WITHIN = timedelta(days=60)
"""How long an action that a «no» implies may take at the most; a proposal of ours, bound by no law."""

IMPLYING = frozenset(
    {
        AttestationStep.RATING,
        AttestationStep.PRIVACY,
        AttestationStep.ASSESSMENT,
        AttestationStep.RESIDUAL_RISK,
        AttestationStep.OPERATION,
        AttestationStep.ACCESS,
        AttestationStep.AGREEMENT,
    }
)
"""Parts of which «something is wrong» says enough by itself: without a correction it becomes an action."""

QUESTIONS = len(FUNCTIONAL) + len(TECHNICAL)
"""Fitness is judged by all of its questions or not at all."""

OPTIONAL = frozenset({AttestationStep.WISHES})
MINUTES_OF_A_CHANGED_PART, MINUTES_OF_ANOTHER = 2.0, 0.1


def state_of(
    *, attested_on: date | None, begun_on: date | None, due_on: date, is_over: bool, today: date
) -> AttestationState:
    """Return where a review stands on a day; due today is in time. is_over: it or its campaign has ended."""
    if attested_on:
        return AttestationState.ATTESTED
    if is_over:
        return AttestationState.MISSED
    if due_on < today:
        return AttestationState.OVERDUE
    return AttestationState.BEGUN if begun_on else AttestationState.OPEN


def minutes(changed: int, unchanged: int) -> int:
    """Return about how many minutes some parts take to answer; one at the least."""
    return max(1, round(changed * MINUTES_OF_A_CHANGED_PART + unchanged * MINUTES_OF_ANOTHER))


def is_answered(step: AttestationStep, unchanged: bool | None, corrected: Mapping[str, object]) -> bool:
    """Say whether a part is answered: it stands, or what is wrong is said or says enough by itself."""
    if unchanged is None:
        return step in OPTIONAL
    if step == AttestationStep.FITNESS and not unchanged:
        return len(corrected) >= QUESTIONS
    return unchanged or step in IMPLYING or bool(corrected)


def attest_refusals(
    *, missing: Sequence[AttestationStep], attested_on: date | None, is_over: bool
) -> Iterator[Refusal]:
    """Yield why a review cannot be attested: it is already, its campaign has ended, or parts lack answers."""
    if attested_on:
        yield Refusal("attestation.attested_already")
    elif is_over:
        yield Refusal("attestation.is_over")
    elif missing:
        yield Refusal("attestation.parts_missing")


def fill_refusals(*, attested_on: date | None, is_over: bool) -> Iterator[Refusal]:
    """Yield why nothing can be filled in any longer."""
    yield from attest_refusals(missing=(), attested_on=attested_on, is_over=is_over)


def delegate_refusals(
    delegate_id: int | None, respondent_id: int | None, tenant_id: int | None, theirs: int | None
) -> Iterator[Refusal]:
    """Yield why somebody cannot fill in for the respondent: they are the respondent, or of elsewhere."""
    if delegate_id is not None and delegate_id == respondent_id:
        yield Refusal("attestation.delegate_is_the_respondent", "delegate_id")
    elif delegate_id is not None and tenant_id != theirs:
        yield Refusal("attestation.delegate_of_elsewhere", "delegate_id")
