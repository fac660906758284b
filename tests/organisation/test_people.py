"""What can be done with people and their roles on their pages."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.organisation.models import Person, RoleHolding
from isms.organisation.vocabulary import Role
from tests.cast import Cast
from tests.client import Client

ClientAs = Callable[[int | None], Client]


@pytest.fixture
def officer(cast: Cast, client_as: ClientAs) -> Client:
    """The municipality's officer, signed in."""
    return client_as(cast.officer)


def holding_of(database: Database, person_id: int) -> int:
    with database.reading() as session:
        return session.scalars(select(RoleHolding.id).where(RoleHolding.person_id == person_id)).one()


def register(client: Client, cast: Cast, **fields: object) -> str:
    whole = {"name": "Åse Lien", "email": "ase@example.test", "unit_id": cast.school, "language": "nb", **fields}
    answer = client.submit("/people/new", **whole)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_person_is_registered_and_changed(cast: Cast, officer: Client) -> None:
    path = register(officer, cast, title="Rektor")
    assert officer.submit(f"{path}/change", trained_on="23.11.2026").status_code == 422
    answer = officer.submit(f"{path}/change", name="Åse Lien Berg", unit_id=cast.kindergarten, trained_on="22.11.2026")

    text = officer.page(answer.location).text
    for said in (
        "Siste opplæring i informasjonssikkerhet",
        "22.11.2026",
        "Åse Lien Berg",
        "Rektor",
        "Barnehage",
        "ase@example.test",
        "navn fra «Åse Lien» til «Åse Lien Berg»",
    ):
        assert said in text


def test_an_address_belongs_to_one_person(cast: Cast, officer: Client) -> None:
    answer = officer.submit(
        "/people/new", name="En annen", email="Employee@Example.test", unit_id=cast.school, language="nb"
    )

    assert answer.status_code == 422
    assert "Adressen er i bruk" in answer.text


def test_the_register_shows_each_role_in_force_once_in_a_fixed_order(
    cast: Cast, officer: Client, clock: FixedClock
) -> None:
    for role, place, until in (
        ("leadership", cast.municipality, ""),
        ("area_owner", cast.hem, ""),
        ("area_owner", cast.opp, ""),
        ("auditor", cast.opp, "31.12.2026"),
    ):
        fields = {"role": role, "unit_id": place, "valid_from": "01.01.2026", "valid_until": until}
        assert officer.submit(f"/people/{cast.employee}/roles/new", **fields).status_code == 303

    def roles(query: str = "") -> str:
        page = officer.page(f"/people?q=nora{query}")
        return next(cell.text for cell in page.root.all("td") if cell["data-label"] == "Roller")

    assert roles() == "Tjenesteområdeeier, Ledergruppe, Revisor, Ansatt"
    clock.advance(days=60)
    assert roles() == "Tjenesteområdeeier, Ledergruppe, Ansatt"
    rows = officer.get("/people.json?role=x&roles=leadership").json["rows"]  # type: ignore[index]
    assert [row["name"] for row in rows] == ["Hilde Kvamme", "Nora Aasen"]
    assert rows[1]["roles"] == ["area_owner", "leadership", "employee"]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_an_export_of_people_as_of_before_a_change_is_the_one_made_then(
    cast: Cast, officer: Client, database: Database, ending: str
) -> None:
    then = officer.get(f"/people.{ending}")
    officer.submit(f"/roles/{holding_of(database, cast.auditor)}/withdraw", because="Oppdraget er slutt")
    officer.submit(f"/people/{cast.employee}/change", name="Nora Berg", unit_id=cast.school)
    officer.submit(f"/people/{cast.leadership}/deactivate")

    as_of = officer.get(f"/people.{ending}?as_of={then.headers['Systemhelse-Position']}")

    assert as_of.data == then.data
    assert officer.get(f"/people.{ending}").data != then.data


def test_who_leaves_is_asked_about_first_and_can_come_back(cast: Cast, officer: Client, database: Database) -> None:
    path = f"/people/{cast.hem_owner}"
    before = officer.page(f"{path}/deactivate")
    assert before.heading == "Sett Astrid Fossheim som sluttet"
    assert "Tjenesteområdeeier" in before.text

    assert officer.submit(f"{path}/deactivate").status_code == 303
    assert "Personen sluttet 22.11.2026." in officer.page(path).text
    assert officer.submit(f"{path}/deactivate").status_code == 422
    assert officer.submit(f"{path}/reactivate").status_code == 303
    with database.reading() as session:
        assert session.get_one(Person, cast.hem_owner).deactivated_on is None


def test_a_person_who_has_left_has_no_access(cast: Cast, officer: Client, client_as: ClientAs) -> None:
    officer.submit(f"/people/{cast.hem_owner}/deactivate")

    assert client_as(cast.hem_owner).get("/units").status_code == 403


def test_a_role_is_granted_and_withdrawn_with_a_reason(cast: Cast, officer: Client, database: Database) -> None:
    answer = officer.submit(
        f"/people/{cast.employee}/roles/new", role="area_owner", unit_id=cast.hem, valid_from="01.12.2026"
    )
    text = officer.page(answer.location).text
    assert "Tjenesteområdeeier" in text
    assert "(gjelder ikke nå)" in text

    with database.reading() as session:
        held = session.scalars(select(RoleHolding).where(RoleHolding.role == Role.AREA_OWNER)).all()
        made = next(holding for holding in held if holding.person_id == cast.employee)
        assert made.valid_from == date(2026, 12, 1)
    answer = officer.submit(f"/roles/{made.id}/withdraw", because="Gikk til en annen")
    text = officer.page(answer.location).text
    assert "Rollen Tjenesteområdeeier er trukket tilbake." in text
    assert "Ingrid Solvang trakk tilbake rollen «Tjenesteområdeeier»: Gikk til en annen" in text
    assert officer.get(f"/roles/{made.id}/withdraw").status_code == 404


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"role": "auditor"}, "En revisors tilgang må ha en siste dag."),
        ({"valid_until": "31.12.2025"}, "Siste dag må være samme dag som eller etter den første."),
        ({"unit_id": "neighbour"}, "Velg et av svarene i listen."),
    ],
)
def test_a_role_that_cannot_be_granted_is_refused(
    cast: Cast, officer: Client, fields: dict[str, str], says: str
) -> None:
    whole = {"role": "leadership", "unit_id": cast.hem, "valid_from": "01.01.2026", **fields}
    if fields.get("unit_id"):
        whole["unit_id"] = cast.neighbour

    answer = officer.submit(f"/people/{cast.employee}/roles/new", **whole)

    assert answer.status_code == 422
    assert says in answer.text


def test_nobody_grants_themselves_a_role(cast: Cast, client_as: ClientAs) -> None:
    operator = client_as(cast.operator)
    answer = operator.submit(f"/people/{cast.operator}/roles/new", role="security_officer", unit_id=cast.municipality)

    assert answer.status_code == 422
    assert "Du kan ikke gi deg selv en rolle." in answer.text
