"""Reporting, changing and withdrawing deviations, what they touch, and who sees which."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from isms.actions.vocabulary import SourceKind
from isms.app import matrix, registers
from isms.deviations import queries, service
from isms.deviations.models import Deviation
from isms.deviations.register import DEVIATIONS
from isms.deviations.vocabulary import DeviationStatus, Permission, Severity, Stage
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.register.query import Wish
from isms.kernel.seal.models import Sealing
from isms.portfolio.models import System
from tests.cast import Cast
from tests.deviations.stage import NOW, bring, reported
from tests.risk.stage import ME, TODAY, a_system, access_for, get, seen


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.because for refusal in refused.value.refusals]


def link(session: Session, deviation: Deviation, systems: list[System]) -> None:
    service.link(session, deviation, systems=systems, risks=[], controls=[], suppliers=[], today=TODAY)


def test_a_report_lies_at_the_reporters_unit_and_is_due_by_its_severity(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "deviation:report") as session:
        made = reported(session, cast)
        assert (made.code, made.unit_id, made.status) == ("AV-001", cast.home_care_north, DeviationStatus.OPEN)
        assert (made.reported_on, made.due_on) == (TODAY, date(2026, 12, 22))
        assert made.aware_at == made.discovered_at


def test_a_report_of_a_system_lies_at_the_systems_unit(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "deviation:report") as session:
        system = a_system(session, cast.school, "Skoleplattform")
        made = reported(session, cast, [system])
        assert made.unit_id == cast.school
        assert [s.id for s in queries.systems_of(session, made.id)] == [system.id]


def test_a_report_from_tomorrow_is_refused_beside_its_field(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused) as no, database.transaction(ME, "deviation:report") as session:
        reported(session, cast, discovered_at=NOW + timedelta(days=1))
    assert [r.field for r in no.value.refusals] == ["discovered_at"]
    with database.reading() as session:
        assert session.scalars(select(Deviation)).all() == []


@pytest.mark.parametrize(
    ("field", "value", "because"),
    [
        ("aware_at", datetime(2026, 1, 1, tzinfo=UTC), "deviation.aware_before_discovery"),
        ("due_on", date(2026, 1, 1), "deviation.due_before_it_was_reported"),
        ("closed_on", date(2026, 12, 1), "deviation.needs_a_cause"),
    ],
)
def test_the_database_keeps_the_rules_too(
    database: Database, cast: Cast, field: str, value: object, because: str
) -> None:
    with database.transaction(ME, "deviation:report") as session:
        id_ = reported(session, cast).id
    with pytest.raises(Refused) as no, database.transaction(ME, "deviation:change") as session:
        setattr(get(session, Deviation, id_), field, value)
    assert reasons(no) == [because]


def test_an_action_takes_unit_and_number_from_the_deviation(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "deviation:mend") as session:
        made = reported(session, cast)
        action = service.mend(
            session,
            made,
            title="Lage maler",
            description=None,
            owner_id=cast.hem_owner,
            due_on=TODAY,
            today=TODAY,
        )
        assert (action.unit_id, action.source_kind, action.source_code) == (
            cast.home_care_north,
            SourceKind.DEVIATION,
            "AV-001",
        )
        assert queries.actions_of(session, made.id) == [action]


def test_systems_touched_may_change(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "deviation:change") as session:
        one, two = a_system(session, cast.nursing, "Journal"), a_system(session, cast.school, "Skole")
        made = reported(session, cast, [one])
        link(session, made, [two])
        assert [s.id for s in queries.systems_of(session, made.id)] == [two.id]
        link(session, made, [one, two])
        assert len(queries.links_of(session, made.id)) == 2
        other = a_system(session, cast.neighbour_unit, "Legejournal")
        with pytest.raises(Refused) as no:
            link(session, made, [other])
        assert reasons(no) == ["deviation.other_municipality"]


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """Three deviations: an employee's own, one of the employee's system, and one elsewhere, overdue."""
    with database.transaction(ME, "deviation:stage") as session:
        journal = a_system(session, cast.school, "Journal", owner_id=cast.employee)
        reported(session, cast)
        reported(session, cast, [journal], reported_by_id=cast.opp_owner, severity=Severity.MINOR)
        elsewhere = a_system(session, cast.school, "Skole")
        made = reported(session, cast, [elsewhere], reported_by_id=cast.opp_owner, title="Ødelagt")
        made.reported_on = date(2026, 10, 1)
        made.due_on = date(2026, 10, 31)
    return cast


def test_the_register_shows_what_is_due_first(database: Database, told: Cast) -> None:
    columns = ("code", "severity", "status", "area", "days_overdue", "deadline")
    assert seen(database, DEVIATIONS, CONSOLE, columns) == [
        ("AV-003", "serious", "open", "Oppvekst", 22, "overdue"),
        ("AV-001", "serious", "open", "Helse og mestring", None, "later"),
        ("AV-002", "minor", "open", "Oppvekst", None, "later"),
    ]


def test_every_column_can_be_read_and_sorted_by(database: Database, told: Cast) -> None:
    for register in (DEVIATIONS, registers()["systems"]):
        for column in register.columns:
            assert seen(database, register, CONSOLE, (column.key,), Wish(sort=column.key, descending=True))


def test_an_employee_sees_what_they_reported_and_what_touches_their_systems(database: Database, told: Cast) -> None:
    def codes(person_id: int) -> list[str]:
        return sorted(row[0] for row in seen(database, DEVIATIONS, access_for(database, matrix(), person_id)))

    assert codes(told.employee) == ["AV-001", "AV-002"]
    assert codes(told.hem_owner) == ["AV-001"]
    assert codes(told.opp_owner) == ["AV-002", "AV-003"]
    assert codes(told.auditor) == ["AV-001", "AV-002", "AV-003"]
    assert codes(told.operator) == []
    assert codes(told.outsider) == []


def test_reporting_gives_reading_and_not_handling(database: Database, told: Cast) -> None:
    access = access_for(database, matrix(), told.employee)
    with database.reading() as session:
        for id_, may_read, may_handle in ((1, True, False), (2, True, True), (3, False, False)):
            assert bool(queries.deviation_for(session, access, id_)) == may_read
            handled = queries.deviation_for(session, access, id_, Permission.DEVIATION_HANDLE)
            assert bool(handled) == may_handle
            if handled:
                held = queries.held_on(access, handled, queries.systems_of(session, id_))
                assert Permission.DEVIATION_HANDLE in held


def test_the_register_reads_as_it_stood(database: Database, told: Cast) -> None:
    columns = ("code", "status", "deadline", "responsible")
    with database.reading() as session:
        position = session.scalar(select(func.max(Sealing.position)))
    before = seen(database, DEVIATIONS, CONSOLE, columns)
    with database.transaction(ME, "deviation:close") as session:
        bring(session, get(session, Deviation, 1), told, Stage.CLOSED)
        service.withdraw(session, get(session, Deviation, 3), "Dobbelt", TODAY)
    assert seen(database, DEVIATIONS, CONSOLE, columns) != before
    assert seen(database, DEVIATIONS, CONSOLE, columns, position=position) == before


def test_systems_show_their_open_deviations(database: Database, told: Cast) -> None:
    found = seen(database, registers()["systems"], CONSOLE, ("name", "open_deviations"))
    assert found == [("Journal", 1), ("Skole", 1)]
