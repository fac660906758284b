"""A review is filled in part by part, loses nothing, and is attested by who answers for the system alone."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import func, select

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.vocabulary import SourceKind
from isms.attestations.models import Attestation, AttestationAnswer, AttestationRecord, Fitness
from isms.attestations.queries import wishes
from isms.attestations.rules.fitness import FUNCTIONAL, TECHNICAL
from isms.attestations.vocabulary import AttestationStep
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.register.columns import Source
from isms.measurements.models import Measurement
from isms.measurements.vocabulary import MeasurementKind
from isms.organisation.models import Unit
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from tests.attestations.stage import (
    ME,
    PASSWORD,
    TODAY,
    give_password,
    open_campaign,
    rate,
    register,
    review_of,
    with_derivations,
)
from tests.cast import Cast
from tests.client import Client, filled_in
from tests.markup import Page

ClientAs = Callable[[int | None], Client]
pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

PARTS = [step for step in AttestationStep if step not in {"residual_risk", "actions", "fitness", "wishes"}]


@dataclass(frozen=True)
class Stage:
    """An owner with a password, their system, and the review of it."""

    cast: Cast
    owner: Client
    system: int
    review: int

    @property
    def path(self) -> str:
        return f"/attestations/{self.review}"

    def say(self, step: str, client: Client | None = None, **said: object) -> int:
        """Answer a part as its form would, and return the answer's status."""
        client = client or self.owner
        token = client.filled("/account/password")[1]["csrf_token"]
        saves = said.pop("saves", 0)
        data = {"csrf_token": token, "version": saves, **said}
        return client.post(f"{self.path}/steps/{step}", data=data).status_code

    def say_unchanged(self) -> None:
        for step in PARTS:
            assert self.say(step, answer="unchanged") == 303

    def attest(self, password: str = PASSWORD, client: Client | None = None) -> int:
        return (client or self.owner).submit(self.path, password=password).status_code


@pytest.fixture
def stage(database: Database, cast: Cast, client_as: ClientAs) -> Stage:
    with_derivations(database)
    system = register(database, cast.nursing, "Turnus", owner_id=cast.employee)
    open_campaign(database, cast)
    give_password(database, cast.employee)
    return Stage(cast, client_as(cast.employee), system, review_of(database, system).id)


def number_of(database: Database, model: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_unchanged_system_is_attested_with_a_record_a_receipt_and_a_zero_report(
    database: Database, stage: Stage
) -> None:
    stage.say_unchanged()
    page = stage.owner.page(stage.path).text
    assert "9 av 9 deler besvart" in page
    assert "mangler svar:" not in page
    assert stage.attest() == 303
    with database.reading() as session:
        record = session.scalars(select(AttestationRecord)).one()
        assert hashlib.sha256(record.content.encode()).hexdigest() == record.digest
        kept = json.loads(record.content)
        assert kept["parts"]["facts"]["answer"] == "unchanged"
        assert (kept["attested"]["name"], record.attested_as) == ("Nora Aasen", "owner")
        zero = session.scalars(select(Measurement)).one()
        assert (zero.kind, zero.measured_on) == (MeasurementKind.ZERO_REPORT, TODAY)
    assert "Turnus er bekreftet" in stage.owner.page(stage.path).text
    receipt = stage.owner.get(f"/attestations/records/{record.id}.pdf")
    assert receipt.data.startswith(b"%PDF")
    assert hashlib.sha256(receipt.data).hexdigest() == record.receipt
    assert stage.say("facts", answer="changed") == 409
    assert "Bekreftet 22.11.2026" in stage.owner.page("/attestations/mine").text


def test_nobody_attests_without_the_password_and_all_the_answers(database: Database, stage: Stage) -> None:
    assert stage.attest() == 422
    stage.say_unchanged()
    for wrong in ("", "feil passord"):
        assert stage.attest(wrong) == 422
    assert number_of(database, AttestationRecord) == 0
    for _ in range(4):
        stage.attest("feil passord")
    assert "Vent" in stage.owner.submit(stage.path, password=PASSWORD).text
    assert number_of(database, AttestationRecord) == 0


def test_corrections_and_noes_are_carried_out_with_the_attestation_and_not_before(
    database: Database, stage: Stage
) -> None:
    stage.say_unchanged()
    assert stage.say("facts", answer="changed", users="1 140", purpose="Planlegge vakter", ending="y") == 303
    assert stage.say("assessment", answer="changed", unsettled="new_integration", note="Ny kobling") == 303
    assert stage.say("access", answer="changed", reviewed_on="1.11.2026", removed="14") == 303
    assert stage.say("wishes", text="Flere lisenser") == 303
    with database.reading() as session:
        assert session.get_one(System, stage.system).users == 820
    page = stage.owner.page(stage.path).text
    assert "Gjøre ny risikovurdering av Turnus" in page
    assert stage.attest() == 303
    with database.reading() as session:
        system = session.get_one(System, stage.system)
        assert (system.users, system.lifecycle, system.purpose) == (1140, Lifecycle.PHASING_OUT, "Planlegge vakter")
        planned = session.scalars(select(Action).order_by(Action.id)).all()
        assert [(action.title, action.source_kind) for action in planned] == [
            ("Avvikle Turnus", SourceKind.ATTESTATION),
            ("Gjøre ny risikovurdering av Turnus", SourceKind.ATTESTATION),
        ]
        assert planned[1].description == "Ny integrasjon\nNy kobling"
        assert (planned[1].due_on - TODAY).days == 60
        measured = {row.kind: row for row in session.scalars(select(Measurement))}
        assert measured[MeasurementKind.ACCESS_REVIEW].removed == 14
        assert measured[MeasurementKind.ACCESS_REVIEW].measured_on == date(2026, 11, 1)
        told = wishes(session, Source(TODAY), f"/{stage.cast.municipality}/", TODAY)
        assert [(wish.name, wish.text) for wish in told] == [("Turnus", "Flere lisenser")]


def test_a_new_owner_takes_the_review_over_and_a_new_rating_needs_its_reason(database: Database, stage: Stage) -> None:
    rate(database, stage.system, 2, stage.cast.employee)
    stage.say_unchanged()
    assert stage.say("fitness", answer="changed", **dict.fromkeys((*FUNCTIONAL, *TECHNICAL), "3")) == 303
    assert stage.say("rating", answer="changed", k="3", i="2", t="2") == 303
    assert "Skriv hvorfor nivået er et annet" in stage.owner.submit(stage.path, password=PASSWORD).text
    assert number_of(database, AttestationRecord) == 0
    saved = {"answer": "changed", "k": "3", "i": "2", "t": "2", "k_reason": "Helseopplysninger"}
    assert stage.say("rating", **saved) == 303
    answer = stage.owner.submit(stage.path, password=PASSWORD)
    assert answer.status_code == 303, answer.text[answer.text.find("error-summary") :][:400]
    with database.reading() as session:
        assert session.get_one(System, stage.system).k == 3
        assert session.scalars(select(Fitness)).one().service == 3


def test_a_part_one_need_not_answer_is_never_attested_as_corrected_when_it_was_left_empty(stage: Stage) -> None:
    stage.say_unchanged()
    assert stage.say("fitness", answer="changed") == 303
    assert "1 del mangler svar" in stage.owner.page(stage.path).text
    assert stage.attest() == 422
    assert stage.say("fitness", answer="unchanged", saves=1) == 303
    assert stage.attest() == 303


def test_what_cannot_be_kept_is_shown_as_it_was_typed(database: Database, stage: Stage) -> None:
    token = stage.owner.filled("/account/password")[1]["csrf_token"]
    data = {"csrf_token": token, "version": 0, "answer": "changed", "users": "mange", "purpose": "Noe helt annet"}
    answer = stage.owner.post(f"{stage.path}/steps/facts", data=data)
    assert (answer.status_code, number_of(database, AttestationAnswer)) == (422, 0)
    assert "mange" in answer.text
    assert "Noe helt annet" in answer.text
    by_itself = stage.owner.post(f"{stage.path}/steps/facts", data=data, headers={"HX-Request": "true"})
    assert by_itself.status_code == 200
    assert stage.say("ingen") == 404


def test_what_is_sent_without_a_cookie_goes_back_to_its_writer_alone(
    database: Database, stage: Stage, client_as: ClientAs
) -> None:
    target, typed = stage.owner.filled(stage.path, answer="changed", purpose="Noe helt annet")
    stranger = client_as(None)
    asked = stranger.post(target, data=typed)
    assert asked.status_code == 401
    assert "Vi har tatt vare på det du skrev" in asked.text
    assert "Noe helt annet" not in asked.text
    sent = filled_in(next(form for form in Page(asked.text).root.all("form") if "/sign-in" in form["action"]))
    sent.setlist("email", ["employee@example.test"])
    sent.setlist("password", [PASSWORD])
    assert "Noe helt annet" in stranger.post("/sign-in", data=sent).text
    elsewhere = client_as(stage.cast.employee).post(target, data=typed)
    assert elsewhere.status_code == 400
    assert "Noe helt annet" in elsewhere.text
    another = client_as(stage.cast.officer).post(target, data=typed)
    assert another.status_code == 403
    assert "Noe helt annet" not in another.text
    assert client_as(None).post(target, data={**typed, "writer": "x"}).status_code == 400
    assert number_of(database, AttestationAnswer) == 0


def test_a_delegate_fills_in_and_never_attests_and_is_told_of_another(
    database: Database, stage: Stage, client_as: ClientAs
) -> None:
    leader = client_as(stage.cast.leadership)
    assert stage.say("facts", leader, answer="unchanged") == 404
    assert stage.owner.submit(f"{stage.path}/delegate", delegate_id=str(stage.cast.leadership)).status_code == 303
    assert "Hilde Kvamme fyller ut" in stage.owner.page(stage.path).text
    assert "Turnus" in leader.page("/attestations/mine").text
    assert stage.say("facts", leader, answer="unchanged") == 303
    assert stage.say("facts", saves=0, answer="changed", note="Feil formål") == 409
    assert stage.say("facts", saves=1, answer="changed", note="Feil formål") == 303
    token = leader.filled("/account/password")[1]["csrf_token"]
    assert leader.post(f"{stage.path}/attest", data={"csrf_token": token, "password": PASSWORD}).status_code == 404
    with database.reading() as session:
        answer = session.scalars(select(AttestationAnswer)).one()
        assert (answer.saves, answer.saved_by_id) == (2, stage.cast.employee)


def test_the_next_campaign_shows_what_has_changed_since(database: Database, stage: Stage, clock: FixedClock) -> None:
    stage.say_unchanged()
    assert stage.attest() == 303
    clock.advance(days=330)
    with database.transaction(ME, "system:change") as session:
        session.get_one(System, stage.system).users = 1140
    open_campaign(database, stage.cast, date(2027, 10, 18), date(2027, 11, 18))
    again = f"/attestations/{review_of(database, stage.system).id}"
    page = stage.owner.page(again)
    assert "Endret siden 22. november 2026" in page.text
    assert [element.text for element in page.root.all("del")] == ["Før: 820"]
    assert "1 del er endret siden sist" in stage.owner.page("/attestations/mine").text
    assert "Antall brukere" in stage.owner.page(f"{again}?step=facts").text


def test_simple_systems_are_answered_on_one_page_each_with_its_own_record(
    database: Database, stage: Stage, client_as: ClientAs
) -> None:
    other = register(database, stage.cast.nursing, "Matombringing", owner_id=stage.cast.employee)
    grave = register(database, stage.cast.nursing, "Journal", owner_id=stage.cast.employee)
    rate(database, grave, 4, stage.cast.employee)
    open_campaign(database, stage.cast, date(2026, 11, 23))
    first, second = review_of(database, stage.system).id, review_of(database, other).id
    page = stage.owner.page("/attestations/bulk").text
    assert "Matombringing" in page
    assert "Journal" not in page
    said = {f"answer_{first}": "unchanged", f"answer_{second}": "changed"}
    assert stage.owner.submit("/attestations/bulk", **said, password="feil").status_code == 422
    assert stage.owner.submit("/attestations/bulk", **said, password=PASSWORD).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(AttestationRecord.attestation_id)).all() == [first]
        assert session.get_one(Attestation, second).attested_on is None


def test_an_owner_gets_a_new_deadline_for_a_reason_and_not_for_what_others_own(
    database: Database, stage: Stage
) -> None:
    with database.transaction(ME, "action:plan") as session:
        unit, said = session.get_one(Unit, stage.cast.nursing), {"description": None, "due_on": TODAY, "today": TODAY}
        said |= {"unit": unit, "source_kind": SourceKind.ATTESTATION, "source_code": "B-001"}
        mine = actions.plan(session, title="Øve", owner_id=stage.cast.employee, **said).id  # type: ignore[arg-type]
        theirs = actions.plan(session, title="Kjøpe", owner_id=stage.cast.officer, **said).id  # type: ignore[arg-type]
    stage.say_unchanged()
    page = stage.owner.page(f"{stage.path}?step=actions")
    names = {control["name"] for control in page.root.all("input")}
    assert f"due_on_{mine}" in names
    assert f"due_on_{theirs}" not in names
    assert stage.say("fitness", answer="unchanged") == 303
    assert stage.say("actions", answer="changed", **{f"due_on_{mine}": "1.12.2026"}) == 303
    assert stage.attest() == 422
    moved = {f"due_on_{mine}": "1.12.2026", f"because_{mine}": "Skriver kom sent", f"done_{theirs}": "y"}
    assert stage.say("actions", answer="changed", **moved) == 303
    assert stage.attest() == 303
    with database.reading() as session:
        assert session.get_one(Action, mine).due_on == date(2026, 12, 1)
        assert session.get_one(Action, mine).moved_because == "Skriver kom sent"
        assert session.get_one(Action, theirs).done_on is None
