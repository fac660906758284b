"""Decides what is refused of breaches and their clocks, on both sides of each boundary."""

from datetime import UTC, datetime, timedelta

import pytest

from isms.clocks.rules import due_after
from isms.clocks.vocabulary import LengthUnit
from isms.deviations.rules import breaches, clocks
from isms.deviations.vocabulary import BreachPhase, ClockState, Notifiability, PersonsInformed, StopCause
from isms.kernel.refusal import Refusal

AWARE = datetime(2026, 10, 23, 12, 5, tzinfo=UTC)
DUE = due_after(AWARE, LengthUnit.HOURS, 72)
SECOND = timedelta(seconds=1)
FIRST, SUPPLEMENT, LAST = BreachPhase


def told(refusals: object) -> list[str]:
    return [refusal.because for refusal in refusals if isinstance(refusal, Refusal)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("stopped_at", "cause", "now", "state"),
    [
        (None, None, AWARE, ClockState.RUNNING),
        (None, None, DUE, ClockState.RUNNING),
        (None, None, DUE + SECOND, ClockState.PASSED),
        (DUE, StopCause.REPORTED, DUE + SECOND, ClockState.KEPT),
        (DUE + SECOND, StopCause.REPORTED, DUE + SECOND, ClockState.LATE),
        (DUE, StopCause.DONE, DUE, ClockState.KEPT),
        (DUE + SECOND, StopCause.NOT_NOTIFIABLE, DUE, ClockState.NOT_NOTIFIABLE),
        (DUE + SECOND, StopCause.NO_LONGER_APPLIES, DUE, ClockState.NO_LONGER_APPLIES),
    ],
)
def test_a_clock_stands_where_its_deadline_and_its_stop_put_it(
    stopped_at: datetime | None, cause: StopCause | None, now: datetime, state: ClockState
) -> None:
    assert clocks.clock_state(DUE, stopped_at, cause, now) == state


@pytest.mark.parametrize(
    ("stopped_at", "delay_reason", "refused"),
    [
        (AWARE - SECOND, None, ["clock.stopped_before_it_started"]),
        (AWARE, None, []),
        (DUE, None, []),
        (DUE + SECOND, None, ["clock.late_without_a_reason"]),
        (DUE + SECOND, "  ", ["clock.late_without_a_reason"]),
        (DUE + SECOND, "Vi ventet på loggene", []),
        (DUE + timedelta(days=9), "Vi ventet", ["clock.stopped_in_the_future"]),
    ],
)
def test_a_late_stop_needs_a_reason(stopped_at: datetime, delay_reason: str | None, refused: list[str]) -> None:
    now = DUE + timedelta(days=8)
    assert told(clocks.stop_refusals(AWARE, DUE, stopped_at, delay_reason, now, "sent_at")) == refused


@pytest.mark.parametrize(
    ("aware_at", "refused"),
    [
        (AWARE - SECOND, ["deviation.aware_before_discovery"]),
        (AWARE, []),
        (DUE, []),
        (DUE + SECOND, ["deviation.aware_in_the_future"]),
    ],
)
def test_the_municipality_becomes_aware_between_discovery_and_now(aware_at: datetime, refused: list[str]) -> None:
    assert told(clocks.awareness_refusals(AWARE, aware_at, DUE)) == refused


def test_a_clock_starts_by_a_rule_in_force_and_once() -> None:
    assert told(clocks.start_refusals(active=True, runs_already=False)) == []
    assert told(clocks.start_refusals(active=False, runs_already=True)) == [
        "clock.rule_is_not_in_force",
        "clock.runs_already",
    ]


def test_an_open_deviation_becomes_a_breach_once() -> None:
    assert told(breaches.opening_refusals(is_open=True, exists=False)) == []
    assert told(breaches.opening_refusals(is_open=False, exists=False)) == ["deviation.already_closed"]
    assert told(breaches.opening_refusals(is_open=True, exists=True)) == ["breach.exists_already"]


@pytest.mark.parametrize(
    ("word", "reason", "phases", "refused"),
    [
        (Notifiability.NOTIFIABLE, "Helseopplysninger på avveie", (), []),
        (Notifiability.NOTIFIABLE, None, (), ["breach.decided_without_a_reason"]),
        (Notifiability.NOT_NOTIFIABLE, " ", (), ["breach.decided_without_a_reason"]),
        (Notifiability.NOT_NOTIFIABLE, "Kryptert", (), []),
        (Notifiability.NOT_NOTIFIABLE, "Kryptert", (FIRST,), ["breach.is_reported_already"]),
        (Notifiability.NOTIFIABLE, "Som før", (FIRST,), []),
    ],
)
def test_a_decision_has_a_reason_and_does_not_undo_a_message(
    word: Notifiability, reason: str | None, phases: tuple[BreachPhase, ...], refused: list[str]
) -> None:
    assert told(breaches.decision_refusals(word, reason, phases)) == refused


@pytest.mark.parametrize(
    ("phase", "sent", "refused"),
    [
        (FIRST, (), []),
        (SUPPLEMENT, (), ["breach.first_is_not_sent"]),
        (LAST, (), ["breach.first_is_not_sent"]),
        (FIRST, (FIRST,), ["breach.first_is_sent"]),
        (SUPPLEMENT, (FIRST,), []),
        (SUPPLEMENT, (FIRST, SUPPLEMENT), []),
        (LAST, (FIRST,), []),
        (SUPPLEMENT, (FIRST, LAST), ["breach.last_is_sent"]),
        (LAST, (FIRST, LAST), ["breach.last_is_sent"]),
    ],
)
def test_messages_come_in_phases(phase: BreachPhase, sent: tuple[BreachPhase, ...], refused: list[str]) -> None:
    asked = phase, sent, Notifiability.NOTIFIABLE, DUE, None, DUE
    assert told(breaches.report_refusals(*asked)) == refused
    assert (phase in breaches.phases_left(sent)) == (not refused)


def test_a_message_is_sent_after_the_one_before_it_and_not_in_the_future() -> None:
    def refused(sent_at: datetime) -> list[str]:
        return told(breaches.report_refusals(SUPPLEMENT, (FIRST,), Notifiability.NOTIFIABLE, sent_at, AWARE, DUE))

    assert refused(AWARE - SECOND) == ["breach.sent_before_the_last"]
    assert refused(AWARE) == refused(DUE) == []
    assert refused(DUE + SECOND) == ["breach.sent_in_the_future"]


@pytest.mark.parametrize("decided", [None, Notifiability.NOT_NOTIFIABLE])
def test_a_message_needs_the_decision_that_there_is_to_be_one(decided: Notifiability | None) -> None:
    refused = told(breaches.report_refusals(FIRST, (), decided, DUE, None, DUE))
    assert refused == ["breach.is_not_decided_notifiable"]


@pytest.mark.parametrize(
    ("word", "at", "how", "because", "refused"),
    [
        (PersonsInformed.INFORMED, AWARE, "Brev", None, []),
        (PersonsInformed.INFORMED, DUE, "Brev", None, []),
        (PersonsInformed.INFORMED, None, "Brev", None, ["breach.informed_without_a_time"]),
        (PersonsInformed.INFORMED, AWARE - SECOND, "Brev", None, ["breach.informed_before_it_was_known"]),
        (PersonsInformed.INFORMED, DUE + SECOND, "Brev", None, ["breach.informed_in_the_future"]),
        (PersonsInformed.INFORMED, AWARE, " ", None, ["breach.informed_without_how"]),
        (PersonsInformed.NOT_NEEDED, None, None, "Kryptert", []),
        (PersonsInformed.NOT_NEEDED, None, None, None, ["breach.not_informed_without_a_reason"]),
        (PersonsInformed.NOT_YET, None, None, " ", ["breach.not_informed_without_a_reason"]),
    ],
)
def test_persons_are_informed_when_and_how_or_it_is_said_why_not(
    word: PersonsInformed, at: datetime | None, how: str | None, because: str | None, refused: list[str]
) -> None:
    assert told(breaches.informing_refusals(word, at, how, because, AWARE, DUE)) == refused


def test_numbers_are_not_negative() -> None:
    assert told(breaches.number_refusals(0, None)) == []
    assert [no.field for no in breaches.number_refusals(-1, -1)] == ["people_count", "record_count"]
