"""What belongs to who leaves is found, told of, and handed over whole; nothing stays ownerless in silence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.app import BELONGINGS, SOURCES
from isms.attestations.models import Attestation
from isms.attestations.service import campaigns, filling
from isms.controls import service as controls
from isms.controls.models import Control
from isms.deviations import service as deviations
from isms.deviations.vocabulary import Severity
from isms.kernel.access import Access
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.handover import NotHandedOver, counted, hand_over, owned_by
from isms.kernel.outbox import Mail
from isms.kernel.tables import Base, audited_tables
from isms.notices.jobs.telling import tell_due
from isms.organisation import queries
from isms.organisation import service as organisation
from isms.organisation.models import Person, RoleHolding, Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.projects import service as projects
from isms.projects.vocabulary import BenefitDimension, Outcome
from isms.reviews.models import Participant
from isms.reviews.service import meetings
from isms.reviews.vocabulary import MeetingKind, TakesPartAs
from isms.risk import service as risk
from isms.risk.models import Assessment
from tests.actions.test_plan import planned
from tests.cast import Cast
from tests.client import Client
from tests.projects.stage import a_project, decided
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get

ClientAs = Callable[[int | None], Client]

HISTORY = {
    "acceptance.accepted_by_id": "who took a decision that stands as it was taken",
    "action.effect_judged_by_id": "who judged",
    "assessment.approved_by_id": "who approved",
    "attestation.attested_by_id": "who attested",
    "attestation_record.attested_by_id": "who attested",
    "breach.decided_by_id": "who decided",
    "breach_report.sent_by_id": "who reported",
    "clock_rule.decided_by_id": "who decided",
    "deviation.closed_by_id": "who closed",
    "deviation.corrected_by_id": "who corrected",
    "deviation.effect_checked_by_id": "who checked",
    "deviation.merged_by_id": "who merged",
    "deviation.rejected_by_id": "who rejected",
    "deviation.reported_by_id": "who reported",
    "deviation.started_by_id": "who began",
    "deviation.triaged_by_id": "who looked first",
    "decision_taken.decided_by_id": "who decided",
    "demand_override.decided_by_id": "who decided",
    "health_model.decided_by_id": "who decided",
    "not_relevant.decided_by_id": "who decided",
    "measurement.recorded_by_id": "who recorded",
    "project_gate.settled_by_id": "who said that a gate is met, or waived it",
    "fitness.judged_by_id": "who judged",
    "rating.rated_by_id": "who rated",
    "area_statement.written_by_id": "who wrote",
    "erratum.written_by_id": "who corrected",
    "meeting_text.written_by_id": "who wrote",
    "review_comment.written_by_id": "who wrote",
    "signature.person_id": "who signed",
    "risk_model.approved_by_id": "who approved",
    "scenario.plan_approved_by_id": "who approved; a risk that changes hands needs a new approval",
    "score_result.recorded_by_id": "who recorded",
    "significant_change.answered_by_id": "who answered",
}
"""Columns that tell who once did something: they stay as they are."""

THEIR_OWN = {
    "api_token.person_id": "withdrawn when they leave",
    "attestation.respondent_id": "follows who owns the system at once, or else the area",
    "calendar_feed.person_id": "their own calendar",
    "credential.person_id": "their own password",
    "notice_choice.person_id": "how they want to be told",
    "password_link.person_id": "their own way in",
    "role_holding.person_id": "ends the day they leave",
    "sign_in_session.person_id": "where they are signed in",
}
"""Columns of what nobody can take over: it ends with who it belongs to."""


def test_every_column_that_points_at_a_person_has_a_place() -> None:
    pointing = {
        f"{table.name}.{column.name}"
        for table in audited_tables(Base.metadata)
        for column in table.columns
        if any(key.column.table.name == Person.__tablename__ for key in column.foreign_keys)
    }
    belonging = {each.key for each in BELONGINGS}
    assert not belonging & (HISTORY.keys() | THEIR_OWN.keys())
    assert pointing == belonging | HISTORY.keys() | THEIR_OWN.keys()


@dataclass(frozen=True)
class Told:
    """The cast, a leader who holds no role, and how many things belong to the employee, one for each belonging."""

    cast: Cast
    leader: int
    number: int


def own_everything(session: Session, cast: Cast, person_id: int) -> None:
    """Let one thing of each kind belong to somebody, and things that do so no longer, or are over."""
    people = {"owner_id": person_id, "administrator_id": person_id}
    people |= {"deputy_owner_id": person_id, "deputy_administrator_id": person_id}
    system = a_system(session, cast.nursing, "Journal", **people)
    portfolio.withdraw(session, a_system(session, cast.nursing, "Borte", **people), because="Feil", today=TODAY)
    over = a_system(session, cast.nursing, "Over", **people)
    portfolio.change(session, over, lifecycle=Lifecycle.ENDED, ended_on=TODAY, data_went_to="Arkivet")
    assessment = an_assessment(session, [system], person_id)
    risk_ = a_risk(session, assessment, system, "1 2", owner_id=person_id)
    risk.approve(session, assessment, cast.hem_owner, TODAY)
    assert risk_.owner_id == person_id
    planned(session, cast, owner_id=person_id)
    actions.complete(session, planned(session, cast, owner_id=person_id), TODAY, TODAY)
    controls.adopt(session, get(session, Unit, cast.municipality), "nsm-2.1")
    controls.hand_over(session, get(session, Control, 1), person_id)
    deviation = deviations.report(
        session,
        get(session, Unit, cast.nursing),
        cast.officer,
        now=datetime.fromisoformat("2026-11-22T08:00:00+00:00"),
        title="Feil liste",
        severity=Severity.SERIOUS,
        discovered_at=datetime.fromisoformat("2026-11-22T07:00:00+00:00"),
        responsible_id=person_id,
        systems=[],
    )
    assert deviation.responsible_id == person_id
    own_a_project(session, cast, system, person_id)
    organisation.appoint_leader(session, get(session, Unit, cast.home_care_north), person_id)
    said: Any = {"kind": MeetingKind.MAIN, "meets_on": date(2027, 3, 15), "today": TODAY}
    meeting = meetings.plan(session, get(session, Unit, cast.hem), **said)
    asked = session.scalars(select(Participant).where(Participant.takes_part_as == TakesPartAs.SECRETARY)).one()
    meetings.replace_participant(session, asked, person_id)
    meetings.propose(session, meeting, text="Øve", owner_id=person_id, due_on=date(2027, 6, 1))


def own_a_project(session: Session, cast: Cast, system: System, person_id: int) -> None:
    """Let a project, a benefit and the ending of a system belong to somebody, and a project that was stopped."""
    for name in ("Ny journal", "Stanset"):
        project = a_project(session, cast.nursing, name, owner_id=person_id, manager_id=person_id)
        dimension, text = BenefitDimension.TIME, "Raskere vaktskifte"
        projects.add_benefit(session, project, dimension=dimension, text=text, owner_id=person_id, due_on=None)
    decided(session, cast, project, outcome=Outcome.STOPPED, reason="For dyrt")
    projects.begin_ending(session, system, begun_on=TODAY, responsible_id=person_id, today=TODAY)
    fill_in_for_others(session, cast, person_id)


def fill_in_for_others(session: Session, cast: Cast, person_id: int) -> None:
    """Let somebody fill in the annual review of a system that nobody owns."""
    ownerless = a_system(session, cast.nursing, "Uten eier")
    municipality, due_on = get(session, Unit, cast.municipality), date(2026, 12, 31)
    campaigns.open_campaign(session, municipality, opens_on=TODAY, due_on=due_on, today=TODAY)
    review = session.scalars(select(Attestation).where(Attestation.system_id == ownerless.id)).one()
    filling.delegate(session, review, get(session, Person, person_id))


@pytest.fixture
def told(database: Database, cast: Cast) -> Told:
    """Everything belongs to the employee, who leads the unit they belong to; another leads the one above."""
    with database.transaction(ME, "handover:stage") as session:
        own_everything(session, cast, cast.employee)
        home = get(session, Unit, cast.home_care)
        leader = organisation.register_person(session, email="leder@example.test", name="Liv Leder", unit=home)
        organisation.appoint_leader(session, home, leader.id)
        return Told(cast, leader.id, len(BELONGINGS))


def owned(database: Database, person_id: int) -> list[str]:
    with database.reading() as session:
        return [each.key for each in owned_by(session, BELONGINGS, person_id, TODAY)]


def leave(client: Client, person_id: int) -> str:
    answer = client.submit(f"/people/{person_id}/deactivate")
    assert answer.status_code == 303, answer.text
    return answer.location


def test_one_thing_of_each_kind_is_found_and_counted(database: Database, told: Told) -> None:
    found = owned(database, told.cast.employee)
    assert [key.rpartition(":")[0] for key in found] == [each.key for each in BELONGINGS]
    with database.reading() as session:
        assert counted(session, BELONGINGS, [told.cast.employee, told.cast.auditor], TODAY) == {
            told.cast.employee: told.number
        }


def test_everything_goes_to_the_leader_at_once(database: Database, told: Told, client_as: ClientAs) -> None:
    officer, path = client_as(told.cast.officer), f"/people/{told.cast.employee}/handover"
    before = officer.page(f"/people/{told.cast.employee}/deactivate").text
    for said in ("Systemeier", "Journal", "Øve på nedetid", "Feil liste", "Ansatt", "Hjemmetjenesten nord"):
        assert said in before
    assert leave(officer, told.cast.employee) == path
    page = officer.page(path)
    assert "Nora Aasen har sluttet" in str(next(i["value"] for i in page.root.all("input") if i["name"] == "because"))
    assert officer.submit(path).status_code == 303
    assert owned(database, told.cast.employee) == []
    assert len(owned(database, told.leader)) == told.number + 1
    assert f"{told.number} linjer er overlevert." in officer.get(path).text
    assert "Nora Aasen har sluttet" in officer.get("/systems/1").text
    with database.reading() as session:
        assert get(session, Assessment, 1).responsible_id == told.leader
        assert get(session, Assessment, 1).approved_by_id == told.cast.hem_owner


def test_the_leader_is_told_until_everything_is_handed_over_and_nothing_of_what(
    database: Database, told: Told, clock: FixedClock, client_as: ClientAs
) -> None:
    officer = client_as(told.cast.officer)
    leave(officer, told.cast.employee)
    for days in (0, 13, 1, 1):
        clock.advance(days=days)
        tell_due(database, SOURCES, "https://systemhelse.example.test")
    with database.reading() as session:
        mails = session.scalars(select(Mail).where(Mail.recipient == "leder@example.test").order_by(Mail.id)).all()
        assert [mail.body.count(f"/people/{told.cast.employee}/handover") for mail in mails] == [1, 1]
        for secret in ("Nora", "Journal", "Feil liste", "Øve", "Systemet er nede"):
            assert not any(secret in mail.title + mail.body for mail in mails)
    keys = owned(database, told.cast.employee)
    with database.transaction(ME, "person:hand_over") as session:
        hand_over(session, BELONGINGS, told.cast.employee, keys, told.leader, day_of(clock.now()))
    clock.advance(days=28)
    tell_due(database, SOURCES, "https://systemhelse.example.test")
    with database.reading() as session:
        last = session.scalars(select(Mail).where(Mail.recipient == "leder@example.test").order_by(Mail.id)).all()[2:]
        assert not any("/handover" in mail.body for mail in last)


def test_who_owns_nothing_leaves_in_silence_and_roles_end(database: Database, cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    assert leave(officer, cast.leadership) == f"/people/{cast.leadership}"
    with database.reading() as session:
        assert session.scalars(select(Mail)).all() == []
        held = session.scalars(select(RoleHolding).where(RoleHolding.person_id == cast.leadership)).one()
        assert held.valid_until == TODAY
    assert "som har sluttet" not in officer.get("/").text


def test_where_nobody_leads_the_officers_are_told(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "handover:stage") as session:
        planned(session, cast)
        person = session.get_one(Person, cast.employee)
        assert [heir.id for heir in queries.heirs_of(session, person, TODAY)] == [cast.officer]
        officer = session.get_one(Person, cast.officer)
        assert queries.heirs_of(session, officer, TODAY) == []
        organisation.appoint_leader(session, get(session, Unit, cast.hem), cast.hem_owner)
        assert [heir.id for heir in queries.heirs_of(session, person, TODAY)] == [cast.hem_owner]
        organisation.deactivate(session, session.get_one(Person, cast.hem_owner), TODAY)
        assert [heir.id for heir in queries.heirs_of(session, person, TODAY)] == [cast.officer]


def test_leading_the_unit_opens_the_page_and_the_list(database: Database, told: Told, client_as: ClientAs) -> None:
    leader, path = client_as(told.leader), f"/people/{told.cast.employee}/handover"
    leave(client_as(told.cast.officer), told.cast.employee)
    assert "1 person som har sluttet, står fortsatt som eier" in leader.get("/").text
    listed = leader.get("/handovers").text
    assert "Nora Aasen" in listed
    page = leader.page(path)
    assert "Hjemmetjenesten nord" in page.text
    assert "S-001" in page.text
    for elsewhere in ("Journal", "Feil liste", "Øve på nedetid"):
        assert elsewhere not in page.text
    rows = [box["value"] for box in page.root.all("input") if box["name"] == "row"]
    assert leader.submit(path, row=rows[:1], heir_id=told.cast.officer).status_code == 303
    with database.reading() as session:
        assert get(session, Unit, told.cast.home_care_north).leader_id == told.cast.officer
    assert len(owned(database, told.cast.employee)) == told.number - 1
    for stranger in (told.cast.hem_owner, told.cast.auditor, told.cast.outsider):
        client = client_as(stranger)
        assert client.get(path).status_code == 404
        assert "Nora Aasen" not in client.get("/handovers").text
        assert "sluttet, står" not in client.get("/").text
    assert client_as(told.cast.operator).get(path).status_code == 200


def test_what_is_wrong_is_said_and_nothing_is_done_by_halves(
    database: Database, told: Told, client_as: ClientAs
) -> None:
    officer, path = client_as(told.cast.officer), f"/people/{told.cast.employee}/handover"
    assert officer.submit(path, because="").status_code == 422
    nothing = officer.submit(path, because="Permisjon", row=[])
    assert (nothing.status_code, "Kryss av minst én linje." in nothing.text) == (422, True)
    assert officer.submit(path, because="Permisjon", heir_id=told.cast.outsider).status_code == 422
    refused = officer.submit(path, because="Permisjon", heir_id=told.leader)
    assert refused.status_code == 422
    assert "1 linje kan ikke overleveres." in refused.text
    assert "er ansvarlig for den så lenge" in refused.text
    assert len(owned(database, told.cast.employee)) == told.number
    gone = officer.submit(path, because="Permisjon", heir_id=told.leader, row=["action.owner_id:2"])
    assert (gone.status_code, "fått ny eier mens du så på det" in gone.text) == (409, True)


def test_a_refused_line_takes_the_whole_handover_back(database: Database, told: Told) -> None:
    keys = owned(database, told.cast.employee)
    with pytest.raises(NotHandedOver) as no, database.transaction(ME, "person:hand_over") as session:
        hand_over(session, BELONGINGS, told.cast.employee, keys, told.leader, TODAY)
    assert {key: why.because for key, why in no.value.refused.items()} == {
        "assessment.responsible_id:1": "assessment.responsible_is_here"
    }
    assert owned(database, told.cast.employee) == keys


def test_who_left_first_stands_first_until_everything_is_handed_over(
    database: Database, told: Told, clock: FixedClock
) -> None:
    everybody = Access(None, unlimited=True)
    with database.transaction(ME, "person:deactivate") as session:
        organisation.deactivate(session, session.get_one(Person, told.cast.employee), day_of(clock.now()))
        organisation.deactivate(session, session.get_one(Person, told.leader), date(2026, 11, 1))
        found = queries.people_left_behind(session, everybody, BELONGINGS, TODAY, 10)
        assert [person.id for person in found] == [told.leader, told.cast.employee]
        assert len(queries.people_left_behind(session, everybody, BELONGINGS, TODAY, 0)) == 1
        assert session.scalar(queries.number_left_behind(everybody, BELONGINGS, TODAY)) == 2
        assert session.scalar(queries.number_left_behind(Access(None), BELONGINGS, TODAY)) == 0
        keys = [each.key for each in owned_by(session, BELONGINGS, told.cast.employee, TODAY)]
        hand_over(session, BELONGINGS, told.cast.employee, keys, told.cast.officer, TODAY)
        assert session.scalar(queries.number_left_behind(everybody, BELONGINGS, TODAY)) == 1
