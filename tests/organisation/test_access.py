"""Who gets through which door: every route of the room, by role, and from another municipality."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from isms.app import matrix
from isms.kernel.db import Database
from isms.kernel.permission import Permission as AnyPermission
from isms.kernel.seal.models import Sealing
from isms.organisation.models import RoleHolding
from isms.organisation.vocabulary import RELATED, Permission, Role
from tests.cast import Cast
from tests.client import Client

ClientAs = Callable[[int | None], Client]

DOORS: dict[str, tuple[str, AnyPermission]] = {
    "organisation.units": ("/units", Permission.UNIT_READ),
    "organisation.units_export": ("/units.csv", Permission.UNIT_READ),
    "organisation.tree": ("/units/tree", Permission.UNIT_READ),
    "organisation.unit": ("/units/{unit}", Permission.UNIT_READ),
    "organisation.establish": ("/units/new", Permission.UNIT_MANAGE),
    "organisation.change_unit": ("/units/{unit}/change", Permission.UNIT_MANAGE),
    "organisation.move": ("/units/{unit}/move", Permission.UNIT_MANAGE),
    "organisation.end_unit": ("/units/{unit}/end", Permission.UNIT_MANAGE),
    "organisation.withdraw_unit": ("/units/{unit}/withdraw", Permission.UNIT_MANAGE),
    "organisation.import_units": ("/units/import", Permission.UNIT_MANAGE),
    "organisation.people": ("/people", Permission.PERSON_READ),
    "organisation.people_export": ("/people.csv", Permission.PERSON_READ),
    "organisation.person": ("/people/{person}", Permission.PERSON_READ),
    "organisation.register_person": ("/people/new", Permission.PERSON_MANAGE),
    "organisation.change_person": ("/people/{person}/change", Permission.PERSON_MANAGE),
    "organisation.deactivate": ("/people/{person}/deactivate", Permission.PERSON_MANAGE),
    "organisation.reactivate": ("/people/{person}/reactivate", Permission.PERSON_MANAGE),
    "organisation.import_people": ("/people/import", Permission.PERSON_MANAGE),
    "organisation.handovers": ("/handovers", Permission.PERSON_HAND_OVER),
    "organisation.hand_over": ("/people/{person}/handover", Permission.PERSON_HAND_OVER),
    "organisation.grant_role": ("/people/{person}/roles/new", Permission.ROLE_GRANT),
    "organisation.withdraw_role": ("/roles/{holding}/withdraw", Permission.ROLE_GRANT),
    "organisation.import_roles": ("/roles/import", Permission.ROLE_GRANT),
}


def opened(database: Database, path: str, unit: int, person: int) -> str:
    """Return a door's path for a unit, a person, and the one role that person holds."""
    with database.reading() as session:
        held = select(RoleHolding.id).where(RoleHolding.person_id == person)
        return path.format(unit=unit, person=person, holding=session.scalars(held).one())


def test_every_door_of_the_room_is_tried(app: Flask) -> None:
    ours = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("organisation.")}

    assert ours == DOORS.keys()


@pytest.mark.parametrize("role", list(Role))
def test_a_door_opens_for_the_roles_that_hold_its_permission(
    cast: Cast, database: Database, client_as: ClientAs, role: Role
) -> None:
    client = client_as(cast.of_role(role))
    for endpoint, (path, permission) in DOORS.items():
        answer = client.get(opened(database, path, cast.home_care, cast.employee))
        # Whoever leads somebody may knock: the list is then of their own people, and a stranger is not found.
        closed = 403 if permission not in RELATED else 404 if "{" in path else 200
        assert answer.status_code == (200 if role in matrix()[permission] else closed), endpoint


def test_what_belongs_to_another_municipality_does_not_exist(
    cast: Cast, database: Database, client_as: ClientAs
) -> None:
    outsider = client_as(cast.outsider)
    for endpoint, (path, _) in DOORS.items():
        if "{" in path:
            foreign = opened(database, path, cast.home_care, cast.employee)
            assert outsider.get(foreign).status_code == 404, endpoint
        else:
            answer = outsider.get(path)
            assert answer.status_code == 200, endpoint
            assert "Hjemmetjenesten" not in answer.text
            assert "Nora" not in answer.text


def test_a_change_sent_to_another_municipality_changes_nothing(
    cast: Cast, database: Database, client_as: ClientAs
) -> None:
    outsider = client_as(cast.outsider)
    _, sent = outsider.filled(f"/units/{cast.neighbour_unit}/change", name="Tatt over")
    with database.reading() as session:
        before = session.scalars(select(Sealing.position).order_by(Sealing.position.desc())).first()
    for path, _ in DOORS.values():
        if "{" in path:
            foreign = opened(database, path, cast.home_care, cast.employee)
            assert outsider.post(foreign, data=sent).status_code in {404, 405}
    with database.reading() as session:
        assert session.scalars(select(Sealing.position).order_by(Sealing.position.desc())).first() == before


def test_an_area_owner_sees_the_area_alone(cast: Cast, client_as: ClientAs) -> None:
    owner = client_as(cast.hem_owner)

    assert owner.get(f"/units/{cast.home_care_north}").status_code == 200
    for elsewhere in (cast.school, cast.opp, cast.municipality):
        assert owner.get(f"/units/{elsewhere}").status_code == 404
    text = owner.page("/units").text
    assert "Hjemmetjenesten" in text
    assert "Barnehage" not in text


def test_a_stranger_is_asked_to_sign_in(cast: Cast, database: Database, client_as: ClientAs) -> None:
    stranger = client_as(None)
    for endpoint, (path, _) in DOORS.items():
        answer = stranger.get(opened(database, path, cast.home_care, cast.employee))
        assert answer.status_code in {302, 303, 401}, endpoint


def test_reading_changes_nothing(cast: Cast, database: Database, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)
    with database.reading() as session:
        before = len(session.scalars(select(Sealing.position)).all())
    for path, _ in DOORS.values():
        officer.get(opened(database, path, cast.home_care, cast.employee))
    with database.reading() as session:
        assert len(session.scalars(select(Sealing.position)).all()) == before


def test_a_change_without_the_forms_token_is_refused(cast: Cast, client_as: ClientAs) -> None:
    officer = client_as(cast.officer)

    answer = officer.post(f"/units/{cast.nursing}/withdraw", data={"because": "Fordi"})
    assert answer.status_code == 400
    file = {"file": (BytesIO(b"code;name;kind\n"), "x.csv")}
    assert officer.post("/units/import", data=file).status_code == 400
    assert officer.get(f"/units/{cast.nursing}/change").status_code == 200
