"""The safety net under every page: headers byte for byte, hosts, forged requests, limits, errors and the log."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort, request, session
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from isms.kernel.db import Database
from isms.kernel.refusal import Refusal, Refused, Stale, Unavailable
from isms.kernel.web.app import new_app
from isms.kernel.web.doors import Assembly, guard, open_to_all
from isms.kernel.web.logging import log_requests
from isms.kernel.web.security import protect

FIXED = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HOSTILE = "a\nb\r\n\x1b[31mred\x1b[0m\u2028\x00 \"quoted\" {'level': 'info'}"
SECRET = "grevling-under-parkett-7f3a"


def answer_with(status: int) -> None:
    abort(status)


def break_it(kind: str) -> Any:
    broken: dict[str, Callable[[], Exception]] = {
        "crash": lambda: RuntimeError(HOSTILE),
        "busy": lambda: Unavailable("busy"),
        "stale": Stale,
        "refused": lambda: Refused(Refusal("as_of.not_over")),
        "database": lambda: OperationalError("SELECT ?", {"password": SECRET}, Exception(SECRET)),
    }
    raise broken[kind]()


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def new_program(database: Database, log: io.StringIO) -> Callable[..., Flask]:
    def make(*, public: bool = False, proxies: int = 0) -> Flask:
        app = new_app(Assembly(database=database, matrix={}, registers={}))
        app.config["SECRET_KEY"] = "k" * 40
        log_requests(app, log)
        protect(app, public=public, trusted_hosts=("localhost", "isms.example"), proxies=proxies)
        guard(app)
        app.add_url_rule("/page", "page", open_to_all(lambda: "here"), methods=["GET", "POST"])
        app.add_url_rule("/break/<kind>", "break", open_to_all(break_it))
        app.add_url_rule("/answer/<int:status>", "answer", open_to_all(answer_with))
        app.add_url_rule("/form", "form", open_to_all(lambda: str(len(request.form))), methods=["POST"])
        app.add_url_rule("/secret/<token>", "secret", open_to_all(lambda token: token))
        app.add_url_rule("/cookie", "cookie", open_to_all(lambda: session.update(x=1) or "kept"))
        app.add_url_rule("/who", "who", open_to_all(lambda: f"{request.remote_addr} {request.scheme}"))
        app.add_url_rule("/unmarked", "unmarked", lambda: "closed")
        return app

    return make


@pytest.fixture
def client(new_program: Callable[..., Flask]) -> FlaskClient:
    return new_program().test_client()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/page", 200),
        ("/nowhere", 404),
        ("/unmarked", 401),
        ("/form", 405),
        ("/answer/400", 400),
        ("/answer/403", 403),
        ("/answer/409", 409),
        ("/answer/413", 413),
        ("/answer/418", 418),
        ("/answer/429", 429),
        ("/break/stale", 409),
        ("/break/refused", 409),
        ("/break/crash", 500),
        ("/break/database", 500),
        ("/break/busy", 503),
    ],
)
def test_every_answer_carries_the_same_headers(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in FIXED} == FIXED
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-ID"])
    assert "Strict-Transport-Security" not in answer.headers


TURNED_BACK = ["/answer/413", "/answer/429", "/break/crash", "/break/busy"]


@pytest.mark.parametrize("path", ["/nowhere", "/answer/400", "/answer/403", "/form", *TURNED_BACK])
def test_an_error_page_names_the_request_and_shows_a_way_on(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["X-Request-ID"] in answer.text
    assert 'href="/"' in answer.text
    assert len(re.findall("<h1>", answer.text)) == 1
    assert not re.search("Traceback|RuntimeError|werkzeug|sqlalchemy", answer.text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("path", "norwegian", "english"),
    [
        ("/answer/413", "Det du sendte er for stort", "What you sent is too big"),
        ("/answer/429", "Vent litt før du prøver igjen", "Wait a little before you try again"),
        ("/break/crash", "Noe gikk galt hos oss", "Something went wrong on our side"),
        ("/break/busy", "Systemhelse er ikke klar akkurat nå", "Systemhelse is not ready right now"),
    ],
)
def test_an_error_page_speaks_the_readers_language(
    client: FlaskClient, path: str, norwegian: str, english: str
) -> None:
    answer = client.get(path)
    assert (f"<h1>{norwegian}</h1>" in answer.text, 'lang="nb"' in answer.text) == (True, True)
    client.set_cookie("language", "en")
    answer = client.get(path)
    assert (f"<h1>{english}</h1>" in answer.text, 'lang="en"' in answer.text) == (True, True)


def test_a_static_file_is_kept_for_ever_under_the_name_of_its_content(client: FlaskClient) -> None:
    named = client.get("/static/base.css?v=0123456789ab", buffered=True)
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert named.headers["Content-Security-Policy"] == FIXED["Content-Security-Policy"]
    assert client.get("/static/base.css", buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/static/nothing.css?v=1").headers["Cache-Control"] == "no-store"


def test_over_https_browsers_are_told_to_insist(new_program: Callable[..., Flask]) -> None:
    answer = new_program(public=True).test_client().get("/cookie", base_url="https://isms.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert cookie.endswith("; Secure; HttpOnly; Path=/; SameSite=Lax")
    assert "Domain" not in cookie


def test_on_loopback_the_cookie_has_no_prefix(client: FlaskClient) -> None:
    cookie = client.get("/cookie").headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert cookie.endswith("; HttpOnly; Path=/; SameSite=Lax")


def test_a_host_that_is_not_ours_is_refused(client: FlaskClient) -> None:
    answer = client.get("/page", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text
    assert {name: answer.headers.get(name) for name in FIXED} == FIXED
    assert client.get("/page", headers={"Host": "isms.example:8000"}).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_a_change_sent_by_another_site_is_refused(client: FlaskClient, site: str) -> None:
    answer = client.post("/page", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert "et annet nettsted" in answer.text
    assert client.get("/page", headers={"Sec-Fetch-Site": site}).status_code == 200


@pytest.mark.parametrize("site", ["same-origin", "none", None])
def test_a_change_without_a_token_is_refused_and_told_what_to_do(client: FlaskClient, site: str | None) -> None:
    for data in ({}, {"csrf_token": "forged"}):
        answer = client.post("/page", data=data, headers={"Sec-Fetch-Site": site} if site else {})
        assert answer.status_code == 400
        assert "last siden på nytt og send en gang til" in answer.text


def token_of(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/nowhere").text)
    assert found
    return found[1]


def test_a_token_serves_as_long_as_its_session_and_in_no_other(
    client: FlaskClient, new_program: Callable[..., Flask]
) -> None:
    token = token_of(client)
    assert client.post("/page", data={"csrf_token": token}).status_code == 200
    assert new_program().test_client().post("/page", data={"csrf_token": token}).status_code == 400


def test_what_is_too_large_is_refused(client: FlaskClient) -> None:
    token = token_of(client)
    assert client.post("/form", data={"csrf_token": token, "text": "x" * 1_000_000}).text == "2"
    assert client.post("/form", data={"csrf_token": token, "text": "x" * 1_100_000}).status_code == 413
    many = {f"f{n}": "x" for n in range(1001)}
    assert client.post("/form", data=many, content_type="multipart/form-data").status_code == 413
    claimed = {"CONTENT_LENGTH": "6300000", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    assert client.post("/form", environ_overrides=claimed).status_code == 413


def test_a_busy_database_asks_to_come_back(client: FlaskClient) -> None:
    assert client.get("/break/busy").headers["Retry-After"] == "5"


def test_a_page_that_may_not_be_posted_to_says_how_it_may_be_asked_for(client: FlaskClient) -> None:
    assert set(client.get("/form").headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_a_refusal_nobody_caught_is_told_in_words(client: FlaskClient) -> None:
    assert "Velg en dag som er over" in client.get("/break/refused").text


def test_a_forwarded_address_is_believed_from_our_own_proxy_only(new_program: Callable[..., Flask]) -> None:
    claims = {
        "X-Forwarded-For": "203.0.113.9, 192.0.2.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
    }
    assert new_program().test_client().get("/who", headers=claims).text == "127.0.0.1 http"
    assert new_program(proxies=1).test_client().get("/who", headers=claims).text == "192.0.2.7 https"


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_one_line_that_holds_no_secret(client: FlaskClient, log: io.StringIO) -> None:
    client.get(f"/secret/{SECRET}?token={SECRET}", headers={"User-Agent": SECRET, "Cookie": f"x={SECRET}"})
    client.get(f"/nowhere/{SECRET}")
    client.post("/page", data={"password": SECRET})
    client.get("/break/database")
    assert SECRET not in log.getvalue()
    assert [line["status"] for line in lines(log) if line["event"] == "request"] == [200, 404, 400, 500]
    first = lines(log)[0]
    assert (first["route"], first["method"], first["ip"]) == ("/secret/<token>", "GET", "127.0.0.1")


def test_hostile_text_stays_within_its_line(client: FlaskClient, log: io.StringIO) -> None:
    client.get("/break/crash")
    error, seen = lines(log)
    assert log.getvalue().count("\n") == 2
    assert log.getvalue().isascii()
    assert "\x1b" not in log.getvalue()
    assert error["errors"][0]["message"] == HOSTILE
    assert error["request_id"] == seen["request_id"]
    assert any("break_it" in frame for frame in error["errors"][0]["frames"])


def test_an_error_page_that_breaks_itself_still_answers(new_program: Callable[..., Flask]) -> None:
    app = new_program()
    app.jinja_env.globals["asset"] = lambda _: 1 / 0
    answer = app.test_client().get("/nowhere")
    assert answer.status_code == 404
    assert "Vi fant ikke siden" in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
