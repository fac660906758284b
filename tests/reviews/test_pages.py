"""The pages of reviews: read, comment, decide, plan, and who may knock."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from isms.organisation.models import Person, Unit
from isms.organisation.vocabulary import Language
from isms.reviews import service
from isms.reviews.jobs import prepare_due
from isms.reviews.models import Review, ReviewComment, ReviewPlan
from tests.client import Client
from tests.reviews.conftest import Town
from tests.reviews.test_prepare import rich
from tests.risk.stage import ME, a_system, get

ClientAs = Callable[[int | None], Client]


@pytest.fixture
def told(town: Town) -> Town:
    """Two periods of reviews; the second tells what has changed."""
    town.at(2026, 5, 2, 8)
    prepare_due(town.database, "w")
    rich(town)
    town.at(2026, 9, 2, 8)
    prepare_due(town.database, "w")
    return town


def number(town: Town, unit_id: int, period: str = "2026-T2") -> int:
    with town.database.reading() as session:
        statement = select(Review.id).where(Review.unit_id == unit_id, Review.period == period)
        return session.scalars(statement).one()


def test_a_review_is_read_as_a_report(told: Town, client_as: ClientAs) -> None:
    client = client_as(told.cast.chief_executive)
    page = client.page(f"/reviews/{number(told, told.cast.municipality)}")
    text = page.text
    assert page.heading == "Ledelsesgjennomgang av systemhelse: Eksempelfjord kommune, 2. tertial 2026"
    assert "Eksempelfjord kommune har 2 systemer. 2 av dem må følges opp." in text
    assert "1 flere" in text
    assert "Sammenlignet med 1. tertial 2026" in text
    assert "S-001 Pasientjournal" in text
    with told.database.reading() as session:
        review = session.get_one(Review, number(told, told.cast.municipality))
    assert f"{review.position}@2026-08-31" in text
    assert "02.09.2026" in text


def test_a_first_review_says_that_there_is_none_before(told: Town, client_as: ClientAs) -> None:
    text = client_as(told.cast.officer).page(f"/reviews/{number(told, told.cast.hem, '2026-T1')}").text
    assert "flere" not in text


def test_the_register_leads_to_each_review_of_those_one_may_see(told: Town, client_as: ClientAs) -> None:
    page = client_as(told.cast.hem_owner).page("/reviews")
    assert f'href="/reviews/{number(told, told.cast.hem)}"' in client_as(told.cast.hem_owner).get("/reviews").text
    assert "Helse og mestring" in page.text
    assert "Oppvekst" not in page.text
    assert client_as(told.cast.officer).get("/reviews.csv").text.count("2026-T2") == 3


@pytest.mark.parametrize("door", ["", "/comment"])
def test_a_foreign_review_is_not_there(told: Town, client_as: ClientAs, door: str) -> None:
    path = f"/reviews/{number(told, told.cast.hem)}{door}"
    assert client_as(told.cast.outsider).get(path).status_code == 404
    if not door:
        assert client_as(told.cast.opp_owner).get(path).status_code == 404


def test_who_may_only_read_may_neither_comment_nor_plan(told: Town, client_as: ClientAs) -> None:
    path = f"/reviews/{number(told, told.cast.hem)}"
    reader = client_as(told.cast.hem_owner)
    assert reader.get(path).status_code == 200
    assert reader.get(f"{path}/comment").status_code == 403
    assert reader.get(f"/units/{told.cast.hem}/reviews-from").status_code == 403
    assert client_as(told.cast.employee).get(path).status_code == 403


def test_the_officer_comments_line_by_line(told: Town, client_as: ClientAs) -> None:
    path = f"/reviews/{number(told, told.cast.hem)}"
    client = client_as(told.cast.officer)
    answer = client.submit(f"{path}/comment", text="Sommeren var rolig.\nHøsten blir ikke det.")
    assert (answer.status_code, answer.location) == (303, f"{path}#comments")
    assert "Sommeren var rolig.<br>Høsten blir ikke det." in client.get(path).text.replace("\r", "")
    assert "Ingrid Solvang" in client.page(path).text
    with told.database.reading() as session:
        assert session.scalars(select(ReviewComment.written_on)).all() == [date(2026, 9, 2)]


def test_comments_leave_the_figures_as_they_were(told: Town, client_as: ClientAs) -> None:
    review_id = number(told, told.cast.hem)
    with told.database.reading() as session:
        before = session.get_one(Review, review_id)
    client = client_as(told.cast.officer)
    client.submit(f"/reviews/{review_id}/comment", text="Sett.")
    with told.database.reading() as session:
        after = session.get_one(Review, review_id)
    assert (after.figures, after.version) == (before.figures, before.version)


def test_the_officer_says_from_when_a_unit_is_reviewed(told: Town, client_as: ClientAs) -> None:
    path = f"/units/{told.cast.hem}/reviews-from"
    client = client_as(told.cast.officer)
    assert 'value="2026-T1"' in client.get(path).text
    assert client.submit(path, first_period="2026-T9").status_code == 422
    assert client.submit(path, first_period="2027-t1").status_code == 303
    assert 'value="2027-T1"' in client.get(path).text
    assert client.get(f"/units/{told.cast.nursing}/reviews-from").status_code == 404
    assert client_as(told.cast.outsider).get(path).status_code == 404


def test_two_who_plan_at_once_do_not_overwrite_each_other(told: Town, client_as: ClientAs) -> None:
    path = f"/units/{told.cast.hem}/reviews-from"
    client = client_as(told.cast.officer)
    target, sent = client.filled(path, first_period="2027-T1")
    with told.database.transaction(ME, "review:plan") as session:
        service.plan(session, get(session, Unit, told.cast.hem), first_period="2028-T1")
    answer = client.post(target, data=sent)
    assert answer.status_code == 409
    assert "2028-T1" in answer.text
    assert "2027-T1" in answer.text
    with told.database.reading() as session:
        assert session.scalars(select(ReviewPlan.first_period)).all() == ["2028-T1"]


def test_more_systems_than_are_listed_are_counted_all_the_same(town: Town, client_as: ClientAs) -> None:
    with town.database.transaction(ME, "system:register") as session:
        for n in range(70):
            a_system(session, town.cast.kindergarten, f"Fagsystem {n}")
    town.at(2026, 5, 2, 8)
    prepare_due(town.database, "w")
    text = client_as(town.cast.officer).page(f"/reviews/{number(town, town.cast.opp, '2026-T1')}").text
    assert "71 av dem må følges opp." in text
    assert "I tillegg må 11 systemer følges opp." in text


def test_a_review_is_read_in_english_too(told: Town, client_as: ClientAs) -> None:
    with told.database.transaction(ME, "person:change") as session:
        get(session, Person, told.cast.officer).language = Language.EN
    text = client_as(told.cast.officer).page(f"/reviews/{number(told, told.cast.municipality)}").text
    assert "Eksempelfjord kommune has 2 systems." in text
