"""The pages of the scorecard: the empty one, the five to start with, the table, and every form on the way."""

from collections.abc import Callable

import pytest

from isms.kernel.db import Database
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME
from tests.scorecard.stage import a_result, an_indicator, an_objective, started

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

ClientAs = Callable[[int | None], Client]


def text_of(client: Client, path: str) -> str:
    return " ".join(client.page(path).root.text.split())


def test_an_empty_card_offers_five_objectives_to_whoever_may_plan(cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    assert "Begynn med disse fem" in text_of(officer, "/scorecard")
    assert officer.submit("/scorecard/start").location == "/scorecard"
    told = text_of(officer, "/scorecard")
    assert "Vi varsler i tide" in told
    assert "minst 95 %" in told
    assert "foreløpig" in told


def test_an_empty_card_says_so_to_others(cast: Cast, client_as: ClientAs) -> None:
    told = text_of(client_as(cast.hem_owner), "/scorecard")
    assert "ikke laget et målekort" in told
    assert "Begynn med" not in told


def test_a_card_is_made_by_hand_and_tells_band_and_change_apart(cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    officer.submit("/scorecard/objectives/add", title="Effektive arbeidsprosesser")
    assert "har ingen måleindikator ennå" in text_of(officer, "/scorecard")
    sent = {"title": "Optimalisering", "measured_in": "number", "direction": "higher", "wanted": "4,5"}
    assert officer.submit("/scorecard/objectives/1/indicators/add", **sent).location == "/scorecard/indicators/1"
    for year, value in ((2025, "6"), (2026, "5,0")):
        assert officer.submit(f"/scorecard/indicators/1/results/{year}", value=value).status_code == 303
    told = text_of(officer, "/scorecard")
    assert "minst 4,5" in told
    assert "Ønsket Dårligere fra 2025" in told
    assert "Registrert av" in text_of(officer, "/scorecard/indicators/1")


def test_what_is_refused_stands_beside_its_field_and_is_kept(cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    officer.submit("/scorecard/objectives/add", title="Effektive arbeidsprosesser")
    sent = {"title": "Optimalisering", "measured_in": "percent", "direction": "lower", "wanted": "mye"}
    answer = officer.submit("/scorecard/objectives/1/indicators/add", **sent)
    assert answer.status_code == 422
    assert "Skriv en andel fra 0 til 100" in answer.text
    assert "mye</textarea>" in answer.text


def test_a_result_says_a_value_or_why_not(database: Database, cast: Cast, client_as: ClientAs) -> None:
    with database.transaction(ME, "scorecard:plan") as session:
        an_indicator(session, an_objective(session, cast))
    officer, path = client_as(cast.officer), "/scorecard/indicators/1/results/2025"
    assert officer.submit(path, not_measured="y").status_code == 422
    assert officer.submit(path, not_measured="y", note="Utsatt").status_code == 303
    assert "Utsatt" in text_of(officer, "/scorecard/indicators/1")
    assert officer.get("/scorecard/indicators/1/results/2027").status_code == 404


def test_a_result_that_somebody_else_corrected_meanwhile_is_not_overwritten(
    database: Database, cast: Cast, client_as: ClientAs
) -> None:
    with database.transaction(ME, "scorecard:plan") as session:
        indicator = an_indicator(session, an_objective(session, cast))
        a_result(session, indicator, 2025, "2")
    officer = client_as(cast.officer)
    target, sent = officer.filled("/scorecard/indicators/1/results/2025", value="3")
    with database.transaction(ME, "scorecard:record") as session:
        a_result(session, session.merge(indicator), 2025, "1")
    assert officer.post(target, data=sent).status_code == 409


def test_an_objective_and_an_indicator_are_renamed_moved_and_taken_out(
    database: Database, cast: Cast, client_as: ClientAs
) -> None:
    with database.transaction(ME, "scorecard:plan") as session:
        an_indicator(session, an_objective(session, cast))
        an_indicator(session, an_objective(session, cast, "Lærende organisasjon"), "Forvaltningspraksis")
    officer = client_as(cast.officer)
    officer.submit("/scorecard/objectives/2/change", title="Organisasjonen lærer", number="1")
    officer.submit("/scorecard/indicators/1/change", wanted="12,50", acceptable="")
    told = text_of(officer, "/scorecard")
    assert told.index("Organisasjonen lærer") < told.index("minst 12,5")
    officer.submit("/scorecard/indicators/1/withdraw", because="Måles ikke lenger")
    assert officer.get("/scorecard/indicators/1").status_code == 404
    officer.submit("/scorecard/objectives/2/withdraw", because="Målet er nådd")
    assert "Forvaltningspraksis" not in text_of(officer, "/scorecard")


def test_what_the_program_follows_is_recorded_by_hand_only_when_the_year_is_over(
    database: Database, cast: Cast, client_as: ClientAs
) -> None:
    with database.transaction(ME, "scorecard:start") as session:
        training = started(session, cast)["training_done"].id
    officer = client_as(cast.officer)
    assert "Så langt i 2026: 0 % (0 av 9)" in text_of(officer, f"/scorecard/indicators/{training}")
    assert officer.get(f"/scorecard/indicators/{training}/results/2026").status_code == 404
    assert officer.submit(f"/scorecard/indicators/{training}/results/2025", value="50 %").status_code == 303


@pytest.mark.parametrize("year", ["2101", "1999", "i fjor", "99999999999"])
def test_a_year_that_no_card_has_is_refused(cast: Cast, client_as: ClientAs, year: str) -> None:
    assert client_as(cast.officer).get("/scorecard", query_string={"year": year}).status_code == 400


def test_a_card_is_told_as_of_a_day_and_of_an_earlier_year(database: Database, cast: Cast, client_as: ClientAs) -> None:
    with database.transaction(ME, "scorecard:plan") as session:
        a_result(session, an_indicator(session, an_objective(session, cast)), 2024, "7")
    officer = client_as(cast.officer)
    assert "Resultat 2022Resultat 2023Resultat 2024" in text_of(officer, "/scorecard?year=2024")
    assert "Resultat 2024Resultat 2025Resultat 2026" in text_of(officer, "/scorecard?year=2027")
    assert "Samhandling" not in text_of(officer, "/scorecard?year=2026&as_of=2025-12-31")
    assert officer.get("/scorecard.csv?as_of=2026-11-21").text.count("\n") == 1
    assert "Samhandling" in officer.get("/scorecard.csv").text
    assert officer.get("/scorecard.pdf").data.startswith(b"%PDF")
