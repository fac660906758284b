"""Clocks on deviations: how they start, move, stop, are called off and count again."""

from datetime import timedelta

import pytest

from isms.clocks.vocabulary import ClockTrigger
from isms.deviations import service as deviations
from isms.deviations.models import Deviation
from isms.deviations.queries.clocks import clocks_of
from isms.deviations.service import breaches as service
from isms.deviations.service import clocks
from isms.deviations.vocabulary import Notifiability, StopCause
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from tests.cast import Cast
from tests.deviations.breach import DUE, HOUR, clock_of, decide, opened, report
from tests.deviations.test_handle import NOW, reasons, reported
from tests.risk.stage import ME, TODAY


@pytest.fixture
def breach_id(database: Database, cast: Cast) -> int:
    """The id of a deviation that is a breach."""
    return opened(database, cast)


def test_an_incident_under_a_law_starts_every_clock_of_its_rules_in_force(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "clock:start") as session:
        of = reported(session, cast)
        started = clocks.start_incident(session, of, ClockTrigger.DIGITAL_SECURITY_INCIDENT)
        assert [(c.rule, c.due_at) for c in started] == [("digital_security_24h", of.aware_at + 24 * HOUR)]
        of_id = of.id
    for trigger, because in (
        (ClockTrigger.DIGITAL_SECURITY_INCIDENT, "clock.runs_already"),
        (ClockTrigger.NIS2_INCIDENT, "clock.rule_is_not_in_force"),
    ):
        with pytest.raises(Refused) as no, database.transaction(ME, "clock:start") as session:
            clocks.start_incident(session, session.get_one(Deviation, of_id), trigger)
        assert reasons(no) == [because]
    with database.transaction(ME, "clock:stop") as session:
        (running,) = clocks_of(session, of_id)
        clocks.stop_by_message(session, running, stopped_at=NOW, delay_reason=None, now=NOW)
        with pytest.raises(Refused) as no:
            clocks.stop_by_message(session, running, stopped_at=NOW, delay_reason=None, now=NOW)
        assert reasons(no) == ["clock.has_stopped"]


def test_a_clock_that_applies_no_longer_is_called_off_with_a_reason(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "clock:call_off", "Tjenesten er ikke omfattet") as session:
        of = reported(session, cast)
        (running,) = clocks.start_incident(session, of, ClockTrigger.DIGITAL_SECURITY_INCIDENT)
        for because in (None, "  "):
            with pytest.raises(Refused):
                clocks.call_off(session, running, because=because, now=NOW)
        clocks.call_off(session, running, because="Tjenesten er ikke omfattet", now=NOW)
        assert (running.stopped_at, running.stop_cause) == (NOW, StopCause.NO_LONGER_APPLIES)
        with pytest.raises(Refused) as no:
            clocks.call_off(session, running, because="Igjen", now=NOW)
        assert reasons(no) == ["clock.has_stopped"]
        deviations.change(session, of, now=NOW, title="Et annet navn")
        assert running.stopped_at == NOW
        assert clocks.start_incident(session, of, ClockTrigger.DIGITAL_SECURITY_INCIDENT) == [running]
        assert running.stopped_at is None


def test_a_clock_moves_when_the_deviation_is_changed_too(database: Database, breach_id: int) -> None:
    with database.transaction(ME, "deviation:change") as session:
        of = session.get_one(Deviation, breach_id)
        deviations.change(session, of, now=NOW, aware_at=NOW - HOUR)
        assert clock_of(session, breach_id).starts_at == NOW - HOUR


def test_a_clock_moves_with_the_awareness_it_counts_from(database: Database, breach_id: int) -> None:
    earlier = NOW - timedelta(minutes=119)
    with database.transaction(ME, "breach:correct") as session:
        of = session.get_one(Deviation, breach_id)
        clocks.correct_awareness(session, of, aware_at=earlier, delay_reason=None, now=NOW)
    with database.reading() as session:
        moved = clock_of(session, breach_id)
        assert (moved.starts_at, moved.due_at) == (earlier, earlier + 72 * HOUR)


def test_a_correction_that_makes_the_message_late_demands_the_reason(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "breach:open") as session:
        of = reported(session, cast, discovered_at=NOW - 90 * HOUR, aware_at=NOW - 10 * HOUR)
        service.open_breach(session, of, aware_at=NOW - 10 * HOUR, from_processor=False, now=NOW)
        of_id = of.id
    decide(database, cast, of_id, Notifiability.NOTIFIABLE)
    report(database, cast, of_id)

    def correct(hours: int, reason: str | None) -> None:
        with database.transaction(ME, "breach:correct") as session:
            of = session.get_one(Deviation, of_id)
            aware_at = NOW - timedelta(hours=hours)
            clocks.correct_awareness(session, of, aware_at=aware_at, delay_reason=reason, now=NOW)

    correct(72, None)
    with pytest.raises(Refused) as no:
        correct(73, None)
    assert reasons(no) == ["clock.late_without_a_reason"]
    correct(73, "Meldingen lå i en felles innboks")
    with pytest.raises(Refused) as no:
        correct(91, "Uansett")
    assert reasons(no) == ["deviation.aware_before_discovery"]
    with database.reading() as session:
        assert clock_of(session, of_id).starts_at == NOW - timedelta(hours=73)


def test_a_clock_applies_no_longer_when_its_deviation_is_rejected_and_counts_again_when_somebody_decides_so(
    database: Database, cast: Cast, breach_id: int
) -> None:
    with database.transaction(ME, "deviation:reject") as session:
        of = session.get_one(Deviation, breach_id)
        of.rejected_on, of.rejected_because, of.rejected_by_id = TODAY, "Øvelse", cast.officer
        clocks.settle(session, of, NOW)
        assert clock_of(session, breach_id).stop_cause == StopCause.NO_LONGER_APPLIES
    with database.transaction(ME, "deviation:reopen") as session:
        of = session.get_one(Deviation, breach_id)
        of.rejected_on, of.rejected_because, of.rejected_by_id = None, None, None
        clocks.settle(session, of, NOW + HOUR)
        assert clock_of(session, breach_id).stopped_at == NOW
    decide(database, cast, breach_id, Notifiability.NOTIFIABLE)
    with database.reading() as session:
        running = clock_of(session, breach_id)
        assert (running.stop_cause, running.due_at) == (None, DUE)


def test_a_rejection_does_not_touch_a_clock_that_has_stopped(database: Database, cast: Cast, breach_id: int) -> None:
    decide(database, cast, breach_id, Notifiability.NOT_NOTIFIABLE)
    with database.transaction(ME, "deviation:reject") as session:
        of = session.get_one(Deviation, breach_id)
        of.withdrawn_on, of.withdrawn_because = TODAY, "Ført to ganger"
        clocks.settle(session, of, NOW + HOUR)
        assert clock_of(session, breach_id).stop_cause == StopCause.NOT_NOTIFIABLE
