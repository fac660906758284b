"""Reads of what owners wish for, as the review of management takes it up (ISO/IEC 27001:2022 9.3.2 g)."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, AttestationRecord
from isms.kernel.access import within
from isms.organisation.models import Unit
from isms.portfolio.models import System


@dataclass(frozen=True)
class Wish:
    """What an owner has wished for with an attested review, and of which system."""

    system_id: int
    code: str
    name: str
    area_id: int | None
    attested_on: date
    text: str


def wishes(session: Session, path: str, since: date, until: date) -> list[Wish]:
    """Return what was wished for at a place or below it from one day to another, by system; one select."""
    rows = session.execute(
        select(System.id, System.code, System.name, Unit.area_id, Attestation.attested_on, AttestationRecord.content)
        .join(Attestation, Attestation.id == AttestationRecord.attestation_id)
        .join(System, System.id == Attestation.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(within((path,), Unit.path), Attestation.attested_on >= since, Attestation.attested_on <= until)
        .order_by(System.name_key, System.id, Attestation.attested_on)
    )
    told = [(row, json.loads(row.content)["wishes"]) for row in rows]
    return [
        Wish(row.id, row.code, row.name, row.area_id, row.attested_on, text)
        for row, text in told
        if text and row.attested_on
    ]
