"""The page of the rules: every rule in plain words, and the decision about one."""

from collections.abc import Callable

from isms.clocks import service
from isms.clocks.rules import Step
from isms.clocks.vocabulary import Told
from isms.kernel.db import Database
from tests.cast import Cast
from tests.client import Client

ClientAs = Callable[[int | None], Client]
BREACH = "/clock-rules/breach_72h/change"


def test_every_rule_is_told_in_plain_words(cast: Cast, client_as: ClientAs) -> None:
    page = client_as(cast.hem_owner).get("/clock-rules").text
    for said in (
        "72 timer, også i helger og på helligdager",
        "48 timer før: den ansvarlige, personvernombudet, sikkerhetslederen",
        "Når fristen er ute: ",
        "Personvernforordningen artikkel 33 nr. 1",
        "Kontroller mot forskriften",
        "Ikke i kraft",
        "Ingen lov setter denne fristen.",
    ):
        assert said in page
    assert "/change" not in page.partition("<main")[2]


def test_the_officer_decides_with_a_reason(database: Database, cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    assert officer.submit(BREACH, length="48").status_code == 422
    answer = officer.submit(BREACH, length="48", note="Vi vil ha et døgn på oss", count_2=None, count_3="", count_4="")
    assert answer.status_code == 303, answer.text
    with database.reading() as session:
        rule = service.rules_of(session, cast.municipality)["breach_72h"]
    assert rule.length == 48
    assert rule.steps == (Step(48, (Told.OWNER, Told.SECURITY_OFFICER, Told.PRIVACY_OFFICER)),)
    page = officer.get("/clock-rules").text
    assert "Vi vil ha et døgn på oss" in page
    assert "Ingrid Solvang" in page


def test_the_law_is_not_lengthened_nor_switched_off(cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    longer = officer.submit(BREACH, length="73", note="Mer tid")
    assert longer.status_code == 422
    assert "Loven gir høyst 72." in longer.text
    off = officer.submit(BREACH, active=None, note="Ikke for oss")
    assert "kan ikke slås av" in off.text


def test_an_unverified_rule_is_labelled_also_when_it_is_switched_on(cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    path = "/clock-rules/nis2_24h/change"
    assert "ikke kontrollert mot forskriften" in officer.get(path).text
    assert officer.submit(path, active="y", note="Kontrollert mot direktivet").status_code == 303
    assert officer.get("/clock-rules").text.count("Kontroller mot forskriften") >= 5
    assert officer.get("/clock-rules/no-such-rule/change").status_code == 404


def test_two_who_decide_at_once_are_shown_both(cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    path, form = officer.filled(BREACH, length="48", note="Et døgn", count_2="", count_3="", count_4="")
    assert officer.submit(BREACH, length="60", note="To og et halvt").status_code == 303
    assert officer.post(path, data=form).status_code == 409
