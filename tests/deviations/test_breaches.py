"""Opening, documenting, deciding and reporting breaches; clocks that start, move, stop and count again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from isms.app import matrix
from isms.clocks import service as rules
from isms.clocks.library import SHIPPED
from isms.deviations.models import Deviation
from isms.deviations.queries import breaches as reads
from isms.deviations.queries.clocks import clocks_of
from isms.deviations.register import BREACHES
from isms.deviations.service import breaches as service
from isms.deviations.vocabulary import (
    BreachPhase,
    Notifiability,
    Permission,
    PersonsInformed,
    StopCause,
)
from isms.kernel.access import CONSOLE
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.register.query import Wish
from isms.kernel.seal.models import Sealing
from tests.cast import Cast
from tests.deviations.breach import AWARE, DUE, HOUR, clock_of, decide, known, opened, report
from tests.deviations.test_handle import NOW, reasons, reported
from tests.risk.stage import ME, TODAY, access_for, seen


@pytest.fixture
def breach_id(database: Database, cast: Cast) -> int:
    """The id of a deviation that is a breach, known of since AWARE."""
    return opened(database, cast)


def test_opening_a_breach_starts_the_clock_where_the_municipality_became_aware(
    database: Database, breach_id: int
) -> None:
    with database.reading() as session:
        (running,) = clocks_of(session, breach_id)
        assert (running.rule, running.starts_at, running.due_at) == ("breach_72h", AWARE, DUE)
        assert running.basis == SHIPPED["breach_72h"].rule.basis
        assert running.stopped_at is None


def test_what_a_processor_told_is_counted_from_its_receipt(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "breach:open") as session:
        made = reported(session, cast)
        service.open_breach(session, made, aware_at=NOW - HOUR, from_processor=True, now=NOW)
        (running,) = clocks_of(session, made.id)
        assert (running.rule, running.starts_at) == ("processor_72h", NOW - HOUR)
        assert made.aware_at == NOW - HOUR


def test_a_breach_is_opened_once_and_on_an_open_deviation(database: Database, cast: Cast, breach_id: int) -> None:
    said: dict[str, Any] = {"aware_at": AWARE, "from_processor": False, "now": NOW}
    with pytest.raises(Refused) as no, database.transaction(ME, "breach:open") as session:
        service.open_breach(session, session.get_one(Deviation, breach_id), **said)
    assert reasons(no) == ["breach.exists_already"]
    with pytest.raises(Refused) as no, database.transaction(ME, "breach:open") as session:
        made = reported(session, cast)
        made.closed_on, made.cause = TODAY, "Uhell"
        session.flush()
        service.open_breach(session, made, **said)
    assert reasons(no) == ["deviation.already_closed"]
    with pytest.raises(Refused) as no, database.transaction(ME, "breach:open") as session:
        service.open_breach(session, reported(session, cast), **(said | {"aware_at": NOW + HOUR}))
    assert reasons(no) == ["deviation.aware_in_the_future"]


def test_a_municipality_that_gives_itself_less_time_gets_less(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "breach:open") as session:
        rule = SHIPPED["breach_72h"].rule
        rules.decide(
            session,
            cast.municipality,
            rule.key,
            active=True,
            length=48,
            steps=rule.steps,
            basis=None,
            note="Vedtatt",
            decided_by_id=cast.officer,
            today=TODAY,
        )
        made = reported(session, cast)
        service.open_breach(session, made, aware_at=AWARE, from_processor=False, now=NOW)
        assert clock_of(session, made.id).due_at == AWARE + 48 * HOUR


def test_facts_are_filled_in_bit_by_bit(database: Database, breach_id: int) -> None:
    with database.transaction(ME, "breach:facts") as session:
        service.fill_in(session, known(session, breach_id).breach, nature="Feilsendt liste", people_count=12)
    with database.transaction(ME, "breach:facts") as session:
        service.fill_in(session, known(session, breach_id).breach, measures="Mottakeren har slettet den")
    with database.reading() as session:
        breach = known(session, breach_id).breach
        assert (breach.nature, breach.people_count, breach.measures) == (
            "Feilsendt liste",
            12,
            "Mottakeren har slettet den",
        )
    with pytest.raises(Refused), database.transaction(ME, "breach:facts") as session:
        service.fill_in(session, known(session, breach_id).breach, record_count=-1)


def test_the_first_message_in_time_stops_the_clock(database: Database, cast: Cast, breach_id: int) -> None:
    decide(database, cast, breach_id, Notifiability.NOTIFIABLE)
    report(database, cast, breach_id)
    with database.reading() as session:
        stopped = clock_of(session, breach_id)
        assert (stopped.stopped_at, stopped.stop_cause, stopped.delay_reason) == (NOW, StopCause.REPORTED, None)
    report(database, cast, breach_id, phase=BreachPhase.SUPPLEMENT, sent_at=NOW + HOUR, now=NOW + HOUR)
    report(database, cast, breach_id, phase=BreachPhase.LAST, sent_at=NOW + 99 * HOUR, now=NOW + 99 * HOUR)
    with database.reading() as session:
        assert clock_of(session, breach_id).stopped_at == NOW
        assert known(session, breach_id).phases == tuple(BreachPhase)
    with pytest.raises(Refused) as no:
        report(database, cast, breach_id, phase=BreachPhase.SUPPLEMENT, sent_at=NOW, now=NOW + 100 * HOUR)
    assert reasons(no) == ["breach.last_is_sent", "breach.sent_before_the_last"]


def test_a_late_message_demands_the_reason(database: Database, cast: Cast, breach_id: int) -> None:
    decide(database, cast, breach_id, Notifiability.NOTIFIABLE)
    late = DUE + timedelta(seconds=1)
    with pytest.raises(Refused) as no:
        report(database, cast, breach_id, sent_at=late, now=late)
    assert [(r.because, r.field) for r in no.value.refusals] == [("clock.late_without_a_reason", "delay_reason")]
    with database.reading() as session:
        assert clock_of(session, breach_id).stopped_at is None
        assert known(session, breach_id).reports == []
    report(database, cast, breach_id, sent_at=late, now=late, delay_reason="Ventet på loggene")
    with database.reading() as session:
        assert clock_of(session, breach_id).delay_reason == "Ventet på loggene"


def test_not_notifiable_stops_the_clock_and_a_changed_mind_counts_from_the_same_awareness(
    database: Database, cast: Cast, breach_id: int
) -> None:
    decide(database, cast, breach_id, Notifiability.NOT_NOTIFIABLE, NOW + HOUR)
    with database.reading() as session:
        stopped = clock_of(session, breach_id)
        assert (stopped.stopped_at, stopped.stop_cause) == (NOW + HOUR, StopCause.NOT_NOTIFIABLE)
        breach = known(session, breach_id).breach
        assert (breach.decided_at, breach.decided_by_id) == (NOW + HOUR, cast.privacy_officer)
    with pytest.raises(Refused) as no:
        report(database, cast, breach_id, sent_at=NOW, now=NOW + HOUR)
    assert "breach.is_not_decided_notifiable" in reasons(no)
    decide(database, cast, breach_id, Notifiability.NOTIFIABLE, NOW + 2 * HOUR)
    with database.reading() as session:
        running = clock_of(session, breach_id)
        assert (running.stopped_at, running.stop_cause) == (None, None)
        assert (running.starts_at, running.due_at) == (AWARE, DUE)


def test_a_decision_after_the_first_message_does_not_touch_the_clock(
    database: Database, cast: Cast, breach_id: int
) -> None:
    decide(database, cast, breach_id, Notifiability.NOTIFIABLE)
    report(database, cast, breach_id)
    decide(database, cast, breach_id, Notifiability.NOTIFIABLE, NOW + HOUR)
    with database.reading() as session:
        assert clock_of(session, breach_id).stopped_at == NOW
    with pytest.raises(Refused) as no:
        decide(database, cast, breach_id, Notifiability.NOT_NOTIFIABLE)
    assert reasons(no) == ["breach.is_reported_already"]


def test_persons_are_informed_and_what_no_longer_is_so_is_cleared(database: Database, breach_id: int) -> None:
    said: dict[str, Any] = {"aware_at": AWARE, "now": NOW}
    with database.transaction(ME, "breach:inform") as session:
        service.inform(
            session,
            known(session, breach_id).breach,
            persons_informed=PersonsInformed.NOT_YET,
            informed_at=None,
            informed_how=None,
            not_informed_because="Vi venter på listen",
            **said,
        )
    with database.transaction(ME, "breach:inform") as session:
        service.inform(
            session,
            known(session, breach_id).breach,
            persons_informed=PersonsInformed.INFORMED,
            informed_at=NOW,
            informed_how="Brev",
            not_informed_because="Vi venter på listen",
            **said,
        )
    with database.reading() as session:
        breach = known(session, breach_id).breach
        assert (breach.informed_at, breach.not_informed_because) == (NOW, None)


@pytest.mark.parametrize(
    ("field", "value", "because"),
    [
        ("stopped_at", NOW, "clock.stopped_without_a_cause"),
        ("due_at", AWARE, "clock.without_length"),
    ],
)
def test_the_database_keeps_the_rules_of_clocks_too(
    database: Database, breach_id: int, field: str, value: object, because: str
) -> None:
    with pytest.raises(Refused) as no, database.transaction(ME, "test:break") as session:
        setattr(clock_of(session, breach_id), field, value)
    assert because in reasons(no)


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"notifiability": Notifiability.NOTIFIABLE}, "breach.decided_without_a_reason"),
        ({"people_count": -1}, "breach.negative_number"),
        ({"persons_informed": PersonsInformed.NOT_YET}, "breach.not_informed_without_a_reason"),
    ],
)
def test_the_database_keeps_the_rules_of_breaches_too(
    database: Database, breach_id: int, fields: dict[str, object], because: str
) -> None:
    with pytest.raises(Refused) as no, database.transaction(ME, "test:break") as session:
        breach = known(session, breach_id).breach
        for name, value in fields.items():
            setattr(breach, name, value)
    assert because in reasons(no)


def test_who_handles_breaches_at_a_place_finds_its_deviations(database: Database, cast: Cast, breach_id: int) -> None:
    with database.reading() as session:
        found = {
            name: reads.handled_by(session, access_for(database, matrix(), getattr(cast, name)), breach_id) is not None
            for name in ("officer", "privacy_officer", "hem_owner", "chief_executive", "opp_owner", "auditor")
        }
    assert [name for name, there in found.items() if there] == [
        "officer",
        "privacy_officer",
        "hem_owner",
        "chief_executive",
    ]
    assert Permission.BREACH_HANDLE in matrix()


def test_the_register_tells_how_each_breach_stood_on_a_day(
    database: Database, cast: Cast, clock: FixedClock, breach_id: int
) -> None:
    columns = ("code", "clock", "due_at", "first_sent_at", "phase", "messages", "notifiability")

    def told(now: datetime = NOW, position: int | None = None) -> list[tuple[Any, ...]]:
        clock.set(now)
        return seen(database, BREACHES, CONSOLE, columns, position=position)

    def head() -> int:
        with database.reading() as session:
            return session.scalar(select(func.max(Sealing.position))) or 0

    opened = head()
    untouched = ("AV-001", "running", DUE, None, None, None, None)
    assert told() == [untouched]
    assert told(DUE) == [untouched]
    assert told(DUE + timedelta(days=1)) == [("AV-001", "passed", *untouched[2:])]
    decide(database, cast, breach_id, Notifiability.NOT_NOTIFIABLE)
    assert told() == [("AV-001", "not_notifiable", DUE, None, None, None, "not_notifiable")]
    decide(database, cast, breach_id, Notifiability.NOTIFIABLE)
    report(database, cast, breach_id, sent_at=DUE, now=DUE)
    kept = head()
    assert told() == [("AV-001", "kept", DUE, DUE, "first", 1, "notifiable")]
    report(database, cast, breach_id, phase=BreachPhase.SUPPLEMENT, sent_at=DUE + HOUR, now=DUE + HOUR)
    with database.transaction(ME, "breach:correct") as session:
        moved = clock_of(session, breach_id)
        moved.due_at, moved.delay_reason = DUE - HOUR, "Regnet feil"
    assert told() == [("AV-001", "late", DUE - HOUR, DUE, "supplement", 2, "notifiable")]
    assert told(position=kept) == [("AV-001", "kept", DUE, DUE, "first", 1, "notifiable")]
    assert told(position=opened) == [untouched]
    assert told(position=opened - 1) == []


def test_every_column_of_the_register_can_be_read_and_sorted_by(database: Database, breach_id: int) -> None:
    for column in BREACHES.columns:
        assert seen(database, BREACHES, CONSOLE, (column.key,), Wish(sort=column.key, descending=True)), column.key


def test_a_breach_of_a_withdrawn_deviation_leaves_the_register(database: Database, breach_id: int) -> None:
    with database.transaction(ME, "deviation:withdraw") as session:
        of = session.get_one(Deviation, breach_id)
        of.withdrawn_on, of.withdrawn_because = TODAY, "Ført to ganger"
    assert seen(database, BREACHES, CONSOLE, ("code",)) == []
