"""Who is told what when: once each, in one mail a day, however often and whenever a worker looks."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.notices import service
from isms.notices.jobs import telling
from isms.notices.models import Notice
from isms.notices.vocabulary import MailLanguage, NoticeGroup, Withheld
from isms.organisation import service as organisation
from isms.organisation.models import Person, Unit
from tests.cast import Cast, build
from tests.notices.stage import ADDRESS, DUE, ME, Office, action, breach, mails, notices

MORNING = timedelta(hours=7)


@pytest.fixture
def office(database: Database, cast: Cast) -> Office:
    """An action of the employee in HEM due on 1 December; the director of HEM leads the area."""
    with database.transaction(ME, "test:stage") as session:
        hem, home = session.get_one(Unit, cast.hem), session.get_one(Unit, cast.home_care_north)
        hem.leader_id = cast.hem_owner
        place = home.path
    return Office([action(1, cast.municipality, place, cast.employee)])


def at(day: date, hour: float = 7) -> datetime:
    """Return an instant of a winter's day in Oslo."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 1)


def tell(database: Database, office: Office, day: date, hour: float = 7) -> int:
    """Come to an hour of a day, and let two workers look after what is due."""
    clock = database.clock
    assert isinstance(clock, FixedClock)
    clock.set(at(day, hour))
    return sum(telling.tell_due(database, office.sources, ADDRESS) for _ in range(2))


def told(database: Database) -> list[tuple[str, date]]:
    return [(mail.recipient, mail.due_on) for mail in mails(database)]


def test_each_step_is_told_once_to_those_it_is_for(database: Database, cast: Cast, office: Office) -> None:
    owner, leader, officer = "employee@example.test", "hem.owner@example.test", "officer@example.test"
    assert tell(database, office, DUE - timedelta(15)) == 0
    expected = []
    for days, people in ((14, [owner]), (3, [owner]), (-1, [owner, leader]), (-8, [owner, leader]), (-12, [officer])):
        day = DUE - timedelta(days)
        tell(database, office, day)
        tell(database, office, day + timedelta(1))
        expected += [(who, day) for who in people]
        assert sorted(told(database)) == sorted(expected)


def test_a_digest_waits_for_the_morning_and_what_comes_later_for_the_next(
    database: Database, cast: Cast, office: Office
) -> None:
    day = DUE - timedelta(3)
    assert tell(database, office, day, hour=5.99) == 0
    assert len(notices(database)) == 2
    assert tell(database, office, day, hour=6) == 1
    office.deadlines.append(action(2, cast.municipality, office.deadlines[0].place, cast.employee))
    assert tell(database, office, day, hour=12) == 0
    assert tell(database, office, day + timedelta(1), hour=6) == 1
    first, second = mails(database)
    assert "T-001" in first.body and "T-002" not in first.body
    assert "T-002" in second.body and "T-001" not in second.body


def test_after_days_of_downtime_one_digest_tells_what_nobody_was_told(
    database: Database, cast: Cast, office: Office
) -> None:
    place = office.deadlines[0].place
    office.deadlines += [
        action(n, cast.municipality, place, cast.employee, due_on=DUE + timedelta(n)) for n in range(2, 7)
    ]
    before = DUE - timedelta(13)
    tell(database, office, before)
    assert told(database) == [("employee@example.test", before)]
    tell(database, office, before + timedelta(5))
    _, second = mails(database)
    assert len(told(database)) == 2
    assert second.title == "5 varsler fra Systemhelse"
    assert [code for code in ("T-001", "T-002", "T-003", "T-006") if code in second.body] == ["T-002", "T-003", "T-006"]
    assert tell(database, office, before + timedelta(5), hour=20) == 0


def test_what_hours_count_for_leaves_at_once_and_in_its_own_mail(
    database: Database, cast: Cast, office: Office
) -> None:
    due_at = at(DUE, 20)
    office.deadlines = [
        *office.deadlines,
        *(breach(n, cast.municipality, office.deadlines[0].place, cast.employee, due_at=due_at) for n in (8, 9)),
    ]
    assert tell(database, office, DUE - timedelta(2), hour=19.99) == 1
    assert tell(database, office, DUE - timedelta(2), hour=20) == 1
    assert tell(database, office, DUE - timedelta(1), hour=20) == 2
    assert tell(database, office, DUE, hour=3) == 0
    calm, first, *more = mails(database)
    assert [mail.kind for mail in (calm, first, *more)] == ["notices", *["notices:urgent"] * 3]
    assert first.title == "Haster: 2 frister løper i Systemhelse"
    assert "AVV-008, frist 01.12.2026 20.00" in first.body
    assert {mail.recipient for mail in more} == {"employee@example.test", "privacy.officer@example.test"}


def test_who_has_left_gets_nothing_and_the_log_says_why(database: Database, cast: Cast, office: Office) -> None:
    day = DUE - timedelta(3)
    tell(database, office, day, hour=1)
    with database.transaction(ME, "person:deactivate") as session:
        organisation.deactivate(session, session.get_one(Person, cast.employee), day)
    tell(database, office, day)
    assert "employee@example.test" not in [who for who, _ in told(database)]
    with database.reading() as session:
        rows = session.scalars(select(Notice).where(Notice.person_id == cast.employee)).all()
    assert {row.withheld for row in rows} == {Withheld.INACTIVE}
    assert told(database) == [("officer@example.test", day)], "somebody must know"


def test_a_moved_deadline_has_new_steps_and_the_old_ones_are_not_told_again(
    database: Database, cast: Cast, office: Office
) -> None:
    tell(database, office, DUE - timedelta(3))
    moved = DUE + timedelta(60)
    office.move(0, moved)
    for days in range(2, -40, -1):
        tell(database, office, DUE - timedelta(days))
    assert len(mails(database)) == 1
    tell(database, office, moved - timedelta(14))
    assert told(database)[1:] == [("employee@example.test", moved - timedelta(14))]


def test_what_has_been_settled_before_the_morning_is_not_told(database: Database, cast: Cast, office: Office) -> None:
    day = DUE - timedelta(3)
    tell(database, office, day, hour=1)
    office.deadlines.clear()
    assert tell(database, office, day) == 0
    with database.reading() as session:
        assert set(session.scalars(select(Notice.withheld))) == {Withheld.SETTLED}


def test_who_comes_to_answer_for_a_record_is_told_how_it_stands_and_nothing_older(
    database: Database, cast: Cast, office: Office
) -> None:
    late = DUE + timedelta(20)
    tell(database, office, late)
    with database.reading() as session:
        count = len(session.scalars(select(Notice)).all())
    place = office.deadlines[0].place
    office.deadlines = [action(1, cast.municipality, place, cast.opp_owner)]
    tell(database, office, late + timedelta(1))
    with database.reading() as session:
        fresh = session.scalars(select(Notice).order_by(Notice.id)).all()[count:]
    assert [(row.person_id, row.on_day) for row in fresh] == [(cast.opp_owner, DUE + timedelta(15))]


def choose(database: Database, person_id: int, language: MailLanguage, *muted: NoticeGroup) -> None:
    with database.transaction(ME, "notice_choice:choose") as session:
        person = session.get_one(Person, person_id)
        service.choose(session, person, language=language, muted=[group.value for group in muted])


def test_a_muted_group_is_not_sent_and_a_statutory_one_always_is(
    database: Database, cast: Cast, office: Office
) -> None:
    choose(database, cast.employee, MailLanguage.NB, NoticeGroup.ACTIONS)
    office.deadlines.append(breach(8, cast.municipality, office.deadlines[0].place, cast.employee, due_at=at(DUE, 20)))
    tell(database, office, DUE - timedelta(2), hour=21)
    assert [mail.kind for mail in mails(database)] == ["notices:urgent"]
    with database.reading() as session:
        rows = session.scalars(select(Notice).where(Notice.about == "action:1")).all()
    assert {row.withheld for row in rows} == {Withheld.MUTED}


@pytest.mark.parametrize(
    ("language", "title", "line", "closing"),
    [
        (MailLanguage.NB, "1 varsel fra Systemhelse", "T-001, frist 1. desember 2026", "Lenkene gir ingen tilgang"),
        (MailLanguage.NN, "1 varsel frå Systemhelse", "T-001, frist 1. desember 2026", "Lenkjene gir ingen tilgang"),
        (MailLanguage.EN, "1 notice from Systemhelse", "T-001, due 1 December 2026", "The links give no access"),
    ],
)
def test_a_mail_counts_and_links_in_the_language_of_its_reader(
    database: Database, cast: Cast, office: Office, language: MailLanguage, title: str, line: str, closing: str
) -> None:
    choose(database, cast.employee, language)
    tell(database, office, DUE - timedelta(3))
    (mail,) = mails(database)
    assert mail.title == title
    assert line in mail.body
    assert closing in mail.body
    links = [word for word in mail.body.split() if word.startswith("http")]
    assert links == [f"{ADDRESS}/actions/1", f"{ADDRESS}/account/notices"]
    assert mail.choices_url == f"{ADDRESS}/account/notices"


def test_a_long_list_is_counted_and_linked_to(database: Database, cast: Cast, office: Office) -> None:
    place = office.deadlines[0].place
    office.deadlines = [action(n, cast.municipality, place, cast.employee) for n in range(1, 31)]
    tell(database, office, DUE - timedelta(3))
    (mail,) = mails(database)
    assert mail.title == "30 varsler fra Systemhelse"
    assert "Tiltak: 30" in mail.body
    assert mail.body.count("/actions/") == 20
    assert f"og 10 til: {ADDRESS}/actions\n" in mail.body


def test_a_worker_that_has_seen_everything_reads_nothing(database: Database, cast: Cast, office: Office) -> None:
    clock = database.clock
    assert isinstance(clock, FixedClock)
    clock.set(at(DUE - timedelta(3)))
    asked = []
    readers = (lambda session: asked.append(1) or iter(office.deadlines),)
    teller = telling.Teller(database, service.Sources(readers, office.sources.rules_of), ADDRESS)
    assert [teller.tell_due() for _ in range(5)] == [1, 0, 0, 0, 0]
    assert len(asked) == 1
    clock.advance(minutes=15)
    teller.tell_due()
    with database.transaction(ME, "unit:change") as session:
        session.get_one(Unit, cast.hem).name = "Helse"
    teller.tell_due()
    assert len(asked) == 3


def _looks() -> st.SearchStrategy[list[int]]:
    """When workers look: at some hours of five weeks, in order, each perhaps more than once."""
    return st.lists(st.integers(0, 35 * 24), max_size=12).map(sorted)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks=st.lists(_looks(), min_size=2, max_size=2))
@pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
def test_the_notices_are_the_same_however_often_and_whenever_workers_look(
    new_database_url: Callable[[], str], looks: list[list[int]]
) -> None:
    begin = DUE - timedelta(16)
    daily = [24 * day + 12 for day in range(36)]
    put = []
    for hours in (daily, *looks):
        clock = FixedClock(at(begin))
        database = Database(new_database_url(), clock=clock)
        cast = build(database)
        with database.reading() as session:
            place = session.get_one(Unit, cast.home_care_north).path
        office = Office([action(1, cast.municipality, place, cast.employee)])
        for hour in (*hours, 36 * 24):
            clock.set(at(begin, hour))
            telling.tell_due(database, office.sources, ADDRESS)
        put.append(notices(database))
        database.close()
    assert put[0]
    assert put == [put[0]] * 3
