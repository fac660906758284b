"""Decides that every door of the API says what it asks for, is closed without a token, and knows no cookie."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from isms.accounts.vocabulary import TokenScope
from isms.app import SCOPES
from isms.kernel.permission import Permission
from isms.kernel.web.api.bodies import ApiDoor
from isms.kernel.web.api.problems import MEDIA_TYPE
from isms.kernel.web.doors import is_open
from isms.measurements.vocabulary import Permission as Measurements
from tests.web.conftest import Place, rows_of
from tests.web.routes import APP, programs_rules

NEEDS: dict[str, tuple[tuple[Permission, ...], TokenScope | None]] = {
    "api.openapi": ((), None),
    "measurements.record_by_api": ((Measurements.MEASUREMENT_RECORD,), TokenScope.MEASUREMENTS_WRITE),
}
"""What each door asks for: of the person, and of the token. A door that stands nowhere here fails."""

RULES = programs_rules()
each = pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.rule))


def asked(app: Flask) -> dict[str, tuple[object, object]]:
    """Return what the doors of an application ask for, by endpoint."""
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in RULES}
    assert not any(is_open(view) for view in views.values())
    doors = {name: getattr(view, "api", None) for name, view in views.items()}
    assert all(isinstance(door, ApiDoor) for door in doors.values())
    return {
        name: (getattr(views[name], "permissions", None), getattr(door, "scope", None)) for name, door in doors.items()
    }


def test_every_door_of_the_api_has_said_what_it_needs_and_no_page_is_one() -> None:
    assert asked(APP) == NEEDS
    assert {name for name, view in APP.view_functions.items() if hasattr(view, "api")} == set(NEEDS)
    assert set(SCOPES) == set(TokenScope)


@each
def test_nobody_comes_in_without_a_token(place: Place, rule: Rule) -> None:
    before, method = rows_of(place.database), "POST" if "POST" in (rule.methods or ()) else "GET"
    client = place.app.test_client()
    for headers in ({}, {"Authorization": "Basic c2hrXzp4"}, {"Authorization": "shk_without_a_word_before_it"}):
        answer = client.open(rule.rule, method=method, headers=headers)
        assert (answer.status_code, answer.mimetype) == (401, MEDIA_TYPE)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
    assert rows_of(place.database) == before


def test_what_is_no_door_is_told_to_programs_in_json(place: Place) -> None:
    client = place.app.test_client()
    for path, method, status in (("/api/v1/coffee", "GET", 404), ("/api/v1/measurements", "GET", 405)):
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.mimetype) == (status, MEDIA_TYPE)
        assert (answer.get_json() or {})["status"] == status
    assert "POST" in answer.headers["Allow"]
