"""The pages of projects and of endings: register, decide, confirm, follow up, and end a system."""

from collections.abc import Callable
from typing import Any

import pytest

from isms.kernel.db import Database
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Lifecycle
from isms.projects import service
from isms.projects.models import Project
from isms.projects.vocabulary import BenefitDimension, Phase
from tests.cast import Cast
from tests.client import Client
from tests.projects.stage import a_project, brought
from tests.risk.stage import ME, TODAY, a_system, get

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)

ClientAs = Callable[[int | None], Client]


def phase_of(database: Database) -> Phase:
    with database.reading() as session:
        found: Project = get(session, Project, 1)
        return found.phase


def test_a_project_is_registered_and_decided_on(database: Database, cast: Cast, client_as: ClientAs) -> None:
    officer, owner = client_as(cast.officer), client_as(cast.employee)
    said: Any = {"name": "Ny journal", "unit_id": cast.nursing, "owner_id": cast.employee, "begun_on": "02.03.2026"}
    assert officer.submit("/projects/new", **said, planned_end_on="01.03.2026").status_code == 422
    answer = officer.submit("/projects/new", **said)
    assert (answer.status_code, answer.location) == (303, "/projects/1")
    page = officer.get("/projects/1").text
    assert "Fase 1 av 6: Idé" in page
    assert "Ta beslutningen" not in page
    assert officer.get("/projects/1/decide").status_code == 404
    assert "Skal ideen bli et konsept?" in owner.get("/projects/1/decide").text
    assert owner.submit("/projects/1/decide", outcome="stopped").status_code == 422
    assert owner.submit("/projects/1/decide", outcome="approved", decided_on="10.03.2026").status_code == 303
    assert phase_of(database) == Phase.CONCEPT
    refused = owner.submit("/projects/1/decide", outcome="approved")
    assert refused.status_code == 422
    assert "Systemet mangler foreløpig KIT-vurdering." in refused.text
    waived = owner.submit("/projects/1/decide", outcome="approved", waived_because="Vedtatt i ledergruppen")
    assert waived.status_code == 303
    page = owner.get("/projects/1").text
    assert "Fase 3 av 6: Planlegge" in page
    assert "Vedtatt i ledergruppen" in page
    assert client_as(cast.opp_owner).get("/projects/1").status_code == 404


def test_who_may_decide_withdraws_the_latest_decision_with_a_reason(
    database: Database, cast: Cast, client_as: ClientAs
) -> None:
    with database.transaction(ME, "project:register") as session:
        brought(session, cast, a_project(session, cast.nursing, owner_id=cast.employee), [TODAY] * 2)
    officer, owner = client_as(cast.officer), client_as(cast.employee)
    assert "/projects/decisions/" not in officer.get("/projects/1").text
    assert officer.get("/projects/decisions/2/withdraw").status_code == 404
    page = owner.get("/projects/1").text
    assert "/projects/decisions/2/withdraw" in page
    assert "/projects/decisions/1/withdraw" not in page
    assert owner.submit("/projects/decisions/2/withdraw", because="").status_code == 422
    assert owner.submit("/projects/decisions/2/withdraw", because="Feil prosjekt").status_code == 303
    page = owner.get("/projects/1").text
    assert "Fase 2 av 6: Konsept" in page
    assert "Trukket tilbake 22.11.2026" in page
    assert "Feil prosjekt" in page
    assert owner.get("/projects/decisions/2/withdraw").status_code == 404


def test_two_who_decide_at_once_do_not_decide_twice(database: Database, cast: Cast, client_as: ClientAs) -> None:
    with database.transaction(ME, "project:register") as session:
        a_project(session, cast.nursing)
    director = client_as(cast.chief_executive)
    path, form = director.filled("/projects/1/decide", outcome="approved")
    assert director.submit("/projects/1/decide", outcome="approved").status_code == 303
    form["submit_key"] = "another"
    assert director.post(path, data=form).status_code == 409
    assert phase_of(database) == Phase.CONCEPT


def test_a_gate_is_confirmed_and_a_benefit_followed_up_by_its_owner(
    database: Database, cast: Cast, client_as: ClientAs
) -> None:
    with database.transaction(ME, "project:register") as session:
        project = brought(session, cast, a_project(session, cast.nursing), [TODAY] * 2)
        said = {"dimension": BenefitDimension.TIME, "text": "Raskere vaktskifte", "due_on": None}
        service.add_benefit(session, project, owner_id=cast.employee, **said)  # type: ignore[arg-type]
    officer, owner = client_as(cast.officer), client_as(cast.employee)
    read = officer.submit("/projects/1/gates/first_assessment", met_on="22.11.2026", evidence="Sak 12")
    assert (read.status_code, "leses av registeret" in read.text) == (422, True)
    ticked = officer.submit("/projects/1/gates/requirements", met_on="22.11.2026", evidence="Sak 12")
    assert ticked.status_code == 303
    assert "Sak 12 (22.11.2026, Ingrid Solvang)" in officer.get("/projects/1").text
    assert officer.get("/projects/1/gates/requirements/waive").status_code == 404
    director = client_as(cast.chief_executive)
    waived = director.submit("/projects/1/gates/first_assessment/waive", waived_because="Ingen nye opplysninger")
    assert waived.status_code == 303
    assert "Følg opp" in owner.get("/projects/benefits/1").text
    assert owner.get("/projects/benefits/1/withdraw").status_code == 404
    told = owner.submit("/projects/benefits/1/realise", realised="Ti minutter per vakt", realised_on="22.11.2026")
    assert told.status_code == 303
    assert "Ti minutter per vakt" in owner.get("/projects/1").text


def test_the_picture_tells_what_has_moved(database: Database, cast: Cast, client_as: ClientAs) -> None:
    with database.transaction(ME, "project:register") as session:
        brought(session, cast, a_project(session, cast.nursing), [TODAY])
    officer = client_as(cast.officer)
    page = officer.get("/projects/phases").text
    assert "1 prosjekt har vedtatt ny fase fra 31.08.2026 til 22.11.2026." in page
    assert "0 prosjekter har vedtatt ny fase" in officer.get("/projects/phases?at=21.11.2026").text
    for wrong in ("at=23.11.2026", "at=21.11.2026&since=21.11.2026", "at=i%20dag"):
        assert officer.get(f"/projects/phases?{wrong}").status_code == 400
    assert "0 prosjekter pågikk" in client_as(cast.opp_owner).get("/projects/phases").text
    assert "Ny journal" in officer.get("/projects.csv").text


def test_a_system_is_ended_on_its_own_page(database: Database, cast: Cast, client_as: ClientAs) -> None:
    with database.transaction(ME, "system:register") as session:
        a_system(session, cast.nursing, "Gammel journal", owner_id=cast.employee)
    officer, owner = client_as(cast.officer), client_as(cast.employee)
    refused = officer.submit("/systems/1/change", lifecycle="ended", ended_on="22.11.2026", data_went_to="eDepot")
    assert refused.status_code == 422
    assert "Begynn avslutningen" in officer.get("/systems/1").text
    assert owner.submit("/systems/1/ending/begin", responsible_id=cast.officer).status_code == 303
    page = owner.get("/systems/1/ending").text
    assert "3 oppgaver gjenstår" in page
    assert officer.get("/endings/1").status_code == 200
    assert owner.submit("/systems/1/ending/finish", data_went_to="eDepot").status_code == 422
    done = {"done_on": "22.11.2026", "evidence": "Sak 12"}
    assert owner.submit("/systems/1/ending/archive", **done, not_needed_because="Nei").status_code == 422
    for part in ("archive", "deletion", "access"):
        assert owner.submit(f"/systems/1/ending/{part}", **done).status_code == 303
    assert "Alt er gjort" in owner.get("/systems/1/ending").text
    assert owner.submit("/systems/1/ending/finish", data_went_to="eDepot").status_code == 303
    with database.reading() as session:
        assert get(session, System, 1).lifecycle == Lifecycle.ENDED
    assert client_as(cast.opp_owner).get("/systems/1/ending").status_code == 404
    assert client_as(cast.hem_owner).get("/endings/1").status_code == 200
