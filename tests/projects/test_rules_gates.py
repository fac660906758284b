"""Each decision point has its security gates; what the register shows is met by itself, the rest is confirmed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from isms.portfolio.vocabulary import ArchiveDuty, Dpia, Lifecycle, ProcessorAgreement
from isms.projects.rules import endings, gates
from isms.projects.rules.endings import Settled
from isms.projects.rules.gates import BY_HAND, GATES, Assessed, ProjectFacts, Settlement, SystemFacts
from isms.projects.vocabulary import BenefitDimension, DecisionPoint, EndingPart, GateState, SecurityGate

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
EMPTY = SystemFacts("S-001", None, Dpia.NOT_ASSESSED, None, Lifecycle.PLANNED, has_owner=False)
WHOLE = SystemFacts(
    "S-002",
    TODAY,
    Dpia.NOT_NEEDED,
    ProcessorAgreement.SIGNED,
    Lifecycle.IN_USE,
    has_owner=True,
    restored_on=TODAY,
    assessed=[Assessed("ROS-001", TODAY, TODAY)],
)
BENEFITS = [(BenefitDimension.INFORMATION_SECURITY, True), (BenefitDimension.TIME, True)]
READ = [gate for gate in SecurityGate if gate not in BY_HAND]


def facts(*systems: SystemFacts, **more: object) -> ProjectFacts:
    said = ProjectFacts(systems, BENEFITS, executing_since=TODAY - DAY, today=TODAY)
    return replace(said, **more)  # type: ignore[arg-type]


def is_met(gate: SecurityGate, said: ProjectFacts) -> bool:
    sight = gates.seen(gate, said)
    assert sight
    return sight.is_met


def test_every_gate_stands_before_one_point() -> None:
    assert sorted(gate for some in GATES.values() for gate in some) == sorted(SecurityGate)
    assert GATES.keys() == set(DecisionPoint)


@pytest.mark.parametrize("gate", [gate for gate in READ if gate != SecurityGate.BENEFITS])
def test_what_the_register_shows_of_every_system_is_met_by_itself(gate: SecurityGate) -> None:
    assert is_met(gate, facts(WHOLE))
    assert is_met(gate, facts(WHOLE, replace(WHOLE, code="S-003")))
    assert not is_met(gate, facts(WHOLE, EMPTY))
    assert not is_met(gate, facts())
    sight = gates.seen(gate, facts(WHOLE, EMPTY))
    assert sight
    assert sight.lacking == ["S-001"]


def test_an_assessment_counts_while_it_holds_and_the_second_one_since_execution_began() -> None:
    first, second = SecurityGate.FIRST_ASSESSMENT, SecurityGate.SECOND_ASSESSMENT
    over = replace(WHOLE, assessed=[Assessed("ROS-001", TODAY - DAY, TODAY - DAY)])
    assert not is_met(first, facts(over))
    older = replace(WHOLE, assessed=[Assessed("ROS-001", TODAY - DAY, TODAY)])
    assert is_met(first, facts(older))
    assert not is_met(second, facts(older))
    assert is_met(second, facts(WHOLE))
    assert not is_met(second, facts(WHOLE, executing_since=TODAY))
    assert not is_met(second, facts(WHOLE, executing_since=None))


def test_benefits_are_met_when_all_are_told_of_and_one_is_of_information_security() -> None:
    gate = SecurityGate.BENEFITS
    assert is_met(gate, facts())
    assert not is_met(gate, facts(benefits=[]))
    assert not is_met(gate, facts(benefits=[(BenefitDimension.TIME, True)]))
    assert not is_met(gate, facts(benefits=[*BENEFITS, (BenefitDimension.QUALITY, False)]))


def test_what_is_shown_is_met_whatever_is_said_and_what_is_waived_is_waived() -> None:
    waived = Settlement(waived_on=TODAY, waived_because="Haster")
    said = {SecurityGate.PRELIMINARY_RATING: waived, SecurityGate.DPIA_NEED: waived}
    seen = replace(EMPTY, rated_on=TODAY)
    assert [gate.state for gate in gates.gates(DecisionPoint.BP2, facts(seen), said)] == [
        GateState.MET,
        GateState.WAIVED,
    ]
    assert [gate.state for gate in gates.gates(DecisionPoint.BP2, facts(EMPTY), {})] == [GateState.OPEN] * 2
    ticked = {SecurityGate.REQUIREMENTS: Settlement(met_on=TODAY, evidence="Sak 12")}
    assert gates.gates(DecisionPoint.BP3, facts(WHOLE), ticked)[1].state == GateState.MET


def test_an_approval_waits_for_open_gates_or_for_a_reason() -> None:
    standing = gates.gates(DecisionPoint.BP3, facts(EMPTY), {})
    assert [refusal.because for refusal in gates.approval_refusals(standing, None)] == [
        "gate.open.first_assessment",
        "gate.open.requirements",
        "gate.waive_or_wait",
    ]
    assert list(gates.approval_refusals(standing, "Vedtatt i ledergruppen")) == []
    assert list(gates.approval_refusals([], " ")) == []


@pytest.mark.parametrize(
    ("gate", "met_on", "evidence", "refused"),
    [
        (SecurityGate.REQUIREMENTS, TODAY, "Sak 12", []),
        (SecurityGate.REQUIREMENTS, None, None, []),
        (SecurityGate.REQUIREMENTS, TODAY, " ", ["gate.needs_evidence"]),
        (SecurityGate.REQUIREMENTS, TODAY + DAY, "Sak 12", ["gate.met_in_the_future"]),
        (SecurityGate.RESTORE_TEST, TODAY, "Sak 12", ["gate.is_read_from_the_register"]),
    ],
)
def test_only_what_no_record_shows_is_confirmed_by_hand(
    gate: SecurityGate, met_on: date | None, evidence: str | None, refused: list[str]
) -> None:
    assert [refusal.because for refusal in gates.tick_refusals(gate, met_on, evidence, TODAY)] == refused


def ending(part: EndingPart, duty: ArchiveDuty = ArchiveDuty.NO, **said: object) -> list[str]:
    settled = Settled(**said)  # type: ignore[arg-type]
    found = endings.part_refusals(part, settled, archive_duty=duty, lifecycle=Lifecycle.PHASING_OUT, today=TODAY)
    return [refusal.because for refusal in found]


def test_a_part_of_an_ending_is_done_with_evidence_or_not_needed_with_a_reason() -> None:
    assert ending(EndingPart.ACCESS) == []
    assert ending(EndingPart.ACCESS, done_on=TODAY, evidence="Sak 12") == []
    assert ending(EndingPart.ACCESS, done_on=TODAY) == ["ending.needs_evidence"]
    assert ending(EndingPart.ACCESS, done_on=TODAY + DAY, evidence="Sak 12") == ["ending.in_the_future"]
    both = ending(EndingPart.ACCESS, done_on=TODAY, evidence="Sak 12", not_needed_because="Ingen brukere")
    assert both == ["ending.done_and_not_needed"]
    assert ending(EndingPart.ARCHIVE, not_needed_because="Ikke arkivpliktig") == []
    kept = ending(EndingPart.ARCHIVE, ArchiveDuty.YES, not_needed_because="Ikke arkivpliktig")
    assert kept == ["ending.archive_is_a_duty"]
    assert ending(EndingPart.DELETION, ArchiveDuty.YES, not_needed_because="Egen drift") == []


def test_a_system_has_ended_only_when_nothing_is_left_of_it() -> None:
    parts = {part: Settled(done_on=TODAY, evidence="Sak 12") for part in EndingPart}
    assert endings.left(parts) == []
    left = endings.left({**parts, EndingPart.DELETION: Settled()})
    assert left == [EndingPart.DELETION]

    def refused(left: list[EndingPart], lifecycle: Lifecycle, ended_on: date, went_to: str) -> list[str]:
        return [no.because for no in endings.finish_refusals(left, lifecycle, ended_on, went_to, TODAY)]

    assert refused([], Lifecycle.PHASING_OUT, TODAY, "eDepot") == []
    assert refused(left, Lifecycle.PHASING_OUT, TODAY, "eDepot") == ["ending.left.deletion"]
    assert refused([], Lifecycle.PHASING_OUT, TODAY + DAY, "") == ["ending.in_the_future", "system.end_incomplete"]
    assert refused([], Lifecycle.ENDED, TODAY, "eDepot") == ["ending.has_ended"]
