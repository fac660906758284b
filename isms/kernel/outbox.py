"""Mail that leaves after the commit: written with the change it tells of, sent by the worker, delivery logged."""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import ColumnElement, String, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from isms.kernel.db import Database
from isms.kernel.inserting import insert_new
from isms.kernel.runs import LEASE
from isms.kernel.tables import Base

log = structlog.get_logger()

AT_A_TIME = 50
SILENCE = timedelta(minutes=5)
"""How long a mail is left alone while one worker sends it; doubled with every failed attempt, up to a day."""

LONGEST_SILENCE = timedelta(days=1)
DOUBLED_AT_MOST = 9
"""Doublings after which a silence is longer than the longest."""


class Mail(Base):
    """One mail to one recipient; the same thing is told the same person once for a day.

    choices_url: the page where the recipient chooses what to be told of. It waits until it is sent or has failed:
    the server has refused the recipient for good.
    """

    __tablename__ = "mail"
    __table_args__ = (UniqueConstraint("kind", "about", "recipient", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(120))
    recipient: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    put_at: Mapped[datetime | None]
    choices_url: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class Letter:
    """What to write: kind and about make it one of a kind, beside the recipient and the day."""

    kind: str
    about: str
    recipient: str
    title: str
    body: str
    choices_url: str | None = None


def put(session: Session, letter: Letter, due_on: date, now: datetime) -> int | None:
    """Put a letter in the outbox with the transaction and return its number; None for one that was put already."""
    values = {**letter.__dict__, "due_on": due_on, "put_at": now, "attempts": 0, "next_attempt_at": now}
    return session.scalar(insert_new(session, Mail).values(**values).returning(Mail.id))


def try_again(session: Session, mail_id: int, recipient: str, now: datetime) -> None:
    """Have a mail that has failed sent once more, to where its recipient is now, as if it had just been put."""
    again = {"recipient": recipient, "failed_at": None, "attempts": 0, "next_attempt_at": now}
    session.execute(update(Mail).where(Mail.id == mail_id, Mail.failed_at.is_not(None)).values(**again))


def send_due(database: Database, smtp_url: str, sender: str, lease: timedelta = LEASE) -> int:
    """Send what is due over one connection, return how many were accepted; at least once, by Message-ID of the row.

    A mail is marked after the server has accepted it, so that a death between makes a second copy and not a loss.
    A server that cannot be reached counts as no attempt: when it is back, everything leaves within `SILENCE`.
    lease: for how long at least one worker has a mail for itself.
    """
    with database.reading() as session:
        waiting = session.scalars(
            select(Mail.id).where(*_is_due(database.clock.now())).order_by(Mail.id).limit(AT_A_TIME)
        ).all()
    if not waiting:
        return 0
    try:
        server = _connect(smtp_url)
    except (OSError, ValueError) as error:
        _postpone(database, waiting, error)
        return 0
    sent = 0
    try:
        for mail_id in waiting:
            if server.sock is None:
                break
            sent += _send(database, mail_id, server, sender, lease)
    finally:
        _hang_up(server)
    return sent


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.next_attempt_at <= now


def _postpone(database: Database, waiting: Sequence[int], error: Exception) -> None:
    log.warning("mail server away", waiting=len(waiting), said=type(error).__name__)
    now = database.clock.now()
    with database.bookkeeping() as session:
        late = update(Mail).where(Mail.id.in_(waiting), *_is_due(now))
        session.execute(late.values(next_attempt_at=now + SILENCE, last_error=_told(error)))


def _send(database: Database, mail_id: int, server: smtplib.SMTP, sender: str, lease: timedelta) -> bool:
    mail = _take(database, mail_id, lease)
    if mail is None:
        return False
    try:
        server.send_message(_message(mail, sender))
    except (OSError, ValueError) as error:
        log.warning("mail not accepted", mail=mail_id, attempt=mail.attempts, said=type(error).__name__)
        failed_at = database.clock.now() if _is_for_good(error) else None
        _note(database, mail_id, last_error=_told(error), failed_at=failed_at)
        return False
    log.info("mail accepted", mail=mail_id, attempt=mail.attempts)
    _note(database, mail_id, sent_at=database.clock.now(), last_error=None)
    return True


def _is_for_good(error: Exception) -> bool:
    """Say whether the server refuses the recipient for good (RFC 5321 section 4.2.1: 5yz)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _ in error.recipients.values())


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {said.decode(errors='replace')}" for code, said in error.recipients.values())
    return f"{type(error).__name__}: {error}"


def _note(database: Database, mail_id: int, **outcome: object) -> None:
    with database.bookkeeping() as session:
        session.execute(update(Mail).where(Mail.id == mail_id).values(**outcome))


def _take(database: Database, mail_id: int, lease: timedelta) -> Mail | None:
    """Take a mail for sending and keep others from it for a while; None when somebody else has it."""
    now = database.clock.now()
    with database.bookkeeping() as session:
        mail = session.scalar(select(Mail).where(Mail.id == mail_id, *_is_due(now)).with_for_update())
        if mail is None:
            return None
        silence = min(SILENCE * 2 ** min(mail.attempts, DOUBLED_AT_MOST), LONGEST_SILENCE)
        mail.next_attempt_at = now + max(silence, lease)
        mail.attempts += 1
    return mail


def _message(mail: Mail, sender: str) -> EmailMessage:
    """Write a mail: said to come from a machine (RFC 3834), so that no absence is answered, and in seven bits."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.title
    message["Message-ID"] = f"<mail-{mail.id}@{sender.rpartition('@')[2]}>"
    message["Date"] = mail.put_at or mail.next_attempt_at
    message["Auto-Submitted"] = "auto-generated"
    if mail.choices_url:
        message["List-Unsubscribe"] = f"<{mail.choices_url}>"
    message.set_content(mail.body, cte="quoted-printable")
    return message


def _connect(smtp_url: str) -> smtplib.SMTP:
    """Connect to the server at smtp://user:password@host:port, or smtps:// for TLS from the start."""
    parts = urlsplit(smtp_url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    server = kind(parts.hostname or "localhost", parts.port or 0, timeout=20)
    try:
        if parts.username:
            if parts.scheme == "smtp":
                server.starttls()
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except Exception:
        server.close()
        raise
    return server


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except OSError:
        server.close()
