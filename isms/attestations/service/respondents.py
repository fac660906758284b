"""Who is asked of a system: its active owner, else the nearest owner of the area, who inherits the review alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from isms.attestations.models import Attestation
from isms.attestations.queries import asking
from isms.attestations.queries.asking import AreaOwners, Asked


@dataclass(frozen=True)
class Respondent:
    """Who shall attest, and whether the review is inherited; nobody when there is neither owner nor area owner."""

    person_id: int | None
    inherited: bool


def respondent_of(asked: Asked, area_owners: AreaOwners) -> Respondent:
    """Return who shall attest of a system as it is owned."""
    if asked.owner_id is not None and asked.owner_is_active:
        return Respondent(asked.owner_id, inherited=False)
    for unit_id in reversed(asked.above):
        if owners := area_owners.get(unit_id):
            return Respondent(owners[0], inherited=True)
    return Respondent(None, inherited=False)


def respondents(session: Session, system_ids: Collection[int], today: date) -> Mapping[int, Respondent]:
    """Return who shall attest of each of some systems; two statements."""
    found = asking.asked(session, system_ids, today)
    area_owners = asking.area_owners(session, today) if found else {}
    return {asked.system_id: respondent_of(asked, area_owners) for asked in found}


def follow(session: Session, attestations: Sequence[Attestation], today: date) -> None:
    """Let open reviews follow who owns their systems, and be let be where there is nothing to ask of any longer."""
    found = respondents(session, [attestation.system_id for attestation in attestations], today)
    for attestation in attestations:
        respondent = found.get(attestation.system_id)
        if respondent is None:
            attestation.withdrawn_on = today
            continue
        if attestation.respondent_id != respondent.person_id or attestation.inherited != respondent.inherited:
            attestation.respondent_id, attestation.inherited = respondent.person_id, respondent.inherited
    session.flush()
