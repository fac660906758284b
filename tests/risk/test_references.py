"""Linking risks to the controls that keep them down: both pages, the register's references, and what was so before."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from isms.controls.models import Control
from isms.kernel.access import CONSOLE
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.kernel.register.kinds import Kind
from isms.kernel.seal.models import Sealing
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Unit
from isms.risk import service
from isms.risk.models import Scenario, ScenarioControl
from isms.risk.queries.references import controls_of
from isms.risk.register.risks import RISKS
from tests.cast import Cast
from tests.client import Client
from tests.controls.stage import ANNEX, NSM, adopted, applying
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get, seen

ClientAs = Callable[[int | None], Client]
CODES = ("NSM 2.10", "NSM 2.9", "A.8.13")


@pytest.fixture
def told(database: Database, cast: Cast) -> Cast:
    """A risk of the school's, and three controls that apply."""
    with database.transaction(ME, "risk:begin") as session:
        for framework in (NSM, ANNEX):
            adopted(session, cast, framework)
        for code in CODES:
            applying(session, code)
        system = a_system(session, cast.school, "Skole")
        a_risk(session, an_assessment(session, [system], cast.officer), system)
    return cast


def refer(database: Database, *codes: str) -> None:
    with database.transaction(ME, "risk:refer") as session:
        some = session.scalars(select(Control).where(Control.code.in_(codes))).all()
        service.refer(session, get(session, Scenario, 1), some, TODAY)


def referred(database: Database) -> list[str]:
    with database.reading() as session:
        return [control.code for control in controls_of(session, 1)]


def test_links_are_made_taken_away_and_made_again_in_one_row(database: Database, told: Cast) -> None:
    refer(database, *CODES)
    assert referred(database) == ["A.8.13", "NSM 2.9", "NSM 2.10"]
    refer(database, "A.8.13")
    assert referred(database) == ["A.8.13"]
    refer(database, "A.8.13", "NSM 2.9")
    assert referred(database) == ["A.8.13", "NSM 2.9"]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ScenarioControl)) == 3


def test_a_control_of_another_municipality_is_refused(database: Database, told: Cast) -> None:
    with database.transaction(ME, "control:adopt") as session:
        other = get(session, Unit, told.neighbour)
        theirs = adopted(session, Cast(**{**told.__dict__, "municipality": other.id}))
        ids = theirs[0].id
    with pytest.raises(Refused), database.transaction(ME, "risk:refer") as session:
        service.refer(session, get(session, Scenario, 1), [get(session, Control, ids)], TODAY)


def test_the_register_says_the_references_in_order_now_and_then(database: Database, told: Cast) -> None:
    refer(database, *CODES)
    with database.reading() as session:
        position = session.scalar(select(func.max(Sealing.position)))
    refer(database)
    kind: Kind = RISKS.column("references").kind
    assert seen(database, RISKS, CONSOLE, ("references",)) == [(None,)]
    [(codes,)] = seen(database, RISKS, CONSOLE, ("references",), position=position)
    assert kind.plain
    assert kind.plain(CATALOGUE.words("nb"))(codes) == "A.8.13; NSM 2.9; NSM 2.10"
    assert kind.data
    assert kind.data(codes) == ["A.8.13", "NSM 2.9", "NSM 2.10"]


def test_a_risk_is_linked_on_its_page_and_stands_on_that_of_the_control(
    database: Database, told: Cast, client_as: ClientAs
) -> None:
    officer = client_as(told.officer)
    with database.reading() as session:
        ids = {control.code: control.id for control in session.scalars(select(Control))}
    assert "NSM 2.1 " not in officer.get("/risks/1/controls").text
    said = {"controls": [str(ids["A.8.13"]), str(ids["NSM 2.9"])]}
    assert officer.submit("/risks/1/controls", **said).status_code == 303
    assert "A.8.13 Sikkerhetskopier" in officer.page("/risks/1").text
    assert "Systemet er nede" in officer.get(f"/controls/{ids['A.8.13']}").text
    assert "A.8.13; NSM 2.9" in officer.get("/risks.csv").text
    assert "Systemet er nede" not in client_as(told.hem_owner).get(f"/controls/{ids['A.8.13']}").text
    undecided = officer.submit("/risks/1/controls", controls=[str(ids["NSM 1.1"])])
    assert undecided.status_code == 422
    assert client_as(told.auditor).get("/risks/1/controls").status_code in {403, 404}
