"""The demo's annual reviews: campaigns open in October, owners attest, some say no, and some have only begun."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.attestations.jobs import open_due
from isms.attestations.models import Attestation, Campaign
from isms.attestations.papers import receipt_printer
from isms.attestations.queries.facts import facts_of
from isms.attestations.rules.fitness import FUNCTIONAL, TECHNICAL
from isms.attestations.service import attesting, filling
from isms.attestations.service.attesting import Signature, needed_steps
from isms.attestations.service.corrections import Attester, Said
from isms.attestations.vocabulary import AttestationStep, AttestedAs, Unsettling
from isms.demo.replay import Replay
from isms.demo.story import Row, together
from isms.kernel.access import CONSOLE
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Person, Unit

WORDS = CATALOGUE.words("nb")
BEGUN_WITH = (AttestationStep.FACTS, AttestationStep.ROLES, AttestationStep.PRIVACY)
"""What those have answered who have begun."""


def ask(replay: Replay, _row: Row) -> None:
    """It is October, and the owners are asked."""
    open_due(replay.database, "demo")


def attest(replay: Replay, row: Row) -> None:
    """Somebody attests systems, or begins to answer."""
    person_id, today = replay.people[row["by_email"]], replay.today()
    with replay.by(row["by_email"], "attestation:attest") as session:
        told = {replay.systems[one["system"]]: one for one in together("attestations", row)}
        facts = facts_of(session, told, today)
        for review in _reviews(session, list(told)):
            one = told[review.system_id]
            if one["step"] == "begin":
                _begin(replay, session, review, person_id)
                continue
            needed = needed_steps(facts[review.system_id], review.system.system_class, today)
            said = {step: _said(one, step) for step in needed}
            typed = {step: {name: str(value) for name, value in about.values.items()} for step, about in said.items()}
            signature, printed = _signature(replay, session, review, person_id)
            by = Attester(person_id, CONSOLE, today, WORDS)
            attesting.attest(session, review, said, typed, needed, by, signature, printed)


def _reviews(session: Session, system_ids: list[int]) -> list[Attestation]:
    """Return the reviews of some systems in the campaign that runs."""
    running = select(Attestation).join(Campaign, Campaign.id == Attestation.campaign_id)
    asked = Attestation.system_id.in_(system_ids), Campaign.ended_on.is_(None)
    return list(session.scalars(running.where(*asked).order_by(Attestation.id)))


def _said(row: Row, step: AttestationStep) -> Said:
    if step == row["no_to"]:
        said: dict[str, Any] = {"note": row["note"]}
        return Said(False, said | ({"unsettled": (Unsettling(row["unsettled"]),)} if row["unsettled"] else {}))
    if step == AttestationStep.FITNESS:
        grades = zip((*FUNCTIONAL, *TECHNICAL), row["fitness"] or "3332332323", strict=True)
        return Said(False, dict(grades))
    return Said(True)


def _begin(replay: Replay, session: Session, review: Attestation, person_id: int) -> None:
    for step in BEGUN_WITH:
        said: Any = {"unchanged": True, "typed": {}, "saves": 0, "by_id": person_id, "now": replay.clock.now()}
        filling.fill(session, review, step, **said)


def _signature(replay: Replay, session: Session, review: Attestation, person_id: int) -> tuple[Signature, Any]:
    role = AttestedAs.OWNER if review.system.owner_id == person_id else AttestedAs.AREA_OWNER
    name, municipality = session.get_one(Person, person_id).name, session.get_one(Unit, replay.tenant_id).name
    now = replay.clock.now()
    return Signature(name, role, now), receipt_printer(WORDS, municipality, now)
