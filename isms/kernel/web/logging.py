"""What is written of each request: one line of JSON, in which nothing a person typed and no secret stands."""

import sys
import time
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

import structlog
from flask import Flask, Response, current_app, g, got_request_exception, request
from sqlalchemy.exc import SQLAlchemyError

from isms.kernel.web.doors import now, signed_in

DRIVERS = ("psycopg", "sqlite3")


def log_requests(app: Flask, stream: TextIO | None = None) -> None:
    """Write a line for each request and for each error nobody caught, to standard output or a stream.

    The path is told by its rule and its numbers: a password link's token is neither. Of a nameless view is
    told neither who asked nor from where.
    """
    log = structlog.wrap_logger(
        structlog.WriteLogger(stream or sys.stdout),
        processors=[structlog.processors.add_log_level, structlog.processors.JSONRenderer()],
    )
    # Flask's own line for an error holds the whole path.
    app.logger.disabled = True

    def begin() -> None:
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        milliseconds = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
        log.info("request", **_facts(), status=response.status_code, milliseconds=milliseconds)
        return response

    def tell(_sender: Flask, exception: BaseException, **_: Any) -> None:
        log.error("error", **_facts(), errors=list(told(exception)))

    app.before_request(begin)
    app.after_request(end)
    got_request_exception.connect(tell, app, weak=False)


def _facts() -> dict[str, Any]:
    nameless = getattr(current_app.view_functions.get(request.endpoint or ""), "nameless", False)
    who = None if nameless else signed_in()
    numbers = {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)}
    return {
        "at": now().isoformat(timespec="milliseconds"),
        "request_id": g.get("request_id"),
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "numbers": numbers,
        "person_id": who.person_id if who else None,
        "ip": None if nameless else request.remote_addr,
    }


def told(exception: BaseException) -> Iterator[dict[str, Any]]:
    """Yield an exception and its causes; what a database says quotes values, and is left out."""
    current: BaseException | None = exception
    while current is not None:
        quotes = isinstance(current, SQLAlchemyError) or type(current).__module__.startswith(DRIVERS)
        yield {
            "type": f"{type(current).__module__}.{type(current).__qualname__}",
            "message": None if quotes else str(current),
            "frames": [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(current.__traceback__)
            ],
        }
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
