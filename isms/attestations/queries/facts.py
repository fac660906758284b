"""Gathers what a review shows of systems, part by part, as the lower rooms know it today."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.actions.models import Action
from isms.attestations.queries import near
from isms.attestations.rules.parts import Fact, FactKind, Facts, fact
from isms.attestations.vocabulary import AttestationStep
from isms.measurements.vocabulary import MeasurementKind
from isms.portfolio.models import System
from isms.portfolio.vocabulary import PersonalData

OF_THE_SYSTEM: dict[AttestationStep, tuple[str, ...]] = {
    AttestationStep.FACTS: ("purpose", "hosting", "exposure", "users", "lifecycle"),
    AttestationStep.PRIVACY: (
        "processor_agreement",
        "processor_agreement_reviewed_on",
        "subprocessors_listed",
        "dpia",
        "processing_reference",
    ),
    AttestationStep.AGREEMENT: (
        "agreement_until",
        "agreement_rolling",
        "notice_months",
        "end_of_support_on",
        "support_promised",
        "exit_plan_approved_on",
        "supplier_met_on",
    ),
    AttestationStep.RATING: ("k", "i", "t", "rating_valid_until"),
}
"""The facts of a system itself that a part tells, by their columns."""

MEASURED = {
    AttestationStep.OPERATION: (
        MeasurementKind.RESTORE_TEST,
        MeasurementKind.STRONG_SIGN_IN,
        MeasurementKind.PATCHING,
        MeasurementKind.LOGGING,
        MeasurementKind.FALLBACK,
    ),
    AttestationStep.ACCESS: (MeasurementKind.ACCESS_REVIEW,),
}
"""The technical facts that a part tells."""


def facts_of(
    session: Session, system_ids: Collection[int], today: date, actions: Sequence[tuple[int, Action]] | None = None
) -> dict[int, Facts]:
    """Return what is known of each of some systems, by part; eight statements, however many they are.

    actions: the open actions near them, when whoever asks has read them already.
    """
    near_actions = near.open_actions(session, system_ids) if actions is None else actions
    told: dict[int, dict[AttestationStep, list[Fact]]] = {}
    for system in near.systems(session, system_ids):
        told[system.id] = {step: [] for step in AttestationStep}
        for step, some in _of_itself(system, today):
            told[system.id][step].append(some)
    rest: tuple[tuple[AttestationStep, Iterable[tuple[int, Fact]]], ...] = (
        (AttestationStep.FACTS, _dependencies(session, system_ids)),
        (AttestationStep.ASSESSMENT, _assessments(session, system_ids, today)),
        (AttestationStep.RESIDUAL_RISK, _accepted(session, system_ids)),
        (AttestationStep.ACTIONS, _actions(near_actions, today)),
        (AttestationStep.DEVIATIONS, _deviations(session, system_ids, today)),
        (AttestationStep.FITNESS, _fitness(session, system_ids)),
    )
    for step, found in rest:
        for system_id, some in found:
            told[system_id][step].append(some)
    for step, system_id, some in _measurements(session, system_ids):
        told[system_id][step].append(some)
    return {system_id: dict(steps) for system_id, steps in told.items()}


def _of_itself(system: System, today: date) -> Iterable[tuple[AttestationStep, Fact]]:
    supplier = system.supplier.name if system.supplier else None
    yield AttestationStep.FACTS, fact("system.supplier_id", supplier)
    for step, names in OF_THE_SYSTEM.items():
        for name in names:
            yield step, fact(f"system.{name}", getattr(system, name))
    for name in ("owner", "administrator", "deputy_owner"):
        person = getattr(system, name)
        yield AttestationStep.ROLES, fact(f"system.{name}_id", person.name if person else None)
    left_on = system.owner.deactivated_on if system.owner else None
    if left_on is not None and left_on <= today:
        yield AttestationStep.ROLES, fact("attestation.owner_left_on", left_on)
    kinds = [PersonalData(word).label for word in system.personal_data]
    yield AttestationStep.PRIVACY, Fact("system.personal_data", FactKind.WORDS, kinds)


def _dependencies(session: Session, ids: Collection[int]) -> Iterable[tuple[int, Fact]]:
    for row in near.dependencies(session, ids):
        yield row.system_id, fact(f"dependency:{row.id}", row.what, name=row.name)


def _assessments(session: Session, ids: Collection[int], today: date) -> Iterable[tuple[int, Fact]]:
    newest: dict[int, Any] = {}
    for assessment in near.assessments(session, ids):
        newest[assessment.system_id] = assessment
    for system_id in ids:
        row = newest.get(system_id)
        yield system_id, fact("assessment.title", row.title if row else None, compared=False)
        yield system_id, fact("assessment.assessed_on", row.assessed_on if row else None)
        yield system_id, fact("assessment.valid_until", row.valid_until if row else None)
        yield system_id, fact("attestation.assessment_valid", bool(row and row.valid_until >= today))


def _accepted(session: Session, ids: Collection[int]) -> Iterable[tuple[int, Fact]]:
    for row in near.accepted_risks(session, ids):
        yield row.system_id, fact(f"risk:{row.code}", row.valid_until, name=f"{row.code} {row.title}")


def _actions(actions: Sequence[tuple[int, Action]], today: date) -> Iterable[tuple[int, Fact]]:
    late: dict[int, int] = defaultdict(int)
    for system_id, action in actions:
        late[system_id] += action.due_on < today
        yield system_id, fact(f"action:{action.code}", action.due_on, name=f"{action.code} {action.title}")
    for system_id, number in late.items():
        yield system_id, fact("attestation.actions_overdue", number)


def _deviations(session: Session, ids: Collection[int], today: date) -> Iterable[tuple[int, Fact]]:
    counted = {row.system_id: row for row in near.deviations(session, ids, today)}
    for system_id in ids:
        row = counted.get(system_id)
        yield system_id, fact("attestation.deviations_open", row.still_open if row else 0)
        yield system_id, fact("attestation.deviations_closed", row.closed if row else 0, compared=False)


def _fitness(session: Session, ids: Collection[int]) -> Iterable[tuple[int, Fact]]:
    for system_id, row in near.fitness(session, ids).items():
        yield system_id, fact("fitness.placement", row.placement)
        yield system_id, fact("fitness.judged_on", row.judged_on, compared=False)


def _measurements(session: Session, ids: Collection[int]) -> Iterable[tuple[AttestationStep, int, Fact]]:
    newest = near.measurements(session, ids)
    for step, kinds in MEASURED.items():
        for kind in kinds:
            for system_id in ids:
                row = newest.get((system_id, kind))
                yield step, system_id, fact(f"attestation.measured.{kind}", row.measured_on if row else None)
                yield from ((step, system_id, one) for one in _outcome(kind, row))


def _outcome(kind: MeasurementKind, row: Any) -> Sequence[Fact]:
    """Return how a measurement turned out, where more than its day matters."""
    if row is None:
        return ()
    found = {
        MeasurementKind.RESTORE_TEST: ("attestation.measured.passed", row.passed),
        MeasurementKind.STRONG_SIGN_IN: ("attestation.measured.sign_in", row.sign_in),
        MeasurementKind.LOGGING: ("attestation.measured.log_state", row.log_state),
        MeasurementKind.FALLBACK: ("attestation.measured.fallback_state", row.fallback),
        MeasurementKind.ACCESS_REVIEW: ("attestation.measured.removed", row.removed),
    }
    return [fact(*found[kind])] if kind in found and found[kind][1] is not None else ()
