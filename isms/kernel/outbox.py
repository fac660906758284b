"""Mail that leaves after the commit: written with the change it tells of, sent by the worker, delivery logged."""

import smtplib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import String, Text, UniqueConstraint, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from isms.kernel.db import Database
from isms.kernel.tables import Base

log = structlog.get_logger()

AT_A_TIME = 50
SILENCE = timedelta(minutes=5)
"""How long a mail is left alone while one worker sends it; doubled with every failed attempt, up to a day."""

LONGEST_SILENCE = timedelta(days=1)
DOUBLED_AT_MOST = 9
"""Doublings after which a silence is longer than the longest."""


class Mail(Base):
    """One mail to one recipient; the same thing is told the same person once for a day."""

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


def put(session: Session, letter: Letter, due_on: date, now: datetime) -> None:
    """Put a letter in the outbox with the transaction; the same one a second time is left out."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {**letter.__dict__, "due_on": due_on, "attempts": 0, "next_attempt_at": now}
    session.execute(insert(Mail).values(**values).on_conflict_do_nothing())


def send_due(database: Database, smtp_url: str, sender: str) -> int:
    """Send what is due and return how many were accepted; at least once, by Message-ID of the row.

    A mail is marked after the server has accepted it, so that a death between makes a second copy and not a loss.
    """
    sent = 0
    with database.reading() as session:
        now = database.clock.now()
        waiting = session.scalars(
            select(Mail.id)
            .where(Mail.sent_at.is_(None), Mail.next_attempt_at <= now)
            .order_by(Mail.id)
            .limit(AT_A_TIME)
        ).all()
    for mail_id in waiting:
        sent += _send(database, mail_id, smtp_url, sender)
    return sent


def _send(database: Database, mail_id: int, smtp_url: str, sender: str) -> bool:
    mail = _take(database, mail_id)
    if mail is None:
        return False
    try:
        _deliver(smtp_url, _message(mail, sender))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        log.warning("mail not accepted", mail=mail_id, attempt=mail.attempts, said=type(error).__name__)
        _note(database, mail_id, last_error=f"{type(error).__name__}: {error}")
        return False
    log.info("mail accepted", mail=mail_id, attempt=mail.attempts)
    _note(database, mail_id, sent_at=database.clock.now(), last_error=None)
    return True


def _note(database: Database, mail_id: int, **outcome: object) -> None:
    with database.bookkeeping() as session:
        session.execute(update(Mail).where(Mail.id == mail_id).values(**outcome))


def _take(database: Database, mail_id: int) -> Mail | None:
    """Take a mail for sending and keep others from it for a while; None when somebody else has it."""
    now = database.clock.now()
    with database.bookkeeping() as session:
        mail = session.get(Mail, mail_id, with_for_update=True)
        if mail is None or mail.sent_at is not None or mail.next_attempt_at > now:
            return None
        mail.next_attempt_at = now + min(SILENCE * 2 ** min(mail.attempts, DOUBLED_AT_MOST), LONGEST_SILENCE)
        mail.attempts += 1
    return mail


def _message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.title
    message["Message-ID"] = f"<mail-{mail.id}@{sender.rpartition('@')[2]}>"
    message.set_content(mail.body)
    return message


def _deliver(smtp_url: str, message: EmailMessage) -> None:
    """Hand a message to the server at smtp://user:password@host:port, or smtps:// for TLS from the start."""
    parts = urlsplit(smtp_url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "localhost", parts.port or 0, timeout=20) as server:
        if parts.username:
            if parts.scheme == "smtp":
                server.starttls()
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
