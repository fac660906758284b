"""A campaign asks of the systems that need it, once, and each review follows who owns the system."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from isms.attestations.jobs import open_due
from isms.attestations.models import Attestation, Campaign
from isms.attestations.queries import coverage, deadlines, last_attested, newest_campaigns
from isms.attestations.service import campaigns as service
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.organisation import service as organisation
from isms.organisation.models import Person, RoleHolding, Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from tests.attestations.stage import (
    DUE,
    ME,
    TODAY,
    campaign_of,
    open_campaign,
    register,
    review_of,
    with_derivations,
)
from tests.cast import Cast
from tests.client import Client

ClientAs = Callable[[int | None], Client]
ONLY_SQLITE = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
pytestmark = ONLY_SQLITE


def counted(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        return (
            session.scalar(select(func.count(Campaign.id))) or 0,
            session.scalar(select(func.count(Attestation.id))) or 0,
        )


def test_two_workers_open_a_campaign_once_and_late_after_an_absence(
    database: Database, cast: Cast, clock: FixedClock
) -> None:
    register(database, cast.nursing, "Turnus", owner_id=cast.employee)
    register(database, cast.nursing, "Plan", lifecycle=Lifecycle.PLANNED)
    clock.set(datetime(2027, 9, 30, 8, tzinfo=UTC))
    assert open_due(database, "one") == 0
    clock.set(datetime(2027, 10, 20, 8, tzinfo=UTC))
    assert [open_due(database, "one"), open_due(database, "two"), open_due(database, "one")] == [2, 0, 0]
    assert counted(database) == (2, 1)
    with database.reading() as session:
        opened = session.scalars(select(Campaign).where(Campaign.unit_id == cast.municipality)).one()
        assert (opened.opens_on, opened.due_on, opened.opened_on) == (
            date(2027, 10, 1),
            date(2027, 10, 31),
            date(2027, 10, 20),
        )


def test_a_municipality_decides_when_and_whether(database: Database, cast: Cast, clock: FixedClock) -> None:
    with database.transaction(ME, "campaign:plan") as session:
        service.plan(session, session.get_one(Unit, cast.municipality), month=3, day=1, days=20, is_active=True)
        service.plan(session, session.get_one(Unit, cast.neighbour), month=3, day=1, days=20, is_active=False)
    clock.set(datetime(2027, 3, 2, 8, tzinfo=UTC))
    assert open_due(database, "one") == 1


def test_the_review_is_the_owners_else_the_area_owner_inherits_it_and_else_nobodys(
    database: Database, cast: Cast
) -> None:
    with_derivations(database)
    owned = register(database, cast.nursing, "Turnus", owner_id=cast.employee)
    ownerless = register(database, cast.nursing, "Sykesignal")
    nobodys = register(database, cast.municipality, "Sak")
    open_campaign(database, cast)
    found = [review_of(database, id_) for id_ in (owned, ownerless, nobodys)]
    assert [(review.respondent_id, review.inherited) for review in found] == [
        (cast.employee, False),
        (cast.hem_owner, True),
        (None, False),
    ]
    with database.transaction(ME, "person:deactivate") as session:
        session.get_one(Person, cast.employee).deactivated_on = TODAY
    assert (review_of(database, owned).respondent_id, review_of(database, owned).inherited) == (cast.hem_owner, True)
    with database.transaction(ME, "system:change") as session:
        portfolio.change(session, session.get_one(System, owned), owner_id=cast.leadership)
        assert session.get_one(System, ownerless).owner_id is None
    assert (review_of(database, owned).respondent_id, review_of(database, owned).inherited) == (cast.leadership, False)
    with database.transaction(ME, "role:withdraw") as session:
        for holding in session.scalars(select(RoleHolding).where(RoleHolding.person_id == cast.hem_owner)):
            organisation.withdraw_role(session, holding, "Sluttet", TODAY)
    assert review_of(database, ownerless).respondent_id is None


def test_a_role_that_ends_by_itself_is_followed_the_next_day(database: Database, cast: Cast, clock: FixedClock) -> None:
    with database.transaction(ME, "role:end") as session:
        for holding in session.scalars(select(RoleHolding).where(RoleHolding.person_id == cast.hem_owner)):
            holding.valid_until = TODAY
    ownerless = register(database, cast.nursing, "Sykesignal")
    open_campaign(database, cast)
    open_due(database, "one")
    assert review_of(database, ownerless).respondent_id == cast.hem_owner
    clock.advance(days=1)
    open_due(database, "one")
    assert review_of(database, ownerless).respondent_id is None


def test_a_system_that_ends_meanwhile_is_asked_of_no_longer(database: Database, cast: Cast) -> None:
    with_derivations(database)
    ended = register(database, cast.nursing, "Turnus", owner_id=cast.employee)
    campaign = open_campaign(database, cast)
    with database.transaction(ME, "system:end") as session:
        facts = {"lifecycle": Lifecycle.ENDED, "ended_on": TODAY, "data_went_to": "Arkivet"}
        portfolio.change(session, session.get_one(System, ended), **facts)  # type: ignore[arg-type]
    assert review_of(database, ended).withdrawn_on == TODAY
    with database.reading() as session:
        assert not list(deadlines(session))
        assert coverage(session, Source(TODAY), f"/{cast.municipality}/", campaign) == []


def test_what_is_attested_lately_is_not_asked_again_and_an_earlier_campaign_ends(
    database: Database, cast: Cast
) -> None:
    asked = register(database, cast.nursing, "Turnus", owner_id=cast.employee)
    first = open_campaign(database, cast)
    with database.transaction(ME, "attestation:stage") as session:
        review = session.scalars(select(Attestation)).one()
        review.attested_on, review.attested_by_id = TODAY, cast.employee
        assert last_attested(session, [asked, 999]) == {asked: TODAY}
    soon, later = date(2027, 2, 1), date(2027, 10, 1)
    open_campaign(database, cast, soon, date(2027, 3, 1))
    assert campaign_of(database, first).ended_on == soon
    assert counted(database) == (2, 1)
    open_campaign(database, cast, later, date(2027, 10, 31))
    assert counted(database) == (3, 2)


def test_coverage_counts_by_area(database: Database, cast: Cast) -> None:
    for unit_id, name in ((cast.nursing, "Turnus"), (cast.nursing, "Journal"), (cast.school, "Skole")):
        register(database, unit_id, name, owner_id=cast.employee)
    campaign = open_campaign(database, cast)
    with database.transaction(ME, "attestation:stage") as session:
        first, _, second = session.scalars(select(Attestation).order_by(Attestation.id)).all()
        first.attested_on, first.attested_by_id = TODAY, cast.employee
        second.begun_on = TODAY
        late = coverage(session, Source(date(2026, 12, 23)), f"/{cast.municipality}/", campaign)
        assert newest_campaigns(session, [cast.municipality, cast.neighbour]).keys() == {cast.municipality}
    told = [(area.name, area.systems, area.attested, area.begun, area.overdue) for area in late]
    assert told == [("Helse og mestring", 2, 1, 1, 1), ("Oppvekst", 1, 0, 0, 1)]


def test_only_municipalities_have_campaigns_and_an_ended_one_stays_ended(database: Database, cast: Cast) -> None:
    campaign = open_campaign(database, cast)
    with database.transaction(ME, "campaign:end") as session:
        service.end_campaign(session, session.get_one(Campaign, campaign), TODAY)
        with pytest.raises(Refused):
            service.end_campaign(session, session.get_one(Campaign, campaign), TODAY)
        with pytest.raises(Refused):
            hem = session.get_one(Unit, cast.hem)
            service.open_campaign(session, hem, opens_on=TODAY, due_on=DUE, today=TODAY)


def test_the_officer_plans_opens_and_ends_and_sees_who_is_late(
    database: Database, cast: Cast, clock: FixedClock, client_as: ClientAs
) -> None:
    register(database, cast.nursing, "Turnus", owner_id=cast.employee)
    register(database, cast.municipality, "Sak")
    officer = client_as(cast.officer)
    assert "1. oktober 2027" in officer.page("/campaigns").text
    planned = officer.submit("/campaigns/plan", month="3", day="1", days="20", opens_by_itself="no")
    assert planned.status_code == 303
    assert "Rundene åpnes for hånd" in officer.page("/campaigns").text
    assert officer.submit("/campaigns/plan", month="3", day="1", days="20", opens_by_itself="yes").status_code == 303
    assert officer.submit("/campaigns/open", due_on="22.11.2026").status_code == 422
    path = officer.submit("/campaigns/open", due_on="22.12.2026").location
    page = officer.page(path).text
    assert "0 av 2 systemer er bekreftet" in page
    assert "verken aktiv systemeier eller områdeeier" in page
    clock.advance(days=31)
    assert "Forfalt i:" in officer.page(path).text
    assert "Turnus" in officer.page("/attestations?state=overdue").text
    assert "Turnus" in client_as(cast.hem_owner).page("/attestations").text
    assert client_as(cast.outsider).get(path).status_code == 404
    assert officer.submit(f"{path}/end").status_code == 303
    assert "Avsluttet" in officer.page("/campaigns").text
