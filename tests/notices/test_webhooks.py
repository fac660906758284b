"""Other programs are called as the standard says: signed, to named hosts only, until they have taken it."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask import Flask
from sqlalchemy import select

from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.refusal import Refused
from isms.notices.jobs.webhooks import Caller, call_due
from isms.notices.models import Webhook, WebhookDelivery
from isms.notices.rules.webhooks import MOST_ATTEMPTS, secret_of
from isms.notices.service import webhooks as service
from tests.cast import Cast
from tests.client import Client
from tests.notices.stage import ADDRESS, ME

KEY = "a key that only tests know"
pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)


class Desk(ThreadingHTTPServer):
    """A real server that keeps what it is told; `answers` are the statuses it gives, the last for good."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.told: list[tuple[str, dict[str, str], bytes]] = []
        self.answers = [204]

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Listener(BaseHTTPRequestHandler):
    """Answers as its desk says."""

    def do_POST(self) -> None:
        desk = self.server
        assert isinstance(desk, Desk)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        desk.told.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        status = desk.answers.pop(0) if len(desk.answers) > 1 else desk.answers[0]
        self.send_response(status)
        self.send_header("Location", f"http://{desk.host}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def webhook(database: Database, cast: Cast, desk: Desk) -> Webhook:
    with database.transaction(ME, "webhook:add") as session:
        return service.add_webhook(
            session,
            cast.municipality,
            label="Brukerstøtten",
            url=f"http://{desk.host}/in?from=isms",
            events=["deviation.reported"],
            salt="salt",
            hosts={desk.host},
            now=database.clock.now(),
        )


def report(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "test:report") as session:
        now = database.clock.now()
        service.announce(session, cast.municipality, "deviation.reported", "deviation:12", "AVV-012", now)


def caller(desk: Desk, *hosts: str) -> Caller:
    return Caller(KEY, frozenset(hosts or (desk.host,)), ADDRESS)


def delivery(database: Database) -> WebhookDelivery:
    with database.reading() as session:
        return session.scalars(select(WebhookDelivery)).one()


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Check a call as the standard tells the one who is called to."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(headers["webhook-signature"], f"v1,{expected}")


def test_a_call_is_signed_and_holds_for_its_own_body_and_time_alone(
    database: Database, cast: Cast, desk: Desk, webhook: Webhook
) -> None:
    report(database, cast)
    assert call_due(database, caller(desk)) == 1
    ((path, headers, body),) = desk.told
    secret = secret_of(KEY, webhook.id, "salt")
    assert path == "/in?from=isms"
    assert is_signed(headers, body, secret)
    assert not is_signed(headers, body.replace(b"AVV-012", b"AVV-013"), secret)
    assert not is_signed({**headers, "webhook-timestamp": "1"}, body, secret)
    assert not is_signed({**headers, "webhook-id": "msg_9"}, body, secret)
    assert not is_signed(headers, body, secret_of(KEY, webhook.id, "other"))
    assert int(headers["webhook-timestamp"]) == int(database.clock.now().timestamp())
    assert json.loads(body) == {
        "type": "deviation.reported",
        "timestamp": "2026-11-22T08:00:00Z",
        "data": {"code": "AVV-012", "link": f"{ADDRESS}/deviations/12"},
    }
    assert delivery(database).delivered_at == database.clock.now()
    assert call_due(database, caller(desk)) == 0


def test_what_is_not_taken_is_tried_again_as_the_same_message(
    database: Database, cast: Cast, clock: FixedClock, desk: Desk, webhook: Webhook
) -> None:
    desk.answers = [500, 302, 200]
    report(database, cast)
    for _ in range(10):
        call_due(database, caller(desk))
        clock.advance(minutes=1)
    assert [headers["webhook-id"] for _, headers, _ in desk.told] == [f"msg_{delivery(database).id}"] * 3
    assert len({headers["webhook-timestamp"] for _, headers, _ in desk.told}) == 3
    assert {path for path, _, _ in desk.told} == {"/in?from=isms"}, "no redirect is followed"
    assert (delivery(database).attempts, delivery(database).last_error) == (3, None)


def test_what_is_never_taken_is_given_up_and_says_why(
    database: Database, cast: Cast, clock: FixedClock, desk: Desk, webhook: Webhook
) -> None:
    desk.answers = [410]
    report(database, cast)
    for _ in range(MOST_ATTEMPTS + 3):
        call_due(database, caller(desk))
        clock.advance(hours=6)
    given_up = delivery(database)
    assert (given_up.attempts, given_up.last_error) == (MOST_ATTEMPTS, "410 Gone")
    assert given_up.failed_at is not None
    assert len(desk.told) == MOST_ATTEMPTS


def test_a_host_that_is_no_longer_named_is_not_called(
    database: Database, cast: Cast, desk: Desk, webhook: Webhook
) -> None:
    report(database, cast)
    assert call_due(database, caller(desk, "other.example.test")) == 0
    assert desk.told == []
    assert "ISMS_WEBHOOK_HOSTS" in str(delivery(database).last_error)


def test_a_program_that_is_away_costs_nothing_but_time(
    database: Database, cast: Cast, clock: FixedClock, desk: Desk, webhook: Webhook
) -> None:
    with database.transaction(ME, "test:move") as session:
        session.get_one(Webhook, webhook.id).url = "http://127.0.0.1:1/in"
    report(database, cast)
    assert call_due(database, caller(desk, "127.0.0.1")) == 0
    assert "ConnectionRefused" in str(delivery(database).last_error)
    with database.transaction(ME, "test:move") as session:
        session.get_one(Webhook, webhook.id).url = f"http://{desk.host}/in"
    clock.advance(minutes=1)
    assert call_due(database, caller(desk)) == 1


def test_a_withdrawn_webhook_is_told_nothing_more(database: Database, cast: Cast, desk: Desk, webhook: Webhook) -> None:
    report(database, cast)
    with database.transaction(ME, "webhook:withdraw") as session:
        again = session.get_one(Webhook, webhook.id)
        service.withdraw_webhook(session, again, "Byttet ut", database.clock.now().date())
    assert call_due(database, caller(desk)) == 0
    assert desk.told == []
    assert delivery(database).failed_at is not None


def test_a_webhook_that_rests_is_told_nothing_and_what_waited_goes_out_when_it_goes_on(
    database: Database, cast: Cast, desk: Desk, webhook: Webhook
) -> None:
    def switch(is_on: bool) -> None:
        with database.transaction(ME, "webhook:change") as session:
            changed = session.get_one(Webhook, webhook.id)
            said = {"label": changed.label, "url": changed.url, "events": changed.events, "hosts": {desk.host}}
            service.change_webhook(session, changed, is_on=is_on, today=day_of(database.clock.now()), **said)

    report(database, cast)
    switch(False)
    assert call_due(database, caller(desk)) == 0
    report(database, cast)
    assert delivery(database).attempts == 0
    switch(True)
    assert call_due(database, caller(desk)) == 1
    assert len(desk.told) == 1


def test_an_address_that_may_not_be_called_is_refused(database: Database, cast: Cast, desk: Desk) -> None:
    with pytest.raises(Refused) as no, database.transaction(ME, "webhook:add") as session:
        added = {"label": "X", "events": ["deviation.reported"], "salt": "s", "now": database.clock.now()}
        service.add_webhook(session, cast.municipality, url="https://evil.example.test/", hosts={desk.host}, **added)
    assert [refusal.because for refusal in no.value.refusals] == ["webhook.host_not_named"]


def test_an_officer_adds_tries_renews_and_withdraws(
    client_as: Callable[[int | None], Client], app: Flask, cast: Cast, database: Database, desk: Desk
) -> None:
    app.config["WEBHOOK_HOSTS"] = frozenset({desk.host})
    client: Client = client_as(cast.officer)
    url = f"http://{desk.host}/in"
    refused = client.submit("/webhooks/new", label="Desk", url="https://evil.test/", events=["deviation.reported"])
    assert refused.status_code == 422
    added = client.submit("/webhooks/new", label="Desk", url=url, events=["deviation.reported"])
    secret = secret_of(app.config["SECRET_KEY"], 1, _salt(database))
    assert secret in added.text
    assert added.headers["Cache-Control"] == "no-store"
    assert secret not in client.get("/webhooks/1").text
    token = client.filled("/account/password")[1]["csrf_token"]
    assert client.post("/webhooks/1/test", data={"csrf_token": token}).status_code == 303
    call_due(database, Caller(app.config["SECRET_KEY"], {desk.host}, ADDRESS))
    ((_, headers, body),) = desk.told
    assert is_signed(headers, body, secret)
    assert json.loads(body)["type"] == "webhook.test"
    moved = {"label": "Desk", "url": f"http://{desk.host}/moved", "events": ["deviation.closed"]}
    assert client.submit("/webhooks/1/change", **moved | {"url": "https://evil.test/"}).status_code == 422
    assert client.submit("/webhooks/1/change", **moved, is_on=None).status_code == 303
    shown = client.get("/webhooks/1").text
    assert f"http://{desk.host}/moved" in shown
    assert "Slått av 22.11.2026" in shown
    assert client.post("/webhooks/1/test", data={"csrf_token": token}).status_code == 404
    assert client.submit("/webhooks/1/change", **moved, is_on="y").status_code == 303
    assert "Slått av 22" not in client.get("/webhooks/1").text
    assert secret_of(app.config["SECRET_KEY"], 1, _salt(database)) == secret
    renewed = client.post("/webhooks/1/renew-secret", data={"csrf_token": token})
    assert secret not in renewed.text
    assert secret_of(app.config["SECRET_KEY"], 1, _salt(database)) in renewed.text
    assert client.submit("/webhooks/1/withdraw", because="Byttet ut").status_code == 303
    assert client.post("/webhooks/1/test", data={"csrf_token": token}).status_code == 404
    assert "Byttet ut" in client.get("/webhooks/1").text


def _salt(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(Webhook.salt)).one()
