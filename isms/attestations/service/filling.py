"""The decisions about filling in: an answer is kept at once, and nobody writes over what another has just saved."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, AttestationAnswer
from isms.attestations.rules.reviews import delegate_refusals, fill_refusals
from isms.attestations.vocabulary import AttestationStep
from isms.kernel.clock import day_of
from isms.kernel.refusal import refuse
from isms.organisation.models import Person


@dataclass(frozen=True)
class Saving:
    """That a part was saved: by whom, when, and how often it had been saved then."""

    who: str
    at: datetime
    saves: int


class SavedByAnother(Exception):
    """Somebody else has saved the part since the page was shown."""

    def __init__(self, saving: Saving) -> None:
        super().__init__(saving.who)
        self.saving = saving


def is_over(review: Attestation) -> bool:
    """Say whether a review can no longer be answered: its campaign has ended, or there is nothing to ask of."""
    return review.campaign.ended_on is not None or review.withdrawn_on is not None


def fill(
    session: Session,
    review: Attestation,
    step: AttestationStep,
    *,
    unchanged: bool | None,
    typed: Mapping[str, Sequence[str]],
    saves: int,
    by_id: int,
    now: datetime,
) -> AttestationAnswer:
    """Keep what is said of a part so far; raises Refused, and SavedByAnother.

    saves: how often the part had been saved when the page was shown; one's own later page wins over an earlier one.
    """
    refuse(fill_refusals(attested_on=review.attested_on, is_over=is_over(review)))
    answer = session.get(AttestationAnswer, (review.id, step))
    if answer is None:
        answer = AttestationAnswer(attestation_id=review.id, step=step, saves=0)
        session.add(answer)
    elif answer.saves != saves and answer.saved_by_id != by_id:
        raise SavedByAnother(Saving(answer.saved_by.name, answer.saved_at, answer.saves))
    answer.unchanged, answer.answers = unchanged, json.dumps(typed, ensure_ascii=False)
    answer.saves += 1
    answer.saved_at, answer.saved_by_id = now, by_id
    if review.begun_on is None:
        review.begun_on = day_of(now)
    session.flush()
    return answer


def delegate(session: Session, review: Attestation, person: Person | None) -> None:
    """Let a person fill in for the respondent, or nobody; only the respondent attests. Raises Refused."""
    refuse(fill_refusals(attested_on=review.attested_on, is_over=is_over(review)))
    person_id, home = (person.id, person.tenant_id) if person else (None, None)
    refuse(delegate_refusals(person_id, review.respondent_id, review.tenant_id, home))
    review.delegate_id = person_id
    session.flush()
