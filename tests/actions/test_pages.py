"""The pages of actions: read, change, move, complete, withdraw, and who may knock."""

from collections.abc import Callable
from datetime import date

import pytest

from isms.actions.models import Action
from isms.kernel.db import Database
from tests.actions.test_plan import planned
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, get

ClientAs = Callable[[int | None], Client]


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """An action of the employee's, overdue by three weeks."""
    with database.transaction(ME, "action:plan") as session:
        planned(session, cast, date(2026, 11, 1))
    return cast


def test_the_owner_moves_and_completes(database: Database, told: Cast, client_as: ClientAs) -> None:
    owner = client_as(told.employee)
    assert "Fristen er 21 dager over" in owner.get("/actions/1").text
    assert "Øve på nedetid" in owner.get("/actions").text
    answer = owner.submit("/actions/1/move-deadline", due_on="1.12.26", because="Sykdom")
    assert answer.status_code == 303, answer.text
    assert "Sykdom" in owner.get("/actions/1").text
    assert owner.submit("/actions/1/change", title="Øve to ganger").status_code == 303
    assert owner.submit("/actions/1/complete", done_on="23.11.2026").status_code == 422
    assert owner.submit("/actions/1/complete").status_code == 303
    with database.reading() as session:
        action = get(session, Action, 1)
        assert (action.title, action.done_on, action.times_moved) == ("Øve to ganger", date(2026, 11, 22), 1)
    assert owner.submit("/actions/1/withdraw", because="Feil").status_code == 422


def test_a_move_to_the_past_is_refused_beside_its_field(told: Cast, client_as: ClientAs) -> None:
    answer = client_as(told.officer).submit("/actions/1/move-deadline", due_on="1.10.26", because="Sykdom")
    assert answer.status_code == 422
    assert "Den nye fristen må være i dag eller senere." in answer.text
    assert "Sykdom" in answer.text


def test_a_stale_form_overwrites_nothing(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    assert client.submit("/actions/1/change", title="Ny tittel").status_code == 303
    answer = client.submit("/actions/1/change", title="Gammel tittel", version="1")
    assert answer.status_code == 409
    assert "Ny tittel" in answer.text


def test_what_is_elsewhere_does_not_exist(told: Cast, client_as: ClientAs) -> None:
    for stranger in (told.outsider, told.opp_owner, told.operator):
        for path in ("/actions/1", "/actions/1/change", "/actions/1/complete", "/actions/1/withdraw"):
            assert client_as(stranger).get(path).status_code == 404
    assert client_as(told.auditor).get("/actions/1").status_code == 200
    assert client_as(told.auditor).get("/actions/1/change").status_code == 404


def test_withdrawing_says_why(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    assert client.submit("/actions/1/withdraw", because="Ikke nødvendig").status_code == 303
    assert "Ikke nødvendig" in client.get("/actions/1").text
    assert "Øve på nedetid" not in client.get("/actions").text
