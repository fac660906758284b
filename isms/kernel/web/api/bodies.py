"""What a door of the API takes and gives: declared once, by which bodies are read and doors described."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from flask import Response, abort, current_app, request

from isms.kernel.sheets.cells import Unreadable
from isms.kernel.web.api.fields import ApiField
from isms.kernel.web.api.problems import Fault, Faulty
from isms.kernel.web.doors import language, words

MEDIA_TYPE = "application/json"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Item:
    """One of the records a body tells of: the pointer that leads to it, and its values by field."""

    pointer: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Takes:
    """The record a door takes, one by itself or several in a list; `name` is what its schema is called."""

    name: str
    fields: Sequence[ApiField]
    most: int

    def read(self) -> Sequence[Item]:
        """Return the records in the body of the request; raises Faulty with everything that cannot be read.

        Answers 415 for another kind of body, and 400 for one that is no JSON.
        """
        sent = _json()
        listed = isinstance(sent, list)
        if listed and not 1 <= len(sent) <= self.most:
            raise Faulty([Fault("", "api.number_of_records", {"most": self.most})])
        faults: list[Fault] = []
        told = [(f"/{at}", one) for at, one in enumerate(sent)] if listed else [("", sent)]
        items = [Item(pointer, self._values(pointer, one, faults)) for pointer, one in told]
        if faults:
            raise Faulty(faults)
        return items

    def _values(self, pointer: str, record: Any, faults: list[Fault]) -> dict[str, Any]:
        if not isinstance(record, dict):
            faults.append(Fault(pointer, "api.not_an_object"))
            return {}
        known = {each.name for each in self.fields}
        faults += [Fault(f"{pointer}/{_escaped(name)}", "api.unknown_field") for name in record if name not in known]
        values: dict[str, Any] = {}
        for each in self.fields:
            said = record.get(each.name)
            try:
                values[each.name] = None if said is None else each.kind.read(said)
            except Unreadable as no:
                faults.append(Fault(f"{pointer}/{each.name}", no.because, no.values))
                continue
            if each.required and values[each.name] is None:
                faults.append(Fault(f"{pointer}/{each.name}", "form.fill_in", {"field": words()(each.label)}))
        return values


@dataclass(frozen=True)
class Gives:
    """The records a door gives, in a list under a name; `name` is what the schema of one is called."""

    name: str
    listed_as: str
    fields: Sequence[ApiField]

    def answer(self, records: Iterable[Mapping[str, Any]], status: int) -> Response:
        """Return the answer that tells of some records."""
        told = [{each.name: each.told(record[each.name]) for each in self.fields} for record in records]
        return answer({self.listed_as: told}, status)


@dataclass(frozen=True)
class ApiDoor:
    """What a door of the API is: the catalogue key of what it does, which scope a token must have, what it takes
    and what it gives, by status."""

    does: str
    scope: str | None = None
    takes: Takes | None = None
    gives: Gives | None = None
    statuses: Mapping[int, str] | None = None


def api(door: ApiDoor) -> Callable[[View], View]:
    """Mark a view as a door of the API."""

    def mark(view: View) -> View:
        view.api = door  # type: ignore[attr-defined]
        return view

    return mark


def door_asked() -> ApiDoor | None:
    """Return what the door of this request is, or None when it is none of the API's."""
    found = getattr(current_app.view_functions.get(request.endpoint or ""), "api", None)
    return found if isinstance(found, ApiDoor) else None


def answer(document: Mapping[str, Any], status: int = 200) -> Response:
    """Return a JSON answer."""
    response = Response(json.dumps(document, ensure_ascii=False), status, content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = language()
    return response


def _json() -> Any:
    if request.mimetype != MEDIA_TYPE:
        abort(415)
    try:
        found = json.loads(
            request.get_data(cache=False).decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number
        )
        # A half of a surrogate pair is a string to JSON and none to a database.
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        abort(400, description=words()("api.not_json"))
    return found


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; one that says a thing twice says neither."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(name)
        found[name] = value
    return found


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _escaped(name: str) -> str:
    """Return a name as a pointer has it (RFC 6901 section 3), cut where nobody reads on."""
    return name[:80].replace("~", "~0").replace("/", "~1")


def doors(views: Mapping[str, Callable[..., Any]]) -> Iterator[tuple[str, ApiDoor]]:
    """Yield the doors of the API among some views, by endpoint."""
    for endpoint, view in views.items():
        found = getattr(view, "api", None)
        if isinstance(found, ApiDoor):
            yield endpoint, found
