"""How the API says no: a problem document (RFC 9457), with a JSON pointer to each thing that is wrong."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NoReturn

from flask import Response, abort, g

from isms.kernel.refusal import Refusal
from isms.kernel.web.doors import language, words

MEDIA_TYPE = "application/problem+json"
CHALLENGE = "Bearer"
MOST_TOLD = 200
"""Faults told of in one answer."""
EXPLAINED = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503})


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a body: where, as a JSON pointer (RFC 6901), and why, as a catalogue key."""

    pointer: str
    because: str
    values: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, pointer: str, refusal: Refusal) -> "Fault":
        """Return the fault that a refusal is of what a pointer leads to."""
        return cls(f"{pointer}/{refusal.field}" if refusal.field else pointer, refusal.because, refusal.values)


class Faulty(Exception):
    """A body in which something is wrong; carries every fault at once, and nothing of it is done."""

    def __init__(self, faults: Iterable[Fault], status: int = 422) -> None:
        self.faults: Sequence[Fault] = tuple(faults)
        self.status = status
        super().__init__(", ".join(fault.because for fault in self.faults))


def problem(status: int, detail: str | None = None, faults: Iterable[Fault] = ()) -> Response:
    """Return the answer that says no, in the language of the request; a 401 says how to come in."""
    say = words()
    known = status if status in EXPLAINED else 400 if status < 500 else 500
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": say(f"problem.{known}"),
        "status": status,
        "detail": detail or say(f"problem.{known}_detail"),
        "request_id": g.get("request_id", ""),
    }
    errors = [{"pointer": f"#{each.pointer}", "detail": say(each.because, **each.values)} for each in faults]
    if errors:
        document["errors"] = errors[:MOST_TOLD]
    response = Response(json.dumps(document, ensure_ascii=False), status, content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = language()
    if status == 401:
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response


def say_what_is_wrong(error: Faulty) -> Response:
    """Return the answer to a body in which something is wrong."""
    return problem(error.status, faults=error.faults)


def turn_away(status: int, *, challenge: str | None = None) -> NoReturn:
    """Answer a request with a problem; challenge: what is said of the token (RFC 6750 section 3)."""
    answer = problem(status)
    if challenge:
        answer.headers["WWW-Authenticate"] = f"{CHALLENGE} {challenge}"
    abort(answer)


def ask_to_wait(wait: timedelta) -> NoReturn:
    """Answer a request with how long to wait."""
    answer = problem(429)
    answer.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    abort(answer)
