"""Starting from templates: which are offered first, how the chosen ones are judged in turn, and who may."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from isms.kernel.db import Database
from isms.organisation.models import Person
from isms.risk import library
from isms.risk.models import Scenario
from isms.risk.vocabulary import Intent
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, a_system, an_assessment, get

ClientAs = Callable[[int | None], Client]

RANSOMWARE, RESTORE, SNOOPING = "any_system.ransomware", "any_system.restore_fails", "health_record.snooping_in_records"


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """An assessment of a patient record that is the employee's."""
    with database.transaction(ME, "risk:stage") as session:
        journal = a_system(session, cast.nursing, "Pasientjournal", owner_id=cast.employee)
        an_assessment(session, [journal], cast.officer, title="Journalen")
    return cast


def said(key: str) -> library.Texts:
    return library.templates()[key].texts("nb")


def test_templates_for_the_systems_covered_come_first_and_every_one_is_there(told: Cast, client_as: ClientAs) -> None:
    text = client_as(told.officer).get("/assessments/1/start").text
    places = [text.index(said(key).title) for key in (SNOOPING, RANSOMWARE, "kindergarten.pictures_of_children_spread")]
    assert places == sorted(places)
    assert all(f'value="{key}"' in text for key in library.templates())


def test_an_empty_assessment_leads_to_the_templates(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    assert "/assessments/1/start" in client.get("/assessments/1").text
    assert client.page("/assessments/1/start").heading == "Start fra mal"
    assert "/assessments/1/start" not in client_as(told.auditor).get("/assessments/1").text


def test_the_chosen_ones_are_judged_in_turn_and_nothing_is_saved_before(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    client = client_as(told.officer)
    answer = client.get(f"/assessments/1/start?template={RANSOMWARE}&template={RESTORE}&take=1")
    assert answer.status_code == 303
    first = client.get(answer.location).text
    assert said(RANSOMWARE).title in first
    assert said(RANSOMWARE).cause in first
    assert said(RANSOMWARE).measures[0] in first
    assert "1 valgt mal gjenstår" in first
    assert "Veier ofte tyngst: Tjenester" in first
    with database.reading() as session:
        assert session.scalar(select(func.count(Scenario.id))) == 0
    answer = client.submit(answer.location, likelihood_before="2", consequence_before="4")
    assert answer.status_code == 303, answer.text
    assert said(RESTORE).title in client.get(answer.location).text
    answer = client.submit(answer.location, title="Kopien er tom", likelihood_before="1", consequence_before="3")
    assert answer.location == "/assessments/1#risks"
    with database.reading() as session:
        risk = get(session, Scenario, 1)
        texts = said(RANSOMWARE)
        assert (risk.title, risk.description, risk.cause) == (texts.title, texts.description, texts.cause)
        assert risk.vulnerability == texts.vulnerability
        assert risk.properties == ("confidentiality", "integrity", "availability")
        assert (risk.intent, risk.privacy_affected) == (Intent.INTENDED, True)
        assert (risk.existing_controls, risk.driving_category) == (None, None)
        assert get(session, Scenario, 2).title == "Kopien er tom"


def test_likelihood_and_consequence_are_never_filled_in(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    for key in (kind.templates[0].key for kind in library.kinds()):
        _, form = client.filled(f"/assessments/1/risks/new?template={key}")
        assert form["title"] == said(key).title
        assert not form.get("likelihood_before")
        assert not form.get("consequence_before")
        assert not form.get("driving_category")
    assert client.submit(f"/assessments/1/risks/new?template={RANSOMWARE}").status_code == 422


def test_a_template_can_be_skipped(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    text = client.get(f"/assessments/1/risks/new?template={RANSOMWARE}&template={RESTORE}").text
    assert f'href="/assessments/1/risks/new?template={RESTORE}"' in text
    last = client.get(f"/assessments/1/risks/new?template={RESTORE}").text
    assert "gjenstår" not in last
    assert 'href="/assessments/1#risks"' in last


def test_even_all_templates_fit_in_an_address(told: Cast, client_as: ClientAs) -> None:
    """The web server takes a request line of 4094 characters at most."""
    answer = client_as(told.officer).get("/assessments/1/start", query_string={"template": list(library.templates())})
    assert answer.status_code == 303
    assert len(answer.location) < 4000


def test_an_event_that_is_there_already_is_marked(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    assert "Finnes i vurderingen" not in client.get("/assessments/1/start").text
    client.submit(f"/assessments/1/risks/new?template={RESTORE}", likelihood_before="1", consequence_before="3")
    assert client.get("/assessments/1/start").text.count("Finnes i vurderingen") == 1


def test_nothing_chosen_is_told_and_what_is_no_template_is_left_out(told: Cast, client_as: ClientAs) -> None:
    client = client_as(told.officer)
    answer = client.get("/assessments/1/start?take=1&template=nothing.such")
    assert answer.status_code == 422
    assert "Velg minst én mal" in answer.text
    _, form = client.filled("/assessments/1/risks/new?template=nothing.such")
    assert form["title"] == ""


def test_templates_are_in_the_language_of_the_reader(database: Database, told: Cast, client_as: ClientAs) -> None:
    with database.transaction(ME, "person:choose_language") as session:
        get(session, Person, told.officer).language = "en"
    client = client_as(told.officer)
    english = library.templates()[RANSOMWARE].texts("en")
    assert english.title in client.get("/assessments/1/start").text
    assert client.filled(f"/assessments/1/risks/new?template={RANSOMWARE}")[1]["cause"] == english.cause


def test_who_may_not_assess_gets_no_templates(told: Cast, client_as: ClientAs) -> None:
    for stranger in (told.outsider, told.opp_owner, told.operator, told.auditor):
        assert client_as(stranger).get("/assessments/1/start").status_code == 404
    assert client_as(told.employee).get("/assessments/1/start").status_code == 200
