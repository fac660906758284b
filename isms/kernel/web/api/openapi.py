"""Describes the API as OpenAPI 3.1, from the same declarations that read its bodies and tell its answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Flask, Response, current_app, url_for

from isms.kernel.web.api.bodies import MEDIA_TYPE, ApiDoor, Gives, Takes, answer, api, doors
from isms.kernel.web.api.fields import ApiField
from isms.kernel.web.api.problems import MEDIA_TYPE as PROBLEM_TYPE
from isms.kernel.web.doors import API, signed_in_only, tells_nothing, words
from isms.kernel.words import Words

OPENAPI = "3.1.0"
VERSION = "1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ALWAYS = (401, 403, 429, 503)
"""How any door may say no."""
OF_A_BODY = (400, 404, 409, 413, 415, 422)
"""How a door that takes a body may say no."""
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})

blueprint = Blueprint("api", __name__)


@blueprint.get(f"{API}v1/openapi.json")
@signed_in_only
@tells_nothing
@api(ApiDoor("api.describe"))
def openapi() -> Response:
    """Describe the API."""
    return answer(document(current_app, words(), url_for(".openapi").removesuffix(f"{API}v1/openapi.json") or "/"))


def document(app: Flask, say: Words, root: str = "/") -> dict[str, Any]:
    """Return the description of every door of an application's API, in a language; root: where the program lies."""
    found = dict(doors(app.view_functions))
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if door := found.get(rule.endpoint):
            for method in sorted(METHODS & (rule.methods or set())):
                paths.setdefault(rule.rule, {})[method.lower()] = _operation(rule.endpoint, door, say)
    return {
        "openapi": OPENAPI,
        "jsonSchemaDialect": DIALECT,
        "info": {"title": say("api.title"), "version": VERSION, "description": say("api.description")},
        "servers": [{"url": root}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": say("api.token")},
            },
            "schemas": {"Problem": _problem(), **_schemas(found.values(), say)},
        },
    }


def _operation(endpoint: str, door: ApiDoor, say: Words) -> dict[str, Any]:
    told: dict[str, Any] = {"operationId": endpoint, "summary": say(door.does)}
    if door.scope:
        told["security"] = [{"token": [door.scope]}]
    if door.takes:
        one = _reference(door.takes.name)
        several = {"type": "array", "items": one, "minItems": 1, "maxItems": door.takes.most}
        told["requestBody"] = {"required": True, "content": {MEDIA_TYPE: {"schema": {"oneOf": [one, several]}}}}
    told["responses"] = {
        **{str(status): _given(say(text), door.gives) for status, text in (door.statuses or {200: "api.done"}).items()},
        **{
            str(status): _content(say(f"problem.{status}"), PROBLEM_TYPE, _reference("Problem"))
            for status in sorted((*ALWAYS, *(OF_A_BODY if door.takes else ())))
        },
    }
    return told


def _given(description: str, gives: Gives | None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    if gives:
        listed = {"type": "array", "items": _reference(gives.name)}
        schema |= {"required": [gives.listed_as], "properties": {gives.listed_as: listed}}
    return _content(description, MEDIA_TYPE, schema)


def _content(description: str, media_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas(found: Iterable[ApiDoor], say: Words) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for door in found:
        for record in (door.takes, door.gives):
            if record:
                told[record.name] = _record(record, say)
    return told


def _record(record: Takes | Gives, say: Words) -> dict[str, Any]:
    is_taken = isinstance(record, Takes)
    return {
        "type": "object",
        "properties": {each.name: _field(each, say, may_be_null=is_taken) for each in record.fields},
        "required": [each.name for each in record.fields if each.required or not is_taken],
        "additionalProperties": False,
    }


def _field(each: ApiField, say: Words, *, may_be_null: bool) -> dict[str, Any]:
    """Return the schema of a field; what a body need not say it may also say as nothing."""
    schema = dict(each.kind.schema)
    if may_be_null and not each.required:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return {**schema, "description": say(each.label)}


def _problem() -> dict[str, Any]:
    line = {"type": "string"}
    fault = {"type": "object", "required": ["pointer", "detail"], "properties": {"pointer": line, "detail": line}}
    properties = dict.fromkeys(("type", "title", "detail", "request_id"), line)
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "request_id"],
        "properties": {**properties, "status": {"type": "integer"}, "errors": {"type": "array", "items": fault}},
    }
