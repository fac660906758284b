"""The annual wheel and the feeds: who reads and edits, what becomes of a proposal, and which addresses open."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from isms.app import create_app
from isms.calendar import service
from isms.calendar.library import WHEEL
from isms.calendar.models import CalendarFeed, WheelActivity
from isms.calendar.secrets import token_of
from isms.clocks.rules import Deadline
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.models import Sealing
from isms.kernel.web.doors import EXTENSION
from isms.organisation import service as organisation
from isms.organisation.models import Person, RoleHolding, Unit
from isms.organisation.vocabulary import Language, Role
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, TODAY, get

ClientAs = Callable[[int | None], Client]
KEY = "a key that only tests know"

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)


@pytest.fixture
def running(app: Flask, database: Database, cast: Cast) -> Iterator[list[Deadline]]:
    """What runs: an action of the employee's in home care, a clock in OPP, an agreement of the neighbour's."""
    with database.reading() as session:
        paths = {unit.id: unit.path for unit in session.scalars(select(Unit))}

    def runs(
        rule: str, about: str, code: str, unit_id: int, due_on: date, *owners: int, at: datetime | None = None
    ) -> Deadline:
        return Deadline(rule, about, code, f"/{about.replace(':', 's/')}", 1, paths[unit_id], owners, due_on, at)

    some = [
        runs("action", "action:12", "T-012", cast.home_care_north, date(2026, 12, 1), cast.employee),
        runs("action", "action:9", "T-009", cast.nursing, date(2026, 11, 1), cast.hem_owner),
        runs("breach_72h", "deviation_clock:3", "AV-004", cast.school, date(2026, 11, 24), cast.opp_owner,
             at=datetime(2026, 11, 24, 6, 30, tzinfo=UTC)),
        runs("agreement", "system:5", "S-901", cast.neighbour_unit, date(2026, 12, 3), cast.outsider),
    ]  # fmt: skip
    assembled = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(assembled, deadlines=(lambda session: iter(some),))
    yield some
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], deadlines=assembled.deadlines)


def a_feed(database: Database, person_id: int, unit_id: int | None = None) -> str:
    """Make a feed and return its address."""
    with database.transaction(ME, "calendar_feed:subscribe") as session:
        unit = get(session, Unit, unit_id) if unit_id else None
        feed = service.subscribe(session, get(session, Person, person_id), unit, TODAY)
        return f"/calendar/feed/{token_of(KEY, feed.id, feed.generation)}.ics"


def read(client: Client, address: str) -> list[str]:
    """Return the summaries of a feed."""
    answer = client.get(address)
    assert answer.status_code == 200
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.data).walk("VEVENT")]


def wheel(session: Session) -> list[WheelActivity]:
    return list(session.scalars(select(WheelActivity).order_by(WheelActivity.id)))


def test_the_proposal_is_shown_as_one_until_the_officer_takes_it_in(
    database: Database, cast: Cast, client_as: ClientAs, running: list[Deadline]
) -> None:
    officer, owner = client_as(cast.officer), client_as(cast.hem_owner)
    for client in (officer, owner):
        text = client.get("/calendar").text
        assert "Dette er et forslag" in text
        assert "Ledelsens gjennomgang" in text
        assert "November 2026" not in text
    assert "Ta i bruk årshjulet" in officer.get("/calendar").text
    assert "/calendar/take-in" not in owner.get("/calendar").text
    with database.reading() as session:
        assert wheel(session) == []
    assert officer.submit("/calendar/take-in", activities=["0", "4"]).status_code == 303
    text = owner.get("/calendar").text
    assert "Dette er et forslag" not in text
    assert "Ledelsens gjennomgang" in text
    assert "Beredskapsøvelse" not in text
    with database.reading() as session:
        assert [one.shipped_key for one in wheel(session)] == [WHEEL[0].key, WHEEL[4].key]
        assert {one.tenant_id for one in wheel(session)} == {cast.municipality}
    assert "Dette er et forslag" in client_as(cast.outsider).get("/calendar").text


def test_an_activity_is_added_changed_restored_and_taken_out(
    database: Database, cast: Cast, client_as: ClientAs
) -> None:
    officer = client_as(cast.officer)
    officer.submit("/calendar/take-in", activities=["4"])
    filled = {"month": "5", "title": "Vår gjennomgang", "description": "I mai", "link": "https://intranett.example/x"}
    assert officer.submit("/calendar/add", **{**filled, "title": "Rådet møtes"}).status_code == 303
    assert officer.submit("/calendar/activities/1/change", **filled).status_code == 303
    text = officer.get("/calendar").text
    assert "Vår gjennomgang" in text
    assert "https://intranett.example/x" in text
    assert "Ledelsens gjennomgang" in officer.get("/calendar/activities/1/restore").text
    assert officer.submit("/calendar/activities/1/restore").status_code == 303
    with database.reading() as session:
        first, second = wheel(session)
        assert (first.title, first.month) == ("Ledelsens gjennomgang", 5)
        assert (second.title, second.shipped_key) == ("Rådet møtes", None)
    assert officer.submit("/calendar/activities/2/restore").status_code == 422
    assert officer.submit("/calendar/activities/2/withdraw", because="").status_code == 422
    assert officer.submit("/calendar/activities/2/withdraw", because="Vi møtes ikke mer").status_code == 303
    assert "Rådet møtes" not in officer.get("/calendar").text.partition("<main")[2]
    assert officer.get("/calendar/activities/2/change").status_code == 404


def test_what_was_taken_out_of_the_proposal_is_offered_and_stands_again(
    database: Database, cast: Cast, client_as: ClientAs
) -> None:
    officer = client_as(cast.officer)
    officer.submit("/calendar/take-in", activities=["4"])
    officer.submit("/calendar/activities/1/withdraw", because="Ikke i år")
    assert "Ledelsens gjennomgang" in officer.get("/calendar/take-in").text
    assert officer.submit("/calendar/take-in", activities=["4"]).status_code == 303
    with database.reading() as session:
        (one,) = wheel(session)
        assert one.withdrawn_on is None


def test_an_untouched_activity_speaks_the_readers_language(database: Database, cast: Cast, client_as: ClientAs) -> None:
    client_as(cast.officer).submit("/calendar/take-in", activities=["4"])
    with database.transaction(ME, "person:change") as session:
        get(session, Person, cast.hem_owner).language = Language.EN
    assert "Management review" in client_as(cast.hem_owner).get("/calendar").text


def test_a_month_tells_what_falls_due_there_of_what_the_reader_may_read(
    cast: Cast, client_as: ClientAs, running: list[Deadline]
) -> None:
    text = client_as(cast.officer).get("/calendar").text
    assert "month=2026-12#action" in text
    assert "month=2026-11#report" in text
    assert "1 frist er passert" in text
    text = client_as(cast.opp_owner).get("/calendar").text
    assert "month=2026-12#action" not in text
    assert "passert" not in text
    shown = client_as(cast.officer).get("/calendar/due?month=2026-12").text
    assert "T-012" in shown
    assert "/actions/12" in shown
    assert "S-901" not in shown
    assert "T-009" in client_as(cast.officer).get("/calendar/due").text
    for nonsense in ("2026-10", "2027-11", "x"):
        assert client_as(cast.officer).get(f"/calendar/due?month={nonsense}").status_code == 404
    assert client_as(cast.employee).get("/calendar").status_code == 403


def test_a_feed_of_ones_own_holds_what_one_answers_for(
    database: Database, cast: Cast, client_as: ClientAs, running: list[Deadline]
) -> None:
    assert read(client_as(None), a_feed(database, cast.employee)) == ["Tiltak T-012: frist"]


def test_a_feed_of_a_unit_holds_what_lies_there_and_the_wheel(
    database: Database, cast: Cast, client_as: ClientAs, running: list[Deadline]
) -> None:
    client_as(cast.officer).submit("/calendar/take-in", activities=["4"])
    stranger = client_as(None)
    assert read(stranger, a_feed(database, cast.hem_owner, cast.hem)) == [
        "Tiltak T-009: frist",
        "Tiltak T-012: frist",
        "Ledelsens gjennomgang",
    ]
    everything = read(stranger, a_feed(database, cast.officer, cast.municipality))
    assert everything[1] == "AV-004: meldefrist"
    assert len(everything) == 4
    assert read(stranger, a_feed(database, cast.outsider, cast.neighbour)) == ["System S-901: avtalen går ut"]


def test_nobody_makes_a_feed_of_what_they_may_not_read(
    database: Database, cast: Cast, client_as: ClientAs, running: list[Deadline]
) -> None:
    for person_id in (cast.employee, cast.outsider, cast.opp_owner):
        assert client_as(person_id).submit("/calendar/feeds/subscribe", unit_id=str(cast.hem)).status_code == 422
    with database.reading() as session:
        assert session.scalars(select(CalendarFeed)).all() == []
    # Even a row that should not be there opens nothing.
    assert client_as(None).get(a_feed(database, cast.outsider, cast.hem)).status_code == 404


def test_a_feed_follows_the_access_of_its_person_from_day_to_day(
    database: Database, cast: Cast, client_as: ClientAs, running: list[Deadline]
) -> None:
    own, area = a_feed(database, cast.hem_owner), a_feed(database, cast.hem_owner, cast.hem)
    stranger = client_as(None)
    with database.transaction(ME, "role:withdraw") as session:
        holding = session.scalars(select(RoleHolding).where(RoleHolding.person_id == cast.hem_owner)).one()
        organisation.withdraw_role(session, holding, "Byttet jobb", TODAY)
    assert stranger.get(area).status_code == 404
    assert read(stranger, own) == ["Tiltak T-009: frist"]
    with database.transaction(ME, "person:deactivate") as session:
        organisation.deactivate(session, get(session, Person, cast.hem_owner), TODAY)
    assert stranger.get(own).status_code == 404


def test_a_renewed_feed_has_a_new_address_and_a_revoked_one_none(
    database: Database, cast: Cast, client_as: ClientAs, running: list[Deadline]
) -> None:
    hem, stranger = client_as(cast.hem_owner), client_as(None)
    assert hem.submit("/calendar/feeds/subscribe", unit_id="").status_code == 303
    old, new = (f"/calendar/feed/{token_of(KEY, 1, generation)}.ics" for generation in (1, 2))
    assert old in hem.get("/calendar/feeds").text
    assert hem.submit("/calendar/feeds/subscribe", unit_id="").status_code == 422
    assert client_as(cast.officer).get("/calendar/feeds/1/renew").status_code == 404
    assert client_as(cast.officer).get("/calendar/feeds/1/revoke").status_code == 404
    assert hem.submit("/calendar/feeds/1/renew").status_code == 303
    assert (stranger.get(old).status_code, stranger.get(new).status_code) == (404, 200)
    assert hem.submit("/calendar/feeds/1/revoke", because="Delt ved en feil").status_code == 303
    assert stranger.get(new).status_code == 404
    with database.reading() as session:
        feed = session.scalars(select(CalendarFeed)).one()
        assert (feed.revoked_on, feed.revoked_because, feed.generation) == (TODAY, "Delt ved en feil", 2)
    for wrong in ("1", "x", "2-" + "a" * 64, token_of("other key", 1, 2), token_of(KEY, 1, 2) + "%0a"):
        assert stranger.get(f"/calendar/feed/{wrong}.ics").status_code == 404


def test_who_manages_people_withdraws_a_feed_that_has_gone_astray(
    database: Database, cast: Cast, client_as: ClientAs, running: list[Deadline]
) -> None:
    address, page = a_feed(database, cast.employee), f"/people/{cast.employee}"
    officer, stranger = client_as(cast.officer), client_as(None)
    shown = officer.get(page).text
    assert "/calendar/feeds/1/withdraw" in shown
    assert address not in shown
    assert "/calendar/feeds/1/withdraw" not in client_as(cast.auditor).get(page).text
    assert client_as(cast.employee).get("/calendar/feeds/1/withdraw").status_code == 403
    assert client_as(cast.outsider).get("/calendar/feeds/1/withdraw").status_code == 404
    assert officer.submit("/calendar/feeds/1/withdraw", because="").status_code == 422
    assert stranger.get(address).status_code == 200
    assert officer.submit("/calendar/feeds/1/withdraw", because="Delt på en fellesskjerm").status_code == 303
    assert stranger.get(address).status_code == 404
    assert officer.get("/calendar/feeds/1/withdraw").status_code == 404
    assert "/calendar/feeds/1/" not in officer.get(page).text
    with database.reading() as session:
        newest = select(Sealing.action).order_by(Sealing.position.desc()).limit(1)
        assert session.scalars(newest).one() == "calendar_feed:withdraw"
        assert get(session, CalendarFeed, 1).revoked_because == "Delt på en fellesskjerm"


def test_a_calendar_that_has_the_newest_is_told_so(
    database: Database, cast: Cast, client_as: ClientAs, running: list[Deadline], clock: FixedClock
) -> None:
    address, stranger = a_feed(database, cast.employee), client_as(None)
    first = stranger.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert stranger.get(address).data == first.data
    clock.advance(hours=3)
    a_feed(database, cast.officer)
    again = stranger.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert stranger.get(address).data != first.data
    running[0] = replace(running[0], due_on=date(2026, 12, 2))
    a_feed(database, cast.auditor)
    assert stranger.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_log_of_requests_knows_no_address(database: Database, cast: Cast) -> None:
    lines, address = io.StringIO(), a_feed(database, cast.employee)
    with redirect_stdout(lines):
        client = create_app(Settings(database_url="", secret_key=KEY), database).test_client()
    assert client.get(address).status_code == 200
    assert client.get(address[:-6] + ".ics").status_code == 404
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["route"] for line in told] == ["/calendar/feed/<address>.ics"] * 2
    assert address.rpartition("-")[2][:40] not in lines.getvalue()


def test_everybody_may_follow_their_own_deadlines(cast: Cast, client_as: ClientAs, running: list[Deadline]) -> None:
    employee = client_as(cast.employee)
    assert "Du har ingen abonnementer" in employee.get("/calendar/feeds").text
    assert employee.submit("/calendar/feeds/subscribe").status_code == 303
    assert "/calendar/feed/1-" in employee.get("/calendar/feeds").text


def test_a_role_that_has_ended_no_longer_reads_a_unit(
    database: Database, cast: Cast, client_as: ClientAs, running: list[Deadline], clock: FixedClock
) -> None:
    with database.transaction(ME, "role:grant") as session:
        employee = get(session, Person, cast.employee)
        organisation.grant_role(
            session, employee, Role.LEADERSHIP, get(session, Unit, cast.hem), date(2026, 1, 1), date(2026, 11, 22)
        )
    address = a_feed(database, cast.employee, cast.hem)
    assert client_as(None).get(address).status_code == 200
    clock.advance(days=1)
    assert client_as(None).get(address).status_code == 404
