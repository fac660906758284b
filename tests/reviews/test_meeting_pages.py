"""The pages of meetings: the package as a report, what to do next and by whom, and every form on the way."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from isms.accounts import service as accounts
from isms.organisation.models import Person
from isms.reviews.models import AreaStatement, Meeting, Participant, Proposal
from isms.reviews.vocabulary import MeetingState
from tests.client import Client
from tests.reviews.conftest import Town
from tests.reviews.test_meetings import at, bring_to, planned, state
from tests.reviews.test_prepare import rich
from tests.risk.stage import ME, get

ClientAs = Callable[[int | None], Client]
pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
PASSWORD = "grevling under parkett"


def test_an_officer_walks_a_meeting_from_plan_to_approval_and_the_director_signs(
    town: Town, client_as: ClientAs
) -> None:
    rich(town)
    cast, officer = town.cast, client_as(town.cast.officer)
    planned_ = officer.submit(
        "/meetings/new", unit_id=cast.municipality, kind="main", meets_on="16.03.2026", case_number="26/417"
    )
    path = planned_.location
    assert (planned_.status_code, path) == (303, "/meetings/1")
    page = officer.page(path)
    assert page.heading == "Ledelsens gjennomgang: Eksempelfjord kommune, 16. mars 2026"
    assert "6 punkter i ISO/IEC 27001 9.3.2 er ikke besvart ennå" in page.text
    assert "Begynn innsamlingen" in page.text
    town.at(2026, 2, 16, 8)
    assert officer.submit(f"{path}/steps/collect").location == path
    for part in ("changes", "expectations", "scorecard", "audits", "feedback", "improvements"):
        empty = officer.submit(f"{path}/texts/{part}")
        assert empty.status_code == 422
        assert officer.submit(f"{path}/texts/{part}", nothing_because="Ingenting nytt.").status_code == 303
    officer.submit(f"{path}/summary", summary="Det står bedre til.", climate_considered="y")
    officer.submit(f"{path}/proposals/add", text="Teste gjenoppretting", owner_id=cast.hem_owner, due_on="01.06.2026")
    owner = client_as(cast.hem_owner)
    assert "Skriv om ditt område" in owner.page(path).text
    assert owner.get(f"{path}/areas/{cast.opp}").status_code == 404
    assert owner.submit(f"{path}/areas/{cast.hem}", text="Bemanningen holder.").status_code == 303
    assert "Bemanningen holder." in officer.page(path).text
    _hold_and_sign(town, client_as, path)
    page = officer.page(path)
    for said in ("er godkjent", "Halvard Bjerkelund", "Teste gjenoppretting"):
        assert said in page.text
    assert officer.get("/meetings.csv").text.count("LG-") == 2
    assert officer.get("/meetings.pdf").status_code == 200


def _hold_and_sign(town: Town, client_as: ClientAs, path: str) -> None:
    cast, officer = town.cast, client_as(town.cast.officer)
    for day, step in ((2, "freeze"), (9, "send"), (16, "hold")):
        town.at(2026, 3, day, 14)
        assert officer.submit(f"{path}/steps/{step}").status_code == 303, step
    assert "Skriv vedtak" in officer.page(path).text
    decided = officer.submit(f"{path}/decisions/add?proposal=1")
    assert (decided.status_code, decided.location) == (303, f"{path}#decisions")
    assert officer.submit(f"{path}/steps/minute").status_code == 303
    signed(town, client_as, path, cast.officer)
    assert "Signer protokollen" in client_as(cast.chief_executive).page(path).text
    signed(town, client_as, path, cast.chief_executive)


def signed(town: Town, client_as: ClientAs, path: str, person_id: int) -> None:
    """Sign the minutes, after a wrong password."""
    with town.database.transaction(ME, "account:set_password") as session:
        accounts.put_password(session, get(session, Person, person_id), PASSWORD, None, town.clock.now())
    client = client_as(person_id)
    wrong = client.submit(f"{path}/sign", password="feil")
    assert wrong.status_code == 422
    right = client.submit(f"{path}/sign", password=PASSWORD)
    assert (right.status_code, right.location) == (303, f"{path}#signatures")


def test_what_is_missing_after_the_freeze_leads_to_a_correction(town: Town, client_as: ClientAs) -> None:
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.HELD, whole=False)
    officer, path = client_as(town.cast.officer), f"/meetings/{meeting_id}"
    markup = officer.get(path).text
    assert f'href="{path}/errata/add?part=feedback"' in markup
    refused = officer.submit(f"{path}/steps/minute")
    assert refused.status_code == 422
    assert "Punkt e mangler" in refused.text
    assert officer.submit(f"{path}/texts/feedback", text="For sent").status_code == 422
    officer.submit(f"{path}/errata/add", part="feedback", text="To innbyggere har klaget.")
    page = officer.page(path)
    assert "To innbyggere har klaget." in page.text
    assert f'href="{path}/errata/add?part=feedback"' not in officer.get(path).text


def test_participants_and_proposals_are_changed_and_taken_back(town: Town, client_as: ClientAs) -> None:
    meeting_id = planned(town)
    officer, path = client_as(town.cast.officer), f"/meetings/{meeting_id}"
    chair_twice = officer.submit(f"{path}/participants/add", person_id=town.cast.auditor, takes_part_as="chair")
    assert chair_twice.status_code == 422
    officer.submit(f"{path}/participants/add", person_id=town.cast.auditor, takes_part_as="guest")
    officer.submit(f"{path}/proposals/add", text="Tas til etterretning")
    with town.database.reading() as session:
        guest = session.scalars(select(Participant.id).where(Participant.person_id == town.cast.auditor)).one()
        proposal = session.scalars(select(Proposal.id)).one()
    assert officer.submit(f"/participants/{guest}", attended="yes").status_code == 422
    assert officer.submit(f"/participants/{guest}", disqualified_because="Sak 4").status_code == 303
    assert officer.submit(f"/participants/{guest}/excuse", because="Syk").status_code == 303
    assert officer.submit(f"/proposals/{proposal}", text="Tas til orientering").status_code == 303
    assert officer.submit(f"/proposals/{proposal}/withdraw", because="Ikke nå").status_code == 303
    assert officer.get(f"/participants/{guest}").status_code == 404
    text = officer.page(path).text
    assert "Torstein Lunde" not in text
    assert "orientering" not in text


def test_a_meeting_is_read_by_those_within_reach_and_those_who_are_asked(town: Town, client_as: ClientAs) -> None:
    meeting_id = planned(town)
    path = f"/meetings/{meeting_id}"
    cast = town.cast
    for person in (cast.officer, cast.chief_executive, cast.auditor, cast.hem_owner):
        assert client_as(person).get(path).status_code == 200, person
    for person in (cast.employee, cast.outsider):
        assert client_as(person).get(path).status_code == 404, person
    assert client_as(cast.hem_owner).get(f"{path}/change").status_code == 403
    assert f'href="{path}"' in client_as(cast.hem_owner).get("/meetings").text


def test_days_are_moved_a_meeting_is_called_off_and_a_plan_is_set(town: Town, client_as: ClientAs) -> None:
    meeting_id = planned(town)
    officer, path = client_as(town.cast.officer), f"/meetings/{meeting_id}"
    out_of_order = officer.submit(f"{path}/change", freezes_on="20.03.2026")
    assert out_of_order.status_code == 422
    assert officer.submit(f"{path}/change", meets_on="17.03.2026", case_number="26/1").status_code == 303
    assert "17. mars 2026" in officer.page(path).text
    assert officer.submit(f"{path}/withdraw", because="Utsatt").location == "/meetings"
    assert officer.get(path).status_code == 404
    plan = f"/units/{town.cast.hem}/meeting-plan"
    assert officer.submit(plan, main_month="4", day="10").status_code == 303
    with town.database.reading() as session:
        opened = session.scalars(select(Meeting).where(Meeting.withdrawn_on.is_(None))).one()
        assert (opened.unit_id, opened.meets_on) == (town.cast.hem, date(2026, 4, 10))
    assert "10. april 2026" in officer.page(f"/units/{town.cast.hem}").text
    assert client_as(town.cast.hem_owner).get(plan).status_code == 403


def test_the_frozen_package_is_drawn_by_the_same_page(town: Town, client_as: ClientAs) -> None:
    rich(town)
    meeting_id = planned(town)
    bring_to(town, meeting_id, MeetingState.COLLECTING)
    town.clock.set(at(2026, 3, 2, 8))
    officer, path = client_as(town.cast.officer), f"/meetings/{meeting_id}"
    live = officer.page(path).text
    officer.submit(f"{path}/steps/freeze")
    frozen = officer.page(path).text
    for said in ("De høyeste risikoene", "Systemet er nede", "Status per tjenesteområde", "Helse og mestring"):
        assert said in live
        assert said in frozen
    assert "Pakken er ikke fryst" in live
    assert "Kontrollsum" in frozen
    with town.database.reading() as session:
        assert session.scalars(select(AreaStatement)).all() == []
    assert state(town.database, meeting_id) == MeetingState.FROZEN


def test_the_page_says_what_to_decide_and_folds_every_part_behind_its_figure(town: Town, client_as: ClientAs) -> None:
    rich(town)
    meeting_id = planned(town)
    officer, path = client_as(town.cast.officer), f"/meetings/{meeting_id}"
    officer.submit(f"{path}/proposals/add", text="Tas til etterretning")
    markup = officer.get(path).text
    places = [markup.index(f'id="{anchor}"') for anchor in ("proposals", "changed", "summary", "parts", "risks")]
    assert places == sorted(places)
    assert "1 høy risiko" in markup
    assert "0 av 2 systemer er som ønsket" in markup
    assert _folds(markup) == (0, 18)
    assert _folds(officer.get(f"{path}?open=areas").text) == (1, 17)
    assert _folds(officer.get(f"{path}?open=areas-2").text) == (2, 16)
    assert _folds(officer.get(f"{path}?open=all").text) == (18, 0)
    written = officer.submit(f"{path}/texts/changes", text="Ny lov.")
    assert written.location == f"{path}?open=changes#changes"


def _folds(markup: str) -> tuple[int, int]:
    """Return how many parts are open, and how many are folded."""
    folds = re.findall(r'<details class="fold part-fold[^"]*"( open)?>', markup)
    return len([one for one in folds if one]), len([one for one in folds if not one])
