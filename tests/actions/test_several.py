"""Several actions looked at and changed at once: what is overdue where, what matters most, and who takes over."""

from collections.abc import Callable
from datetime import date

import pytest

from isms.actions import service
from isms.actions.models import Action
from isms.actions.register import ACTIONS
from isms.actions.vocabulary import Effect, Priority, SourceKind
from isms.app import matrix
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.register.query import Wish
from isms.organisation.models import Unit
from tests.actions.test_plan import planned
from tests.cast import Cast
from tests.client import Client, filled_in
from tests.markup import Page
from tests.risk.stage import ME, TODAY, access_for, get, seen

ClientAs = Callable[[int | None], Client]


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """Open actions: two in HEM and one in OPP, overdue by 1, 31 and 91 days; one of the whole municipality; one done.

    The first is the employee's, the others the area owner's in OPP.
    """
    with database.transaction(ME, "action:stage") as session:
        places = (cast.nursing, cast.nursing, cast.school, cast.municipality)
        days = ("2026-11-21", "2026-10-22", "2026-08-23", "2026-11-22")
        priorities = (Priority.LOW, None, Priority.HIGH, Priority.MEDIUM)
        for number, (place, day, priority) in enumerate(zip(places, days, priorities, strict=True)):
            planned(
                session,
                cast,
                date.fromisoformat(day),
                unit=get(session, Unit, place),
                owner_id=cast.opp_owner if number else cast.employee,
                priority=priority,
                source_kind=SourceKind.RISK,
                source_code=f"R-00{number + 1}",
            )
        done = planned(session, cast, TODAY, unit=get(session, Unit, cast.nursing))
        service.complete(session, done, TODAY, TODAY)
    return cast


def codes(database: Database, cast: Cast, person_id: int | None = None, **filters: str) -> list[str]:
    access = access_for(database, matrix(), person_id) if person_id else CONSOLE
    return [row[0] for row in seen(database, ACTIONS, access, wish=Wish(filters=filters))]


def test_the_register_is_narrowed_and_sorted_by_what_matters(database: Database, told: Cast) -> None:
    assert codes(database, told, told.opp_owner, owner="me", status="open") == ["T-003", "T-002", "T-004"]
    assert codes(database, told, owner="me") == []
    assert codes(database, told, age="up_to_90") == ["T-002"]
    assert codes(database, told, area="none") == ["T-004"]
    assert codes(database, told, priority="high") == ["T-003"]
    assert codes(database, told, effect="not_judged") == ["T-005"]
    by_priority = seen(database, ACTIONS, CONSOLE, ("code",), Wish(sort="priority"))
    assert [row[0] for row in by_priority] == ["T-003", "T-004", "T-001", "T-002", "T-005"]
    with database.transaction(ME, "action:judge_effect") as session:
        service.judge_effect(session, get(session, Action, 5), Effect.NONE, "Ingen øvde", told.officer, TODAY)
        for day in (23, 24, 25):
            service.move_deadline(session, get(session, Action, 1), date(2026, 11, day), "Sykdom", TODAY)
            if day == 24:
                session.flush()
                assert get(session, Action, 1).times_moved == 2
    assert codes(database, told, effect="not_judged") == []
    assert codes(database, told, effect="none") == ["T-005"]
    assert codes(database, told, times_moved="often") == ["T-001"]


def test_what_raised_an_action_is_one_click_away(told: Cast, client_as: ClientAs) -> None:
    officer = client_as(told.officer)
    assert 'href="/risks?q=R-001"' in officer.get("/actions").text
    assert 'href="/risks?q=R-001"' in officer.get("/actions/1").text


def test_every_deadline_an_action_has_had_is_told(database: Database, told: Cast, client_as: ClientAs) -> None:
    owner = client_as(told.employee)
    assert "Tidligere frister" not in owner.get("/actions/1").text
    with database.transaction(ME, "action:move_deadline") as session:
        service.move_deadline(session, get(session, Action, 1), date(2026, 12, 1), "Sykdom", TODAY)
    assert owner.submit("/actions/1/change", priority="high").status_code == 303
    with database.transaction(ME, "action:move_deadline") as session:
        service.move_deadline(session, get(session, Action, 1), date(2026, 12, 24), "Ferie", TODAY)
    page = owner.page("/actions/1")
    table = next(t for t in page.root.all("table") if "Tidligere frister" in t.text)
    assert [row.all("th")[0].text for row in table.all("tr")][1:] == ["21.11.2026", "01.12.2026"]
    assert "Sykdom" in table.text
    assert "Ferie" in table.text
    assert "2 ganger" in page.text


def test_overdue_actions_are_counted_by_area_and_age_and_every_number_leads_there(
    told: Cast, client_as: ClientAs
) -> None:
    officer = client_as(told.officer)
    page = officer.page("/actions/overdue")
    rows = {row.all("th")[0].text: [cell.text for cell in row.all("td")][1:] for row in page.root.all("tr")[1:]}
    assert rows == {
        "Helse og mestring": ["0", "1", "1", "0", "2"],
        "Oppvekst": ["0", "0", "0", "1", "1"],
        "Felles for kommunen": ["1", "0", "0", "0", "1"],
        "Til sammen": ["1", "1", "1", "1", "4"],
    }
    for row in page.root.all("tr")[1:]:
        for link in row.all("a"):
            assert f"{link.text} tiltak" in officer.page(link["href"]).text, link["href"]
    assert "1" in officer.page("/actions/overdue?priority=high").text
    assert "Ingen åpne tiltak her." in officer.get("/actions/overdue?as_of=01.01.2026").text
    assert "Oppvekst" not in client_as(told.hem_owner).get("/actions/overdue?source_kind=risk").text


PATH = "/actions/reassign"


def preview(client: Client, path: str, owner_id: int, because: str = "Har sluttet") -> Page:
    target, sent = client.filled(path, owner_id=owner_id, because=because)
    answer = client.post(target, data=sent)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def apply(client: Client, path: str, page: Page, rows: list[str] | None = None) -> int:
    form = next(form for form in page.root.all("form") if any(b["name"] == "apply" for b in form.all("button")))
    sent = filled_in(form)
    if rows is not None:
        sent.setlist("row", rows)
    sent["apply"] = "y"
    return client.post(path, data=sent).status_code


def owners(database: Database) -> list[int]:
    with database.reading() as session:
        return [get(session, Action, number).owner_id for number in range(1, 6)]


def test_open_actions_change_hands_with_a_reason(database: Database, told: Cast, client_as: ClientAs) -> None:
    officer, before = client_as(told.officer), owners(database)
    assert f'href="{PATH}?owner={told.opp_owner}"' in officer.get(f"/actions?owner={told.opp_owner}").text
    assert officer.submit(PATH, owner_id=told.hem_owner).status_code == 422
    page = preview(officer, f"{PATH}?owner={told.opp_owner}", told.hem_owner)
    assert owners(database) == before
    assert apply(officer, f"{PATH}?owner={told.opp_owner}", page) == 303
    assert owners(database) == [told.employee, *[told.hem_owner] * 3, told.employee]
    assert "3 tiltak har fått ny ansvarlig." in officer.get("/actions").text
    assert "Har sluttet" in officer.get("/actions/2").text


def test_what_cannot_change_hands_is_named_and_nothing_is_done_by_halves(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    officer = client_as(told.officer)
    page = preview(officer, PATH, told.opp_owner)
    assert page.text.count("Har tiltaket fra før") == 3
    page = preview(officer, PATH, told.auditor)
    with database.transaction(ME, "action:change") as session:
        service.reassign(session, get(session, Action, 2), told.hem_owner)
    assert apply(officer, PATH, page) == 409
    assert owners(database)[0] == told.employee
    assert apply(officer, PATH, page, []) == 422
    assert apply(officer, PATH, page, ["1:99"]) == 409


def test_only_what_one_may_change_changes_hands(database: Database, told: Cast, client_as: ClientAs) -> None:
    theirs = client_as(told.opp_owner)
    page = preview(theirs, PATH, told.auditor)
    assert apply(theirs, PATH, page, ["1:1"]) == 409
    assert apply(theirs, PATH, page) == 303
    assert owners(database)[:4] == [told.employee, *[told.auditor] * 3]
    watching = preview(client_as(told.auditor), PATH, told.employee)
    assert "Du kan ikke endre dette tiltaket." in watching.text
    assert "ingen åpne tiltak" in client_as(told.outsider).get(PATH).text
