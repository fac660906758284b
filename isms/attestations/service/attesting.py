"""The decision to attest: what is said is carried out, kept word for word with its digest, and given a receipt."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, AttestationRecord
from isms.attestations.queries.facts import facts_of
from isms.attestations.rules.campaigns import fitness_until
from isms.attestations.rules.parts import Facts
from isms.attestations.rules.reviews import OPTIONAL, attest_refusals, is_answered
from isms.attestations.service.corrections import Attester, Said, carry_out
from isms.attestations.service.filling import is_over
from isms.attestations.vocabulary import AttestationStep, AttestedAs
from isms.kernel import blobs
from isms.kernel.refusal import refuse

FORMAT = 1
"""The form in which what is attested is kept; raised when a reader must know."""

LISTED = frozenset({AttestationStep.RESIDUAL_RISK, AttestationStep.ACTIONS})
"""Parts that are lists: an empty one holds nothing to confirm."""


@dataclass(frozen=True)
class Signature:
    """Who attests, by name, in which role, and when."""

    name: str
    role: AttestedAs
    at: datetime


def asked_steps(facts: Facts) -> list[AttestationStep]:
    """Return the parts that are to be answered: all but lists with nothing in them."""
    return [step for step in AttestationStep if step not in LISTED or facts.get(step)]


def needed_steps(facts: Facts, system_class: int | None, today: date) -> list[AttestationStep]:
    """Return the parts that must be answered.

    Fitness is judged once in the interval, and of systems of class 1 only by who wishes to.
    """
    judged = [fact.value for fact in facts[AttestationStep.FITNESS] if fact.key == "fitness.judged_on"]
    is_fresh = any(fitness_until(date.fromisoformat(day)) > today for day in judged)
    optional = OPTIONAL | ({AttestationStep.FITNESS} if is_fresh or (system_class or 1) == 1 else set())
    return [step for step in asked_steps(facts) if step not in optional]


def missing_steps(needed: list[AttestationStep], said: Mapping[AttestationStep, Said]) -> list[AttestationStep]:
    """Return the parts that still lack an answer, also those nobody had to answer and somebody has only begun to."""
    nothing = Said(None)
    begun = [step for step, one in said.items() if one.unchanged is False]
    given = {step: said.get(step, nothing) for step in dict.fromkeys([*needed, *begun])}
    return [step for step, one in given.items() if not is_answered(step, one.unchanged, one.values)]


def attest(
    session: Session,
    review: Attestation,
    said: Mapping[AttestationStep, Said],
    typed: Mapping[AttestationStep, Mapping[str, Any]],
    needed: list[AttestationStep],
    by: Attester,
    signature: Signature,
    receipt: Callable[[dict[str, Any], str], bytes],
) -> AttestationRecord:
    """Attest a review: carry out what it says and keep the whole; raises Refused.

    typed: the corrections as they were typed, kept beside what is known afterwards. receipt(content, digest) prints it.
    """
    missing = missing_steps(needed, said)
    refuse(attest_refusals(missing=missing, attested_on=review.attested_on, is_over=is_over(review)))
    planned = carry_out(session, review, said, by)
    facts = facts_of(session, [review.system_id], by.today)[review.system_id]
    content = _content(review, facts, said, typed, planned, by, signature)
    return _keep(session, review, content, by, signature, receipt)


def _content(
    review: Attestation,
    facts: Facts,
    said: Mapping[AttestationStep, Said],
    typed: Mapping[AttestationStep, Mapping[str, Any]],
    planned: Mapping[AttestationStep, list[str]],
    by: Attester,
    signature: Signature,
) -> dict[str, Any]:
    """Return what is attested as it is kept: what is known after the corrections, and what was said of each part."""
    return {
        "format": FORMAT,
        "code": review.code,
        "campaign": review.campaign.code,
        "system": {"code": review.system.code, "name": review.system.name, "class": review.system.system_class},
        "attested": {
            "person_id": by.person_id,
            "name": signature.name,
            "role": signature.role.value,
            "at": signature.at.isoformat(timespec="seconds"),
            "statement": by.words("attestation.statement"),
        },
        "parts": {
            step.value: {
                "facts": [fact.kept() for fact in facts[step]],
                "answer": _answer(said.get(step)),
                "corrections": dict(typed.get(step, {})),
                "actions": planned.get(step, []),
            }
            for step in asked_steps(facts)
        },
        "wishes": said[AttestationStep.WISHES].values.get("text") if AttestationStep.WISHES in said else None,
    }


def _keep(
    session: Session,
    review: Attestation,
    content: dict[str, Any],
    by: Attester,
    signature: Signature,
    receipt: Callable[[dict[str, Any], str], bytes],
) -> AttestationRecord:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(written.encode()).hexdigest()
    review.begun_on = review.begun_on or by.today
    review.attested_on, review.attested_by_id = by.today, by.person_id
    record = AttestationRecord(
        tenant_id=review.tenant_id,
        attestation_id=review.id,
        attested_by_id=by.person_id,
        attested_as=signature.role.value,
        attested_at=signature.at,
        content=written,
        digest=digest,
        receipt=blobs.keep(session, receipt(content, digest)),
    )
    session.add(record)
    session.flush()
    return record


def _answer(said: Said | None) -> str:
    if said is None or said.unchanged is None:
        return "none"
    return "unchanged" if said.unchanged else "changed"
