"""Decides which security gates stand before a decision point, and which of them the register shows to be met.

The gates are those of ISO/IEC 27001:2022 A.5.8 laid over the phases: what is found out in a phase is asked for at the
point where the project leaves it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from isms.kernel.refusal import Refusal
from isms.portfolio.vocabulary import Dpia, Lifecycle, ProcessorAgreement
from isms.projects.vocabulary import BenefitDimension, DecisionPoint, GateState, SecurityGate

GATES: Mapping[DecisionPoint, Sequence[SecurityGate]] = {
    DecisionPoint.BP1: (),
    DecisionPoint.BP2: (SecurityGate.PRELIMINARY_RATING, SecurityGate.DPIA_NEED),
    DecisionPoint.BP3: (SecurityGate.FIRST_ASSESSMENT, SecurityGate.REQUIREMENTS),
    DecisionPoint.BP4: (
        SecurityGate.PROCESSOR_AGREEMENT,
        SecurityGate.SECOND_ASSESSMENT,
        SecurityGate.ACCESS_MODEL,
        SecurityGate.RESTORE_TEST,
        SecurityGate.OWNER_NAMED,
    ),
    DecisionPoint.BP5: (SecurityGate.IN_USE, SecurityGate.OWNER_ATTESTED),
    DecisionPoint.BP6: (SecurityGate.BENEFITS,),
}
"""What must be in place at each point; before operation begins, operation is what BP4 asks for."""

BY_HAND = frozenset({SecurityGate.REQUIREMENTS, SecurityGate.ACCESS_MODEL, SecurityGate.OWNER_ATTESTED})
"""What no record of this room or of those below it shows: somebody says that it is met, with the evidence."""


@dataclass(frozen=True)
class Assessed:
    """An approved assessment of a system."""

    code: str
    approved_on: date
    valid_until: date


@dataclass(frozen=True)
class SystemFacts:
    """What the register says of a system that a project introduces or changes, as far as gates ask."""

    code: str
    rated_on: date | None
    dpia: Dpia
    processor_agreement: ProcessorAgreement | None
    lifecycle: Lifecycle
    has_owner: bool
    restored_on: date | None = None
    assessed: Sequence[Assessed] = ()


@dataclass(frozen=True)
class ProjectFacts:
    """What gates are read from: the systems, the benefits as (dimension, whether it is told what came of it).

    executing_since: when the project came into the phase of execution, after which a second assessment counts.
    """

    systems: Sequence[SystemFacts]
    benefits: Sequence[tuple[BenefitDimension, bool]]
    executing_since: date | None
    today: date


@dataclass(frozen=True)
class Sight:
    """What the register shows of a gate: the codes of the records with their days, and the codes of what lacks it."""

    records: Sequence[tuple[str, date | None]] = ()
    lacking: Sequence[str] = ()

    @property
    def is_met(self) -> bool:
        """Say whether there is something, and nothing lacks it."""
        return bool(self.records) and not self.lacking


@dataclass(frozen=True)
class Settlement:
    """What somebody has said of a gate: met on a day with its evidence, or waived on a day with the reason."""

    met_on: date | None = None
    evidence: str | None = None
    waived_on: date | None = None
    waived_because: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Gate:
    """A gate as it stands, with what the register shows of it and what somebody has said."""

    gate: SecurityGate
    state: GateState
    sight: Sight | None
    settlement: Settlement | None

    @property
    def is_by_hand(self) -> bool:
        """Say whether the gate is met only by somebody's word."""
        return self.gate in BY_HAND


def gates(point: DecisionPoint, facts: ProjectFacts, said: Mapping[SecurityGate, Settlement]) -> list[Gate]:
    """Return how the gates before a point stand: what the register shows to be met is met, whatever is said."""
    return [_gate(gate, seen(gate, facts), said.get(gate)) for gate in GATES[point]]


def passed(said: Mapping[SecurityGate, Settlement], points: Iterable[DecisionPoint]) -> list[Gate]:
    """Return how the gates stood at points that have been passed: as they were written down."""
    return [_gate(gate, None, said.get(gate)) for point in points for gate in GATES[point]]


def _gate(gate: SecurityGate, sight: Sight | None, said: Settlement | None) -> Gate:
    if sight is not None and sight.is_met:
        return Gate(gate, GateState.MET, sight, None)
    if said is not None and said.waived_on is not None:
        return Gate(gate, GateState.WAIVED, sight, said)
    met = said is not None and said.met_on is not None
    return Gate(gate, GateState.MET if met else GateState.OPEN, sight, said if met else None)


def seen(gate: SecurityGate, facts: ProjectFacts) -> Sight | None:
    """Return what the register shows of a gate; None of what it knows nothing about."""
    if gate in BY_HAND:
        return None
    if gate == SecurityGate.BENEFITS:
        return _benefits(facts.benefits)
    shown = [(system, _shown(gate, system, facts)) for system in facts.systems]
    return Sight(
        records=[record for _, record in shown if record is not None],
        lacking=[system.code for system, record in shown if record is None],
    )


def _benefits(benefits: Sequence[tuple[BenefitDimension, bool]]) -> Sight:
    """A plan that says something of information security, and for each benefit what came of it."""
    told = [dimension for dimension, is_told in benefits if is_told]
    lacking = [dimension.value for dimension, is_told in benefits if not is_told]
    if BenefitDimension.INFORMATION_SECURITY not in (dimension for dimension, _ in benefits):
        lacking.append(BenefitDimension.INFORMATION_SECURITY.value)
    return Sight([(dimension.value, None) for dimension in told], lacking)


def _shown(gate: SecurityGate, system: SystemFacts, facts: ProjectFacts) -> tuple[str, date | None] | None:
    """Return the record that shows a gate to be met for a system, as its code and day; None when none does."""
    if gate in {SecurityGate.FIRST_ASSESSMENT, SecurityGate.SECOND_ASSESSMENT}:
        return _assessment(gate, system, facts)
    agreed = system.processor_agreement in {ProcessorAgreement.SIGNED, ProcessorAgreement.NOT_NEEDED}
    shown: Mapping[SecurityGate, tuple[bool, date | None]] = {
        SecurityGate.PRELIMINARY_RATING: (system.rated_on is not None, system.rated_on),
        SecurityGate.DPIA_NEED: (system.dpia != Dpia.NOT_ASSESSED, None),
        SecurityGate.PROCESSOR_AGREEMENT: (agreed, None),
        SecurityGate.RESTORE_TEST: (system.restored_on is not None, system.restored_on),
        SecurityGate.OWNER_NAMED: (system.has_owner, None),
        SecurityGate.IN_USE: (system.lifecycle == Lifecycle.IN_USE, None),
    }
    is_met, on = shown[gate]
    return (system.code, on) if is_met else None


def _assessment(gate: SecurityGate, system: SystemFacts, facts: ProjectFacts) -> tuple[str, date | None] | None:
    """The first is any that holds; the second was approved after the day the project came into execution.

    What was approved on that day is what the project came into execution with.
    """
    second = gate == SecurityGate.SECOND_ASSESSMENT
    if second and facts.executing_since is None:
        return None
    since = facts.executing_since if second else None
    held = [one for one in system.assessed if one.valid_until >= facts.today]
    newest = max((one for one in held if since is None or one.approved_on > since), key=_approved_on, default=None)
    return (newest.code, newest.approved_on) if newest else None


def _approved_on(assessed: Assessed) -> date:
    return assessed.approved_on


def approval_refusals(standing: Iterable[Gate], waived_because: str | None) -> Iterator[Refusal]:
    """Yield which gates hold an approval back: those that are open, unless they are waived with a reason."""
    if (waived_because or "").strip():
        return
    found = [gate.gate for gate in standing if gate.state == GateState.OPEN]
    for gate in found:
        yield Refusal(f"gate.open.{gate}")
    if found:
        yield Refusal("gate.waive_or_wait", "waived_because")


def settling_refusals(gate: SecurityGate, open_gates: Collection[SecurityGate]) -> Iterator[Refusal]:
    """Yield why nothing can be said of a gate now: it does not stand before the point that is decided next."""
    if gate not in open_gates:
        yield Refusal("gate.not_now")


def tick_refusals(gate: SecurityGate, met_on: date | None, evidence: str | None, today: date) -> Iterator[Refusal]:
    """Yield why somebody's word does not meet a gate: the register shows it, or day or evidence is missing."""
    if gate not in BY_HAND:
        yield Refusal("gate.is_read_from_the_register")
    if met_on is not None and met_on > today:
        yield Refusal("gate.met_in_the_future", "met_on")
    if met_on is not None and not (evidence or "").strip():
        yield Refusal("gate.needs_evidence", "evidence")


def waiving_refusals(because: str | None) -> Iterator[Refusal]:
    """Yield why a gate cannot be waived: it takes a reason."""
    if not (because or "").strip():
        yield Refusal("gate.waived_without_a_reason", "waived_because")
