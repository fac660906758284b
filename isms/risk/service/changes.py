"""Significant changes: kept beside the approved assessments they question, until somebody answers."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from isms.kernel.refusal import refuse
from isms.portfolio.models import System
from isms.risk import queries, rules
from isms.risk.models import AssessedSystem, Assessment, SignificantChange
from isms.risk.queries import changes
from isms.risk.vocabulary import ChangeAnswer, ChangeKind


def basis_of(link: AssessedSystem) -> rules.Basis:
    """Return what an assessment rests on in a system it covers."""
    return rules.Basis(link.basis_k, link.basis_i, link.basis_t, link.basis_supplier_id)


def rest_on(session: Session, assessment: Assessment, systems: Sequence[System]) -> None:
    """Keep what an assessment rests on: need and supplier of the systems it covers, as they are."""
    by_id = {system.id: system for system in systems}
    for link in queries.links_of(session, assessment.id):
        if link.withdrawn_on is None:
            _keep_need(link, by_id[link.system_id])
            link.basis_supplier_id = by_id[link.system_id].supplier_id


def note_moved(session: Session, system_ids: Collection[int], today: date) -> None:
    """Note which approved assessments rest on less than some systems are now."""
    found = [
        (link, kind, link.system.code)
        for link in changes.approved_links(session, system_ids)
        for kind in rules.changes_since(basis_of(link), _now(link.system))
    ]
    _note(session, found, today)


def note_new_needs(session: Session, dependency_ids: Collection[int], today: date) -> None:
    """Note that systems of approved assessments depend on something they did not depend on."""
    needs = changes.new_needs(session, dependency_ids)
    links = changes.approved_links(session, {system_id for system_id, _ in needs})
    found = [
        (link, ChangeKind.DEPENDENCY_ADDED, code)
        for link in links
        for system_id, code in needs
        if system_id == link.system_id
    ]
    _note(session, found, today)


def note_deviation(session: Session, system_ids: Collection[int], code: str, today: date) -> None:
    """Note that a deviation of some systems is serious, or has shown a risk; code: the deviation's."""
    links = changes.approved_links(session, system_ids)
    _note(session, [(link, ChangeKind.SERIOUS_DEVIATION, code) for link in links], today)


def answer(
    session: Session,
    change: SignificantChange,
    *,
    answer: ChangeAnswer | None,
    answer_reason: str | None,
    answered_by_id: int,
    today: date,
) -> None:
    """Say whether an assessment still holds after a change; raises Refused.

    What holds today is what the next change is measured from, so that nobody answers the same twice.
    """
    refuse(rules.answer_refusals(change.assessment.status, change.answer, answer, answer_reason))
    change.answer = answer
    change.answer_reason = answer_reason
    change.answered_by_id = answered_by_id
    change.answered_on = today
    for link in queries.links_of(session, change.assessment_id):
        if link.system_id == change.system_id and change.kind == ChangeKind.RATING_RAISED:
            _keep_need(link, change.system)
        if link.system_id == change.system_id and change.kind == ChangeKind.SUPPLIER_CHANGED:
            link.basis_supplier_id = change.system.supplier_id
    session.flush()


def _now(system: System) -> rules.Basis:
    return rules.Basis(system.k, system.i, system.t, system.supplier_id)


def _keep_need(link: AssessedSystem, system: System) -> None:
    link.basis_k, link.basis_i, link.basis_t = system.k, system.i, system.t


def _note(session: Session, found: Iterable[tuple[AssessedSystem, ChangeKind, str]], today: date) -> None:
    """Note what is not noted yet; what is answered may happen again."""
    found = list(found)
    known = changes.open_among(session, {link.assessment_id for link, _, _ in found}) if found else set()
    for link, kind, source in found:
        noted = (link.assessment_id, link.system_id, kind, source)
        if noted not in known:
            known.add(noted)
            session.add(
                SignificantChange(
                    tenant_id=link.tenant_id,
                    assessment_id=link.assessment_id,
                    system_id=link.system_id,
                    kind=kind,
                    source=source,
                    noted_on=today,
                )
            )
    session.flush()
