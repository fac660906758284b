"""Mail leaves after the commit, through a real server; nothing is lost, and nothing is told twice for a day."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from isms.kernel.clock import FixedClock
from isms.kernel.db import Database
from isms.kernel.outbox import LONGEST_SILENCE, SILENCE, Letter, Mail, put, send_due, try_again
from isms.kernel.seal.collector import Actor

DAY = date(2026, 8, 31)
SENDER = "systemhelse@eksempelfjord.test"
LETTER = Letter("review:prepared", "review:1", "ingrid@example.test", "Gjennomgang for Ødegård", "Den er klar. Æøå.")


class PostOffice:
    """A real mail server that keeps what it accepts; `refusing` is what it answers when it does not."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.refusing: str | None = None
        self.unknown: dict[str, str] = {}
        self.connections: set[object] = set()

    async def handle_RCPT(  # noqa: N802 - its name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.connections.add(session.peer)
        if address in self.unknown:
            return self.unknown[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        if self.refusing:
            return self.refusing
        message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.raw.append(envelope.original_content or b"")
        self.received.append(message)
        return "250 OK"


@pytest.fixture
def post_office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def smtp_url(post_office: PostOffice) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(post_office, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}"
    controller.stop()


def write(database: Database, letter: Letter = LETTER) -> None:
    with database.transaction(Actor("worker", "test"), "test:tell") as session:
        put(session, letter, DAY, database.clock.now())


def outbox(database: Database) -> list[Mail]:
    with database.reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def test_a_letter_is_delivered_with_the_rows_number_as_its_identity(
    database: Database, smtp_url: str, post_office: PostOffice
) -> None:
    write(database)
    assert send_due(database, smtp_url, SENDER) == 1
    (received,) = post_office.received
    (kept,) = outbox(database)
    assert received["Message-ID"] == f"<mail-{kept.id}@eksempelfjord.test>"
    assert (received["To"], received["From"]) == (LETTER.recipient, SENDER)
    assert received["Subject"] == LETTER.title
    assert received.get_content().strip() == LETTER.body
    assert (kept.sent_at, kept.attempts, kept.last_error) == (database.clock.now(), 1, None)


def test_what_is_sent_is_not_sent_again(
    database: Database, clock: FixedClock, smtp_url: str, post_office: PostOffice
) -> None:
    write(database)
    send_due(database, smtp_url, SENDER)
    clock.advance(days=2)
    assert send_due(database, smtp_url, SENDER) == 0
    assert len(post_office.received) == 1


def test_the_same_thing_is_told_the_same_person_once_for_a_day(database: Database) -> None:
    write(database)
    write(database)
    write(database, replace(LETTER, recipient="kari@example.test"))
    assert [mail.recipient for mail in outbox(database)] == ["ingrid@example.test", "kari@example.test"]


def test_a_letter_of_a_transaction_that_fails_is_never_sent(
    database: Database, smtp_url: str, post_office: PostOffice
) -> None:
    with pytest.raises(RuntimeError), database.transaction(Actor("worker", "test"), "test:tell") as session:
        put(session, LETTER, DAY, database.clock.now())
        raise RuntimeError
    assert send_due(database, smtp_url, SENDER) == 0
    assert post_office.received == []


def test_a_letter_that_is_refused_waits_ever_longer_and_is_not_lost(
    database: Database, clock: FixedClock, smtp_url: str, post_office: PostOffice
) -> None:
    write(database)
    post_office.refusing = "451 later"
    waits = []
    for _ in range(45):
        (mail,) = outbox(database)
        waits.append(mail.next_attempt_at - clock.now())
        clock.set(mail.next_attempt_at)
        assert send_due(database, smtp_url, SENDER) == 0
    assert waits[:4] == [timedelta(0), SILENCE, 2 * SILENCE, 4 * SILENCE]
    assert waits[-1] == LONGEST_SILENCE
    (mail,) = outbox(database)
    assert mail.last_error and "451" in mail.last_error
    post_office.refusing = None
    clock.set(mail.next_attempt_at)
    assert send_due(database, smtp_url, SENDER) == 1
    (mail,) = outbox(database)
    assert (mail.attempts, mail.last_error) == (46, None)


def test_a_server_that_is_away_costs_nothing_but_time(
    database: Database, clock: FixedClock, smtp_url: str, post_office: PostOffice
) -> None:
    write(database)
    assert send_due(database, "smtp://127.0.0.1:1", SENDER) == 0
    clock.advance(minutes=5)
    assert send_due(database, smtp_url, SENDER) == 1
    assert len(post_office.received) == 1


def test_days_without_a_server_cost_no_more_than_its_absence(
    database: Database, clock: FixedClock, smtp_url: str, post_office: PostOffice
) -> None:
    write(database)
    write(database, replace(LETTER, recipient="kari@example.test"))
    for _ in range(3 * 24):
        clock.advance(hours=1)
        assert send_due(database, "smtp://127.0.0.1:1", SENDER) == 0
    assert [(mail.attempts, bool(mail.last_error)) for mail in outbox(database)] == [(0, True)] * 2
    clock.advance(minutes=5)
    assert send_due(database, smtp_url, SENDER) == 2
    assert [(mail.attempts, mail.last_error) for mail in outbox(database)] == [(1, None)] * 2
    assert len(post_office.connections) == 1


def test_a_recipient_refused_for_good_is_not_tried_for_ever_and_others_go_on(
    database: Database, clock: FixedClock, smtp_url: str, post_office: PostOffice
) -> None:
    post_office.unknown = {LETTER.recipient: "550 5.1.1 no such mailbox", "full@example.test": "452 full"}
    for recipient in (LETTER.recipient, "full@example.test", "kari@example.test"):
        write(database, replace(LETTER, recipient=recipient))
    assert send_due(database, smtp_url, SENDER) == 1
    assert [message["To"] for message in post_office.received] == ["kari@example.test"]
    refused, full, _ = outbox(database)
    assert (refused.failed_at, refused.last_error) == (clock.now(), "550 5.1.1 no such mailbox")
    assert (full.failed_at, full.last_error) == (None, "452 full")
    post_office.unknown = {}
    clock.advance(days=2)
    assert send_due(database, smtp_url, SENDER) == 1
    with database.bookkeeping() as session:
        try_again(session, refused.id, "new@example.test", clock.now())
        try_again(session, full.id, "new@example.test", clock.now())
    assert send_due(database, smtp_url, SENDER) == 1
    assert [message["To"] for message in post_office.received[1:]] == ["full@example.test", "new@example.test"]


def test_a_letter_is_written_so_that_every_server_and_reader_takes_it(
    database: Database, clock: FixedClock, smtp_url: str, post_office: PostOffice
) -> None:
    page = "https://systemhelse.example.no/account/notices"
    body = "Ærlig talt: https://systemhelse.example.no/" + "x" * 400
    write(database, replace(LETTER, body=body, choices_url=page))
    put_at = clock.now()
    clock.advance(hours=3)
    send_due(database, smtp_url, SENDER)
    (received,), (raw,) = post_office.received, post_office.raw
    assert received["Date"].datetime == put_at
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["List-Unsubscribe"] == f"<{page}>"
    assert received.get_content().strip() == body
    assert raw.isascii()
    assert max(len(line) for line in raw.splitlines()) <= 78


def test_a_letter_that_cannot_be_written_does_not_hold_back_the_next(
    database: Database, smtp_url: str, post_office: PostOffice
) -> None:
    write(database, replace(LETTER, title="To\nlinjer"))
    write(database, replace(LETTER, recipient="kari@example.test"))
    assert send_due(database, smtp_url, SENDER) == 1
    assert [message["To"] for message in post_office.received] == ["kari@example.test"]
    broken, _ = outbox(database)
    assert broken.last_error and broken.sent_at is None


def test_a_letter_that_another_worker_is_sending_is_left_alone(
    database: Database, clock: FixedClock, smtp_url: str, post_office: PostOffice
) -> None:
    write(database)
    with database.bookkeeping() as session:
        (mail,) = session.scalars(select(Mail))
        mail.next_attempt_at = clock.now() + SILENCE
    assert send_due(database, smtp_url, SENDER) == 0
    clock.advance(minutes=5)
    assert send_due(database, smtp_url, SENDER) == 1
    assert len(post_office.received) == 1
