"""Reads of what owners wish for, as the review of management takes it up (ISO/IEC 27001:2022 9.3.2 g)."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, AttestationRecord
from isms.kernel.access import within
from isms.kernel.register.columns import Source
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


def wishes(session: Session, source: Source, path: str, since: date) -> list[Wish]:
    """Return what was wished for at a place or below it from one day to the source's, by system; one select."""
    system, attestation, record, unit = (source(m) for m in (System, Attestation, AttestationRecord, Unit))
    rows = session.execute(
        select(system.c.id, system.c.code, system.c.name, unit.c.area_id, attestation.c.attested_on, record.c.content)
        .select_from(record)
        .join(attestation, attestation.c.id == record.c.attestation_id)
        .join(system, system.c.id == attestation.c.system_id)
        .join(unit, unit.c.id == system.c.unit_id)
        .where(
            within((path,), unit.c.path),
            system.c.withdrawn_on.is_(None),
            attestation.c.attested_on >= since,
            attestation.c.attested_on <= source.today,
        )
        .order_by(system.c.name_key, system.c.id, attestation.c.attested_on)
    )
    told = [(row, json.loads(row.content)["wishes"]) for row in rows]
    return [
        Wish(row.id, row.code, row.name, row.area_id, row.attested_on, text)
        for row, text in told
        if text and row.attested_on
    ]
