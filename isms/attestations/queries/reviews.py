"""Reads of the reviews of systems: who may see, fill in and attest which, and where each stands."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, FromClause, case, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from isms.attestations.models import Attestation, AttestationAnswer, AttestationRecord, Campaign
from isms.attestations.vocabulary import AttestationState, AttestationStep, Permission
from isms.clocks.rules import Deadline, people
from isms.kernel.access import Access, Path
from isms.kernel.permission import Permission as KernelPermission
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System

OF_THE_REVIEW: dict[KernelPermission, tuple[str, ...]] = {
    Permission.ATTESTATION_READ: ("respondent_id", "delegate_id", "attested_by_id"),
    Permission.ATTESTATION_FILL: ("respondent_id", "delegate_id"),
    Permission.ATTESTATION_ATTEST: ("respondent_id",),
    Permission.ATTESTATION_DELEGATE: ("respondent_id",),
}
"""Which relations to a review give a permission on it."""

OF_THE_SYSTEM: dict[KernelPermission, tuple[str, ...]] = {
    Permission.ATTESTATION_READ: ("owner_id", "administrator_id", "deputy_owner_id", "deputy_administrator_id"),
}
"""Which relations to its system do."""


def review_scope(
    access: Access, permission: KernelPermission, review: FromClause, system: FromClause, path: Path
) -> ColumnElement[bool]:
    """Return the predicate of the reviews on which a permission is held, by role at the system's unit or relation."""
    if access.person_id is None:
        return access.within(permission, path)
    return or_(
        access.within(permission, path),
        *(review.c[name] == access.person_id for name in OF_THE_REVIEW.get(permission, ())),
        *(system.c[name] == access.person_id for name in OF_THE_SYSTEM.get(permission, ())),
    )


def review_for(
    session: Session, access: Access, attestation_id: int, permission: KernelPermission = Permission.ATTESTATION_READ
) -> Attestation | None:
    """Return a review with its campaign, system, unit and people, or None when it is not theirs."""
    return session.scalar(
        select(Attestation)
        .join(System, System.id == Attestation.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            Attestation.id == attestation_id,
            review_scope(access, permission, Attestation.__table__, System.__table__, Unit.path),
        )
        .options(
            contains_eager(Attestation.system)
            .contains_eager(System.unit)
            .load_only(Unit.name, Unit.path, Unit.area_id),
            contains_eager(Attestation.system).load_only(
                System.code, System.name, System.system_class, System.owner_id, System.tenant_id, System.unit_id
            ),
            joinedload(Attestation.campaign),
            joinedload(Attestation.respondent).load_only(Person.name, Person.title),
            joinedload(Attestation.delegate).load_only(Person.name),
            joinedload(Attestation.attested_by).load_only(Person.name),
        )
    )


def held_on(access: Access, review: Attestation) -> frozenset[KernelPermission]:
    """Return what a person may do with a review; its system and unit must be loaded."""
    return frozenset(
        permission
        for permission, names in OF_THE_REVIEW.items()
        if access.allows_at(permission, review.system.unit.path)
        or (access.person_id is not None and any(getattr(review, name) == access.person_id for name in names))
    )


def answers_of(session: Session, attestation_id: int) -> dict[AttestationStep, AttestationAnswer]:
    """Return what has been filled in of a review so far, by step."""
    statement = select(AttestationAnswer).where(AttestationAnswer.attestation_id == attestation_id)
    by = joinedload(AttestationAnswer.saved_by).load_only(Person.name)
    return {answer.step: answer for answer in session.scalars(statement.options(by))}


def numbers_answered(session: Session, attestation_ids: Collection[int]) -> dict[int, int]:
    """Return how many parts have an answer of each of some reviews."""
    found = dict.fromkeys(attestation_ids, 0)
    rows = session.execute(
        select(AttestationAnswer.attestation_id).where(
            AttestationAnswer.attestation_id.in_(attestation_ids), AttestationAnswer.unchanged.is_not(None)
        )
    )
    for row in rows:
        found[row.attestation_id] += 1
    return found


def mine(session: Session, person_id: int) -> Sequence[Attestation]:
    """Return the reviews of running campaigns that wait for a person or were attested by them, due first first."""
    statement = (
        select(Attestation)
        .join(Campaign, Campaign.id == Attestation.campaign_id)
        .join(System, System.id == Attestation.system_id)
        .where(
            Campaign.ended_on.is_(None),
            or_(Attestation.withdrawn_on.is_(None), Attestation.attested_on.is_not(None)),
            or_(
                Attestation.respondent_id == person_id,
                Attestation.delegate_id == person_id,
                Attestation.attested_by_id == person_id,
            ),
        )
        .options(
            contains_eager(Attestation.campaign),
            contains_eager(Attestation.system).load_only(System.code, System.name, System.system_class),
            joinedload(Attestation.delegate).load_only(Person.name),
        )
        .order_by(
            Attestation.attested_on.is_not(None),
            System.system_class.desc().nulls_last(),
            System.name_key,
            Attestation.id,
        )
    )
    return session.scalars(statement).all()


def record_for(session: Session, access: Access, record_id: int) -> AttestationRecord | None:
    """Return what was attested of a system a person may read the review of, or None."""
    return session.scalar(
        select(AttestationRecord)
        .join(Attestation, Attestation.id == AttestationRecord.attestation_id)
        .join(System, System.id == Attestation.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(
            AttestationRecord.id == record_id,
            review_scope(access, Permission.ATTESTATION_READ, Attestation.__table__, System.__table__, Unit.path),
        )
        .options(contains_eager(AttestationRecord.attestation).load_only(Attestation.code))
    )


def record_of(session: Session, attestation_id: int) -> AttestationRecord | None:
    """Return what was attested in a review, or None."""
    statement = select(AttestationRecord).where(AttestationRecord.attestation_id == attestation_id)
    return session.scalar(statement.options(joinedload(AttestationRecord.attested_by).load_only(Person.name)))


def records_before(session: Session, system_ids: Collection[int]) -> dict[int, AttestationRecord]:
    """Return the newest record of each of some systems that has one; one select."""
    statement = (
        select(AttestationRecord)
        .join(Attestation, Attestation.id == AttestationRecord.attestation_id)
        .where(Attestation.system_id.in_(system_ids))
        .options(
            contains_eager(AttestationRecord.attestation).load_only(Attestation.system_id, Attestation.attested_on),
            joinedload(AttestationRecord.attested_by).load_only(Person.name),
        )
        .order_by(AttestationRecord.attested_at, AttestationRecord.id)
    )
    return {record.attestation.system_id: record for record in session.scalars(statement)}


def state(review: FromClause, campaign: FromClause, today: date) -> ColumnElement[str]:
    """Return where a review stands on a day, as SQL; see `rules.reviews.state_of`."""
    return case(
        (review.c.attested_on.is_not(None), AttestationState.ATTESTED.value),
        (or_(campaign.c.ended_on.is_not(None), review.c.withdrawn_on.is_not(None)), AttestationState.MISSED.value),
        (review.c.due_on < today, AttestationState.OVERDUE.value),
        (review.c.begun_on.is_not(None), AttestationState.BEGUN.value),
        else_=AttestationState.OPEN.value,
    )


def deadlines(session: Session) -> Iterator[Deadline]:
    """Yield the due day of every open review of a campaign that runs."""
    rows = session.execute(
        select(
            Attestation.id,
            Attestation.code,
            Attestation.tenant_id,
            Attestation.respondent_id,
            Attestation.due_on,
            Unit.path,
        )
        .join(Campaign, Campaign.id == Attestation.campaign_id)
        .join(System, System.id == Attestation.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(Attestation.attested_on.is_(None), Attestation.withdrawn_on.is_(None), Campaign.ended_on.is_(None))
        .order_by(Attestation.id)
    )
    for row in rows:
        yield Deadline(
            rule="attestation",
            about=f"attestation:{row.id}",
            code=row.code,
            path=f"/attestations/{row.id}",
            tenant_id=row.tenant_id,
            place=row.path,
            owner_ids=people(row.respondent_id),
            due_on=row.due_on,
        )
