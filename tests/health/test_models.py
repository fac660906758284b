"""A municipality's own health model: drafted, changed, decided, and in force from its day."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from isms.health.models import HealthModel
from isms.health.queries import models as queries
from isms.health.rules import SHIPPED
from isms.health.service import models as service
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.seal.collector import Actor
from tests.attestations.stage import PASSWORD, give_password
from tests.cast import Cast
from tests.client import Client

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

ClientAs = Callable[[int | None], Client]
ME = Actor("operator", "test")
TODAY = date(2026, 11, 22)
NEXT_YEAR = date(2027, 1, 1)
NUMBERS = {"weight.dpia": 3, "weight.rating": 6, "limit.wanted_points": 85}


def a_model(session: Session, cast: Cast, valid_from: date = TODAY) -> HealthModel:
    said = {"title": "Helsemodell 2027", "valid_from": valid_from}
    row = service.draft_model(session, cast.municipality, SHIPPED, **said)  # type: ignore[arg-type]
    service.change_model(session, row, NUMBERS, basis=None, **said)  # type: ignore[arg-type]
    return row


def decide(session: Session, row: HealthModel, cast: Cast) -> None:
    service.decide_model(session, row, basis="Ledergruppen 12/26", decided_by_id=cast.chief_executive, today=TODAY)


def test_only_a_decided_model_is_in_force_and_from_its_day(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "health_model:decide") as session:
        later = a_model(session, cast, NEXT_YEAR)
        assert queries.model_in_force(session, cast.municipality, NEXT_YEAR) == SHIPPED
        decide(session, later, cast)
        assert queries.model_in_force(session, cast.municipality, date(2026, 12, 31)) == SHIPPED
        held = queries.model_in_force(session, cast.municipality, NEXT_YEAR)
        assert held.code == later.code == "HM-001"
        assert held.values() == SHIPPED.values() | NUMBERS
        assert queries.model_in_force(session, cast.neighbour, NEXT_YEAR) == SHIPPED
        assert queries.model_called(session, cast.municipality, "HM-001") == held
        assert queries.model_called(session, cast.municipality, SHIPPED.code) == SHIPPED
        assert queries.model_called(session, cast.neighbour, "HM-001") is None


def test_of_two_decided_the_later_one_is_in_force(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "health_model:decide") as session:
        for valid_from in (NEXT_YEAR, TODAY, TODAY):
            decide(session, a_model(session, cast, valid_from), cast)
        in_force = [queries.model_in_force(session, cast.municipality, day).code for day in (TODAY, NEXT_YEAR)]
        assert in_force == ["HM-003", "HM-001"]


def test_a_decided_model_is_neither_changed_nor_withdrawn_nor_decided_again(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "health_model:decide") as session:
        row = a_model(session, cast)
        decide(session, row, cast)
        said = {"title": "Ny", "valid_from": TODAY, "basis": None}
        for refused in (
            lambda: service.change_model(session, row, {}, **said),  # type: ignore[arg-type]
            lambda: service.withdraw_model(session, row, "Feil", TODAY),
            lambda: decide(session, row, cast),
        ):
            with pytest.raises(Refused):
                refused()
        assert row.title == "Helsemodell 2027"


def test_a_withdrawn_draft_never_comes_into_force(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "health_model:withdraw") as session:
        row = a_model(session, cast)
        service.withdraw_model(session, row, "Ikke behov", TODAY)
        assert list(queries.models_of(session, cast.municipality)) == []
        assert queries.model_in_force(session, cast.municipality, TODAY) == SHIPPED


def test_the_officer_drafts_and_the_chief_executive_decides(
    database: Database, clock: FixedClock, cast: Cast, client_as: ClientAs
) -> None:
    officer, director = client_as(cast.officer), client_as(cast.chief_executive)
    made = officer.submit("/health-models/new", title="Helsemodell 2027", base=SHIPPED.code, valid_from="01.01.2027")
    assert made.headers["Location"] == "/health-models/1/change"
    short = officer.submit("/health-models/1/change", weight_dpia="1")
    assert short.status_code == 422
    assert "Vektene er til sammen 97. De skal være 100." in short.text
    assert officer.submit("/health-models/1/change", limit_wanted_points="101").status_code == 422
    changed = officer.submit("/health-models/1/change", weight_dpia="1", weight_rating="8", months_fallback_2="24")
    assert changed.status_code == 303
    assert officer.get("/health-models/1/decide").status_code == 403
    give_password(database, cast.chief_executive)
    basis = "Ledergruppen 12/26"
    assert director.submit("/health-models/1/decide", password=PASSWORD).status_code == 422
    assert director.submit("/health-models/1/decide", basis=basis, password="feil").status_code == 422
    assert director.submit("/health-models/1/decide", basis=basis, password=PASSWORD).status_code == 303
    assert officer.submit("/health-models/1/change", weight_dpia="2", weight_rating="7").status_code == 422
    page = client_as(cast.auditor).page("/health-models/1").text
    for said in ("Vedtatt", "Ledergruppen 12/26", "Vekt: DPIA-vurdering", "Måneder, klasse 2: Reserveløsning"):
        assert said in page
    assert SHIPPED.code in client_as(cast.hem_owner).page("/health-models").text
    assert client_as(cast.outsider).get("/health-models/1").status_code == 404


def test_a_draft_is_withdrawn_with_a_reason(database: Database, cast: Cast, client_as: ClientAs) -> None:
    with database.transaction(ME, "health_model:draft") as session:
        number = a_model(session, cast).id
    officer = client_as(cast.officer)
    assert officer.submit(f"/health-models/{number}/withdraw").status_code == 422
    assert officer.submit(f"/health-models/{number}/withdraw", because="Ikke behov").status_code == 303
    assert "Ikke behov" in officer.page(f"/health-models/{number}").text
    assert officer.get(f"/health-models/{number}/change").status_code == 404
    assert "Helsemodell 2027" not in officer.page("/health-models").text
