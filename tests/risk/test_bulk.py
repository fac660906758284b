"""Several risks changed alike: what is offered, what is refused, and that it is all or nothing."""

from collections.abc import Callable
from datetime import date

import pytest

from isms.actions import service as actions
from isms.actions.models import Action
from isms.kernel.db import Database
from isms.risk import service
from isms.risk.models import Assessment, Scenario, ScenarioAction
from isms.risk.service import bulk
from tests.cast import Cast
from tests.client import Client, filled_in
from tests.markup import Page
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_action, an_assessment, get

ClientAs = Callable[[int | None], Client]
DUE, LATER = date(2026, 12, 1), "24.12.2026"


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """Two risks of an approved assessment in one area with an action against both, and a risk in another area."""
    with database.transaction(ME, "risk:stage") as session:
        journal, school = a_system(session, cast.nursing, "Journal"), a_system(session, cast.school, "Skole")
        assessment = an_assessment(session, [journal], cast.officer)
        risks = [a_risk(session, assessment, journal, title=f"R{n}", owner_id=cast.hem_owner) for n in range(2)]
        an_action(session, risks[0], cast.hem_owner, DUE)
        service.send(session, assessment)
        service.approve(session, assessment, cast.hem_owner, TODAY)
        a_risk(session, an_assessment(session, [school], cast.officer), school, title="Skolen")
    return cast


def preview(client: Client, path: str, **fields: object) -> Page:
    """Ask for a preview."""
    target, sent = client.filled(path, owner_id=fields.pop("owner_id", None), **fields)
    answer = client.post(target, data=sent)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def keys(page: Page) -> list[str]:
    """Return the rows that may be ticked."""
    return [box["value"] for box in page.root.all("input") if box["name"] == "row"]


def apply(client: Client, path: str, page: Page, rows: list[str] | None = None) -> int:
    """Send a preview as it stands, or with just some rows ticked."""
    form = next(form for form in page.root.all("form") if any(b["name"] == "apply" for b in form.all("button")))
    sent = filled_in(form)
    if rows is not None:
        sent.setlist("row", rows)
    sent["apply"] = "y"
    return client.post(path, data=sent).status_code


def owners(database: Database) -> list[int | None]:
    """Return who owns each risk."""
    with database.reading() as session:
        return [get(session, Scenario, id_).owner_id for id_ in (1, 2, 3)]


def test_the_owner_of_the_risks_of_an_area_is_changed(database: Database, told: Cast, client_as: ClientAs) -> None:
    client, path = client_as(told.officer), "/risks/bulk?area=HEM"
    assert 'href="/risks/bulk?area=HEM"' in client.get("/risks?area=HEM").text
    page = preview(client, path, owner_id=told.privacy_officer)
    assert keys(page) == ["scenario:1:1", "scenario:2:1"]
    assert "Skolen" not in page.text
    assert owners(database)[0] == told.hem_owner
    assert apply(client, path, page, keys(page)[:1]) == 303
    assert owners(database) == [told.privacy_officer, told.hem_owner, None]
    assert "1 rad er endret" in client.get("/risks").text
    with database.reading() as session:
        assert get(session, Assessment, 1).status.value == "approved"


def test_deadlines_are_moved_with_a_reason_and_refusals_are_told(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    client, path = client_as(told.officer), "/risks/bulk"
    assert client.submit(path, due_on=LATER).status_code == 422
    assert client.submit(path).status_code == 422
    page = preview(client, path, owner_id=told.hem_owner, due_on=LATER, because="Ferie")
    assert "Har denne eieren fra før" in page.text
    assert len(keys(page)) == 2
    assert apply(client, path, page) == 303
    with database.reading() as session:
        moved = get(session, Action, 1)
        assert (moved.due_on, moved.moved_because, moved.times_moved) == (date(2026, 12, 24), "Ferie", 1)
    assert keys(preview(client, path, due_on="1.1.26", because="Ferie")) == []


def test_nothing_is_written_when_a_row_has_changed_meanwhile(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    client, path = client_as(told.officer), "/risks/bulk"
    page = preview(client, path, owner_id=told.auditor)
    with database.transaction(ME, "risk:stage") as session:
        service.change_scenario(session, get(session, Scenario, 2), owner_id=told.officer)
    assert apply(client, path, page) == 409
    assert owners(database) == [told.hem_owner, told.officer, None]
    assert apply(client, path, page, []) == 422
    assert apply(client, path, page, ["scenario:1:99"]) == 409


def test_only_ones_own_risks_and_actions_are_changed(database: Database, told: Cast, client_as: ClientAs) -> None:
    theirs = client_as(told.opp_owner)
    page = preview(theirs, "/risks/bulk", owner_id=told.auditor)
    assert keys(page) == ["scenario:3:1"]
    assert apply(theirs, "/risks/bulk", page, ["scenario:1:1"]) == 409
    assert "kan du endre" in client_as(told.auditor).page("/risks/bulk").text
    with database.transaction(ME, "risk:stage") as session:
        service.change_scenario(session, get(session, Scenario, 1), owner_id=told.employee)
    page = preview(client_as(told.employee), "/risks/bulk", due_on=LATER, because="Ferie")
    assert keys(page) == []
    assert "Du kan ikke endre dette tiltaket" in page.text


def test_more_than_one_looks_through_is_refused(
    told: Cast, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isms.risk.views.bulk.AT_A_TIME", 2)
    client = client_as(told.officer)
    assert "flere enn 2 risikoer" in client.page("/risks/bulk").text
    assert keys(preview(client, "/risks/bulk?area=HEM", owner_id=told.auditor))
    assert bulk.AT_A_TIME == 500


def test_an_action_against_two_risks_comes_once(database: Database, told: Cast, client_as: ClientAs) -> None:
    with database.transaction(ME, "risk:stage") as session:
        tenant_id = get(session, Scenario, 2).tenant_id
        session.add(ScenarioAction(tenant_id=tenant_id, scenario_id=2, action_id=1))
    client = client_as(told.officer)
    page = preview(client, "/risks/bulk", due_on=LATER, because="Ferie")
    assert keys(page) == ["action:1:1"]
    with database.transaction(ME, "risk:stage") as session:
        actions.complete(session, get(session, Action, 1), TODAY, TODAY)
    assert apply(client, "/risks/bulk", page) == 409
