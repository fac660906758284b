"""Measurements by the API: as in the form, all or nothing, once, and refused with a pointer to each fault."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from isms.accounts import service as accounts
from isms.accounts.models import ApiToken, ApiTokenUse
from isms.accounts.rules import CHANGES_A_MINUTE
from isms.accounts.vocabulary import TokenScope
from isms.app import DERIVATIONS
from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.seal.models import AccessEntry, AuditValue, Sealing
from isms.kernel.words import CATALOGUE
from isms.measurements.imports import COLUMNS
from isms.measurements.models import Measurement
from isms.measurements.views.api import TAKES
from isms.measurements.vocabulary import MeasurementSource
from isms.organisation import service as organisation
from isms.organisation.models import Person
from tests.cast import Cast
from tests.risk.stage import ME, TODAY, a_system

sqlite_only = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
PATH = "/api/v1/measurements"
DESCRIPTION = "/api/v1/openapi.json"


@dataclass
class Program:
    """A program that bears a token of somebody who administers one system, and knows another's code."""

    app: Flask
    secret: str
    mine: str
    other: str

    def send(self, body: Any, **headers: str) -> TestResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        said = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json", **headers}
        return self.app.test_client().post(PATH, data=data, headers=said)

    def restored(self, **said: Any) -> dict[str, Any]:
        """Return a measurement in which nothing is wrong, but for what is said otherwise."""
        return {"system_code": self.mine, "kind": "restore_test", "measured_on": "2026-11-20", "passed": True, **said}


def pointers(answer: TestResponse) -> list[str]:
    assert answer.mimetype == "application/problem+json"
    return [error["pointer"] for error in (answer.get_json() or {})["errors"]]


def make_token(database: Database, person_id: int, name: str = "Skanner") -> str:
    with database.transaction(ME, "api_token:make") as session:
        said: dict[str, Any] = {"scope": TokenScope.MEASUREMENTS_WRITE, "last_on": date(2026, 12, 31), "today": TODAY}
        return accounts.make_token(session, session.get_one(Person, person_id), name=name, **said)


@pytest.fixture
def program(app: Flask, database: Database, cast: Cast) -> Program:
    with database.transaction(ME, "system:register") as session:
        mine = a_system(session, cast.nursing, "Journal", administrator_id=cast.employee).code
        other = a_system(session, cast.school, "Skoleplattform").code
    return Program(app, make_token(database, cast.employee), mine, other)


def recorded(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Measurement)) or 0


def test_what_a_program_sends_is_recorded_once_and_the_log_names_person_and_token(
    program: Program, database: Database, cast: Cast
) -> None:
    sent = [program.restored(hours=3, evidence="Sak 26/44"), {**program.restored(), "kind": "zero_report"}]
    del sent[1]["passed"]
    first = program.send(sent)
    assert first.status_code == 201, first.text
    made = (first.get_json() or {})["measurements"]
    assert [(one["system_code"], one["result"], one["recorded"]) for one in made] == [
        (program.mine, "restored", True),
        (program.mine, "nothing_happened", True),
    ]
    again = program.send([*sent, program.restored(hours=4)])
    assert again.status_code == 201
    assert [one["recorded"] for one in (again.get_json() or {})["measurements"]] == [False, False, True]
    once_more = program.send(program.restored(hours=4, by_supplier=False))
    assert (once_more.status_code, recorded(database)) == (200, 3)
    with database.reading() as session:
        rows = session.scalars(select(Measurement).order_by(Measurement.id)).all()
        assert {(row.source, row.recorded_by_id, row.recorded_on) for row in rows} == {
            (MeasurementSource.API, cast.employee, TODAY)
        }
        assert [row.id for row in rows][:2] == [one["id"] for one in made]
        sealing = session.scalars(select(Sealing).where(Sealing.action == "measurement:record")).first()
        assert sealing
        assert (sealing.actor_kind, sealing.actor_id) == ("person", str(cast.employee))
        why = session.scalar(
            select(AuditValue.new).where(AuditValue.position == sealing.position, AuditValue.ordinal == 0)
        )
        assert why == "Gjennom API-nøkkelen «Skanner» (nr. 1)"
        assert session.scalar(select(ApiTokenUse.used_on)) == TODAY
        assert session.scalars(select(AccessEntry.path)).all() == []


@sqlite_only
def test_every_fault_is_told_with_a_pointer_and_nothing_is_recorded(program: Program, database: Database) -> None:
    wrong = [
        program.restored(),
        program.restored(passed="yes", hours=-1, coffee=1),
        program.restored(measured_on="2026-02-30", kind="coffee", evidence="Født 01010112345 " * 600),
        {"kind": "logging", "measured_on": None},
        "nothing",
    ]
    answer = program.send(wrong)
    assert answer.status_code == 422
    assert pointers(answer) == [
        "#/1/coffee",
        "#/1/passed",
        "#/1/hours",
        "#/2/kind",
        "#/2/measured_on",
        "#/2/evidence",
        "#/3/system_code",
        "#/3/measured_on",
        "#/4",
    ]
    ruled = program.send(program.restored(passed=None, days=4, measured_on="2026-11-23", by_supplier=True))
    assert ruled.status_code == 422
    assert pointers(ruled) == ["#/measured_on", "#/passed", "#/days", "#/evidence"]
    for body in ([], [program.restored()] * 101):
        assert pointers(program.send(body)) == ["#"]
    assert recorded(database) == 0


@sqlite_only
def test_a_system_out_of_reach_is_answered_like_one_that_is_not_there(program: Program, database: Database) -> None:
    answers = [
        program.send([program.restored(), program.restored(system_code=code)]) for code in (program.other, "NONE-1")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    told = [{**(answer.get_json() or {}), "request_id": ""} for answer in answers]
    assert told[0] == told[1]
    assert pointers(answers[0]) == ["#/1/system_code"]
    assert recorded(database) == 0
    assert program.send(program.restored(system_code=program.mine.lower())).status_code == 201


@sqlite_only
def test_a_body_that_is_no_json_is_refused_before_anything_is_read(program: Program, database: Database) -> None:
    for body in (b"", b"{", b"\xff", b'{"kind":1,"kind":2}', b"NaN", b"[" * 100_000, b'["\\ud800"]', b"1" * 5_000):
        assert program.send(body).status_code == 400, body[:20]
    assert program.send(program.restored(), **{"Content-Type": "text/plain"}).status_code == 415
    assert program.send(b'"' + b"x" * 1024 * 1024 + b'"').status_code == 413
    assert recorded(database) == 0


@sqlite_only
def test_faults_are_told_in_the_language_a_program_asks_for(program: Program) -> None:
    titles = {}
    for asked in ("", "nb-NO,nb;q=0.9", "nn", "no", "fr"):
        answer = program.send([], **({"Accept-Language": asked} if asked else {}))
        titles[asked] = (answer.get_json() or {})["title"], answer.headers["Content-Language"]
    said = {language: CATALOGUE.words(language)("problem.422") for language in ("nb", "nn", "en")}
    assert titles == {
        "": (said["en"], "en"),
        "nb-NO,nb;q=0.9": (said["nb"], "nb"),
        "nn": (said["nn"], "nn"),
        "no": (said["nb"], "nb"),
        "fr": (said["en"], "en"),
    }


@sqlite_only
def test_a_token_opens_the_api_alone_and_ends_with_its_person(
    program: Program, database: Database, cast: Cast, clock: FixedClock
) -> None:
    bearing = {"Authorization": f"Bearer {program.secret}"}
    client = program.app.test_client()
    assert client.get("/systems", headers=bearing).status_code == 303
    assert client.get(DESCRIPTION, headers=bearing).status_code == 200
    database.derivations = DERIVATIONS
    with database.transaction(ME, "person:deactivate") as session:
        organisation.deactivate(session, session.get_one(Person, cast.employee), TODAY)
    assert program.send(program.restored()).status_code == 401
    with database.transaction(ME, "person:reactivate") as session:
        token = session.scalars(select(ApiToken)).one()
        assert (token.withdrawn_on, token.withdrawn_because) == (TODAY, "Personen sluttet.")
        organisation.reactivate(session, session.get_one(Person, cast.employee))
    refused = program.send(program.restored())
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    program.secret = make_token(database, cast.officer)
    assert program.send(program.restored()).status_code == 201
    clock.advance(days=40)
    assert program.send(program.restored()).status_code == 401


@sqlite_only
def test_a_token_whose_person_may_record_nothing_any_more_is_refused(
    program: Program, database: Database, cast: Cast
) -> None:
    program.secret = make_token(database, cast.leadership)
    answer = program.send(program.restored())
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="measurements:write"'
    assert recorded(database) == 0


@sqlite_only
def test_too_many_changes_or_guesses_are_asked_to_wait_and_nobody_else_is(
    program: Program, database: Database, clock: FixedClock
) -> None:
    for number in range(CHANGES_A_MINUTE):
        assert program.send(program.restored(hours=number)).status_code == 201
    answer = program.send(program.restored(hours=100))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    clock.advance(seconds=60)
    assert program.send(program.restored(hours=100)).status_code == 201
    works, program.secret = program.secret, "shk_guessed"
    guesses = [program.send(program.restored()).status_code for _ in range(7)]
    assert guesses == [401] * 5 + [429] * 2
    program.secret = works
    assert program.send(program.restored(hours=101)).status_code == 201
    assert recorded(database) == CHANGES_A_MINUTE + 2


def fits(schema: dict[str, Any], value: Any, schemas: dict[str, Any]) -> bool:
    """Say whether a value is as a schema says, as far as our schemas say anything."""
    if "$ref" in schema:
        return fits(schemas[schema["$ref"].rpartition("/")[2]], value, schemas)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if type(value) not in {kinds[name] for name in allowed} or ("enum" in schema and value not in schema["enum"]):
        return False
    if isinstance(value, list):
        return all(fits(schema["items"], one, schemas) for one in value)
    if not isinstance(value, dict):
        return True
    properties = schema["properties"]
    is_closed = schema.get("additionalProperties", True) or value.keys() <= properties.keys()
    named = {name: part for name, part in value.items() if name in properties}
    return (
        is_closed
        and set(schema.get("required", ())) <= value.keys()
        and all(fits(properties[name], part, schemas) for name, part in named.items())
    )


@sqlite_only
def test_the_description_says_what_the_door_takes_and_gives(program: Program) -> None:
    client = program.app.test_client()
    told = client.get(DESCRIPTION, headers={"Authorization": f"Bearer {program.secret}"}).get_json() or {}
    schemas, door = told["components"]["schemas"], told["paths"][PATH]["post"]
    assert (told["openapi"], told["security"]) == ("3.1.0", [{"token": []}])
    assert door["security"] == [{"token": [TokenScope.MEASUREMENTS_WRITE]}]
    assert set(schemas["Measurement"]["properties"]) == {column.key for column in COLUMNS}
    one, several = door["requestBody"]["content"]["application/json"]["schema"]["oneOf"]
    good, bad = program.restored(note=None), program.restored(coffee=True)
    assert fits(one, good, schemas)
    assert fits(several, [good], schemas)
    assert not fits(one, bad, schemas)
    for body in (good, good, bad, [], program.restored(system_code="NONE-1")):
        answer = program.send(body)
        given = door["responses"][str(answer.status_code)]["content"][answer.mimetype]["schema"]
        assert fits(given, answer.get_json(), schemas), answer.text
    assert not fits(schemas["Problem"], {}, schemas)
    assert all(reference in schemas for reference in referred(told))


def referred(part: Any) -> set[str]:
    """Return the schemas that a description refers to."""
    if isinstance(part, list):
        return set().union(*(referred(each) for each in part))
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"].rpartition("/")[2]} if "$ref" in part else set()
    return own.union(*(referred(each) for each in part.values()))


def test_the_fields_of_the_api_are_those_of_the_import() -> None:
    assert [(each.name, each.label, each.required) for each in TAKES.fields] == [
        (column.key, column.label, column.required) for column in COLUMNS
    ]
