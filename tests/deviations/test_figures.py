"""The page of figures: whose deviations it counts, in which days, as of which moment, and where its numbers lead."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from isms.deviations import service
from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.vocabulary import Cause, DeviationCategory, Severity, StopCause
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.organisation.models import Unit
from tests.cast import Cast
from tests.client import Client
from tests.markup import Page
from tests.risk.stage import ME, get

ClientAs = Callable[[int | None], Client]
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)


def reported(session: Session, unit_id: int, person_id: int, days_ago: int, **fields: Any) -> Deviation:
    """Report a deviation some days ago, and say of it what the fields say."""
    then = NOW - timedelta(days=days_ago)
    unit = get(session, Unit, unit_id)
    said: dict[str, Any] = {"title": "Avvik", "severity": Severity.SERIOUS, "discovered_at": then}
    made = service.report(session, unit, person_id, now=then, **said)
    for name, value in fields.items():
        setattr(made, name, value)
    session.flush()
    return made


@pytest.fixture
def happened(database: Database, cast: Cast) -> Cast:
    """Two in HEM, one of them closed after 10 days; one in OPP; one long ago; one of the neighbour's."""
    privacy = {"category": DeviationCategory.PRIVACY, "cause_kind": Cause.CAPACITY}
    with database.transaction(ME, "deviation:report") as session:
        reported(session, cast.nursing, cast.employee, 3, **privacy)
        reported(session, cast.nursing, cast.employee, 40, cause="Slurv", closed_on=date(2026, 10, 23))
        at_school = reported(session, cast.school, cast.opp_owner, 60)
        reported(session, cast.nursing, cast.employee, 500, cause="Slurv", closed_on=date(2025, 8, 1))
        reported(session, cast.neighbour_unit, cast.outsider, 5)
        starts = NOW - timedelta(days=60)
        session.add(
            DeviationClock(
                tenant_id=cast.municipality,
                deviation_id=at_school.id,
                rule="breach_72h",
                basis="GDPR 33",
                starts_at=starts,
                due_at=starts + timedelta(hours=72),
                stopped_at=starts + timedelta(hours=70),
                stop_cause=StopCause.REPORTED,
            )
        )
    return cast


def figures(page: Page) -> list[str]:
    """Return the figures a page opens with, each as it is read."""
    return [" ".join(item.text.split()) for item in page.root.all("dd") if item["class"] == "figure"]


def test_the_officer_counts_the_municipality_and_a_director_their_area(happened: Cast, client_as: ClientAs) -> None:
    assert figures(client_as(happened.officer).page("/deviations/figures")) == ["3", "2", "10 dager", "1 av 1"]
    assert figures(client_as(happened.hem_owner).page("/deviations/figures")) == ["2", "1", "10 dager", "–"]
    assert "Ingen klokker." in client_as(happened.hem_owner).get("/deviations/figures").text
    assert figures(client_as(happened.opp_owner).page("/deviations/figures")) == ["1", "1", "–", "1 av 1"]
    assert figures(client_as(happened.outsider).page("/deviations/figures"))[0] == "1"
    assert client_as(happened.operator).page("/deviations/figures").heading == "Avvik i tall"
    assert figures(client_as(happened.operator).page("/deviations/figures"))[0] == "0"


def test_an_area_and_some_days_narrow_what_is_counted(happened: Cast, client_as: ClientAs) -> None:
    officer = client_as(happened.officer)
    assert figures(officer.page("/deviations/figures?area=OPP"))[0] == "1"
    assert figures(officer.page("/deviations/figures?from=2026-11-19&to=2026-11-19"))[0] == "1"
    assert figures(officer.page("/deviations/figures?from=2026-11-20&to=2026-11-22"))[0] == "0"
    assert figures(officer.page("/deviations/figures?from=1.1.2025&months=24"))[0] == "4"
    assert figures(officer.page("/deviations/figures?to=2030-01-01"))[0] == "3"
    for wrong in ("from=x", "to=32.1.2026", "from=2026-11-22&to=2026-11-21", "as_of=tomorrow"):
        assert officer.get(f"/deviations/figures?{wrong}").status_code == 400


def test_a_number_leads_to_just_those_deviations(happened: Cast, client_as: ClientAs) -> None:
    officer = client_as(happened.officer)
    page = officer.page("/deviations/figures?area=HEM")
    leads = [link["href"] for link in page.root.all("a") if "severity=serious" in link["href"]]
    assert leads == ["/deviations?area=HEM&reported_from=2025-11-23&reported_until=2026-11-22&severity=serious"]
    assert "<strong>2 avvik</strong>" in officer.get(leads[0]).text
    assert "/deviations/figures" in officer.get("/deviations").text


def test_days_that_are_none_find_no_deviation(happened: Cast, client_as: ClientAs) -> None:
    assert "<strong>0 avvik</strong>" in client_as(happened.officer).get("/deviations?reported_from=x").text


def test_the_past_is_counted_as_it_stood(
    database: Database, happened: Cast, client_as: ClientAs, clock: FixedClock
) -> None:
    officer = client_as(happened.officer)
    clock.advance(days=2)
    with database.transaction(ME, "deviation:close") as session:
        get(session, Deviation, 1).cause = "Slurv"
        get(session, Deviation, 1).closed_on = date(2026, 11, 24)
    assert figures(officer.page("/deviations/figures"))[1:3] == ["1", "7,5 dager"]
    past = officer.get("/deviations/figures?as_of=2026-11-22")
    assert figures(Page(past.text))[:3] == ["3", "2", "10 dager"]
    assert "as_of=2026-11-22" in past.text


def test_the_tables_leave_as_one_sheet(happened: Cast, client_as: ClientAs) -> None:
    answer = client_as(happened.officer).get("/deviations/figures.csv?area=HEM")
    lines = answer.text.lstrip("\ufeff").splitlines()
    assert lines[0] == '"Tabell";"Hva";"Hva som er talt";"Antall"'
    for line in (
        "Kategori;Personvern;Meldt;1",
        "Utvikling;2026-11;Meldt;1",
        "Utvikling;2026-10;Avsluttet;1",
        "Dager til lukking, etter alvorlighet;Alvorlig;Median dager;10",
    ):
        assert line in lines
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="deviation-figures-')
