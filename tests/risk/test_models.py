"""A municipality's own risk model: drafted, changed, approved, and held by what is assessed under it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.risk import queries, rules, service
from isms.risk.models import Assessment, RiskModel, Scenario
from isms.risk.queries import criteria
from isms.risk.vocabulary import Consequence, Likelihood, RiskLevel
from tests.attestations.stage import PASSWORD, give_password
from tests.cast import Cast
from tests.client import Client
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get

ClientAs = Callable[[int | None], Client]


def a_model(session: Session, cast: Cast, base: str = "5x5-1", valid_from: date = TODAY) -> RiskModel:
    return service.draft_model(
        session, cast.municipality, rules.SHIPPED[base], title="Risikomodell 2027", valid_from=valid_from
    )


def approve(session: Session, model: RiskModel, cast: Cast) -> None:
    service.approve_model(session, model, criteria.as_rules(model), cast.chief_executive, TODAY)


def test_a_model_is_kept_as_it_was_drafted(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk_model:draft") as session:
        number = a_model(session, cast).id
    with database.reading() as session:
        kept = criteria.as_rules(get(session, RiskModel, number))
        assert kept.code == "M-001"
        assert (kept.cells, kept.acceptance, kept.intervals, kept.categories) == (
            rules.SHIPPED["5x5-1"].cells,
            rules.DEFAULT.acceptance,
            rules.DEFAULT.intervals,
            rules.DEFAULT.categories,
        )


def test_only_an_approved_model_holds_and_from_its_day(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk_model:approve") as session:
        later = a_model(session, cast, valid_from=date(2027, 1, 1))
        assert queries.current_model(session, cast.municipality, date(2027, 1, 1)) == (rules.DEFAULT, None)
        approve(session, later, cast)
        assert queries.current_model(session, cast.municipality, date(2026, 12, 31)) == (rules.DEFAULT, None)
        held, number = queries.current_model(session, cast.municipality, date(2027, 1, 1))
        assert (held.code, number) == (later.code, later.id)
        assert queries.current_model(session, cast.neighbour, date(2027, 1, 1)) == (rules.DEFAULT, None)


def test_an_assessment_keeps_the_model_it_was_made_under(database: Database, cast: Cast) -> None:
    cell = {"likelihood_before": Likelihood("4"), "consequence_before": Consequence("2")}
    with database.transaction(ME, "risk:assess") as session:
        system = a_system(session, cast.nursing, "Journal")
        old = an_assessment(session, [system], cast.officer)
        before = a_risk(session, old, system, **cell)
        approve(session, a_model(session, cast), cast)
        new = an_assessment(session, [system], cast.officer)
        after = a_risk(session, new, system, "5 5")
        service.change_scenario(session, before, title="Som før")
        assert (old.model_version, new.model_version) == ("4x4-1", "M-001")
        assert (before.level_before, after.level_before) == (RiskLevel.MEDIUM, RiskLevel.HIGH)
        with pytest.raises(Refused):
            a_risk(session, old, system, "5 5")
    with database.reading() as session:
        assert get(session, Scenario, before.id).residual_level == RiskLevel.MEDIUM
        assert get(session, Assessment, new.id).model.code == "M-001"


def test_an_approved_model_is_neither_changed_nor_withdrawn(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "risk_model:approve") as session:
        model = a_model(session, cast)
        approve(session, model, cast)
        told = criteria.as_rules(model)
        with pytest.raises(Refused):
            service.change_model(session, model, told, title="Annet", valid_from=TODAY, basis=None, today=TODAY)
        with pytest.raises(Refused):
            service.withdraw_model(session, model, "Feil", TODAY)


def test_a_model_is_drafted_changed_and_approved_on_pages(
    database: Database, cast: Cast, client_as: ClientAs, clock: FixedClock
) -> None:
    officer, director = client_as(cast.officer), client_as(cast.chief_executive)
    made = officer.submit("/risk-models/new", title="Modell 2027", base="4x4-1", valid_from="01.01.2027")
    assert made.headers["Location"] == "/risk-models/1/change"
    falls = officer.submit("/risk-models/1/change", cell_4_4="low")
    assert falls.status_code == 422
    assert "mindre alvorlig tilfelle" in falls.text
    changed = officer.submit(
        "/risk-models/1/change",
        cell_1_4="low",
        likelihood_names="Sjelden\nAv og til\nOfte\nStadig",
        category_6_name="Natur",
        category_6_texts="Ingen\nLiten\nStor\nVarig",
    )
    assert changed.status_code == 303
    assert officer.get("/risk-models/1/approve").status_code == 403
    give_password(database, cast.chief_executive)
    assert director.submit("/risk-models/1/approve", password="feil").status_code == 422
    assert director.submit("/risk-models/1/approve", password=PASSWORD).status_code == 303
    assert officer.get("/risk-models/1/change").status_code in {200, 422}
    assert officer.submit("/risk-models/1/change", cell_1_4="medium").status_code == 422
    with database.reading() as session:
        kept = criteria.as_rules(get(session, RiskModel, 1))
    assert kept.likelihood_names == ("Sjelden", "Av og til", "Ofte", "Stadig")
    assert kept.consequence_names == ()
    assert [found.name for found in kept.categories] == [*rules.CATEGORIES, "Natur"]
    assert kept.categories[0].texts == ()
    assert kept.level(Likelihood("4"), Consequence("1")) == RiskLevel.LOW


def test_the_page_of_the_model_tells_what_holds(database: Database, cast: Cast, client_as: ClientAs) -> None:
    page = client_as(cast.hem_owner).page("/risk-models")
    assert "4x4-1" in page.text
    assert "Kommunedirektør" in page.text
    with database.transaction(ME, "risk_model:draft") as session:
        number = a_model(session, cast).id
    assert "Risikomodell 2027" in client_as(cast.auditor).page(f"/risk-models/{number}").text
    assert client_as(cast.outsider).get(f"/risk-models/{number}").status_code == 404
